"""The only thread that touches the database. Every query that could hold up the window goes through it.

What the queries are is `core.store`.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from desktop_llm.core.errors import AppError
from desktop_llm.core.paths import store_path
from desktop_llm.core.store import Store
from desktop_llm.core.store_database import store_error
from desktop_llm.workers.answers import Answers, outcome_of

_log = logging.getLogger(__name__)
_FIRST_IDLE_S = 5.0
_HOUSE_EVERY_S = 3600.0
T = TypeVar("T")


class StoreThread(QThread):
    """Owns the `Store`. Lives in the main thread; opens the database when it starts, at the latest with the first op.

    Answers that an earlier start left unfinished are marked as interrupted before anything else is done.

    Signals:
        opened: The database is open; a tuple of `AppError` that the person should hear about (usually empty).
            Where it cannot be opened at all, the reason, and every op fails with it.
    """

    opened = Signal(object)

    def __init__(
        self, path: Path | None = None, parent: QObject | None = None, *, first_idle_s: float = _FIRST_IDLE_S
    ) -> None:
        """Prepare the thread.

        Args:
            path: The database; the usual one by default.
            parent: Qt's owner.
            first_idle_s: So long after the last op the first house-keeping (copy, emptying of the trash) begins.
        """
        super().__init__(parent)
        self.setObjectName("store")
        self._path = path or store_path()
        self._first_idle_s = first_idle_s
        self._answers = Answers(self)
        self._queue: queue.SimpleQueue[tuple[int, Callable[[Store], object]] | None] = queue.SimpleQueue()
        self._is_closed = False

    def submit(
        self,
        op: Callable[[Store], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Run `op` in the thread, then `done` with its result or `failed` in the main thread, in this order."""
        if self._is_closed:
            _log.warning("work for the database came after closing")
            return
        self._queue.put((self._answers.expect(done, failed), op))
        if not self.isRunning():
            self.start()

    def close(self, wait_s: float = 10.0) -> bool:
        """Write what was submitted and let go of the file; nobody is called any more. Whether it was over in time."""
        self._is_closed = True
        self._answers.stop()
        self._queue.put(None)
        ended = self.wait(int(wait_s * 1000))
        if not ended:
            _log.error("the database was not closed within %s s", wait_s)
        return ended

    def run(self) -> None:
        opening = outcome_of(0, lambda: Store(self._path))
        if opening.error is not None:
            self.opened.emit((opening.error,))
            self._refuse_all(opening.error)
            return
        store = opening.value
        assert isinstance(store, Store)
        if not store.read_only:
            outcome_of(0, store.mark_interrupted)
        self.opened.emit(store.notices)
        try:
            self._serve(store)
        finally:
            store.close()

    def _serve(self, store: Store) -> None:
        wait_s = self._first_idle_s
        while True:
            try:
                work = self._queue.get(timeout=wait_s)
            except queue.Empty:
                outcome_of(0, lambda: store.keep_house(lambda: self._serve_waiting(store)))
                wait_s = _HOUSE_EVERY_S
                continue
            if work is None:
                return
            self._do(work, store)

    def _serve_waiting(self, store: Store) -> bool:
        """Do what has come meanwhile; False when it is time to end."""
        while not self._queue.empty():
            work = self._queue.get()
            if work is None:
                self._queue.put(None)
                return False
            self._do(work, store)
        return True

    def _do(self, work: tuple[int, Callable[[Store], object]], store: Store) -> None:
        work_id, op = work
        self._answers.run(work_id, lambda: _translated(op, store))

    def _refuse_all(self, error: AppError) -> None:
        def refuse() -> None:
            raise AppError(error.code, error.detail, **error.values)

        while (work := self._queue.get()) is not None:
            self._answers.run(work[0], refuse)


def _translated(op: Callable[[Store], object], store: Store) -> object:
    try:
        return op(store)
    except sqlite3.Error as error:
        known = store_error(error, store.path)
        if known is None:
            raise
        raise known from error
