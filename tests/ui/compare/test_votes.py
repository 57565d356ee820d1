"""Voting as a person does it: blind or not, by mouse and by key, taken back, and on to the next question."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.votes import Verdict, Vote
from desktop_llm.ui.compare.place import ComparePlace
from desktop_llm.ui.compare.vote_bar import NONE_GOOD, TIE
from tests.ui.compare.test_compare import LEFT, NAMES, answer_all, asked, open_with
from tests.ui.window.kit import WindowKit


def votes_of(kit: WindowKit) -> tuple[Vote, ...]:
    found: list[tuple[Vote, ...]] = []
    kit.store.submit(lambda store: store.votes(), found.append)
    kit.wait(lambda: found)
    return found[0]


def everything_read(compare: ComparePlace) -> str:
    """All words of the columns, as eyes and screen readers have them."""
    words = []
    for index in range(compare.columns.count):
        column = compare.columns.at(index)
        words += [column._who.text(), column._from.text(), column.accessibleName(), column._who.toolTip()]
    return " ".join(words)


def test_names_and_speeds_come_after_a_blind_vote(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    compare.page.blind.setChecked(True)
    assert not compare.page.votes.isVisible()
    QTest.mouseClick(compare.question.button, LEFT)
    first, second = asked(kit, 2)
    first.say("One.")
    assert not any(name in everything_read(compare) for name in NAMES)
    columns = [compare.columns.at(index) for index in range(2)]
    assert not any(column.view.plain_text() for column in columns), "the speed of writing tells who it is"
    first.finish()
    second.say("Two.")
    second.finish()
    kit.settle()
    assert sorted(column.view.plain_text() for column in columns) == ["One.", "Two."]
    assert not any(name in everything_read(compare) for name in NAMES)
    assert not any(column._figures.isVisible() or column._go_on.isVisible() for column in columns)
    assert compare.page.votes.isVisible()
    QTest.keyClick(compare, Qt.Key.Key_2)
    kit.settle()
    assert all(name in everything_read(compare) for name in NAMES[:2])
    assert all(column._figures.isVisible() and column._go_on.isVisible() for column in columns)
    (vote,) = votes_of(kit)
    assert vote.is_blind and vote.verdict is Verdict.WIN and vote.candidates[vote.winner].name == columns[1].name


def test_keys_undo_and_the_next_question(kit: WindowKit) -> None:
    kit.engines.answers_always = "Fourteen hours."
    compare = open_with(kit, *NAMES[:2])
    answer_all(kit, compare)
    bar = compare.page.votes
    for key, verdict, choice in (
        (Qt.Key.Key_0, Verdict.TIE, TIE),
        (Qt.Key.Key_9, Verdict.NONE_GOOD, NONE_GOOD),
        (Qt.Key.Key_1, Verdict.WIN, 0),
        (Qt.Key.Key_Right, Verdict.WIN, 1),
    ):
        QTest.keyClick(compare, key)
        kit.settle()
        (vote,) = votes_of(kit)
        assert (vote.verdict, vote.is_blind, bar.choice) == (verdict, False, choice), "a vote takes the other's place"
    QTest.keyClick(compare, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    kit.settle()
    assert votes_of(kit) == () and bar.choice is None and not bar.next.isVisible()
    QTest.mouseClick(bar.button(1), LEFT)
    QTest.mouseClick(bar.undo, LEFT)
    kit.settle()
    assert votes_of(kit) == (), "taken back before it was kept"
    QTest.mouseClick(bar.button(1), LEFT)
    kit.settle()
    QTest.mouseClick(bar.next, LEFT)
    kit.settle()
    assert not bar.isVisible() and compare.question.text == "" and compare.columns.count == 2
    assert len(votes_of(kit)) == 1


def test_typing_a_question_is_no_vote(kit: WindowKit) -> None:
    kit.engines.answers_always = "Fourteen hours."
    compare = open_with(kit, *NAMES[:2])
    answer_all(kit, compare)
    compare.question.field.setFocus()
    QTest.keyClicks(compare.question.field, "1290")
    kit.settle()
    assert votes_of(kit) == () and "1290" in compare.question.text


def test_scoreboard_shows_what_was_voted(kit: WindowKit) -> None:
    kit.engines.answers_always = "Fourteen hours."
    compare = open_with(kit, *NAMES[:2])
    QTest.mouseClick(compare.tabs.button("votes"), LEFT)
    kit.settle()
    assert compare.scores.isVisible() and "No votes" in compare.scores.sentence
    QTest.mouseClick(compare.tabs.button("one"), LEFT)
    answer_all(kit, compare)
    QTest.keyClick(compare, Qt.Key.Key_1)
    kit.settle()
    QTest.mouseClick(compare.tabs.button("votes"), LEFT)
    kit.settle()
    assert compare.columns.at(0).name in compare.scores.sentence
    assert compare.scores._board.standings[0].candidate.name == compare.columns.at(0).name


def test_words_are_marked_against_the_chosen_answer(kit: WindowKit) -> None:
    kit.engines.answers = ["one two three", "one too three"]
    compare = open_with(kit, *NAMES[:2])
    answer_all(kit, compare)
    compare.columns.at(1).marks_requested.emit()
    assert compare.marks.isChecked() and compare.marks.text().endswith("B")
    assert compare.columns.at(0).view.extraSelections() and not compare.columns.at(1).view.extraSelections()


def test_answers_scroll_together(kit: WindowKit) -> None:
    kit.engines.answers = ["word\n" * 200, "word\n" * 400]
    compare = open_with(kit, *NAMES[:2])
    answer_all(kit, compare)
    first, second = (compare.columns.at(index).area.verticalScrollBar() for index in range(2))
    first.setValue(0)
    second.setValue(0)
    first.setValue(first.maximum() // 2)
    assert second.value() == 0
    compare.page.switches.linked.setChecked(True)
    first.setValue(first.maximum())
    assert second.value() == second.maximum() > 0


def test_narrow_window_shows_one_answer_with_tabs(kit: WindowKit) -> None:
    kit.engines.answers = ["One.", "Two."]
    compare = open_with(kit, *NAMES[:2])
    answer_all(kit, compare)
    assert compare.columns.tabs is None
    kit.window.resize(660, 700)
    kit.settle()
    tabs = compare.columns.tabs
    assert tabs is not None and compare.page.votes.isVisible()
    assert [compare.columns.at(index).isVisible() for index in range(2)] == [True, False]
    QTest.mouseClick(tabs.button(1), LEFT)
    assert [compare.columns.at(index).isVisible() for index in range(2)] == [False, True]
    kit.window.resize(1280, 800)
    kit.settle()
    assert all(compare.columns.at(index).isVisible() for index in range(2))


def test_own_settings_mark_no_preset(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    assert compare.question.presets.value == "balanced"
    compare.more.temperature.value_changed.emit(1.7)
    assert compare.question.presets.value is None
    assert not any(compare.question.presets.button(key).isChecked() for key in ("careful", "balanced", "wild"))
    QTest.mouseClick(compare.question.presets.button("balanced"), LEFT)
    assert compare.question.presets.value == "balanced" and compare._sampling.temperature == 0.7


def test_a_topic_is_chosen_before_or_after_the_vote(kit: WindowKit) -> None:
    kit.engines.answers_always = "Fourteen hours."
    compare = open_with(kit, *NAMES[:2])
    compare.page.blind.setChecked(True)
    answer_all(kit, compare)
    topic = compare.page.votes.topic
    QTest.mouseClick(topic, LEFT)
    assert topic.menu is not None
    next(action for action in topic.menu.actions() if action.text() == "Everyday questions").trigger()
    topic.menu.close()
    QTest.keyClick(compare, Qt.Key.Key_1)
    kit.settle()
    (vote,) = votes_of(kit)
    assert vote.topic == "everyday" and vote.is_blind
    topic._choose("bread")
    kit.settle()
    (vote,) = votes_of(kit)
    assert (vote.topic, vote.is_blind, vote.winner) == ("bread", True, 0), "only the topic is another"
    QTest.mouseClick(compare.tabs.button("votes"), LEFT)
    kit.settle()
    assert compare.scores._board.standings[0].wins_by_topic == (("bread", 1, 1),)
