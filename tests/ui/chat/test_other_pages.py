"""Models that write on, models that fill gaps, and the list of conversations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_llm.core.conversation import Conversation
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import FillGaps, GapChoice, GapsFilled, Generate
from desktop_llm.ui.chat.continue_page import kept_parts
from desktop_llm.ui.chat.conversation_list import day_group
from desktop_llm.ui.chat.saving import save_copy
from tests.ui.chat.conftest import BASE, CHAT, MASKED, Desk
from tests.ui.chat.test_chat import LEFT, answer, click, number_of, own, stored, type_and_send

# --- continue my text ------------------------------------------------------------------------------------------------


def say(qtbot: QtBot, desk: Desk, text: str, reason: str = "stop") -> None:
    desk.engines.last.say(text)
    desk.engines.last.finish(reason)
    qtbot.waitUntil(lambda: not desk.place.talk.is_busy)


def raw_prompt(desk: Desk) -> str | None:
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    return request.raw_prompt


@pytest.mark.parametrize(
    ("parts", "text", "kept", "added"),
    [
        ((), "Once", 0, "Once"),
        (("Once", " upon"), "Once upon", 2, ""),
        (("Once", " upon"), "Once upon a", 2, " a"),
        (("Once", " upon"), "Once", 1, ""),
        (("Once", " upon"), "Once up", 1, " up"),
        (("Once", " upon"), "Twice", 0, "Twice"),
    ],
)
def test_which_parts_still_stand(parts: tuple[str, ...], text: str, kept: int, added: str) -> None:
    assert kept_parts(parts, text) == (kept, added)


def test_a_base_model_continues_a_text(desk: Desk, qtbot: QtBot) -> None:
    desk.place.open_with(str(BASE.path))
    page = desk.place.continue_page
    click(qtbot, page.ideas[0])
    assert raw_prompt(desk) == "Once upon a time"
    desk.engines.last.say(" there was")
    assert page.text == "Once upon a time there was"
    assert page.editor.parts() == [("Once upon a time", False), (" there was", True)]
    assert page.action.text() == "Stop"
    say(qtbot, desk, " a duck.")
    page.editor.go_to_end()
    qtbot.keyClicks(page.editor, " It swam")
    qtbot.keyClick(page.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert raw_prompt(desk) == "Once upon a time there was a duck. It swam"
    say(qtbot, desk, " away.")
    conversation = stored(qtbot, desk)
    assert conversation.mode == "continue"
    assert "".join(turn.text for turn in conversation.turns) == page.text
    assert [turn.role for turn in conversation.turns] == ["user", "assistant", "user", "assistant"]


def test_undo_and_another_continuation_are_versions(desk: Desk, qtbot: QtBot) -> None:
    desk.place.open_with(str(BASE.path))
    page = desk.place.continue_page
    qtbot.keyClicks(page.editor, "The duck")
    click(qtbot, page.action)
    say(qtbot, desk, " swam.")
    click(qtbot, page.undo)
    assert page.text == "The duck"
    click(qtbot, page.action)
    assert raw_prompt(desk) == "The duck"
    say(qtbot, desk, " flew.")
    qtbot.waitUntil(lambda: page.versions.count == 2)
    assert page.text == "The duck flew."
    click(qtbot, page.versions.earlier)
    qtbot.waitUntil(lambda: page.text == "The duck swam.")


def test_trouble_in_a_continuation_keeps_the_text(desk: Desk, qtbot: QtBot) -> None:
    desk.place.open_with(str(BASE.path))
    page = desk.place.continue_page
    qtbot.keyClicks(page.editor, "The duck")
    click(qtbot, page.action)
    desk.engines.last.say(" sw")
    desk.engines.last.fail(ErrorCode.ENGINE_DIED)
    qtbot.waitUntil(lambda: page.trouble is not None)
    assert page.text == "The duck sw"
    assert page.trouble is not None
    click(qtbot, page.trouble.try_again)
    say(qtbot, desk, " swam.")
    assert page.text == "The duck swam."


# --- gaps ------------------------------------------------------------------------------------------------------------


def test_gaps_are_filled_with_choices(desk: Desk, qtbot: QtBot) -> None:
    desk.place.open_with(str(MASKED.path))
    page = desk.place.gaps_page
    assert page.action.unavailable_reason == "Write ___ where a word is missing."
    qtbot.keyClicks(page.field, "Ducks ___ in ponds.")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert desk.engines.last.request == FillGaps(desk.engines.last.job.id, "Ducks ___ in ponds.", 5)
    desk.engines.last.send(GapsFilled(gaps=((GapChoice("swim", 0.7), GapChoice("sleep", 0.2)),)))
    assert page.choices == ["swim", "sleep"]
    assert page.action.isEnabled()


# --- the list --------------------------------------------------------------------------------------------------------


def two_conversations(qtbot: QtBot, desk: Desk) -> tuple[int, int]:
    numbers = []
    for question, text in (("Tell me of rye", "Rye is a grain."), ("Tell me of ducks", "Ducks love ponds.")):
        type_and_send(qtbot, desk, question)
        answer(qtbot, desk, text)
        number = number_of(qtbot, desk)
        numbers.append(number)
        desk.place.new_conversation()
    list_ = desk.place.sidebar_list()
    list_.resize(240, 600)
    list_.show()
    qtbot.waitUntil(lambda: len(list_.rows.keys()) == 2)
    return numbers[0], numbers[1]


def test_list_opens_searches_and_begins_anew(desk: Desk, qtbot: QtBot) -> None:
    list_ = desk.place.sidebar_list()
    assert list_.nothing_words == "Your conversations will appear here."
    rye, ducks = two_conversations(qtbot, desk)
    click(qtbot, list_.rows.row(rye))
    qtbot.waitUntil(lambda: desk.place.talk.conversation_id == rye)
    assert own(desk, 0).text == "Tell me of rye"
    list_.start_search()
    qtbot.keyClicks(list_.search.edit, "ponds")
    qtbot.waitUntil(lambda: list_.rows.keys() == [ducks])
    row = list_.rows.row(ducks)
    assert row is not None
    assert "ponds" in row.accessibleDescription()
    qtbot.keyClicks(list_.search.edit, "zzz")
    qtbot.waitUntil(lambda: list_.nothing_words == "Nothing found.")
    qtbot.keyClick(list_.search.edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(list_.rows.keys()) == 2)
    qtbot.mouseClick(list_.new_button, LEFT)
    assert desk.place.talk.conversation_id is None
    assert not desk.place.talk.entries


def test_rename_in_place(desk: Desk, qtbot: QtBot) -> None:
    rye, _ = two_conversations(qtbot, desk)
    list_ = desk.place.sidebar_list()
    list_.start_renaming(rye)
    assert list_.rename_field is not None
    assert list_.rename_field.text == "Tell me of rye"
    list_.rename_field.edit.selectAll()
    qtbot.keyClicks(list_.rename_field.edit, "All about rye")
    qtbot.keyClick(list_.rename_field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list_.title_of(rye) == "All about rye")
    assert list_.rename_field is None


def test_trash_undo_and_restore(desk: Desk, qtbot: QtBot) -> None:
    rye, ducks = two_conversations(qtbot, desk)
    list_ = desk.place.sidebar_list()
    list_.trash_requested.emit(rye)
    qtbot.waitUntil(lambda: list_.rows.keys() == [ducks])
    assert desk.place.shelf.toast.text == "Moved to the trash"
    click(qtbot, desk.place.shelf.toast.action)
    qtbot.waitUntil(lambda: len(list_.rows.keys()) == 2)
    list_.trash_requested.emit(ducks)
    qtbot.waitUntil(lambda: list_.rows.keys() == [rye])
    click(qtbot, list_.trash)
    qtbot.waitUntil(lambda: list_.is_trash and list_.rows.keys() == [ducks])
    actions = {action.text(): action for action in list_.menu_for(ducks).actions()}
    actions["Restore"].trigger()
    qtbot.waitUntil(lambda: list_.nothing_words == "The trash is empty.")
    click(qtbot, list_.trash)
    qtbot.waitUntil(lambda: len(list_.rows.keys()) == 2)


def test_throwing_away_the_open_one_shows_an_empty_one(desk: Desk, qtbot: QtBot) -> None:
    rye, _ = two_conversations(qtbot, desk)
    desk.place.open_conversation(rye)
    qtbot.waitUntil(lambda: desk.place.talk.conversation_id == rye)
    desk.place.sidebar_list().trash_requested.emit(rye)
    qtbot.waitUntil(lambda: not desk.place.talk.entries)


@pytest.mark.parametrize("ending", ["md", "html", "json"])
def test_copies_hold_the_conversation(desk: Desk, qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    type_and_send(qtbot, desk, "Tell me of <rye>")
    answer(qtbot, desk, "Rye is a grain.")
    number = number_of(qtbot, desk)
    written: list[Path] = []
    save_copy(desk.store, desk.tasks, number, tmp_path / f"copy.{ending}", written.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(written))
    text = written[0].read_text("utf-8")
    assert "Rye is a grain." in text
    assert ("<rye>" in text) is (ending == "json")


def test_headings_of_days() -> None:
    now = 1_790_000_000.0
    day = 24 * 3600
    names = [day_group(now - days * day, now) for days in (0, 1, 3, 7, 30)]
    assert names == ["Today", "Yesterday", "Last week", "Last week", "Earlier"]


# --- a long conversation ---------------------------------------------------------------------------------------------


def long_conversation(desk: Desk, qtbot: QtBot, count: int) -> Conversation:
    found: list[Conversation] = []

    def make(store: object) -> Conversation:
        number = store.create_conversation("chat", str(CHAT.path))  # type: ignore[attr-defined]
        parent = None
        for turn in range(count):
            role = "assistant" if turn % 2 else "user"
            parent = store.add_turn(number, parent, role, f"words {turn} " * 40, outcome="stop").id  # type: ignore[attr-defined]
        return store.conversation(number)  # type: ignore[attr-defined]

    desk.store.submit(make, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_the_last_twenty_are_shown_and_earlier_ones_on_request(desk: Desk, qtbot: QtBot) -> None:
    conversation = long_conversation(desk, qtbot, 50)
    desk.place.open_conversation(conversation.id)
    transcript = desk.place.page.transcript
    qtbot.waitUntil(lambda: transcript.is_built and len(transcript.messages()) == 20, timeout=30_000)
    bar = transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    assert transcript.message(30) is not None
    assert transcript.message(29) is None
    bar.setValue(0)
    click(qtbot, transcript.earlier_button)
    qtbot.waitUntil(lambda: transcript.is_built and len(transcript.messages()) == 40, timeout=30_000)
    bar.setValue(0)
    click(qtbot, transcript.earlier_button)
    qtbot.waitUntil(lambda: transcript.is_built and len(transcript.messages()) == 50, timeout=30_000)
    assert transcript.earlier_button.isHidden()


def test_new_text_is_followed_only_from_the_end(make_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = make_desk()
    conversation = long_conversation(desk, qtbot, 20)
    desk.place.open_conversation(conversation.id)
    transcript = desk.place.page.transcript
    qtbot.waitUntil(lambda: transcript.is_built and len(transcript.messages()) == 20, timeout=30_000)
    type_and_send(qtbot, desk, "More")
    bar = transcript.verticalScrollBar()
    desk.engines.last.say("line\n" * 60)
    qtbot.waitUntil(lambda: transcript.follows_end and bar.value() == bar.maximum())
    bar.setValue(bar.maximum() // 2)
    held = bar.value()
    desk.engines.last.say("line\n" * 60)
    qtbot.wait(50)
    assert bar.value() == held
    assert not transcript.follows_end
    bar.setValue(bar.maximum())
    desk.engines.last.say("line\n" * 60)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    desk.engines.last.finish()
