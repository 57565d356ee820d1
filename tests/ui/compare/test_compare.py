"""Compare as a person uses it: asking, stopping, adding, taking away, and what was saved."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import Generate
from desktop_llm.ui.compare.place import MOST_COLUMNS, ComparePlace
from tests.faults.model_folders import write_model
from tests.ui.fakes import FakeTask
from tests.ui.window.kit import WindowKit, pause

LEFT = Qt.MouseButton.LeftButton
NAMES = ("Qwen3-0.6B", "SmolLM2-360M-Instruct", "Third")
QUESTION = "How long does rye rest?"


def asked(kit: WindowKit, count: int = 0) -> list[FakeTask]:
    """The questions sent so far, once there are `count`: they go out when all checkpoints are loaded."""
    kit.wait(lambda: sum(isinstance(task.request, Generate) for task in kit.engines.tasks) >= count)
    return [task for task in kit.engines.tasks if isinstance(task.request, Generate)]


def open_with(kit: WindowKit, *names: str) -> ComparePlace:
    write_model(kit.home / "library" / "Third")
    window = kit.open()
    window.compare.begin([kit.path(name) for name in names], QUESTION)
    window.go("compare")
    return window.compare


def answer_all(kit: WindowKit, compare: ComparePlace) -> None:
    QTest.mouseClick(compare.question.button, LEFT)
    kit.wait(lambda: all(compare.columns.at(index).outcome for index in range(compare.columns.count)))
    kit.settle()


def test_each_kind_is_asked_in_its_way_and_all_alike(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    assert compare.question.button.kind == "primary"
    QTest.mouseClick(compare.question.button, LEFT)
    base, chat = asked(kit, 2)
    assert base.request.raw_prompt == QUESTION and not base.request.messages
    assert chat.request.raw_prompt is None and chat.request.messages[0].text == QUESTION
    assert base.request.sampling == chat.request.sampling and base.request.sampling.seed is not None
    assert compare.question.button.kind == "secondary" and not compare.add_button.isEnabled()
    for task in (base, chat):
        task.say("Fourteen hours.")
    assert all(compare.columns.at(index).text for index in range(2)), "both stream before either is done"
    QTest.mouseClick(compare.question.button, LEFT)
    kit.wait(lambda: compare.add_button.isEnabled())
    assert base.is_cancelled and chat.is_cancelled
    assert compare.columns.at(0).text == "Fourteen hours."


def test_taking_one_away_keeps_what_the_others_said(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES)
    kit.engines.answers = ["One.", "Two.", "Three."]
    answer_all(kit, compare)
    said = {column.name: column.text for column in (compare.columns.at(index) for index in range(3))}
    compare.columns.at(1).remove_requested.emit()
    left = [compare.columns.at(index) for index in range(2)]
    assert [column.letter for column in left] == ["A", "B"]
    assert {column.name: column.text for column in left} == {name: said[name] for name in (NAMES[0], NAMES[2])}
    assert all(column.outcome == "stop" for column in left)


def test_trying_again_asks_only_the_one_that_failed(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    QTest.mouseClick(compare.question.button, LEFT)
    good, bad = asked(kit, 2)
    good.say("Fine.")
    good.finish()
    bad.fail(ErrorCode.ENGINE_DIED)
    column = compare.columns.at(1)
    assert column._retry.isVisible() and column._stopped.text()
    QTest.mouseClick(column._retry, LEFT)
    assert len(asked(kit, 3)) == 3 and asked(kit)[-1].path == kit.path(NAMES[1])
    assert compare.columns.at(0).text == "Fine."
    asked(kit)[-1].say("Now it works.")
    asked(kit)[-1].finish()
    assert column.text == "Now it works." and column.outcome == "stop"
    kit.settle()


def test_saved_comparison_comes_back_even_without_a_checkpoint(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES)
    kit.engines.answers_always = "Fourteen hours."
    answer_all(kit, compare)
    saved = compare._id
    compare.begin([], "")
    assert compare.columns.count == 0 and not compare.question.button.isEnabled()
    gone = next(item for item in kit.library.checkpoints() if item.name == NAMES[1])
    kit.library.trash(gone.id)
    kit.settle()
    row = compare.sidebar_list()._rows.row(saved)
    assert row is not None
    QTest.mouseClick(row, LEFT)
    kit.settle()
    assert compare.question.text == QUESTION and compare.columns.count == 3
    column = compare.columns.at(1)
    assert column.is_missing and column.text == "Fourteen hours." and not column._go_on.isVisible()
    assert compare._banner.isVisible() and NAMES[1] in compare._banner.sentence
    before = len(asked(kit))
    answer_all(kit, compare)
    assert len(asked(kit)) == before + 2 and column.text == "Fourteen hours."


def test_eight_at_most_and_the_reason_is_said(kit: WindowKit) -> None:
    for number in range(MOST_COLUMNS):
        write_model(kit.home / "library" / f"Model-{number}")
    compare = open_with(kit, NAMES[0])
    for number in range(MOST_COLUMNS):
        compare._adding.add(kit.path(f"Model-{number}"))
    assert compare.columns.count == MOST_COLUMNS
    assert not compare.add_button.isEnabled() and compare.add_button.unavailable_reason
    compare.columns.at(0).remove_requested.emit()
    assert compare.add_button.isEnabled()
    QTest.mouseClick(compare.add_button, LEFT)
    assert compare._adding.picker is not None and compare._adding.picker.isVisible()
    QTest.keyClick(compare._adding.picker, Qt.Key.Key_Escape)


def test_more_holds_for_all_and_closes_by_escape(kit: WindowKit) -> None:
    compare = open_with(kit, *NAMES[:2])
    QTest.mouseClick(compare.more_button, LEFT)
    assert compare.more.isVisible()
    compare.more.seed.value_changed.emit(7)
    compare.more.longest.value_changed.emit(32)
    QTest.keyClick(compare.question.field, Qt.Key.Key_Escape)
    assert not compare.more.isVisible() and not compare.more_button.isChecked()
    QTest.mouseClick(compare.question.button, LEFT)
    assert all((task.request.sampling.seed, task.request.sampling.max_new_tokens) == (7, 32) for task in asked(kit))
    compare.stop()
    pause(20)
    kit.settle()
