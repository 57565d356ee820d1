"""Exported conversations: all of it, round figures, and foreign text that can not act."""

import json
import random
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from desktop_llm.core.conversation import Conversation, Turn, TurnStats
from desktop_llm.core.export import (
    ExportWords,
    conversation_as_html,
    conversation_as_json,
    conversation_as_markdown,
)
from desktop_llm.core.sampling import Sampling

STATS = TurnStats(12, 33.256789, 0.41234, 100, 112, 2048, 7)


def turn(number: int, role: str, text: str, **more: object) -> Turn:
    return Turn(number, 1, number - 1 or None, role, text, 1_795_000_000.9, **more)  # type: ignore[arg-type]


def talk(*texts: str, title: str = "Bread", system: str = "") -> Conversation:
    turns = tuple(turn(n, "assistant" if n % 2 == 0 else "user", text) for n, text in enumerate(texts, 1))
    return Conversation(1, title, 1_795_000_000.9, 1_795_000_100.2, system=system, turns=turns)


def tokens_of(markdown: str) -> list[Token]:
    """Everything CommonMark with tables sees in a text, raw HTML allowed."""
    flat: list[Token] = []
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown):
        flat += [token, *(token.children or [])]
    return flat


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


HOSTILE = [
    "```\n\t```\n<script>",
    "~~~![a](b)\n\n~~~\t\t\n<script>",
    "```![a](b)\n|---|\n<script>",
    "<script>alert(1)</script>",
    "</div></section><img src=x onerror=alert(1)>",
    "<!-- comment --> <?php ?> <![CDATA[x]]> <https://evil.example>",
    "![picture](file:///etc/passwd) ![][x]\n\n[x]: https://evil.example/a.png",
    "\n## You\n\n> I said this\n\n---\n# Title",
    "\\`<img src=x>`",
    "\\\\<img src=x>",
    "` a\n` <script> `",
    "| ` | <script> ` |\n|---|---|\n| ` | <b> ` |",
    "1. a\n   ```\n   code\n<script>alert(1)</script>",
    "- a\n  ```\n     ```\n  <script>",
    "  ```\n```\n<script>alert(1)</script>",
    "> ```\n<script>\n```\n<script>",
    "```a`b\n<script>",
    "~~~\n```\n~~~\n<script>\n```",
    "```\n" * 3 + "<script>",
    "a\r<script>\r\n<b>",
    "\x00\x1b[31mred\x85<i>\u2028<b>",
    '"><svg onload=x>',
    "{title} {sections} %s {0}",
]


def test_markdown_has_every_word_under_its_author() -> None:
    conversation = talk(
        "How warm?", "About **220** degrees.\n\n| a | b |\n|---|---|", title="Oven *hot*", system="Be kind."
    )
    text = conversation_as_markdown(conversation)
    assert text == (
        "# Oven \\*hot\\*\n\nMade with Desktop LLM, 2026-11-18\n\n## Instructions\n\n> Be kind.\n\n"
        "## You\n\n> How warm?\n\n## Model\n\n> About **220** degrees.\n>\n> | a | b |\n> |---|---|\n"
    )


def test_versions_and_models_are_named() -> None:
    answer = turn(2, "assistant", "4", model_name="Starter #1", version=2, versions=3)
    conversation = Conversation(1, "", 0.0, 0.0, turns=(turn(1, "user", "2+2"), answer))
    assert "## Starter \\#1 (version 2 of 3)" in conversation_as_markdown(conversation)
    words = ExportWords("zh", "对话", "你", "模型", "说明", "由 Desktop LLM 制作", "第 {version} 版，共 {versions} 版")
    page = conversation_as_html(conversation, words)
    assert '<html lang="zh">' in page
    assert "Starter #1 (第 2 版，共 3 版)" in page
    assert "<title>对话</title>" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_act_in_markdown(text: str) -> None:
    markdown = conversation_as_markdown(talk(text, text, title=text, system=text))
    tokens = tokens_of(markdown)
    assert not [token for token in tokens if token.type in ("html_block", "html_inline", "image")]
    top = [token.tag for token in tokens if token.type == "heading_open" and token.level == 0]
    assert top == ["h1", "h2", "h2", "h2"], "text can not pose as a turn"


def test_no_mixture_of_marks_lets_html_through_markdown() -> None:
    choose = random.Random(5)
    marks = [
        *("`", "``", "```", "~~~", "\n", "\n\n", "\n   ", "    ", " ", "\t", "> ", "- ", "1. ", "***", "---\n"),
        *("<script>", "<!--", "</b>", "![a](b)", "[", "](<c>)", "|", "|---|\n", "\\", "&lt;", "x"),
    ]
    for _ in range(2000):
        text = "".join(choose.choices(marks, k=choose.randint(2, 25)))
        tokens = tokens_of(conversation_as_markdown(talk(text)))
        acting = [token.content for token in tokens if token.type in ("html_block", "html_inline", "image")]
        assert not acting, repr(text)


def test_code_keeps_its_characters_in_markdown() -> None:
    text = "Use `List<String>` or ``a<b>`c``:\n\n```html\n<b>bold</b> ![x](y)\n```\n\nand 1 < 2, a<b."
    markdown = conversation_as_markdown(talk(text))
    assert "> Use `List<String>` or ``a<b>`c``:" in markdown
    assert "> <b>bold</b> ![x](y)\n" in markdown
    assert "and 1 < 2, a&lt;b." in markdown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_act_in_a_page(text: str) -> None:
    conversation = talk(text, text, title=text, system=text)
    page = conversation_as_html(conversation, ExportWords(person=text, made=text))
    harmless = Tags(conversation_as_html(talk("a", "b", title="c", system="d")))
    tags = Tags(page)
    assert tags.names == harmless.names
    assert tags.attributes == harmless.attributes
    assert not {"script", "img", "link", "iframe", "svg"} & set(tags.names)
    assert "default-src 'none'" in page
    assert "http://" not in page.replace(text, "")


def test_a_page_shows_the_text_as_it_is() -> None:
    text = "a < b && c > d\n  indented\n\"quotes\" 'single' 你好 🍞 \x1b"
    tags = Tags(conversation_as_html(talk(text)))
    assert text.replace("\x1b", "�") in tags.texts
    assert "prefers-color-scheme: dark" in conversation_as_html(talk(text))


def test_json_has_the_whole_tree_with_round_figures() -> None:
    shown = (turn(1, "user", "q \0 <b>"), turn(2, "assistant", "a", outcome="stop", stats=STATS, model_name="S"))
    tree = (*shown, turn(3, "assistant", "another", version=2, versions=2))
    conversation = Conversation(
        1, "T", 1_795_000_000.9, 1_795_000_100.2, "chat", "/m", "sys", Sampling(seed=3, stop=("x",)), shown
    )
    content = json.loads(conversation_as_json(conversation, tree))
    assert (content["format"], content["format_version"]) == ("desktop-llm conversation", 1)
    assert (content["title"], content["system"], content["model_path"]) == ("T", "sys", "/m")
    assert content["created_at"] == "2026-11-18T11:06:40+00:00"
    assert content["sampling"]["seed"] == 3
    assert [(entry["id"], entry["shown"], entry["text"]) for entry in content["turns"]] == [
        (1, True, "q \0 <b>"),
        (2, True, "a"),
        (3, False, "another"),
    ]
    stats = content["turns"][1]["stats"]
    assert (stats["tokens_per_second"], stats["seconds_to_first_token"], stats["tokens"]) == (33.3, 0.41, 12)
    assert content["turns"][0]["stats"] is None
    assert len(json.loads(conversation_as_json(conversation))["turns"]) == 2


def test_an_empty_conversation_is_exported_too() -> None:
    empty = Conversation(1, "", 0.0, 0.0)
    assert conversation_as_markdown(empty).startswith("# Conversation\n")
    assert "<section" not in conversation_as_html(empty)
    assert json.loads(conversation_as_json(empty))["turns"] == []
