"""The place Train: the form, the run that goes on, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import safe_file_name
from desktop_llm.core.messages import (
    Failed,
    HeldOutMeasured,
    Train,
    TrainingFinished,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.core.paths import runs_folder
from desktop_llm.core.runs import Curve, RunRecord, list_runs, load_curve, read_run, recover_run
from desktop_llm.core.training import TrainJob
from desktop_llm.ui.desk import Desk
from desktop_llm.ui.figures import percent_words
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.notices import Banner
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.form import NewTraining
from desktop_llm.ui.train.result import ResultPage
from desktop_llm.ui.train.running import RunningPage
from desktop_llm.ui.train.side import NEW, RunList
from desktop_llm.ui.train.words import left_words
from desktop_llm.ui.window.running_job import RunningJob
from desktop_llm.workers.job import Job


class TrainPlace(QWidget):
    """One training at a time; its page, the form and the results on a stack.

    Signals:
        chat_requested: A checkpoint's path.
        compare_requested: Base, mine, question.
        get_model_requested: The person wants another model.
        job_changed: A `RunningJob` for the sidebar's foot, or None.
    """

    chat_requested = Signal(str)
    compare_requested = Signal(str, str, str)
    get_model_requested = Signal()
    job_changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._run_id = ""
        self._name = ""
        self._records: tuple[RunRecord, ...] = ()
        self._after_stop: Callable[[], object] | None = None
        self.form = NewTraining(desk)
        self.form.start_requested.connect(self._on_form_start_requested)
        self.form.get_model_requested.connect(self.get_model_requested)
        self.running = RunningPage()
        self.running.stop_requested.connect(self._on_running_stop_requested)
        self.running.discard_requested.connect(self._on_running_discard_requested)
        self.result = ResultPage()
        self.result.chat_requested.connect(self._on_result_chat_requested)
        self.result.compare_requested.connect(self._on_result_compare_requested)
        self.result.recover_requested.connect(self._on_result_recover_requested)
        self.result.again_requested.connect(self._on_result_again_requested)
        self.pages = QStackedWidget()
        for page in (self.form, self.running, self.result):
            self.pages.addWidget(page)
        self._banner = Banner("danger", "")
        self._banner.hide()
        Column(self._banner, self.pages, gap=0, on=self).setStretch(1, 1)
        self._side = RunList()
        self._side.chosen.connect(self._on_side_chosen)
        self._refresh()

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

    def stop_and_keep_then(self, after: Callable[[], object]) -> None:
        """For closing: stop the run, keep its checkpoint, then go on."""
        if self._job is None:
            after()
            return
        self._after_stop = after
        self._job.stop_and_keep()

    # --- a run ---

    @Slot(object, object)
    def _on_form_start_requested(self, job: TrainJob, _forecast: object) -> None:
        self._banner.hide()
        stamp = time.strftime("%Y%m%d-%H%M%S")
        folder = runs_folder() / f"{stamp}-{safe_file_name(job.name)}"
        self._run_id, self._name = folder.name, job.name
        self.running.begin(job.name)
        self.pages.setCurrentWidget(self.running)
        self._side.show_runs(self._records, self._run_id, self._name)
        self._side.select(self._run_id)
        self._job = self._desk.engines.ask_apart(Train(job=job, folder=str(folder)))
        self._job.event_received.connect(self._on_job_event_received)
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self._on_job_cancelled)
        self.form.block(self.tr("“{name}” is training. One training runs at a time.").format(name=job.name))
        self.job_changed.emit(RunningJob(job.name, 0.0, self.tr("starting")))

    @Slot(object)
    def _on_job_event_received(self, event: object) -> None:
        if isinstance(event, TrainingStarted):
            self.running.show_started(event)
            self._refresh()
        elif isinstance(event, TrainingStep):
            self.running.show_step(event)
            share = event.step / max(1, event.steps)
            self._side.show_note(self._run_id, percent_words(share))
            self.job_changed.emit(RunningJob(self._name, share, left_words(event.remaining_s)))
        elif isinstance(event, HeldOutMeasured):
            self.running.show_held_out(event)

    @Slot(object)
    def _on_job_finished(self, _event: TrainingFinished) -> None:
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
        self.form.block("")
        self.job_changed.emit(None)
        self._desk.library.refresh()
        self._refresh()
        if was_shown and show_result:
            self._open_run(run_id)
        elif was_shown:
            self._show_form()
        after, self._after_stop = self._after_stop, None
        if after is not None:
            after()

    @Slot()
    def _on_running_stop_requested(self) -> None:
        if self._job is not None:
            self._job.stop_and_keep()

    @Slot()
    def _on_running_discard_requested(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # --- the list and the results ---

    def _refresh(self) -> None:
        folder = runs_folder()
        self._desk.tasks.submit(lambda: list_runs(folder), self._on_runs_listed, self._on_failed)

    def _on_runs_listed(self, records: tuple[RunRecord, ...]) -> None:
        self._records = records
        self._side.show_runs(records, self._run_id, self._name)

    def _show_form(self) -> None:
        self.pages.setCurrentWidget(self.form)
        self._side.select(NEW)

    @Slot(str)
    def _on_side_chosen(self, key: str) -> None:
        self._banner.hide()
        if key == NEW:
            self._show_form()
        elif key == self._run_id:
            self.pages.setCurrentWidget(self.running)
        else:
            self._open_run(key)

    def _open_run(self, run_id: str) -> None:
        folder = runs_folder() / run_id
        self._side.select(run_id)

        def read() -> tuple[RunRecord | None, Curve]:
            return read_run(folder), load_curve(folder)

        self._desk.tasks.submit(read, self._show_result, self._on_failed)

    def _show_result(self, read: tuple[RunRecord | None, Curve]) -> None:
        record, curve = read
        if record is None:
            self._show_form()
            return
        self.result.show_run(record, curve)
        self.pages.setCurrentWidget(self.result)

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
        record = self.result.record
        self.begin_with(record.base_path if record is not None else "")
