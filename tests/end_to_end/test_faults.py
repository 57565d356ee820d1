"""The engine is killed while the real window uses it: a sentence, nothing lost, and the next try works."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_llm.app import Application
from desktop_llm.core.conversation import Conversation
from desktop_llm.core.paths import data_home
from desktop_llm.instance import Instance
from desktop_llm.ui.chat.answer_message import AnswerMessage
from desktop_llm.ui.tour import hand


@pytest.fixture
def application(qapp: QApplication, home: Path) -> Iterator[Application]:
    instance = Instance(data_home())
    made = Application(qapp, instance)
    made.start()
    yield made
    made.window.close()
    made.stop()
    instance.close()


def _stored(application: Application, qtbot: QtBot, conversation_id: int) -> Conversation:
    found: list[Conversation] = []
    application.store.submit(lambda store: store.conversation(conversation_id), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10000)
    return found[0]


def _last_answer(application: Application) -> AnswerMessage | None:
    messages = application.window.chat.page.transcript.messages()
    return messages[-1] if messages and isinstance(messages[-1], AnswerMessage) else None


def _shown(application: Application) -> str:
    answer = _last_answer(application)
    return answer.plain_text() if answer is not None else ""


def _wait(qtbot: QtBot, holds: Callable[[], bool], seconds: int) -> None:
    qtbot.waitUntil(holds, timeout=seconds * 1000)


@pytest.mark.timeout(300)
def test_a_killed_engine_costs_nothing_that_was_shown(application: Application, qtbot: QtBot) -> None:
    chat = application.window.chat
    _wait(qtbot, lambda: bool(chat.page.welcome.prompts) and chat.page.welcome.isVisible(), 60)
    hand.click(chat.page.welcome.prompts[0])
    _wait(qtbot, lambda: len(_shown(application)) > 10, 120)
    path = chat.talk.model_path
    pid = next(engine.pid for engine in application.engines._loaded.values() if engine.path == path)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    _wait(qtbot, lambda: not chat.talk.is_busy, 30)
    shown = _shown(application)
    answer = _last_answer(application)
    assert answer is not None and len(shown) > 10
    if answer.trouble is None:
        pytest.fail("the answer was done before the kill: " + shown)
    conversation_id = chat.talk.conversation_id
    assert conversation_id is not None
    stored = _stored(application, qtbot, conversation_id)
    assert stored.turns[-1].text.split() == shown.split() and stored.turns[-1].outcome == "engine_died"
    before = len(stored.turns)
    hand.click(answer.trouble.try_again)
    _wait(qtbot, lambda: chat.talk.is_busy, 10)
    _wait(qtbot, lambda: not chat.talk.is_busy, 120)
    again = _stored(application, qtbot, conversation_id)
    assert again.turns[-1].outcome in ("stop", "length") and len(again.turns) == before
    assert again.turns[-1].versions == 2, "the answer that was cut off stays reachable"
