"""What is stored where, how much of it there is, a copy of it as one archive, and an end to what may go.

Nothing here is quick: callers run it in a thread. Conversations are in one database that stays open, so a copy of them
is made by SQLite itself, and they are thrown away in Chat.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop_llm.core.files import disk_error, temporary_path
from desktop_llm.core.paths import data_home, library_folder, logs_folder, runs_folder, store_path, trash_folder


class Kind(StrEnum):
    """The parts of what is stored."""

    CONVERSATIONS = "conversations"
    MODELS = "models"
    RUNS = "runs"
    TRASH = "trash"
    LOGS = "logs"


MAY_GO = (Kind.TRASH, Kind.LOGS)
"""What nothing else refers to, so that it can be erased in one go."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One part: where it lies and how large it is."""

    kind: Kind
    path: Path
    size_bytes: int
    files: int


def look(chosen_library: str = "") -> list[Stored]:
    """Every part as it is now; a part that is not there yet has no bytes."""
    return [_measured(kind, path) for kind, path in _places(chosen_library).items()]


def save_copy(kind: Kind, to: Path, chosen_library: str = "") -> Path:
    """Write a part into a zip archive, under a temporary name until it is whole.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    path = _places(chosen_library)[kind]
    part = temporary_path(to)
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            if kind is Kind.CONVERSATIONS:
                _add_database(archive, path)
            else:
                for file in _files(path):
                    archive.write(file, file.relative_to(path.parent))
        part.replace(to)
    except OSError as error:
        raise disk_error(error, to) from error
    finally:
        part.unlink(missing_ok=True)
    return to


def erase(kind: Kind) -> int:
    """Remove what lies in a part that may go; the bytes that came free. A file in use stays.

    Raises:
        ValueError: A part that may not go like this.
    """
    if kind not in MAY_GO:
        raise ValueError(kind)
    path = _places("")[kind]
    before = _measured(kind, path).size_bytes
    for entry in list(path.iterdir()) if path.is_dir() else []:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        elif kind is Kind.LOGS:
            _empty(entry)
        else:
            entry.unlink(missing_ok=True)
    return before - _measured(kind, path).size_bytes


def _places(chosen_library: str) -> dict[Kind, Path]:
    return {
        Kind.CONVERSATIONS: store_path(),
        Kind.MODELS: library_folder(chosen_library),
        Kind.RUNS: runs_folder(),
        Kind.TRASH: trash_folder(),
        Kind.LOGS: logs_folder(),
    }


def _measured(kind: Kind, path: Path) -> Stored:
    files = list(path.parent.glob(f"{path.name}*")) if kind is Kind.CONVERSATIONS else _files(path)
    sizes = [file.stat().st_size for file in files if file.is_file()]
    return Stored(kind, path, sum(sizes), len(sizes))


def _files(folder: Path) -> list[Path]:
    """Regular files below a folder; links are not followed."""
    found = []
    for base, _folders, names in os.walk(folder):
        paths = (Path(base, name) for name in names)
        found += [path for path in paths if path.is_file() and not path.is_symlink()]
    return sorted(found)


def _add_database(archive: zipfile.ZipFile, path: Path) -> None:
    """A whole copy, also while the program writes into the original."""
    if not path.exists():
        return
    with tempfile.TemporaryDirectory(dir=data_home()) as folder:
        copy = Path(folder, path.name)
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source, closing(
            sqlite3.connect(copy)
        ) as target:
            source.backup(target)
        archive.write(copy, path.name)


def _empty(log: Path) -> None:
    """The program goes on writing into its log, so it is cut to nothing instead of removed."""
    os.truncate(log, 0)
