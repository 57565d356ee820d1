"""One request on its way: what a panel holds while an engine works for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop_llm.core.messages import Cancelled, Closing, Event, Failed, Request, TextPiece


@dataclass(frozen=True, slots=True)
class JobControls:
    """What a job may ask of its engine."""

    cancel: Callable[[Job], None]
    stop_and_keep: Callable[[Job], None]
    pause: Callable[[Job], None]
    keep_moment: Callable[[Job], None]


class Job(QObject):
    """Lives in the main thread. Exactly one of `finished`, `failed` and `cancelled` is emitted, once.

    Signals:
        event_received: An event that does not close the job, other than text.
        text_added: A `TextPiece`, merged so that each answer grows at most every 33 ms.
        finished: The closing event. A generation that was stopped finishes too, because it keeps its text.
        failed: A `Failed`.
        cancelled: The person stopped it and nothing is kept.
    """

    event_received = Signal(object)
    text_added = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, job_id: int, request: Request, controls: JobControls) -> None:
        super().__init__()  # no parent: it lives as long as somebody holds it
        self.id = job_id
        self.request = replace(request, job_id=job_id)
        self.is_open = True
        self._controls = controls
        self._pieces: dict[int, list[TextPiece]] = {}

    def cancel(self) -> None:
        """Stop as soon as possible. Does nothing once the job is over."""
        if self.is_open:
            self._controls.cancel(self)

    def stop_and_keep(self) -> None:
        """End a training after the current step and keep its checkpoint."""
        if self.is_open:
            self._controls.stop_and_keep(self)

    def pause(self) -> None:
        """Save a training's whole state after the current step and end its process; finishes with `TrainingPaused`."""
        if self.is_open:
            self._controls.pause(self)

    def keep_moment(self) -> None:
        """Keep a training's weights of now as a checkpoint of its own, and go on."""
        if self.is_open:
            self._controls.keep_moment(self)

    def take(self, event: Event) -> None:
        """Hand an event of this job on. Text waits for `flush_text`; a closing event flushes first."""
        if not self.is_open:
            return
        if isinstance(event, TextPiece):
            self._pieces.setdefault(event.answer, []).append(event)
            return
        if not isinstance(event, Closing):
            self.event_received.emit(event)
            return
        self.flush_text()
        self.is_open = False
        if isinstance(event, Failed):
            self.failed.emit(event)
        elif isinstance(event, Cancelled):
            self.cancelled.emit()
        else:
            self.finished.emit(event)

    @property
    def has_text_waiting(self) -> bool:
        """Whether pieces have come that were not shown yet."""
        return bool(self._pieces)

    def flush_text(self) -> None:
        """Emit what has gathered, one piece per answer."""
        gathered, self._pieces = self._pieces, {}
        for answer, pieces in gathered.items():
            self.text_added.emit(
                TextPiece(
                    self.id,
                    answer,
                    "".join(piece.text for piece in pieces),
                    tuple(token for piece in pieces for token in piece.token_ids),
                    tuple(logprob for piece in pieces for logprob in piece.logprobs),
                )
            )
