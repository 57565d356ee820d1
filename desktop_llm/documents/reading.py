"""One file of the person's -> its clean text, or the trouble with it.

Opens regular files only and reads a bounded amount. What the text holds is left to `measuring`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.decoding import decode

SUFFIXES = (".txt", ".md", ".markdown", ".text")
MAXIMUM_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read. `encoding` is Python's name; `guessed` where the bytes do not prove it."""

    path: str
    text: str
    encoding: str
    guessed: bool


def read_document(path: str, encoding: str = "") -> Document:
    """Read one text file.

    Raises:
        AppError: TEXT_MISSING, TEXT_UNREADABLE, TEXT_KIND_UNKNOWN, TEXT_TOO_LARGE, TEXT_BINARY, TEXT_ENCODING,
            TEXT_EMPTY. All carry `file`, its name.
    """
    name = Path(path).name
    try:
        decoded = decode(read_bytes(Path(path), SUFFIXES), encoding)
        if not decoded.text or decoded.text.isspace():
            raise AppError(ErrorCode.TEXT_EMPTY, "no words")
    except AppError as error:
        error.values.setdefault("file", name)
        raise
    return Document(path, decoded.text, decoded.encoding, decoded.guessed)


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
