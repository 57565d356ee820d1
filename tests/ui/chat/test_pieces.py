"""An answer in its pieces, and another piece chosen: the answer goes on from there as a version of its own."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.inspect_messages import Surprise
from desktop_llm.core.messages import Generate
from desktop_llm.ui.chat.answer_message import AnswerMessage
from tests.ui.inspect.made import answer
from tests.ui.window.conftest import kit
from tests.ui.window.kit import WindowKit, pause

__all__ = ["kit"]
ANSWER = "Ducks like water very much."


def test_what_if_it_had_said(kit: WindowKit) -> None:
    kit.add_models()
    window = kit.open()
    chat = window.chat
    chat.open_with(kit.path("SmolLM2-360M-Instruct"))
    chat.send("What do ducks like?")
    kit.wait(lambda: any(isinstance(task.request, Generate) for task in kit.engines.tasks))
    asked = kit.engines.last
    asked.say(ANSWER, tokens=5)
    asked.finish()
    message = chat.page.transcript.message(1)
    assert isinstance(message, AnswerMessage)
    kit.wait(lambda: message.is_rendered)
    QTest.mouseClick(message.caption.pieces, Qt.MouseButton.LeftButton)
    task = kit.engines.last
    assert isinstance(task.request, Surprise) and task.request.text == ANSWER
    assert task.request.messages[-1].text == "What do ducks like?"
    answer(task, ANSWER, first_is_scored=True)
    page = chat.page.pieces
    assert page.isVisible() and page.reading is not None
    kit.wait(lambda: page.heat.is_laid_out)
    QTest.mouseClick(page.heat.viewport(), Qt.MouseButton.LeftButton, pos=page.heat.rectangle_of(2).center())
    pause(20)
    assert page.rows is not None
    end, cake = page.rows.row(1), page.rows.row(2)
    assert end is not None and cake is not None
    assert not end.isEnabled() and end.unavailable_reason
    QTest.mouseClick(cake, Qt.MouseButton.LeftButton)
    request = kit.engines.last.request
    assert isinstance(request, Generate) and request.continue_answer
    assert request.messages[-1].text == "Ducks like cake"
    assert not page.isVisible()
    kit.engines.last.say(" and bread.", tokens=3)
    kit.engines.last.finish()
    kit.settle()
    entry = chat.talk.entries[1]
    assert entry.text == "Ducks like cake and bread."
    assert (entry.version, entry.versions) == (2, 2)  # the first answer stays
