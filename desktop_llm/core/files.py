"""Writing files so that a crash, a power cut or a full disk leaves the old one or the new one, never a half.

Knows names and bytes, not what is in them. Whole folders (checkpoints) are written by their owners with
`temporary_path`, `sync_folder` and `replace` from here.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import secrets
import shutil
import time
import unicodedata
from datetime import datetime
from pathlib import Path

import psutil

from desktop_llm.core.errors import AppError, ErrorCode

_log = logging.getLogger(__name__)
_TEMPORARY = re.compile(r"\.desktop-llm-(\d+)-[0-9a-f]{12}\.tmp")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WINDOWS_FULL = {39, 112}
_WINDOWS_BUSY = {5, 32, 33}
"""Access denied, sharing or lock violation: a virus scanner looks at the file for some milliseconds."""
_WAITS_S = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)
_NAME_BYTES = 120
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def disk_error(error: OSError, path: Path) -> AppError:
    """The trouble behind a failure of the disk: DISK_FULL or DISK_UNWRITABLE, with `file` and `folder`."""
    full = error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL
    code = ErrorCode.DISK_FULL if full else ErrorCode.DISK_UNWRITABLE
    return AppError(code, f"{type(error).__name__}: {error}", file=path.name, folder=str(path.parent))


def make_folder(folder: Path) -> Path:
    """The folder, created where it was missing and readable by its owner only.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    return folder


def temporary_path(beside: Path) -> Path:
    """A name for an unfinished file or folder next to `beside`; `sweep_temporary` knows it."""
    return beside.parent / f".desktop-llm-{os.getpid()}-{secrets.token_hex(6)}.tmp"


def write_atomically(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Put `data` (text as UTF-8) at `path`: it then holds all of it, durably; after a failure, what it held.

    Args:
        path: The file; its folder is created where missing.
        data: Everything the file is to hold.
        private: Readable by its owner only; otherwise as the system's usual permissions say.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    content = data.encode("utf-8", "replace") if isinstance(data, str) else data
    make_folder(path.parent)
    temporary = temporary_path(path)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise disk_error(error, path) from error


def replace(source: Path, target: Path) -> None:
    """`os.replace`, patient for up to 2.5 s where Windows says that somebody looks at the file.

    Raises:
        OSError: As `os.replace` does.
    """
    for wait_s in _WAITS_S:
        try:
            source.replace(target)
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _WINDOWS_BUSY:
                raise
            time.sleep(wait_s)
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows does so by itself and cannot be asked.

    Raises:
        OSError: The file system failed.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot
            raise
    finally:
        os.close(descriptor)


def sweep_temporary(folder: Path) -> int:
    """Remove what processes that are gone left unfinished in a folder; how many there were."""
    swept = 0
    with contextlib.suppress(OSError):
        for path in list(folder.iterdir()):
            match = _TEMPORARY.fullmatch(path.name)
            if match is None or psutil.pid_exists(int(match[1])):
                continue
            swept += 1
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            except OSError as error:
                _log.warning("could not remove %s: %s", path, error)
    return swept


def move_aside(path: Path) -> Path:
    """Rename a damaged file to a name that says so, next to where it was; the new path.

    Raises:
        AppError: DISK_UNWRITABLE.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    target = unused_path(path.with_name(f"{path.name}.damaged-{stamp}"))
    try:
        replace(path, target)
    except OSError as error:
        raise disk_error(error, path) from error
    _log.warning("moved a damaged file aside: %s", target)
    return target


def unused_path(path: Path) -> Path:
    """`path`, or the first of "name 2.ext", "name 3.ext", ... that does not exist."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
    return candidate


def safe_file_name(name: str, otherwise: str = "untitled") -> str:
    """A name that any file system takes and that stays in its folder, as close to `name` as possible."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" or c in '<>:"/\\|?*' else c for c in text)
    text = " ".join(text.split()).encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore").strip(". ")
    if text.split(".")[0].strip().upper() in _RESERVED:
        text = f"_{text}"
    return text or otherwise
