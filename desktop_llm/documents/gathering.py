"""What the person dropped -> the files in it: files as they are, folders and zip archives opened. Bounded, no links."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from desktop_llm.core.check_up import ProblemCode
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.documents.limits import MOST_FILES, check_archive, read_member
from desktop_llm.documents.material import Findings
from desktop_llm.documents.reading import MAXIMUM_BYTES, check_file, read_bytes

FOLDER_BYTES = 1_000_000_000
NOT_MEANT = ("__MACOSX/", ".")
"""Beginnings of names that programs put into folders for themselves."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read: its bytes, or the trouble of getting them."""

    name: str
    path: str
    raw: bytes = b""
    trouble: AppError | None = None


def gather(path: str, suffixes: frozenset[str], findings: Findings) -> Iterator[Found]:
    """The files of these types at a path, one in memory at a time. Others in a folder or archive are noted.

    Raises:
        AppError: The path's own trouble: TEXT_MISSING, TEXT_UNREADABLE, TEXT_KIND_UNKNOWN, TEXT_TOO_LARGE,
            TEXT_ARCHIVE_UNSAFE, TEXT_LOCKED, TEXT_DAMAGED, TEXT_EMPTY for one without any such file.
    """
    place = Path(path)
    if _is_folder(place):
        yield from _in_folder(place, suffixes, findings)
    elif place.suffix.lower() == ".zip":
        yield from _in_archive(place, suffixes, findings)
    else:
        yield Found(place.name, path, read_bytes(place, suffixes))


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except (OSError, ValueError) as error:
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error)) from error


def _in_folder(folder: Path, suffixes: frozenset[str], findings: Findings) -> Iterator[Found]:
    files = _listed(folder)
    wanted = [file for file in files if file.suffix.lower() in suffixes | {".zip"}]
    for file in files:
        if file not in wanted:
            findings.add(ProblemCode.FILE_SKIPPED, _inside(folder, file))
    if not wanted:
        raise AppError(ErrorCode.TEXT_EMPTY, "no file that can be read", file=folder.name)
    for file in wanted:
        name = _inside(folder, file)
        try:
            if file.suffix.lower() == ".zip":
                yield from _in_archive(file, suffixes, findings)
            else:
                yield Found(name, str(file), read_bytes(file, suffixes))
        except AppError as error:
            yield Found(name, str(file), trouble=error)


def _listed(folder: Path) -> list[Path]:
    """Regular files below a folder in the order of their names, hidden ones left out, links not followed."""
    files: list[Path] = []
    total = 0
    for current, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(current, name)
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            files.append(file)
            total += file.stat().st_size
            if len(files) > MOST_FILES or total > FOLDER_BYTES:
                raise AppError(
                    ErrorCode.TEXT_TOO_LARGE,
                    f"over {len(files)} files",
                    file=folder.name,
                    actual_bytes=total,
                    limit_bytes=FOLDER_BYTES,
                )
    return files


def _inside(folder: Path, file: Path) -> str:
    return file.relative_to(folder.parent).as_posix()


def _in_archive(place: Path, suffixes: frozenset[str], findings: Findings) -> Iterator[Found]:
    size_bytes = check_file(place, {".zip"})
    try:
        archive = ZipFile(place)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, str(error), file=place.name) from error
    with archive:
        entries = check_archive(archive, size_bytes, place.name)
        meant = [entry for entry in entries if not any(part.startswith(NOT_MEANT) for part in _parts(entry.filename))]
        wanted = [entry for entry in meant if Path(entry.filename).suffix.lower() in suffixes]
        for entry in meant:
            if entry not in wanted:
                findings.add(ProblemCode.FILE_SKIPPED, f"{place.name}: {entry.filename}")
        if not wanted:
            raise AppError(ErrorCode.TEXT_EMPTY, "no file that can be read", file=place.name)
        for entry in sorted(wanted, key=lambda entry: entry.filename):
            name = f"{place.name}: {entry.filename}"
            try:
                yield Found(name, str(place), read_member(archive, entry, name, MAXIMUM_BYTES))
            except AppError as error:
                yield Found(name, str(place), trouble=error)


def _parts(name: str) -> list[str]:
    parts = name.replace("\\", "/").split("/")
    return [f"{part}/" for part in parts[:-1]] + parts[-1:]
