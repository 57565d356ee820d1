"""Parts of a reading as an engine would send them: words as tokens, with figures that a test chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from desktop_llm.core.inspect_messages import SurpriseFinished, SurprisePart
from desktop_llm.ui.inspect.reading import Reading
from tests.ui.fakes import FakeTask

WORD = re.compile(r"\s*\S+|\s+$")
OTHERS = ((900, " tea", True), (901, "<end>", False), (902, " cake", True))


def parts_of(text: str, logprobs: Sequence[float] | None = None, first_is_scored: bool = False) -> list[SurprisePart]:
    """One part for each hundred words; every word costs as told, or 1 nat."""
    words = list(WORD.finditer(text))
    costs = np.array(logprobs if logprobs is not None else [-1.0] * len(words), np.float32)
    if len(costs) and not first_is_scored:
        costs[0] = np.nan
    ends = np.array([word.end() for word in words], np.int32)
    if len(ends):
        ends[-1] = len(text)
    parts = []
    for at in range(0, len(words), 100):
        some = slice(at, at + 100)
        count = len(ends[some])
        names = [(at + number, words[at + number].group(), True) for number in range(count)]
        top = np.tile(np.array([900, 901, 902], np.int32), (count, 1))
        parts.append(
            SurprisePart(
                first=at,
                ids=np.arange(at, at + count, dtype=np.int32).tobytes(),
                ends=ends[some].tobytes(),
                logprobs=costs[some].tobytes(),
                ranks=np.full(count, 2, np.int32).tobytes(),
                entropies=np.full(count, 1.5, np.float32).tobytes(),
                top_ids=top.tobytes(),
                top_logprobs=np.tile(np.array([-0.5, -1.5, -3.0], np.float32), (count, 1)).tobytes(),
                alternatives=3,
                pieces=(*names, *OTHERS),
                fraction=min(1.0, (at + count) / len(words)),
            )
        )
    return parts


def closing(parts: Sequence[SurprisePart]) -> SurpriseFinished:
    """What ends these parts."""
    costs = np.concatenate([np.frombuffer(part.logprobs, np.float32) for part in parts]) if parts else np.zeros(0)
    known = costs[np.isfinite(costs)]
    return SurpriseFinished(
        tokens=len(costs), scored_tokens=len(known), nll_sum=float(-known.sum()), context=512, stride=256
    )


def reading(text: str, logprobs: Sequence[float] | None = None, **how: bool) -> Reading:
    """A reading that is finished."""
    made = Reading(text)
    parts = parts_of(text, logprobs, **how)
    for part in parts:
        made.add(part)
    made.finish(closing(parts))
    return made


def answer(task: FakeTask, text: str, logprobs: Sequence[float] | None = None, **how: bool) -> None:
    """Let a fake engine answer a `Surprise`."""
    parts = parts_of(text, logprobs, **how)
    for part in parts:
        task.send(part)
    task.send(closing(parts))
