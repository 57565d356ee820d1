"""Runs while they go on and after: pause, continue, the living exam, reasons, notes, other runs, again with changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_llm.core.run_story import load_story, write_notes
from desktop_llm.core.runs import read_run
from desktop_llm.core.task_figures import sorting_metrics, sorting_of
from desktop_llm.core.training import Advice, Task
from desktop_llm.core.training_messages import (
    ExamAnswered,
    MomentKept,
    Probe,
    Train,
    TrainingAdvice,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.ui.train.advice import advice_sentence
from desktop_llm.ui.train.exam_card import ExamCard
from desktop_llm.ui.train.reasons import why_little
from desktop_llm.ui.train.side import SideRow
from desktop_llm.ui.train.words import sorting_verdict
from tests.ui.window.kit import QUESTIONS, WindowKit, answers_at

LEFT = Qt.MouseButton.LeftButton


def start(kit: WindowKit) -> None:
    """A run with three questions that made one step."""
    window = kit.open()
    text = kit.add_text()
    window.train.drop([text])
    window.go("train")
    kit.tell_report(text)
    window.train.form.exam.show_questions(QUESTIONS)
    QTest.mouseClick(window.train.form.plan.start, LEFT)
    assert kit.engines.last.request.job.questions == QUESTIONS
    kit.tell_step(0)
    kit.tell_step(1)


def test_pause_ends_the_process_and_continue_goes_on_from_there(kit: WindowKit) -> None:
    start(kit)
    train, task = kit.window.train, kit.engines.last
    kit.engines.last.send(ExamAnswered(step=0, answers=answers_at(0)))
    QTest.mouseClick(train.running.pause, LEFT)
    assert task.is_paused and not train.running.stop.isEnabled() and train.running.stop.unavailable_reason
    folder = kit.add_run("Paused one", "paused", autosave=True, questions=3)
    train._run_id = folder.name
    task.send(TrainingPaused(step=40, steps=80, folder=str(folder)))
    kit.wait(train.result.isVisible)
    assert "paused" in train.result._title.text() and train.result.go_on.isVisible()
    assert not kit.window.sidebar.job.isVisible(), "nothing runs any more"
    row = train.sidebar_list()._rows.row(folder.name)
    assert isinstance(row, SideRow) and row._note.text() == "paused"

    QTest.mouseClick(train.result.go_on, LEFT)
    kit.wait(lambda: isinstance(kit.engines.last.request, Train) and kit.engines.last is not task)
    request = kit.engines.last.request
    assert request.resume and Path(request.folder) == folder
    running = train.running
    assert running.isVisible() and len(running.chart.lines.raw) == 80, "the curve so far stands there"
    assert running.exam.steps == [0, 20, 40, 60, 80]
    kit.engines.last.send(TrainingStarted(steps=80, step=40))
    kit.engines.last.send(TrainingStep(step=41, steps=80, loss=2.0, tokens_per_second=9))
    assert running.chart.lines.raw.last_step == 41, "what came after the save is told again"
    kit.engines.last.send(TrainingFinished(outcome="done"))
    kit.settle()


def test_cut_off_runs_are_offered_once_and_from_the_list(kit: WindowKit) -> None:
    folder = kit.add_run("Night shift", "interrupted", autosave=True)
    window = kit.open()
    train = window.train  # made while Chat is shown
    kit.wait(window._notice.isVisible)
    assert "Night shift" in window._notice.sentence and "under Train" in window._notice.sentence
    window.go("train")
    kit.settle()
    assert train._offer.isVisible() and "Night shift" in train._offer.sentence
    QTest.mouseClick(train._offer.action, LEFT)
    kit.wait(lambda: train.running.isVisible())
    assert kit.engines.last.request.resume and not train._offer.isVisible()
    assert Path(kit.engines.last.request.folder) == folder
    train.continue_run(folder.name)
    assert sum(isinstance(task.request, Train) for task in kit.engines.tasks) == 1, "it runs already"
    kit.engines.last.send(TrainingFinished(outcome="done"))
    kit.settle()


def test_kept_moments_and_advice_are_said_and_discard_asks_twice(kit: WindowKit) -> None:
    start(kit)
    running, task = kit.window.train.running, kit.engines.last
    QTest.mouseClick(running.exam.keep, LEFT)
    assert task.moments_kept == 1 and not running.exam.keep.isEnabled()
    task.send(MomentKept(step=1, checkpoint="x"))
    assert running.exam.keep.isEnabled() and "step 1" in running._said.sentence
    task.send(TrainingAdvice(code=Advice.SMALLER_BATCHES, values=(("rows", 2), ("step", 1))))
    assert "2 rows" in running._said.sentence and running._said.isVisible()
    QTest.mouseClick(running.discard, LEFT)
    assert not task.is_cancelled
    QTest.mouseClick(running.discard, LEFT)
    assert task.is_cancelled
    kit.settle()


def test_every_advice_has_a_sentence_with_its_figures() -> None:
    names = ("rows", "step", "block_tokens", "best_step", "examples", "answered", "questions")
    for code in Advice:
        words = advice_sentence(code, [(name, 7) for name in names])
        assert "7" in words and "{" not in words
    assert advice_sentence("of another version", []) == ""


def test_exam_slider_reads_the_answers_along_the_run(qtbot: QtBot) -> None:
    card = ExamCard()
    qtbot.addWidget(card)
    card.resize(1000, 400)
    card.begin(QUESTIONS, "Starter")
    card.show()
    assert not card._slider_row.isVisible() and card._rows[0]._mine._words.text() == "Not answered yet"
    for step in (0, 20, 40):
        card.add_answers(step, answers_at(step))
    assert card.shown_step == 40 and card._rows[2]._mine._words.text() == "Step 40."
    assert card._rows[0]._base._words.text() == answers_at(0)[0]
    with qtbot.waitSignal(card.moment_changed, timeout=500) as changed:
        QTest.keyClick(card.slider, Qt.Key.Key_Left)
    assert changed.args == [20] and card._rows[2]._mine._words.text() == "Step 20."
    card.add_answers(60, answers_at(60))
    assert card.shown_step == 20, "who looks back is not pulled away"
    card.choose(58)
    assert card.shown_step == 60
    card.resize(400, 600)
    qtbot.waitUntil(lambda: card._rows[0]._mine.y() > card._rows[0]._base.y())


def test_result_page_tells_notes_exam_and_other_runs(kit: WindowKit) -> None:
    folder = kit.add_run("My bakery helper", questions=3)
    kit.add_run("Letters")
    window = kit.open()
    window.go("train")
    kit.settle()
    train = window.train
    train._open_run(folder.name)
    kit.wait(train.result.isVisible)
    result = train.result
    assert result.exam.steps == [0, 20, 40, 60, 80] and result.exam.isVisibleTo(result)
    result.notes.box.field.set_text("Twice the passes next time")
    window.go("chat")
    kit.wait(lambda: (folder / "notes.txt").is_file())
    assert load_story(folder).notes == "Twice the passes next time"
    other = next(record for record in train._records if record.name == "Letters")
    result.others.choose(other, True)
    kit.wait(lambda: len(result.chart._overlays) == 1)
    assert result.chart._overlays[0].letter == "C" and len(result.chart._overlays[0].line) == 9
    result.others.choose(other, False)
    kit.wait(lambda: not result.chart._overlays)
    write_notes(folder, "")
    assert not (folder / "notes.txt").exists()


def test_again_with_changes_fills_the_form(kit: WindowKit) -> None:
    folder = kit.add_run("My bakery helper", questions=2)
    text = kit.add_text()
    job = folder / "job.toml"
    job.write_text(job.read_text("utf-8").replace("/texts/handbook.md", str(text)) + "", "utf-8")
    window = kit.open()
    window.go("train")
    kit.settle()
    train = window.train
    train._open_run(folder.name)
    kit.wait(train.result.isVisible)
    QTest.mouseClick(train.result.again, LEFT)
    form = train.form
    assert form.isVisible() and form.text.paths == [text] and form.exam.questions == QUESTIONS[:2]
    assert form.plan.name.text == "My bakery helper, again" and form.task.task is Task.STYLE
    kit.tell_report(text)
    kit.wait(lambda: isinstance(kit.engines.last.request, Probe))
    asked = kit.engines.last.request.job
    assert asked.base_path.endswith("Qwen3-0.6B") and asked.questions == QUESTIONS[:2]


SORTED = {"labels": ["praise", "complaint"], "confusion": [[18, 2], [5, 15]]}


def test_sorting_shows_classes_and_what_is_taken_for_what(kit: WindowKit) -> None:
    folder = kit.add_run("Sorts letters", metrics=SORTED)
    window = kit.open()
    window.go("train")
    kit.settle()
    window.train._open_run(folder.name)
    result = window.train.result
    kit.wait(result.isVisible)
    assert "33 right" in result._words.text() and result.sorting.isVisible()
    (praise, cells, _), (complaint, others, _) = result.sorting.classes.rows
    assert (praise, complaint) == ("praise", "complaint")
    assert [cell.replace("\xa0", "") for cell in cells] == ["78%", "90%", "84%", "20"]
    assert result.sorting.confusion.rows[1][1] == ["5", "15"] and others[3] == "20"


def test_figures_of_a_sorting_come_back_from_their_names() -> None:
    metrics = sorting_metrics(["a", "b", "never"], [[3, 1, 0], [0, 4, 0], [0, 0, 0]])
    found = sorting_of(metrics)
    assert found is not None and found.accuracy == pytest.approx(7 / 8)
    assert found.classes[0] == (1.0, 0.75, pytest.approx(6 / 7), 4) and found.classes[2] == (0.0, 0.0, 0.0, 0)
    assert found.confusion == ((3, 1, 0), (0, 4, 0), (0, 0, 0))
    assert sorting_of(()) is None and sorting_of((("chrf", 40.0),)) is None
    assert found.most_common_share == 0.5 and sorting_verdict(found)[2]
    guess = sorting_of(sorting_metrics(["a", "b"], [[5, 0], [5, 0]]))
    assert guess is not None and not sorting_verdict(guess)[2], "always the same word is no sorting"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 12.0, "fell": 1.0, "after": 3.9}, "by heart"),
        ({"training_tokens": 2_000}, "too few examples"),
        ({"after": 3.9}, "rate was too high"),
        ({"steps": 6}, "stopped early"),
        ({}, "rate (0.0001) was too low"),
        ({"fell": 1.0}, "held-back part"),
    ],
)
def test_why_nothing_changed(kit: WindowKit, change: dict[str, float], words: str) -> None:
    folder = kit.add_run("Hardly")
    record, story = read_run(folder), load_story(folder)
    assert record is not None
    after, fell = change.pop("after", 3.41), change.pop("fell", 0.0)
    record = replace(record, held_out_loss_after=after, steps=int(change.pop("steps", 80)))
    training = tuple((step, 3.0 - fell * step / 80) for step in range(1, 81))
    story = replace(story, curve=replace(story.curve, training=training))
    story = replace(story, **({"epochs": 3.0, "training_tokens": 90_000, "learning_rate": 1e-4} | change))
    reason, advice = why_little(record, story)
    assert words in reason and advice


def test_story_of_a_torn_folder_is_what_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "progress.jsonl").write_text(
        json.dumps({"event": "ExamAnswered", "step": 0, "answers": ["yes"]})
        + '\n{"event": "ExamAnswered", "step": 5, "answers": 7}\n{"event": "TrainingStarted", "steps": "many"}\n'
        + '{"event": "TrainingAdvice", "code": "turned", "values": [["step", 9], "x"]}\n{"event": "Tra',
        "utf-8",
    )
    (tmp_path / "result.json").write_text('{"metrics": {"labels": ["a"], "confusion": [[1, 2]]}}', "utf-8")
    story = load_story(tmp_path)
    assert story.answers == ((0, ("yes",)),) and story.planned_steps == 0 and story.job is None
    assert story.advice == (("turned", (("step", 9),)),) and story.sorting is None
