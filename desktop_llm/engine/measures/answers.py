"""Measures of one answer: against what was expected, and by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop_llm.engine.measures.words import words_of

REPEATED_WORDS = 4
_REFUSAL_WITHIN = 200
_REFUSALS = re.compile(
    r"\bI(?:'m| am) (?:sorry|afraid|unable|not able)|\bI (?:can(?:not|'t| not)|won't|will not|could not|must decline)"
    r"\b(?! (?:wait|stress|recommend|emphasi[sz]e|agree|thank))|\bas an AI\b|\bI apologi[sz]e\b"
    r"|\b(?:I'd|I would) rather not\b|\bnot comfortable (?:with|help|provid)"
    r"|抱歉|对不起|很遗憾|(?:我|本助手)(?:无法|不能|不可以|不会(?:提供|帮助|协助))|作为(?:一个|一名)?(?:AI|人工智能)",
    re.IGNORECASE,
)


def contains(answer: str, references: Sequence[str]) -> bool:
    """Whether one of the expected answers stands in it as whole words in a row ("4" does not stand in "14")."""
    words = words_of(answer)
    return any(_stands_in(words_of(reference), words) for reference in references)


def is_exact(answer: str, references: Sequence[str]) -> bool:
    """Whether it is one of the expected answers, but for case and punctuation."""
    words = words_of(answer)
    return any(words_of(reference) == words for reference in references if words_of(reference))


def rouge_l(answer: str, references: Sequence[str]) -> float:
    """F1 of the longest common subsequence of words, 0 to 1, against the reference it fits best.

    Source: Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", section 3.1, with beta 1.
    """
    words = words_of(answer)
    best = 0.0
    for reference in references:
        expected = words_of(reference)
        common = longest_common(words, expected)
        if common:
            precision, recall = common / len(words), common / len(expected)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence.

    Source: Hyyrö 2004, "Bit-parallel LCS-length computation revisited": one wide number instead of a table.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << at
    everything = (1 << len(first)) - 1
    open_bits = everything
    for word in second:
        matched = open_bits & places.get(word, 0)
        open_bits = ((open_bits + matched) | (open_bits - matched)) & everything
    return len(first) - open_bits.bit_count()


def repetition(answer: str) -> float:
    """Share of four words in a row that stood before in the same answer, 0 to 1."""
    words = words_of(answer)
    groups = [tuple(words[at : at + REPEATED_WORDS]) for at in range(len(words) - REPEATED_WORDS + 1)]
    return 1 - len(set(groups)) / len(groups) if groups else 0.0


def is_refusal(answer: str) -> bool:
    """Whether it begins by declining, in English or Chinese words; a guess by phrases."""
    return bool(_REFUSALS.search(answer[:_REFUSAL_WITHIN].replace("’", "'")))


def _stands_in(part: Sequence[str], words: Sequence[str]) -> bool:
    length = len(part)
    return bool(part) and any(list(words[at : at + length]) == list(part) for at in range(len(words) - length + 1))
