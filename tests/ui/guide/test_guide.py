"""The guide lies over the real controls: they stay usable, each step can be left, and it is found again."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_llm.ui.guide.overlay import Guide
from desktop_llm.ui.look.buttons import Button
from tests.ui.window.kit import WindowKit, pause
from tests.ui.window.layout_check import flaws

STEPS = 6


def begin(kit: WindowKit) -> Guide:
    kit.open()
    kit.window.show_guide()
    kit.settle()
    pause(200)
    return guide_of(kit)


def guide_of(kit: WindowKit) -> Guide:
    return next(guide for guide in kit.window.findChildren(Guide) if guide.isVisible())


def test_goes_through_the_places_by_the_keyboard_and_is_gone_after_the_last_step(kit: WindowKit) -> None:
    guide = begin(kit)
    seen = []
    for _ in range(STEPS):
        pause(200)
        seen.append((guide.step.place, not guide.hole.isEmpty()))
        assert kit.window.current_place == guide.step.place
        assert guide.next.hasFocus()
        assert not guide.hole.intersects(guide.card.geometry()) or guide.step.place == "models"
        QTest.keyClick(guide.next, Qt.Key.Key_Space)
    assert seen == [(place, True) for place in ("chat", "chat", "train", "compare", "models", "chat")]
    pause(20)
    assert not [guide for guide in kit.window.findChildren(Guide) if guide.isVisible()]


def test_every_step_can_be_left(kit: WindowKit) -> None:
    kit.open()
    for step in range(STEPS):
        kit.window.show_guide()
        guide = guide_of(kit)
        guide.show_step(step)
        QTest.keyClick(guide.next, Qt.Key.Key_Escape)
        pause(20)
        assert not [guide for guide in kit.window.findChildren(Guide) if guide.isVisible()]


def test_the_control_that_is_spoken_of_stays_usable_and_the_rest_does_not(kit: WindowKit) -> None:
    guide = begin(kit)
    welcome = kit.window.chat.page.welcome
    prompt = welcome.prompts[0]
    at = prompt.mapTo(kit.window, QPoint(20, prompt.height() // 2))
    assert guide.hole.contains(at)
    assert kit.window.childAt(at) is prompt
    assert kit.window.childAt(kit.window.sidebar.row("train").mapTo(kit.window, QPoint(9, 9))) is guide
    kit.engines.answers_always = "Bread rises because yeast makes gas."
    QTest.mouseClick(prompt, Qt.MouseButton.LeftButton)
    kit.wait(lambda: not welcome.isVisible())
    pause(200)
    assert guide.hole.contains(kit.window.chat.page.composer.mapTo(kit.window, QPoint(9, 9)))


def test_is_found_in_settings_help_the_palette_and_the_first_screen(kit: WindowKit) -> None:
    window = kit.open()
    pause(50)
    assert "Show me around" in [command.name for command in window.commands()]
    for place in ("chat", "settings", "help"):
        window.go(place)
        pause(50)
        page = window.pages.currentWidget()
        buttons = [part for part in page.findChildren(Button) if part.isVisible()]
        button = next(part for part in buttons if part.text() == "Show me around")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        pause(50)
        guide_of(kit).close()
        QApplication.processEvents()
        pause(20)


@pytest.mark.parametrize(("width", "height", "factor"), [(1280, 800, 1.0), (900, 600, 1.0), (1280, 800, 2.0)])
def test_no_word_of_it_is_cut(kit: WindowKit, width: int, height: int, factor: float) -> None:
    guide = begin(kit)
    kit.settings.change(text_factor=factor)
    kit.window.resize(width, height)
    for step in range(STEPS):
        guide.show_step(step)
        pause(250)
        assert not flaws(guide), f"step {step + 1}"
        assert kit.window.rect().contains(guide.card.geometry())
