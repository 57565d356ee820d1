"""Engines with a real spawned child: stream, stop, crash, hang, unload, quit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import Failed, Generate, GenerationFinished, TextPiece
from desktop_llm.core.training_messages import MomentKept, Train, TrainingPaused, TrainingStep
from desktop_llm.workers import engine as engine_module
from desktop_llm.workers.engines import Engines, EngineStatus
from desktop_llm.workers.job import Job
from tests.workers import fake_engine


class Ear(QObject):
    """Hears everything a job says."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.text = ""
        self.pieces = 0
        self.first_thread = 0
        self.failed: Failed | None = None
        self.closed = 0
        self.result: object = None
        self.events: list[object] = []
        job.text_added.connect(self._on_text_added)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        job.cancelled.connect(self._on_cancelled)
        job.event_received.connect(self._on_event_received)

    @Slot(object)
    def _on_text_added(self, piece: TextPiece) -> None:
        self.first_thread = self.first_thread or threading.get_ident()
        self.text += piece.text
        self.pieces += 1

    @Slot(object)
    def _on_event_received(self, event: object) -> None:
        self.events.append(event)

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        self.failed = failed
        self.closed += 1

    @Slot(object)
    def _on_finished(self, event: object) -> None:
        self.result = event
        self.closed += 1

    @Slot()
    def _on_cancelled(self) -> None:
        self.result = "cancelled"
        self.closed += 1


@pytest.fixture
def engines(qtbot: QtBot) -> Iterator[Engines]:
    made = Engines(fake_engine.main, cores=2, keeps_spare=False)
    yield made
    made.close()
    assert not any(engine.pid and _is_alive(engine.pid) for engine in made._all())


def _is_alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _ask(engines: Engines, prompt: str, path: str = "/m") -> tuple[Job, Ear]:
    job = engines.ask(path, Generate(raw_prompt=prompt))
    return job, Ear(job)


def test_text_streams_merged_and_whole_into_the_main_thread(engines: Engines, qtbot: QtBot) -> None:
    _, ear = _ask(engines, "200")
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=15000)
    assert isinstance(ear.result, GenerationFinished)
    assert ear.text == ear.result.answers[0].text
    assert ear.pieces < 100, "200 pieces in 0.4 s should arrive in far fewer batches"
    assert ear.first_thread == threading.get_ident()


def test_asking_loads_first_and_state_follows(engines: Engines, qtbot: QtBot) -> None:
    assert engines.state("/m").status is EngineStatus.OFF
    _, ear = _ask(engines, "3")
    assert engines.state("/m").status is EngineStatus.LOADING
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=15000)
    qtbot.waitUntil(lambda: engines.state("/m").memory_bytes == 2000, timeout=5000)
    state = engines.state("/m")
    assert state.status is EngineStatus.READY and state.model and state.model.context_tokens == 512
    load = Ear(engines.load("/m"))
    qtbot.waitUntil(lambda: load.closed == 1, timeout=2000)
    assert load.failed is None


def test_stop_ends_within_a_moment_and_keeps_the_text(engines: Engines, qtbot: QtBot) -> None:
    job, ear = _ask(engines, "100000")
    qtbot.waitUntil(lambda: ear.pieces > 2, timeout=15000)
    asked = time.perf_counter()
    job.cancel()
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)
    assert time.perf_counter() - asked < 1.0
    assert isinstance(ear.result, GenerationFinished) and ear.result.answers[0].finish_reason == "cancelled"
    assert ear.text == ear.result.answers[0].text


def test_a_death_fails_the_open_job_keeps_its_text_and_the_next_job_gets_a_new_process(
    engines: Engines, qtbot: QtBot
) -> None:
    _, ear = _ask(engines, "die")
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=15000)
    assert ear.failed and ear.failed.code is ErrorCode.ENGINE_DIED and "-9" in ear.failed.detail
    assert ear.text == "half an"
    qtbot.waitUntil(lambda: engines.state("/m").status is EngineStatus.OFF, timeout=5000)
    _, again = _ask(engines, "3")
    qtbot.waitUntil(lambda: again.closed == 1, timeout=15000)
    assert again.text == "w0 w1 w2 "


def test_a_hung_process_is_ended_by_the_ladder(engines: Engines, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "CANCEL_TICKS", 1)
    job, ear = _ask(engines, "hang")
    qtbot.waitUntil(lambda: engines.state("/m").status is EngineStatus.BUSY, timeout=15000)
    job.cancel()
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=8000)
    assert ear.result == "cancelled"
    qtbot.waitUntil(lambda: engines.state("/m").status is EngineStatus.OFF, timeout=8000)


def test_a_silent_process_with_work_is_said_to_hang(
    engines: Engines, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "SILENT_TICKS", 2)
    _, ear = _ask(engines, "hang")
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=15000)
    assert ear.failed and ear.failed.code is ErrorCode.ENGINE_HANGS


def test_a_failed_load_fails_what_waited_for_it_once(engines: Engines, qtbot: QtBot) -> None:
    load = Ear(engines.load("/broken"))
    _, ear = _ask(engines, "3", "/broken")
    qtbot.waitUntil(lambda: load.closed == 1 and ear.closed == 1, timeout=15000)
    assert ear.failed and ear.failed.code is ErrorCode.WEIGHTS_DAMAGED
    qtbot.waitUntil(lambda: engines.state("/broken").status is EngineStatus.OFF, timeout=5000)
    assert (load.closed, ear.closed) == (1, 1)


def test_a_crash_loop_is_refused_after_three(engines: Engines, qtbot: QtBot) -> None:
    for _ in range(3):
        ear = Ear(engines.load("/crash"))
        qtbot.waitUntil(lambda ear=ear: ear.closed == 1, timeout=15000)
        assert ear.failed and ear.failed.code is ErrorCode.ENGINE_DIED
        qtbot.waitUntil(lambda: engines.state("/crash").status is EngineStatus.OFF, timeout=5000)
    _, refused = _ask(engines, "3", "/crash")
    qtbot.waitUntil(lambda: refused.closed == 1, timeout=1000)
    assert refused.failed and refused.failed.code is ErrorCode.ENGINE_CRASH_LOOP


def test_two_checkpoints_stream_at_once_on_half_the_cores_each(engines: Engines, qtbot: QtBot) -> None:
    first, ear_a = _ask(engines, "300", "/a")
    second, ear_b = _ask(engines, "300", "/b")
    qtbot.waitUntil(lambda: ear_a.pieces > 0 and ear_b.pieces > 0, timeout=15000)
    assert ear_a.closed == 0 and ear_b.closed == 0
    qtbot.waitUntil(lambda: ear_a.closed == 1 and ear_b.closed == 1, timeout=15000)
    assert isinstance(first.request, Generate) and first.request.threads == 1
    assert isinstance(second.request, Generate) and second.request.threads == 1
    _, alone = _ask(engines, "3", "/a")
    qtbot.waitUntil(lambda: alone.closed == 1, timeout=5000)
    assert isinstance(alone.result, GenerationFinished) and alone.result.prompt_tokens == 2


def test_unload_while_streaming_stops_first_and_ends_the_process(engines: Engines, qtbot: QtBot) -> None:
    _, ear = _ask(engines, "100000")
    qtbot.waitUntil(lambda: ear.pieces > 0, timeout=15000)
    pid = engines._loaded["/m"].pid
    assert pid is not None
    engines.unload("/m")
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)
    assert isinstance(ear.result, GenerationFinished)
    qtbot.waitUntil(lambda: not _is_alive(pid), timeout=5000)
    assert engines.loaded() == ()


def test_a_training_runs_apart_and_stop_and_keep_keeps(engines: Engines, qtbot: QtBot) -> None:
    job = engines.ask_apart(Train(folder="/run"))
    ear = Ear(job)
    qtbot.waitUntil(lambda: len(ear.events) > 3, timeout=15000)
    assert isinstance(ear.events[0], TrainingStep)
    job.stop_and_keep()
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)
    assert getattr(ear.result, "outcome", "") == "stopped"
    qtbot.waitUntil(lambda: not engines._all(), timeout=5000)


def test_pause_gives_the_process_back_and_resume_takes_a_fresh_one(engines: Engines, qtbot: QtBot) -> None:
    job = engines.ask_apart(Train(folder="/run"))
    ear = Ear(job)
    qtbot.waitUntil(lambda: len(ear.events) > 3, timeout=15000)
    pid = engines._apart[0].pid
    assert pid is not None
    job.keep_moment()
    qtbot.waitUntil(lambda: any(isinstance(event, MomentKept) for event in ear.events), timeout=5000)
    job.pause()
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)
    assert isinstance(ear.result, TrainingPaused) and ear.result.folder == "/run"
    qtbot.waitUntil(lambda: not _is_alive(pid), timeout=5000)
    job.pause()  # over: nothing to ask for
    again = engines.ask_apart(Train(folder="/run", resume=True))
    later = Ear(again)
    qtbot.waitUntil(lambda: len(later.events) > 0, timeout=15000)
    assert isinstance(later.events[0], TrainingStep) and later.events[0].step == 41
    again.stop_and_keep()
    qtbot.waitUntil(lambda: later.closed == 1, timeout=5000)


def test_a_training_shares_the_cores_while_one_chats(engines: Engines, qtbot: QtBot) -> None:
    training = engines.ask_apart(Train(folder="/run"))
    ear = Ear(training)
    qtbot.waitUntil(lambda: len(ear.events) > 3, timeout=15000)
    assert {event.memory_bytes for event in ear.events if isinstance(event, TrainingStep)} == {0}
    chat, chat_ear = _ask(engines, "1500")
    qtbot.waitUntil(
        lambda: isinstance(ear.events[-1], TrainingStep) and ear.events[-1].memory_bytes == 1, timeout=15000
    )
    assert isinstance(chat.request, Generate) and chat.request.threads == 1
    qtbot.waitUntil(lambda: chat_ear.closed == 1, timeout=15000)
    qtbot.waitUntil(lambda: isinstance(ear.events[-1], TrainingStep) and ear.events[-1].memory_bytes == 0, timeout=5000)
    training.stop_and_keep()
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)


def test_the_spare_is_warm_before_and_after_a_load(qtbot: QtBot) -> None:
    engines = Engines(fake_engine.main, cores=2)
    with qtbot.waitSignal(engines.became_ready, timeout=15000):
        engines.warm_up()
    spare = engines._spare
    ear = Ear(engines.load("/m"))
    qtbot.waitUntil(lambda: ear.closed == 1, timeout=5000)
    assert engines._loaded["/m"] is spare
    qtbot.waitUntil(lambda: engines._spare is not None, timeout=10000)
    engines.close()


def test_a_job_cancelled_before_it_was_sent_is_cancelled(engines: Engines, qtbot: QtBot) -> None:
    job, ear = _ask(engines, "100000")
    job.cancel()
    assert ear.result == "cancelled"
    qtbot.waitUntil(lambda: engines.state("/m").status is EngineStatus.READY, timeout=15000)
    assert ear.closed == 1 and ear.text == ""


def test_two_answers_of_one_checkpoint_come_one_after_the_other_on_all_cores(engines: Engines, qtbot: QtBot) -> None:
    first, ear_a = _ask(engines, "3", "/a")
    second, ear_b = _ask(engines, "3", "/a")
    qtbot.waitUntil(lambda: ear_a.closed == 1 and ear_b.closed == 1, timeout=15000)
    assert isinstance(first.request, Generate) and isinstance(second.request, Generate)
    assert first.request.threads == second.request.threads == 2
