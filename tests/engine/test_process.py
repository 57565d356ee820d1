"""A real engine process: hello, load, stream, cancel, an end with its window, an end by force."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import (
    PROTOCOL,
    Alive,
    Cancel,
    Closing,
    Event,
    Failed,
    Generate,
    GenerationFinished,
    Load,
    Message,
    ModelReady,
    Ready,
    Request,
    TextPiece,
)
from desktop_llm.core.paths import logs_folder
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine.process import main

WAIT_S = 120


class Child:
    """The window's end of an engine process."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=main, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.seen: list[Event] = []

    def ask(self, request: Request) -> Event:
        self.pipe.send(request)
        return self.until(Closing)

    def until(self, kind: type[Event] | tuple[type[Event], ...]) -> Event:
        """The next event of a kind."""
        end = time.monotonic() + WAIT_S
        while self.pipe.poll(max(0.0, end - time.monotonic())):
            self.seen.append(self.pipe.recv())
            if isinstance(self.seen[-1], kind):
                return self.seen[-1]
        raise TimeoutError(f"no {kind} among {self.seen[-5:]}")

    def close(self) -> None:
        self.pipe.close()
        self.process.join(20)
        self.process.kill()
        self.process.join()


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


def test_a_life(child: Child, tiny_chat: Path) -> None:
    ready = child.until(Ready)
    assert isinstance(ready, Ready)
    assert (ready.protocol, ready.pid) == (PROTOCOL, child.process.pid)
    assert ready.devices[0].name == "cpu"
    assert {name for name, _ in ready.versions} == {"torch", "transformers"}
    assert not any(isinstance(event, Alive) for event in child.seen[:-1])

    refused = child.ask(Generate(1, (Message("user", "x"),)))
    assert isinstance(refused, Failed)
    assert refused.code is ErrorCode.ENGINE_PROTOCOL
    loaded = child.ask(Load(2, str(tiny_chat), "cpu", "fp32", threads=1))
    assert isinstance(loaded, ModelReady)

    endless = Sampling(temperature=0.0, max_new_tokens=100_000, stop=("never",), answers=64)
    child.pipe.send(Generate(3, (Message("user", "x"),), sampling=endless))
    child.until(TextPiece)
    child.pipe.send(Cancel(3))
    started = time.monotonic()
    stopped = child.until(Closing)
    assert isinstance(stopped, GenerationFinished)
    assert time.monotonic() - started < 5
    assert stopped.answers[-1].finish_reason == "cancelled"

    child.pipe.send(Cancel(5))  # heard before its job
    early = child.ask(Generate(5, (Message("user", "x"),)))
    assert isinstance(early, GenerationFinished)
    assert early.answers[0].finish_reason == "cancelled"
    alive = child.until(Alive)
    assert isinstance(alive, Alive)
    assert alive.memory_bytes > 100_000_000
    if os.name == "posix":
        os.kill(ready.pid, signal.SIGINT)  # Ctrl+C in the terminal goes to the whole group
    assert isinstance(child.ask(Generate(6, raw_prompt="x", sampling=Sampling(max_new_tokens=2))), GenerationFinished)
    assert (logs_folder() / "engine.log").exists()

    child.pipe.close()
    child.process.join(10)
    assert child.process.exitcode == 0


def test_a_kill_is_an_end_of_the_pipe(child: Child) -> None:
    child.process.kill()
    with pytest.raises((EOFError, ConnectionResetError)):
        while child.pipe.poll(WAIT_S):
            child.pipe.recv()
    child.process.join(10)
    assert not psutil.pid_exists(child.process.pid or -1)
