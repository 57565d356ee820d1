"""What a person does with the controls, by mouse and keyboard, and what a control says when it cannot be used."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.choices import Choice, Option, PickerButton, RadioRow
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.fields import GrowingText, TextBox, TextField
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import ListRow, NavRow, SideRow
from desktop_llm.ui.look.slider import Slider, SliderTrack, Stepper
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import Theme
from desktop_llm.ui.look.toggles import Segmented, Toggle
from desktop_llm.ui.look.tokens import LIGHT

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def _shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def _all_controls() -> list[QWidget]:
    return [
        Button("Send", "primary"),
        IconButton("copy", "Copy"),
        Toggle("Blind"),
        Segmented("Manner", [("c", "Careful"), ("b", "Balanced")]),
        Slider("Boldness", "temperature", 0, 2, 0.7),
        Stepper("Answers at once", 1, 1, 8),
        TextField("Name"),
        RadioRow("To sort texts"),
        PickerButton("Starter", purpose="Model"),
        ListRow("Starter", "14 MB"),
        NavRow("box", "Models"),
        SideRow("Rye"),
        SliderTrack("Moment"),
    ]


def test_every_control_has_an_accessible_name_and_can_have_the_focus(look: Theme, qtbot: QtBot) -> None:
    for control in _all_controls():
        qtbot.addWidget(control)
        assert control.accessibleName(), type(control).__name__
        takers = [control, *control.findChildren(QWidget)]
        assert any(w.focusPolicy() & Qt.FocusPolicy.TabFocus for w in takers), type(control).__name__


def test_every_control_tells_why_it_cannot_be_used(look: Theme, qtbot: QtBot) -> None:
    for control in _all_controls():
        qtbot.addWidget(control)
        assert isinstance(control, Control)
        before = control.toolTip()
        caption = Text("caption")
        qtbot.addWidget(caption)
        control.set_unavailable("Choose a text first.", caption)
        name = type(control).__name__
        assert not control.isEnabled(), name
        assert control.toolTip() == "Choose a text first.", name
        assert control.accessibleDescription() == "Choose a text first.", name
        assert caption.text() == "Choose a text first." and not caption.isHidden(), name
        control.set_unavailable("", caption)
        assert control.isEnabled() and control.toolTip() == before and caption.isHidden(), name


def test_an_unavailable_button_does_nothing(look: Theme, qtbot: QtBot) -> None:
    button = Button("Start", "primary")
    _shown(qtbot, button)
    said: list[bool] = []
    button.clicked.connect(lambda: said.append(True))
    button.set_unavailable("Choose a text first.")
    qtbot.mouseClick(button, LEFT)
    assert said == []
    button.set_unavailable("")
    qtbot.mouseClick(button, LEFT)
    assert said == [True]


def test_a_busy_button_shows_its_verb_and_refuses(look: Theme, qtbot: QtBot) -> None:
    button = Button("Load")
    _shown(qtbot, button)
    button.set_busy("Loading…")
    assert button.text() == "Loading…" and not button.isEnabled()
    button.set_unavailable("")
    assert not button.isEnabled()
    button.set_busy("")
    assert button.text() == "Load" and button.isEnabled()


def test_the_ring_shows_for_the_keyboard_and_not_for_the_mouse(look: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    first, second = Button("One"), Button("Two")
    Column(first, second, on=holder)
    _shown(qtbot, holder)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    assert second.shows_ring()
    corner = second.grab().toImage().pixelColor(second.width() // 2, 0).name().upper()
    assert corner == LIGHT.focus
    qtbot.mouseClick(first, LEFT)
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert first.hasFocus() and not first.shows_ring()
    qtbot.keyClick(first, Key.Key_Space)
    assert first.shows_ring()


def test_toggle_by_space_and_by_click_on_its_label(look: Theme, qtbot: QtBot) -> None:
    toggle = Toggle("Mark words that differ from A")
    _shown(qtbot, toggle)
    said: list[bool] = []
    toggle.toggled.connect(said.append)
    qtbot.mouseClick(toggle, LEFT, pos=QPoint(toggle.width() - 8, toggle.height() // 2))
    qtbot.keyClick(toggle, Key.Key_Space)
    assert said == [True, False]


def test_segmented_moves_by_arrow_keys_and_says_only_what_a_person_chose(look: Theme, qtbot: QtBot) -> None:
    control = Segmented("Manner", [("c", "Careful"), ("b", "Balanced"), ("w", "Wild")])
    _shown(qtbot, control)
    said: list[object] = []
    control.chosen.connect(said.append)
    control.set_value("b")
    assert control.value == "b" and said == []
    control.button("b").setFocus()
    qtbot.keyClick(control.button("b"), Key.Key_Right)
    assert control.value == "w" and control.button("w").hasFocus()
    qtbot.mouseClick(control.button("c"), LEFT)
    assert said == ["w", "c"]
    qtbot.mouseClick(control.button("c"), LEFT)
    assert said == ["w", "c"]
    with pytest.raises(ValueError):
        control.set_value("x")


def test_slider_by_keyboard_mouse_and_wheel(look: Theme, qtbot: QtBot) -> None:
    slider = Slider("Boldness", "temperature", 0, 2, 0.7, step=0.1, decimals=1)
    slider.resize(260, slider.sizeHint().height())
    _shown(qtbot, slider)
    said: list[float] = []
    slider.value_changed.connect(said.append)
    slider.set_value(0.5)
    assert slider.value == 0.5 and said == []
    slider.setFocus()
    qtbot.keyClick(slider.track, Key.Key_Right)
    qtbot.keyClick(slider.track, Key.Key_PageUp)
    qtbot.keyClick(slider.track, Key.Key_End)
    qtbot.keyClick(slider.track, Key.Key_Home)
    assert said == pytest.approx([0.6, 0.8, 2.0, 0.0])
    qtbot.mouseClick(slider.track, LEFT, pos=QPoint(slider.track.width() // 2, 10))
    assert slider.value == pytest.approx(1.0, abs=0.05)

    def turn() -> None:
        at = QPointF(10, 10)
        event = QWheelEvent(
            at, slider.track.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(slider.track, event)

    value = slider.value
    slider.track.clearFocus()
    turn()
    assert slider.value == value
    slider.setFocus()
    turn()
    assert slider.value > value


def test_whole_number_slider_shows_no_decimals(look: Theme, qtbot: QtBot) -> None:
    slider = Slider("Choices", "top-k", 0, 100, 40, step=1, decimals=0)
    qtbot.addWidget(slider)
    assert slider.value == 40
    assert slider.track.accessibleDescription() == "40"
    assert slider.track.accessibleName() == "Choices (top-k)"


def test_stepper_by_buttons_keys_and_typing(look: Theme, qtbot: QtBot) -> None:
    stepper = Stepper("Longest answer", 512, 1, 4096, step=16)
    _shown(qtbot, stepper)
    said: list[int] = []
    stepper.value_changed.connect(said.append)
    qtbot.mouseClick(stepper.more, LEFT)
    qtbot.keyClick(stepper.edit, Key.Key_Down)
    stepper.edit.selectAll()
    qtbot.keyClicks(stepper.edit, "9")
    qtbot.keyClick(stepper.edit, Key.Key_Return)
    assert said == [528, 512, 9]
    stepper.set_value(1)
    assert not stepper.less.isEnabled() and stepper.more.isEnabled()
    stepper.set_value(99999)
    assert stepper.value == 4096 and said == [528, 512, 9]


def test_text_field_shows_its_error_below_and_takes_it_away(look: Theme, qtbot: QtBot) -> None:
    field = TextField("Name of the result", "Starter")
    _shown(qtbot, field)
    before = field.sizeHint().height()
    field.set_error('This name is taken. Try "Starter 2".')
    assert field.error and field.sizeHint().height() > before
    assert field.edit.accessibleDescription() == field.error
    field.set_error("")
    assert field.sizeHint().height() == before
    edited: list[str] = []
    field.edited.connect(edited.append)
    field.set_text("Mine")
    assert edited == []
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "ab")
    assert edited == ["a", "ab"]


def test_growing_text_grows_to_its_limit_and_submits_on_enter(look: Theme, qtbot: QtBot) -> None:
    field = GrowingText("Message", enter_submits=True, max_lines=8)
    field.resize(300, 24)
    _shown(qtbot, field)
    heights = [field.height()]
    sent: list[bool] = []
    field.submitted.connect(lambda: sent.append(True))
    for _ in range(12):
        qtbot.keyClicks(field, "a")
        qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        heights.append(field.height())
    assert heights[1] - heights[0] == 24 == heights[7] - heights[6]
    assert heights[8] == heights[-1] == 8 * 24 + 2
    assert sent == [] and field.line_count() == 13
    qtbot.keyClick(field, Key.Key_Return)
    assert sent == [True] and field.line_count() == 13
    field.set_text("")
    assert field.height() == heights[0]


def test_growing_text_takes_what_is_pasted_as_plain_text(look: Theme, qtbot: QtBot) -> None:
    box = TextBox("Instructions", "<b>kept as it is</b>")
    _shown(qtbot, box)
    assert box.field.text == "<b>kept as it is</b>"
    QApplication.clipboard().setText("one\ntwo")
    box.field.selectAll()
    box.field.paste()
    assert box.field.text == "one\ntwo" and box.field.line_count() == 2


def test_radio_rows_exclude_each_other_and_show_the_reason_in_place_of_the_sentence(look: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    style, sort = RadioRow("The style of my text", "Reads on."), RadioRow("To sort texts", "Gives labels.")
    Column(style, sort, on=holder)
    _shown(qtbot, holder)
    style.setChecked(True)
    qtbot.mouseClick(sort, LEFT)
    assert sort.isChecked() and not style.isChecked()
    sort.set_unavailable("Needs a label for each text. None found here.")
    assert "Needs a label for each text. None found here." in [t.text() for t in sort.findChildren(Text)]
    sort.set_unavailable("")
    assert "Gives labels." in [t.text() for t in sort.findChildren(Text)]


def test_a_narrow_radio_row_puts_its_sentence_below(look: Theme, qtbot: QtBot) -> None:
    row = RadioRow("The style of my text", "Reads on, like your handbook.")
    qtbot.addWidget(row)
    assert row.heightForWidth(600) == 44
    assert row.heightForWidth(360) == 60


def test_choice_offers_its_options_and_says_the_one_taken(look: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    options = [Option("cpu", "CPU"), Option("gpu", "GPU", "", "No GPU found here."), Option("auto", "Automatic")]
    choice = Choice("Device", options, "auto")
    Column(choice, None, on=window)
    window.resize(500, 400)
    _shown(qtbot, window)
    said: list[object] = []
    choice.chosen.connect(said.append)
    assert choice.text() == "Automatic" and choice.accessibleName() == "Device: Automatic"
    qtbot.keyClick(choice, Key.Key_Down)
    popover = window.findChild(Popover)
    assert isinstance(popover, Popover) and popover.isVisible()
    rows = {row.text(): row for row in popover.findChildren(ListRow)}
    assert not rows["GPU"].isEnabled() and rows["GPU"].toolTip() == "No GPU found here."
    qtbot.keyClick(rows["Automatic"], Key.Key_Up)
    assert rows["CPU"].hasFocus()
    qtbot.keyClick(rows["CPU"], Key.Key_Return)
    assert said == ["cpu"] and choice.value == "cpu" and choice.text() == "CPU"
    assert not popover.isVisible() and choice.hasFocus()
