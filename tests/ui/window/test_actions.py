"""How many clicks and keys the first ten minutes take, counted in the real window by mouse and keyboard alone."""

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.core.messages import Generate
from desktop_llm.core.training_messages import Probe, ProbeFinished, ReadTexts, Train, TrainingFinished
from tests.ui.window.kit import WindowKit, forecast, pause


class Hand:
    """Clicks what can be seen and types where the focus is; each is one action."""

    def __init__(self, kit: WindowKit) -> None:
        self._kit = kit
        self.actions = 0

    def click(self, control: QWidget) -> None:
        window = self._kit.window
        self._kit.wait(lambda: control.isVisible() and control.isEnabled())
        pause(60)
        at = control.mapTo(window, QPoint(control.width() // 2, control.height() // 2))
        under = window.childAt(at)
        assert under is control or control.isAncestorOf(under), f"{control.accessibleName()} is covered by {under}"
        QTest.mouseClick(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, at))
        self.actions += 1

    def write(self, words: str) -> None:
        """A line and Enter, into whatever has the focus."""
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, words)
        QTest.keyClick(focused, Qt.Key.Key_Return)
        self.actions += 1

    def drop(self, path: Path) -> None:
        """Where counting begins."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        no_key, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(QPoint(600, 400), Qt.DropAction.CopyAction, data, left, no_key)
        QApplication.sendEvent(self._kit.window, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(600, 400), Qt.DropAction.CopyAction, data, left, no_key)
        QApplication.sendEvent(self._kit.window, event)
        self.actions = 0


def asked(kit: WindowKit) -> set[str]:
    """Which checkpoints were asked something."""
    return {task.path for task in kit.engines.tasks if isinstance(task.request, Generate)}


def test_from_launch_to_a_streamed_answer_is_one_action(kit: WindowKit) -> None:
    kit.engines.answers_always = "Once there was a brave duck."
    window = kit.open()
    hand = Hand(kit)
    hand.click(window.chat.page.welcome.prompts[0])
    kit.wait(lambda: asked(kit) and not window.chat.page.welcome.isVisible())
    assert hand.actions == 1


def test_from_a_dropped_text_to_the_own_checkpoint_answering_beside_its_base_is_at_most_four(kit: WindowKit) -> None:
    window = kit.open()
    hand, text = Hand(kit), kit.add_text()
    hand.drop(text)
    kit.wait(lambda: any(isinstance(task.request, ReadTexts) for task in kit.engines.tasks))
    kit.tell_report(text)
    kit.wait(lambda: isinstance(kit.engines.last.request, Probe))
    kit.engines.last.send(ProbeFinished(forecast=forecast()))
    hand.click(window.train.form.plan.start)
    kit.wait(lambda: isinstance(kit.engines.last.request, Train))
    kit.tell_step(0)
    request = kit.engines.last.request
    assert isinstance(request, Train)
    done = kit.add_run("Bakery handbook")
    shutil.move(done, request.folder)
    kit.engines.answers_always = "Rye rests for fourteen hours."
    kit.engines.last.send(TrainingFinished(outcome="done"))
    kit.wait(lambda: window.train.pages.currentWidget() is not window.train.running)
    hand.click(window.train.result.compare)
    kit.wait(lambda: window.current_place == "compare" and len(window.compare.page.shown) == 2)
    if not window.compare.page.is_asking:
        hand.write("How long does rye rest?")
    mine, base = str(Path(request.folder, "checkpoint")), kit.path("Qwen3-0.6B")
    kit.wait(lambda: {mine, base} <= asked(kit))
    kit.wait(lambda: all(said.text for said in window.compare.page.said()))
    assert hand.actions <= 4
    print(f"actions after the drop: {hand.actions}")
