"""How much of a stranger's file is read: bytes, unpacked bytes, files, seconds. Readers ask here before they go on."""

from __future__ import annotations

import lzma
import time
import zlib
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from desktop_llm.core.errors import AppError, ErrorCode

MEMBER_BYTES = 60_000_000
"""Of one XML or HTML file inside a document: its tree in memory is ten times as large."""
UNPACKED_BYTES = 500_000_000
MOST_FILES = 10_000
MOST_TIMES_SMALLER = 200
"""What packs better than this is a trap, once it is over `SMALL_BYTES`: prose packs 4 times, logs 50 times."""
SMALL_BYTES = 10_000_000
READING_S = 120.0
"""Seconds for one file."""


class Deadline:
    """The time in which a file has to be read. Asked between pages, paragraphs and rows."""

    def __init__(self, name: str, seconds: float | None = None) -> None:
        self._name = name
        self._end = time.monotonic() + (READING_S if seconds is None else seconds)

    def check(self) -> None:
        """Raise TEXT_TOO_SLOW when the time is up."""
        if time.monotonic() > self._end:
            raise AppError(ErrorCode.TEXT_TOO_SLOW, "time is up", file=self._name)


def check_archive(archive: ZipFile, packed_bytes: int, name: str) -> list[ZipInfo]:
    """The files in an archive, once its table of contents is one that an honest archive has.

    Raises:
        AppError: TEXT_ARCHIVE_UNSAFE, TEXT_LOCKED.
    """
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or unpacked > UNPACKED_BYTES:
        raise AppError(ErrorCode.TEXT_ARCHIVE_UNSAFE, f"{len(entries)} files, {unpacked} bytes", file=name)
    if unpacked > max(SMALL_BYTES, MOST_TIMES_SMALLER * packed_bytes):
        raise AppError(ErrorCode.TEXT_ARCHIVE_UNSAFE, f"{packed_bytes} bytes unpack to {unpacked}", file=name)
    for entry in entries:
        if leads_out(entry.filename) or (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise AppError(ErrorCode.TEXT_ARCHIVE_UNSAFE, f"entry {entry.filename!r}", file=name)
        if entry.flag_bits & 1:
            raise AppError(ErrorCode.TEXT_LOCKED, "encrypted entries", file=name)
    return entries


def leads_out(name: str) -> bool:
    """Whether a name in an archive is absolute or climbs out of the folder it is unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.parts or path.is_absolute() or ".." in path.parts or path.parts[0].endswith(":")


def read_member(archive: ZipFile, member: str | ZipInfo, name: str, limit_bytes: int = MEMBER_BYTES) -> bytes:
    """The bytes of one file in a checked archive, at most so many.

    Raises:
        AppError: TEXT_DAMAGED, TEXT_TOO_LARGE.
    """
    try:
        with archive.open(member) as file:
            raw = file.read(limit_bytes + 1)
    except (KeyError, BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError) as error:
        raise AppError(ErrorCode.TEXT_DAMAGED, f"{member}: {error}", file=name) from error
    if len(raw) > limit_bytes:
        raise AppError(ErrorCode.TEXT_TOO_LARGE, f"{member}", file=name, limit_bytes=limit_bytes)
    return raw
