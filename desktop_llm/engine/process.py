"""The engine's child process: requests in, events out, and an end that leaves nothing behind.

Jobs run in the main thread, one after another. A reader thread hears Cancel and StopAndKeep at once and ends the
process when the window is gone; a heartbeat thread says that the process is healthy. `main` is all that the window
gets to see; heavy libraries are imported inside it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from desktop_llm.core.messages import PROTOCOL, Alive, Cancel, Event, Ready, Request, UseThreads
from desktop_llm.core.paths import logs_folder
from desktop_llm.core.training_messages import KeepMoment, PauseTraining, StopAndKeep, Train

if TYPE_CHECKING:
    from desktop_llm.engine.session import Session

ALIVE_S = 1.0
LOG_BYTES = 2_000_000
_FIRST_TO_GO = 800
"""Linux's out-of-memory killer takes the engine before the window."""
_PR_SET_PDEATHSIG = 1
_SPINS = "5000"
"""How long OpenMP's threads look for the next product before they sleep: longer than the pause between two products of
a token, far shorter than its default, which starves other programs and this one beside them."""
_HEARD_AT_ONCE = (Cancel, StopAndKeep, PauseTraining, KeepMoment, UseThreads)
_USUAL_CLASSES = ("LlamaForCausalLM", "GPT2LMHeadModel")
"""Imported before anyone asks, so that the first load is quick. The second is small."""


def main(connection: Connection) -> None:
    """Entry of the child. Returns never: the process ends with the pipe."""
    set_environment()
    _write_to_log()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's to answer
    _die_with_parent(True)
    _go_first()
    _Child(connection).run()


def set_environment() -> None:
    """What the libraries have to find before they are imported: no network, no chatter."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)


def quiet_libraries() -> None:
    """No progress bars and no advice on the streams. Imports transformers."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


class _Child:
    """The process's three threads and what they share."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._send_lock = threading.Lock()
        self._requests: queue.Queue[Request] = queue.Queue()
        self._stops: list[Request] = []  # heard before there is a session
        self._session: Session | None = None
        self._training: int | None = None
        self._is_orphan = False

    def run(self) -> None:
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        try:
            session = self._make_session()
            threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()
            while True:
                request = self._requests.get()
                if isinstance(request, Train):
                    self._training = request.job_id
                    _die_with_parent(False)  # it saves first
                    if self._is_orphan:
                        break
                session.handle(request)
                self._training = None
                if session.has_to_end or self._is_orphan:
                    break
        except BaseException:  # the outermost loop: nothing may end this process without a word in the log
            sys.excepthook(*sys.exc_info())
            self._end(70)
        self._end(0)

    def _make_session(self) -> Session:
        import torch
        import transformers

        quiet_libraries()
        from desktop_llm.engine.importing import import_model_code

        for name in _USUAL_CLASSES:  # first of all, since what follows would import the same with all that hangs on it
            import_model_code(name)
        from desktop_llm.engine.machine import devices
        from desktop_llm.engine.session import Session

        session = self._session = Session(self._send)
        for stop in list(self._stops):
            _pass_on(stop, session)
        # As plain text: torch's own type of version would bring torch into the window with its pickle.
        versions = (("torch", str(torch.__version__)), ("transformers", str(transformers.__version__)))
        self._send(Ready(protocol=PROTOCOL, pid=os.getpid(), versions=versions, devices=devices()))
        return session

    def _read(self) -> None:
        try:
            while True:
                request = self._connection.recv()
                if not isinstance(request, _HEARD_AT_ONCE):
                    self._requests.put(request)
                    continue
                self._stops.append(request)  # before the look at the session: one of the two threads sees it
                if self._session is not None:
                    _pass_on(request, self._session)
                    self._stops.clear()
        except (EOFError, OSError):
            pass  # the window is gone
        except BaseException:  # a message that can not be read: nothing after it can be trusted
            sys.excepthook(*sys.exc_info())
        self._is_orphan = True
        if self._training is not None and self._session is not None:
            self._session.pause(self._training)
        else:
            self._end(0)

    def _beat(self) -> None:
        own = psutil.Process()
        pause = threading.Event()
        while not pause.wait(ALIVE_S):
            self._send(Alive(memory_bytes=int(own.memory_info().rss)))

    def _send(self, event: Event) -> None:
        with self._send_lock, contextlib.suppress(OSError):  # the reader hears of a closed pipe and acts
            self._connection.send(event)

    def _end(self, status: int) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _pass_on(request: Request, session: Session) -> None:
    if isinstance(request, UseThreads):
        session.use_threads(request.job_id, request.threads)
        return
    acts: dict[type[Request], Callable[[int], None]] = {
        Cancel: session.cancel,
        StopAndKeep: session.stop_and_keep,
        PauseTraining: session.pause,
        KeepMoment: session.keep_moment,
    }
    acts[type(request)](request.job_id)


def _write_to_log() -> None:
    """Send what libraries print to the log file; nothing is read from it."""
    folder = logs_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "engine.log"
    with contextlib.suppress(OSError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name("engine.1.log"))
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    faulthandler.enable(file=2)


def _die_with_parent(is_wanted: bool) -> None:
    """On Linux the kernel ends this process with the window's, even when that one is killed."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL) if is_wanted else 0)


def _go_first() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(_FIRST_TO_GO), "ascii")
