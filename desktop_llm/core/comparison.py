"""A comparison as values: one prompt, one answer for each column, the same settings for all but where one says."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.messages import Message
from desktop_llm.core.sampling import Sampling


@dataclass(frozen=True, slots=True)
class ComparisonColumn:
    """One checkpoint's answer.

    Attributes:
        letter: "A", "B", ... as shown above the column.
        outcome: "" while it streams, then a finish_reason, "interrupted" or an ErrorCode value.
        sampling: This column's own style, None where it is that of all.
        history: The conversation before the question, as this column had it.
    """

    letter: str
    model_name: str
    model_path: str
    text: str = ""
    outcome: str = ""
    stats: TurnStats | None = None
    sampling: Sampling | None = None
    history: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns in the order they are shown. `id` is 0 until it is saved."""

    id: int = 0
    title: str = ""
    prompt: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    created_at: float = 0.0
    columns: tuple[ComparisonColumn, ...] = ()
    trashed_at: float | None = None


@dataclass(frozen=True, slots=True)
class ComparisonSummary:
    """A row of the list of comparisons."""

    id: int
    title: str
    created_at: float
    model_names: tuple[str, ...] = ()
    trashed_at: float | None = None
