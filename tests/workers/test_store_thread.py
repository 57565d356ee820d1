"""The database behind its thread: order, trouble, house-keeping, closing."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_llm.core.conversation import Conversation
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.paths import store_path
from desktop_llm.core.store import Store
from desktop_llm.core.store_backup import backup_folder, backups
from desktop_llm.workers.store_thread import StoreThread

Start = Callable[..., StoreThread]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Make store threads that are closed in the end."""
    threads: list[StoreThread] = []

    def make(path: Path | None = None, **options: float) -> StoreThread:
        threads.append(StoreThread(path, **options))
        return threads[-1]

    yield make
    for thread in threads:
        assert thread.close()


def test_ops_run_in_order_and_answer_in_order(start: Start, qtbot: QtBot) -> None:
    thread = start()
    heard: list[object] = []
    thread.submit(lambda store: store.create_conversation(), heard.append)
    thread.submit(lambda store: store.add_turn(1, None, "assistant").id, heard.append)
    for number in range(20):
        thread.submit(lambda store, number=number: store.append_text(1, f"{number} "))
    thread.submit(lambda store: store.conversation(1), heard.append)
    qtbot.waitUntil(lambda: len(heard) == 3)
    conversation = heard[2]
    assert isinstance(conversation, Conversation)
    assert heard[:2] == [1, 1]
    assert conversation.turns[0].text == "".join(f"{number} " for number in range(20))


def test_it_says_how_opening_went(start: Start, qtbot: QtBot) -> None:
    thread = start()
    with qtbot.waitSignal(thread.opened) as opened:
        thread.start()
    assert opened.args == [()]


def test_a_damaged_database_is_a_notice_and_work_goes_on(start: Start, qtbot: QtBot) -> None:
    store_path().write_bytes(b"\0" * 64_560)
    thread = start()
    heard: list[object] = []
    with qtbot.waitSignal(thread.opened) as opened:
        thread.submit(lambda store: store.create_conversation(), heard.append)
    (notice,) = opened.args[0]
    assert notice.code is ErrorCode.STORE_DAMAGED
    qtbot.waitUntil(lambda: heard == [1])


def test_where_it_cannot_be_opened_every_op_says_why(start: Start, qtbot: QtBot) -> None:
    Store().close()
    raw = sqlite3.connect(store_path())
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    thread = start()
    errors: list[AppError] = []
    with qtbot.waitSignal(thread.opened) as opened:
        for _ in range(3):
            thread.submit(lambda store: store.create_conversation(), None, errors.append)
    assert [notice.code for notice in opened.args[0]] == [ErrorCode.STORE_NEWER]
    qtbot.waitUntil(lambda: len(errors) == 3)
    assert {error.code for error in errors} == {ErrorCode.STORE_NEWER}
    assert len({id(error) for error in errors}) == 3


def test_torn_answers_are_marked_before_anything_else(start: Start, qtbot: QtBot) -> None:
    store = Store()
    chat = store.create_conversation()
    store.append_text(store.add_turn(chat, None, "assistant").id, "half")
    store.close()
    heard: list[Conversation] = []
    start().submit(lambda store: store.conversation(chat), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert [(turn.text, turn.outcome) for turn in heard[0].turns] == [("half", "interrupted")]


def test_a_second_instance_reads_and_leaves_open_answers_alone(start: Start, qtbot: QtBot) -> None:
    first = Store()
    chat = first.create_conversation()
    turn = first.add_turn(chat, None, "assistant")
    first.append_text(turn.id, "streaming")
    thread = start()
    heard: list[object] = []
    with qtbot.waitSignal(thread.opened) as opened:
        thread.submit(lambda store: store.conversation(chat).turns[0].outcome, heard.append)
    assert [notice.code for notice in opened.args[0]] == [ErrorCode.STORE_LOCKED]
    thread.submit(lambda store: store.append_text(turn.id, "x"), None, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] == ""
    assert isinstance(heard[1], AppError)
    assert heard[1].code is ErrorCode.STORE_LOCKED
    first.close()


def test_errors_of_sqlite_come_translated_and_bugs_as_reports(
    start: Start, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    thread = start()
    errors: list[AppError] = []

    def corrupt(_store: Store) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode, error.sqlite_errorname = 11, "SQLITE_CORRUPT"
        raise error

    def wrong_sql(store: Store) -> None:
        with store._database.reading() as connection:
            connection.execute("SELECT nothing FROM nowhere")

    thread.submit(corrupt, None, errors.append)
    thread.submit(wrong_sql, None, errors.append)
    thread.submit(lambda store: store.conversation(5), None, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 3)
    assert [error.code for error in errors] == [ErrorCode.STORE_DAMAGED, ErrorCode.BUG, ErrorCode.BAD_OPTION]
    assert "nowhere" in errors[1].detail
    assert "wrong_sql" in errors[1].detail


def test_a_write_that_nobody_hears_fail_is_logged(start: Start, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    thread = start()
    heard: list[object] = []
    thread.submit(lambda store: store.append_text(77, "x"))
    thread.submit(lambda store: store.conversations(), heard.append)
    qtbot.waitUntil(lambda: heard == [()])
    assert "nobody heard" in caplog.text
    assert "there is no turn 77" in caplog.text


def test_closing_writes_all_and_calls_nobody(start: Start, qtbot: QtBot) -> None:
    thread = start()
    heard: list[object] = []
    thread.submit(lambda store: store.create_conversation(), heard.append)
    thread.submit(lambda store: store.add_turn(1, None, "assistant"), heard.append)
    for _ in range(50):
        thread.submit(lambda store: store.append_text(1, "x"), heard.append)
    assert thread.close()
    thread.submit(lambda store: store.append_text(1, "too late"), heard.append)
    qtbot.wait(20)
    assert heard == []
    store = Store()
    assert store.conversation(1).turns[0].text == "x" * 50
    assert not store.read_only, "the file was let go"
    store.close()


def test_when_idle_it_keeps_house_and_still_serves(start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_llm.core.store_backup._PAGES_AT_ONCE", 1)
    thread = start(first_idle_s=0.05)
    heard: list[object] = []
    thread.submit(lambda store: store.create_conversation())
    thread.submit(lambda store: store.add_turn(1, None, "user", "bread " * 50_000), lambda turn: heard.append(turn.id))
    qtbot.waitUntil(lambda: heard == [1])

    qtbot.waitUntil(lambda: any(backup_folder(store_path()).glob("*")), timeout=20_000)
    for _ in range(3):  # while it copies
        thread.submit(lambda store: len(store.conversations()), heard.append)
    qtbot.waitUntil(lambda: heard == [1, 1, 1, 1])
    qtbot.waitUntil(lambda: len(backups(store_path())) == 1, timeout=20_000)


def test_closing_ends_a_copy_in_progress(start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    serve = StoreThread._serve_waiting

    def serve_and_close(self: StoreThread, store: Store) -> bool:
        self._queue.put(None)
        asked.append(serve(self, store))
        return asked[-1]

    monkeypatch.setattr("desktop_llm.core.store_backup._PAGES_AT_ONCE", 1)
    monkeypatch.setattr(StoreThread, "_serve_waiting", serve_and_close)
    thread = start(first_idle_s=0.02)
    thread.submit(lambda store: store.create_conversation())
    qtbot.waitUntil(lambda: bool(asked) and not thread.isRunning(), timeout=20_000)
    assert asked == [False]
    assert backups(store_path()) == []
