"""One engine process as the window sees it: its state, its open jobs, and the ladder that stops it.

Everything here runs in the main thread and returns at once; waiting is done by the timer's ticks.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import (
    Alive,
    Cancel,
    Cancelled,
    Closing,
    Event,
    Failed,
    Load,
    ModelLoading,
    ModelReady,
    Ready,
    TextPiece,
    UseThreads,
)
from desktop_llm.core.training_messages import KeepMoment, PauseTraining, StopAndKeep
from desktop_llm.workers.engine_thread import EngineEntry, EngineThread
from desktop_llm.workers.job import Job

TICK_MS = 1000
FLUSH_MS = 33
CANCEL_TICKS = 5  # a job that was cancelled and goes on so long has its process ended
KILL_TICKS = 2  # and killed so long after that
SILENT_TICKS = 30  # heartbeats come every second; a process with work and none for so long hangs
START_TICKS = 180  # a process that is not up after so long (cold disk, busy machine) hangs


class Engine(QObject):
    """A process that is starting, warm without a checkpoint, or loaded with one.

    Signals:
        changed: Path, status or figures are different now.
        became_ready: The process's `Ready`.
        job_closed: A `Job` is over.
        ended: The process is gone; True when nobody asked for it.
    """

    changed = Signal()
    became_ready = Signal(object)
    job_closed = Signal(object)
    ended = Signal(bool)

    def __init__(self, entry: EngineEntry, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.ready: Ready | None = None
        self.model: ModelReady | None = None
        self.fraction = 0.0
        self.memory_bytes = 0
        self._jobs: dict[int, Job] = {}
        self._waiting: list[Job] = []
        self._cancel_ticks: dict[int, int] = {}
        self._silent_ticks = 0
        self._ending_ticks: int | None = None
        self._end_when_idle = False
        self._is_over = False
        self._thread = EngineThread(entry, name, self)
        self._thread.event_received.connect(self._on_thread_event_received)
        self._thread.died.connect(self._on_thread_died)
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self._on_tick)
        self._flush = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._flush.timeout.connect(self._on_flush)
        self._thread.start()
        self._ticks.start()

    @property
    def open_jobs(self) -> tuple[Job, ...]:
        """Jobs sent or waiting for the checkpoint."""
        return (*self._jobs.values(), *self._waiting)

    @property
    def pid(self) -> int | None:
        return self._thread.pid

    def submit(self, job: Job) -> None:
        """Send a job now, or when the checkpoint that is being loaded is there."""
        if self.path and self.model is None and not isinstance(job.request, Load):
            self._waiting.append(job)
        else:
            self._send(job)

    def cancel(self, job: Job) -> None:
        """First step of the ladder: ask. The ticks do the rest."""
        if job in self._waiting:
            self._waiting.remove(job)
            self._close(job, Cancelled(job.id))
            return
        self._cancel_ticks[job.id] = 0
        self._thread.send(Cancel(job.id))

    def stop_and_keep(self, job: Job) -> None:
        self._thread.send(StopAndKeep(job.id))

    def pause(self, job: Job) -> None:
        self._thread.send(PauseTraining(job.id))

    def keep_moment(self, job: Job) -> None:
        self._thread.send(KeepMoment(job.id))

    def use_threads(self, job: Job, threads: int) -> None:
        """Tell a job that was sent how many cores are its own now."""
        if job.id in self._jobs:
            self._thread.send(UseThreads(job.id, threads))

    def end_when_idle(self) -> None:
        """Stop what runs, then end the process."""
        self._end_when_idle = True
        for job in self.open_jobs:
            self.cancel(job)
        self._end_if_idle()

    def end(self) -> None:
        """End the process now; kill it if that does not help."""
        if self._ending_ticks is None:
            self._ending_ticks = 0
            self._thread.terminate_child()

    def wait(self, timeout_ms: int) -> bool:
        """Block until the process and its thread are gone. Only for quitting."""
        if self._thread.wait(timeout_ms):
            return True
        self._thread.kill_child()
        return self._thread.wait(timeout_ms)

    def _send(self, job: Job) -> None:
        self._jobs[job.id] = job
        self._silent_ticks = 0
        self._thread.send(job.request)
        self.changed.emit()

    def _close(self, job: Job, event: Event) -> None:
        self._jobs.pop(job.id, None)
        self._cancel_ticks.pop(job.id, None)
        job.take(event)
        self.job_closed.emit(job)
        self.changed.emit()
        self._end_if_idle()

    def _end_if_idle(self) -> None:
        if self._end_when_idle and not self.open_jobs:
            self.end()

    def _fail_open_jobs(self, code: ErrorCode, detail: str) -> None:
        for job in self.open_jobs:
            self._close(job, Failed(job.id, code, detail))
        self._waiting.clear()

    @Slot(object)
    def _on_thread_event_received(self, event: Event) -> None:
        self._silent_ticks = 0
        if isinstance(event, Alive):
            self.memory_bytes = event.memory_bytes
        elif isinstance(event, Ready):
            self.ready = event
            self.became_ready.emit(event)
            self.changed.emit()
        elif (job := self._jobs.get(event.job_id)) is not None:
            self._take(job, event)

    def _take(self, job: Job, event: Event) -> None:
        if isinstance(event, TextPiece):
            job.take(event)
            if not self._flush.isActive():
                job.flush_text()
                self._flush.start()
            return
        if isinstance(event, ModelLoading):
            self.fraction = event.fraction
        elif isinstance(event, ModelReady):
            self.model, self.fraction, self.memory_bytes = event, 1.0, event.memory_bytes
        if not isinstance(event, Closing):
            job.take(event)
            self.changed.emit()
            return
        self._close(job, event)
        if isinstance(event, ModelReady):
            waiting, self._waiting = self._waiting, []
            for waiting_job in waiting:
                self._send(waiting_job)
        elif isinstance(event, Failed) and isinstance(job.request, Load):
            waiting, self._waiting = self._waiting, []
            for waiting_job in waiting:
                self._close(waiting_job, Failed(waiting_job.id, event.code, event.detail, event.values))
            self.end()

    @Slot()
    def _on_flush(self) -> None:
        for job in self._jobs.values():
            if job.has_text_waiting:
                job.flush_text()
                self._flush.start()

    @Slot()
    def _on_tick(self) -> None:
        if self._ending_ticks is not None:
            self._ending_ticks += 1
            if self._ending_ticks >= KILL_TICKS:
                self._thread.kill_child()
            return
        for job_id in self._cancel_ticks:
            self._cancel_ticks[job_id] += 1
        if any(ticks >= CANCEL_TICKS for ticks in self._cancel_ticks.values()):
            self.end()
            return
        self._silent_ticks += 1
        if self._silent_ticks >= (START_TICKS if self.ready is None else SILENT_TICKS):
            self._fail_open_jobs(ErrorCode.ENGINE_HANGS, f"no sign of life for {self._silent_ticks} s")
            self.end()

    @Slot(int)
    def _on_thread_died(self, exit_code: int) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._ticks.stop()
        self._flush.stop()
        unexpected = self._ending_ticks is None
        for job in self.open_jobs:
            if job.id in self._cancel_ticks:
                self._close(job, Cancelled(job.id))
        self._fail_open_jobs(ErrorCode.ENGINE_DIED, f"exit code {exit_code}")
        self.model = None
        self.ended.emit(unexpected)
