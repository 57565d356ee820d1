"""A long text in portions for the tokenizer, which keeps hundreds of bytes for each token of what it is given at once.

A portion ends where a line does, and only where the tokenizer makes the same tokens of the two sides as of both
together; otherwise the portion goes on to the next such place. So the ids are those of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

PORTION = 65_536
"""Letters in a portion, at least."""
_AROUND = 256
_LINE_END = re.compile(r"\n(?=[^\W_])")

Encode = Callable[[str], Sequence[int]]


def portions(text: str, encode: Encode, size: int = PORTION) -> Iterator[str]:
    """The text in portions that can be encoded one by one; a short one comes whole."""
    start = 0
    while len(text) - start > 2 * size:
        places = (place.end() for place in _LINE_END.finditer(text, start + size))
        end = next((place for place in places if _is_border(text, start, place, encode)), len(text))
        yield text[start:end]
        start = end
    if start < len(text) or not text:
        yield text[start:]


def _is_border(text: str, start: int, place: int, encode: Encode) -> bool:
    before, after = text[max(start, place - _AROUND) : place], text[place : place + _AROUND]
    return list(encode(before + after)) == [*encode(before), *encode(after)]
