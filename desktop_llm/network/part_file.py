"""The unfinished file on the disk: bytes are added at its end, hashed as they come, and judged once all are there.

Called in threads. Whatever was written stays for the next start; the hash then reads it again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, replace, sync_folder
from desktop_llm.core.hub import HubFile

if TYPE_CHECKING:
    from hashlib import _Hash

RESERVE_BYTES = 64_000_000
"""So much stays free: a disk that is full to the last byte stops more than a download."""
_LOOK_EVERY_BYTES = 32_000_000
_READ_BYTES = 1 << 20


def check_space(folder: Path, needed_bytes: int) -> None:
    """Pass where so much more fits on the disk of a folder.

    Raises:
        AppError: DISK_FULL.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise disk_error(error, folder) from error
    if free < needed_bytes + RESERVE_BYTES:
        detail = f"{needed_bytes} bytes more are needed, {free} are free"
        raise AppError(ErrorCode.DISK_FULL, detail, free_bytes=free, needed_bytes=needed_bytes)


class PartFile:
    """One file on its way. Not to be used after `close`.

    Args:
        target: The name it gets when it is whole and right; it lies beside it as `.part`.
        file: Size and hash that it must have.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """

    def __init__(self, target: Path, file: HubFile) -> None:
        self._target, self._file = target, file
        self._path = target.with_name(target.name + ".part")
        self._lock = threading.Lock()
        self._unlooked_bytes = 0
        make_folder(target.parent)
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            self._stream = os.fdopen(descriptor, "r+b", buffering=0)
            self._hash, self.size_bytes = self._begin()
            while content := self._stream.read(_READ_BYTES):
                self._hash.update(content)
                self.size_bytes += len(content)
                if self.size_bytes > file.size_bytes:
                    self._empty()
        except OSError as error:
            raise disk_error(error, target) from error

    @property
    def is_whole(self) -> bool:
        """Whether all bytes are there; right or wrong."""
        return self.size_bytes == self._file.size_bytes

    def add(self, content: bytes) -> None:
        """Write at the end.

        Raises:
            AppError: DISK_FULL, DISK_UNWRITABLE, or HUB_ODD_ANSWER where more comes than the file has.
        """
        with self._lock:
            if self._stream.closed:
                return  # stopped meanwhile
            if self.size_bytes + len(content) > self._file.size_bytes:
                raise AppError(ErrorCode.HUB_ODD_ANSWER, "more bytes than the file has", file=self._file.path)
            self._unlooked_bytes += len(content)
            if self._unlooked_bytes >= _LOOK_EVERY_BYTES:
                self._unlooked_bytes = 0
                check_space(self._target.parent, 0)
            try:
                rest = memoryview(content)
                while rest:
                    rest = rest[self._stream.write(rest) :]
            except OSError as error:
                raise disk_error(error, self._target) from error
            self._hash.update(content)
            self.size_bytes += len(content)

    def restart(self) -> None:
        """Throw away what is there."""
        with self._lock:
            self._empty()

    def finish(self) -> bool:
        """Give it its name where the hash is right; where not, throw it away and say False.

        Raises:
            AppError: DISK_FULL or DISK_UNWRITABLE.
        """
        with self._lock:
            wanted = self._file.sha256 or self._file.blob_sha1
            if self._hash.hexdigest() != wanted:
                self._empty()
                return False
            try:
                os.fsync(self._stream.fileno())
                self._stream.close()
                replace(self._path, self._target)
                sync_folder(self._target.parent)
            except OSError as error:
                raise disk_error(error, self._target) from error
            return True

    def close(self) -> None:
        """Let go of it; what was written stays."""
        with self._lock:
            self._stream.close()

    def _begin(self) -> tuple[_Hash, int]:
        if self._file.sha256:
            return hashlib.sha256(), 0
        # Git hashes a head before the content.
        return hashlib.sha1(b"blob %d\0" % self._file.size_bytes, usedforsecurity=False), 0

    def _empty(self) -> None:
        self._stream.seek(0)
        self._stream.truncate(0)
        self._hash, self.size_bytes = self._begin()
