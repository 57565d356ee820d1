"""Keys, the command palette, the list beside the rail, closing while a training runs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.core.training_messages import Train, TrainingFinished
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.window import power
from desktop_llm.ui.window.closing import ClosingQuestion
from desktop_llm.ui.window.command_palette import CommandPalette
from desktop_llm.ui.window.running_job import RunningJob
from tests.ui.window.kit import WindowKit, pause

CTRL = Qt.KeyboardModifier.ControlModifier


def test_places_and_text_size_by_keys(kit: WindowKit) -> None:
    window = kit.open()
    for number, place in enumerate(("chat", "compare", "train", "models"), Qt.Key.Key_1):
        QTest.keyClick(window, Qt.Key(number), CTRL)
        assert window.current_place == place
    QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    assert kit.settings.value.text_factor == 1.1
    QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert kit.settings.value.text_factor == 1.0
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.sidebar.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert not window.sidebar.isAncestorOf(QApplication.focusWidget())


def test_command_palette_finds_and_goes(kit: WindowKit) -> None:
    window = kit.open()
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.findChild(CommandPalette)
    assert palette is not None and palette.isVisible()
    QTest.keyClicks(palette._field.edit, "go to mod")
    QTest.keyClick(palette._field.edit, Qt.Key.Key_Return)
    assert window.current_place == "models"


def test_list_opens_beside_the_rail_and_closes(kit: WindowKit) -> None:
    kit.add_run("My bakery helper")
    window = kit.open(900, 600)
    window.go("train")
    kit.settle()
    sidebar = window.sidebar
    assert sidebar.is_rail and not sidebar.lists.isVisible()

    QTest.mouseClick(sidebar.list_button, Qt.MouseButton.LeftButton)
    assert sidebar.is_list_open and sidebar.lists.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not sidebar.is_list_open and QApplication.focusWidget() is sidebar.list_button

    QTest.mouseClick(sidebar.list_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.train.form.text.zone, Qt.MouseButton.LeftButton)
    assert not sidebar.is_list_open, "a click beside it closes it"

    QTest.mouseClick(sidebar.list_button, Qt.MouseButton.LeftButton)
    run = window.train._records[0]
    row = window.train.sidebar_list()._rows.row(run.id)
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert not sidebar.is_list_open
    kit.wait(window.train.result.isVisible)
    window.resize(1280, 800)
    pause(20)
    assert not sidebar.is_rail and sidebar.lists.isVisible()


def test_closing_while_a_training_runs_asks(kit: WindowKit) -> None:
    window = kit.open()
    text = kit.add_text()
    window.open_files([text])
    assert window.current_place == "train"
    kit.tell_report(text)
    QTest.mouseClick(window.train.form.plan.start, Qt.MouseButton.LeftButton)
    kit.tell_step(0)
    kit.tell_step(1)
    assert not window.close() and window.isVisible()
    question = window.findChild(ClosingQuestion)
    assert question is not None and question.isVisible()
    task = kit.engines.last
    assert isinstance(task.request, Train) and not task.is_kept
    question.stop_chosen.emit()
    question.reject()
    assert task.is_kept and window.isVisible()
    task.send(TrainingFinished(outcome="stopped"))
    assert not window.isVisible()


def test_every_control_has_a_name_and_says_why_it_is_off(kit: WindowKit) -> None:
    window = kit.open()
    for place in ("compare", "train", "models", "settings"):
        window.go(place)
        kit.settle()
        for control in window.findChildren(QWidget):
            if isinstance(control, Control) and control.isVisible():
                assert control.accessibleName(), f"{place}: {control} has no name"
                busy = "…" in control.accessibleName()
                if not control.isEnabled() and control.parentWidget().isEnabled() and not busy:
                    assert control.unavailable_reason, f"{place}: {control.accessibleName()} is silent"


def test_a_gguf_file_goes_to_models_and_a_text_to_train(kit: WindowKit) -> None:
    window = kit.open()
    text, model = kit.add_text(), kit.home / "Tiny.GGUF"
    model.write_bytes(b"GGUF, but nothing follows")
    window.open_files([model])
    assert window.current_place == "models"
    window.open_files([text])
    kit.settle()
    assert window.current_place == "train" and window.train.form.text.paths == [text]


def test_a_training_holds_sleep_off_and_tells_of_the_battery(kit: WindowKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power, "runs_on_battery", lambda: True)
    held: list[bool] = []
    monkeypatch.setattr(power.Awake, "hold", lambda self: held.append(True))
    monkeypatch.setattr(power.Awake, "release", lambda self: held.append(False))
    window = kit.open()
    for share in (0.0, 0.5):
        window.train.job_changed.emit(RunningJob("Bakery", share, "2 minutes left"))
    assert held == [True]
    assert "battery" in window._notice.sentence
    window.train.job_changed.emit(None)
    assert held == [True, False]
