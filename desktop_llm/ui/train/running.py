"""A training that runs: time left first, then the chart under its sentence, then the living exam."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.machine import machine_memory
from desktop_llm.core.run_story import RunStory
from desktop_llm.core.temperature import processor_celsius
from desktop_llm.core.training_messages import (
    ExamAnswered,
    HeldOutMeasured,
    MomentKept,
    TrainingAdvice,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.ui.figures import NBSP, memory_words, number_words, percent_words, rate_words, short_duration_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.progress import Progress
from desktop_llm.ui.train.advice import advice_sentence
from desktop_llm.ui.train.chart_card import ChartCard
from desktop_llm.ui.train.exam_card import ExamCard
from desktop_llm.ui.train.words import learning_sentence, left_words
from desktop_llm.workers.task_thread import TaskThread

SHOW_EVERY_MS = 400
WARMTH_EVERY_MS = 5000


class RunningPage(QWidget):
    """Live figures of one run.

    Signals:
        pause_requested: Save everything, give the memory back, go on another time.
        stop_requested: Stop and keep.
        discard_requested: Stop and keep nothing.
        keep_requested: Keep the weights of now, and go on.
    """

    pause_requested = Signal()
    stop_requested = Signal()
    discard_requested = Signal()
    keep_requested = Signal()

    def __init__(self, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pause = Button(self.tr("Pause"), "secondary", "pause")
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop = Button(self.tr("Stop and keep"), "secondary", "bookmark-check")
        self.stop.clicked.connect(self._on_stop_clicked)
        self.discard = Button(self.tr("Stop and discard"), "quiet")
        self.discard.clicked.connect(self._on_discard_clicked)
        self._header = Header("", self.discard, self.stop, self.pause)
        self._header.add_sign(Chip("training"))
        self._header.left.addStretch(1)
        self.progress = Progress(self.tr("Training"))
        self.card = ChartCard(tasks)
        self.chart = self.card.chart
        self.exam = ExamCard()
        self.exam.moment_changed.connect(self.chart.show_moment)
        self.exam.keep_requested.connect(self._on_exam_keep_requested)
        self.chart.moment_chosen.connect(self.exam.choose)
        self._held_out: list[tuple[int, float]] = []
        self._newest: TrainingStep | None = None
        self._celsius: float | None = None
        self._tasks = tasks
        self._warmth_timer = QTimer(self, interval=WARMTH_EVERY_MS)
        self._warmth_timer.timeout.connect(self._on_warmth_due)
        self.shown_steps = 0
        self._said = Banner("neutral", "")
        self._show_timer = QTimer(self, interval=SHOW_EVERY_MS, singleShot=True)
        self._show_timer.timeout.connect(self._on_show_due)
        content = QWidget()
        column = Column(gap=16, margins=24, on=content)
        column.addWidget(self.progress)
        column.addWidget(self._said)
        column.addWidget(self.card, 3)
        column.addWidget(self.exam)
        column.addStretch(1)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(Scroll(content), 1)

    # --- what the place calls ---

    def begin(self, name: str, questions: tuple[str, ...], base_name: str) -> None:
        """A new run: nothing is known yet."""
        self._begin(name, questions, base_name)
        self.progress.show_progress(0.0, self.tr("Reading your text and the model…"), "")
        self.card.set_sentence(learning_sentence(()))
        self.chart.begin(1)

    def go_on(self, name: str, story: RunStory, base_name: str) -> None:
        """A run that goes on from its last save, with what it had shown before."""
        self._begin(name, story.questions, base_name)
        self.progress.show_progress(0.0, self.tr("Going on from the last save…"), "")
        self._held_out = list(story.curve.held_out)
        self.card.set_sentence(learning_sentence(story.curve.held_out))
        self.chart.show_curve(story.curve, max(1, story.planned_steps), is_running=True)
        for step, answers in story.answers:
            self.exam.add_answers(step, answers)

    def show_started(self, event: TrainingStarted) -> None:
        self._held_out = [point for point in self._held_out if point[0] <= event.step]
        self.chart.set_steps(event.steps)

    def show_step(self, event: TrainingStep) -> None:
        """Counts at once; words and bar follow a little later, and only as often as eyes can read."""
        self.shown_steps += 1
        self.chart.add_step(event.step, event.loss, event.learning_rate)
        self._newest = event
        if self.shown_steps == 1:
            for button in (self.pause, self.stop, self.exam.keep):
                button.set_unavailable("")
        if not self._show_timer.isActive():
            self._show_timer.start(SHOW_EVERY_MS if self.shown_steps > 1 else 0)

    def show_held_out(self, event: HeldOutMeasured) -> None:
        self._held_out = [point for point in self._held_out if point[0] < event.step] + [(event.step, event.loss)]
        self.card.set_sentence(learning_sentence(tuple(self._held_out)))
        self.chart.add_held_out(event.step, event.loss)

    def show_answers(self, event: ExamAnswered) -> None:
        self.exam.add_answers(event.step, event.answers)

    def show_kept(self, event: MomentKept) -> None:
        """A moment lies on the disk now."""
        self.exam.keep.set_busy("")
        self._say(
            self.tr("Kept as it is at step {step}. The training goes on.").format(step=number_words(event.step)),
        )

    def show_advice(self, event: TrainingAdvice) -> None:
        """What the training did by itself."""
        self._say(advice_sentence(event.code, event.values))

    def show_ending(self, words: str) -> None:
        """The run is on its way out: no second wish."""
        for button in (self.pause, self.stop, self.discard):
            button.set_unavailable(words)

    # --- inside ---

    def _begin(self, name: str, questions: tuple[str, ...], base_name: str) -> None:
        self._header.set_title(name)
        self.card.name = name
        self._held_out, self._newest = [], None
        self.shown_steps = 0
        self._show_timer.stop()
        self._warmth_timer.start()
        self.exam.begin(questions, base_name)
        self._say(self.tr("You can use the other places while it learns."))
        for button in (self.pause, self.stop, self.discard, self.exam.keep):
            button.set_busy("")
        nothing_yet = self.tr("It has not learned anything yet.")
        for button in (self.pause, self.stop, self.exam.keep):
            button.set_unavailable(nothing_yet)
        self.discard.set_label(self.tr("Stop and discard"))
        self.discard.set_unavailable("")

    def _say(self, sentence: str) -> None:
        self._said.set_sentence(sentence)
        self._said.setVisible(bool(sentence))

    @Slot()
    def _on_show_due(self) -> None:
        event = self._newest
        if event is None:
            return
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
        if self._celsius is not None:
            details.append(self.tr("{n} °C").format(n=number_words(self._celsius)))
        whole = "    ".join(words.replace(" ", NBSP) for words in details)
        self.progress.show_progress(share, left_words(event.remaining_s), whole)

    @Slot()
    def _on_warmth_due(self) -> None:
        if self.isVisible():
            self._tasks.submit(processor_celsius, self._on_warmth_read)

    def _on_warmth_read(self, celsius: float | None) -> None:
        self._celsius = celsius

    @Slot()
    def _on_pause_clicked(self) -> None:
        self.show_ending(self.tr("It pauses after this step."))
        self.pause.set_busy(self.tr("Pausing…"))
        self.pause_requested.emit()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.show_ending(self.tr("It stops after this step."))
        self.stop.set_busy(self.tr("Keeping what it learned"))
        self.stop_requested.emit()

    @Slot()
    def _on_exam_keep_requested(self) -> None:
        self.exam.keep.set_busy(self.tr("Keeping…"))
        self.keep_requested.emit()

    @Slot()
    def _on_discard_clicked(self) -> None:
        sure = self.tr("Really discard?")
        if self.discard.text() == sure:
            self.show_ending(self.tr("It stops now."))
            self.discard.set_busy(self.tr("Stopping"))
            self.discard_requested.emit()
        else:
            self.discard.set_label(sure)
