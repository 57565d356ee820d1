"""The place Train: the form, the run that goes on, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop_llm.core.checkpoint_copy import copy_checkpoint
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import safe_file_name, unused_path
from desktop_llm.core.messages import Failed
from desktop_llm.core.paths import runs_folder
from desktop_llm.core.run_story import RunStory, load_story
from desktop_llm.core.runs import HELD_OUT, RunRecord, RunState, list_runs, read_run, recover_run
from desktop_llm.core.training import TrainJob
from desktop_llm.core.training_messages import (
    ExamAnswered,
    HeldOutMeasured,
    MomentKept,
    Train,
    TrainingAdvice,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import number_words, percent_words
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.elsewhere import ElsewherePage
from desktop_llm.ui.train.form import NewTraining
from desktop_llm.ui.train.looking_back import LookingBack
from desktop_llm.ui.train.result import ResultPage
from desktop_llm.ui.train.running import RunningPage
from desktop_llm.ui.train.side import NEW, RunList
from desktop_llm.ui.train.words import left_words
from desktop_llm.ui.window.running_job import RunningJob
from desktop_llm.workers.job import Job

TELL_EVERY_MS = 500
READ_CHARACTERS = 6_000
"""So much of the held-back part is a page."""


class TrainPlace(QWidget):
    """One training at a time; its page, the form and the results on a stack.

    Signals:
        chat_requested: A checkpoint's path.
        compare_requested: Base, mine, question.
        read_requested: A text, the base and mine, to be looked at word by word.
        get_model_requested: The person wants another model.
        job_changed: A `RunningJob` for the sidebar's foot, or None.
        cut_off_found: A sentence about a run that was cut off, for a person who looks at another place.
    """

    chat_requested = Signal(str)
    compare_requested = Signal(str, str, str)
    read_requested = Signal(str, str, str)
    get_model_requested = Signal()
    job_changed = Signal(object)
    cut_off_found = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._run_id = ""
        self._name = ""
        self._records: tuple[RunRecord, ...] = ()
        self._newest: RunningJob | None = None
        self._after_end: Callable[[], object] | None = None
        self._has_offered = False
        self.form = NewTraining(desk)
        self.form.start_requested.connect(self._on_form_start_requested)
        self.form.get_model_requested.connect(self.get_model_requested)
        self.form.elsewhere_requested.connect(self._on_form_elsewhere_requested)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.form)
        self._running: RunningPage | None = None
        self._result: ResultPage | None = None
        self._looking: LookingBack | None = None
        self._elsewhere: ElsewherePage | None = None
        self._just_ended = ""
        self._blocked = ""
        self._banner = Banner("danger", "")
        self._banner.hide()
        self._offer = Banner("accent", "")
        self._offer.action_requested.connect(self._on_offer_action_requested)
        self._offered_id = ""
        self._offer.hide()
        Column(self._banner, self._offer, self.pages, gap=0, on=self).setStretch(2, 1)
        self._side = RunList()
        self._side.chosen.connect(self._on_side_chosen)
        self._side.continue_requested.connect(self.continue_run)
        self._tell_timer = QTimer(self, interval=TELL_EVERY_MS, singleShot=True)
        self._tell_timer.timeout.connect(self._tell)
        self._refresh()

    # --- the other pages, made when first needed ---

    @property
    def running(self) -> RunningPage:
        """The run that goes on."""
        if self._running is None:
            page = self._running = RunningPage(self._desk.tasks)
            page.pause_requested.connect(self._on_running_pause_requested)
            page.stop_requested.connect(self._on_running_stop_requested)
            page.discard_requested.connect(self._on_running_discard_requested)
            page.keep_requested.connect(self._on_running_keep_requested)
            self.pages.addWidget(page)
        return self._running

    @property
    def result(self) -> ResultPage:
        """What came of a run."""
        if self._result is None:
            page = self._result = ResultPage(self._desk.tasks)
            page.chat_requested.connect(self._on_result_chat_requested)
            page.compare_requested.connect(self._on_result_compare_requested)
            page.read_requested.connect(self._on_result_read_requested)
            page.recover_requested.connect(self._on_result_recover_requested)
            page.again_requested.connect(self._on_result_again_requested)
            page.copy_requested.connect(self._on_result_copy_requested)
            page.continue_requested.connect(self.continue_run)
            page.show_others(self._records)
            page.block(self._blocked)
            self._looking = LookingBack(self._desk.engines, page)
            self.pages.addWidget(page)
        return self._result

    @property
    def elsewhere(self) -> ElsewherePage:
        """Training on another computer."""
        if self._elsewhere is None:
            page = self._elsewhere = ElsewherePage(self._desk.tasks)
            page.closed.connect(self._show_form)
            page.brought_back.connect(self._on_elsewhere_brought_back)
            self.pages.addWidget(page)
        return self._elsewhere

    # --- what the window calls ---

    def sidebar_list(self) -> RunList:
        """The runs."""
        return self._side

    def begin_with(self, path: str) -> None:
        """The form, with this base ("" keeps the one that is chosen)."""
        self.form.begin_with(path)
        self._show_form()

    def drop(self, paths: list[Path]) -> None:
        """The form, with these texts."""
        self.form.drop(paths)
        self._show_form()

    def take_over(self, other: TrainPlace) -> None:
        """What stood in another window's form."""
        if other.form.text.paths:
            self.form.take_over(other.form)
            self._show_form()

    def stop_and_keep_then(self, after: Callable[[], object]) -> None:
        """For closing: stop the run, keep its checkpoint, then go on."""
        self._end_then(after, Job.stop_and_keep, self.tr("It stops after this step."))

    def pause_then(self, after: Callable[[], object]) -> None:
        """For closing: save the whole state of the run, then go on."""
        self._end_then(after, Job.pause, self.tr("It pauses after this step."))

    # --- a run ---

    @Slot(object, object)
    def _on_form_start_requested(self, job: TrainJob, _forecast: object) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        folder = runs_folder() / f"{stamp}-{safe_file_name(job.name)}"
        base = self._desk.library.find(job.base_path)
        self.running.begin(job.name, job.questions, base.name if base else "")
        self._train(Train(job=job, folder=str(folder)), job.name)

    @Slot(str)
    def continue_run(self, run_id: str) -> None:
        """Go on with a paused or cut-off run, in a fresh process."""
        record = next((record for record in self._records if record.id == run_id), None)
        if record is None or self._job is not None:
            return
        folder = record.folder

        def begin(story: RunStory) -> None:
            if self._job is None:
                self.running.go_on(record.name, story, record.base_name)
                job = story.job or TrainJob(record.name, record.base_path, ())
                self._train(Train(job=job, folder=str(folder), resume=True), record.name)

        self._desk.tasks.submit(lambda: load_story(folder), begin, self._on_failed)

    def _train(self, request: Train, name: str) -> None:
        self._banner.hide()
        self._offer.hide()
        self._run_id, self._name = Path(request.folder).name, name
        self.pages.setCurrentWidget(self.running)
        self._side.show_runs(self._records, self._run_id, self._name)
        self._side.select(self._run_id)
        self._job = self._desk.engines.ask_apart(request)
        self._job.event_received.connect(self._on_job_event_received)
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)
        reason = self.tr("“{name}” is training. One training runs at a time.").format(name=name)
        self._block(reason)
        self.job_changed.emit(RunningJob(name, 0.0, self.tr("starting")))

    def _block(self, reason: str) -> None:
        """Why no other training can be started now; "" lifts it."""
        self._blocked = reason
        self.form.block(reason)
        if self._result is not None:
            self._result.block(reason)

    @Slot(object)
    def _on_job_event_received(self, event: object) -> None:
        if isinstance(event, TrainingStarted):
            self.running.show_started(event)
            self._refresh()
        elif isinstance(event, TrainingStep):
            self.running.show_step(event)
            share = event.step / max(1, event.steps)
            self._newest = RunningJob(self._name, share, left_words(event.remaining_s))
            if not self._tell_timer.isActive():
                self._tell_timer.start()
        elif isinstance(event, HeldOutMeasured):
            self.running.show_held_out(event)
        elif isinstance(event, ExamAnswered):
            self.running.show_answers(event)
        elif isinstance(event, TrainingAdvice):
            self.running.show_advice(event)
        elif isinstance(event, MomentKept):
            self.running.show_kept(event)
            self._desk.library.refresh()

    @Slot()
    def _tell(self) -> None:
        """Name and time left, for those who look from elsewhere; twice a second is enough."""
        if self._job is not None and self._newest is not None:
            self._side.show_note(self._run_id, percent_words(self._newest.share))
            self.job_changed.emit(self._newest)

    @Slot(object)
    def _on_job_finished(self, _event: object) -> None:
        self._end(show_result=True)

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        self._banner.set_sentence(sentence_for(failed.error()).line)
        self._banner.show()
        self._end(show_result=True)

    @Slot()
    def _on_job_cancelled(self) -> None:
        self._end(show_result=False)

    def _end(self, show_result: bool) -> None:
        was_shown = self.pages.currentWidget() is self.running
        run_id, self._run_id, self._job = self._run_id, "", None
        self._newest = None
        self._block("")
        self.job_changed.emit(None)
        self._desk.library.refresh()
        self._refresh()
        if was_shown and show_result:
            self._just_ended = run_id if self._after_end is None else ""
            self._open_run(run_id)
        elif was_shown:
            self._show_form()
        after, self._after_end = self._after_end, None
        if after is not None:
            after()

    def _end_then(self, after: Callable[[], object], wish: Callable[[Job], None], words: str) -> None:
        if self._job is None:
            after()
            return
        self._after_end = after
        self.running.show_ending(words)
        wish(self._job)

    @Slot()
    def _on_running_pause_requested(self) -> None:
        if self._job is not None:
            self._job.pause()

    @Slot()
    def _on_running_stop_requested(self) -> None:
        if self._job is not None:
            self._job.stop_and_keep()

    @Slot()
    def _on_running_discard_requested(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _on_running_keep_requested(self) -> None:
        if self._job is not None:
            self._job.keep_moment()

    # --- the list and the results ---

    def _refresh(self) -> None:
        folder = runs_folder()
        self._desk.tasks.submit(lambda: list_runs(folder), self._on_runs_listed, self._on_failed)

    def _on_runs_listed(self, records: tuple[RunRecord, ...]) -> None:
        self._records = records
        self._side.show_runs(records, self._run_id, self._name)
        if self._result is not None:
            self._result.show_others(records)
        cut_off = [record for record in records if record.state is RunState.INTERRUPTED and record.resumable]
        if cut_off and not self._has_offered and self._job is None:
            self._offered_id = cut_off[0].id
            self._offer.set_sentence(
                self.tr("“{name}” was cut off at step {step}. It can go on from its last save.").format(
                    name=cut_off[0].name, step=number_words(cut_off[0].steps)
                ),
                self.tr("Continue"),
            )
            self._offer.show()
            if not self.isVisible():
                self.cut_off_found.emit(
                    self.tr("The training “{name}” was cut off. You can continue it under Train.").format(
                        name=cut_off[0].name
                    )
                )
        self._has_offered = True

    @Slot()
    def _on_offer_action_requested(self) -> None:
        self.continue_run(self._offered_id)

    @Slot()
    def _on_form_elsewhere_requested(self) -> None:
        self.elsewhere.show_job(*self.form.job())
        self.pages.setCurrentWidget(self.elsewhere)

    @Slot(object)
    def _on_elsewhere_brought_back(self, folder: Path) -> None:
        self._desk.library.refresh()
        self._refresh()
        self._open_run(folder.name)

    @Slot()
    def _show_form(self) -> None:
        self.pages.setCurrentWidget(self.form)
        self._side.select(NEW)

    @Slot(str)
    def _on_side_chosen(self, key: str) -> None:
        self._banner.hide()
        self._offer.hide()
        if key == NEW:
            self._show_form()
        elif key == self._run_id:
            self.pages.setCurrentWidget(self.running)
        else:
            self._open_run(key)

    def _open_run(self, run_id: str) -> None:
        folder = runs_folder() / run_id
        self._side.select(run_id)

        def read() -> tuple[RunRecord | None, RunStory]:
            return read_run(folder), load_story(folder)

        self._desk.tasks.submit(read, self._show_result, self._on_failed)

    def _show_result(self, read: tuple[RunRecord | None, RunStory]) -> None:
        record, story = read
        if record is None:
            self._show_form()
            return
        self.result.show_run(record, story)
        self.pages.setCurrentWidget(self.result)
        assert self._looking is not None
        self._looking.show()
        if self._just_ended == record.id and story.review is None:
            self._looking.start()
        self._just_ended = ""

    def _on_failed(self, error: AppError) -> None:
        self._banner.set_sentence(sentence_for(error).line)
        self._banner.show()

    @Slot()
    def _on_result_chat_requested(self) -> None:
        record = self.result.record
        if record is not None and record.checkpoint is not None:
            self.chat_requested.emit(str(record.checkpoint))

    @Slot()
    def _on_result_compare_requested(self) -> None:
        record = self.result.record
        if record is not None and record.checkpoint is not None:
            self.compare_requested.emit(record.base_path, str(record.checkpoint), self._question(record))

    @Slot()
    def _on_result_read_requested(self) -> None:
        record = self.result.record
        if record is None or record.checkpoint is None:
            return
        base, mine, path = record.base_path, str(record.checkpoint), record.folder / HELD_OUT

        def read() -> str:
            try:
                with path.open(encoding="utf-8") as file:
                    return file.read(READ_CHARACTERS)
            except OSError as error:
                raise AppError(ErrorCode.TEXT_UNREADABLE, repr(error), file=path.name) from error

        self._desk.tasks.submit(read, lambda text: self.read_requested.emit(text, base, mine), self._on_failed)

    @Slot()
    def _on_result_copy_requested(self) -> None:
        dialog = QFileDialog(self, self.tr("Where should the copy go?"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.copy_result(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_result(self, parent: Path) -> None:
        """The checkpoint of the run that is shown as a folder inside another one."""
        record = self.result.record
        if record is None or record.checkpoint is None:
            return
        source, target = record.checkpoint, unused_path(parent / safe_file_name(record.name, "checkpoint"))
        self._desk.tasks.submit(lambda: copy_checkpoint(source, target), self.result.show_copied, self._on_failed)

    def _question(self, record: RunRecord) -> str:
        """The beginning of the held-back part, for both to continue."""
        try:
            with (record.folder / "held_out.txt").open(encoding="utf-8") as file:
                words = file.read(400).split()
        except OSError:
            return ""
        return " ".join(words[:12])

    @Slot()
    def _on_result_recover_requested(self) -> None:
        record = self.result.record
        if record is not None:
            run_id, folder = record.id, record.folder
            self._desk.tasks.submit(
                lambda: recover_run(folder), lambda _path: self._on_recovered(run_id), self._on_failed
            )

    def _on_recovered(self, run_id: str) -> None:
        self._desk.library.refresh()
        self._refresh()
        self._open_run(run_id)

    @Slot()
    def _on_result_again_requested(self) -> None:
        record, story = self.result.record, self.result.story
        if story is not None and story.job is not None:
            self.form.begin_again(story.job)
            self._show_form()
        else:
            self.begin_with(record.base_path if record is not None else "")
