"""A look back at what a training cost: did ordinary language suffer, and what of the text is known by heart?

Ordinary language is measured like the exam, on two short texts that ship and have nothing to do with the person's: by
the base before the first step and by the saved weights. For what is known by heart, beginnings from all over the
training text are given to the saved weights, which go on without chance; a passage counts where the text's own tokens
follow for long (verbatim extraction, Carlini et al., "Quantifying Memorization Across Neural Language Models", 2023).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import torch

from desktop_llm.core import runs
from desktop_llm.core.look_back import FACT, LookBack, Ordinary, Recital, as_fact
from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import Task
from desktop_llm.engine import machine
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.batch import Ids
from desktop_llm.engine.training.exam import Exam, evaluating
from desktop_llm.engine.training.preparing import Prepared
from desktop_llm.engine.training.prose import tokenise
from desktop_llm.engine.training.run_folder import RunFolder

T = TypeVar("T")

LANGUAGES = ("en", "zh")
GIVEN_TOKENS, RECITED_TOKENS = 32, 24
"""So many tokens of a passage are given; so many of its own have to follow to count as known by heart."""
LONGEST_TOKENS = 64
LONGEST_S = 20.0

BEFORE = "OrdinaryMeasured"
"""Name of the line in a run's progress that keeps the base's figures for a run that is resumed."""

GoOn = Callable[[], None]


class LookingBack:
    """The look back of one run. Memory that is short for it costs the look, not the run."""

    def __init__(self, prepared: Prepared, folder: RunFolder, go_on: GoOn) -> None:
        self._prepared, self._folder, self._go_on = prepared, folder, go_on

    def begin(self) -> None:
        """Measure the base, before the first step."""
        losses = self._tried(self._ordinary) or {}
        if losses:
            self._folder.note_fact(BEFORE, {"step": 0, "losses": losses})

    def finish(self, step: int) -> None:
        """Measure the weights that were saved, and keep what was found among the run's events."""
        after = self._tried(self._ordinary) or {}
        tried, found = self._tried(self._recitals) or (0, ())
        before = self._before()
        look = LookBack(tuple(Ordinary(name, before.get(name), loss) for name, loss in after.items()), tried, found)
        if look.says_something:
            self._folder.note_fact(FACT, {"step": step, **as_fact(look)})

    def _ordinary(self) -> dict[str, float]:
        prepared = self._prepared
        return ordinary_losses(prepared.run.model, prepared.base, prepared.plan.task, self._go_on)

    def _recitals(self) -> tuple[int, tuple[Recital, ...]]:
        prepared = self._prepared
        return recitals(prepared.run.model, prepared.base, prepared.passages, self._go_on)

    def _before(self) -> dict[str, float]:
        for event in runs.read_progress(self._folder.path):
            losses = event.get("losses")
            if event.get("event") == BEFORE and isinstance(losses, dict):
                return {str(name): float(loss) for name, loss in losses.items() if isinstance(loss, int | float)}
        return {}

    def _tried(self, look: Callable[[], T]) -> T | None:
        try:
            return look()
        except (RuntimeError, MemoryError) as error:
            if machine.memory_error(error) is None or machine.is_poisoned(error):
                raise
            self._folder.note_fact("LookBackFailed", {"detail": repr(error)[:200]})
        machine.let_go()
        return None


def ordinary_losses(model: Any, base: LoadedModel, task: Task, go_on: GoOn) -> dict[str, float]:
    """Mean nats per token on each of the texts that ship; empty for models that do not continue text.

    Args:
        model: As it is now.
        base: Its tokenizer and limits.
        task: What is learned.
        go_on: Called between passes; may raise to stop.
    """
    if task not in (Task.STYLE, Task.ANSWER):
        return {}
    losses = {}
    for language in LANGUAGES:
        text = resource_path("texts", f"ordinary_{language}.txt").read_text("utf-8")
        exam = Exam(tokenise(text, base), base.context_tokens, base.vocabulary)
        losses[language] = exam.take(model, go_on=go_on)
    return losses


@torch.inference_mode()
def recitals(model: Any, base: LoadedModel, passages: Sequence[str], go_on: GoOn) -> tuple[int, tuple[Recital, ...]]:
    """How many passages were long enough to be tried, and which of them are known by heart, longest first."""
    rows = [tokenise(passage, base) for passage in passages]
    room = min(LONGEST_TOKENS, (base.context_tokens or 1 << 30) - GIVEN_TOKENS)
    rows = [row for row in rows if len(row) >= GIVEN_TOKENS + RECITED_TOKENS]
    if not rows or room < RECITED_TOKENS:
        return 0, ()
    given = torch.from_numpy(np.stack([row[:GIVEN_TOKENS] for row in rows])).to(base.device, torch.long)
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    until = time.perf_counter() + LONGEST_S

    def is_over(ids: torch.Tensor, _scores: Any, **_named: Any) -> torch.Tensor:
        go_on()
        return torch.full((len(ids),), time.perf_counter() > until, device=ids.device)

    pad = base.tokenizer.pad_token_id
    with evaluating(inner):
        written = inner.generate(
            input_ids=given,
            attention_mask=torch.ones_like(given),
            do_sample=False,
            num_beams=1,
            repetition_penalty=1.0,
            no_repeat_ngram_size=0,
            max_new_tokens=room,
            stopping_criteria=[is_over],
            pad_token_id=pad if pad is not None else next(iter(base.stop_ids), 0),
        )[:, GIVEN_TOKENS:]
    found = []
    for row, answer in zip(rows, written.cpu().numpy(), strict=True):
        length = _common(row[GIVEN_TOKENS:], answer)
        if length >= RECITED_TOKENS:
            beginning, recited = row[:GIVEN_TOKENS], row[GIVEN_TOKENS : GIVEN_TOKENS + length]
            found.append((length, Recital(base.decode(beginning.tolist()), base.decode(recited.tolist()))))
    found.sort(key=lambda pair: -pair[0])
    return len(rows), tuple(recital for _, recital in found)


def _common(first: Ids, second: Ids) -> int:
    """How many tokens at the start are the same."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count
