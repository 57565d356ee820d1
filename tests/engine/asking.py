"""A session of the engine and what came back from it, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import (
    Answer,
    Closing,
    Event,
    Failed,
    Generate,
    GenerationFinished,
    Load,
    Message,
    Request,
    TextPiece,
)
from desktop_llm.core.sampling import Sampling
from desktop_llm.engine.session import Session

E = TypeVar("E", bound=Event)


class Asked:
    """One session; `events` are those of the last job."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.session = Session(self.events.append)
        self.job = 0

    def ask(self, request: Request) -> Event:
        """The closing event; expected trouble is raised."""
        self.events.clear()
        self.session.handle(request)
        closing = self.events[-1]
        assert [event for event in self.events if isinstance(event, Closing)] == [closing]
        if isinstance(closing, Failed):
            assert closing.code is not ErrorCode.BUG, closing.detail
            raise closing.error()
        return closing

    def load(self, path: Path, precision: str = "fp32") -> Asked:
        self.ask(Load(self.next_id(), str(path), "cpu", precision, threads=1))
        return self

    def generate(self, prompt: str | tuple[Message, ...], **options: object) -> GenerationFinished:
        """Continue a text or answer a conversation; options are those of `Sampling` and of `Generate`."""
        of_request = {k: options.pop(k) for k in ("continue_answer", "drop_oldest") if k in options}
        sampling = Sampling(**{"temperature": 0.0, **options})  # type: ignore[arg-type]
        is_text = isinstance(prompt, str)
        request = Generate(
            self.next_id(),
            messages=() if is_text else prompt,  # type: ignore[arg-type]
            raw_prompt=prompt if is_text else None,  # type: ignore[arg-type]
            sampling=sampling,
            **of_request,  # type: ignore[arg-type]
        )
        finished = self.ask(request)
        assert isinstance(finished, GenerationFinished)
        return finished

    def answer(self, prompt: str | tuple[Message, ...], **options: object) -> Answer:
        return self.generate(prompt, **options).answers[0]

    def pieces(self, answer: int = 0) -> list[TextPiece]:
        return [event for event in self.of(TextPiece) if event.answer == answer]

    def of(self, kind: type[E]) -> list[E]:
        """The last job's events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def next_id(self) -> int:
        self.job += 1
        return self.job
