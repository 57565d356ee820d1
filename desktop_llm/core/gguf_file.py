"""A model that is one GGUF file, or one written in numbered parts: which files belong to it, and opening them.

Only names are looked at here; what is in the files is `core.preflight_gguf`'s.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from desktop_llm.core.errors import AppError, ErrorCode

SUFFIX = ".gguf"
_PART = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.IGNORECASE)
_BLOB = re.compile(r"[/\\\\]blobs[/\\\\]sha256-[0-9a-f]{64}$")
_MANY_PARTS = 2_000
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


def is_gguf(path: Path | str) -> bool:
    """Whether a path is named like a GGUF file, or like one of Ollama's, which are called by their hash."""
    return str(path).lower().endswith(SUFFIX) or _BLOB.search(str(path)) is not None


def first_part(path: Path) -> Path:
    """The file that stands for the model: the first of its parts, or the file itself."""
    match = _PART.fullmatch(path.name)
    if match is None or int(match["number"]) == 1:
        return path
    return path.with_name(_part_name(path.name, match, 1))


def parts_of(first: Path) -> tuple[Path, ...]:
    """Every file that belongs to the model, whether it is there or not."""
    match = _PART.fullmatch(first.name)
    count = int(match["count"]) if match else 1
    if match is None or int(match["number"]) != 1 or not 1 <= count <= _MANY_PARTS:
        return (first,)
    return tuple(first.with_name(_part_name(first.name, match, number)) for number in range(1, count + 1))


def stem_of(path: Path) -> str:
    """The file's name without its number and its ending."""
    match = _PART.fullmatch(path.name)
    return match["stem"] if match else path.name[: -len(SUFFIX)] if is_gguf(path) else path.name


def models_among(names: list[str]) -> list[str]:
    """Of the names of a folder's files those that stand for a GGUF model, first parts only."""
    found = [name for name in names if is_gguf(name) and not name.startswith(".")]
    return sorted((n for n in found if first_part(Path(n)).name == n), key=str.casefold)


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A regular file for reading, and its size in bytes.

    Raises:
        AppError: FOLDER_MISSING, UNSAFE_PATH for what is no regular file, NOT_A_MODEL where it can not be read.
    """
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise AppError(ErrorCode.FOLDER_MISSING, f"{path}: {error}", folder=str(path)) from error
    except (OSError, ValueError) as error:
        raise AppError(ErrorCode.NOT_A_MODEL, f"{path}: {error}", file=path.name) from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise AppError(ErrorCode.UNSAFE_PATH, f"{path.name}: not a regular file", file=path.name)
        yield file, status.st_size


def _part_name(name: str, match: re.Match[str], number: int) -> str:
    begin, end = match.span("number")
    return f"{name[:begin]}{number:05d}{name[end:]}"
