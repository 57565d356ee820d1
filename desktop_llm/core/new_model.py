"""How large the vocabulary of a model from nothing is: the form shows it, the run makes it."""

from __future__ import annotations

import math

VOCABULARY = (512, 8192)
CHARACTERS_PER_ENTRY = 80
"""So much text for each entry of the vocabulary, about, where the job leaves it open."""


def vocabulary_of(characters: int) -> int:
    """Entries for a tokenizer that is made of so much text: a power of two within `VOCABULARY`."""
    wanted = 1 << round(math.log2(max(1, characters / CHARACTERS_PER_ENTRY)))
    return min(VOCABULARY[1], max(VOCABULARY[0], wanted))
