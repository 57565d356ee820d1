"""The engine processes of the application: one for each loaded checkpoint, one warm spare, one for each job apart.

Decides which process a request goes to and how many of the cores it gets, and keeps a spare warm. One process and its
ladder of stopping is `desktop_llm.workers.engine`; what events mean to a person is left to `desktop_llm.ui`.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.look_back import LookBack
from desktop_llm.core.messages import Cancelled, Device, Failed, Generate, Load, ModelReady, Ready, Request
from desktop_llm.core.training_messages import Probe, Train
from desktop_llm.workers.engine import Engine
from desktop_llm.workers.engine_thread import EngineEntry
from desktop_llm.workers.job import Job, JobControls

SPARE_DELAY_MS = 1500
CRASHES_IN_A_ROW = 3
CRASH_WINDOW_S = 60.0


class EngineStatus(StrEnum):
    """What a checkpoint's process is doing."""

    OFF = "off"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class EngineState:
    """A checkpoint as its process has it; `fraction` is the progress of a load, 0 to 1."""

    path: str
    status: EngineStatus
    fraction: float = 0.0
    model: ModelReady | None = None
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Where and how checkpoints are loaded. `threads` 0 takes all cores."""

    device: str = "auto"
    precision: str = "auto"
    threads: int = 0


class Engines(QObject):
    """Lives in the main thread. A checkpoint is named by its folder, as text.

    Args:
        entry: What a child process runs.
        cores: Cores this machine gives us.
        keeps_spare: Whether one process is kept warm for the next load.

    Signals:
        state_changed: A checkpoint's `EngineState` is different now; its path.
        became_ready: The first process said `Ready`.
    """

    state_changed = Signal(str)
    became_ready = Signal(object)

    def __init__(self, entry: EngineEntry, cores: int, keeps_spare: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._cores = max(1, cores)
        self._keeps_spare = keeps_spare
        self._options = EngineOptions()
        self._numbers = itertools.count(1)
        self._loaded: dict[str, Engine] = {}
        self._apart: list[Engine] = []
        self._ending: list[Engine] = []
        self._spare: Engine | None = None
        self._undealt: list[tuple[Engine, Job]] = []
        self._crashes: dict[str, list[float]] = {}
        self._ready: Ready | None = None
        self._deal = QTimer(self, interval=0, singleShot=True)
        self._deal.timeout.connect(self._on_deal)
        self._spare_timer = QTimer(self, interval=SPARE_DELAY_MS, singleShot=True)
        self._spare_timer.timeout.connect(self._on_spare_due)

    # --- what panels call ---

    def warm_up(self) -> None:
        """Start the first process, before anything is asked for."""
        if self._spare is None:
            self._spare = self._new_engine()

    def set_options(self, device: str, precision: str, threads: int) -> None:
        """For checkpoints loaded from now on."""
        self._options = EngineOptions(device, precision, threads)

    def load(self, path: str) -> Job:
        """Bring a checkpoint into memory; finishes with its `ModelReady`, at once where it is there already."""
        engine = self._loaded.get(path)
        if engine is not None:
            for job in engine.open_jobs:
                if isinstance(job.request, Load):
                    return job
            job = self._new_job(Load(path=path), engine)
            if engine.model is not None:
                QTimer.singleShot(0, self, partial(job.take, replace(engine.model, job_id=job.id)))
            return job
        options = self._options
        request = Load(0, path, options.device, options.precision, options.threads or self._cores, True)
        if self._crashes_lately(path) >= CRASHES_IN_A_ROW:
            return self._refused(request, Failed(0, ErrorCode.ENGINE_CRASH_LOOP))
        engine = self._take_engine()
        engine.path = path
        self._loaded[path] = engine
        job = self._new_job(request, engine)
        engine.submit(job)
        self.state_changed.emit(path)
        return job

    def unload(self, path: str) -> None:
        """Stop what runs there and end the process, so that its memory comes back in full."""
        engine = self._loaded.pop(path, None)
        if engine is not None:
            self._discard(engine)
            self.state_changed.emit(path)

    def ask(self, path: str, request: Request) -> Job:
        """Send a request to a checkpoint, loading it first where needed."""
        if path not in self._loaded:
            self.load(path)
        engine = self._loaded.get(path)
        if engine is None:
            return self._refused(request, Failed(0, ErrorCode.ENGINE_CRASH_LOOP))
        job = self._new_job(request, engine)
        self._undealt.append((engine, job))
        self._deal.start()
        return job

    def ask_apart(self, request: Request) -> Job:
        """Send a request to a fresh process that ends with the job: a training, a stranger's documents."""
        if isinstance(request, Train | Probe):
            options = self._options
            job_values = replace(
                request.job,
                device=options.device if request.job.device == "auto" else request.job.device,
                threads=request.job.threads or options.threads,
            )
            request = replace(request, job=job_values)
        if isinstance(request, LookBack):
            request = replace(request, device=self._options.device, threads=self._options.threads)
        engine = self._take_engine()
        self._apart.append(engine)
        job = self._new_job(request, engine)
        engine.submit(job)
        return job

    def state(self, path: str) -> EngineState:
        engine = self._loaded.get(path)
        if engine is None:
            return EngineState(path, EngineStatus.OFF)
        if engine.model is None:
            return EngineState(path, EngineStatus.LOADING, engine.fraction)
        status = EngineStatus.BUSY if engine.open_jobs else EngineStatus.READY
        return EngineState(path, status, 1.0, engine.model, engine.memory_bytes)

    def loaded(self) -> tuple[EngineState, ...]:
        """Checkpoints in memory or on their way, oldest first."""
        return tuple(self.state(path) for path in self._loaded)

    def devices(self) -> tuple[Device, ...]:
        """Places to compute; empty until the first process is up."""
        return self._ready.devices if self._ready else ()

    def memory_bytes(self) -> int:
        """Resident memory of all engine processes, as of their last heartbeat."""
        return sum(engine.memory_bytes for engine in self._all())

    def close(self, timeout_ms: int = 4000) -> None:
        """End every process and wait for it. Only for quitting."""
        self._keeps_spare = False
        self._spare_timer.stop()
        engines = self._all()
        for engine in engines:
            engine.end()
        for engine in engines:
            engine.wait(timeout_ms)

    # --- inside ---

    def _all(self) -> list[Engine]:
        spare = [self._spare] if self._spare else []
        return [*self._loaded.values(), *self._apart, *self._ending, *spare]

    def _new_job(self, request: Request, engine: Engine) -> Job:
        controls = JobControls(
            partial(self._cancel, engine), engine.stop_and_keep, engine.pause, engine.keep_moment
        )
        return Job(next(self._numbers), request, controls)

    def _refused(self, request: Request, failed: Failed) -> Job:
        """A job that fails in the next turn of the event loop, when its signals are connected."""
        job = Job(next(self._numbers), request, JobControls(_nothing, _nothing, _nothing, _nothing))
        QTimer.singleShot(0, self, partial(job.take, replace(failed, job_id=job.id)))
        return job

    def _cancel(self, engine: Engine, job: Job) -> None:
        for pair in self._undealt:
            if pair[1] is job:
                self._undealt.remove(pair)
                job.take(Cancelled(job.id))
                return
        engine.cancel(job)

    def _new_engine(self) -> Engine:
        engine = Engine(self._entry, "engine", self)
        engine.became_ready.connect(self._on_engine_became_ready)
        engine.changed.connect(self._on_engine_changed)
        engine.job_closed.connect(self._on_engine_job_closed)
        engine.ended.connect(self._on_engine_ended)
        return engine

    def _take_engine(self) -> Engine:
        engine, self._spare = self._spare or self._new_engine(), None
        self._spare_timer.start()
        return engine

    def _discard(self, engine: Engine) -> None:
        self._ending.append(engine)
        engine.end_when_idle()

    def _crashes_lately(self, path: str) -> int:
        return sum(time.monotonic() - at < CRASH_WINDOW_S for at in self._crashes.get(path, ()))

    @Slot()
    def _on_deal(self) -> None:
        """Share the cores between all that is open now, then send what is new."""
        share = self._share_cores(self._undealt)
        undealt, self._undealt = self._undealt, []
        for engine, job in undealt:
            if not job.is_open:
                continue
            if isinstance(job.request, Generate):
                job.request = replace(job.request, threads=share)
            engine.submit(job)

    def _share_cores(self, coming: list[tuple[Engine, Job]]) -> int:
        """Tell every open generation and training its share; how many threads one has now."""
        cores = self._options.threads or self._cores
        at_work = [
            (engine, job)
            for engine in self._all()
            for job in engine.open_jobs
            if isinstance(job.request, Generate | Train)
        ]
        # Jobs of one process come one after the other: a process counts once.
        count = len({engine for engine, _ in at_work} | {e for e, job in coming if isinstance(job.request, Generate)})
        share = max(1, cores // max(1, count))
        for engine, job in at_work:
            alone = count == 1 and isinstance(job.request, Train)
            engine.use_threads(job, 0 if alone else share)
        return share

    @Slot()
    def _on_spare_due(self) -> None:
        if not self._keeps_spare or self._spare is not None:
            return
        if any(engine.open_jobs for engine in self._all()):
            self._spare_timer.start()  # importing torch would take the cores from the one who waits
        else:
            self._spare = self._new_engine()

    @Slot(object)
    def _on_engine_became_ready(self, ready: Ready) -> None:
        if self._ready is None:
            self._ready = ready
            self.became_ready.emit(ready)

    @Slot()
    def _on_engine_changed(self) -> None:
        engine = self.sender()
        if isinstance(engine, Engine) and engine.path:
            self.state_changed.emit(engine.path)

    @Slot(object)
    def _on_engine_job_closed(self, _job: Job) -> None:
        self._share_cores([])
        engine = self.sender()
        if isinstance(engine, Engine) and engine in self._apart and not engine.open_jobs:
            self._apart.remove(engine)
            self._discard(engine)

    @Slot(bool)
    def _on_engine_ended(self, unexpected: bool) -> None:
        engine = self.sender()
        assert isinstance(engine, Engine)
        for group in (self._apart, self._ending):
            if engine in group:
                group.remove(engine)
        if engine is self._spare:
            self._spare = None
            self._spare_timer.start()
        if self._loaded.get(engine.path) is engine:
            del self._loaded[engine.path]
        if unexpected and engine.path:
            self._crashes.setdefault(engine.path, []).append(time.monotonic())
        engine.wait(1000)
        engine.deleteLater()
        self.state_changed.emit(engine.path)


def _nothing(_job: Job) -> None:
    """A refused job has no process to ask."""
