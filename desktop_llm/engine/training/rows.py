"""Running text -> rows of equal length, in an order that follows from the seed and the step alone.

So a run can be continued from its step number: nothing else of the order needs saving.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from desktop_llm.engine.training.batch import Batch, Ids, next_labels

__all__ = ["Ids", "Order", "Rows"]


class Order:
    """Which rows make a step.

    Args:
        rows: In one epoch.
        rows_per_step: Rows in one optimizer step.
        is_shuffled: Another order in each epoch; otherwise as they stand.
    """

    def __init__(self, rows: int, rows_per_step: int, seed: int, is_shuffled: bool = True) -> None:
        self.rows = rows
        self.rows_per_step = rows_per_step
        self._seed = seed % 2**63
        self._is_shuffled = is_shuffled
        self._epoch = -1
        self._places: npt.NDArray[np.int64] = np.empty(0, np.int64)

    def step(self, step: int) -> list[tuple[int, int]]:
        """(epoch, row) of each row of step number `step` (from 0)."""
        first = step * self.rows_per_step
        return [self._at(index) for index in range(first, first + self.rows_per_step)]

    def generator(self, *key: int) -> np.random.Generator:
        """Chance that depends on the seed and a key alone."""
        return np.random.default_rng((self._seed, *key))

    def _at(self, index: int) -> tuple[int, int]:
        epoch, place = divmod(index, self.rows)
        if not self._is_shuffled:
            return epoch, place
        if epoch != self._epoch:
            self._epoch, self._places = epoch, self.generator(epoch, 1).permutation(self.rows)
        return epoch, int(self._places[place])


class Rows:
    """A training text as rows, packed: no padding, rows run across paragraphs and documents.

    Where they are shuffled, each epoch begins its rows a little later than the last one, so that the borders between
    rows move.

    Args:
        ids: All token ids of the training text.
        block_tokens: Length of a row.
        rows_per_step: Rows in one optimizer step.
    """

    def __init__(self, ids: Ids, block_tokens: int, rows_per_step: int, seed: int, is_shuffled: bool = True) -> None:
        self._ids = ids
        self._block_tokens = block_tokens
        self._is_shuffled = is_shuffled
        self._seed = seed
        self.rows = len(ids) // block_tokens
        self.order = Order(self.rows, rows_per_step, seed, is_shuffled)

    @property
    def tokens(self) -> int:
        """Of one epoch."""
        return self.rows * self._block_tokens

    def begin(self, rows_per_step: int) -> None:
        """From now on so many rows make a step."""
        self.order = Order(self.rows, rows_per_step, self._seed, self._is_shuffled)

    def batch(self, step: int) -> Batch:
        """The rows of step number `step` (from 0)."""
        ids = np.stack([self.row(epoch, row) for epoch, row in self.order.step(step)])
        return Batch(ids, next_labels(ids))

    def row(self, epoch: int, row: int) -> Ids:
        """Token ids of one row."""
        shift = 0
        if epoch and self._is_shuffled:
            shift = int(self.order.generator(epoch, 2).integers(0, self._block_tokens))
        # The last row gives way where the shift would push it over the end; it then overlaps its neighbour.
        start = min(row * self._block_tokens + shift, len(self._ids) - self._block_tokens)
        return self._ids[start : start + self._block_tokens]
