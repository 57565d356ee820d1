"""Which stretches of a training text stand word for word in what a model writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop_llm.core.examples import Corpus, Example, ExampleKind
from desktop_llm.core.messages import Message

_EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNIT = re.compile(rf"[{_EAST_ASIAN}]|[^\s{_EAST_ASIAN}]+")
_IS_LETTER = re.compile(rf"[{_EAST_ASIAN}]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？\n])\s*")
T = TypeVar("T")
PROMPT_WORDS = 12
FOLLOWING_CHARACTERS = 100
MOST_CHARACTERS = 5_000_000
"""Of a larger text only so much is looked through, whole examples from the beginning."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a model is given: the beginning of a passage, or a question with what stands before it."""

    text: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text and how many words it is."""

    text: str
    words: int


class TrainingText:
    """A training text to look stretches up in.

    Args:
        corpus: Prose, or dialogues, of which the answers alone are the text.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._examples: list[Example] = []
        characters = 0
        for example in corpus.training:
            if characters > MOST_CHARACTERS:
                break
            self._examples.append(example)
            characters += len(_learned(example))
        self._is_dialogue = corpus.kind is ExampleKind.DIALOGUE
        learned = "\n".join(_learned(example) for example in self._examples)[: 2 * MOST_CHARACTERS]
        self._joined = f" {' '.join(_UNIT.findall(learned))} "

    def beginnings(self, count: int) -> list[Beginning]:
        """So many beginnings, or fewer, evenly spread over the text."""
        if self._is_dialogue:
            asked = [example for example in self._examples if _question(example)]
            return [Beginning(_question(one)[-1].text, _question(one)) for one in _spread(asked, count)]
        found = []
        text = "\n\n".join(_learned(example) for example in self._examples)
        for place in _spread(range(len(text)), count):
            start = place
            if place:
                border = _SENTENCE_END.search(text, place, place + 1000)
                start = border.end() if border else place
            units = list(_UNIT.finditer(text, start, start + 400))
            long_enough = _words([unit[0] for unit in units])
            if long_enough < PROMPT_WORDS or len(text) - start < 2 * FOLLOWING_CHARACTERS:
                continue
            end = next(n for n in range(1, len(units) + 1) if _words([u[0] for u in units[:n]]) >= PROMPT_WORDS)
            found.append(Beginning(text[start : units[end - 1].end()]))
        return list(dict.fromkeys(found))

    def longest_stretch(self, written: str) -> Stretch:
        """The longest part of a text that stands in the training text word for word."""
        units = list(_UNIT.finditer(written))
        best, length = Stretch("", 0), 0
        for start in range(len(units)):
            length = max(length - 1, 0)
            while start + length < len(units) and self._holds(units[start : start + length + 1]):
                length += 1
            if length:
                words = _words([unit[0] for unit in units[start : start + length]])
                if words > best.words:
                    best = Stretch(written[units[start].start() : units[start + length - 1].end()], words)
        return best

    def _holds(self, units: Sequence[re.Match[str]]) -> bool:
        return f" {' '.join(unit[0] for unit in units)} " in self._joined


def _learned(example: Example) -> str:
    """What of an example the model is taught to write."""
    if example.messages:
        return "\n".join(message.text for message in example.messages if message.role == "assistant")
    return "\n\n".join(part for part in (example.text, example.target) if part)


def _question(example: Example) -> tuple[Message, ...]:
    """A dialogue up to its first answer."""
    said = [Message(one.role, one.text) for one in example.messages]
    at = next((number for number, message in enumerate(said) if message.role == "assistant"), 0)
    return tuple(said[:at])


def _spread(what: Sequence[T], count: int) -> list[T]:
    """So many of them, or all, evenly spread."""
    if len(what) <= count:
        return list(what)
    return [what[number * len(what) // count] for number in range(count)]


def _words(units: Sequence[str]) -> int:
    """An East Asian letter is half a word."""
    letters = sum(1 for unit in units if _IS_LETTER.match(unit))
    return len(units) - letters + letters // 2
