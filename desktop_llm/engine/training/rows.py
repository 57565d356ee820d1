"""Token ids -> rows of equal length, in an order that follows from the seed and the step alone.

So a run can be continued from its step number: nothing else of the order needs saving.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]


class Rows:
    """The training text as rows, packed: no padding, rows run across paragraphs and documents.

    Each epoch begins its rows a little later than the last one, so that the borders between rows move, and takes them
    in another order.

    Args:
        ids: All token ids of the training text.
        block_tokens: Length of a row.
        rows_per_step: Rows in one optimizer step.
    """

    def __init__(self, ids: Ids, block_tokens: int, rows_per_step: int, seed: int) -> None:
        self._ids = ids
        self._block_tokens = block_tokens
        self._rows_per_step = rows_per_step
        self._seed = seed
        self.rows = len(ids) // block_tokens
        self._epoch = -1
        self._starts: npt.NDArray[np.int64] = np.empty(0, np.int64)

    def batch(self, step: int) -> Ids:
        """The rows of step number `step` (from 0): an array [rows_per_step, block_tokens]."""
        first = step * self._rows_per_step
        starts = [self._start(index) for index in range(first, first + self._rows_per_step)]
        return np.stack([self._ids[start : start + self._block_tokens] for start in starts])

    def _start(self, index: int) -> int:
        epoch, place = divmod(index, self.rows)
        if epoch != self._epoch:
            self._epoch, self._starts = epoch, self._starts_of(epoch)
        return int(self._starts[place])

    def _starts_of(self, epoch: int) -> npt.NDArray[np.int64]:
        """Where the rows of an epoch begin, in the order in which they are read."""
        generator = np.random.default_rng((self._seed % 2**63, epoch))
        shift = int(generator.integers(0, self._block_tokens)) if epoch else 0
        # The last row gives way where the shift would push it over the end; it then overlaps its neighbour.
        starts = np.arange(self.rows, dtype=np.int64) * self._block_tokens + shift
        starts = np.minimum(starts, len(self._ids) - self._block_tokens)
        return generator.permutation(starts)
