"""A conversation as a file for elsewhere: Markdown, a web page, or JSON. Returns text; where to is the caller's.

What people and models wrote is foreign text: in Markdown it is quoted line by line, so it can not pose as another
turn, and its raw HTML and images are made plain; in the web page everything is escaped, and the page may load
nothing and run nothing. JSON keeps every character.

JSON, format 1: `title`, `mode`, `model_path`, `system`, `created_at`, `updated_at` (ISO 8601, UTC), `sampling`, and
`turns`, each with `id`, `parent_id`, `role`, `text`, `created_at`, `model_name`, `model_path`, `outcome`, `version`,
`versions`, `shown` (whether it is on the path the person sees) and `stats` (or null).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from desktop_llm.core.conversation import Conversation, Turn, TurnStats

JSON_FORMAT = 1
_FENCE = re.compile(r"`{3,}(?=[^`|]*$)|~{3,}(?=[^|]*$)")
_PERHAPS_FENCE = re.compile(r"[\s>*+\-\d.)]*(```|~~~)")
_TABLE_RULE = re.compile(r"[\s|:-]*[|:-][\s|:-]*")
"""Under any line, it makes a table of it for some readers, even of a line that would begin code."""
_LEADING = re.compile(r"^[ \t]+")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_BACKTICKS = re.compile(r"`+")
_MARKS = re.compile(r"([\\`*_\[\]<>#|~!&])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --page: #faf9f7; --text: #23211e; --soft: #6b665e; --mine: #eeebe5; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --page: #1b1b1d; --text: #e8e6e3; --soft: #a09b94; --mine: #2a2a2d; }}
}}
body {{ margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.6 system-ui, sans-serif; }}
h1 {{ font-size: 1.4rem; unicode-bidi: isolate; }}
header p, h2, footer {{ color: var(--soft); font-size: .85rem; font-weight: 500; margin: .2rem 0; }}
section {{ margin: 1.5rem 0; }}
.user div {{ background: var(--mine); border-radius: .6rem; padding: .6rem .9rem; }}
div {{ white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }}
</style>
</head>
<body>
<header><h1 dir="auto">{title}</h1><p>{made}</p></header>
{sections}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class ExportWords:
    """The words of ours in an exported file; the window gives them in its language."""

    language: str = "en"
    untitled: str = "Conversation"
    person: str = "You"
    model: str = "Model"
    system: str = "Instructions"
    made: str = "Made with Desktop LLM"
    version: str = "version {version} of {versions}"


def conversation_as_markdown(conversation: Conversation, words: ExportWords | None = None) -> str:
    """The turns that are shown, each quoted under a heading that says who wrote it."""
    words = words or ExportWords()
    parts = [f"# {_plain(_title(conversation, words))}", f"{words.made}, {_day(conversation.created_at)}"]
    if conversation.system:
        parts += [f"## {words.system}", _quoted(conversation.system)]
    for turn in conversation.turns:
        parts += [f"## {_plain(_heading(turn, words))}", _quoted(turn.text)]
    return "\n\n".join(parts) + "\n"


def conversation_as_html(conversation: Conversation, words: ExportWords | None = None) -> str:
    """The turns that are shown as a page of its own that loads nothing."""
    words = words or ExportWords()
    sections = [_section("system", words.system, conversation.system)] if conversation.system else []
    sections += [_section(turn.role, _heading(turn, words), turn.text) for turn in conversation.turns]
    return _PAGE.format(
        language=html.escape(words.language),
        title=_escaped(_title(conversation, words)),
        made=_escaped(f"{words.made}, {_day(conversation.created_at)}"),
        sections="\n".join(sections),
    )


def conversation_as_json(conversation: Conversation, tree: Sequence[Turn] = ()) -> str:
    """The conversation in JSON format 1.

    Args:
        conversation: With the turns that are shown.
        tree: Every turn (`Store.turn_tree`), to have the other versions in it too; otherwise only those shown.
    """
    shown = {turn.id for turn in conversation.turns}
    content = {
        "format": "desktop-llm conversation",
        "format_version": JSON_FORMAT,
        "title": conversation.title,
        "mode": conversation.mode,
        "model_path": conversation.model_path,
        "system": conversation.system,
        "created_at": _moment(conversation.created_at),
        "updated_at": _moment(conversation.updated_at),
        "sampling": asdict(conversation.sampling),
        "turns": [
            {
                "id": turn.id,
                "parent_id": turn.parent_id,
                "role": turn.role,
                "text": turn.text,
                "created_at": _moment(turn.created_at),
                "model_name": turn.model_name,
                "model_path": turn.model_path,
                "outcome": turn.outcome,
                "version": turn.version,
                "versions": turn.versions,
                "shown": turn.id in shown,
                "stats": _rounded(turn.stats) if turn.stats else None,
            }
            for turn in (tree or conversation.turns)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _title(conversation: Conversation, words: ExportWords) -> str:
    return " ".join(conversation.title.split()) or words.untitled


def _heading(turn: Turn, words: ExportWords) -> str:
    names = {"user": words.person, "assistant": turn.model_name or words.model, "system": words.system}
    heading = " ".join(names.get(turn.role, turn.role).split())
    if turn.versions > 1:
        heading += f" ({words.version.format(version=turn.version, versions=turn.versions)})"
    return heading


def _rounded(stats: TurnStats) -> dict[str, object]:
    digits = {"tokens_per_second": 1, "seconds_to_first_token": 2}
    return {name: round(value, digits[name]) if name in digits else value for name, value in asdict(stats).items()}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d")


# --- web page -----------------------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    return html.escape(_CONTROLS.sub("�", text.replace("\r\n", "\n")))


def _section(role: str, heading: str, text: str) -> str:
    kind = role if role in ("user", "assistant", "system") else "other"
    body = f'<h2 dir="auto">{_escaped(heading)}</h2><div dir="auto">{_escaped(text)}</div>'
    return f'<section class="{kind}">{body}</section>'


# --- Markdown -----------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Text for a heading, with nothing in it that Markdown would act on."""
    return _MARKS.sub(r"\\\1", _CONTROLS.sub("�", text))


def _quoted(text: str) -> str:
    lines = _CONTROLS.sub("�", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    # A tab after "> " reaches only to the next stop: spaces say how far a line is indented.
    lines = [_LEADING.sub(lambda space: space[0].expandtabs(4), line) for line in lines]
    return "\n".join(f"> {line}".rstrip() for line in _without_html(lines))


def _without_html(lines: list[str]) -> list[str]:
    """The same Markdown with raw HTML and images as plain text; code stays as it is where it surely is code.

    In doubt it is taken for text, to the end of the message: then "&lt;" shows, and nothing acts.
    """
    result: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for number, line in enumerate(lines):
        if fence:
            result.append(line)
            mark = line.strip()
            if len(line) - len(line.lstrip(" ")) < 4 and len(mark) >= len(fence) and not mark.strip(fence[0]):
                fence = ""
        elif (match := _FENCE.match(line)) and not _TABLE_RULE.fullmatch("".join(lines[number + 1 : number + 2])):
            result += [*_paragraph_without_html(paragraph), _made_plain(line)]
            paragraph = []
            fence = match[0]
        elif _PERHAPS_FENCE.match(line):
            return result + [_made_plain(rest) for rest in [*paragraph, *lines[number:]]]
        elif line.strip():
            paragraph.append(line)
        else:
            result += [*_paragraph_without_html(paragraph), line]
            paragraph = []
    return result + _paragraph_without_html(paragraph)


def _paragraph_without_html(lines: list[str]) -> list[str]:
    if all(_code_is_sure(line) for line in lines):
        return ["".join(_outside_code(line)) for line in lines]
    return [_made_plain(line) for line in lines]


def _code_is_sure(line: str) -> bool:
    """Whether each `code` of a line begins and ends in it, so that nothing outside of it can be taken for code."""
    if "`" not in line:
        return True
    if "|" in line or "\\`" in line:
        return False
    opener = ""
    for match in _BACKTICKS.finditer(line):
        if not opener:
            opener = match[0]
        elif match[0] == opener:
            opener = ""
    return not opener


def _outside_code(line: str) -> list[str]:
    """The parts of a line, those outside of `code` made plain."""
    parts: list[str] = []
    opener, start = "", 0
    for match in _BACKTICKS.finditer(line):
        if not opener:
            parts.append(_made_plain(line[start : match.start()]))
            opener, start = match[0], match.start()
        elif match[0] == opener:
            parts.append(line[start : match.end()])
            opener, start = "", match.end()
    return [*parts, _made_plain(line[start:])]


def _made_plain(text: str) -> str:
    return _HTML.sub("&lt;", text).replace("![", "&#33;[")
