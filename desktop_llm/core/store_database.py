"""The database as a file: opened by one writer, checked, repaired from a copy, and its errors as expected trouble.

What is in it is left to `core.store` and `core.store_schema`, the copies to `core.store_backup`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from desktop_llm.core.ballast import free_ballast
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, move_aside, sweep_temporary
from desktop_llm.core.store_backup import backups, fault_of, restore_newest, try_back_up
from desktop_llm.core.store_schema import MIGRATIONS, migrate, version_of

_log = logging.getLogger(__name__)
_BUSY_WAIT_S = 2.0
_LONGEST_WAL_BYTES = 16_000_000
_ROOM_TO_DELETE_BYTES = 4_000_000
_CODES = {
    "SQLITE_FULL": ErrorCode.DISK_FULL,
    "SQLITE_CORRUPT": ErrorCode.STORE_DAMAGED,
    "SQLITE_NOTADB": ErrorCode.STORE_DAMAGED,
    "SQLITE_BUSY": ErrorCode.STORE_LOCKED,
    "SQLITE_LOCKED": ErrorCode.STORE_LOCKED,
    "SQLITE_READONLY": ErrorCode.DISK_UNWRITABLE,
    "SQLITE_IOERR": ErrorCode.DISK_UNWRITABLE,
    "SQLITE_CANTOPEN": ErrorCode.DISK_UNWRITABLE,
    "SQLITE_PERM": ErrorCode.DISK_UNWRITABLE,
    "SQLITE_AUTH": ErrorCode.DISK_UNWRITABLE,
}


def store_error(error: sqlite3.Error, path: Path) -> AppError | None:
    """The expected trouble behind an error of SQLite, or None for what only a bug can cause."""
    name = getattr(error, "sqlite_errorname", "")
    if not name and "database" in str(error) and ("malformed" in str(error) or "not a database" in str(error)):
        name = "SQLITE_CORRUPT"
    code = _CODES.get("_".join(name.split("_")[:2]))
    if code is None:
        return None
    return AppError(code, f"{name}: {error}", file=path.name, folder=str(path.parent))


class Database:
    """One open database.

    Attributes:
        notices: What the person should hear about opening it: STORE_DAMAGED with `moved_to` and `restored_from`
            (the copy it was restored from, "" where none was good) and `restored_at` (seconds since 1970 when that
            copy was made; what came later is missing), or why it can only be read.
        refusal: Why nothing can be written, or None. A read-only database raises this for each write.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open it, for writing where no other process does.

        Raises:
            AppError: STORE_NEWER.
        """
        self.path = path
        self.notices: list[AppError] = []
        self.refusal: AppError | None = None
        self._lock: IO[bytes] | None = None
        try:
            make_folder(path.parent)
            self._lock = None if read_only else _take_lock(path.with_name(f"{path.name}.lock"))
            if self._lock is None:
                self.refusal = AppError(ErrorCode.STORE_LOCKED, str(path))
        except AppError as error:
            self.refusal = error
        try:
            self.connection = self._open_to_read() if self.refusal else self._open_to_write()
        except BaseException:
            self._free_lock()
            raise
        if self.refusal and not read_only:
            self.notices.append(self.refusal)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
        self._free_lock()

    @contextlib.contextmanager
    def writing(self, *, frees_room: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block is left, undone when it raises.

        Args:
            frees_room: The block deletes; on a full disk the ballast is given up for it.

        Raises:
            AppError: STORE_LOCKED, DISK_FULL, DISK_UNWRITABLE or STORE_DAMAGED.
        """
        if self.refusal:
            raise AppError(self.refusal.code, self.refusal.detail, **self.refusal.values)
        if frees_room:
            self._make_room()
        with self.reading():
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):  # the first error is the one to tell
                        self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, with its expected errors as `AppError`."""
        try:
            yield self.connection
        except sqlite3.Error as error:
            known = store_error(error, self.path)
            if known is None:
                raise
            raise known from error

    def _make_room(self) -> None:
        if shutil.disk_usage(self.path.parent).free < _ROOM_TO_DELETE_BYTES:
            free_ballast(self.path.parent)

    def _open_to_write(self) -> sqlite3.Connection:
        sweep_temporary(self.path.parent)
        for attempt in (1, 2):
            try:
                self._repair()
                connection = _connect(self.path)
                try:
                    if 0 < version_of(connection) < len(MIGRATIONS):
                        try_back_up(connection, self.path)
                    migrate(connection)
                except BaseException:
                    connection.close()
                    raise
                return connection
            except (sqlite3.Error, OSError, AppError) as error:
                trouble = self._trouble_of(error)
                if trouble is None or trouble.code is ErrorCode.STORE_NEWER:
                    raise
                if attempt == 1 and free_ballast(self.path.parent):
                    continue
                self.refusal = trouble
                _log.warning("the database can only be read: %s", trouble)
        return self._open_to_read()

    def _trouble_of(self, error: Exception) -> AppError | None:
        if isinstance(error, sqlite3.Error):
            return store_error(error, self.path)
        return disk_error(error, self.path) if isinstance(error, OSError) else cast(AppError, error)

    def _open_to_read(self) -> sqlite3.Connection:
        """What is there, unchanged; an empty database where nothing can be read."""
        uri = self.path.absolute().as_uri()
        for mode in ("mode=ro", "mode=ro&immutable=1"):
            connection = None
            try:
                connection = sqlite3.connect(f"{uri}?{mode}", uri=True, isolation_level=None, timeout=_BUSY_WAIT_S)
                connection.row_factory = sqlite3.Row
                connection.execute("SELECT 1 FROM conversations LIMIT 1")
                if version_of(connection) > len(MIGRATIONS):
                    connection.close()
                    raise AppError(ErrorCode.STORE_NEWER, str(self.path))
                return connection
            except sqlite3.Error as error:
                _log.warning("could not read the database (%s): %s", mode, error)
                if connection is not None:
                    connection.close()
        connection = _connect(None)
        migrate(connection)
        return connection

    def _repair(self) -> None:
        """Move a damaged file aside and put the newest good copy in its place.

        Raises:
            sqlite3.OperationalError, OSError: The disk, not the database, is at fault.
        """
        if not self.path.exists():
            return
        if self.path.stat().st_size == 0 and backups(self.path):
            fault = "the file is empty"
        else:
            with contextlib.closing(_connect(self.path, journal=False)) as connection:
                fault = fault_of(connection)
        if not fault:
            return
        moved_to = move_aside(self.path)
        for ending in ("-wal", "-shm"):
            rest = self.path.with_name(self.path.name + ending)
            if rest.exists():
                rest.replace(moved_to.with_name(moved_to.name + ending))
        restored = restore_newest(self.path)
        self.notices.append(
            AppError(
                ErrorCode.STORE_DAMAGED,
                f"{fault}; moved to {moved_to}; restored from {restored}",
                moved_to=str(moved_to),
                restored_from=str(restored or ""),
                restored_at=self.path.stat().st_mtime if restored else 0.0,
            )
        )

    def _free_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _connect(path: Path | None, *, journal: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=_BUSY_WAIT_S)
    connection.row_factory = sqlite3.Row
    if path is not None and journal:
        if os.name != "nt":
            path.chmod(0o600)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {_LONGEST_WAL_BYTES}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _take_lock(path: Path) -> IO[bytes] | None:
    """A lock that ends with this process, however it ends; None where another holds it.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    except OSError as error:
        raise disk_error(error, path) from error
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
