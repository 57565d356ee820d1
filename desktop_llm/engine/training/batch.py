"""What a step reads: token ids in rows, and what is to be predicted from each place. Arrays, no torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
NOTHING = -100
"""The label of a place from which nothing is to be predicted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that make one step.

    Attributes:
        ids: [rows, tokens].
        labels: What each place's own output is to say: ids (or NOTHING) [rows, tokens] for models that continue or
            fill; what the decoder is to write [rows, target tokens]; the number of the sort [rows].
        examples: Which example of its row each token belongs to [rows, tokens], -1 for padding. Attention stays
            inside an example and positions begin anew with it. None where a row is one text.
        mask: 1 for real tokens, 0 for padding [rows, tokens]; None where there is no padding.
        segments: Lengths of the examples of a single row without padding, in rising order (see `joined`).
    """

    ids: Ids
    labels: Ids
    examples: Ids | None = None
    mask: Ids | None = None
    segments: tuple[int, ...] = ()

    @property
    def predicted(self) -> int:
        """Labels that count."""
        return int((self.labels != NOTHING).sum())

    @property
    def tokens(self) -> int:
        """Real tokens that the model reads."""
        if self.mask is not None:
            return int(self.mask.sum())
        return int((self.examples >= 0).sum()) if self.examples is not None else self.ids.size

    def parts(self, rows: int) -> Iterator[Batch]:
        """The batch in parts of at most so many rows. Rows of like length go together and lose their padding."""
        order = np.arange(len(self.ids))
        lengths = self._lengths()
        if lengths is not None:
            order = np.argsort(-lengths, kind="stable")
        for start in range(0, len(order), rows):
            yield self._chosen(order[start : start + rows], lengths)

    def chosen(self, rows: npt.NDArray[np.int64]) -> Batch:
        """Some of the rows, as they stand."""
        examples = None if self.examples is None else self.examples[rows]
        return Batch(self.ids[rows], self.labels[rows], examples, None if self.mask is None else self.mask[rows])

    def shortened(self, halvings: int) -> Batch:
        """The same tokens in rows of half the length, so many times; padded rows are cut instead."""
        batch = self
        for _ in range(halvings):
            batch = batch._halved()
        return batch

    def positions(self) -> npt.NDArray[np.int64]:
        """[rows, tokens]: how far each token stands from the beginning of its example."""
        assert self.examples is not None
        places = np.arange(self.examples.shape[1])[None]
        begins = np.ones_like(self.examples, dtype=bool)
        begins[:, 1:] = self.examples[:, 1:] != self.examples[:, :-1]
        return places - np.maximum.accumulate(np.where(begins, places, 0), axis=1)

    def joined(self) -> tuple[Batch, npt.NDArray[np.int64]]:
        """All examples behind each other in one row, the shorter first; and each token's place in the flat batch."""
        assert self.examples is not None
        rows = np.arange(len(self.examples))[:, None] * (self.examples.shape[1] + 1)
        numbers = np.where(self.examples < 0, -1, self.examples + rows).ravel()
        starts = np.flatnonzero(np.diff(numbers, prepend=-2))
        lengths = np.diff(starts, append=len(numbers))
        order = np.argsort(lengths, kind="stable")
        order = order[numbers[starts[order]] >= 0]
        places = np.concatenate([np.arange(starts[at], starts[at] + lengths[at]) for at in order])
        segments = tuple(int(lengths[at]) for at in order)
        ids, labels = (array.reshape(1, -1)[:, places] for array in (self.ids, self.labels))
        return Batch(ids, labels, segments=segments), places

    def _lengths(self) -> npt.NDArray[np.int64] | None:
        """Real tokens of each row; None where all are real."""
        if self.mask is not None:
            return self.mask.sum(axis=1, dtype=np.int64)
        return None if self.examples is None else (self.examples >= 0).sum(axis=1)

    def _chosen(self, rows: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64] | None) -> Batch:
        width = self.ids.shape[1] if lengths is None else max(1, int(lengths[rows].max()))
        labels = self.labels[rows]
        if self.mask is None:
            labels = labels[:, :width]
        elif labels.ndim == 2:  # of the decoder, with a length of their own
            labels = labels[:, : max(1, int((labels != NOTHING).sum(axis=1).max()))]
        return Batch(
            self.ids[rows][:, :width],
            labels,
            None if self.examples is None else self.examples[rows][:, :width],
            None if self.mask is None else self.mask[rows][:, :width],
        )

    def _halved(self) -> Batch:
        half = self.ids.shape[1] // 2
        if half < 8:
            return self
        if self.mask is not None:
            labels = self.labels[:, : max(8, self.labels.shape[1] // 2)] if self.labels.ndim == 2 else self.labels
            return replace(self, ids=self.ids[:, :half], mask=self.mask[:, :half], labels=labels)

        def fold(array: Ids) -> Ids:
            return array[:, : 2 * half].reshape(-1, half)

        return Batch(fold(self.ids), fold(self.labels), None if self.examples is None else fold(self.examples))


def next_labels(ids: Ids) -> Ids:
    """The labels of rows that are one text each: every token but the first, told by the one before."""
    labels = np.full_like(ids, NOTHING)
    labels[:, :-1] = ids[:, 1:]
    return labels
