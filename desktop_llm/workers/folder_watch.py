"""Says that something came or went in the folders of models, a moment after it did.

Looked for twice a second in the thread of tasks, by the times of the folders. The system's own notices
(`QFileSystemWatcher`) are not used: they do not come from network drives, and a watcher that is collected in another
thread leaves its socket behind, with which the event loop turns for ever (seen with Qt 6.11). What came or went, the
list finds by reading the names again (`core.library`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_llm.workers.task_thread import TaskThread

LOOK_EVERY_MS = 400
LONGEST_S = 1.2
"""Many files come at once; the list is read again when they have, and after this time all the same."""
LATELY_NS = 2_000_000_000
"""A folder that is new here and was changed so lately may have changed since the list was read."""

Times = dict[Path, int]


class FolderWatch(QObject):
    """Watches folders. Lives in the main thread.

    Args:
        tasks: Where the folders are looked at.

    Signals:
        changed: Files or folders in one of them came, went or were renamed.
    """

    changed = Signal()

    def __init__(self, tasks: TaskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._wanted: tuple[Path, ...] = ()
        self._seen: Times = {}
        self._is_looking = self._is_closed = False
        self._changed_at: float | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def follow(self, folders: Sequence[Path]) -> None:
        """Watch these from now on, and no others. Those that are not there are watched for coming."""
        wanted = tuple(folders)
        if wanted == self._wanted or self._is_closed:
            return
        self._seen = {path: when for path, when in self._seen.items() if path in set(wanted)}
        self._wanted = wanted
        if wanted:
            self._timer.start()
            self._look()
        else:
            self._timer.stop()

    def close(self) -> None:
        """Look no more; nothing is told after this."""
        self._timer.stop()
        self._wanted, self._seen, self._changed_at = (), {}, None
        self._is_closed = True

    @property
    def folders(self) -> tuple[Path, ...]:
        """What was there at the last look."""
        return tuple(path for path, when in self._seen.items() if when)

    @Slot()
    def _look(self) -> None:
        if self._is_looking or not self._wanted:
            return
        self._is_looking = True
        wanted = self._wanted
        self._tasks.submit(lambda: _times(wanted), self._on_looked)

    def _on_looked(self, times: Times) -> None:
        self._is_looking = False
        if self._is_closed:
            return
        wanted = set(self._wanted)
        now = {path: when for path, when in times.items() if path in wanted}
        lately = time.time_ns() - LATELY_NS
        moved = any(self._seen.get(path, min(when, lately)) != when for path, when in now.items())
        self._seen |= now
        if moved and self._changed_at is None:
            self._changed_at = time.monotonic()
        if self._changed_at is not None and (not moved or time.monotonic() - self._changed_at > LONGEST_S):
            self._changed_at = None
            self.changed.emit()


def _times(folders: Sequence[Path]) -> Times:
    """When each folder was changed last, in ns; 0 where it is not there."""
    times = {}
    for folder in folders:
        try:
            times[folder] = folder.stat().st_mtime_ns
        except OSError:
            times[folder] = 0
    return times
