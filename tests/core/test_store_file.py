"""The database as a file: versions, copies, a second instance."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from desktop_llm.core import ballast, store_backup
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.paths import store_path
from desktop_llm.core.sampling import preset_of
from desktop_llm.core.store import Store
from desktop_llm.core.store_backup import back_up, backups
from desktop_llm.core.store_schema import MIGRATIONS, migrate, version_of

SAMPLES = Path(__file__).parent / "samples"


def filled(texts: list[str] = ["kept"]) -> Store:  # noqa: B006
    store = Store()
    for text in texts:
        store.add_turn(store.create_conversation(), None, "user", text)
    return store


def titles(store: Store) -> list[str]:
    return [row.title for row in store.conversations()]


def test_there_is_a_sample_of_every_format() -> None:
    assert {path.name for path in SAMPLES.glob("store-*")} == {
        f"store-{number}.sqlite3" for number in range(1, len(MIGRATIONS) + 1)
    }


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("store-*")), ids=lambda path: path.stem)
def test_every_format_opens_with_all_in_it(sample: Path) -> None:
    shutil.copy(sample, store_path())
    store = Store()
    assert store.notices == ()
    assert store.mark_interrupted() == 1
    assert titles(store) == ["从前", "How warm should the oven be?"]
    chat = store.conversation(1)
    assert (chat.system, chat.sampling.seed, chat.sampling.stop) == ("Be kind.", 3, ("\n\n",))
    assert [turn.text for turn in chat.turns] == ["How warm should the oven be?", "About 220 degrees."]
    stats = chat.turns[1].stats
    assert stats is not None
    assert stats.tokens_per_second == 31.5
    later = store.show_version(chat.turns[1].id, 2)
    assert [turn.text for turn in later.turns[1:]] == ["Hot enough for bread.", "谢谢"]
    assert store.conversation(2).turns[0].text == "Half an ans"
    assert len(store.conversations(trashed=True)) == 1
    assert [column.text for column in store.comparison(1).columns] == ["4", "four"]
    own = store.comparison(1).columns[1]
    since_columns = ("wild", [("user", "Hello."), ("assistant", "你好。")])
    found = (own.sampling and preset_of(own.sampling), [(message.role, message.text) for message in own.history])
    assert found == ((None, []) if sample.stem < "store-3" else since_columns)
    assert [row.id for row in store.conversations("谢谢")] == [1]
    voted = [(vote.prompt, str(vote.verdict), len(vote.candidates)) for vote in store.votes()]
    since_votes = [("What is 2 + 2?", "win", 2), ("Say hello.", "tie", 2)]
    assert voted == ([] if sample.stem == "store-1" else since_votes)
    store.close()


def test_a_failing_migration_leaves_the_older_version_whole(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    migrate(connection)

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE turns RENAME COLUMN text TO words")

    def third(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE comparisons")
        raise sqlite3.OperationalError("disk full")

    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, second, third))
    assert version_of(connection) == len(MIGRATIONS) + 1
    connection.execute("SELECT words FROM turns, comparisons")
    with pytest.raises(AppError) as caught:
        migrate(connection)
    assert caught.value.code is ErrorCode.STORE_NEWER
    connection.close()


def test_a_copy_is_made_before_a_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    filled().close()
    newer = (*MIGRATIONS, lambda connection: connection.execute("DELETE FROM turns"))
    for module in ("store_schema", "store_database", "store_backup"):
        monkeypatch.setattr(f"desktop_llm.core.{module}.MIGRATIONS", newer)
    monkeypatch.setattr(migrate, "__defaults__", (newer,))
    store = Store()
    assert store.conversation(1).turns == ()
    store.close()
    (copy,) = backups(store_path())
    raw = sqlite3.connect(copy)
    assert raw.execute("SELECT text FROM turns").fetchall() == [("kept",)]
    assert version_of(raw) == len(MIGRATIONS)
    raw.close()


def test_a_newer_database_is_refused_and_left_as_it_is() -> None:
    filled().close()
    raw = sqlite3.connect(store_path())
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    before = store_path().read_bytes()
    for read_only in (False, True):
        with pytest.raises(AppError) as caught:
            Store(read_only=read_only)
        assert caught.value.code is ErrorCode.STORE_NEWER
    assert store_path().read_bytes() == before
    assert backups(store_path()) == []


def test_house_is_kept_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.keep_house()
    assert backups(store_path()) == [], "an empty database needs no copy"
    store.add_turn(store.create_conversation(), None, "user", "kept")
    store.keep_house()
    store.keep_house()
    (copy,) = backups(store_path())
    assert store_backup.fault_of_file(copy) == ""
    assert copy.stat().st_mode & 0o077 == 0
    for days in range(1, 8):
        for path in backups(store_path()):
            stamp = path.stat().st_mtime - 25 * 3600
            os.utime(path, (stamp, stamp))
        store.keep_house()
        assert len(backups(store_path())) == min(days + 1, store_backup.KEPT)
    assert copy not in backups(store_path()), "the oldest goes"
    store.close()


def test_the_copy_holds_what_is_written_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_backup, "_PAGES_AT_ONCE", 2)
    store = filled(["x" * 20_000])
    calls = []

    def write_some() -> bool:
        calls.append(store.add_turn(store.create_conversation(), None, "user", f"meanwhile {len(calls)}"))
        return len(calls) < 6

    assert back_up(store._database.connection, store.path, lambda: len(calls) >= 5 or write_some())
    copied = Store(backups(store_path())[0], read_only=True)
    assert {f"meanwhile {number}" for number in range(5)} < set(titles(copied))
    copied.close()
    store.close()


def test_a_copy_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_backup, "_PAGES_AT_ONCE", 2)
    store = filled(["x" * 20_000])
    store.keep_house(lambda: False)
    assert list(store_backup.backup_folder(store.path).iterdir()) == []
    assert len(titles(store)) == 1
    store.close()


def test_no_copy_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled()
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(store_backup.shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    store.keep_house()
    assert backups(store_path()) == []
    store.close()


def test_a_second_instance_reads_and_does_not_write() -> None:
    first = filled()
    second = Store()
    assert second.read_only
    assert [notice.code for notice in second.notices] == [ErrorCode.STORE_LOCKED]
    assert titles(second) == ["kept"]
    first.add_turn(first.create_conversation(), None, "user", "new")
    assert titles(second) == ["new", "kept"], "it sees what the first writes"
    writes = [
        lambda: second.create_conversation(),
        lambda: second.add_turn(1, None, "user", "x"),
        lambda: second.append_text(1, "x"),
        lambda: second.finish_turn(1, "stop"),
        lambda: second.erase_conversation(1),
        lambda: second.mark_interrupted(),
    ]
    for write in writes:
        with pytest.raises(AppError) as caught:
            write()
        assert caught.value.code is ErrorCode.STORE_LOCKED
    second.keep_house()
    second.close()
    first.close()
    third = Store()
    assert not third.read_only, "the lock goes with its owner"
    third.close()


def test_read_only_on_request_without_a_file() -> None:
    store = Store(read_only=True)
    assert (store.conversations(), store.comparisons(), store.notices) == ((), (), ())
    assert not store_path().exists()
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_files_are_the_owners_only() -> None:
    store = filled()
    ours = [path for path in store.path.parent.iterdir() if path.name.startswith("store.sqlite3")]
    assert len(ours) >= 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in ours), [path.name for path in ours]
    store.close()


def test_rests_of_dead_writers_are_swept() -> None:
    rest = store_path().with_name(".desktop-llm-4194999-0123456789ab.tmp")
    rest.write_text("half a copy")
    Store().close()
    assert not rest.exists()


def test_ballast_is_laid_once_and_given_up(tmp_path: Path) -> None:
    ballast.keep_ballast(tmp_path)
    laid = (tmp_path / "ballast").stat()
    assert laid.st_size == 16_000_000
    time.sleep(0.01)
    ballast.keep_ballast(tmp_path)
    assert (tmp_path / "ballast").stat().st_mtime_ns == laid.st_mtime_ns
    assert ballast.free_ballast(tmp_path)
    assert not ballast.free_ballast(tmp_path)
