"""What a run studies: examples as rows, the objective, the exam. One class for each task; this is what they share."""

from __future__ import annotations

from typing import Any, Protocol

from desktop_llm.engine.training.batch import Batch
from desktop_llm.engine.training.exam import AnyExam
from desktop_llm.engine.training.objective import Objective


class Material(Protocol):
    """Rows to learn from: a pure function of the step's number."""

    @property
    def rows(self) -> int: ...

    @property
    def tokens(self) -> int: ...

    def begin(self, rows_per_step: int) -> None: ...

    def batch(self, step: int) -> Batch: ...


class Study(Protocol):
    """A task with its texts.

    Attributes:
        training_tokens, held_out_tokens: Real tokens of both parts.
        held_out_text: The exam, as a person reads it.
        longest: Tokens of the longest example; 0 for running text.
        cut: Examples that were cut to the longest row.
        measured_texts: Held-out texts that `metrics` reads; 0 where it has nothing to say.
    """

    training_tokens: int
    held_out_tokens: int
    held_out_text: str
    longest: int
    cut: int
    measured_texts: int

    @property
    def objective(self) -> Objective: ...

    def material(self, block_tokens: int, /) -> Material:
        """The training part in rows of that length."""
        ...

    def exam(self, block_tokens: int, /) -> AnyExam:
        """The held-out part."""
        ...

    def metrics(self, model: Any, texts: int, /) -> dict[str, Any]:
        """Figures of the task on the first so many held-out texts; empty where the loss says it all."""
        ...
