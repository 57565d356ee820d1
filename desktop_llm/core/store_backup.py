"""Copies of the database: taken once a day, and brought back, the newest good one, when the original is damaged."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import make_folder, replace, sweep_temporary, sync_folder, temporary_path
from desktop_llm.core.store_schema import APPLICATION_ID, MIGRATIONS, version_of

KEPT = 5
_EVERY_S = 24 * 3600.0
_SPARE_BYTES = 64_000_000
_PAGES_AT_ONCE = 1000
_log = logging.getLogger(__name__)


def backup_folder(store: Path) -> Path:
    """Where the copies of a database lie, named by the time they were taken."""
    return store.parent / "backups"


def backups(store: Path) -> list[Path]:
    """The copies, newest first."""
    with contextlib.suppress(OSError):
        return sorted(backup_folder(store).glob(f"{store.stem}-*.sqlite3"), reverse=True)
    return []


def backup_is_due(store: Path) -> bool:
    """Whether the newest copy is older than a day (or than a clock that was set back)."""
    copies = backups(store)
    try:
        return not copies or not 0 <= time.time() - copies[0].stat().st_mtime < _EVERY_S
    except OSError:
        return True


def back_up(connection: sqlite3.Connection, store: Path, between: Callable[[], bool] | None = None) -> Path | None:
    """Copy the database while it is open; the copy's path, or None where there is no room for one.

    The newest `KEPT` copies stay. What is written through `connection` meanwhile is in the copy too.

    Args:
        connection: The open database.
        store: Its path.
        between: Called every 4 MB, to use the connection for what cannot wait; False gives the copy up.

    Raises:
        OSError, AppError, sqlite3.Error: The copy could not be made; nothing is left of it.
    """

    def go_on(_status: int, _remaining: int, _total: int) -> None:
        if between is not None and not between():
            raise InterruptedError("the program ends")

    folder = make_folder(backup_folder(store))
    sweep_temporary(folder)
    if shutil.disk_usage(folder).free < store.stat().st_size + _SPARE_BYTES:
        _log.warning("no room for a copy of the database")
        return None
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{store.stem}-{stamp}.sqlite3"
    temporary = temporary_path(target)
    try:
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
            connection.backup(copy, pages=_PAGES_AT_ONCE, progress=go_on, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")
        temporary.chmod(0o600)
        replace(temporary, target)
        sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
    for old in backups(store)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def restore_newest(store: Path) -> Path | None:
    """Put the newest good copy where the database was; which one it was, or None where there is none.

    Raises:
        OSError: The disk failed; the place of the database is still empty.
    """
    for candidate in backups(store):
        if fault_of_file(candidate):
            continue
        temporary = temporary_path(store)
        try:
            shutil.copy2(candidate, temporary)  # with the time it was made
            temporary.chmod(0o600)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            replace(temporary, store)
            sync_folder(store.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return candidate
    return None


def fault_of_file(path: Path) -> str:
    """What is wrong with a closed database, "" when nothing is. The file is not changed."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return fault_of(connection)
    except sqlite3.Error as error:
        return str(error)


def fault_of(connection: sqlite3.Connection) -> str:
    """What is wrong with a database: not one, damaged pages, or another program's; "" when nothing is.

    A file with nothing in it, and one written by a newer version, are not at fault.
    """
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        if version_of(connection) > len(MIGRATIONS) and mark == APPLICATION_ID:
            return ""
        if (tables or version_of(connection)) and mark != APPLICATION_ID:
            return "a database of another program"
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        return "" if verdict == "ok" else str(verdict)
    except sqlite3.OperationalError:
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return f"{type(error).__name__}: {error}"


def try_back_up(connection: sqlite3.Connection, store: Path, between: Callable[[], bool] | None = None) -> None:
    """`back_up`, where a failure is worth a line in the log and no more."""
    try:
        back_up(connection, store, between)
    except (OSError, AppError, sqlite3.Error) as error:
        _log.warning("could not copy the database: %s", error)
