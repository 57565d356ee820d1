"""What came of a list: a sentence, the figures of each checkpoint with their intervals, and the answers themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.measures import Interval, ListTable, Measure
from desktop_llm.ui.chat.words import failed_code, outcome_words
from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.compare.measure_words import (
    against_words,
    interval_words,
    measure_words,
    value_words,
    verdict_words,
)
from desktop_llm.ui.figures import in_one_line
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.chips import Chip, LetterBadge
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row, Scroll
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.sentences import sentence_for

_NAME_WIDTH = 220
_CELL_WIDTH = 150


class ListResult(QWidget):
    """Sentence, table, answers.

    Signals:
        save_requested: "csv" or "jsonl".
        report_requested: The page for others.
        vote_requested: Vote on the answers, from the question with this number (from 0) on.
    """

    vote_requested = Signal(int)
    save_requested = Signal(str)
    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: ListRun | None = None
        self._table = ListTable()
        self._question = 0
        self._verdict = Text("verdict", "", max_width=720)
        self._limits = Text(
            "small",
            self.tr("Small lists say little: the range behind each figure is where it would lie with other questions "
                    "of the same sort, 95 times of 100."),
            color="text.2", max_width=720,
        )  # fmt: skip
        self.report = Button(self.tr("Make a report"), "secondary", "file-text")
        self.report.clicked.connect(self.report_requested)
        self.csv = Button(self.tr("Save as table (CSV)"), "quiet", "download")
        self.csv.clicked.connect(lambda: self.save_requested.emit("csv"))
        self.jsonl = Button(self.tr("Save as JSONL"), "quiet", "download")
        self.jsonl.clicked.connect(lambda: self.save_requested.emit("jsonl"))
        self.vote = Button(self.tr("Vote on the answers, blind"), "secondary", "eye-off")
        self.vote.clicked.connect(lambda: self.vote_requested.emit(self._question))
        self.saving = QWidget()
        FlowLayout(self.vote, self.report, self.csv, self.jsonl, on=self.saving)
        self._figures = Card(margins=(0, 8), gap=0)
        self._figures_area = Scroll(sideways=True)
        self._figures_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._figures.content.addWidget(self._figures_area)
        self.back = IconButton("chevron-left", self.tr("Question before"))
        self.back.clicked.connect(lambda: self.show_question(self._question - 1))
        self.forward = IconButton("chevron-right", self.tr("Question after"))
        self.forward.clicked.connect(lambda: self.show_question(self._question + 1))
        self._number = Text("card", "", wrap=False)
        self._prompt = Text("reading", "", max_width=720, selectable=True)
        self._expected = Text("small", "", color="text.2", max_width=720)
        self._answers = Column(gap=16)
        column = Column(gap=14, on=self)
        column.addWidget(self._verdict)
        column.addWidget(self._limits)
        column.addWidget(self.saving)
        column.addWidget(self._figures)
        column.addLayout(Row(self._number, None, self.back, self.forward, gap=8))
        column.addWidget(self._prompt)
        column.addWidget(self._expected)
        column.addLayout(self._answers)
        theme().changed.connect(self._on_theme_changed)

    @property
    def verdict(self) -> str:
        return self._verdict.text()

    @property
    def question(self) -> int:
        """Number of the question that is read, from 0."""
        return self._question

    def show_table(self, run: ListRun, table: ListTable) -> None:
        """Figures of a list; an empty table shows the answers alone."""
        self._run, self._table = run, table
        names = [model.name for model in run.plan.models]
        has_figures = bool(table.figures)
        self._verdict.setText(verdict_words(table, names) if has_figures else "")
        for part in (self._verdict, self._limits, self._figures):
            part.setVisible(has_figures)
        if has_figures:
            self._fill_figures(names)
        self.show_question(min(self._question, len(run.plan.prompts) - 1))

    @Slot(int)
    def show_question(self, number: int) -> None:
        """Answers of all checkpoints to one question."""
        if self._run is None or not 0 <= number < len(self._run.plan.prompts):
            return
        self._question = number
        prompt, count = self._run.plan.prompts[number], len(self._run.plan.prompts)
        self._number.setText(self.tr("Question {n} of {count}").format(n=number + 1, count=count))
        self.back.setEnabled(number > 0)
        self.forward.setEnabled(number < count - 1)
        self._prompt.setText(prompt.text)
        expected = self.tr("Expected: {answer}").format(answer=prompt.expected) if prompt.expected else ""
        self._expected.setText(expected)
        self._expected.setVisible(bool(expected))
        self._clear_answers()
        for model in range(len(self._run.plan.models)):
            self._answers.addWidget(self._answer(model, number))

    def _clear_answers(self) -> None:
        while self._answers.count():
            item = self._answers.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _answer(self, model: int, number: int) -> QWidget:
        assert self._run is not None
        answer = self._run.answers.get((model, number))
        head = Row(gap=12)
        head.addWidget(LetterBadge(LETTERS[model]))
        head.addWidget(ElidedText("body.strong", self._run.plan.models[model].name), 1)
        contains = self._table.scores.get((model, number), {}).get(Measure.CONTAINS)
        if contains is not None:
            words = self.tr("Has the expected answer") if contains else self.tr("Expected answer missing")
            head.addWidget(Chip("right" if contains else "wrong", words))
        if answer is None:
            text, why = self.tr("Not asked yet."), ""
        elif (code := failed_code(answer.outcome)) is not None:
            sentence = sentence_for(AppError(code))
            text, why = in_one_line(sentence.title, sentence.why), ""
        else:
            text, why = answer.text.strip() or self.tr("It said nothing."), outcome_words(answer.outcome)
        found = QWidget()
        column = Column(head, gap=6, on=found)
        column.addWidget(Text("reading", text, max_width=720, selectable=True))
        if why:
            column.addWidget(Text("caption", why, color="text.2"))
        column.addWidget(Divider())
        return found

    def _fill_figures(self, names: list[str]) -> None:
        look = theme()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(12))
        grid.setColumnMinimumWidth(0, look.px(_NAME_WIDTH))
        for model, name in enumerate(names):
            who = QWidget()
            row = Row(gap=8, on=who)
            row.addWidget(LetterBadge(LETTERS[model]))
            row.addWidget(ElidedText("body.strong", name), 1)
            grid.addWidget(who, 0, model + 1)
            grid.setColumnMinimumWidth(model + 1, look.px(_CELL_WIDTH))
            grid.setColumnStretch(model + 1, 1)
        for line, (measure, figures) in enumerate(self._table.figures.items(), 1):
            plain, expert = measure_words(measure)
            title = QWidget()
            column = Column(Text("body", plain), gap=0, on=title)
            if expert:
                column.addWidget(Text("caption", expert, color="text.2"))
            grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
            for model, interval in enumerate(figures):
                grid.addWidget(self._cell(measure, model, interval), line, model + 1, Qt.AlignmentFlag.AlignTop)
        self._figures_area.set_content(inside)
        self._fit_figures()

    def _fit_figures(self) -> None:
        """The table is as high as its rows: only the page scrolls up and down."""
        inside: QWidget | None = self._figures_area.widget()
        if inside is None or (layout := inside.layout()) is None:
            return
        width = max(self._figures_area.viewport().width(), inside.minimumSizeHint().width())
        rows = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else inside.sizeHint().height()
        self._figures_area.setFixedHeight(rows + theme().px(14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_figures()

    @Slot()
    def _on_theme_changed(self) -> None:
        QTimer.singleShot(0, self, self._fill_again)

    @Slot()
    def _fill_again(self) -> None:
        if self._run is not None and self._table.figures:
            self._fill_figures([model.name for model in self._run.plan.models])

    def _cell(self, measure: Measure, model: int, interval: Interval | None) -> QWidget:
        found = QWidget()
        if interval is None:
            Column(Text("body", "–"), gap=0, on=found)
            return found
        column = Column(Text("body.strong", value_words(measure, interval.mean)), gap=0, on=found)
        for words in (interval_words(measure, interval), against_words(self._table, measure, model)):
            if words:
                column.addWidget(Text("caption", words, color="text.2"))
        return found
