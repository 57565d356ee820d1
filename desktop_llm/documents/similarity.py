"""Texts that are nearly the same: a sketch of each by its least shingle hashes, compared where two share one.

Source: Broder 1997, "On the resemblance and containment of documents" (bottom-k sketches).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

SHINGLE_WORDS = 3
SHINGLE_LETTERS = 5
"""Of texts without spaces between words."""
SKETCH = 48
BANDS = 4
"""Least hashes by which candidates are found."""
ALIKE = 0.8
FEWEST_SHINGLES = 6
MOST_TEXTS = 30_000
MOST_LETTERS = 2_000
"""Of each text that are looked at."""
MOST_CANDIDATES = 20
_WORDS = re.compile(r"\w+")


def near_duplicates(texts: Iterable[str]) -> Iterator[int]:
    """Places of texts that resemble one before by at least `ALIKE`; exact copies are left to others.

    Looks at the first `MOST_TEXTS`.
    """
    sketches: list[frozenset[int]] = []
    by_hash: dict[int, list[int]] = {}
    seen: set[str] = set()
    for place, text in enumerate(texts):
        if place >= MOST_TEXTS:
            return
        plain = " ".join(_WORDS.findall(text[:MOST_LETTERS].casefold()))
        if plain in seen:
            continue
        seen.add(plain)
        least = _least(plain)
        if len(least) < FEWEST_SHINGLES:
            continue
        sketch = frozenset(least)
        near = {other for mark in least[:BANDS] for other in by_hash.get(mark, ())[:MOST_CANDIDATES]}
        if any(_resemblance(sketch, sketches[other]) >= ALIKE for other in near):
            yield place
        for mark in least[:BANDS]:
            by_hash.setdefault(mark, []).append(len(sketches))
        sketches.append(sketch)


def _least(plain: str) -> list[int]:
    """The least hashes of a text's shingles in order."""
    words = plain.split(" ")
    if len(words) * 12 > len(plain):
        shingles = {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1)}
    else:
        shingles = {plain[start : start + SHINGLE_LETTERS] for start in range(len(plain) - SHINGLE_LETTERS + 1)}
    return sorted({zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in shingles})[:SKETCH]


def _resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the least hashes of both together that both have."""
    least = sorted(one | other)[:SKETCH]
    return sum(mark in one and mark in other for mark in least) / len(least)
