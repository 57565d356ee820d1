"""Examples -> rows that hold several of them, with hardly any padding; each keeps to itself (`Batch.examples`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_llm.engine.training.batch import NOTHING, Batch, Ids
from desktop_llm.engine.training.rows import Order

OPEN_ROWS = 64
"""An example goes into the fullest of so many unfinished rows that has room for it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One example as tokens. `labels` are what each place is to tell, NOTHING where it tells nothing."""

    ids: Ids
    labels: Ids


class PackedRows:
    """Examples in rows of equal length, in an order that follows from the seed and the step alone.

    Args:
        items: None is longer than a row.
        block_tokens: Length of a row.
        filler: Token for the end of a row.
        packs: Whether several examples share a row; otherwise each has one.
    """

    def __init__(
        self, items: Sequence[Item], block_tokens: int, filler: int, seed: int, is_shuffled: bool = True,
        packs: bool = True,
    ) -> None:  # fmt: skip
        self._items = items
        self._block_tokens = block_tokens
        self._filler = filler
        self._seed, self._is_shuffled = seed, is_shuffled
        places = np.random.default_rng(seed % 2**63).permutation(len(items)) if is_shuffled else range(len(items))
        window = OPEN_ROWS if is_shuffled else 1
        self._rows = _packed(items, [int(place) for place in places], block_tokens, window) if packs else [
            [int(place)] for place in places
        ]  # fmt: skip
        self.order = Order(len(self._rows), 1, seed, is_shuffled)

    @property
    def rows(self) -> int:
        """In one epoch."""
        return len(self._rows)

    @property
    def tokens(self) -> int:
        """Real tokens of one epoch."""
        return sum(len(item.ids) for item in self._items)

    def begin(self, rows_per_step: int) -> None:
        """From now on so many rows make a step."""
        self.order = Order(self.rows, rows_per_step, self._seed, self._is_shuffled)

    def batch(self, step: int) -> Batch:
        """The rows of step number `step` (from 0)."""
        return self.of([row for _, row in self.order.step(step)])

    def of(self, rows: Sequence[int]) -> Batch:
        """Some rows by their numbers."""
        shape = (len(rows), self._block_tokens)
        ids, labels = np.full(shape, self._filler, np.int32), np.full(shape, NOTHING, np.int32)
        examples = np.full(shape, -1, np.int32)
        for place, row in enumerate(rows):
            start = 0
            for number, index in enumerate(self._rows[row]):
                item = self._items[index]
                part = slice(start, start + len(item.ids))
                ids[place, part], labels[place, part], examples[place, part] = item.ids, item.labels, number
                start = part.stop
        return Batch(ids, labels, examples)


def _packed(items: Sequence[Item], places: Sequence[int], block_tokens: int, window: int) -> list[list[int]]:
    done: list[list[int]] = []
    opened: list[tuple[int, list[int]]] = []  # room left, items
    for place in places:
        size = len(items[place].ids)
        fitting = [index for index, (room, _) in enumerate(opened) if room >= size]
        if fitting:
            best = min(fitting, key=lambda index: opened[index][0])
            room, row = opened[best]
            row.append(place)
            opened[best] = (room - size, row)
            continue
        if len(opened) == window:
            fullest = min(range(window), key=lambda index: opened[index][0])
            done.append(opened.pop(fullest)[1])
        opened.append((block_tokens - size, [place]))
    return done + [row for _, row in opened]
