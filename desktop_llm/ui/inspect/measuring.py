"""One text read by one checkpoint after the other, each loaded where needed, with progress. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.fit import machine_memory, memory_to_chat
from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.messages import Failed
from desktop_llm.ui.inspect.reading import Reading
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job

ROOM_SHARE = 0.9


class Measuring(QObject):
    """Runs until every checkpoint has read the text.

    Signals:
        progressed: 0 to 1 over all, and the index of the one at work.
        finished: A list of `Reading`, in the order of the checkpoints.
        failed: An `AppError`; nothing comes after it.
        cancelled: The person stopped it.
    """

    progressed = Signal(float, int)
    finished = Signal(list)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, engines: Engines, checkpoints: Sequence[Checkpoint], request: Surprise, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engines, self._checkpoints, self._request = engines, list(checkpoints), request
        self._readings: list[Reading] = []
        self._job: Job | None = None

    def start(self) -> None:
        """Let the next checkpoint read."""
        index = len(self._readings)
        if index == len(self._checkpoints):
            self.finished.emit(self._readings)
            return
        path = str(self._checkpoints[index].path)
        self._make_room(self._checkpoints[index])
        self._readings.append(Reading(self._request.text))
        self.progressed.emit(index / len(self._checkpoints), index)
        self._job = self._engines.ask(path, self._request)
        self._job.event_received.connect(self._on_job_event_received)
        self._job.finished.connect(self._on_job_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.cancelled.connect(self.cancelled)

    def _make_room(self, item: Checkpoint) -> None:
        """Unload the others where they and this one do not fit together."""
        path = str(item.path)
        if item.facts is None or self._engines.state(path).model is not None:
            return
        if memory_to_chat(item.facts) > machine_memory().available_bytes * ROOM_SHARE:
            for state in self._engines.loaded():
                if state.path != path:
                    self._engines.unload(state.path)

    def cancel(self) -> None:
        """Stop; nothing is kept."""
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _on_job_event_received(self, event: object) -> None:
        if isinstance(event, SurprisePart):
            index = len(self._readings) - 1
            self._readings[index].add(event)
            self.progressed.emit((index + event.fraction) / len(self._checkpoints), index)

    @Slot(object)
    def _on_job_finished(self, event: SurpriseFinished) -> None:
        self._readings[-1].finish(event)
        self.start()

    @Slot(object)
    def _on_job_failed(self, failed: Failed) -> None:
        self.failed.emit(failed.error())
