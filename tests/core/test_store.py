"""Conversations in the database: turns, versions, streamed text, titles."""

import sqlite3
from collections.abc import Iterator

import pytest

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.paths import store_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store import Store

STATS = TurnStats(12, 33.25, 0.4, 100, 112, 2048, 7)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


def reopened(store: Store) -> Store:
    store.close()
    store.__init__()  # type: ignore[misc]
    return store


def texts(store: Store, conversation_id: int) -> list[str]:
    return [turn.text for turn in store.conversation(conversation_id).turns]


def test_a_new_conversation_keeps_what_it_was_made_with(store: Store) -> None:
    sampling = Sampling(temperature=0.0, top_k=3, stop=("\n", "###"), seed=5, answers=2)
    made = store.create_conversation("continue", "/models/模型", "Be brief.", sampling)
    conversation = reopened(store).conversation(made)
    assert (conversation.mode, conversation.model_path, conversation.system) == (
        "continue",
        "/models/模型",
        "Be brief.",
    )
    assert conversation.sampling == sampling
    assert (conversation.title, conversation.turns, conversation.trashed_at) == ("", (), None)
    assert 0 < conversation.created_at == conversation.updated_at


def test_question_and_streamed_answer(store: Store) -> None:
    chat = store.create_conversation()
    question = store.add_turn(chat, None, "user", "How warm should the oven be?")
    answer = store.add_turn(chat, question.id, "assistant", model_name="Starter", model_path="/m")
    for piece in ("About ", "220 ", "degrees.", " 好", "🍞"):
        store.append_text(answer.id, piece)
    assert texts(store, chat)[-1] == "About 220 degrees. 好🍞", "what has streamed is shown before it is finished"
    finished = store.finish_turn(answer.id, "stop", STATS)
    assert finished == reopened(store).conversation(chat).turns[-1]
    assert (finished.text, finished.outcome, finished.stats) == ("About 220 degrees. 好🍞", "stop", STATS)
    assert (finished.model_name, finished.model_path, finished.parent_id) == ("Starter", "/m", question.id)


def test_the_end_may_replace_what_streamed(store: Store) -> None:
    chat = store.create_conversation()
    answer = store.add_turn(chat, None, "assistant")
    store.append_text(answer.id, "Hello###")
    assert store.finish_turn(answer.id, "stop_string", text="Hello").text == "Hello"
    assert texts(reopened(store), chat) == ["Hello"]


def test_an_answer_is_continued(store: Store) -> None:
    chat = store.create_conversation()
    answer = store.add_turn(chat, None, "assistant", "Once ")
    store.finish_turn(answer.id, "length")
    store.append_text(answer.id, "upon")
    assert store.conversation(chat).turns[0].outcome == "", "it streams again"
    store.append_text(answer.id, " a time")
    assert store.finish_turn(answer.id, "stop").text == "Once upon a time"


def test_versions_keep_what_followed_them(store: Store) -> None:
    chat = store.create_conversation()
    first = store.add_turn(chat, None, "user", "q1")
    answer = store.add_turn(chat, first.id, "assistant", "a1")
    follow = store.add_turn(chat, answer.id, "user", "q2")
    store.add_turn(chat, follow.id, "assistant", "a2")
    again = store.add_turn(chat, first.id, "assistant", "a1 again")
    assert (again.version, again.versions) == (2, 2)
    assert texts(store, chat) == ["q1", "a1 again"]
    store.add_turn(chat, again.id, "user", "another way")
    edited = store.add_turn(chat, None, "user", "q1 edited")
    assert texts(store, chat) == ["q1 edited"]

    shown = store.show_version(edited.id, 1)
    assert [turn.text for turn in shown.turns] == ["q1", "a1 again", "another way"]
    assert [(turn.version, turn.versions) for turn in shown.turns] == [(1, 2), (2, 2), (1, 1)]
    store.show_version(again.id, 1)
    assert texts(reopened(store), chat) == ["q1", "a1", "q2", "a2"]
    store.show_version(first.id, 2)
    store.show_version(edited.id, 1)
    assert texts(store, chat) == ["q1", "a1", "q2", "a2"], "each branch is as it was left"
    assert [turn.text for turn in store.turn_tree(chat)] == [
        "q1", "a1", "q2", "a2", "a1 again", "another way", "q1 edited",
    ]  # fmt: skip


@pytest.mark.parametrize("version", [0, 2, -1])
def test_no_such_version(store: Store, version: int) -> None:
    chat = store.create_conversation()
    turn = store.add_turn(chat, None, "user", "q")
    with pytest.raises(AppError) as caught:
        store.show_version(turn.id, version)
    assert caught.value.code is ErrorCode.BAD_OPTION
    assert texts(store, chat) == ["q"]


def test_what_is_gone_is_told(store: Store) -> None:
    chat, other = store.create_conversation(), store.create_conversation()
    turn = store.add_turn(other, None, "user", "elsewhere")
    gone = [
        lambda: store.conversation(99),
        lambda: store.add_turn(99, None, "user", "q"),
        lambda: store.add_turn(chat, 99, "user", "q"),
        lambda: store.add_turn(chat, turn.id, "user", "a parent in another conversation"),
        lambda: store.append_text(99, "x"),
        lambda: store.finish_turn(99, "stop"),
        lambda: store.show_version(99, 1),
        lambda: store.comparison(99),
    ]
    for ask in gone:
        with pytest.raises(AppError) as caught:
            ask()
        assert caught.value.code is ErrorCode.BAD_OPTION
    assert texts(store, chat) == []


def test_only_open_answers_become_interrupted(store: Store) -> None:
    chat = store.create_conversation()
    question = store.add_turn(chat, None, "user", "q")
    done = store.add_turn(chat, question.id, "assistant", "done")
    store.finish_turn(done.id, "stop")
    torn = store.add_turn(chat, question.id, "assistant")
    store.append_text(torn.id, "half an ")
    store.append_text(torn.id, "answer")
    store = reopened(store)
    assert store.mark_interrupted() == 1
    shown = store.conversation(chat).turns
    assert [(turn.text, turn.outcome) for turn in shown] == [("q", ""), ("half an answer", "interrupted")]
    assert store.conversations("half answer")[0].id == chat, "it can be found"
    assert store.mark_interrupted() == 0
    assert store.show_version(torn.id, 1).turns[1].outcome == "stop"


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("How warm should the oven be?", "How warm should the oven be?"),
        ("\n\n  ## Bread \t and\x00 butter\nsecond line", "Bread and� butter"),
        ("word " * 40, "word word word word word word word word word word word…"),
        ("面包" * 60, "面包" * 29 + "面…"),
        ("a‮b", "a b"),
        ("   ", ""),
    ],
)
def test_the_first_message_gives_the_title(store: Store, message: str, title: str) -> None:
    chat = store.create_conversation()
    question = store.add_turn(chat, None, "user", message)
    store.add_turn(chat, question.id, "user", "not this one")
    assert store.conversation(chat).title == title


def test_a_name_given_stays(store: Store) -> None:
    chat = store.create_conversation()
    store.add_turn(chat, None, "user", "first")
    store.add_turn(chat, None, "user", "first, edited")
    assert store.conversation(chat).title == "first, edited"
    store.set_title(chat, "  My \n bakery ")
    store.add_turn(chat, None, "user", "third try")
    assert reopened(store).conversation(chat).title == "My bakery"
    store.set_title(chat, " ")
    assert store.conversation(chat).title == "third try"


def test_what_can_be_changed(store: Store) -> None:
    chat = store.create_conversation()
    store.set_system(chat, "Speak Chinese.")
    store.set_model_path(chat, "/other")
    store.set_sampling(chat, Sampling(top_k=9))
    conversation = reopened(store).conversation(chat)
    assert (conversation.system, conversation.model_path) == ("Speak Chinese.", "/other")
    assert conversation.sampling == Sampling(top_k=9)


def test_the_list_has_the_last_changed_first_whatever_the_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chats = [store.create_conversation() for _ in range(3)]
    monkeypatch.setattr("desktop_llm.core.store_turns.time.time", lambda: 5.0)
    store.add_turn(chats[0], None, "user", "newest")
    assert [row.id for row in store.conversations()] == [chats[0], chats[2], chats[1]]
    assert [row.id for row in store.conversations(limit=2)] == [chats[0], chats[2]]


@pytest.mark.parametrize("text", ["a\0b", "\ud83c", "x\udc00y", "\U0001f35e", "'; DROP TABLE turns; --", "\r\n\t "])
def test_any_text_can_be_stored(store: Store, text: str) -> None:
    chat = store.create_conversation(system=text, model_path=text)
    turn = store.add_turn(chat, None, "assistant", text, model_name=text)
    store.append_text(turn.id, text)
    stored = store.finish_turn(turn.id, "stop").text
    expected = "".join("�" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
    assert stored == expected * 2
    store.set_title(chat, text)
    assert len(reopened(store).conversations()) == 1


def test_damaged_cells_hide_nothing(store: Store) -> None:
    chats = []
    for number in range(3):
        chats.append(store.create_conversation())
        turn = store.add_turn(chats[-1], None, "assistant", f"text {number}")
        store.finish_turn(turn.id, "stop", STATS)
    store.close()
    raw = sqlite3.connect(store_path())
    raw.execute(
        'UPDATE conversations SET sampling = \'{"top_k": null, "top_p": "x", "stop": 3}\', updated_at = \'x\','
        " title = x'ff', mode = 5 WHERE id = ?",
        (chats[1],),
    )
    raw.execute("UPDATE turns SET stats = '{\"tokens\": null, \"seed\": 1e400}', created_at = '' WHERE id = 2")
    raw.execute("UPDATE turns SET stats = 'not json', shown_child = 2 WHERE id = 3")
    raw.execute("UPDATE turns SET shown_child = 1 WHERE id = 1")
    raw.commit()
    raw.close()
    store.__init__()  # type: ignore[misc]
    assert len(store.conversations()) == 3
    assert [texts(store, chat) for chat in chats] == [["text 0"], ["text 1"], ["text 2"]]
    assert store.conversation(chats[1]).sampling == Sampling()
    assert store.conversation(chats[1]).turns[0].stats == TurnStats()
    assert store.conversation(chats[2]).turns[0].stats is None
