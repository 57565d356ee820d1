"""A damaged database is moved aside, never overwritten; the newest good copy takes its place."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_llm.core.ballast import free_ballast
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.store import Store
from desktop_llm.core.store_backup import backups

PAGE = 4096


def fill(path: Path, count: int) -> None:
    store = Store(path)
    while len(store.conversations()) < count:
        chat = store.create_conversation()
        turn = store.add_turn(chat, None, "user", f"talk number {len(store.conversations())} " + "about bread " * 200)
        store.finish_turn(store.add_turn(chat, turn.id, "assistant", "Yes. " * 50).id, "stop")
    store.close()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("original") / "store.sqlite3"
    fill(path, 3)
    store = Store(path)
    store.keep_house()
    store.close()
    fill(path, 5)
    free_ballast(path.parent)
    return path


@pytest.fixture
def path(original: Path, tmp_path: Path) -> Path:
    """A database of five conversations with a copy from when it had three."""
    shutil.copytree(original.parent, tmp_path / "data")
    return tmp_path / "data" / original.name


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_in_a_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 3 * PAGE + 100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def zero_header(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def nothing_but_zeros(path: Path) -> None:
    path.write_bytes(b"\0" * 64_560)


def a_text_file(path: Path) -> None:
    path.write_text("<html>404</html>" * 1000)


def scrambled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[PAGE:] = random.Random(3).randbytes(len(content) - PAGE)
    path.write_bytes(content)


def another_programs(path: Path) -> None:
    path.unlink()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE bookmarks (url TEXT)")
    raw.commit()
    raw.close()


DAMAGES = [
    cut_in_half, cut_in_a_page, empty, zero_header, nothing_but_zeros, a_text_file, scrambled, another_programs,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_copy_comes_back(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    damaged = path.read_bytes()
    copy = backups(path)[0]
    store = Store(path)
    (notice,) = store.notices
    assert notice.code is ErrorCode.STORE_DAMAGED
    assert Path(str(notice.values["moved_to"])).read_bytes() == damaged
    assert notice.values["restored_from"] == str(copy)
    assert notice.values["restored_at"] == pytest.approx(copy.stat().st_mtime)
    assert len(store.conversations("bread")) == 3
    store.add_turn(store.create_conversation(), None, "user", "life goes on")
    store.close()
    again = Store(path)
    assert (again.notices, len(again.conversations())) == ((), 4)
    again.close()


@pytest.mark.parametrize("damage", [cut_in_half, nothing_but_zeros, scrambled, another_programs])
def test_without_a_copy_it_starts_anew(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    damaged = path.read_bytes()
    for copy in backups(path):
        copy.unlink()
    store = Store(path)
    (notice,) = store.notices
    assert (notice.code, notice.values["restored_from"]) == (ErrorCode.STORE_DAMAGED, "")
    assert Path(str(notice.values["moved_to"])).read_bytes() == damaged
    assert store.conversations() == ()
    assert store.create_conversation()
    store.close()


def test_a_damaged_copy_is_passed_over(path: Path) -> None:
    good = backups(path)[0]
    for ending, damage in (("1", scrambled), ("2", nothing_but_zeros), ("3", a_text_file)):
        newer = good.with_name(f"store-99990101-00000{ending}.sqlite3")
        newer.write_bytes(good.read_bytes())
        damage(newer)
    assert len(backups(path)) == 4
    scrambled(path)
    store = Store(path)
    assert store.notices[0].values["restored_from"] == str(good)
    assert len(store.conversations()) == 3
    store.close()


def test_any_one_page_may_be_zeroed(path: Path) -> None:
    whole = path.read_bytes()
    noticed = 0
    for start in range(0, len(whole), PAGE):
        path.write_bytes(whole[:start] + b"\0" * PAGE + whole[start + PAGE :])
        store = Store(path)
        talks = [store.conversation(row.id) for row in store.conversations()]
        if store.notices:
            noticed += 1
            assert len(talks) == 3, f"page {start // PAGE}"
        else:
            assert len(talks) == 5
        assert all(len(talk.turns) == 2 for talk in talks)
        store.close()
    assert noticed >= len(whole) // PAGE - 3, "all but free pages"


def test_without_its_wal_the_older_state_opens(path: Path) -> None:
    store = Store(path)
    store._database.connection.execute("PRAGMA wal_autocheckpoint = 0")
    store.add_turn(store.create_conversation(), None, "user", "only in the log")
    main = path.read_bytes()
    store.close()
    path.write_bytes(main)
    opened = Store(path)
    assert (opened.notices, len(opened.conversations())) == ((), 5)
    opened.close()


def test_a_torn_wal_costs_only_its_torn_end(tmp_path: Path, path: Path) -> None:
    store = Store(path)
    store._database.connection.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(5):
        store.add_turn(store.create_conversation(), None, "user", f"log {number}")
    log = path.with_name(path.name + "-wal")
    main, pages = path.read_bytes(), log.read_bytes()
    store.close()
    path.write_bytes(main)
    log.write_bytes(pages[: len(pages) // 2] + b"\0" * 500)
    opened = Store(path)
    assert opened.notices == ()
    assert 5 <= len(opened.conversations()) < 10
    assert opened.create_conversation()
    opened.close()


def test_damage_met_while_it_runs_is_told(path: Path) -> None:
    store = Store(path)
    scrambled(path)
    store._database.connection.execute("PRAGMA cache_size = 0")
    with pytest.raises(AppError) as caught:
        for row in store.conversations():
            store.conversation(row.id)
        store.conversations("bread talk")
    assert caught.value.code is ErrorCode.STORE_DAMAGED
    store.close()
