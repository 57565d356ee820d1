"""Which words of a text differ from another's."""

from __future__ import annotations

import difflib
import re

_WORDS = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_CJK = re.compile(r"[\u3400-\u9fff]")
LONGEST_WORDS = 4000


def differing_spans(text: str, other: str) -> list[tuple[int, int]]:
    """Character spans of `text` whose words are not in `other` at that place, neighbours joined.

    Words are runs of letters and digits, single signs, and single Chinese characters. Texts over 4,000 words are
    compared in their first 4,000.
    """
    words, others = _split(text), _split(other)
    matcher = difflib.SequenceMatcher(None, [word for word, _ in words], [word for word, _ in others], autojunk=False)
    spans: list[tuple[int, int]] = []
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag in ("replace", "delete"):
            first, last = words[start], words[end - 1]
            spans += _without_breaks(text, first[1], last[1] + len(last[0]))
    return spans


def _without_breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span line by line, so that no empty line is marked."""
    spans: list[tuple[int, int]] = []
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _split(text: str) -> list[tuple[str, int]]:
    words: list[tuple[str, int]] = []
    for match in _WORDS.finditer(text):
        word = match.group()
        if _CJK.search(word):
            words.extend((sign, match.start() + at) for at, sign in enumerate(word))
        else:
            words.append((word.casefold(), match.start()))
        if len(words) >= LONGEST_WORDS:
            break
    return words
