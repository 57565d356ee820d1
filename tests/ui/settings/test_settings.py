"""Settings hold at once."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop_llm.core.settings import load_settings
from desktop_llm.core.stored import Kind
from desktop_llm.ui.look.theme import theme
from tests.ui.window.kit import WindowKit, pause

LEFT = Qt.MouseButton.LeftButton


def test_theme_and_text_size_change_at_once_and_are_kept(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    place = window.place("settings")
    dark = next(button for button in place.theme.findChildren(QAbstractButton) if button.text() == "Dark")
    QTest.mouseClick(dark, LEFT)
    assert theme().is_dark
    QTest.mouseClick(place.larger, LEFT)
    assert theme().text_factor == 1.1
    assert not place.smaller.unavailable_reason
    kit.settle()
    saved = load_settings()[0]
    assert (saved.theme, saved.text_factor) == ("dark", 1.1)
    QTest.mouseClick(place.smaller, LEFT)
    assert not place.smaller.isEnabled() and place.smaller.unavailable_reason


def test_rows_stack_where_there_is_no_room(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    place = window.place("settings")
    pause(20)
    right_of_words = place.theme.mapTo(place, place.theme.rect().topLeft()).x()
    kit.settings.change(text_factor=2.0)
    window.resize(900, 800)
    pause(60)
    stacked = place.theme.mapTo(place, place.theme.rect().topLeft()).x()
    assert stacked < right_of_words / 2


def test_speed_holds_for_the_next_model(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    place = window.place("settings")
    fastest = next(button for button in place.precision.findChildren(QAbstractButton) if button.text() == "Fastest")
    QTest.mouseClick(fastest, LEFT)
    kit.settle()
    assert load_settings()[0].precision == "4bit"


def test_what_is_stored_is_measured_copied_and_erased_on_the_second_click(kit: WindowKit) -> None:
    log = kit.home / "logs" / "window.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("one line\n" * 1000, "utf-8")
    window = kit.open()
    window.go("settings")
    card = window.place("settings").stored
    kit.settle()
    assert card.rows[Kind.LOGS].sentence.text() == f"9\N{NO-BREAK SPACE}kB, in {log.parent}"
    assert card.erase_buttons[Kind.TRASH].unavailable_reason == "There is nothing to erase."
    card.save(Kind.MODELS, kit.home / "models.zip")
    kit.wait((kit.home / "models.zip").exists)
    QTest.mouseClick(card.erase_buttons[Kind.LOGS], LEFT)
    kit.settle()
    assert log.stat().st_size and card.erase_buttons[Kind.LOGS].text() == "Erase for good?"
    QTest.mouseClick(card.erase_buttons[Kind.LOGS], LEFT)
    kit.wait(lambda: log.stat().st_size == 0)
