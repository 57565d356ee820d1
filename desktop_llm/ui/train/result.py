"""Did it help? A verdict with its limit, before and after, the curve, and the way on."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.runs import Curve, RunRecord, RunState
from desktop_llm.core.training import Method
from desktop_llm.ui.figures import number_words, percent_words, short_duration_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.chart import LossChart
from desktop_llm.ui.train.figure_cards import BeforeAfter, CardGrid
from desktop_llm.ui.train.words import choices, method_words, verdict


class ResultPage(QWidget):
    """One finished (or interrupted, or failed) run.

    Signals:
        chat_requested, compare_requested: With the run that is shown.
        recover_requested: Keep what an interrupted run had learned; its folder.
        again_requested: The same again, with changes.
    """

    chat_requested = Signal()
    compare_requested = Signal()
    recover_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: RunRecord | None = None
        self.again = Button(self.tr("Train again"), "quiet", "refresh-cw")
        self.compare = Button(self.tr("Compare with base"), "secondary", "columns-3")
        self.chat = Button(self.tr("Chat with it"), "primary", "message-square")
        self.recover = Button(self.tr("Keep what it had learned"), "primary", "bookmark-check")
        self.again.clicked.connect(self.again_requested)
        self.compare.clicked.connect(self.compare_requested)
        self.chat.clicked.connect(self.chat_requested)
        self.recover.clicked.connect(self.recover_requested)
        self._header = Header("", self.again, self.compare, self.chat, self.recover)
        self._chip = Chip("right", " ")
        self._header.add_sign(self._chip)
        self._header.left.addStretch(1)
        self._caption = Text("small", self.tr("Did it help?"), color="text.2")
        self._title = Text("verdict", "")
        self._words = Text("reading", "", color="text.2", max_width=820)
        self._trouble = Banner("danger", "")
        self._choices = BeforeAfter(self.tr("Held-back part, pieces to choose from"))
        self._surprise = BeforeAfter(self.tr("Held-back part, surprise"))
        self._time = BeforeAfter(self.tr("Training took"))
        self._read = BeforeAfter(self.tr("Learned in"))
        self._figures = CardGrid(self._choices, self._surprise, self._read, self._time)
        self.chart = LossChart()
        self._chart_card = Card()
        self._chart_card.content.addWidget(Text("card", self.tr("How surprise fell while it learned")))
        self._chart_card.content.addWidget(self.chart, 1)
        content = QWidget()
        column = Column(gap=16, margins=24, on=content)
        column.addLayout(Column(self._caption, self._title, self._words, gap=4))
        column.addWidget(self._trouble)
        column.addWidget(self._figures)
        column.addWidget(self._chart_card, 1)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(Scroll(content), 1)

    def show_run(self, record: RunRecord, curve: Curve) -> None:
        """Show what came of a run."""
        self.record = record
        self._header.set_title(record.name)
        self._show_chip(record)
        before, after = record.held_out_loss_before, record.held_out_loss_after
        has_result = before is not None and after is not None and record.checkpoint is not None
        self._trouble.setVisible(record.state is RunState.FAILED)
        if record.state is RunState.FAILED:
            code = ErrorCode(record.trouble) if record.trouble in set(ErrorCode) else ErrorCode.BUG
            self._trouble.set_sentence(sentence_for(AppError(code)).line)
        self._caption.setVisible(has_result)
        if before is not None and after is not None and has_result:
            title, words = verdict(before, after)
            self._show_figures(record, before, after)
        else:
            title, words = self._without_result(record)
        self._title.setText(title)
        self._words.setText(words)
        self._figures.setVisible(has_result)
        usable = "" if record.checkpoint else self.tr("There is no checkpoint.")
        self.chat.setVisible(not record.recoverable)
        self.recover.setVisible(record.recoverable)
        self.chat.set_unavailable(usable)
        self.compare.set_unavailable(usable)
        self._chart_card.setVisible(bool(curve.held_out or curve.training))
        self.chart.show_curve(curve.training, curve.held_out, record.steps)

    def _without_result(self, record: RunRecord) -> tuple[str, str]:
        if record.recoverable:
            title = self.tr("The training was cut off at step {step}.").format(step=number_words(record.steps))
            return title, self.tr(
                "What it had learned shortly before can be kept as a checkpoint. Your text and the base are unchanged."
            )
        if record.checkpoint is not None:
            return self.tr("There is a checkpoint, but how well it knows your text was not measured."), ""
        if record.state is RunState.INTERRUPTED:
            title = self.tr("The training was cut off before anything was saved.")
        else:
            title = self.tr("No checkpoint came of this training.")
        return title, self.tr("Your text and the base are unchanged.")

    def _show_figures(self, record: RunRecord, before: float, after: float) -> None:
        change = 1 - math.exp(after - before)
        fewer = self.tr("{share} fewer") if change >= 0 else self.tr("{share} more")
        icon, token = ("trending-down", "success") if change >= 0 else ("trending-up", "warn")
        self._choices.show_values(choices(before), choices(after))
        self._choices.set_note(icon, fewer.format(share=percent_words(abs(change))), token)
        less = self.tr("{share} less surprise") if after <= before else self.tr("{share} more surprise")
        self._surprise.show_values(number_words(before, 2), number_words(after, 2))
        share = abs(1 - after / before) if before else 0.0
        self._surprise.set_note(icon, less.format(share=percent_words(share)), token)
        self._read.show_values("", self.tr("{n} steps").format(n=number_words(record.steps)))
        method = Method(record.method) if record.method in set(Method) else Method.AUTO
        self._read.set_note("graduation-cap", method_words(method)[0], "text.2")
        self._time.show_values("", short_duration_words(record.seconds))
        self._time.set_note("box", self.tr("from {base}").format(base=record.base_name), "text.2")

    def _show_chip(self, record: RunRecord) -> None:
        if record.state is RunState.DONE:
            took = short_duration_words(record.seconds)
            self._chip.set_kind("right", self.tr("Finished in {time}").format(time=took))
        elif record.state is RunState.STOPPED:
            self._chip.set_kind("neutral", self.tr("Stopped and kept"))
        elif record.state is RunState.INTERRUPTED:
            self._chip.set_kind("tight", self.tr("Cut off"))
        else:
            self._chip.set_kind("wrong", self.tr("Did not work"))
