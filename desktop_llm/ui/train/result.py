"""Did it help? A verdict with its limit, before and after, the curve, the exam, and the way on."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.look_back import Review
from desktop_llm.core.run_story import RunStory
from desktop_llm.core.runs import RunRecord, RunState
from desktop_llm.core.training import Method, Task
from desktop_llm.ui.figures import in_one_line, number_words, percent_words, short_duration_words
from desktop_llm.ui.header import Header
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import Chip
from desktop_llm.ui.look.layout import Column, Scroll
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.advice import advice_sentence
from desktop_llm.ui.train.chart_card import ChartCard
from desktop_llm.ui.train.exam_card import ExamCard
from desktop_llm.ui.train.figure_cards import BeforeAfter, CardGrid
from desktop_llm.ui.train.look_back_section import LookBackSection
from desktop_llm.ui.train.notes_card import NotesCard
from desktop_llm.ui.train.overlay_choice import OverlayChoice
from desktop_llm.ui.train.reasons import why_little
from desktop_llm.ui.train.sorting_card import SortingCard
from desktop_llm.ui.train.words import CLEAR_GAIN, choices, method_words, metrics_sentence, sorting_verdict, verdict
from desktop_llm.workers.task_thread import TaskThread


class ResultPage(QWidget):
    """One finished (or paused, interrupted, failed) run.

    Signals:
        chat_requested, compare_requested: With the run that is shown.
        continue_requested: Go on with a paused or cut-off run; its id.
        recover_requested: Keep what an interrupted run had learned; its folder.
        again_requested: The same again, with changes.
        copy_requested: The checkpoint as a folder for elsewhere.
        read_requested: The held-back page word by word, base beside mine.
        look_back_requested, look_back_stop_requested: Measure what it forgot and recites; stop that.
    """

    chat_requested = Signal()
    compare_requested = Signal()
    continue_requested = Signal(str)
    recover_requested = Signal()
    again_requested = Signal()
    copy_requested = Signal()
    read_requested = Signal()
    look_back_requested = Signal()
    look_back_stop_requested = Signal()

    def __init__(self, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: RunRecord | None = None
        self.story: RunStory | None = None
        self._records: tuple[RunRecord, ...] = ()
        self._blocked = ""
        self.again = Button(self.tr("Again with changes"), "quiet", "refresh-cw")
        self.compare = Button(self.tr("Compare with base"), "secondary", "columns-3")
        self.chat = Button(self.tr("Chat with it"), "primary", "message-square")
        self.recover = Button(self.tr("Keep what it had learned"), "secondary", "bookmark-check")
        self.go_on = Button(self.tr("Continue"), "primary", "play")
        self.again.clicked.connect(self.again_requested)
        self.compare.clicked.connect(self.compare_requested)
        self.chat.clicked.connect(self.chat_requested)
        self.recover.clicked.connect(self.recover_requested)
        self.go_on.clicked.connect(self._on_go_on_clicked)
        self.copy = Button(self.tr("Save a copy…"), "quiet", "save")
        self.copy.setToolTip(self.tr("The checkpoint as a folder that other programs load."))
        self.copy.clicked.connect(self.copy_requested)
        self._header = Header("", self.copy, self.again, self.compare, self.chat, self.recover, self.go_on)
        self._chip = Chip("right", " ")
        self._header.add_sign(self._chip)
        self._header.left.addStretch(1)
        self._caption = Text("small", self.tr("Did it help?"), color="text.2")
        self._title = Text("verdict", "")
        self._words = Text("reading", "", color="text.2", max_width=820)
        self._trouble = Banner("danger", "")
        self._copied = Banner("success", "")
        self._advice = Banner("neutral", "")
        self._choices = BeforeAfter(self.tr("Held-back part, pieces to choose from"))
        self._surprise = BeforeAfter(self.tr("Held-back part, surprise"))
        self._time = BeforeAfter(self.tr("Training took"))
        self._read = BeforeAfter(self.tr("Learned in"))
        self._figures = CardGrid(self._choices, self._surprise, self._read, self._time)
        self.sorting = SortingCard()
        self.card = ChartCard(tasks, self.tr("How surprise fell while it learned"))
        self.chart = self.card.chart
        self.others = OverlayChoice(tasks)
        self.others.overlays_changed.connect(self.chart.show_overlays)
        self.card.head.insertWidget(1, self.others)
        self.exam = ExamCard(self.tr("Your questions"), can_keep=False)
        self.exam.moment_changed.connect(self.chart.show_moment)
        self.chart.moment_chosen.connect(self.exam.choose)
        self.look_back = LookBackSection()
        self.look_back.requested.connect(self.look_back_requested)
        self.look_back.stop_requested.connect(self.look_back_stop_requested)
        self.look_back.page.read_requested.connect(self.read_requested)
        self.notes = NotesCard(tasks)
        content = QWidget()
        column = Column(gap=16, margins=24, on=content)
        column.addLayout(Column(self._caption, self._title, self._words, gap=4))
        for part in (self._copied, self._trouble, self._advice, self._figures, self.sorting):
            column.addWidget(part)
        column.addWidget(self.card, 1)
        column.addWidget(self.exam)
        column.addWidget(self.look_back)
        column.addWidget(self.notes)
        whole = Column(gap=0, on=self)
        whole.addWidget(self._header)
        whole.addWidget(Scroll(content), 1)

    def show_run(self, record: RunRecord, story: RunStory) -> None:
        """Show what came of a run."""
        is_other = self.record is None or self.record.id != record.id
        self.record, self.story = record, story
        self._header.set_title(record.name)
        self._show_chip(record)
        before, after = record.held_out_loss_before, record.held_out_loss_after
        has_losses = before is not None and after is not None and record.checkpoint is not None
        self._copied.hide()
        self._trouble.setVisible(record.state is RunState.FAILED)
        if record.state is RunState.FAILED:
            code = ErrorCode(record.trouble) if record.trouble in set(ErrorCode) else ErrorCode.BUG
            self._trouble.set_sentence(sentence_for(AppError(code)).line)
        self._caption.setVisible(has_losses)
        self._title.setText(self._words_for(record, story)[0])
        self._words.setText(self._words_for(record, story)[1])
        if before is not None and after is not None and has_losses:
            self._show_figures(record, before, after)
        sorting = story.sorting
        self._figures.setVisible(has_losses and sorting is None)
        self.sorting.setVisible(sorting is not None and record.checkpoint is not None)
        if sorting is not None:
            self.sorting.show_sorting(sorting)
        said = [advice_sentence(code, values) for code, values in story.advice]
        self._advice.set_sentence(in_one_line(*dict.fromkeys(said)))
        self._advice.setVisible(any(said))
        self._show_ways(record)
        self._show_curve(record, story)
        self._show_exam(record, story)
        self._show_look_back(record, story)
        if is_other or not self.isVisible():
            self.notes.show_notes(record.folder, story.notes)

    def show_others(self, records: tuple[RunRecord, ...]) -> None:
        """The runs whose curves can lie over this one's."""
        self._records = records
        self.others.show_others(records, self.record.id if self.record else "")

    def show_review(self, review: Review) -> None:
        """What was found looking back on the run that is shown."""
        if self.record is not None:
            self.look_back.show_review(review, self.record.base_name, self.record.name)

    def show_copied(self, folder: Path) -> None:
        """The copy is there."""
        self._copied.set_sentence(self.tr("Saved as {folder}").format(folder=folder))
        self._copied.show()

    def block(self, reason: str) -> None:
        """Another training runs; "" lifts it."""
        self._blocked = reason
        self.go_on.set_unavailable(reason)

    # --- inside ---

    def _words_for(self, record: RunRecord, story: RunStory) -> tuple[str, str]:
        before, after = record.held_out_loss_before, record.held_out_loss_after
        sorting = story.sorting
        if record.checkpoint is None or (sorting is None and (before is None or after is None)):
            return self._without_result(record)
        if sorting is not None:
            title, words, helped = sorting_verdict(sorting)
        else:
            assert before is not None and after is not None
            title, words = verdict(before, after)
            words = in_one_line(words, metrics_sentence(record.metrics))
            helped = 1 - math.exp(after - before) >= CLEAR_GAIN
        if helped:
            return title, words
        return title, in_one_line(words, *why_little(record, story))

    def _show_ways(self, record: RunRecord) -> None:
        usable = "" if record.checkpoint else self.tr("There is no checkpoint.")
        self.go_on.setVisible(record.resumable)
        self.go_on.set_unavailable(self._blocked)
        self.recover.setVisible(record.recoverable)
        self.recover.set_kind("secondary" if record.resumable else "primary")
        self.copy.setVisible(record.checkpoint is not None)
        for button in (self.chat, self.compare):
            button.setVisible(not record.recoverable and not record.resumable)
            button.set_unavailable(usable)

    def _show_curve(self, record: RunRecord, story: RunStory) -> None:
        self.card.name = record.name
        self.card.setVisible(bool(story.curve.held_out or story.curve.training))
        self.chart.show_curve(story.curve, max(record.steps, story.planned_steps if record.resumable else 0))
        self.show_others(self._records)

    def _show_exam(self, record: RunRecord, story: RunStory) -> None:
        self.exam.setVisible(bool(story.questions))
        self.exam.begin(story.questions, record.base_name)
        for step, answers in story.answers:
            self.exam.add_answers(step, answers)

    def _show_look_back(self, record: RunRecord, story: RunStory) -> None:
        self.look_back.setVisible(can_look_back(record))
        if story.review is not None:
            self.show_review(story.review)
        else:
            self.look_back.show_nothing("")

    def _without_result(self, record: RunRecord) -> tuple[str, str]:
        safe = self.tr("Your text and the base are unchanged.")
        step = number_words(record.steps)
        if record.state is RunState.PAUSED:
            title = self.tr("The training is paused at step {step}.").format(step=step)
            return title, self.tr("Its memory is free again. It goes on from there whenever you like.")
        if record.recoverable or record.resumable:
            title = self.tr("The training was cut off at step {step}.").format(step=step)
            resume = self.tr("It can go on from its last save.")
            recover = self.tr("What it had learned shortly before can be kept as a checkpoint.")
            ways = [words for words, can in ((resume, record.resumable), (recover, record.recoverable)) if can]
            return title, in_one_line(*ways, safe)
        if record.checkpoint is not None:
            return self.tr("There is a checkpoint, but how well it knows your text was not measured."), ""
        if record.state is RunState.INTERRUPTED:
            return self.tr("The training was cut off before anything was saved."), safe
        return self.tr("No checkpoint came of this training."), safe

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
        elif record.state is RunState.PAUSED:
            self._chip.set_kind("neutral", self.tr("Paused"), "pause")
        elif record.state is RunState.INTERRUPTED:
            self._chip.set_kind("tight", self.tr("Cut off"))
        else:
            self._chip.set_kind("wrong", self.tr("Did not work"))

    @Slot()
    def _on_go_on_clicked(self) -> None:
        if self.record is not None:
            self.continue_requested.emit(self.record.id)


def can_look_back(record: RunRecord) -> bool:
    """Whether a run made something that writes text."""
    return record.checkpoint is not None and record.task not in (Task.SORT, Task.FILL, Task.REWRITE)
