"""The thread of the network: one asyncio loop, started with the first question a person asks of the hub.

It is not on the main thread: a download at full speed would share every chunk with the painting of the window.
What is asked is `core.hub_service`; who makes that service comes from `app.py`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from desktop_llm.core.downloads import Download
from desktop_llm.core.errors import AppError
from desktop_llm.core.hub_service import HubService
from desktop_llm.workers.answers import Answers

_log = logging.getLogger(__name__)
T = TypeVar("T")
Told = Callable[[tuple[Download, ...]], None]
Ask = Callable[[HubService], Coroutine[Any, Any, Any]]


class HubThread(QThread):
    """Runs questions side by side and brings their answers to the main thread.

    Args:
        make_service: Called in this thread with whom to tell about downloads.

    Signals:
        downloads_changed: The whole list, a tuple of `Download`.
    """

    downloads_changed = Signal(object)

    def __init__(self, make_service: Callable[[Told], HubService], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hub")
        self._make_service = make_service
        self._answers = Answers(self)
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, Ask]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._service: HubService | None = None
        self._broken: AppError | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def ask(
        self,
        question: Callable[[HubService], Coroutine[Any, Any, T]],
        done: Callable[[T], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Ask the service, then `done` with its answer or `failed` in the main thread."""
        if self._is_closed:
            _log.warning("a question for the hub came after closing")
            return
        work = (self._answers.expect(done, failed), question)
        with self._lock:
            if self._loop is None:
                self._waiting.append(work)
            else:
                self._loop.call_soon_threadsafe(self._begin, work)
        if not self.isRunning():
            self.start()

    def close(self, wait_s: float = 8.0) -> bool:
        """Stop; downloads go on with the next start. Whether it was over within the time."""
        self._is_closed = True
        self._answers.stop()
        if not self.isRunning():
            return True
        with self._lock:
            if self._loop is not None and self._ended is not None:
                self._loop.call_soon_threadsafe(self._ended.set)
        ended = self.wait(int(wait_s * 1000))
        if not ended:
            _log.error("the network did not end within %s s", wait_s)
        return ended

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        try:
            self._service = self._make_service(self.downloads_changed.emit)
        except AppError as error:  # the library's disk, most often; every question is told so
            self._broken = error
        self._ended = ended = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            waiting, self._waiting = self._waiting, []
        for work in waiting:
            self._begin(work)
        if self._is_closed:
            ended.set()
        await ended.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._service is not None:
            await self._service.close()

    def _begin(self, work: tuple[int, Ask]) -> None:
        task = asyncio.get_running_loop().create_task(self._do(*work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, work_id: int, question: Ask) -> None:
        service, broken = self._service, self._broken
        if service is None:
            self._answers.run(work_id, lambda: _refuse(broken))
            return
        answer = asyncio.ensure_future(question(service))
        await asyncio.wait([answer])
        self._answers.run(work_id, answer.result)


def _refuse(error: AppError | None) -> None:
    assert error is not None
    raise AppError(error.code, error.detail, **error.values)
