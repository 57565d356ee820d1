"""Says that something came or went in the folders of models, a moment after it did.

The watcher lives in the main thread and has to be closed there: one that is collected in another thread brings the
process down, one whose thread has ended before it makes the event loop turn for ever. What came or went, the list
finds by reading the names again (`core.library`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

SETTLE_MS = 300
"""Many files come at once; the list is read again when they have."""
LONGEST_MS = 1_200
"""While they go on coming it is read all the same."""


class FolderWatch(QObject):
    """Watches folders. Lives in the main thread.

    Signals:
        changed: Files or folders in one of them came, went or were renamed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher: QFileSystemWatcher | None = None
        self._is_closed = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._say)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._longest.timeout.connect(self._say)

    def follow(self, folders: Sequence[Path]) -> None:
        """Watch these from now on, and no others. Those that are not there are left out."""
        if self._is_closed:
            return
        if self._watcher is None:
            self._watcher = QFileSystemWatcher()
            self._watcher.directoryChanged.connect(self._on_watcher_changed)
        wanted, watched = {str(folder) for folder in folders}, set(self._watcher.directories())
        if gone := sorted(watched - wanted):
            self._watcher.removePaths(gone)
        if new := sorted(wanted - watched):
            self._watcher.addPaths(new)

    def close(self) -> None:
        """End the watcher, here in its own thread; nothing is told any more."""
        self._is_closed = True
        self._settle.stop()
        self._longest.stop()
        if self._watcher is not None:
            self._watcher.directoryChanged.disconnect(self._on_watcher_changed)
            self._watcher = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """What is watched."""
        return tuple(Path(folder) for folder in self._watcher.directories()) if self._watcher is not None else ()

    @Slot(str)
    def _on_watcher_changed(self, _folder: str) -> None:
        self._settle.start()
        if not self._longest.isActive():
            self._longest.start()

    @Slot()
    def _say(self) -> None:
        self._settle.stop()
        self._longest.stop()
        self.changed.emit()
