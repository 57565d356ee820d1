"""The bytes of one file of the person's: of a regular file only, and only so many. What they hold is `sources`."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode

MAXIMUM_BYTES = 200_000_000


def read_bytes(path: Path, suffixes: Collection[str]) -> bytes:
    """All bytes of a regular file of one of these types, at most `MAXIMUM_BYTES`.

    Raises:
        AppError: TEXT_MISSING, TEXT_UNREADABLE, TEXT_KIND_UNKNOWN, TEXT_TOO_LARGE.
    """
    size = check_file(path, suffixes)
    try:
        # Never wait for a pipe that took the file's place since.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            raw = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError as error:
        raise AppError(ErrorCode.TEXT_MISSING, str(error)) from error
    except OSError as error:
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error)) from error
    if len(raw) > MAXIMUM_BYTES:
        raise _too_large(size)
    return raw


def check_file(path: Path, suffixes: Collection[str]) -> int:
    """Bytes of what is a regular file of one of these types and not too large.

    Raises:
        AppError: As `read_bytes`.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise AppError(ErrorCode.TEXT_MISSING, str(error)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise AppError(ErrorCode.TEXT_UNREADABLE, "not a regular file")
    if path.suffix.lower() not in suffixes:
        raise AppError(ErrorCode.TEXT_KIND_UNKNOWN, path.suffix, suffix=path.suffix)
    if found.st_size > MAXIMUM_BYTES:
        raise _too_large(found.st_size)
    return found.st_size


def _too_large(size_bytes: int) -> AppError:
    return AppError(ErrorCode.TEXT_TOO_LARGE, f"{size_bytes} bytes", actual_bytes=size_bytes, limit_bytes=MAXIMUM_BYTES)
