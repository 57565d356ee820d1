"""How a running job hears that it should stop. Set from the reader thread, read by the job between two tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Control:
    """Flags of one job. Plain attribute writes are atomic, so no lock is needed.

    Attributes:
        cancelled: Stop as soon as possible. A generation keeps its text, a training keeps nothing.
        keep: A training stops after the current step and keeps its checkpoint.
        threads: Processor threads to use from the next token or step on; 0 leaves the job's own choice.
    """

    cancelled: bool = False
    keep: bool = False
    threads: int = 0
