"""What a training cost and kept besides its gain, as values: ordinary language, and passages known by heart.

Measured by `engine.training.look_back`, kept among the events of a run, read by `core.run_story`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FACT = "LookedBack"
"""Name of the line in a run's progress."""
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Ordinary:
    """How well ordinary language of one kind is known, by a text that ships and has nothing to do with the person's.

    Attributes:
        language: "en" or "zh".
        before, after: Mean nats per token, of the base and of the checkpoint; None where not measured.
    """

    language: str
    before: float | None
    after: float | None

    @property
    def is_known(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def growth(self) -> float:
        """By how much perplexity has grown: 0.1 for a tenth more, below 0 where it fell."""
        assert self.before is not None and self.after is not None
        return math.expm1(min(self.after - self.before, 50.0))


@dataclass(frozen=True, slots=True)
class Recital:
    """A passage of the training text that the checkpoint goes on with word for word.

    Attributes:
        beginning: What it was given.
        recited: What it wrote, which is what stands in the text.
    """

    beginning: str
    recited: str


@dataclass(frozen=True, slots=True)
class LookBack:
    """One look back.

    Attributes:
        passages: Beginnings from the training text that were given to the checkpoint; 0 where none was tried.
        recitals: Those it went on with word for word for long, longest first.
    """

    ordinary: tuple[Ordinary, ...] = ()
    passages: int = 0
    recitals: tuple[Recital, ...] = ()

    @property
    def says_something(self) -> bool:
        return self.passages > 0 or any(one.is_known for one in self.ordinary)


def as_fact(look: LookBack) -> dict[str, object]:
    """For the progress of a run."""
    return {
        "ordinary": [[one.language, _number(one.before), _number(one.after)] for one in look.ordinary],
        "passages": look.passages,
        "recitals": [[one.beginning, one.recited] for one in look.recitals[:MOST_SHOWN]],
    }


def from_fact(fact: Mapping[str, Any]) -> LookBack:
    """Read tolerantly: what is not as it should be is passed over."""
    rows = [row for row in _list(fact.get("ordinary")) if isinstance(row, list) and len(row) == 3]
    pairs = [pair for pair in _list(fact.get("recitals")) if isinstance(pair, list) and len(pair) == 2]
    passages = fact.get("passages")
    return LookBack(
        tuple(Ordinary(str(language), _number(before), _number(after)) for language, before, after in rows),
        passages if isinstance(passages, int) and not isinstance(passages, bool) else 0,
        tuple(Recital(str(beginning), str(recited)) for beginning, recited in pairs),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float | None:
    is_figure = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_figure else None  # type: ignore[arg-type]
