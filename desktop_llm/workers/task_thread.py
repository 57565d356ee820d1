"""One thread for what would hold up the window: scans of the library, exports, moves to the trash.

Work is done in the order it was submitted. The database has a thread of its own (`store_thread`).
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QThread

from desktop_llm.core.errors import AppError
from desktop_llm.workers.answers import Answers

_log = logging.getLogger(__name__)
T = TypeVar("T")


class TaskThread(QThread):
    """Runs tasks one after the other. Lives in the main thread; starts with the first task."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tasks")
        self._answers = Answers(self)
        self._queue: queue.SimpleQueue[tuple[int, Callable[[], object]] | None] = queue.SimpleQueue()
        self._is_closed = False

    def submit(
        self,
        task: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Run `task` in the thread, then `done` with its result or `failed` in the main thread."""
        if self._is_closed:
            _log.warning("a task came after closing")
            return
        self._queue.put((self._answers.expect(done, failed), task))
        if not self.isRunning():
            self.start()

    def close(self, wait_s: float = 5.0) -> bool:
        """Finish what was submitted; nobody is called any more. Whether it was over within the time."""
        self._is_closed = True
        self._answers.stop()
        self._queue.put(None)
        ended = self.wait(int(wait_s * 1000))
        if not ended:
            _log.error("a task did not end within %s s", wait_s)
        return ended

    def run(self) -> None:
        while (work := self._queue.get()) is not None:
            self._answers.run(*work)
