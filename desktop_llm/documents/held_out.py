"""What of a text is never trained on: its last part, cut where a reader would cut it."""

from __future__ import annotations

import re

_PARAGRAPH_BORDER = re.compile(r"\n[ \t]*\n+")
_SENTENCE_BORDER = re.compile(r"[.!?。！？…]+[\"'”’」』)]*\s*")
SEARCH_SHARE = 0.03
"""How far from the exact point a border may lie, as a share of the text on either side."""


def split_held_out(text: str, share: float) -> tuple[str, str]:
    """The part to train on and the last `share` of it that is kept for the exam.

    Cut at the paragraph border nearest to the point, else a line's, a sentence's or a word's end near it. Both parts
    without blank lines at the cut; together they are the text but for those.

    Args:
        text: A clean text.
        share: 0 to 0.5.
    """
    if share <= 0:
        return text, ""
    point = round(len(text) * (1 - share))
    cut = _border_near(text, point)
    return text[:cut].rstrip(), text[cut:].strip("\n")


def _border_near(text: str, point: int) -> int:
    """Index at which the held-out part begins."""
    reach = max(40, round(len(text) * SEARCH_SHARE))
    start, end = max(1, point - reach), min(len(text), point + reach)
    for border in (_PARAGRAPH_BORDER, re.compile("\n"), _SENTENCE_BORDER, re.compile(r"\s+")):
        ends = [match.end() for match in border.finditer(text, start, end) if match.end() < len(text)]
        if ends:
            return min(ends, key=lambda index: abs(index - point))
    return point
