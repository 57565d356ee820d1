"""Answers that should be one of a few labels: which label was meant, accuracy, and F1 as the mean over the labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from desktop_llm.engine.measures.intervals import Floats, Numbers
from desktop_llm.engine.measures.words import words_of

MOST_LABELS = 20
LONGEST_LABEL_WORDS = 3
NONE = -1


def labels_of(expected: Sequence[str]) -> tuple[str, ...]:
    """The labels, where the expected answers are labels: few, short, each seen more than once on average."""
    known = {" ".join(words_of(item)): item for item in expected}
    short = all(key and len(key.split()) <= LONGEST_LABEL_WORDS for key in known)
    if not short or not 2 <= len(known) <= MOST_LABELS or len(known) * 2 > len(expected):
        return ()
    if all(key.replace(" ", "").isdigit() for key in known):
        return ()  # figures to be worked out
    return tuple(sorted(known))


def label_in(answer: str, labels: Sequence[str]) -> int:
    """Which label an answer names first; -1 for none."""
    text = f" {' '.join(words_of(answer))} "
    found = [(at, -len(label), number) for number, label in enumerate(labels) if (at := text.find(f" {label} ")) >= 0]
    return min(found)[2] if found else NONE


def macro_f1(given: Sequence[int], right: Sequence[int], labels: int) -> Callable[[Numbers], Floats]:
    """F1 as the mean over the labels, for any choice of places; a label that nobody has or gives is left out."""
    said, true = np.asarray(given), np.asarray(right)

    def figure(places: Numbers) -> Floats:
        here, there = said[places], true[places]
        total = np.zeros(places.shape[:-1])
        seen = np.zeros(places.shape[:-1])
        for label in range(labels):
            hits = ((here == label) & (there == label)).sum(axis=-1)
            both = (here == label).sum(axis=-1) + (there == label).sum(axis=-1)
            total += np.where(both > 0, 2 * hits / np.maximum(both, 1), 0.0)
            seen += both > 0
        return np.asarray(total / np.maximum(seen, 1))

    return figure
