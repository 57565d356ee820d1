"""How a running job hears that it should stop. Set from the reader thread, read by the job between two tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Control:
    """Flags of one job. Plain attribute writes are atomic, so no lock is needed.

    Attributes:
        cancelled: Stop as soon as possible. A generation keeps its text, a training keeps nothing.
        keep: A training stops after the current step and keeps its checkpoint.
        pause: A training saves its whole state after the current step and ends.
        moment: A training keeps the weights of now after the current step, and goes on.
        threads: Processor threads to use from the next token or step on; 0 leaves the job's own choice.
    """

    cancelled: bool = False
    keep: bool = False
    pause: bool = False
    moment: bool = False
    threads: int = 0
