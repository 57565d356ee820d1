"""A child process with an engine's face and no torch: it obeys the prompt, so that a test can ask for any fault."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from multiprocessing.connection import Connection

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import (
    Alive,
    Answer,
    Cancel,
    Failed,
    Generate,
    GenerationFinished,
    Load,
    ModelLoading,
    ModelReady,
    Ready,
    Request,
    TextPiece,
    UseThreads,
)
from desktop_llm.core.training_messages import (
    KeepMoment,
    MomentKept,
    PauseTraining,
    StopAndKeep,
    Train,
    TrainingFinished,
    TrainingPaused,
    TrainingStep,
)


def main(connection: Connection) -> None:
    """Entry of the child."""
    jobs: queue.Queue[Request] = queue.Queue()
    cancelled: set[int] = set()
    kept: set[int] = set()
    paused: set[int] = set()
    threads: dict[int, int] = {}

    def read() -> None:
        try:
            while True:
                request = connection.recv()
                if isinstance(request, Cancel):
                    cancelled.add(request.job_id)
                elif isinstance(request, StopAndKeep):
                    kept.add(request.job_id)
                elif isinstance(request, PauseTraining):
                    paused.add(request.job_id)
                elif isinstance(request, KeepMoment):
                    connection.send(MomentKept(request.job_id, 7, "moment"))
                elif isinstance(request, UseThreads):
                    threads[request.job_id] = request.threads
                else:
                    jobs.put(request)
        except (EOFError, OSError):
            os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    connection.send(Ready(pid=os.getpid()))
    while True:
        request = jobs.get()
        if isinstance(request, Load):
            _load(connection, request)
        elif isinstance(request, Generate):
            _generate(connection, request, cancelled)
        elif isinstance(request, Train):
            _train(connection, request, kept, paused, threads)


def _load(connection: Connection, request: Load) -> None:
    if "broken" in request.path:
        connection.send(Failed(request.job_id, ErrorCode.WEIGHTS_DAMAGED, "fake"))
        return
    if "crash" in request.path:
        os.kill(os.getpid(), signal.SIGSEGV)
    connection.send(ModelLoading(request.job_id, 0.5))
    connection.send(ModelReady(request.job_id, request.path, Kind.CHAT, context_tokens=512, memory_bytes=1000))
    connection.send(Alive(memory_bytes=2000))


def _generate(connection: Connection, request: Generate, cancelled: set[int]) -> None:
    prompt = request.raw_prompt or request.messages[-1].text
    if prompt == "die":
        connection.send(TextPiece(request.job_id, 0, "half an", (1,), (-0.5,)))
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGKILL)
    if prompt == "hang":
        while True:
            time.sleep(1)
    count = int(prompt) if prompt.isdigit() else 3
    reason = "stop"
    words = []
    for number in range(count):
        if request.job_id in cancelled:
            reason = "cancelled"
            break
        words.append(f"w{number} ")
        connection.send(TextPiece(request.job_id, 0, words[-1], (number,), (-1.0,)))
        time.sleep(0.002)
    answer = Answer("".join(words), tuple(range(len(words))), (-1.0,) * len(words), reason, 0, 500.0, 0.01)
    connection.send(GenerationFinished(request.job_id, (answer,), prompt_tokens=request.threads))


def _train(
    connection: Connection, request: Train, kept: set[int], paused: set[int], threads: dict[int, int]
) -> None:
    step = 40 if request.resume else 0
    while request.job_id not in kept:
        if request.job_id in paused:
            connection.send(TrainingPaused(request.job_id, step, 100, request.folder))
            return
        step += 1
        connection.send(TrainingStep(request.job_id, step, 100, 3.0, memory_bytes=threads.get(request.job_id, 0)))
        time.sleep(0.005)
    connection.send(TrainingFinished(request.job_id, "stopped", request.folder, step))
