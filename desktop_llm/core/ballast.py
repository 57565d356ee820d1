"""16 MB kept on the disk for the day it is full: SQLite needs room even to delete, and giving this up makes some."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from pathlib import Path

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import write_atomically

_BYTES = 16_000_000
_WANTED_FREE_BYTES = 1_000_000_000
_log = logging.getLogger(__name__)


def keep_ballast(folder: Path) -> None:
    """Lay it down where it is missing and there is plenty of room."""
    path = _path(folder)
    with contextlib.suppress(OSError):
        if path.exists() or shutil.disk_usage(folder).free < _WANTED_FREE_BYTES:
            return
    try:
        write_atomically(path, os.urandom(_BYTES), private=True)  # random: some disks store zeros as nothing
    except AppError as error:
        _log.warning("no ballast: %s", error)


def free_ballast(folder: Path) -> bool:
    """Give it up; whether there was any."""
    try:
        _path(folder).unlink()
    except OSError:
        return False
    _log.warning("gave up the ballast in %s", folder)
    return True


def _path(folder: Path) -> Path:
    return folder / "ballast"
