"""The check-up of the person's text as a card of sentences, with the controls that correct it in place.

What is found is `core.check_up`; each correction is a wish for another `Reading`, and the caller reads again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_llm.core.check_up import Amount, ProblemCode, TextReport
from desktop_llm.core.examples import ExampleKind, Reading
from desktop_llm.ui.figures import in_one_line, number_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.choices import Choice, Option
from desktop_llm.ui.look.facts import CheckRow, CheckState
from desktop_llm.ui.look.layout import Column, Divider, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.toggles import Toggle
from desktop_llm.ui.problem_words import problem_lines
from desktop_llm.ui.train import text_words
from desktop_llm.ui.train.form_text_examples import example_line

KINDS = (ExampleKind.PROSE, ExampleKind.DIALOGUE, ExampleKind.LABELLED, ExampleKind.PAIRS)
ROLES = {
    ExampleKind.PROSE: ("text",),
    ExampleKind.DIALOGUE: ("user", "assistant"),
    ExampleKind.LABELLED: ("text", "label"),
    ExampleKind.PAIRS: ("text", "target"),
}
"""Columns that a kind needs, in the order in which they are asked for."""
ENCODINGS = (
    "utf-8", "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "gb18030", "big5hkscs", "cp932", "cp949",
)  # fmt: skip
CHOICE_WIDTH = 230
SHOWN_PROBLEMS = 6


class FormTextChecks(Card):
    """One row for each finding.

    Signals:
        reading_changed: The `Reading` that the person asks for.
        examples_requested: Show what the model will see; the button to open it at.
        list_requested: Save what is wrong as a list.
    """

    reading_changed = Signal(object)
    examples_requested = Signal(object)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 6), gap=0, parent=parent)
        self._reading = Reading()
        self._dialog: QFileDialog | None = None

    def show_report(self, report: TextReport, reading: Reading) -> None:
        """All findings, and what can be corrected about them."""
        self._reading = reading
        rows = [self._kind_row(report), *self._column_rows(report)]
        amount: CheckState = "check" if report.amount is Amount.TRY else "good"
        rows.append(CheckRow(amount, text_words.amount_sentence(report)))
        rows += self._encoding_rows(report)
        rows.append(self._exam_row(report))
        rows += [self._example_row(report)] if report.training else []
        rows += [self._personal_row(kind, count) for kind, count in report.personal]
        rows += self._copy_rows(report)
        rows += self._problem_rows(report)
        self._lay_out(rows)

    def show_choices(self, reading: Reading, report: TextReport | None) -> None:
        """Only what can be corrected, where this way of reading gave nothing."""
        self._reading = reading
        rows: list[QWidget] = [CheckRow("open", self.tr("What your files hold"), self._kind_choice(reading.kind))]
        if report is not None and reading.kind:
            rows += self._column_rows(replace(report, kind=reading.kind, roles=reading.columns))
        self._lay_out(rows)

    # --- rows ---

    def _lay_out(self, rows: Sequence[QWidget]) -> None:
        """Other rows; the keyboard stays on the control where it was."""
        focus = self.window().focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        while (item := self.content.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self.content.addWidget(Divider())
            self.content.addWidget(row)
            row.show()
        again = next((child for row in rows for child in row.findChildren(QWidget, name)), None) if name else None
        if again is not None:
            QTimer.singleShot(0, again, again.setFocus)

    def _kind_row(self, report: TextReport) -> QWidget:
        is_sure = report.kind_confidence >= text_words.SURE
        choice = self._kind_choice(report.kind if self._reading.kind else "")
        return CheckRow("good" if is_sure else "check", text_words.kind_sentence(report), choice)

    def _kind_choice(self, value: str) -> Choice:
        options = [Option("", self.tr("Found out for you"))]
        options += [Option(kind.value, text_words.kind_name(kind)) for kind in KINDS]
        choice = _choice(self.tr("What your files hold"), options, value, "kind")
        choice.chosen.connect(lambda kind: self._ask(replace(self._reading, kind=str(kind), columns=())))
        return choice

    def _column_rows(self, report: TextReport) -> list[QWidget]:
        """For each part of an example, the column that it is in; none for what is no table."""
        if len(report.columns) < 2 or report.kind not in ROLES:
            return []
        rows: list[QWidget] = []
        for role in ROLES[ExampleKind(report.kind)]:
            taken = [entry.partition("=")[2] for entry in report.roles if entry.startswith(f"{role}=")]
            options = [Option(name, text_words.column_words(name)) for name in report.columns]
            words = self.tr("{part} is in the column").format(part=text_words.role_words(role))
            choice = _choice(words, options, taken[-1] if taken else "", f"column.{role}")
            choice.chosen.connect(lambda name, role=role: self._ask_column(report, role, str(name)))
            rows.append(CheckRow("good" if taken else "check", words, choice))
        return rows

    def _encoding_rows(self, report: TextReport) -> list[QWidget]:
        has_many = len(report.languages) > 1 or len(report.files) > 1
        rows: list[QWidget] = []
        if report.languages and has_many:  # else it stands beside the file
            rows.append(CheckRow("good", text_words.language_sentence(report)))
        guessed = [file for file in report.files if file.encoding_guessed and not file.trouble]
        if not guessed and not self._reading.encoding:
            return rows
        file, encoding = (guessed[0].path, guessed[0].encoding) if guessed else ("", self._reading.encoding)
        if guessed:
            words = self.tr("The letters of {file} were guessed to be {encoding}. Look at the examples.")
        else:
            words = self.tr("All letters are read as {encoding}.")
        options = [Option("", self.tr("Found out for you")), *(Option(name, name) for name in ENCODINGS)]
        choice = _choice(self.tr("How letters are read"), options, self._reading.encoding, "encoding")
        choice.chosen.connect(lambda name: self._ask(replace(self._reading, encoding=str(name))))
        rows.append(CheckRow("check", words.format(file=Path(file).name, encoding=encoding), choice))
        return rows

    def _exam_row(self, report: TextReport) -> QWidget:
        if self._reading.held_out_files:
            names = ", ".join(Path(name).name for name in self._reading.held_out_files)
            words = self.tr("{file} is the exam: {n} words, never trained on.")
            other = _button(self.tr("Hold back a part instead"), "exam")
            other.clicked.connect(lambda: self._ask(replace(self._reading, held_out_files=())))
            sentence = words.format(file=names, n=number_words(report.held_back_words))
        else:
            other = _button(self.tr("Use a file of mine"), "exam")
            other.clicked.connect(self._choose_exam)
            sentence = text_words.held_back_sentence(report)
        return CheckRow("good", sentence, other)

    def _example_row(self, report: TextReport) -> QWidget:
        """The beginning of the first example in one line, and the button for more."""
        show = _button(self.tr("Show examples"), "examples")
        show.clicked.connect(lambda: self.examples_requested.emit(show))
        line = ElidedText("small", in_one_line(*example_line(report.training[0])), mode=Qt.TextElideMode.ElideRight)
        caption = Text("caption", self.tr("An example, as the model will see it"), color="text.2")
        row = QWidget()
        Row(IconSign("quote", "text.2"), Column(caption, line, gap=0), show, gap=10, margins=(0, 6), on=row)
        return row

    def _personal_row(self, kind: str, count: int) -> QWidget:
        is_out = kind in self._reading.leave_out
        toggle = Toggle(self.tr("Leave out"), is_on=is_out, label="before")
        toggle.setObjectName(f"leave_out.{kind}")
        toggle.setAccessibleDescription(text_words.personal_words(kind, count))
        toggle.toggled.connect(lambda is_on: self._ask_leave_out(kind, is_on))
        return CheckRow("good" if is_out else "check", text_words.personal_words(kind, count), toggle)

    def _copy_rows(self, report: TextReport) -> list[QWidget]:
        rows: list[QWidget] = []
        if report.duplicates and report.kind == ExampleKind.PROSE:
            words = self.tr("Paragraphs that stand there more than once: {n}")
            rows.append(CheckRow("check", words.format(n=number_words(report.duplicates))))
        elif report.duplicates:
            toggle = Toggle(self.tr("Keep them"), is_on=self._reading.keep_duplicates, label="before")
            toggle.setObjectName("duplicates")
            toggle.toggled.connect(lambda is_on: self._ask(replace(self._reading, keep_duplicates=is_on)))
            words = self.tr("Examples that repeat one before, word for word: {n}")
            rows.append(CheckRow("good", words.format(n=number_words(report.duplicates)), toggle))
        if report.near_duplicates and report.kind == ExampleKind.PROSE:
            words = self.tr("Paragraphs that nearly repeat one before: {n}")
            rows.append(CheckRow("check", words.format(n=number_words(report.near_duplicates))))
        return rows

    def _problem_rows(self, report: TextReport) -> list[QWidget]:
        told = (ProblemCode.ROW_DUPLICATE,)  # by the row with its switch
        lines = problem_lines([problem for problem in report.problems if problem.code not in told])
        if not lines and not report.problems and not any(file.trouble for file in report.files):
            return []
        save = _button(self.tr("Save list…"), "list")
        save.clicked.connect(self.list_requested)
        head = self.tr("Not everything could be used. The list says which rows, and why.")
        if not any(line.left_out for line in lines) and not any(file.trouble for file in report.files):
            head = self.tr("Some things are worth a look. The list says where.")
        rows: list[QWidget] = [CheckRow("check", head, save)]
        for line in lines[:SHOWN_PROBLEMS]:
            row = CheckRow("open", line.text)
            row.setToolTip(line.detail)
            rows.append(row)
        return rows

    # --- wishes ---

    def _ask(self, reading: Reading) -> None:
        if reading != self._reading:
            self._reading = reading
            self.reading_changed.emit(reading)

    def _ask_column(self, report: TextReport, role: str, name: str) -> None:
        """This column for this role; a role that had it takes the one that is given up."""
        given_up = next((entry.partition("=")[2] for entry in report.roles if entry.startswith(f"{role}=")), "")
        roles = dict.fromkeys(ROLES[ExampleKind(report.kind)], "")
        roles |= {entry.partition("=")[0]: entry.partition("=")[2] for entry in report.roles[::-1]}
        roles |= {other: given_up for other, column in roles.items() if column == name and other != role}
        roles[role] = name
        columns = tuple(f"{other}={column}" for other, column in roles.items() if column)
        self._ask(replace(self._reading, kind=report.kind, columns=columns))

    def _ask_leave_out(self, kind: str, is_out: bool) -> None:
        others = tuple(other for other in self._reading.leave_out if other != kind)
        self._ask(replace(self._reading, leave_out=(*others, kind) if is_out else others))

    def _choose_exam(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("A file that is the exam"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self._ask(replace(self._reading, held_out_files=tuple(names))))
        self._dialog = dialog
        dialog.open()


def _choice(purpose: str, options: Sequence[Option], value: str, name: str) -> Choice:
    choice = Choice(purpose, options, value)
    choice.setObjectName(name)
    choice.setMinimumWidth(CHOICE_WIDTH)
    return choice


def _button(text: str, name: str) -> Button:
    button = Button(text, "quiet", size="small")
    button.setObjectName(name)
    return button
