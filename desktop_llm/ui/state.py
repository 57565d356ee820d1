"""What several places of the window look at, held in the main thread: the list of checkpoints and the settings.

The disk is behind `core.library` and `core.settings`; everything that touches it goes through the task thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.checkpoint import Checkpoint
from desktop_llm.core.errors import AppError
from desktop_llm.core.library import FolderFacts, Library
from desktop_llm.core.library_trash import TrashedCheckpoint
from desktop_llm.core.other_programs import ForeignModel, foreign_models
from desktop_llm.core.settings import LiveSettings, Settings
from desktop_llm.workers.folder_watch import FolderWatch
from desktop_llm.workers.task_thread import TaskThread

_log = logging.getLogger(__name__)
T = TypeVar("T")
Failed = Callable[[AppError], object]


class SettingsHolder(QObject):
    """The settings, changed by the window and written behind it.

    Signals:
        changed: The new `Settings`.
        save_failed: An `AppError`; the choice holds until the program ends.
    """

    changed = Signal(object)
    save_failed = Signal(object)

    def __init__(self, live: LiveSettings, tasks: TaskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._tasks = tasks

    @property
    def value(self) -> Settings:
        """What is chosen now."""
        return self._live.value

    def change(self, **changes: object) -> None:
        """Choose anew; nothing happens where that is chosen already."""
        before = self._live.value
        after = self._live.change(**changes)
        if after == before:
            return
        self._tasks.submit(self._live.save, failed=self.save_failed.emit)
        self.changed.emit(after)


class LibraryList(QObject):
    """The list of checkpoints as it was last read. Changes are made in the task thread and then read again.

    Signals:
        changed: `checkpoints()` is new.
        failed: An `AppError`; the list could not be read.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, library: Library, tasks: TaskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks
        self._checkpoints: tuple[Checkpoint, ...] = ()
        self._is_read = False
        self._refreshes_waiting = 0
        self._watch = FolderWatch(tasks, self)
        self._watch.changed.connect(self.refresh)

    @property
    def is_read(self) -> bool:
        """Whether the list was read at all yet; before, it is empty."""
        return self._is_read

    def close(self) -> None:
        """Follow the folders no more; called in the main thread before the list is let go."""
        self._watch.close()

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The list as last read."""
        return self._checkpoints

    def find(self, path: str | Path) -> Checkpoint | None:
        """The checkpoint at a path, or with that id, in the list as last read."""
        wanted = Path(path)
        return next((item for item in self._checkpoints if path == item.id or wanted == item.path), None)

    @Slot()
    def refresh(self) -> None:
        """Read the list again; asked for often at once, it is read at most twice."""
        if self._refreshes_waiting < 2:
            self._refreshes_waiting += 1
            self._tasks.submit(self._library.checkpoints, self._on_refreshed, self._on_refresh_failed)
            self._tasks.submit(self._library.watched, self._watch.follow)

    def import_zip(
        self, archive: Path, done: Callable[[Checkpoint], object] | None = None, failed: Failed | None = None
    ) -> None:
        """Take a model out of a zip archive into the library."""
        self._change(lambda: self._library.import_zip(archive), done, failed)

    def open_folder(
        self, path: str | Path, done: Callable[[Checkpoint], object] | None = None, failed: Failed | None = None
    ) -> None:
        """Add a folder elsewhere to the list."""
        self._change(lambda: self._library.open_folder(Path(path)), done, failed)

    def add_folder(
        self, folder: Path, done: Callable[[None], object] | None = None, failed: Failed | None = None
    ) -> None:
        """Look for models in a further folder."""
        self._change(lambda: self._library.add_folder(folder), done, failed)

    def remove_folder(
        self, folder: Path, done: Callable[[None], object] | None = None, failed: Failed | None = None
    ) -> None:
        """Look into a further folder no more; its files stay."""
        self._change(lambda: self._library.remove_folder(folder), done, failed)

    def open_foreign(
        self,
        models: Sequence[ForeignModel],
        done: Callable[[int], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Add models of other programs where they lie."""
        self._change(lambda: self._library.open_foreign(models), done, failed)

    def read_folders(self, done: Callable[[tuple[FolderFacts, ...]], object], failed: Failed | None = None) -> None:
        """What lies in each folder of models."""
        self._tasks.submit(self._library.folder_facts, done, failed)

    def read_foreign(self, done: Callable[[tuple[ForeignModel, ...]], object], failed: Failed | None = None) -> None:
        """What other programs of this computer have fetched."""
        self._tasks.submit(foreign_models, done, failed)

    def rename(
        self,
        checkpoint_id: str,
        name: str,
        done: Callable[[Checkpoint], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Give a checkpoint another name."""
        self._change(lambda: self._library.rename(checkpoint_id, name), done, failed)

    def trash(
        self,
        checkpoint_id: str,
        done: Callable[[TrashedCheckpoint], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Throw a checkpoint away; it can come back."""
        self._change(lambda: self._library.trash(checkpoint_id), done, failed)

    def restore(
        self,
        trashed_id: str,
        done: Callable[[Checkpoint], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Take a checkpoint out of the trash, by the id it has there."""
        self._change(lambda: self._library.restore(trashed_id), done, failed)

    def erase(
        self, trashed_id: str, done: Callable[[None], object] | None = None, failed: Failed | None = None
    ) -> None:
        """Delete a checkpoint of the trash for good."""
        self._change(lambda: self._library.erase(trashed_id), done, failed)

    def read_trash(self, done: Callable[[tuple[TrashedCheckpoint, ...]], object], failed: Failed | None = None) -> None:
        """What lies in the trash."""
        self._tasks.submit(self._library.trashed, done, failed)

    def _change(self, change: Callable[[], T], done: Callable[[T], object] | None, failed: Failed | None) -> None:
        def change_and_read() -> tuple[T, tuple[Checkpoint, ...]]:
            return change(), self._library.checkpoints()

        def changed(result: tuple[T, tuple[Checkpoint, ...]]) -> None:
            self._take(result[1])
            if done is not None:
                done(result[0])

        self._tasks.submit(change_and_read, changed, failed or self.failed.emit)

    def _take(self, checkpoints: tuple[Checkpoint, ...]) -> None:
        is_new = checkpoints != self._checkpoints or not self._is_read
        self._checkpoints = checkpoints
        self._is_read = True
        if is_new:
            self.changed.emit()

    def _on_refreshed(self, checkpoints: tuple[Checkpoint, ...]) -> None:
        self._refreshes_waiting -= 1
        self._take(checkpoints)

    def _on_refresh_failed(self, error: AppError) -> None:
        self._refreshes_waiting -= 1
        _log.error("the list of checkpoints could not be read: %s", error)
        self.failed.emit(error)
