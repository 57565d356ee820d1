"""A job that runs elsewhere, as the foot of the sidebar shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A training that goes on, for the foot. `share` is 0 to 1."""

    name: str
    share: float
    left_words: str
