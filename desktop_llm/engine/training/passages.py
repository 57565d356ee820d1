"""Passages from all over a text that is learned, kept aside for the look back while the text itself becomes rows."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_llm.core.examples import Example
from desktop_llm.core.training import Task
from desktop_llm.engine.training.prose import as_text

PASSAGES = 12
PASSAGE_CHARACTERS = 800


def passages_of(examples: Sequence[Example], task: Task) -> tuple[str, ...]:
    """Some passages from all over a text that is learned as running text."""
    if task is not Task.STYLE:
        return ()
    texts = [as_text(example) for example in examples]
    total = sum(map(len, texts))
    starts = [total * number // PASSAGES for number in range(PASSAGES)] if total else []
    passages: list[str] = []
    before = 0
    for text in texts:
        for start in starts:
            if before <= start < before + len(text):
                passages.append(_from_a_word(text, start - before))
        before += len(text)
    return tuple(dict.fromkeys(passage for passage in passages if passage))


def _from_a_word(text: str, start: int) -> str:
    """The passage from the next word or line on."""
    if start:
        borders = [at for at in (text.find(sign, start) for sign in (" ", "\n")) if at >= 0]
        start = min(borders, default=start)
    return text[start : start + PASSAGE_CHARACTERS].strip()
