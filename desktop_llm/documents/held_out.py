"""What is never trained on: of a text its last part, cut where a reader would; of examples some of each label."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop_llm.core.examples import Example
from desktop_llm.documents.measuring import SHORTEST_PARAGRAPH, paragraphs_of

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


def choose_held_out(examples: Sequence[Example], share: float) -> list[bool]:
    """For each example whether it is held back: about that share of them, of every label alike.

    Chosen by a digest of what is asked, so that the choice stays the same when rows are added or sorted, and all
    examples that ask the same are on one side. A label of one example is not held back.
    """
    asked = [_asked(example) for example in examples]
    if len(set(asked)) < len(asked) / 3:  # a few questions over and over: whole examples are chosen instead
        asked = [key_of(example) for example in examples]
    by_label: dict[str, Counter[bytes]] = {}
    for example, mark in zip(examples, asked, strict=True):
        by_label.setdefault(example.label, Counter())[mark] += 1
    exam = {mark for counts in by_label.values() for mark in _some_of(counts, share)}
    return [mark in exam for mark in asked]


def _some_of(counts: Counter[bytes], share: float) -> Iterator[bytes]:
    """The least of these marks, until their counts make about that share; never all, and one where there are two."""
    wanted = max(round(share * counts.total()), min(1, len(counts) - 1))
    for mark in sorted(counts)[: len(counts) - 1]:
        if wanted <= 0:
            return
        if counts[mark] <= 2 * wanted:  # else one question that half of the rows ask
            wanted -= counts[mark]
            yield mark


def key_of(example: Example) -> bytes:
    """Equal for examples that are the same but for white space."""
    said = [f"{message.role}\x1f{message.text}" for message in example.messages]
    return _digest("\x1e".join((example.text, example.target, example.label, *said)))


def without_paragraphs_of(held_out: Sequence[Example], training: Sequence[Example]) -> list[Example]:
    """The training texts without the paragraphs that stand in the held-back part word for word."""
    exam = {paragraph for example in held_out for paragraph in paragraphs_of(example.text) if _is_long(paragraph)}
    cleaned = (replace(example, text=_without(example.text, exam)) for example in training)
    return [example for example in cleaned if example.text]


def _without(text: str, exam: set[str]) -> str:
    if not any(paragraph in exam for paragraph in paragraphs_of(text)):
        return text
    joint = "\n\n" if "\n\n" in text else "\n"
    return joint.join(paragraph for paragraph in paragraphs_of(text) if paragraph not in exam)


def _is_long(paragraph: str) -> bool:
    return len(paragraph) >= SHORTEST_PARAGRAPH


def _asked(example: Example) -> bytes:
    """What an example is asked: its text, or the first message of the person."""
    first = next((message.text for message in example.messages if message.role == "user"), "")
    return _digest(example.text or first)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()
