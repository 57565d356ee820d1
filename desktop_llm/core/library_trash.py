"""Checkpoints that were thrown away: each in a folder of the trash with a note of where it was.

Moving is a rename where possible, so a crash leaves a checkpoint either here or there. The list of what is there is
`core.library`'s.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.checkpoint import Checkpoint, Origin
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import (
    disk_error,
    make_folder,
    replace,
    sweep_temporary,
    temporary_path,
    unused_path,
    write_atomically,
)

_log = logging.getLogger(__name__)
KEPT_DAYS = 30
_PREFIX = "checkpoint-"
_NOTE = "note.json"
_CONTENT = "content"
_NOTE_LIMIT_BYTES = 100_000
_WINDOWS_IN_USE = {5, 32, 33}


@dataclass(frozen=True, slots=True)
class TrashedCheckpoint:
    """What can be restored.

    Attributes:
        id: For `Library.restore` and `Library.erase`.
        path: Where it was.
        trashed_at: Seconds since the epoch.
        forgotten: It was an opened folder: only its entry left the list, its files stay where they are.
        files: Names of the files beside each other that were one model; empty where `path` is all.
    """

    id: str
    name: str
    path: Path
    origin: Origin
    size_bytes: int
    trashed_at: float
    forgotten: bool = False
    files: tuple[str, ...] = ()


class CheckpointTrash:
    """The trash folder.

    Args:
        folder: Shared with whatever else is thrown away; only folders of this class are touched.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, checkpoint: Checkpoint, folder: Path, parts: Sequence[Path] = ()) -> TrashedCheckpoint:
        """Move a checkpoint here, with the whole `folder` that belongs to it (often its path).

        Args:
            checkpoint: What is thrown away.
            folder: Its folder, or its one file.
            parts: The files that it is made of, where it is no folder.

        Raises:
            AppError: FOLDER_MISSING, IN_USE (Windows holds its files), DISK_FULL or DISK_UNWRITABLE.
        """
        now = time.time()
        item = TrashedCheckpoint(
            id=f"{_PREFIX}{int(now)}-{secrets.token_hex(6)}",
            name=checkpoint.name,
            path=folder,
            origin=checkpoint.origin,
            size_bytes=checkpoint.size_bytes,
            trashed_at=now,
            files=tuple(part.name for part in parts),
        )
        if not os.path.lexists(folder):
            raise _missing(folder)
        place = make_folder(self._folder / item.id)
        write_atomically(place / _NOTE, json.dumps(_as_note(item)))
        try:
            if parts:
                _move_files([part for part in parts if os.path.lexists(part)], make_folder(place / _CONTENT))
            else:
                _move(folder, place / _CONTENT)
        except AppError:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return item

    def items(self) -> tuple[TrashedCheckpoint, ...]:
        """What is here, newest first."""
        try:
            names = [path.name for path in self._folder.iterdir() if path.name.startswith(_PREFIX)]
        except OSError:
            return ()
        found = [item for name in names if (item := self._item(name)) is not None]
        return tuple(sorted(found, key=lambda item: item.trashed_at, reverse=True))

    def restore(self, item_id: str) -> Path:
        """Move a checkpoint back to where it was, or beside it where that name is taken now; the new path.

        Raises:
            AppError: UNKNOWN_MODEL, DISK_FULL or DISK_UNWRITABLE.
        """
        item = self._known(item_id)
        make_folder(item.path.parent)
        content = self._folder / item.id / _CONTENT
        if item.files:
            target = self._restore_files(item, content)
        else:
            target = unused_path(item.path)
            _move(content, target)
        shutil.rmtree(self._folder / item.id, ignore_errors=True)
        return target

    @staticmethod
    def _restore_files(item: TrashedCheckpoint, content: Path) -> Path:
        """Files go back beside each other; into a folder of their own where one of the names is taken."""
        names = [name for name in item.files if os.path.lexists(content / name)]
        folder = item.path.parent
        if any(os.path.lexists(folder / name) for name in names):
            folder = make_folder(unused_path(folder / item.path.stem))
        _move_files([content / name for name in names], folder)
        return folder / item.path.name

    def erase(self, item_id: str) -> None:
        """Delete for good.

        Raises:
            AppError: UNKNOWN_MODEL or DISK_UNWRITABLE.
        """
        item = self._known(item_id)
        place = self._folder / item.id
        doomed = temporary_path(place)  # an erasure that is cut short goes on with the next sweep
        try:
            replace(place, doomed)
            shutil.rmtree(doomed)
        except OSError as error:
            raise disk_error(error, place) from error

    def tidy(self, now: float) -> None:
        """Erase what has been here for longer than `KEPT_DAYS`, and what a crash left behind."""
        sweep_temporary(self._folder)
        for item in self.items():
            if now - item.trashed_at > KEPT_DAYS * 86_400:
                try:
                    self.erase(item.id)
                except AppError as error:
                    _log.warning("could not erase %s from the trash: %s", item.name, error)

    def _known(self, item_id: str) -> TrashedCheckpoint:
        item = self._item(item_id) if Path(item_id).name == item_id else None
        if item is None:
            raise AppError(ErrorCode.UNKNOWN_MODEL, f"not in the trash: {item_id}", name=item_id, suggestion="")
        return item

    def _item(self, name: str) -> TrashedCheckpoint | None:
        place = self._folder / name
        if not name.startswith(_PREFIX) or not os.path.lexists(place / _CONTENT):
            return None
        try:
            with (place / _NOTE).open("rb") as file:
                note = json.loads(file.read(_NOTE_LIMIT_BYTES))
            return TrashedCheckpoint(
                id=name,
                name=str(note["name"]),
                path=Path(note["path"]),
                origin=Origin(note["origin"]),
                size_bytes=int(note["size_bytes"]),
                trashed_at=float(note["trashed_at"]),
                files=tuple(Path(str(name)).name for name in note.get("files", ())),
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None  # a folder that is not ours, or a note cut off: left alone


def _as_note(item: TrashedCheckpoint) -> dict[str, object]:
    return {
        "name": item.name,
        "path": str(item.path),
        "origin": item.origin,
        "size_bytes": item.size_bytes,
        "trashed_at": item.trashed_at,
        "files": list(item.files),
    }


def _move(source: Path, target: Path) -> None:
    """Rename a folder or file; onto another disk, copy it whole first and remove the original after.

    Raises:
        AppError: FOLDER_MISSING, IN_USE, DISK_FULL or DISK_UNWRITABLE.
    """
    try:
        replace(source, target)
    except OSError as error:
        if error.errno == errno.EXDEV or getattr(error, "winerror", None) == 17:
            _copy_over(source, target)
            return
        if isinstance(error, FileNotFoundError):
            raise _missing(source) from error
        if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
            raise AppError(ErrorCode.IN_USE, str(error), folder=str(source)) from error
        raise disk_error(error, target) from error


def _move_files(files: Sequence[Path], folder: Path) -> None:
    """Move all of them into a folder; where one can not be moved, those before it go back."""
    for number, file in enumerate(files):
        try:
            _move(file, folder / file.name)
        except AppError:
            for moved in files[:number]:
                _move(folder / moved.name, moved)
            raise


def _copy_over(source: Path, target: Path) -> None:
    unfinished = temporary_path(target)
    try:
        if source.is_symlink():
            target.symlink_to(source.readlink())
            source.unlink()
            return
        if source.is_file():
            shutil.copy2(source, unfinished)
            replace(unfinished, target)
            source.unlink()
            return
        shutil.copytree(source, unfinished, symlinks=True)
        replace(unfinished, target)
        leaving = temporary_path(source)  # renamed first: never a half-removed folder under its own name
        replace(source, leaving)
        shutil.rmtree(leaving)
    except (OSError, shutil.Error) as error:
        if unfinished.is_file():
            unfinished.unlink()
        elif unfinished.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
        cause = error if not isinstance(error, shutil.Error) else OSError(str(error)[:500])
        raise disk_error(cause, target) from error


def _missing(path: Path) -> AppError:
    return AppError(ErrorCode.FOLDER_MISSING, f"{path} is not there", folder=str(path))
