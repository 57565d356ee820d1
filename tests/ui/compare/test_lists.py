"""A list of questions as a person uses it: choosing, asking, pausing, coming back, reading, saving."""

import csv
import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.list_run import lists_folder, open_list
from desktop_llm.core.measures import ListMeasured, ListTable, MeasureList
from desktop_llm.core.messages import Generate
from desktop_llm.engine.measures.table import measure_list
from desktop_llm.ui.compare.list_form import OWN
from desktop_llm.ui.compare.place import ComparePlace
from desktop_llm.ui.compare.report import run_of_comparison
from tests.ui.compare.test_compare import LEFT, NAMES, asked, open_with
from tests.ui.window.kit import WindowKit

QUESTIONS = "What is 2 + 2? => 4\nWhat is 3 + 3? => 6\nName a river.\n"


def open_list_tab(kit: WindowKit, questions: str = QUESTIONS) -> ComparePlace:
    compare = open_with(kit, *NAMES[:2])
    QTest.mouseClick(compare.tabs.button("list"), LEFT)
    compare.lists.form.box.field.set_text(questions)
    compare.lists.form.box.field.edited.emit(questions)
    return compare


def measured(kit: WindowKit, compare: ComparePlace) -> None:
    """What the engine does with `MeasureList`, done here."""
    kit.wait(lambda: isinstance(kit.engines.last.request, MeasureList))
    run = open_list(Path(kit.engines.last.request.folder))
    kit.engines.last.send(ListMeasured(table=measure_list(run)))
    kit.settle()


def test_form_says_what_is_missing_and_counts(kit: WindowKit) -> None:
    compare = open_with(kit, NAMES[0])
    QTest.mouseClick(compare.tabs.button("list"), LEFT)
    form = compare.lists.form
    assert not form.start.isEnabled() and form._reason.text()
    form.sets.chosen.emit("sums")
    assert len(form.prompts) == 20 and form.prompts[0].expected and form.title == "Sums"
    assert not form.start.isEnabled(), "one model is no comparison"
    compare._adding.add(kit.path(NAMES[1]))
    assert form.start.isEnabled() and "40" in form._reason.text()
    form.box.field.set_text("Only this?")
    form.box.field.edited.emit("Only this?")
    assert len(form.prompts) == 1 and form.sets.value == OWN


def test_file_with_expected_answers(kit: WindowKit, tmp_path: Path) -> None:
    compare = open_list_tab(kit)
    path = tmp_path / "rivers.csv"
    path.write_text('question,answer\n"Which river\nflows through Paris?",Seine\n', "utf-8")
    compare.lists.form.files.files_dropped.emit([path])
    kit.settle()
    (prompt,) = compare.lists.form.prompts
    assert prompt.text == "Which river\nflows through Paris?" and prompt.expected == "Seine"
    assert compare.lists.form.title == "rivers"
    path.write_bytes(b"\x00\xff\x01")
    compare.lists.form.files.files_dropped.emit([path])
    kit.settle()
    assert compare._banner.isVisible()


def test_list_is_asked_model_by_model_and_measured(kit: WindowKit, tmp_path: Path) -> None:
    compare = open_list_tab(kit)
    kit.engines.answers = ["It is 4.", "It is 6.", "The Rhine.", "It is 5.", "It is 6.", "Water."]
    QTest.mouseClick(compare.lists.form.start, LEFT)
    kit.wait(lambda: len(asked(kit)) == 6)
    measured(kit, compare)
    paths = [task.path for task in asked(kit)]
    assert paths == [kit.path(NAMES[0])] * 3 + [kit.path(NAMES[1])] * 3, "each is loaded once"
    assert not compare.lists._card.isVisible() and compare.lists.result.isVisible()
    assert "No real difference" in compare.lists.result.verdict
    compare.lists.result.show_question(2)
    assert "Name a river." in compare.lists.result._prompt.text()
    folder = next(lists_folder().iterdir())
    table = json.loads((folder / "table.json").read_text("utf-8"))
    assert [round(model["measures"]["contains"]["mean"], 2) for model in table["models"]] == [1.0, 0.5]
    out = tmp_path / "report.html"
    compare._reporting.save(compare.lists.run, compare.lists.table, out)
    kit.wait(lambda: (tmp_path / "report.jsonl").exists())
    kit.settle()
    page = out.read_text("utf-8")
    assert all(word in page for word in (*NAMES[:2], "Name a river.", "The Rhine.", "chance alone", "torch"))
    assert "http" not in page and "<script" not in page, "it loads nothing"
    rows = list(csv.DictReader(out.with_suffix(".csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 6 and rows[0]["contains"] == "1.0"
    assert len(out.with_suffix(".jsonl").read_text("utf-8").splitlines()) == 6
    assert compare._note.isVisible()
    compare.lists.result.show_question(1)
    QTest.mouseClick(compare.lists.result.vote, LEFT)
    kit.settle()
    assert "What is 3 + 3?" in compare.question.text and compare.columns.at(0).is_hidden
    assert {compare.columns.at(index).view.plain_text() for index in range(2)} == {"It is 6."}
    QTest.keyClick(compare, Qt.Key.Key_0)
    QTest.keyClick(compare, Qt.Key.Key_N)
    kit.settle()
    assert "Name a river." in compare.question.text and compare.columns.at(0).is_hidden
    QTest.keyClick(compare, Qt.Key.Key_1)
    QTest.keyClick(compare, Qt.Key.Key_N)
    kit.settle()
    assert compare.scores.isVisible(), "after the last question"
    assert len(compare.scores._board.standings) == 2 and compare.scores._board.blind_votes == 2


def test_pause_and_come_back_after_a_restart(kit: WindowKit) -> None:
    compare = open_list_tab(kit)
    QTest.mouseClick(compare.lists.form.start, LEFT)
    kit.wait(lambda: asked(kit))
    asked(kit)[0].say("It is 4.")
    asked(kit)[0].finish()
    kit.wait(lambda: len(asked(kit)) == 2)
    asked(kit)[1].say("It is ha")
    QTest.mouseClick(compare.lists.pause, LEFT)
    kit.wait(lambda: not compare.lists.is_running)
    kit.settle()
    (folder,) = lists_folder().iterdir()
    assert set(open_list(folder).answers) == {(0, 0)}, "half an answer is none"
    compare.lists.begin()
    row = compare.sidebar_list()._rows.row(str(folder))
    assert row is not None
    QTest.mouseClick(row, LEFT)
    kit.settle()
    assert compare.lists.pause.isVisible() and compare.lists.run is not None
    kit.engines.answers_always = "It is 6."
    QTest.mouseClick(compare.lists.pause, LEFT)
    kit.wait(lambda: open_list(folder).is_done)
    prompts = [task.request.messages or task.request.raw_prompt for task in asked(kit)]
    assert len(prompts) == 7, "five that were open, and the half one again"
    measured(kit, compare)
    assert compare.lists.result.verdict


def test_one_that_fails_does_not_stop_the_others(kit: WindowKit) -> None:
    compare = open_list_tab(kit, "One?\nTwo?\n")
    QTest.mouseClick(compare.lists.form.start, LEFT)
    kit.wait(lambda: asked(kit))
    asked(kit)[0].fail()
    kit.engines.answers_always = "Yes."
    kit.wait(lambda: len(asked(kit)) == 2)
    asked(kit)[1].say("Yes.")
    asked(kit)[1].finish()
    measured(kit, compare)
    run = compare.lists.run
    assert run is not None and run.answers[0, 0].has_failed and not run.is_done
    assert sum(not answer.has_failed for answer in run.answers.values()) == 3
    assert all(isinstance(task.request, Generate) for task in asked(kit))
    assert compare.lists.result.isVisible()


def test_report_of_one_question_as_pdf(kit: WindowKit, tmp_path: Path) -> None:
    kit.engines.answers_always = "Fourteen hours."
    compare = open_with(kit, *NAMES[:2])
    assert not compare.report_button.isVisible()
    QTest.keyClick(compare.question.field, Qt.Key.Key_Return)
    kit.wait(lambda: compare.report_button.isVisible())
    QTest.mouseClick(compare.report_button, LEFT)
    menu = compare._reporting.menu
    assert menu is not None and len(menu.actions()) == 2
    menu.close()
    run = run_of_comparison(compare.page.comparison(0, compare._sampling))
    compare._reporting.save(run, ListTable(), tmp_path / "one.pdf")
    kit.wait(lambda: (tmp_path / "one.pdf").exists() and compare._note.isVisible())
    assert (tmp_path / "one.pdf").read_bytes()[:5] == b"%PDF-"
