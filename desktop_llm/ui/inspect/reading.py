"""What a model made of a text, token by token, as arrays to look things up in. No widgets.

A cell is what is drawn in one colour: a token, or the tokens that make one letter together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop_llm.core.inspect_messages import SurpriseFinished, SurprisePart

LIMITS = np.log([2.0, 10.0, 100.0, 1000.0])
"""Surprise in nats from which the five steps begin: once in 2, in 10, in 100, in 1,000 times."""
DIFFERENCE_LIMITS = (0.7, 2.3)
"""Nats from which one model knows a piece better: twice, and ten times as likely."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that might have come instead. `is_whole` is False for parts of letters and control tokens."""

    id: int
    text: str
    logprob: float
    is_whole: bool = True


class Reading:
    """The figures of one model for one text.

    Attributes:
        text: The text.
        finished: The closing event; None while parts come.
        starts, ends: int64 (C,), where each cell begins and ends in the text.
        surprise: float64 (C,) in nats; not a number where nothing was scored.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.finished: SurpriseFinished | None = None
        self.fraction = 0.0
        self._parts: list[SurprisePart] = []
        self._pieces: dict[int, tuple[str, bool]] = {}
        self.starts = self.ends = self._first = np.zeros(0, np.int64)
        self.surprise = np.zeros(0)

    def add(self, part: SurprisePart) -> None:
        """Take the next part."""
        self._parts.append(part)
        self._pieces.update((token, (text, is_whole)) for token, text, is_whole in part.pieces)
        self.fraction = part.fraction

    def finish(self, event: SurpriseFinished) -> None:
        """Every part is here: put them together."""
        self.finished = event
        parts, self._parts = self._parts, []
        wide = parts[0].alternatives if parts else 0
        self.ids = _joined(parts, "ids", np.int32)
        self.logprobs = _joined(parts, "logprobs", np.float32)
        self.ranks = _joined(parts, "ranks", np.int32)
        self.entropies = _joined(parts, "entropies", np.float32)
        self._top_ids = _joined(parts, "top_ids", np.int32).reshape(len(self.ids), wide)
        self._top_logprobs = _joined(parts, "top_logprobs", np.float32).reshape(len(self.ids), wide)
        token_ends = _joined(parts, "ends", np.int32).astype(np.int64)
        before = np.concatenate(([0], token_ends[:-1])) if len(token_ends) else token_ends
        self._first = np.flatnonzero(token_ends > before)
        if not len(self._first):
            self._first = np.zeros(min(1, len(token_ends)), np.int64)
        last = np.append(self._first[1:], len(token_ends))
        self.starts = before[self._first] if len(self._first) else np.zeros(0, np.int64)
        self.ends = token_ends[last - 1] if len(self._first) else np.zeros(0, np.int64)
        if len(self._first):
            self.starts[0] = 0  # tokens before the first letter belong to it
        known = np.isfinite(self.logprobs)
        sums = np.add.reduceat(np.where(known, -self.logprobs.astype(np.float64), 0.0), self._first) if len(
            self._first
        ) else np.zeros(0)  # fmt: skip
        some = np.add.reduceat(known.astype(np.int64), self._first) if len(self._first) else np.zeros(0)
        self.surprise = np.where(some > 0, sums, np.nan)

    @property
    def cell_count(self) -> int:
        return len(self.ends)

    @property
    def mean(self) -> float:
        """Mean surprise of a token in nats."""
        event = self.finished
        return event.nll_sum / event.scored_tokens if event and event.scored_tokens else float("nan")

    @property
    def perplexity(self) -> float:
        return float(np.exp(min(self.mean, 700.0)))

    @property
    def bits_per_letter(self) -> float:
        """Comparable between models that cut a text differently."""
        event = self.finished
        scored = np.isfinite(self.surprise)
        letters = int((self.ends - self.starts)[scored].sum())
        return event.nll_sum / np.log(2) / letters if event and letters else float("nan")

    def steps(self) -> np.ndarray:
        """int8 (C,): 0 expected to 4 very surprising."""
        return np.searchsorted(LIMITS, np.nan_to_num(self.surprise), side="right").astype(np.int8)

    def piece(self, cell: int) -> str:
        """The text of a cell."""
        return self.text[self.starts[cell] : self.ends[cell]]

    def cell_at(self, place: int) -> int:
        """The cell of a letter."""
        return min(int(np.searchsorted(self.ends, place, side="right")), max(self.cell_count - 1, 0))

    def tokens_of(self, cell: int) -> range:
        """Numbers of the tokens that make a cell."""
        end = self._first[cell + 1] if cell + 1 < len(self._first) else len(self.ids)
        return range(int(self._first[cell]), int(end))

    def alternatives(self, cell: int) -> tuple[Alternative, ...]:
        """What else was likely where a cell begins, likeliest first."""
        if not self.cell_count:
            return ()
        token = self.tokens_of(cell)[0]
        pairs = zip(self._top_ids[token].tolist(), self._top_logprobs[token].tolist(), strict=True)
        found = ((i, self._pieces.get(i, ("", False)), logprob) for i, logprob in pairs if i >= 0)
        return tuple(Alternative(i, text, logprob, is_whole) for i, (text, is_whole), logprob in found)

    def most_surprising(self, count: int = 10) -> list[int]:
        """Cells, the most surprising first."""
        order = np.argsort(-np.nan_to_num(self.surprise, nan=-1.0), kind="stable")[:count]
        return [int(cell) for cell in order if np.isfinite(self.surprise[cell])]

    def surprise_until(self, places: np.ndarray) -> np.ndarray:
        """Surprise of the text up to each place, spread evenly within a cell."""
        borders = np.concatenate(([0], self.ends))
        sums = np.concatenate(([0.0], np.cumsum(np.nan_to_num(self.surprise))))
        return np.asarray(np.interp(places, borders, sums))


def difference(base: Reading, mine: Reading) -> np.ndarray:
    """float64 (C,) for the cells of `mine`: nats by which it knows each better than `base`; negative is worse.

    Where the two cut the text differently, the base's surprise is spread over the letters of its pieces.
    """
    base_sums = base.surprise_until(mine.ends) - base.surprise_until(mine.starts)
    gain = base_sums - np.nan_to_num(mine.surprise)
    unscored = ~np.isfinite(mine.surprise)
    first = base.ends[~np.isfinite(base.surprise)]
    if len(first):
        unscored |= mine.starts < first.max()  # the base gave no figure for the beginning
    return np.where(unscored, 0.0, gain)


def difference_steps(gains: np.ndarray) -> np.ndarray:
    """int8 (C,): -2 much worse to 2 much better."""
    sizes = np.searchsorted(DIFFERENCE_LIMITS, np.abs(gains), side="right")
    return (np.sign(gains) * sizes).astype(np.int8)


def _joined(parts: list[SurprisePart], name: str, kind: type[np.generic]) -> np.ndarray:
    return np.concatenate([np.frombuffer(getattr(part, name), kind) for part in parts] or [np.zeros(0, kind)])
