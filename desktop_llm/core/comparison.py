"""A comparison as values: one prompt, the same settings, one answer for each checkpoint."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.sampling import Sampling


@dataclass(frozen=True, slots=True)
class ComparisonColumn:
    """One checkpoint's answer.

    Attributes:
        letter: "A", "B", ... as shown above the column.
        outcome: "" while it streams, then a finish_reason, "interrupted" or an ErrorCode value.
    """

    letter: str
    model_name: str
    model_path: str
    text: str = ""
    outcome: str = ""
    stats: TurnStats | None = None


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
