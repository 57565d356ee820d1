"""The check-up in the window: what is said of the person's files, and every correction by mouse."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_llm.core.check_up import FileReport, Problem, ProblemCode, TextReport
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Example, Reading, Said
from desktop_llm.core.training_messages import Probe, ReadTexts, TextsRead
from desktop_llm.documents import read_corpus
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import ListRow
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train.form_text import FormText
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton
TABLE = TextReport(
    files=(FileReport("", 900, 5000, "cp1252", True, 0, kind="dialogue", examples=60),),
    words=900,
    characters=5000,
    held_back_words=90,
    languages=("en",),
    training_excerpt="",
    held_back_excerpt="",
    kind="dialogue",
    kind_confidence=0.6,
    columns=("id", "Frage", "Antwort"),
    roles=("user=Frage", "assistant=Antwort"),
    duplicates=3,
    personal=(("mail", 6), ("card", 1)),
    problems=(
        Problem(ProblemCode.ROW_EMPTY, "faq.csv", (4, 9)),
        Problem(ProblemCode.ROW_DUPLICATE, "faq.csv", (5, 6, 7)),
    ),
    training=(Example(messages=(Said("user", "Why?"), Said("assistant", "Because of [mail]."))),),
    held_out=(Example(messages=(Said("user", "When?"), Said("assistant", "At noon."))),),
    training_examples=54,
    held_out_examples=6,
)


@dataclass
class Shown:
    """The step alone in a window, and what it asked for."""

    text: FormText
    asked: list[Reading]

    def tell(self, report: TextReport) -> None:
        path = str(self.text.paths[0])
        self.text.show_report(replace(report, files=(replace(report.files[0], path=path),)))
        settle()

    def control(self, name: str) -> QWidget:
        found = [child for child in self.text.checks.findChildren(QWidget, name) if child.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    def click(self, name: str) -> None:
        QTest.mouseClick(self.control(name), LEFT)
        settle()

    def choose(self, name: str, words: str) -> None:
        self.click(name)
        rows = [row for row in self.text.window().findChildren(ListRow) if row.isVisible() and row.text() == words]
        assert len(rows) == 1, words
        QTest.mouseClick(rows[0], LEFT)
        settle()


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    theme().set_mode("light")
    text = FormText()
    window = Surface("surface.page")
    Column(text, None, on=window, margins=24)
    window.resize(900, 1100)
    window.show()
    asked: list[Reading] = []
    text.reading_changed.connect(lambda: asked.append(text.reading))
    text.add([tmp_path / "faq.csv"])
    shown = Shown(text, asked)
    shown.tell(TABLE)
    yield shown
    window.close()
    window.deleteLater()
    settle()


def settle() -> None:
    QTest.qWait(10)


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_check_up_says_what_was_found(shown: Shown) -> None:
    words = words_of(shown.text.checks)
    for sentence in (
        "These look like questions with answers: 60 examples.",
        "900 words: enough for the manner, not for facts.",
        "An example, as the model will see it\nQuestion: Why? Answer: Because of [mail].",
        "90 words are held back for the exam and never trained on.",
        "Mail addresses found: 6. The model could repeat them.",
        "Card numbers found: 1. The model could repeat them.",
        "Examples that repeat one before, word for word: 3",
        "Empty rows, left out: 2",
    ):
        assert sentence in words
    assert "were guessed to be cp1252" in words
    assert "60 examples, 900 words, English" in words_of(shown.text.zone)


def test_columns_are_said_by_mouse_and_exchanged(shown: Shown) -> None:
    shown.choose("column.user", "Antwort")
    assert set(shown.asked[-1].columns) == {"user=Antwort", "assistant=Frage"}
    shown.tell(replace(TABLE, roles=shown.asked[-1].columns))
    shown.choose("column.assistant", "id")
    assert set(shown.asked[-1].columns) == {"user=Antwort", "assistant=id"}
    assert shown.asked[-1].kind == "dialogue"


def test_personal_data_is_left_out_by_kind(shown: Shown) -> None:
    for name, left_out in (("mail", ("mail",)), ("card", ("mail", "card")), ("mail", ("card",))):
        shown.click(f"leave_out.{name}")
        assert shown.asked[-1].leave_out == left_out
        shown.tell(TABLE)


def test_the_keyboard_stays_where_it_was(shown: Shown) -> None:
    toggle = shown.control("leave_out.mail")
    toggle.setFocus()
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    shown.tell(TABLE)
    assert shown.control("leave_out.mail") is not toggle
    assert shown.text.window().focusWidget() is shown.control("leave_out.mail")


def test_letters_duplicates_and_exam(shown: Shown) -> None:
    shown.choose("encoding", "cp1251")
    assert shown.asked[-1].encoding == "cp1251"
    shown.tell(TABLE)
    shown.click("duplicates")
    assert shown.asked[-1].keep_duplicates
    shown.tell(TABLE)
    shown.click("exam")
    assert shown.text.checks._dialog is not None
    shown.text.checks._dialog.filesSelected.emit(["/texts/exam.csv"])
    shown.text.checks._dialog.close()
    assert shown.asked[-1].held_out_files == ("/texts/exam.csv",)
    shown.tell(TABLE)
    assert "exam.csv is the exam" in words_of(shown.text.checks)
    shown.click("exam")
    assert shown.asked[-1].held_out_files == ()


def test_examples_are_shown_as_the_model_will_see_them(shown: Shown) -> None:
    shown.click("examples")
    popover = shown.text._popover
    assert popover is not None and popover.isVisible()
    words = words_of(popover)
    for part in ("To train on", "Question\nWhy?\nAnswer\nBecause of [mail].", "Held back for the exam", "At noon."):
        assert part in words
    popover.close_popover()


def test_the_list_says_which_rows_and_why(shown: Shown, tmp_path: Path) -> None:
    shown.click("list")
    assert shown.text._dialog is not None and shown.text._dialog.isVisible()
    shown.text._dialog.close()
    shown.text.save_list(str(tmp_path / "list.csv"))
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[:3] == [["File", "Row", "Reason"], ["faq.csv", "4", "empty"], ["faq.csv", "9", "empty"]]
    assert len(rows) == 6
    shown.text.save_list(str(tmp_path / "list.csv" / "no folder.csv"))
    assert shown.text._trouble.isVisible()


def test_a_way_of_reading_that_gives_nothing_can_be_taken_back(shown: Shown) -> None:
    shown.choose("kind", "Texts with labels")
    shown.text.show_error(AppError(ErrorCode.TEXT_NO_EXAMPLES))
    settle()
    assert shown.text._trouble.isVisible()
    shown.choose("kind", "Found out for you")
    assert shown.asked[-1] == Reading()
    shown.tell(TABLE)
    assert not shown.text._trouble.isVisible()


def test_many_files_and_folders_are_summed_up(shown: Shown, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(
            "\n\n".join(f"{number} was the best of {n} times, he said." for n in range(40))
        )
    others = [tmp_path / f"text {number}.txt" for number in range(12)]
    for path in others:
        path.write_text("\n\n".join(f"{path.name} was there for {n}, it was good." for n in range(40)))
    shown.text.clear()
    shown.text.add([folder, *others])
    assert "Reading…" in words_of(shown.text.zone)
    shown.text.show_report(read_corpus([str(path) for path in shown.text.paths]))
    settle()
    words = words_of(shown.text.zone)
    assert "letters\n3 files, 1080 words" in words.replace(",080", "080") and "5 more files" in words
    remove = [
        part for part in shown.text.zone.findChildren(QWidget) if part.accessibleName() == "Take these files away"
    ]
    QTest.mouseClick(remove[0], LEFT)
    assert len(shown.text.paths) == 8


def test_the_corrected_kind_goes_into_the_job(kit: WindowKit) -> None:
    window = kit.open()
    path = kit.add_text("faq.csv")
    window.train.drop([path])
    window.go("train")
    report = replace(TABLE, files=(replace(TABLE.files[0], path=str(path)),))
    kit.engines.last.send(TextsRead(report=report))
    form = window.train.form
    form.text.checks.reading_changed.emit(Reading(kind="pairs"))
    request = kit.engines.last.request
    assert isinstance(request, ReadTexts) and request.reading == Reading(kind="pairs")
    assert not form.plan.start.isEnabled(), "what was read before does not hold any more"
    kit.engines.last.send(TextsRead(report=replace(report, kind="pairs", kind_confidence=1.0)))
    kit.wait(lambda: isinstance(kit.engines.last.request, Probe))
    assert kit.engines.last.request.job.reading == Reading(kind="pairs")
    assert "These are pairs of texts: 60 examples." in words_of(form.text.checks)
