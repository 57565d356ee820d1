"""Texts as words for measuring: runs of letters and digits, and every Chinese or Japanese sign by itself.

Languages written without spaces have no words that a program could see; counting their signs is what makes the
measures right for them, where counting by spaces (or by a-z, as the rouge-score library does) gives nothing.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_WORDS = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")
_CJK = re.compile(rf"[{_SIGNS}]")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f'](?=\d{3}(?!\d))")


def words_of(text: str) -> list[str]:
    """Words without case and punctuation; "1,000" is "1000", full-width letters are plain ones."""
    plain = _GROUPED.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _WORDS.findall(plain)


def is_cjk(text: str) -> bool:
    """Whether the text is mostly written without spaces between words."""
    words = _WORDS.findall(text)
    return bool(words) and sum(1 for word in words if _CJK.match(word)) * 2 >= len(words)
