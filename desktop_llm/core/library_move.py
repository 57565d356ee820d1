"""Moving a folder of models to another place: copy, compare by hash, switch, remove; and going on after a cut.

A file in the old place is removed only when the whole library lies in the new one, was read back and was found
equal, and the settings name the new place. What is copied stands under a temporary name until then, so whatever
ends the process in between leaves the old library as it was, or the new one whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, replace, sweep_temporary, sync_folder, write_atomically

KEPT_FREE_BYTES = 200_000_000
JOURNAL = "moving.json"
"""In the new place while a move is not over."""
_PART = ".desktop-llm-part"
_PORTION_BYTES = 1 << 22
GoOn = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _File:
    relative: str
    size_bytes: int
    modified_ns: int


def move_library(
    source: Path, target: Path, switch: Callable[[], None], go_on: GoOn = lambda _done, _total: None
) -> None:
    """Move everything in a folder to another, which may hold what an earlier try has copied.

    Args:
        source: Stays whole until all is in the target.
        target: Empty, missing, or of an earlier try.
        switch: Called once all is there and equal: makes the target the one that counts, durably.
        go_on: Gets bytes done and in all; what it raises pauses the move, which can go on later.

    Raises:
        AppError: FOLDER_MISSING, BAD_OPTION for a target within the source (or the other way round, or in use),
            DISK_FULL, DISK_UNWRITABLE, COPY_DIFFERS.
    """
    source, target = Path(os.path.realpath(source)), Path(os.path.realpath(target))
    if not source.is_dir():
        raise AppError(ErrorCode.FOLDER_MISSING, str(source), folder=str(source))
    if target == source or target.is_relative_to(source) or source.is_relative_to(target):
        raise AppError(ErrorCode.BAD_OPTION, str(target), option="folder", bounds="a place outside of the old one")
    files = list(_files(source))
    done = _journal(target)
    _check_target(target, files, done)
    try:
        sweep_temporary(make_folder(target))
        write_atomically(target / JOURNAL, json.dumps(done))
        _copy_all(source, target, files, done, go_on)
        switch()
        (target / JOURNAL).unlink()
        _remove(source, target, files)
    except OSError as error:
        raise disk_error(error, target) from error


def is_unfinished(target: Path) -> bool:
    """Whether a move to this place was cut off before it was over."""
    return (target / JOURNAL).is_file()


def _copy_all(source: Path, target: Path, files: list[_File], done: dict[str, list[object]], go_on: GoOn) -> None:
    total = sum(file.size_bytes for file in files)
    copied = 0
    for file in files:
        place = target / file.relative
        known = done.get(file.relative)
        mark = [file.size_bytes, file.modified_ns]
        if known is None or known[:2] != mark or not _is_whole(place, file, str(known[2])):
            digest = _copy(source / file.relative, place, go_on, (copied, total))
            if _digest(place.with_name(place.name + _PART)) != digest:
                raise AppError(ErrorCode.COPY_DIFFERS, str(place), file=place.name, folder=str(target))
            replace(place.with_name(place.name + _PART), place)
            sync_folder(place.parent)
            done[file.relative] = [*mark, digest]
            write_atomically(target / JOURNAL, json.dumps(done))
        copied += file.size_bytes
        go_on(copied, total)


def _copy(source: Path, place: Path, go_on: GoOn, before: tuple[int, int]) -> str:
    """The hash of what was read; the copy lies beside its place until it was read back. `before`: as in `go_on`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, written = hashlib.sha256(), 0
    part = place.with_name(place.name + _PART)
    with source.open("rb") as reading, part.open("wb") as writing:
        while portion := reading.read(_PORTION_BYTES):
            digest.update(portion)
            writing.write(portion)
            written += len(portion)
            go_on(before[0] + written, before[1])
        writing.flush()
        os.fsync(writing.fileno())
    shutil.copystat(source, part)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(place: Path, file: _File, digest: str) -> bool:
    """Whether an earlier try's copy is still what it was."""
    try:
        return place.stat().st_size == file.size_bytes and _digest(place) == digest
    except OSError:
        return False


def _files(source: Path) -> Iterator[_File]:
    """Regular files below a folder, links followed into it only."""
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not (Path(folder) / name).is_symlink())
        for name in sorted(names):
            path = Path(folder) / name
            real = Path(os.path.realpath(path))
            if not real.is_file() or not real.is_relative_to(source):
                continue
            status = real.stat()
            yield _File(path.relative_to(source).as_posix(), status.st_size, status.st_mtime_ns)


def _journal(target: Path) -> dict[str, list[object]]:
    """What an earlier try has copied: size, time and hash by name."""
    try:
        content = json.loads((target / JOURNAL).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {name: value for name, value in content.items() if isinstance(value, list) and len(value) == 3}


def _check_target(target: Path, files: list[_File], done: dict[str, list[object]]) -> None:
    existing = target
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not is_unfinished(target) and target.is_dir() and any(not p.name.startswith(".") for p in target.iterdir()):
        raise AppError(ErrorCode.BAD_OPTION, str(target), option="folder", bounds="an empty one")
    needed = sum(file.size_bytes for file in files if file.relative not in done)
    free = shutil.disk_usage(existing).free
    if needed > free - KEPT_FREE_BYTES:
        raise AppError(
            ErrorCode.DISK_FULL, str(target), file=target.name, folder=str(target.parent), needed_bytes=needed,
            free_bytes=free,
        )  # fmt: skip


def _remove(source: Path, target: Path, files: list[_File]) -> None:
    """Only what was copied goes; a file that came meanwhile stays where it is."""
    for file in files:
        old = source / file.relative
        if (target / file.relative).is_file():
            old.unlink(missing_ok=True)
    for folder, _folders, _names in os.walk(source, topdown=False):
        if Path(folder) != source and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    if not any(source.iterdir()):
        source.rmdir()
