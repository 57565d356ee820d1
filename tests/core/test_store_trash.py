"""What is thrown away comes back for 30 days; comparisons are kept like conversations."""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop_llm.core.comparison import Comparison, ComparisonColumn
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.paths import store_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store import Store

COMPARISON = Comparison(
    prompt="What is 2 + 2?\nAnswer briefly.",
    sampling=Sampling(seed=4, stop=("x",)),
    created_at=1_795_000_000.5,
    columns=(
        ComparisonColumn("A", "Starter", "/a", "4", "stop", TurnStats(1, 20.5, 0.1, 9, 10, 1024, 4)),
        ComparisonColumn("B", "面包 model", "/b", "fo\0ur", "cancelled"),
        ComparisonColumn("C", "Third", "/c"),
    ),
)
DAY_S = 24 * 3600.0


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


def test_a_conversation_goes_to_the_trash_and_back(store: Store) -> None:
    chats = [store.create_conversation() for _ in range(3)]
    store.add_turn(chats[1], None, "user", "keep me")
    order = [row.id for row in store.conversations()]
    store.trash_conversation(chats[1])
    assert [row.id for row in store.conversations()] == [chat for chat in order if chat != chats[1]]
    (row,) = store.conversations(trashed=True)
    assert row.trashed_at == pytest.approx(time.time(), abs=60)
    assert store.conversation(chats[1]).trashed_at == row.trashed_at
    store.restore_conversation(chats[1])
    assert [row.id for row in store.conversations()] == order
    assert store.conversation(chats[1]).turns[0].text == "keep me"


def test_erasing_takes_all_of_it(store: Store) -> None:
    kept, gone = store.create_conversation(), store.create_conversation()
    for chat in (kept, gone):
        turn = store.add_turn(chat, None, "user", f"secret of {chat}")
        store.append_text(store.add_turn(chat, turn.id, "assistant").id, "streaming")
    store.erase_conversation(gone)
    store.close()
    raw = sqlite3.connect(store_path())
    owners = "SELECT conversation_id FROM turns UNION SELECT turns.conversation_id FROM pieces JOIN turns ON"
    assert raw.execute(f"{owners} turns.id = pieces.turn_id").fetchall() == [(kept,)]
    assert raw.execute("SELECT count(*) FROM pieces").fetchone() == (1,)
    raw.execute("INSERT INTO turns_fts (turns_fts, rank) VALUES ('integrity-check', 1)")
    raw.close()
    store.__init__()  # type: ignore[misc]
    assert [row.id for row in store.conversations("secret")] == [kept]


def test_only_old_trash_is_purged(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    ages = {29: store.create_conversation(), 31: store.create_conversation()}
    comparison = store.save_comparison(COMPARISON)
    alive = store.create_conversation()
    for days, chat in ages.items():
        monkeypatch.setattr("desktop_llm.core.store.time.time", lambda days=days: now - days * DAY_S)
        store.trash_conversation(chat)
    store.trash_comparison(comparison)  # 31 days ago
    monkeypatch.setattr("desktop_llm.core.store.time.time", lambda: now)
    assert store.purge_trash() == 2
    assert [row.id for row in store.conversations(trashed=True)] == [ages[29]]
    assert store.comparisons(trashed=True) == ()
    assert [row.id for row in store.conversations()] == [alive]


def test_a_comparison_comes_back_whole(store: Store) -> None:
    saved = store.save_comparison(COMPARISON)
    store.close()
    store.__init__()  # type: ignore[misc]
    columns = (COMPARISON.columns[0], replace(COMPARISON.columns[1], text="fo�ur"), COMPARISON.columns[2])
    assert store.comparison(saved) == replace(COMPARISON, id=saved, title="What is 2 + 2?", columns=columns)


def test_a_comparison_is_saved_again_in_place(store: Store) -> None:
    first, other = store.save_comparison(COMPARISON), store.save_comparison(COMPARISON)
    changed = replace(store.comparison(first), columns=COMPARISON.columns[:1], title="Sums")
    assert store.save_comparison(changed) == first
    assert store.comparison(first) == changed
    assert len(store.comparison(other).columns) == 3
    store.set_comparison_title(other, "Others")
    assert [(row.id, row.title, row.model_names) for row in store.comparisons()] == [
        (other, "Others", ("Starter", "面包 model", "Third")),
        (first, "Sums", ("Starter",)),
    ]


def test_a_comparison_that_was_erased_is_saved_as_a_new_one(store: Store) -> None:
    saved = store.save_comparison(COMPARISON)
    whole = store.comparison(saved)
    store.erase_comparison(saved)
    again = store.save_comparison(whole)
    assert len(store.comparison(again).columns) == 3


def test_comparisons_go_to_the_trash_and_back(store: Store) -> None:
    kept, thrown = store.save_comparison(COMPARISON), store.save_comparison(COMPARISON)
    store.trash_comparison(thrown)
    assert [row.id for row in store.comparisons()] == [kept]
    assert [row.id for row in store.comparisons(trashed=True)] == [thrown]
    assert store.comparison(thrown).trashed_at is not None
    store.restore_comparison(thrown)
    assert [row.id for row in store.comparisons()] == [thrown, kept]
    store.erase_comparison(thrown)
    assert [row.id for row in store.comparisons()] == [kept]
