"""Opening the files of a foreign model folder: only regular files that belong to it, and only so many bytes.

A FIFO would block for ever, a link could name any file of the person. What is in the files is left to the others.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_llm.core.errors import AppError, ErrorCode

MANY_ENTRIES = 20_000
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_LIBRARY_SUFFIXES = {
    ".json", ".safetensors", ".jinja", ".txt", ".model", ".tiktoken", ".spm", ".bpe", ".codes", ".vocab",
}  # fmt: skip
"""Files that transformers, tokenizers or peft may open on their own."""
_LIBRARY_FOLDERS = {"additional_chat_templates"}
_WEB_PAGE = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<body")
_LFS_POINTER = b"version https://git-lfs"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder whose entries have been looked at.

    Attributes:
        path: As it was given.
        root: Resolved.
        names: Entries that are regular files (after allowed links).
        folders: Entries that are folders.
    """

    path: Path
    root: Path
    names: frozenset[str]
    folders: frozenset[str]

    @contextmanager
    def open(self, name: str) -> Iterator[tuple[BinaryIO, int]]:
        """A file of the folder for reading, and its size in bytes.

        Raises:
            AppError: UNSAFE_PATH; NOT_A_MODEL where it can not be read.
        """
        path = self.root / name
        try:
            target = _target(self.root, path)
            descriptor = os.open(target, _OPEN_FLAGS)
        except (OSError, ValueError) as error:
            raise AppError(ErrorCode.NOT_A_MODEL, f"{path}: {error}", file=name) from error
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _unsafe(name, "not a regular file")
            yield file, status.st_size

    def read(self, name: str, limit_bytes: int, code: ErrorCode) -> bytes:
        """A small file whole.

        Raises:
            AppError: `code` where it is larger than the limit.
        """
        with self.open(name) as (file, _):
            content = file.read(limit_bytes + 1)
        if len(content) > limit_bytes:
            raise AppError(code, f"{name} is larger than {limit_bytes} bytes", file=name)
        return content

    def read_json(self, name: str, limit_bytes: int, code: ErrorCode) -> dict[str, object]:
        """A small JSON object.

        Raises:
            AppError: `code` where it is too large, empty, a web page, a placeholder or no JSON object.
        """
        return parse_object(self.read(name, limit_bytes, code), name, code)


def look_at(path: Path) -> ModelFolder:
    """The folder, when nothing in it that a library would open is a trap.

    Raises:
        AppError: FOLDER_MISSING, NOT_A_MODEL or UNSAFE_PATH.
    """
    try:
        root = Path(os.path.realpath(path))
        if not root.is_dir():
            code = ErrorCode.NOT_A_MODEL if os.path.lexists(path) else ErrorCode.FOLDER_MISSING
            raise AppError(code, f"{path} is no folder", folder=str(path))
        names: set[str] = set()
        folders: set[str] = set()
        _sort_entries(root, names, folders)
        for folder in folders & _LIBRARY_FOLDERS:
            _sort_entries(root / folder, set(), set())
    except (OSError, ValueError) as error:
        raise AppError(ErrorCode.NOT_A_MODEL, f"{path}: {error}", folder=str(path)) from error
    return ModelFolder(path, root, frozenset(names), frozenset(folders))


def _sort_entries(folder: Path, names: set[str], folders: set[str]) -> None:
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= MANY_ENTRIES:
                raise AppError(ErrorCode.NOT_A_MODEL, f"more than {MANY_ENTRIES} entries", folder=str(folder))
            opened_by_libraries = os.path.splitext(entry.name)[1].lower() in _LIBRARY_SUFFIXES  # noqa: PTH122
            if entry.is_file(follow_symlinks=False):
                names.add(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                if opened_by_libraries:
                    raise _unsafe(entry.name, "a folder where a file should be")
                folders.add(entry.name)
            elif entry.name in _LIBRARY_FOLDERS:
                raise _unsafe(entry.name, "a link in place of a folder")
            elif opened_by_libraries:
                target = _target(folder, Path(entry.path))
                if not stat.S_ISREG(target.lstat().st_mode):
                    raise _unsafe(entry.name, "not a regular file")
                names.add(entry.name)


def _target(folder: Path, path: Path) -> Path:
    """Where a path leads, when that is inside the folder or in the blobs of its Hugging Face cache."""
    if not path.is_symlink():
        return path
    try:
        target = Path(os.path.realpath(path, strict=True))
    except OSError as error:
        raise _unsafe(path.name, f"a link that leads nowhere: {error}") from error
    if not any(target.is_relative_to(allowed) for allowed in _allowed_roots(folder)):
        raise _unsafe(path.name, f"a link that leads out of the folder, to {target}")
    return target


def _allowed_roots(folder: Path) -> tuple[Path, ...]:
    """The folder, and for `models--NAME/snapshots/REVISION` its `models--NAME/blobs`."""
    snapshots = folder.parent
    if snapshots.name == "snapshots" and snapshots.parent.name.startswith("models--"):
        return (folder, snapshots.parent / "blobs")
    return (folder,)


def parse_object(content: bytes, name: str, code: ErrorCode) -> dict[str, object]:
    """A JSON object.

    Raises:
        AppError: `code` where it is none, with `file` and, for a web page or placeholder, `reason`.
    """
    reason = placeholder(content)
    if not content.strip():
        reason = "empty"
    if reason:
        raise AppError(code, f"{name}: {reason}", file=name, reason=reason)
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise AppError(code, f"{name}: {type(error).__name__}: {str(error)[:300]}", file=name) from error
    if not isinstance(value, dict):
        raise AppError(code, f"{name}: not a JSON object but {type(value).__name__}", file=name)
    return value


def placeholder(beginning: bytes) -> str:
    """"web page" or "placeholder" where that is what came instead of the file, else ""."""
    start = beginning[:200].lstrip().lower()
    if start.startswith(_WEB_PAGE):
        return "web page"
    return "placeholder" if start.startswith(_LFS_POINTER) else ""


def _unsafe(name: str, why: str) -> AppError:
    return AppError(ErrorCode.UNSAFE_PATH, f"{name}: {why}", file=name)
