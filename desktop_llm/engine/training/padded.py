"""Examples one to a row, padded: for models whose output belongs to the whole row. Like lengths pass together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop_llm.engine.training.batch import NOTHING, Batch, Ids
from desktop_llm.engine.training.rows import Order


@dataclass(frozen=True, slots=True)
class Asked:
    """One example: what is read, and what is to be told of it: the number of its sort, or another text."""

    ids: Ids
    told: Ids | int


class PaddedRows:
    """Examples in an order that follows from the seed and the step alone."""

    def __init__(self, items: Sequence[Asked], filler: int, seed: int, is_shuffled: bool = True) -> None:
        self._items = items
        self._filler = filler
        self._seed, self._is_shuffled = seed, is_shuffled
        self.order = Order(len(items), 1, seed, is_shuffled)

    @property
    def rows(self) -> int:
        """In one epoch."""
        return len(self._items)

    @property
    def tokens(self) -> int:
        """Real tokens of one epoch, those to be told included."""
        return sum(_size(item) for item in self._items)

    def begin(self, rows_per_step: int) -> None:
        """From now on so many rows make a step."""
        self.order = Order(self.rows, rows_per_step, self._seed, self._is_shuffled)

    def batch(self, step: int) -> Batch:
        """The rows of step number `step` (from 0)."""
        return self.of([row for _, row in self.order.step(step)])

    def of(self, rows: Sequence[int]) -> Batch:
        """Some rows by their numbers."""
        items = [self._items[row] for row in rows]
        shape = (len(items), max(len(item.ids) for item in items))
        ids, mask = np.full(shape, self._filler, np.int32), np.zeros(shape, np.int32)
        for place, item in enumerate(items):
            ids[place, : len(item.ids)], mask[place, : len(item.ids)] = item.ids, 1
        texts = [item.told for item in items if isinstance(item.told, np.ndarray)]
        if not texts:
            return Batch(ids, np.asarray([item.told for item in items], np.int32), mask=mask)
        labels = np.full((len(items), max(map(len, texts))), NOTHING, np.int32)
        for place, text in enumerate(texts):
            labels[place, : len(text)] = text
        return Batch(ids, labels, mask=mask)

    def batches(self, rows: int) -> list[Batch]:
        """All rows in batches of like lengths, for an exam."""
        order = sorted(range(self.rows), key=lambda row: -len(self._items[row].ids))
        return [self.of(order[start : start + rows]) for start in range(0, self.rows, rows)]


def _size(item: Asked) -> int:
    return len(item.ids) + (len(item.told) if isinstance(item.told, np.ndarray) else 0)
