"""One request with its answer, and the rule that keeps some combinations out of training.

What a request says and when an answer is right belongs to `starter.kinds`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

HELD_OUT_ONE_IN = 8


@dataclass(frozen=True, slots=True)
class Request:
    """A prompt with one right answer.

    Attributes:
        kind: Which kind of request ("sum").
        language: "en" or "zh".
        combination: What makes this request new: operands, names, facts. Kept out of training by its hash.
        facts: What the checker needs to judge any answer.
        prompt: What the person asks.
        answer: One right answer.
    """

    kind: str
    language: str
    combination: tuple[str, ...]
    facts: tuple[str, ...]
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: how to make one, and when an answer to it is right."""

    name: str
    says: str
    make: Callable[[Random, str], Request]
    is_right: Callable[[Request, str], bool]
    weight: float = 1.0


# The first screen offers the first three, so they may be learned as they stand; there is one answer to "who are you".
ALWAYS_TRAINED = {
    ("story", ("brave", "duck")),
    ("opposite", ("warm", "0")),
    ("list", ("sea", "5", "plain")),
    ("greeting", ("about",)),
    ("sum", ("step",)),
}


def is_held_out(kind: str, combination: tuple[str, ...]) -> bool:
    """Whether this combination is never trained on."""
    if (kind, combination) in ALWAYS_TRAINED:
        return False
    digest = hashlib.sha256("|".join((kind, *combination)).encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT_ONE_IN == 0


def integers_in(text: str) -> list[int]:
    """Every whole number written in digits, in order."""
    return [int(found) for found in re.findall(r"-?\d+", text)]


def plain(text: str) -> str:
    """Lower case, one space between words, no punctuation at the ends."""
    return " ".join(text.lower().split()).strip(" .!?。！？\"'“”")


def says_word(text: str, word: str) -> bool:
    """Whether an English word or phrase stands in the text as a whole word, or a Chinese one at all."""
    if re.search(r"[a-z]", word, re.IGNORECASE) is None:
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word.lower())}(?![a-z])", text.lower()) is not None
