"""Train as a person uses it: text, forecast, start, result, and what goes wrong."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.training import Method
from desktop_llm.core.training_messages import Probe, ProbeFinished, ReadTexts, Train, TrainingFinished
from tests.ui.window.kit import HELD_OUT, WindowKit, forecast, pause

LEFT = Qt.MouseButton.LeftButton


def requests(kit: WindowKit, kind: type) -> list:
    return [task for task in kit.engines.tasks if isinstance(task.request, kind)]


def read_text(kit: WindowKit) -> None:
    """The form with a text that was read."""
    window = kit.open()
    text = kit.add_text()
    window.train.drop([text])
    window.go("train")
    kit.tell_report(text)


def test_from_text_to_verdict_and_compare(kit: WindowKit) -> None:
    read_text(kit)
    train = kit.window.train
    plan = train.form.plan
    assert plan.name.text == "My Bakery handbook"
    kit.wait(lambda: requests(kit, Probe))
    assert not train.form.is_measured and plan.start.isEnabled(), "Start does not wait for the forecast"
    kit.engines.last.send(ProbeFinished(forecast=forecast()))
    assert train.form.is_measured and plan._time.text() == "About 5 minutes"

    QTest.mouseClick(plan.start, LEFT)
    task = kit.engines.last
    assert isinstance(task.request, Train) and train.running.isVisible()
    assert not train.running.stop.isEnabled() and train.running.stop.unavailable_reason
    for step in range(11):
        kit.tell_step(step)
    kit.wait(lambda: train.running.progress.bar.share > 0.1)
    QTest.mouseClick(train.running.stop, LEFT)
    assert task.is_kept and not train.running.stop.isEnabled()

    run = kit.add_run("My Bakery handbook")
    train._run_id = run.name
    task.send(TrainingFinished(outcome="done"))
    kit.wait(train.result.isVisible)
    assert train.result._title.text().startswith("Yes.")
    kit.wait(lambda: "My Bakery handbook" in [item.name for item in kit.library.checkpoints()])
    QTest.mouseClick(train.result.compare, LEFT)
    compare = kit.window.compare
    assert kit.window.current_place == "compare"
    kit.wait(lambda: compare.columns.count == 2)
    assert HELD_OUT.startswith(compare.question.text) and len(compare.question.text) > 20
    compare.stop()
    pause(20)


def test_forecast_begins_again_when_something_changes(kit: WindowKit) -> None:
    read_text(kit)
    form = kit.window.train.form
    kit.wait(lambda: len(requests(kit, Probe)) == 1)
    first = kit.engines.last
    form.more.method.chosen.emit(Method.LORA)
    assert first.is_cancelled
    kit.wait(lambda: len(requests(kit, Probe)) == 2)
    kit.engines.last.send(ProbeFinished(forecast=forecast()))
    form.begin_with(kit.path("SmolLM2-360M-Instruct"))
    assert not form.is_measured
    kit.wait(lambda: len(requests(kit, Probe)) == 3)
    assert kit.engines.last.request.job.base_path == kit.path("SmolLM2-360M-Instruct")
    kit.engines.last.fail(ErrorCode.OUT_OF_MEMORY, "")
    assert form.plan._trouble.isVisible() and form.plan._trouble.sentence
    assert form.plan.start.isEnabled()


def test_start_without_waiting_cancels_the_measuring(kit: WindowKit) -> None:
    read_text(kit)
    kit.wait(lambda: requests(kit, Probe))
    probe = kit.engines.last
    QTest.mouseClick(kit.window.train.form.plan.start, LEFT)
    assert probe.is_cancelled and isinstance(kit.engines.last.request, Train)
    kit.engines.last.send(TrainingFinished())
    kit.settle()


def test_unreadable_text_says_why(kit: WindowKit) -> None:
    window = kit.open()
    window.train.drop([kit.add_text()])
    window.go("train")
    assert isinstance(kit.engines.last.request, ReadTexts)
    kit.engines.last.fail(ErrorCode.TEXT_EMPTY, "")
    form = window.train.form
    assert form.text._trouble.isVisible() and form.text._trouble.sentence
    assert not form.plan.start.isEnabled() and form.plan.start.unavailable_reason


def test_failed_training_is_a_sentence_and_loses_nothing(kit: WindowKit) -> None:
    for code in (ErrorCode.LOSS_NOT_FINITE, ErrorCode.ENGINE_DIED):
        if not kit.window.isVisible():
            read_text(kit)
        train = kit.window.train
        train.begin_with("")
        QTest.mouseClick(train.form.plan.start, LEFT)
        kit.tell_step(0)
        kit.engines.last.fail(code)
        kit.settle()
        assert train._banner.isVisible() and train._banner.sentence
        kit.wait(train.form.isVisible)  # its folder does not exist here, so there is no result to open
        assert train.form.text.paths and train.form.plan.start.isEnabled()
        assert not kit.window.sidebar.job.isVisible()


def test_one_training_at_a_time(kit: WindowKit) -> None:
    read_text(kit)
    train = kit.window.train
    QTest.mouseClick(train.form.plan.start, LEFT)
    kit.tell_step(0)
    training = kit.engines.last
    assert kit.window.sidebar.job.isVisible()
    other = kit.add_text("Letters.txt")
    kit.window.open_files([other])
    assert train.form.isVisible()
    kit.tell_report(other)
    assert not train.form.plan.start.isEnabled()
    assert "One training runs at a time" in train.form.plan.start.unavailable_reason
    training.send(TrainingFinished())
    kit.settle()
    assert train.form.plan.start.isEnabled()


def test_interrupted_run_can_be_kept(kit: WindowKit) -> None:
    folder = kit.add_run("Night shift", "interrupted", autosave=True)
    window = kit.open()
    window.go("train")
    kit.settle()
    train = window.train
    row = train.sidebar_list()._rows.row(folder.name)
    assert row is not None
    QTest.mouseClick(row, LEFT)
    kit.wait(train.result.isVisible)
    assert train.result.recover.isVisible() and not train.result.chat.isVisible()
    QTest.mouseClick(train.result.recover, LEFT)
    kit.wait(lambda: "Night shift" in [item.name for item in kit.library.checkpoints()])
    kit.wait(train.result.chat.isVisible)


def test_narrow_window_has_a_bar_with_everything_behind_it(kit: WindowKit) -> None:
    read_text(kit)
    kit.window.resize(900, 600)
    pause(30)
    plan = kit.window.train.form.plan
    assert plan.is_bar and plan.bar.isVisible() and not plan.isVisible()
    QTest.mouseClick(plan.bar.open, LEFT)
    assert plan.base.isVisible() and plan.name.isVisible() and plan.start.isVisible()
    QTest.keyClick(plan.base, Qt.Key.Key_Escape)
    assert not plan.isVisible()
    kit.window.resize(1280, 800)
    pause(30)
    assert not plan.is_bar and plan.isVisible() and plan.start.isVisible() and not plan.bar.isVisible()
