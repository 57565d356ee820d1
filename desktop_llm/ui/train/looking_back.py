"""One look back at a time: asked for by the result's page or begun after a run, shown on the page of its run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop_llm.core.look_back import LookBack, LookedBack
from desktop_llm.core.look_back import LookingBack as LookingBackEvent
from desktop_llm.core.messages import Failed
from desktop_llm.ui.sentences import sentence_for
from desktop_llm.ui.train.result import ResultPage, can_look_back
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job


class LookingBack(QObject):
    """Asks the engine and tells the page."""

    def __init__(self, engines: Engines, page: ResultPage) -> None:
        super().__init__(page)
        self._engines, self._page = engines, page
        self._job: Job | None = None
        self._run_id = self._base_name = self._name = ""
        self._share = 0.0
        page.look_back_requested.connect(self.start)
        page.look_back_stop_requested.connect(self._on_page_stop_requested)

    @Slot()
    def start(self) -> None:
        """Look back on the run that the page shows; a look back on another one ends."""
        record = self._page.record
        if record is None or not can_look_back(record) or (self._job is not None and self._run_id == record.id):
            return
        self.stop()
        self._run_id, self._base_name, self._name = record.id, record.base_name, record.name
        self._share = 0.0
        self._job = self._engines.ask_apart(LookBack(folder=str(record.folder)))
        self._job.event_received.connect(self._on_job_event_received)
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self.show()

    def stop(self) -> None:
        """End it; nothing is kept."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def show(self) -> None:
        """Say on the page how far it is, where the page shows its run."""
        if self._job is not None and self._is_shown:
            self._page.look_back.show_measuring(self._share)

    @property
    def _is_shown(self) -> bool:
        return self._page.record is not None and self._page.record.id == self._run_id

    @Slot()
    def _on_page_stop_requested(self) -> None:
        self.stop()
        self._page.look_back.show_nothing("")

    @Slot(object)
    def _on_job_event_received(self, event: object) -> None:
        if isinstance(event, LookingBackEvent) and self._is_mine(event.job_id):
            self._share = event.fraction
            self.show()

    @Slot(object)
    def _on_job_finished(self, event: LookedBack) -> None:
        if not self._is_mine(event.job_id):
            return
        self._job = None
        if self._is_shown:
            self._page.show_review(event.review)

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        if not self._is_mine(failed.job_id):
            return
        self._job = None
        if self._is_shown:
            self._page.look_back.show_nothing(sentence_for(failed.error()).line)

    def _is_mine(self, job_id: int) -> bool:
        """Late events of a job that was ended are passed over."""
        return self._job is not None and self._job.id == job_id
