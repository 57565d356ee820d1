"""One checkpoint in several columns, conversations, turns in memory, and what is done once the answers are there."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.machine import Memory
from desktop_llm.core.messages import Generate, Load, Message
from desktop_llm.core.room import ROOM_SHARE
from desktop_llm.core.sampling import preset_of
from desktop_llm.ui.compare.asking import memory_of
from desktop_llm.ui.compare.place import ComparePlace
from tests.ui.compare.test_compare import NAMES, QUESTION, answer_all, asked, open_with
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton
CHAT = NAMES[1]


def choose(compare: ComparePlace, column: int, *words: str) -> None:
    """Open a column's menu and take an entry, or one of a menu in it."""
    QTest.mouseClick(compare.columns.at(column).menu_button, LEFT)
    menu = compare.columns.at(column).menu
    for word in words:
        assert menu is not None
        action = next(action for action in menu.actions() if action.text() == word)
        assert action.isEnabled()
        menu = action.menu() or menu
    action.trigger()
    if (menu := compare.columns.at(min(column, compare.columns.count - 1)).menu) is not None:
        menu.close()


def finish_all(kit: WindowKit, text: str = "Fourteen hours.") -> None:
    for task in asked(kit):
        if task.job.is_open:
            for number in range(task.request.sampling.answers):
                task.say(f"{text} {number}".strip(), answer=number, tokens=4)
            task.finish()
    kit.settle()


def unload_all(kit: WindowKit) -> None:
    for state in kit.engines.loaded():
        kit.engines.unload(state.path)


def test_answers_of_one_checkpoint_are_one_batch(kit: WindowKit) -> None:
    compare = open_with(kit, CHAT)
    choose(compare, 0, "One more answer from it")
    choose(compare, 1, "One more answer from it")
    assert compare.columns.count == 3
    QTest.mouseClick(compare.question.button, LEFT)
    (task,) = asked(kit, 1)
    assert task.request.sampling.answers == 3
    finish_all(kit)
    assert [compare.columns.at(n).text for n in range(3)] == [f"Fourteen hours. {n}" for n in range(3)]
    assert [compare.columns.at(n).stats.seed for n in range(3)] == [42, 43, 44]
    assert "answer 2 of 3" in compare.columns.at(1)._from.text()


def test_one_checkpoint_in_two_styles(kit: WindowKit) -> None:
    compare = open_with(kit, CHAT)
    choose(compare, 0, "One more answer from it")
    choose(compare, 1, "Settings of this one", "Wild")
    choose(compare, 0, "Settings of this one", "Careful")
    QTest.mouseClick(compare.question.button, LEFT)
    first, second = asked(kit, 2)
    assert {preset_of(replace(task.request.sampling, answers=1)) for task in (first, second)} == {"careful", "wild"}
    assert first.request.sampling.seed == second.request.sampling.seed == 42
    assert first.path == second.path
    finish_all(kit)
    assert "Wild" in compare.columns.at(1)._from.text()
    QTest.keyClick(compare, Qt.Key.Key_2)
    kit.settle()
    QTest.mouseClick(compare.tabs.button("votes"), LEFT)
    kit.settle()
    assert compare.scores._board.standings[0].candidate.name == f"{CHAT}, Wild", "a style is a candidate of its own"
    saved = compare._id
    compare.begin([], "")
    compare._on_side_comparison_chosen(saved)
    kit.settle()
    assert [item.sampling and preset_of(item.sampling) for item in compare.page.shown] == ["careful", "wild"]


def test_the_next_message_goes_to_all_after_their_own_answers(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    kit.engines.answers = ["One.", "Two."]
    answer_all(kit, compare)
    said = [compare.columns.at(n).text for n in range(2)]
    QTest.mouseClick(compare.page.after.go_on, LEFT)
    assert compare.question.text == "" and all(not compare.columns.at(n).text for n in range(2))
    assert all(said[n] in compare.columns.at(n).before and QUESTION in compare.columns.at(n).before for n in range(2))
    compare.question.field.set_text("And in summer?")
    compare.question.field.edited.emit("And in summer?")
    QTest.mouseClick(compare.question.button, LEFT)
    base, chat = asked(kit, 4)[2:]
    assert base.request.raw_prompt == f"{QUESTION}{said[0]}\nAnd in summer?"
    assert chat.request.messages == (
        Message("user", QUESTION), Message("assistant", said[1]), Message("user", "And in summer?")
    )  # fmt: skip
    finish_all(kit)
    saved = compare._id
    compare.begin([], "")
    compare._on_side_comparison_chosen(saved)
    kit.settle()
    assert compare.question.text == "And in summer?" and said[1] in compare.columns.at(1).before


def test_one_goes_on_in_chat_with_all_that_was_said(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    kit.engines.answers_always = "Fourteen hours."
    answer_all(kit, compare)
    QTest.mouseClick(compare.columns.at(1)._go_on, LEFT)
    kit.settle()
    window = compare.window()
    assert window.current_place == "chat"
    entries = window.chat.talk.entries
    assert [(one.role, one.text) for one in entries] == [("user", QUESTION), ("assistant", "Fourteen hours.")]
    assert window.chat.talk.model_path == kit.path(CHAT)


def test_a_whole_conversation_comes_from_chat(kit: WindowKit) -> None:
    compare = open_with(kit)
    history = (Message("user", "Hello."), Message("assistant", "Hello to you."))
    compare.begin([kit.path(CHAT)], QUESTION, history)
    compare._adding.add(kit.path("Third"))
    assert all("Hello to you." in compare.columns.at(n).before for n in range(2))
    QTest.mouseClick(compare.question.button, LEFT)
    chat = asked(kit, 2)[0]
    assert chat.request.messages == (*history, Message("user", QUESTION))
    finish_all(kit)


def test_those_that_do_not_fit_take_turns_and_the_next_is_loaded_meanwhile(
    kit: WindowKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = open_with(kit)
    needs = {kit.path(name): memory_of(kit.library.find(kit.path(name))) for name in NAMES}
    # Room for any two of them, and not for three.
    unload_all(kit)
    free = int((sum(needs.values()) - min(needs.values()) // 2) / ROOM_SHARE)
    monkeypatch.setattr("desktop_llm.ui.compare.asking.machine_memory", lambda: Memory(64 * 10**9, free))
    compare.begin([kit.path(name) for name in NAMES], QUESTION)
    how = compare.page.switches.how
    assert "turns" in how and "GB" in how.replace("MB", "GB") and ("A" in how or "B" in how)
    QTest.mouseClick(compare.question.button, LEFT)
    kit.wait(lambda: len(asked(kit)) >= 2)
    room = compare.page._asking._room
    stays, turns = set(room.together), list(room.in_turns)
    assert stays and turns and {task.path for task in asked(kit)} == {*stays, turns[0]}
    waiting = [compare.page.shown[n].path for n in range(3) if compare.columns.at(n)._waiting.isVisible()]
    assert set(waiting) >= set(turns[1:])
    loads = [task.path for task in kit.engines.tasks if isinstance(task.request, Load)]
    assert not turns[1:] or (turns[1] in loads) == room.has_room_beside((*stays, turns[0]), turns[1])
    kit.wait(lambda: (finish_all(kit), all(compare.columns.at(n).outcome for n in range(3)))[1])


def test_one_that_never_fits_says_what_would(kit: WindowKit, monkeypatch: pytest.MonkeyPatch) -> None:
    compare = open_with(kit, *NAMES[:2])
    unload_all(kit)
    for module in ("asking", "question_page"):
        monkeypatch.setattr(f"desktop_llm.ui.compare.{module}.machine_memory", lambda: Memory(10**9, 10**8))
    QTest.mouseClick(compare.question.button, LEFT)
    kit.settle()
    assert not asked(kit) and compare._banner.isVisible()
    assert "are free" in compare._banner.sentence and "MB" in compare._banner.sentence
    assert "would fit" in compare._banner.sentence or "more must be free" in compare._banner.sentence


def test_each_reads_the_others_answers(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    kit.engines.answers = ["One two three four.", "Five six seven eight."]
    answer_all(kit, compare)
    after = compare.page.after
    QTest.mouseClick(after.read, LEFT)
    expected = {(0, 0): 4 * math.log(3), (0, 1): 4 * math.log(50), (1, 0): 4 * math.log(7), (1, 1): 4 * math.log(2)}
    for _ in range(4):
        kit.wait(lambda: isinstance(kit.engines.last.request, Surprise) and kit.engines.last.job.is_open)
        task = kit.engines.last
        reader = next(n for n in range(2) if compare.page.shown[n].path == task.path)
        answer = next(n for n in range(2) if compare.columns.at(n).text == task.request.text)
        assert task.request.before == (QUESTION if reader == 0 else "")
        assert task.request.messages == (() if reader == 0 else (Message("user", QUESTION),))
        task.send(SurpriseFinished(tokens=9, scored_tokens=8, nll_sum=expected[reader, answer]))
    kit.settle()
    assert not after.is_reading
    figures = {key: round(figure.choices, 6) for key, figure in after.figures.items()}
    assert figures == {(0, 0): 3, (0, 1): 50, (1, 0): 7, (1, 1): 2}
    assert "A would hardly have written B's answer" in after.sentence


def test_another_piece_makes_a_column_that_goes_on_from_it(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    kit.engines.answers = ["Red.", "Rye rests."]
    answer_all(kit, compare)
    choose(compare, 1, "Look at its pieces")
    page = compare.page.pieces.page
    assert page is not None and page.isVisible()
    task = kit.engines.last
    assert isinstance(task.request, Surprise) and task.request.text == "Rye rests." and task.request.alternatives == 10
    task.send(
        SurprisePart(
            ids=np.array([5, 6], np.int32).tobytes(), ends=np.array([3, 10], np.int32).tobytes(),
            logprobs=np.array([-0.1, -2.0], np.float32).tobytes(), ranks=np.array([1, 2], np.int32).tobytes(),
            entropies=np.zeros(2, np.float32).tobytes(),
            top_ids=np.array([[5, 7], [8, 6]], np.int32).tobytes(),
            top_logprobs=np.array([[-0.1, -3.0], [-0.5, -2.0]], np.float32).tobytes(),
            alternatives=2, pieces=((5, "Rye", True), (6, " rests.", True), (7, "No", True), (8, " sleeps", True)),
            fraction=1.0,
        )
    )  # fmt: skip
    task.send(SurpriseFinished(tokens=2, scored_tokens=2, nll_sum=2.1))
    kit.settle()
    page._branch(1, 0)
    assert not page.isVisible() and compare.columns.count == 3
    kit.wait(lambda: len([task for task in asked(kit) if task.job.is_open]) == 1)
    branch = asked(kit)[-1]
    assert branch.request.messages[-1] == Message("assistant", "Rye sleeps") and branch.request.continue_answer
    branch.say(" well.")
    branch.finish()
    kit.settle()
    assert compare.columns.at(2).text == "Rye sleeps well." and compare.columns.at(1).text == "Rye rests."


def test_a_list_asks_each_style_once(kit: WindowKit) -> None:
    compare = open_with(kit, CHAT)
    choose(compare, 0, "One more answer from it")
    choose(compare, 0, "One more answer from it")
    choose(compare, 1, "Settings of this one", "Wild")
    compare._show_tab("list")
    form = compare.lists.form
    form.box.field.set_text("Why?")
    form.box.field.edited.emit("Why?")
    form.start.click()
    kit.wait(lambda: len(asked(kit)) == 1)
    asked(kit)[0].say("Because.")
    asked(kit)[0].finish()
    kit.wait(lambda: len(asked(kit)) == 2)
    styles = [preset_of(task.request.sampling) for task in asked(kit)]
    assert styles == ["balanced", "wild"] and isinstance(asked(kit)[1].request, Generate)
    asked(kit)[1].say("Because!")
    asked(kit)[1].finish()
    kit.settle()
