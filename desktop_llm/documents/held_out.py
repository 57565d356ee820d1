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
LONG_CHARACTERS = 1_000_000
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
    last = len(text.rstrip())
    for border in (_PARAGRAPH_BORDER, re.compile("\n"), _SENTENCE_BORDER, re.compile(r"\s+")):
        ends = [match.end() for match in border.finditer(text, start, end) if match.end() < last]
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


def set_apart(training: Sequence[Example], held_out: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Both parts of a text, and no paragraph of the held-back one word for word in the other.

    Such a paragraph leaves the training part. Where that would take more than half of it (a text that repeats itself),
    it leaves the held-back part instead, unless nothing would be left of that.
    """
    exam = _paragraphs(held_out)
    kept = _without(training, exam)
    if _length(kept) >= _length(training) / 2:
        return kept, list(held_out)
    rest = _without(held_out, _paragraphs(training))
    return (list(training), rest) if rest else (kept, list(held_out))


def _paragraphs(texts: Sequence[Example]) -> set[str]:
    """Paragraphs, white space apart, that are long enough not to recur in every text."""
    found = (" ".join(paragraph.split()) for example in texts for paragraph in paragraphs_of(example.text))
    return {paragraph for paragraph in found if len(paragraph) >= SHORTEST_PARAGRAPH}


def _without(texts: Sequence[Example], unwanted: set[str]) -> list[Example]:
    def is_wanted(paragraph: str) -> bool:
        return " ".join(paragraph.split()) not in unwanted

    kept: list[Example] = []
    for example in texts:
        if all(map(is_wanted, paragraphs_of(example.text))):  # nearly always: the text is not taken apart
            kept.append(example)
            continue
        joint = "\n\n" if "\n\n" in example.text else "\n"
        text = joint.join(filter(is_wanted, paragraphs_of(example.text)))
        if text.strip():
            kept.append(replace(example, text=text))
    return kept


def _length(texts: Sequence[Example]) -> int:
    return sum(len(example.text) for example in texts)


def _asked(example: Example) -> bytes:
    """What an example is asked: its text, or the first message of the person."""
    first = next((message.text for message in example.messages if message.role == "user"), "")
    return _digest(example.text or first)


def _digest(text: str) -> bytes:
    """Of a text but for white space; of a long one as it is, which spares millions of words as strings."""
    plain = " ".join(text.split()) if len(text) < LONG_CHARACTERS else text
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()
