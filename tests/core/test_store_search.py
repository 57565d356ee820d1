"""Finding conversations by their words."""

from collections.abc import Iterator

import pytest

from desktop_llm.core.store import Store

TALKS = {
    "bread": ["How do I bake \"bread\"?", "Knead the dough, then 100% flour_water; see C:\\oven and O'Brien's book."],
    "cake": ["Kuchen BACKEN, Äpfel und Öl", "Die Äpfel schälen."],
    "面包": ["怎么做面包？", "先把面粉和水混合，然后揉面团。针线"],
    "empty": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that is only read."""
    store = Store(tmp_path_factory.mktemp("talks") / "store.sqlite3")
    for title, turns in TALKS.items():
        chat = store.create_conversation()
        parent = None
        for text in turns:
            parent = store.add_turn(chat, parent, "user", text).id
        store.set_title(chat, title)
    yield store
    store.close()


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


def found(store: Store, query: str) -> set[str]:
    return {row.title for row in store.conversations(query)}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", set(TALKS)),
        ("   ", set(TALKS)),
        ("dough", {"bread"}),
        ("DOUGH", {"bread"}),
        ("doug", {"bread"}),
        ("bake dough", {"bread"}),
        ("dough cake", set()),
        ("cake backen", {"cake"}),
        ("äpfel", {"cake"}),
        ("ÖL", {"cake"}),
        ("öl", set()),  # below three characters only ASCII letters match in either case
        ("Öl", {"cake"}),
        ("面粉", {"面包"}),
        ("面", {"面包"}),
        ("面粉和水", {"面包"}),
        ("怎么 揉面团", {"面包"}),
        ("针线", {"面包"}),
        ("empty", {"empty"}),
        ("Bre", {"bread"}),
        ("xyzzy", set()),
        ('"bread"', {"bread"}),
        ('"', {"bread"}),
        ("O'Brien", {"bread"}),
        ("100%", {"bread"}),
        ("0%", {"bread"}),
        ("%", {"bread"}),
        ("r_w", {"bread"}),
        ("_", {"bread"}),
        ("C:\\", {"bread"}),
        ("\\", {"bread"}),
        ("dough OR cake", set()),
        ("dough NOT x", set()),
        ("NEAR(dough oven)", set()),
        ("text:dough", set()),
        ("dough*", set()),
        ("^dough", set()),
        ("(((", set()),
        ("'; DROP TABLE turns;", set()),
        ("\0", set(TALKS)),
        ("\ud800", set()),
        ("x" * 100_000, set()),
        ("dough " * 5000, {"bread"}),
    ],
)
def test_queries(talks: Store, query: str, titles: set[str]) -> None:
    assert found(talks, query) == titles


def test_the_excerpt_is_around_the_word(store: Store) -> None:
    chat = store.create_conversation()
    store.add_turn(chat, None, "user", "before " * 100 + "the\nneedle\tis here " + "after " * 100)
    (row,) = store.conversations("NEEDLE")
    assert row.found.startswith("…")
    assert row.found.endswith("…")
    assert "before the needle is here after" in row.found
    assert len(row.found) < 160


def test_short_texts_are_shown_whole_and_titles_need_no_excerpt(talks: Store) -> None:
    (row,) = talks.conversations("揉面团")
    assert row.found == "先把面粉和水混合，然后揉面团。针线"
    assert [row.found for row in talks.conversations("empty")] == [""]
    assert [row.found for row in talks.conversations()] == [""] * len(TALKS)


def test_only_what_is_there_now_is_found(store: Store) -> None:
    chat = store.create_conversation()
    turn = store.add_turn(chat, None, "assistant", "first draft")
    assert len(store.conversations("first draft")) == 1
    store.finish_turn(turn.id, "stop", text="second version")
    assert store.conversations("first draft") == ()
    assert len(store.conversations("second version")) == 1
    store.trash_conversation(chat)
    assert store.conversations("second version") == ()
    assert [row.id for row in store.conversations("second version", trashed=True)] == [chat]
    store.erase_conversation(chat)
    assert store.conversations("second version", trashed=True) == ()


def test_an_answer_is_found_once_it_is_finished(store: Store) -> None:
    chat = store.create_conversation()
    turn = store.add_turn(chat, None, "assistant")
    store.append_text(turn.id, "a yardstick ")
    store.append_text(turn.id, "of oak")
    store.finish_turn(turn.id, "stop")
    assert [row.id for row in store.conversations("yardstick of oak")] == [chat]
