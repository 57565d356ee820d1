"""Rows are chosen by mouse and arrow keys; long names lose their middle; text keeps its line height and stays plain."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.layout import Column, FlowLayout
from desktop_llm.ui.look.rows import ListRow, NavRow, RowList, SideRow
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import Theme

LONG = "qwen3-0.6b-instruct-taught-from-the-bakery-handbook-checkpoint-000480"


def _list(qtbot: QtBot, *names: str) -> tuple[RowList, dict[str, ListRow]]:
    rows, made = RowList(), {}
    for name in names:
        made[name] = ListRow(name, "14 MB")
        rows.add_row(name, made[name])
    qtbot.addWidget(rows)
    rows.resize(400, 300)
    rows.show()
    return rows, made


def test_a_click_chooses_one_row_and_a_double_click_opens_it(look: Theme, qtbot: QtBot) -> None:
    rows, made = _list(qtbot, "a", "b")
    chosen: list[object] = []
    opened: list[object] = []
    rows.chosen.connect(chosen.append)
    rows.opened.connect(opened.append)
    qtbot.mouseClick(made["b"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made["a"], Qt.MouseButton.LeftButton)
    assert chosen == ["b", "a"] and rows.selected == "a"
    assert made["a"].isChecked() and not made["b"].isChecked()
    qtbot.mouseClick(made["a"], Qt.MouseButton.LeftButton)
    assert made["a"].isChecked(), "a second click keeps it chosen"
    qtbot.mouseDClick(made["a"], Qt.MouseButton.LeftButton)
    assert opened == ["a"]
    rows.select("b")
    assert chosen[:2] == ["b", "a"] and rows.selected == "b" and chosen.count("b") == 1


def test_arrow_keys_move_and_enter_opens(look: Theme, qtbot: QtBot) -> None:
    rows, made = _list(qtbot, "a", "b", "c")
    rows.activateWindow()
    qtbot.waitUntil(rows.isActiveWindow)
    made["b"].set_unavailable("Being trained right now.")
    made["a"].setFocus()
    qtbot.keyClick(made["a"], Qt.Key.Key_Down)
    assert made["c"].hasFocus() and made["c"].shows_ring()
    qtbot.keyClick(made["c"], Qt.Key.Key_Home)
    assert made["a"].hasFocus()
    opened: list[object] = []
    rows.opened.connect(opened.append)
    qtbot.keyClick(made["a"], Qt.Key.Key_Return)
    assert opened == ["a"] and rows.selected == "a"


def test_two_rows_with_one_key_are_refused_and_clear_forgets_them(look: Theme, qtbot: QtBot) -> None:
    rows, _ = _list(qtbot, "a")
    with pytest.raises(ValueError):
        rows.add_row("a", ListRow("again"))
    rows.select("a")
    rows.clear()
    assert rows.keys() == [] and rows.selected is None
    rows.add_row("a", ListRow("anew"))
    assert rows.keys() == ["a"]


def test_a_row_names_itself_for_screen_readers(look: Theme, qtbot: QtBot) -> None:
    row = ListRow("My bakery helper", "Taught from Starter")
    qtbot.addWidget(row)
    row.add_sign(Chip("yours"))
    row.add_column(Chip("fits"), 96)
    assert row.accessibleName() == "My bakery helper"
    assert row.accessibleDescription() == "Taught from Starter"
    row.set_texts("Other", "")
    assert row.accessibleName() == "Other" and row.sizeHint().height() == 60


def test_a_narrow_place_keeps_its_word_in_the_tooltip(look: Theme, qtbot: QtBot) -> None:
    row = NavRow("box", "Models")
    qtbot.addWidget(row)
    row.set_narrow(True)
    assert row.toolTip() == row.accessibleName() == "Models"
    row.set_narrow(False)
    assert row.toolTip() == ""


def test_a_long_name_loses_its_middle_and_keeps_the_whole_in_the_tooltip(look: Theme, qtbot: QtBot) -> None:
    name = ElidedText("body", LONG)
    qtbot.addWidget(name)
    name.resize(200, 20)
    name.show()
    shown = name.shown_text()
    assert "…" in shown and shown.startswith("qwen3") and shown.endswith("480")
    assert name.toolTip() == LONG
    name.resize(name.sizeHint())
    assert name.shown_text() == LONG and name.toolTip() == ""


def test_a_long_name_does_not_widen_a_sidebar_row(look: Theme, qtbot: QtBot) -> None:
    row = SideRow(LONG, "60 %")
    qtbot.addWidget(row)
    assert row.minimumSizeHint().width() <= 160 and row.sizeHint().height() == 32


def test_running_text_wraps_at_the_line_height_of_its_role(look: Theme, qtbot: QtBot) -> None:
    text = Text("reading", "one two three four five six seven eight nine ten " * 3)
    qtbot.addWidget(text)
    natural_lines = text.heightForWidth(300) / 24
    assert natural_lines == int(natural_lines) > 2
    assert text.heightForWidth(150) > text.heightForWidth(300)
    text.setText("short")
    assert text.heightForWidth(300) == 24
    text.setText("短句")
    assert text.heightForWidth(300) == 26


def test_a_line_fits_exactly_into_the_width_it_asks_for(look: Theme, qtbot: QtBot) -> None:
    for factor in (1.0, 1.3, 2.0):
        look.set_text_factor(factor)
        for role in ("body", "body.strong", "caption", "card", "code"):
            text = Text(role, "Longest answer, 18.4 tokens/s")
            qtbot.addWidget(text)
            assert text.heightForWidth(text.sizeHint().width()) == look.line_height(role)


def test_text_of_reading_width_asks_for_its_lines_in_a_wide_window(look: Theme, qtbot: QtBot) -> None:
    words = "one two three four five six seven eight nine ten " * 4
    wide, held = Text("reading", words), Text("reading", words, max_width=300)
    qtbot.addWidget(wide)
    qtbot.addWidget(held)
    assert held.heightForWidth(2000) == held.heightForWidth(300) > wide.heightForWidth(2000)


def test_foreign_text_is_never_markup(look: Theme, qtbot: QtBot) -> None:
    for widget in (Text("body", "<h1>big</h1>"), ElidedText("body", "<img src=x>")):
        qtbot.addWidget(widget)
        assert widget.textFormat() == Qt.TextFormat.PlainText
        assert widget.sizeHint().height() == 20


def test_buttons_wrap_instead_of_being_cut(look: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    buttons = [Button(word) for word in ("Compare with base", "Stop and keep", "Keep this moment")]
    flow = FlowLayout(*buttons, on=holder)
    assert flow.heightForWidth(2000) == 36
    assert flow.heightForWidth(300) == 36 * 3 + 8 * 2 or flow.heightForWidth(300) == 36 * 2 + 8
    holder.resize(200, 200)
    holder.show()
    assert len({button.y() for button in buttons}) == 3
    for button in buttons:
        assert button.width() >= button.minimumSizeHint().width()
    buttons[1].hide()
    assert flow.heightForWidth(200) == 36 * 2 + 8


def test_column_and_row_take_margins_in_three_ways(look: Theme, qtbot: QtBot) -> None:
    for margins, sides in ((4, (4, 4, 4, 4)), ((8, 2), (8, 2, 8, 2)), ((1, 2, 3, 4), (1, 2, 3, 4))):
        holder = QWidget()
        qtbot.addWidget(holder)
        column = Column(None, margins=margins, on=holder)  # type: ignore[arg-type]
        found = column.contentsMargins()
        assert (found.left(), found.top(), found.right(), found.bottom()) == sides
