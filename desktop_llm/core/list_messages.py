"""A list of questions as one job: answered side by side, each told of when it is done, in whatever order they end."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.messages import Closing, Event, Failed, Generate, GenerationFinished, Request


@dataclass(frozen=True, slots=True)
class GenerateList(Request):
    """Answer many prompts. Answered by one `ListItemDone` for each, then `ListDone`.

    Attributes:
        requests: As they would be asked alone, with one answer each; their job ids do not count.
    """

    requests: tuple[Generate, ...] = ()


@dataclass(frozen=True, slots=True)
class ListItemDone(Event):
    """One of a list: its answer, or why there is none. `seconds` from its turn to its end, beside others."""

    number: int = 0
    result: GenerationFinished | Failed = field(default_factory=Failed)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ListDone(Closing):
    """Closes `GenerateList`. After a cancel, what was not done yet has no `ListItemDone`."""
