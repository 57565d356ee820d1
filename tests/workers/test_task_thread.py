"""Tasks run apart, one after the other; their outcomes come back to the main thread in order."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.workers.task_thread import TaskThread


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskThread]:
    tasks = TaskThread()
    yield tasks
    assert tasks.close()


def refuse() -> None:
    raise AppError(ErrorCode.DISK_FULL, "native words", file="a.md")


def divide_by_zero() -> float:
    return 1 / 0


def leave() -> None:
    raise SystemExit(3)


def test_results_arrive_in_order_in_the_main_thread(tasks: TaskThread, qtbot: QtBot) -> None:
    heard: list[object] = []
    main = threading.current_thread()

    def hear(value: object) -> None:
        assert threading.current_thread() is main
        heard.append(value)

    for number in range(20):
        tasks.submit(lambda number=number: (number, threading.current_thread() is main), hear)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == [(number, False) for number in range(20)]


def test_expected_trouble_keeps_its_code_and_values(tasks: TaskThread, qtbot: QtBot) -> None:
    errors: list[AppError] = []
    tasks.submit(refuse, lambda _value: pytest.fail("it did not succeed"), errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert (errors[0].code, errors[0].values) == (ErrorCode.DISK_FULL, {"file": "a.md"})


@pytest.mark.parametrize("task", [divide_by_zero, leave])
def test_a_bug_is_a_report_and_the_next_task_runs(
    tasks: TaskThread, qtbot: QtBot, task: object, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[object] = []
    tasks.submit(task, heard.append, heard.append)  # type: ignore[arg-type]
    tasks.submit(lambda: "next", heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    error, after = heard
    assert isinstance(error, AppError)
    assert error.code is ErrorCode.BUG
    assert task.__name__ in error.detail  # type: ignore[attr-defined]
    assert after == "next"
    assert "met a bug" in caplog.text


def test_a_failure_that_nobody_hears_is_logged(
    tasks: TaskThread, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[object] = []
    tasks.submit(refuse)
    tasks.submit(lambda: None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert any(record.levelno == logging.ERROR and "disk_full" in record.message for record in caplog.records)


def test_the_window_goes_on_meanwhile(tasks: TaskThread, qtbot: QtBot) -> None:
    release = threading.Event()
    heard: list[object] = []
    tasks.submit(lambda: release.wait(10), heard.append)
    qtbot.wait(50)
    assert heard == []
    release.set()
    qtbot.waitUntil(lambda: heard == [True])


def test_closing_finishes_what_was_submitted_and_calls_nobody(qtbot: QtBot) -> None:
    tasks = TaskThread()
    done: list[int] = []
    heard: list[object] = []
    for number in range(30):
        tasks.submit(lambda number=number: done.append(number), heard.append)
    assert tasks.close()
    assert done == list(range(30))
    qtbot.wait(20)
    assert heard == []
    assert not tasks.isRunning()
    tasks.submit(lambda: done.append(99))
    assert 99 not in done
    assert tasks.close()


def test_closing_waits_only_so_long(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    tasks = TaskThread()
    release = threading.Event()
    tasks.submit(lambda: release.wait(10))
    started = time.monotonic()
    assert not tasks.close(wait_s=0.2)
    assert time.monotonic() - started < 2
    assert "did not end" in caplog.text
    release.set()
    assert tasks.close()


def test_a_thread_without_tasks_was_never_started(qtbot: QtBot) -> None:
    tasks = TaskThread()
    assert not tasks.isRunning()
    assert tasks.close()
    assert tasks.thread() is QThread.currentThread()
