"""A finished answer as widgets: what is read, what is copied, what hostile text can not do."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QTextDocument
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.blocks import ProseBlock
from desktop_llm.ui.markdown.code_block import CodeBlock, colour_spans
from desktop_llm.ui.markdown.formulas import formula_image
from desktop_llm.ui.markdown.links import ask_before_opening, is_openable, true_host
from desktop_llm.ui.markdown.table_block import TableBlock
from desktop_llm.ui.markdown.view import MarkdownView


def shown(qtbot: QtBot, text: str, width: int = 600) -> MarkdownView:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.resize(width, 100)
    view.show()
    view.show_markdown(text, width, at_once=True)
    return view


def html_of(view: MarkdownView) -> str:
    return "".join(block.toHtml() for block in view.findChildren(ProseBlock))


def test_prose_is_read_without_its_marks(qtbot: QtBot) -> None:
    view = shown(qtbot, "# Title\n\nSome **bold** and `code`.\n\n- one\n- two\n\n> said")
    lines = [line for line in view.plain_text().split("\n") if line.strip()]
    assert lines == ["Title", "Some bold and code.", "one", "two", "said"]


def test_table_has_its_cells(qtbot: QtBot) -> None:
    view = shown(qtbot, "| Flour | g |\n|---|--:|\n| Rye | 450 |\n| Salt | **9** |\n")
    assert isinstance(view.blocks()[0], TableBlock)
    assert view.plain_text().split() == ["Flour", "g", "Rye", "450", "Salt", "9"]


def test_code_is_copied_as_written(qtbot: QtBot) -> None:
    view = shown(qtbot, "```python\ndef f():\n    return 1\n```")
    block = view.blocks()[0]
    assert isinstance(block, CodeBlock)
    qtbot.mouseClick(block.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "def f():\n    return 1"
    assert block.copy_button.text() == "Copied"


def test_code_is_coloured_by_its_language() -> None:
    spans = colour_spans('def f():\n    return "text"  # why', "python")
    assert (0, 3, "accent.text") in spans[0]
    assert any(token == "success.text" for _, _, token in spans[1])
    assert any(token == "text.3" for _, _, token in spans[1])
    assert colour_spans("x = 1", "no-such-language") == ()


def test_long_code_is_cut_and_shown_on_request(qtbot: QtBot) -> None:
    view = shown(qtbot, "```\n" + "line\n" * 2_000 + "```")
    block = view.blocks()[0]
    assert isinstance(block, CodeBlock)
    assert block.plain_text().count("line") == 300
    qtbot.mouseClick(block._all, Qt.MouseButton.LeftButton)
    assert block.plain_text().count("line") == 2_000
    assert block.code.count("line") == 2_000


def test_formula_is_drawn_in_the_colour_of_the_text(qtbot: QtBot) -> None:
    picture = formula_image(r"\frac{a}{b}", theme().palette.text_1, 15, displayed=True)
    assert picture is not None
    inked = sum(
        picture.pixelColor(x, y).alpha() > 100 for x in range(picture.width()) for y in range(picture.height())
    )
    assert inked > 50, "drawn blank"
    view = shown(qtbot, r"A formula $x^2$ and a displayed one:" + "\n\n$$\\sqrt{2}$$\n")
    assert html_of(view).count("formula:") == 2


@pytest.mark.parametrize("tex", [r"\frac{a", "{" * 200 + "}" * 200, "x" * 5_000, r"\nosuchcommand{a}", "\\"])
def test_a_formula_that_can_not_be_drawn_is_shown_as_written(qtbot: QtBot, tex: str) -> None:
    view = shown(qtbot, f"before ${tex}$ after")
    text = view.plain_text()
    assert "before" in text
    assert "after" in text


def test_money_is_no_formula(qtbot: QtBot) -> None:
    assert "$5 and $10" in shown(qtbot, "It costs $5 and $10.").plain_text()


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](file://{file})",
        "![x]({file})",
        '<img src="{file}">',
        "<img src='file://{file}'>",
        "[![x]({file})](https://example.com)",
        '| <img src="{file}"> |\n|---|\n| ![x]({file}) |',
        '<div style="background-image:url({file})">x</div>',
        "<iframe src='file://{file}'></iframe>",
        "![x](formula:0)",
        "![x](data:image/png;base64,AAAA)",
    ],
)
def test_nothing_is_ever_loaded(qtbot: QtBot, tmp_path: Path, hostile: str) -> None:
    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    file = tmp_path / "secret.png"
    assert red.save(str(file))
    view = shown(qtbot, hostile.replace("{file}", str(file)))
    picture = view.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
    assert QImage(red).pixel(0, 0) not in colours
    assert "<img" not in html_of(view), "an image of the answer's own reached Qt"


def test_every_resource_is_one_pixel(qtbot: QtBot, tmp_path: Path) -> None:
    block = shown(qtbot, "words").blocks()[0]
    assert isinstance(block, ProseBlock)
    for address in ("file:///etc/passwd", "http://example.com/x.png", str(tmp_path / "x.png"), "formula:7", "//host/x"):
        found = block.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address))
        assert isinstance(found, QImage)
        assert (found.width(), found.height()) == (1, 1)


def test_raw_html_is_text(qtbot: QtBot) -> None:
    text = "<b>bold</b> <script>alert(1)</script> &lt;"
    assert shown(qtbot, text).plain_text().strip() == "<b>bold</b> <script>alert(1)</script> <"


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://example.com/a?b=c", True),
        ("http://example.com", True),
        ("mailto:someone@example.com", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("smb://host/share", False),
        ("calculator:", False),
        ("ms-msdt:/id", False),
        ("//host/share", False),
        ("page.html", False),
        ("https:", False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_and_mail_links_are_links(qtbot: QtBot, address: str, is_fine: bool) -> None:
    assert is_openable(address) is is_fine
    assert ("href=" in html_of(shown(qtbot, f"[words]({address})"))) is is_fine


def test_a_link_is_opened_only_after_asking_with_its_true_host(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    box = ask_before_opening("https://bank.example@evil.example/login", owner)
    assert isinstance(box, QMessageBox)
    assert "evil.example" in box.text()
    assert "bank" not in box.text()
    assert not opened
    open_button = next(button for button in box.buttons() if button.text() == "Open")
    qtbot.mouseClick(open_button, Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    assert true_host("https://xn--bcher-kva.example/") == "xn--bcher-kva.example"
    assert ask_before_opening("javascript:alert(1)", owner) is None


def test_a_huge_table_is_cut_and_grows_without_a_long_gap(qtbot: QtBot) -> None:
    rows = "".join("|" + "|".join(f"r{r}c{c}" for c in range(20)) + "|\n" for r in range(400))
    text = "|" + "|".join(f"h{c}" for c in range(20)) + "|\n" + "|---" * 20 + "|\n" + rows
    began = time.perf_counter()
    view = shown(qtbot, text)
    assert time.perf_counter() - began < 1.0
    table = view.blocks()[0]
    assert isinstance(table, TableBlock)
    assert table.rows_shown < 20
    assert table._all is not None
    assert table._all.text() == "Show all 400 rows"
    qtbot.mouseClick(table._all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: table.rows_shown == 400, timeout=60_000)
    assert "r399c19" in table.plain_text()


@pytest.mark.parametrize(
    "text",
    ["x" * 200_000, "[" * 20_000, "*a" * 20_000, ">" * 20_000, "word " * 40_000, "a\n" * 20_000],
    ids=["run", "brackets", "stars", "quotes", "words", "lines"],
)
def test_monsters_are_shown_in_slices(qtbot: QtBot, text: str) -> None:
    view = MarkdownView()
    qtbot.addWidget(view)
    view.resize(600, 100)
    view.show()
    with qtbot.waitSignal(view.built, timeout=60_000):
        view.show_markdown(text, 600)
    assert view.plain_text().strip()[:100].strip() != ""
    assert view.height() >= 0


def test_the_theme_repaints_an_answer(qtbot: QtBot) -> None:
    view = shown(qtbot, "A [link](https://example.com) and words.")
    before = html_of(view)
    mode = theme().mode
    try:
        theme().set_mode("light" if theme().is_dark else "dark")
        assert html_of(view) != before
    finally:
        theme().set_mode(mode)
