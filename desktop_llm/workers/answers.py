"""How what another thread found out comes back: as a callback in the main thread, in the order of the work.

The threads themselves are `task_thread` and `store_thread`.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_llm.core.errors import AppError, ErrorCode

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of piece of work number `id`: a value, or the error in its place."""

    id: int
    value: object = None
    error: AppError | None = None


class Answers(QObject):
    """Callbacks that wait in the main thread for the outcomes of one other thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ids = count(1)
        self._waiting: dict[int, tuple[Callable[[Any], object] | None, Callable[[AppError], object] | None]] = {}
        self._is_stopped = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def expect(self, done: Callable[[Any], object] | None, failed: Callable[[AppError], object] | None) -> int:
        """The number for a new piece of work, whose outcome will be told to one of the two."""
        work_id = next(self._ids)
        self._waiting[work_id] = (done, failed)
        return work_id

    def run(self, work_id: int, work: Callable[[], object]) -> None:
        """Do a piece of work, in the thread that calls, and send its outcome on its way."""
        self._arrived.emit(outcome_of(work_id, work))

    def stop(self) -> None:
        """Call nobody any more: who waits may be gone."""
        self._is_stopped = True

    @Slot(object)
    def _on_arrived(self, outcome: Outcome) -> None:
        done, failed = self._waiting.pop(outcome.id)
        if outcome.error is not None and (failed is None or self._is_stopped):
            _log.error("nobody heard that background work failed: %s", outcome.error)
        if self._is_stopped:
            return
        if outcome.error is None and done is not None:
            done(outcome.value)
        elif outcome.error is not None and failed is not None:
            failed(outcome.error)


def outcome_of(work_id: int, work: Callable[[], object]) -> Outcome:
    """Do a piece of work; whatever it raises is in the outcome, and ends no thread."""
    try:
        return Outcome(work_id, work())
    except AppError as error:
        return Outcome(work_id, error=error)
    except BaseException:  # also SystemExit: a thread that ends in silence leaves the window waiting for ever
        report = traceback.format_exc()
        _log.error("background work met a bug:\n%s", report)
        return Outcome(work_id, error=AppError(ErrorCode.BUG, report))
