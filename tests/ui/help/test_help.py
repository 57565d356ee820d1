"""A word is explained where it stands: by hovering, by a long press, by F1; and the help is searched."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from desktop_llm.ui.help import hints
from desktop_llm.ui.help.place import HelpPlace
from desktop_llm.ui.look.text import Text
from tests.ui.window.kit import WindowKit, pause


def words_on(kit: WindowKit, start: str) -> Text:
    page = kit.window.pages.currentWidget()
    return next(text for text in page.findChildren(Text) if text.isVisible() and text.text().startswith(start))


def test_hovering_over_a_setting_explains_its_word(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    pause(50)
    text = words_on(kit, "Threads")
    at = text.mapToGlobal(QPoint(4, 4))
    QApplication.sendEvent(text, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(4, 4), at))
    assert QToolTip.text().startswith("Threads: How many cores")
    QToolTip.hideText()


def test_a_long_press_explains_and_a_short_one_does_not(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    pause(50)
    window.hints._press.setInterval(40)
    text = words_on(kit, "Library folder")
    asked: list[QPoint] = []
    window.hints.explain = lambda at: bool(asked.append(at))  # type: ignore[method-assign]
    QTest.mousePress(text, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    QTest.mouseRelease(text, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    pause(80)
    assert not asked
    QTest.mousePress(text, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    pause(80)
    assert asked == [text.mapToGlobal(QPoint(4, 4))]
    assert hints.LONG_PRESS_MS == 600


def test_f1_opens_help_at_the_word_of_the_focused_control(kit: WindowKit) -> None:
    window = kit.open()
    window.go("settings")
    threads = next(part for part in window.pages.currentWidget().findChildren(QWidget) if _is_threads(part))
    threads.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window, Qt.Key.Key_F1)
    pause(50)
    place = window.pages.currentWidget()
    assert isinstance(place, HelpPlace) and window.current_place == "help"
    entry = place.entries["term threads"]
    assert entry._is_chosen
    viewport = place._scroll.viewport()
    assert viewport.rect().intersects(entry.rect().translated(entry.mapTo(viewport, QPoint())))


def _is_threads(part: QWidget) -> bool:
    return part.accessibleName() == "Threads" and part.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_help_is_searched_by_the_keyboard(kit: WindowKit) -> None:
    window = kit.open()
    window.show_help("")
    place = window.pages.currentWidget()
    assert isinstance(place, HelpPlace)
    assert len(place.shown()) > 30
    QTest.keyClicks(place.search.edit, "less memory")
    assert "LoRA" in place.shown() and "Seed" not in place.shown()
    QTest.keyClicks(place.search.edit, " zebra")
    assert place.shown() == [] and place._nothing.isVisible()
