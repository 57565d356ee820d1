"""One engine process and the thread that listens to it.

The thread blocks in `recv()` and turns what the child says into signals; a second, small thread writes, so that a long
prompt never blocks the window. What the events mean is left to `desktop_llm.workers.engines`.
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from PySide6.QtCore import QObject, QThread, Signal

from desktop_llm.core.messages import Request

EngineEntry = Callable[[Connection], None]
"""The function a child runs. It imports torch inside, so that naming it here does not."""


class EngineThread(QThread):
    """Owns a spawned child. Lives in the main thread, as its signals must.

    Signals:
        event_received: An `Event` of the child.
        died: The child ended; its exit code (negative: the signal that ended it).
    """

    event_received = Signal(object)
    died = Signal(int)

    def __init__(self, entry: EngineEntry, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._entry = entry
        self._outbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._process: SpawnProcess | None = None
        self._end_requested = False
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id once it is started."""
        return self._process.pid if self._process else None

    def send(self, request: Request) -> None:
        """Hand a request over. Never blocks; requests before the child is up wait for it."""
        self._outbox.put(request)

    def terminate_child(self) -> None:
        """Ask the system to end the child. Returns at once; `died` follows."""
        with self._lock:
            self._end_requested = True
            if self._process is not None and self._process.is_alive():
                self._process.terminate()

    def kill_child(self) -> None:
        """End the child without asking it."""
        with self._lock:
            self._end_requested = True
            if self._process is not None and self._process.is_alive():
                self._process.kill()

    def run(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._entry, args=(theirs,), name=self.objectName(), daemon=True)
        with self._lock:
            if self._end_requested:
                self.died.emit(0)
                return
            process.start()
            self._process = process
        theirs.close()
        writer = threading.Thread(target=self._write, args=(ours,), name=f"{self.objectName()} writer", daemon=True)
        writer.start()
        try:
            while True:
                self.event_received.emit(ours.recv())
        except (EOFError, OSError):
            pass  # the child is gone: `died` says how
        process.join()
        self._outbox.put(None)
        writer.join()
        ours.close()
        self.died.emit(process.exitcode if process.exitcode is not None else -1)

    def _write(self, connection: Connection) -> None:
        while (request := self._outbox.get()) is not None:
            try:
                connection.send(request)
            except (BrokenPipeError, OSError):
                return  # run() sees the end of the child and reports it
