"""What a person does in a conversation, with mouse and keyboard: real store, scripted engines."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.conversation import Conversation
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import Generate, Message
from desktop_llm.ui.chat.answer_message import AnswerMessage
from desktop_llm.ui.chat.own_message import OwnMessage
from desktop_llm.ui.chat.prompt import messages_of
from desktop_llm.ui.chat.talk import Activity
from tests.ui.chat.conftest import CHAT, Desk

LEFT = Qt.MouseButton.LeftButton


def click(qtbot: QtBot, widget: QWidget | None) -> None:
    assert widget is not None
    qtbot.waitUntil(widget.isVisible)  # what was laid out just now is shown in the next turn of the event loop
    assert widget.isEnabled()
    qtbot.mouseClick(widget, LEFT)


def type_and_send(qtbot: QtBot, desk: Desk, text: str) -> None:
    field = desk.place.page.composer.field
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def answer(qtbot: QtBot, desk: Desk, text: str, reason: str = "stop") -> AnswerMessage:
    """Let the engine say `text` to the newest question, and wait until it stands."""
    task = desk.engines.last
    task.read()
    for word in text.replace(" ", " \0").split("\0"):
        task.say(word)
    task.finish(reason)
    return last_answer(qtbot, desk)


def last_answer(qtbot: QtBot, desk: Desk) -> AnswerMessage:
    number = len(desk.place.talk.entries) - 1

    def stands() -> bool:
        message = desk.place.page.transcript.message(number)
        return isinstance(message, AnswerMessage) and message.is_rendered and not desk.place.talk.is_busy

    qtbot.waitUntil(stands)
    message = desk.place.page.transcript.message(number)
    assert isinstance(message, AnswerMessage)
    return message


def own(desk: Desk, number: int) -> OwnMessage:
    message = desk.place.page.transcript.message(number)
    assert isinstance(message, OwnMessage)
    return message


def number_of(qtbot: QtBot, desk: Desk) -> int:
    """The id of the open conversation, once the store thread has written it."""
    qtbot.waitUntil(lambda: desk.place.talk.conversation_id is not None)
    number = desk.place.talk.conversation_id
    assert number is not None
    return number


def stored(qtbot: QtBot, desk: Desk) -> Conversation:
    """The open conversation as the database has it."""
    found: list[Conversation] = []
    number = number_of(qtbot, desk)
    desk.store.submit(lambda store: store.conversation(number), found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def assert_store_is_screen(qtbot: QtBot, desk: Desk) -> None:
    turns = stored(qtbot, desk).turns
    messages = desk.place.page.transcript.messages()
    assert [turn.text for turn in turns] == [message.text for message in messages]
    assert [turn.role for turn in turns] == [entry.role for entry in desk.place.talk.entries]


# --- the first minute ------------------------------------------------------------------------------------------------


def test_first_start_offers_three_prompts_and_is_ready_to_type(desk: Desk, qtbot: QtBot) -> None:
    welcome = desk.place.page.welcome
    assert [button.text() for button in welcome.prompts] == [
        "Tell me a short story about a brave duck",
        "What is the opposite of warm?",
        "Name five animals that live in the sea",
    ]
    assert "Starter (chat), a tiny demonstration model" in welcome.about
    desk.place.window().activateWindow()
    qtbot.waitUntil(desk.place.page.composer.field.hasFocus)


def test_one_click_streams(desk: Desk, qtbot: QtBot) -> None:
    desk.engines.answers.append("There was a **duck**.")
    click(qtbot, desk.place.page.welcome.prompts[0])
    qtbot.waitUntil(lambda: len(desk.place.talk.entries) == 2)
    assert own(desk, 0).plain_text() == "Tell me a short story about a brave duck"
    assert desk.engines.last.request.messages == (Message("user", "Tell me a short story about a brave duck"),)
    assert last_answer(qtbot, desk).plain_text().strip() == "There was a duck."
    assert_store_is_screen(qtbot, desk)


def test_click_before_the_library_is_read_is_not_lost(make_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = make_desk()
    desk.place._checkpoint = None  # as it is in the first milliseconds of the program
    desk.place.talk.begin("chat", "", "")
    click(qtbot, desk.place.page.welcome.prompts[1])
    assert not desk.place.talk.entries
    desk.place._on_library_changed()
    assert desk.place.talk.entries[0].text == "What is the opposite of warm?"
    assert desk.engines.last.path == str(CHAT.path)


def test_waking_is_said_in_words_with_a_bar_after_a_second(make_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = make_desk()
    desk.engines.unload(str(CHAT.path))
    desk.engines.load_ms = 60_000
    click(qtbot, desk.place.page.welcome.prompts[0])
    message = desk.place.page.transcript.message(1)
    assert isinstance(message, AnswerMessage)
    assert message.waiting is not None
    assert message.waiting.words == "Waking the model…"
    assert message.waiting.bar.isHidden()
    qtbot.waitUntil(message.waiting.bar.isVisible, timeout=4_000)
    assert desk.place.page.composer.progress_words == "Waking the model…"
    desk.engines.last.say("Now")
    assert message.waiting is None
    assert message.plain_text() == "Now"
    desk.engines.last.finish()


def test_text_is_plain_while_it_streams_and_markdown_after(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Hi")
    task = desk.engines.last
    task.say("**Rye** and\n")
    task.say("- salt")
    message = desk.place.page.transcript.message(1)
    assert isinstance(message, AnswerMessage)
    assert message.plain_text() == "**Rye** and\n- salt"
    task.finish()
    assert last_answer(qtbot, desk).plain_text().split() == ["Rye", "and", "salt"]


def test_caption_says_speed_and_first_word(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Hi")
    message = answer(qtbot, desk, "Yes indeed")
    assert "18.4 tokens/s" in message.caption.words
    assert "first word after 0.6" in message.caption.words
    assert "Stopped" not in message.caption.words


# --- stopping and going on -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["button", "escape"])
def test_stop_keeps_what_was_written(desk: Desk, qtbot: QtBot, by: str) -> None:
    type_and_send(qtbot, desk, "Count")
    desk.engines.last.say("one two ")
    composer = desk.place.page.composer
    assert composer.send.text() == "Stop"
    assert composer.progress_words.startswith("Answering: 1 tokens")
    if by == "button":
        click(qtbot, composer.send)
    else:
        qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
    assert desk.engines.last.is_cancelled
    message = last_answer(qtbot, desk)
    assert message.plain_text().strip() == "one two"
    assert "Stopped by you." in message.caption.words
    assert composer.send.text() == "Send"
    assert_store_is_screen(qtbot, desk)
    assert stored(qtbot, desk).turns[1].outcome == "cancelled"


def test_continue_adds_to_the_same_answer(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Count")
    message = answer(qtbot, desk, "one two", "length")
    assert "longest answer" in message.caption.words
    click(qtbot, message.caption.go_on)
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert request.continue_answer
    assert request.messages == (Message("user", "Count"), Message("assistant", "one two"))
    answer(qtbot, desk, " three")
    assert len(desk.place.talk.entries) == 2
    assert stored(qtbot, desk).turns[1].text == "one two three"
    assert_store_is_screen(qtbot, desk)


# --- versions --------------------------------------------------------------------------------------------------------


def test_regenerate_makes_a_second_version_and_keeps_the_first(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Name a bird")
    first = answer(qtbot, desk, "A duck.")
    click(qtbot, first.caption.again)
    answer(qtbot, desk, "A swan.")
    qtbot.waitUntil(lambda: last_answer(qtbot, desk).caption.versions.count == 2)
    message = last_answer(qtbot, desk)
    assert (message.caption.versions.version, message.plain_text().strip()) == (2, "A swan.")
    click(qtbot, message.caption.versions.earlier)
    qtbot.waitUntil(lambda: desk.place.talk.entries[1].text == "A duck.")
    message = last_answer(qtbot, desk)
    assert (message.caption.versions.version, message.caption.versions.count) == (1, 2)
    assert_store_is_screen(qtbot, desk)
    click(qtbot, message.caption.versions.later)
    qtbot.waitUntil(lambda: desk.place.talk.entries[1].text == "A swan.")


def test_edit_and_resend_keeps_the_old_path(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Name a bird")
    answer(qtbot, desk, "A duck.")
    type_and_send(qtbot, desk, "Another")
    answer(qtbot, desk, "A goose.")
    click(qtbot, own(desk, 0).edit_button)
    editor = own(desk, 0).editor
    assert editor is not None
    assert editor.text == "Name a bird"
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    qtbot.keyClicks(editor, "Name a fish")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.place.talk.entries) == 2)
    answer(qtbot, desk, "A trout.")
    assert_store_is_screen(qtbot, desk)
    qtbot.waitUntil(lambda: own(desk, 0).versions.count == 2)
    click(qtbot, own(desk, 0).versions.earlier)
    qtbot.waitUntil(lambda: len(desk.place.talk.entries) == 4)
    assert [entry.text for entry in desk.place.talk.entries] == ["Name a bird", "A duck.", "Another", "A goose."]
    assert_store_is_screen(qtbot, desk)


def test_escape_leaves_an_edit(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Hi")
    answer(qtbot, desk, "Hello")
    click(qtbot, own(desk, 0).edit_button)
    editor = own(desk, 0).editor
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert own(desk, 0).editor is None
    assert len(desk.place.talk.entries) == 2


def test_several_answers_at_once_are_versions(desk: Desk, qtbot: QtBot) -> None:
    desk.place.drawer.steppers["answers"].step_by(2)
    type_and_send(qtbot, desk, "Name a bird")
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert request.sampling.answers == 3
    for number, text in enumerate(("A duck.", "A swan.", "A goose.")):
        desk.engines.last.say(text, answer=number)
    desk.engines.last.finish()
    qtbot.waitUntil(lambda: last_answer(qtbot, desk).caption.versions.count == 3)
    message = last_answer(qtbot, desk)
    assert (message.caption.versions.version, message.text) == (1, "A duck.")
    assert_store_is_screen(qtbot, desk)
    click(qtbot, message.caption.versions.later)
    qtbot.waitUntil(lambda: desk.place.talk.entries[1].text == "A swan.")
    click(qtbot, last_answer(qtbot, desk).caption.versions.later)
    qtbot.waitUntil(lambda: desk.place.talk.entries[1].text == "A goose.")


# --- trouble ---------------------------------------------------------------------------------------------------------


def test_engine_death_keeps_the_text_and_try_again_answers(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Tell me")
    desk.engines.last.say("It began ")
    desk.engines.die(str(CHAT.path))
    message = last_answer(qtbot, desk)
    assert message.trouble is not None
    assert message.trouble.title == "The model stopped unexpectedly."
    assert message.plain_text().strip() == "It began"
    turn = stored(qtbot, desk).turns[1]
    assert (turn.text, turn.outcome) == ("It began ", ErrorCode.ENGINE_DIED.value)
    click(qtbot, message.trouble.copy_details)
    assert "engine_died" in QGuiApplication.clipboard().text()
    click(qtbot, message.trouble.try_again)
    answer(qtbot, desk, "It began well.")
    message = last_answer(qtbot, desk)
    assert message.trouble is None
    assert message.text == "It began well."
    qtbot.waitUntil(lambda: message.caption.versions.count == 2)
    assert_store_is_screen(qtbot, desk)


def test_failure_before_the_first_word(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Tell me")
    desk.engines.last.fail(ErrorCode.OUT_OF_MEMORY, "11 GB wanted")
    message = last_answer(qtbot, desk)
    assert message.trouble is not None
    assert message.trouble.go_on.isHidden()
    assert desk.place.talk.activity is Activity.IDLE
    assert desk.place.page.composer.send.text() == "Send"


def test_the_end_of_the_context_is_a_choice(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "Go on and on")
    answer(qtbot, desk, "and on", "context_full")
    choice = desk.place.page.context_full
    assert choice.isVisible()
    click(qtbot, choice.drop)
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert request.drop_oldest
    assert request.continue_answer
    answer(qtbot, desk, " and on")
    assert choice.isHidden()
    type_and_send(qtbot, desk, "More")
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert request.drop_oldest, "the choice holds for the conversation"
    desk.engines.last.finish()
    desk.place.new_conversation()
    type_and_send(qtbot, desk, "Another")
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert not request.drop_oldest, "and for no other"
    desk.engines.last.finish()


def test_a_hostile_answer_is_shown_and_stored_as_it_is(desk: Desk, qtbot: QtBot) -> None:
    table = "|" + "x|" * 30 + "\n" + "|" + "---|" * 30 + "\n" + ("|" + "y|" * 30 + "\n") * 300
    hostile = table + "\n" + "![x](file:///etc/passwd) <img src='http://example.com/x'>\n\n" + "z" * 50_000
    type_and_send(qtbot, desk, "Be nasty")
    desk.engines.last.say(hostile)
    desk.engines.last.finish()
    message = last_answer(qtbot, desk)
    assert "![x](file:///etc/passwd)" in message.plain_text()
    assert_store_is_screen(qtbot, desk)
    click(qtbot, message.caption.copy)
    assert QGuiApplication.clipboard().text() == hostile


# --- the message box -------------------------------------------------------------------------------------------------


def test_shift_enter_starts_a_line_and_enter_sends(desk: Desk, qtbot: QtBot) -> None:
    field = desk.place.page.composer.field
    low = field.height()
    qtbot.keyClicks(field, "one")
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    assert field.height() > 2 * low
    assert not desk.place.talk.entries
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.place.talk.entries[0].text == "one\n\n\ntwo"
    assert field.text == ""
    desk.engines.last.finish()


def test_nothing_is_sent_while_answering_and_the_draft_stays(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "First")
    type_and_send(qtbot, desk, "Second")
    assert desk.place.page.composer.text == "Second"
    assert len(desk.place.talk.entries) == 2
    desk.engines.last.finish()


def test_draft_is_kept_per_conversation(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "First")
    answer(qtbot, desk, "Yes")
    first = number_of(qtbot, desk)
    qtbot.keyClicks(desk.place.page.composer.field, "half a thou")
    desk.place.new_conversation()
    assert desk.place.page.composer.text == ""
    desk.place.open_conversation(first)
    qtbot.waitUntil(lambda: desk.place.talk.conversation_id == first)
    assert desk.place.page.composer.text == "half a thou"
    desk.place.new_conversation()
    assert desk.place.page.composer.text == ""


def test_presets_and_system_reach_the_engine_and_the_store(desk: Desk, qtbot: QtBot) -> None:
    click(qtbot, desk.place.page.composer.presets.button("careful"))
    click(qtbot, desk.place.more_button)
    assert desk.place.drawer.isVisible()
    assert desk.place.drawer.presets.value == "careful"
    qtbot.keyClicks(desk.place.drawer.system, "Be brief.")
    desk.place.drawer._on_system_due()
    click(qtbot, desk.place.drawer.same)
    type_and_send(qtbot, desk, "Hi")
    request = desk.engines.last.request
    assert isinstance(request, Generate)
    assert request.messages[0] == Message("system", "Be brief.")
    assert (request.sampling.temperature, request.sampling.seed) == (0.2, 42)
    answer(qtbot, desk, "Hello")
    conversation = stored(qtbot, desk)
    assert conversation.system == "Be brief."
    assert conversation.sampling.temperature == 0.2
    assert "of 1,024 tokens used" in desk.place.drawer.room_words.text().replace("1024", "1,024")
    qtbot.keyClick(desk.place.drawer, Qt.Key.Key_Escape)
    assert desk.place.drawer.isHidden()
    assert not desk.place.more_button.isChecked()


def test_every_control_of_more_changes_the_sampling(desk: Desk, qtbot: QtBot) -> None:
    drawer = desk.place.drawer
    desk.place.toggle_more()
    click(qtbot, drawer.fold)
    for name, slider in drawer.sliders.items():
        slider.track.setValue(slider.track.value() + (3 if slider.value < 0.9 else -3))
        assert getattr(desk.place.talk.sampling, name) == pytest.approx(slider.value)
    for name, stepper in drawer.steppers.items():
        stepper.step_by(1)
        assert getattr(desk.place.talk.sampling, name) == stepper.value
    qtbot.keyClicks(drawer.stop_words.edit, "END, stop")
    qtbot.keyClick(drawer.stop_words.edit, Qt.Key.Key_Return)
    assert desk.place.talk.sampling.stop == ("END", "stop")
    assert drawer.custom.isVisible()
    assert desk.place.talk.sampling.checked() == desk.place.talk.sampling


# --- the model -------------------------------------------------------------------------------------------------------


def test_header_says_the_model_and_where_it_is(desk: Desk, qtbot: QtBot) -> None:
    button = desk.place.model_button
    qtbot.waitUntil(lambda: button.accessibleDescription().startswith("in memory, 14"))
    assert button.accessibleName() == "Model: Starter (chat)"


def test_compare_passes_the_question_and_the_model(desk: Desk, qtbot: QtBot) -> None:
    type_and_send(qtbot, desk, "What is rye?")
    message = answer(qtbot, desk, "A grain.")
    with qtbot.waitSignal(desk.place.compare_requested) as asked:
        click(qtbot, message.caption.compare)
    assert asked.args == ["What is rye?", str(CHAT.path), ()]


def test_a_model_that_is_too_big_is_not_loaded(make_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    from dataclasses import replace

    assert CHAT.facts is not None
    facts = replace(CHAT.facts, parameters=2 * 10**12, weights_bytes=4 * 10**12)
    big = replace(CHAT, id="big", name="Giant", path=CHAT.path.parent / "giant", facts=facts)
    desk = make_desk(CHAT, big)
    qtbot.keyClicks(desk.place.page.composer.field, "My message")
    desk.place._on_picker_chosen(str(big.path))
    state = desk.place.page.cannot.state
    assert state is not None
    assert state.title.text() == "Giant is too big for this computer."
    assert state.isVisible()
    assert desk.place.page.composer.hint == "Choose a model that fits, then send"
    qtbot.keyClick(desk.place.page.composer.field, Qt.Key.Key_Return)
    assert desk.place.page.composer.text == "My message"
    assert not any(task.path == str(big.path) for task in desk.engines.tasks)
    click(qtbot, state.buttons[f"use:{CHAT.path}"])
    assert desk.place.checkpoint == CHAT
    assert not state.isVisible()
    qtbot.keyClick(desk.place.page.composer.field, Qt.Key.Key_Return)
    assert desk.place.talk.entries[0].text == "My message"
    desk.engines.last.finish()


def test_a_model_of_another_kind_says_what_it_is_for(make_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    from tests.ui.chat.conftest import checkpoint

    sorter: Checkpoint = checkpoint("Sorter", Kind.CLASSIFIER)
    desk = make_desk(CHAT, sorter)
    desk.place._on_picker_chosen(str(sorter.path))
    state = desk.place.page.cannot.state
    assert state is not None
    assert "sorts texts" in state.accessibleName()


def test_messages_keep_roles_in_turn() -> None:
    turns = [("user", "a"), ("assistant", ""), ("user", "b"), ("assistant", "c"), ("user", "d")]
    assert messages_of("  ", turns) == (
        Message("user", "a\n\nb"),
        Message("assistant", "c"),
        Message("user", "d"),
    )
    assert messages_of("Be kind.", turns[:1]) == (Message("system", "Be kind."), Message("user", "a"))
