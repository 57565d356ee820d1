"""What it should learn: suggested by texts and base, changeable, and what cannot be says why; a model from nothing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_llm.core.check_up import TextReport
from desktop_llm.core.checkpoint import Checkpoint, Kind, ModelFacts, Origin
from desktop_llm.core.examples import ExampleKind
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.core.training_messages import Probe
from desktop_llm.ui.look.choices import RadioRow
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train.form_exam import FormExam
from desktop_llm.ui.train.form_scratch import ScratchSize, fitting_heads, parameters_of
from desktop_llm.ui.train.form_task import FormTask
from desktop_llm.ui.train.more import TrainMore
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton


def base(kind: Kind) -> Checkpoint:
    facts = ModelFacts(kind, "X", "x", 1_000, 4_000, "F32", 512)
    return Checkpoint("id", "Some model", Path("/m"), Origin.LIBRARY, 4_000, facts)


def report(kind: ExampleKind) -> TextReport:
    return TextReport((), 8_420, 48_000, 842, ("en",), "", "", kind=kind)


@pytest.mark.parametrize(
    ("texts", "kind", "suggested", "possible"),
    [
        (ExampleKind.PROSE, Kind.BASE, Task.STYLE, {Task.STYLE, Task.SCRATCH}),
        (ExampleKind.DIALOGUE, Kind.CHAT, Task.ANSWER, {Task.STYLE, Task.ANSWER, Task.SCRATCH}),
        (ExampleKind.LABELLED, Kind.BASE, Task.SORT, {Task.STYLE, Task.SORT, Task.SCRATCH}),
        (ExampleKind.LABELLED, Kind.MASKED, Task.SORT, {Task.FILL, Task.SORT, Task.SCRATCH}),
        (ExampleKind.PROSE, Kind.MASKED, Task.FILL, {Task.FILL, Task.SCRATCH}),
        (ExampleKind.PAIRS, Kind.SEQ2SEQ, Task.REWRITE, {Task.REWRITE, Task.SCRATCH}),
        (ExampleKind.PROSE, Kind.SEQ2SEQ, Task.REWRITE, {Task.SCRATCH}),
        (ExampleKind.PREFERENCE, Kind.CHAT, Task.STYLE, set()),
    ],
)
def test_only_what_fits_texts_and_base_can_be_chosen(
    qtbot: QtBot, texts: ExampleKind, kind: Kind, suggested: Task, possible: set[Task]
) -> None:
    form = FormTask()
    qtbot.addWidget(form)
    form.show_choices(report(texts), base(kind))
    assert form._suggested is suggested
    assert {task for task, row in form.rows.items() if row.isEnabled()} == possible
    for task, row in form.rows.items():
        assert row._sentence.text() and bool(row.unavailable_reason) == (task not in possible)
    assert form.task in (possible or {suggested})
    assert bool(form.reason) == (not possible), "Start says why where nothing can be learned"


def test_own_choice_stays_while_it_is_possible(qtbot: QtBot) -> None:
    form = FormTask()
    qtbot.addWidget(form)
    form.show()
    form.show_choices(report(ExampleKind.DIALOGUE), base(Kind.CHAT))
    with qtbot.waitSignal(form.changed, timeout=500):
        QTest.mouseClick(form.rows[Task.STYLE], LEFT)
    form.show_choices(report(ExampleKind.DIALOGUE), base(Kind.BASE))
    assert form.task is Task.STYLE
    form.show_choices(report(ExampleKind.PROSE), base(Kind.MASKED))
    assert form.task is Task.FILL
    form.show_choices(report(ExampleKind.DIALOGUE), base(Kind.BASE))
    assert form.task is Task.STYLE


def test_model_from_nothing_needs_no_base_and_shows_its_size(kit: WindowKit) -> None:
    window = kit.open()
    text = kit.add_text()
    window.train.drop([text])
    window.go("train")
    kit.tell_report(text)
    form = window.train.form
    assert not form.task.size_choice.isVisible()
    QTest.mouseClick(form.task.rows[Task.SCRATCH], LEFT)
    size = form.task.size_choice
    assert size.isVisible() and "3.3 million" in size._size.text().replace("\xa0", " ")
    assert not form.plan.base.isEnabled() and form.plan.base.unavailable_reason
    size.width_slider.setFocus()
    QTest.keyClick(size.width_slider.track, Qt.Key.Key_Right)
    assert size.parameters == parameters_of(4, 320, 512) and "5.1 million" in size._size.text().replace("\xa0", " ")
    kit.wait(lambda: isinstance(kit.engines.last.request, Probe) and kit.engines.last.request.job.width == 320)
    job = kit.engines.last.request.job
    assert job.task is Task.SCRATCH and job.base_path == "" and job.width % job.heads == 0 and job.layers == 4


def test_heads_always_part_the_width() -> None:
    for width in range(64, 1025, 64):
        for wanted in range(1, 17):
            heads = fitting_heads(width, wanted)
            assert width % heads == 0 and (width // heads) % 2 == 0
    assert fitting_heads(256, 4) == 4 and fitting_heads(320, 4) == 4 and fitting_heads(320, 7) in (5, 8)


def test_sizes_of_an_earlier_run_come_back(qtbot: QtBot) -> None:
    size = ScratchSize()
    qtbot.addWidget(size)
    job = TrainJob("x", "", ("t",), layers=6, width=384, heads=6)
    size.show_job(job)
    assert size.applied_to(TrainJob("x", "b", ("t",))) == job


def test_more_brings_an_earlier_run_back_and_refuses_what_is_no_rate(qtbot: QtBot) -> None:
    more = TrainMore()
    qtbot.addWidget(more)
    job = TrainJob("x", "b", ("t",), method=Method.LORA, epochs=7.0, seed=3, learning_rate=2e-4, early_stopping=False)
    more.show_job(job)
    assert more.applied_to(TrainJob("x", "b", ("t",))) == job
    more.rate.set_text("fast")
    more.rate.finished.emit("fast")
    assert more.rate.error and more.applied_to(TrainJob("x", "b", ("t",))).learning_rate == 0.0


def test_questions_one_a_line_and_at_most_ten(qtbot: QtBot) -> None:
    form = FormExam()
    qtbot.addWidget(form)
    form.offer_sample([Path("/x/bakery_handbook.md")])
    assert not form.sample.isHidden()
    form.use_sample()
    assert len(form.questions) == 5 and form.sample.isHidden()
    form.show_questions(("a", " a ", "", *(f"question {number}" for number in range(12))))
    assert len(form.questions) == 10 and form.questions[0] == "a"
    with qtbot.waitSignal(form.changed, timeout=3000):
        form.box.field.set_text("Only one?")
    assert form.applied_to(TrainJob("x", "b", ("t",))).questions == ("Only one?",)


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_a_row_is_as_high_as_its_sentence_at_every_width(qtbot: QtBot, factor: float) -> None:
    theme().set_text_factor(factor)
    column = FormTask()
    qtbot.addWidget(column)
    long = report(ExampleKind.PROSE)
    column.show()
    for width in (640, 560, 480, 400, 900):
        column.resize(round(width * factor), 1400)
        column.show_choices(long, base(Kind.CHAT if width % 160 else Kind.SEQ2SEQ))
        rows: list[RadioRow] = list(column.rows.values())

        def fits(rows: list[RadioRow] = rows) -> bool:
            texts = [text for row in rows for text in (row._name, row._sentence)]
            return all(text.height() >= text.heightForWidth(text.width()) for text in texts)

        qtbot.waitUntil(fits, timeout=2000)
    theme().set_text_factor(1.0)
    assert isinstance(column.layout(), Column)
