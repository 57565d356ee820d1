"""What a clean text holds: words, languages, repeated paragraphs.

All of it in one pass over pieces of bounded size: a text of 50 MB must not become ten million strings at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

PIECE_CHARACTERS = 1 << 18
SAMPLE_CHARACTERS = 200_000
SHORTEST_PARAGRAPH = 20
"""Characters of a paragraph that counts as repeated; shorter ones (headings, "Yes.") repeat in every text."""
LANGUAGE_SHARE = 0.1
"""Part of a text from which on a language is named."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3040-\u30ff"
_CHARACTER_SCRIPT = re.compile(f"[{HAN}{KANA}]+")
_CHARACTER_SCRIPT_AND_MARKS = re.compile(f"[{HAN}{KANA}\u3000-\u303f\uff00-\uffef]+")
_SPACE = re.compile(r"\s")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("zh", re.compile(f"[{HAN}]")),
    ("ja", re.compile(f"[{KANA}]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_COMMON_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset("the and of to in is that it was for with you he she this are be on have not his her".split()),
    "de": frozenset("der die das und ist nicht ein eine zu mit den von sie ich es auf für dem auch im er".split()),
    "fr": frozenset("le la les et est une des dans que pour qui pas vous nous je il elle sur avec ce du au".split()),
    "es": frozenset("el los las y que una por con para es se no su al lo como más pero del en fue".split()),
    "pt": frozenset("o os as e que um uma não com para em do da dos das se por mais foi ao seu".split()),
    "it": frozenset("il gli che di è una per non con del della si sono nel anche come più ma dei alla".split()),
    "nl": frozenset("de het een en van niet dat ik je zijn met voor op aan ook hij maar wordt naar bij".split()),
}


def count_words(text: str) -> int:
    """Words of a text; each Chinese or Japanese character counts as one."""
    return sum(_words_of_piece(piece) for piece in pieces_of(text))


def count_repeated_paragraphs(text: str) -> int:
    """Paragraphs that stood in the text before, word for word (lines, where it has no blank lines)."""
    seen: set[int] = set()
    repeated = 0
    for paragraph in paragraphs_of(text):
        if len(paragraph) < SHORTEST_PARAGRAPH:
            continue
        mark = hash(paragraph)
        repeated += mark in seen
        seen.add(mark)
    return repeated


def languages_of(text: str) -> tuple[str, ...]:
    """ISO 639-1 codes of the languages of a text, most common first; empty where none can be told.

    Told from the script, and among Latin scripts from each line's commonest words, over a sample.
    """
    characters: Counter[str] = Counter()
    for line in _sample(text).split("\n"):
        language, weight = _language_of_line(line)
        characters[language] += weight
    total = sum(characters.values())
    del characters[""]  # lines that tell nothing
    return tuple(code for code, count in characters.most_common() if count >= LANGUAGE_SHARE * total)


def pieces_of(text: str, characters: int = PIECE_CHARACTERS) -> Iterator[str]:
    """The text in pieces of about that size, cut where there is white space (or after twice the size)."""
    start = 0
    while start < len(text):
        end = start + characters
        if end < len(text):
            border = _SPACE.search(text, end, end + characters)
            end = border.start() if border else end + characters
        yield text[start:end]
        start = end


def _words_of_piece(piece: str) -> int:
    if piece.isascii():
        return len(piece.split())
    alone = sum(map(len, _CHARACTER_SCRIPT.findall(piece)))
    return alone + len((_CHARACTER_SCRIPT_AND_MARKS.sub(" ", piece) if alone else piece).split())


def paragraphs_of(text: str) -> Iterator[str]:
    """Paragraphs without the blanks around them (lines, where the text has no blank lines)."""
    border = _BLANK_LINE if _BLANK_LINE.search(text) else re.compile("\n")
    start = 0
    for match in border.finditer(text):
        yield text[start : match.start()].strip()
        start = match.end()
    yield text[start:].strip()


def _sample(text: str) -> str:
    if len(text) <= SAMPLE_CHARACTERS:
        return text
    part = SAMPLE_CHARACTERS // 4
    starts = [round(share * (len(text) - part)) for share in (0, 1 / 3, 2 / 3, 1)]
    return "\n".join(text[start : start + part] for start in starts)


def _language_of_line(line: str) -> tuple[str, int]:
    """A line's language and weight in characters (those of Chinese count as three: a word's length)."""
    letters = len(line) - line.count(" ")
    if not line.isascii():
        counts = {code: len(pattern.findall(line)) for code, pattern in _SCRIPTS}
        if counts["ja"] > 0.1 * counts["zh"]:
            counts["ja"] += counts["zh"]
            counts["zh"] = 0
        code = max(counts, key=lambda name: counts[name])
        if counts[code] > 0.2 * letters:
            return code, counts[code] * (3 if code in ("zh", "ja") else 1)
    words = [word.lower() for word in _WORD.findall(line)]
    hits = {code: sum(word in common for word in words) for code, common in _COMMON_WORDS.items()}
    best = max(hits, key=lambda name: hits[name])
    return (best, letters) if hits[best] > 0.05 * len(words) else ("", letters)
