"""Closing the window while a training runs: on in the background with an icon in the tray, pause, or stop and keep."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.training_messages import TrainingFinished, TrainingPaused
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.window import main_window
from desktop_llm.ui.window.closing import ClosingQuestion
from tests.ui.window.kit import WindowKit, pause

LEFT = Qt.MouseButton.LeftButton


def close_while_training(kit: WindowKit) -> ClosingQuestion:
    """The question that comes up."""
    window = kit.open()
    text = kit.add_text()
    window.open_files([text])
    kit.tell_report(text)
    QTest.mouseClick(window.train.form.plan.start, LEFT)
    for step in range(3):
        kit.tell_step(step)
    assert not window.close() and window.isVisible()
    question = window.findChild(ClosingQuestion)
    assert question is not None and question.isVisible()
    return question


def test_pause_and_close_waits_for_the_save(kit: WindowKit) -> None:
    question = close_while_training(kit)
    QTest.mouseClick(question.pause, LEFT)
    task = kit.engines.last
    assert task.is_paused and kit.window.isVisible(), "it closes when everything is saved"
    assert not kit.window.train.running.stop.isEnabled()
    task.send(TrainingPaused(step=2, steps=80))
    assert not kit.window.isVisible()


def test_without_a_tray_the_background_is_not_offered_and_it_says_why(
    kit: WindowKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "has_tray", lambda: False)
    question = close_while_training(kit)
    assert not question.background.isVisible() and question.pause.isVisible()
    assert any("icons of hidden programs" in label.text() for label in question.findChildren(Text))
    QTest.mouseClick(question.stay, LEFT)
    assert kit.window.isVisible() and not kit.engines.last.is_paused
    kit.engines.last.send(TrainingFinished())


def test_in_the_background_the_icon_tells_how_far_and_a_second_launch_raises_the_window(
    kit: WindowKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "has_tray", lambda: True)  # the offscreen platform has none
    question = close_while_training(kit)
    closed: list[bool] = []
    kit.window.closed.connect(lambda: closed.append(True))
    QTest.mouseClick(question.background, LEFT)
    background = kit.window._background
    assert not kit.window.isVisible() and background.is_shown and not closed
    for step in range(3, 41):
        kit.tell_step(step)
    kit.wait(lambda: "50" in background.words)
    assert "My Bakery handbook" in background.words and "left" in background.words
    kit.window.bring_to_front()
    assert kit.window.isVisible() and not background.is_shown

    kit.window.close()
    questions = [found for found in kit.window.findChildren(ClosingQuestion) if found.isVisible()]
    questions[0].background.click()
    kit.engines.last.send(TrainingFinished(outcome="done"))
    pause(20)
    menu = background.menu
    assert menu is not None and background.is_shown and not kit.window.isVisible()
    assert [action.text() for action in menu.actions() if action.text()] == ["Show the window", "Quit"]
    menu.actions()[-1].trigger()
    assert closed and not background.is_shown


def test_pause_from_the_tray_quits_when_it_is_saved(kit: WindowKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_window, "has_tray", lambda: True)
    question = close_while_training(kit)
    closed: list[bool] = []
    kit.window.closed.connect(lambda: closed.append(True))
    question.background.click()
    menu = kit.window._background.menu
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Pause and quit").trigger()
    assert kit.engines.last.is_paused and not closed
    kit.engines.last.send(TrainingPaused(step=2, steps=80))
    assert closed
