"""A training that runs: time left first, then the chart under its sentence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.machine import machine_memory
from desktop_llm.core.messages import HeldOutMeasured, TrainingStarted, TrainingStep
from desktop_llm.ui.figures import NBSP, memory_words, number_words, percent_words, rate_words, short_duration_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import Progress
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train.chart import LossChart
from desktop_llm.ui.train.words import learning_sentence, left_words

LOW_HEIGHT = 640


class RunningPage(QWidget):
    """Live figures of one run.

    Signals:
        stop_requested: Stop and keep.
        discard_requested: Stop and keep nothing.
    """

    stop_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stop = Button(self.tr("Stop and keep"), "secondary", "bookmark-check")
        self.stop.clicked.connect(self._on_stop_clicked)
        self.discard = Button(self.tr("Stop and discard"), "quiet")
        self.discard.clicked.connect(self._on_discard_clicked)
        self._header = Header("", self.discard, self.stop)
        self._header.add_sign(Chip("training"))
        self._header.left.addStretch(1)
        self.progress = Progress(self.tr("Training"))
        self._sentence = Text("card", "")
        self.chart = LossChart()
        self._held_out: list[tuple[int, float]] = []
        self.shown_steps = 0
        card = Card()
        card.content.addWidget(self._sentence)
        card.content.addWidget(self.chart, 1)
        self._note = Banner("neutral", self.tr("You can use the other places while it learns."))
        column = Column(gap=16, margins=24)
        column.addWidget(self.progress)
        column.addWidget(card, 1)
        column.addWidget(self._note)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addLayout(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(self.height() >= theme().px(LOW_HEIGHT))

    def begin(self, name: str) -> None:
        """A new run: nothing is known yet."""
        self._header.set_title(name)
        self._held_out = []
        self.shown_steps = 0
        self.progress.show_progress(0.0, self.tr("Reading your text and the model…"), "")
        self._sentence.setText(learning_sentence(()))
        self.chart.begin(1)
        for button in (self.stop, self.discard):
            button.set_busy("")
        self.stop.set_unavailable(self.tr("It has not learned anything yet."))
        self.stop.set_label(self.tr("Stop and keep"), "bookmark-check")
        self.discard.set_label(self.tr("Stop and discard"))
        self.discard.set_unavailable("")

    def show_started(self, event: TrainingStarted) -> None:
        self.chart.begin(event.steps)

    def show_step(self, event: TrainingStep) -> None:
        self.shown_steps += 1
        self.stop.set_unavailable("")
        share = event.step / max(1, event.steps)
        memory = machine_memory()
        details = [
            self.tr("{percent}, step {step} of {steps}").format(
                percent=percent_words(share), step=number_words(event.step), steps=number_words(event.steps)
            ),
            self.tr("{time} so far").format(time=short_duration_words(event.elapsed_s)),
            rate_words(event.tokens_per_second),
            memory_words(event.memory_bytes, memory.total_bytes),
        ]
        whole = "    ".join(words.replace(" ", NBSP) for words in details)
        self.progress.show_progress(share, left_words(event.remaining_s), whole)
        self.chart.add_step(event.step, event.loss)

    def show_held_out(self, event: HeldOutMeasured) -> None:
        self._held_out.append((event.step, event.loss))
        self._sentence.setText(learning_sentence(tuple(self._held_out)))
        self.chart.add_held_out(event.step, event.loss)

    def _on_stop_clicked(self) -> None:
        self.stop.set_busy(self.tr("Keeping what it learned"))
        self.stop_requested.emit()

    def _on_discard_clicked(self) -> None:
        sure = self.tr("Really discard?")
        if self.discard.text() == sure:
            self.discard.set_busy(self.tr("Stopping"))
            self.discard_requested.emit()
        else:
            self.discard.set_label(sure)
