"""The held-out part as an exam: its mean loss, as often as wanted.

Running text is read by the sliding window that `Score` uses: all documents' held-out parts are joined by an empty line
and read as one text, without special tokens; windows of `context` tokens begin every `context / 2`; each token is
scored once, in the first window that holds it, given what stands before it there; the first token of all is not
scored. Examples (`ExamOfExamples`) are scored by the labels they were taught by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from desktop_llm.engine import machine
from desktop_llm.engine.training.batch import Batch, Ids, next_labels
from desktop_llm.engine.training.objective import Objective

LONGEST_CONTEXT = 512
WINDOW_TOKENS = 4096
"""Windows that are read together hold about this many tokens."""
LOGITS_ELEMENTS = 1 << 24


class AnyExam(Protocol):
    """What a run needs of an exam.

    Attributes:
        tokens_read: Tokens that pass through the model in one exam.
        windows: Passes through the model.
    """

    @property
    def tokens_read(self) -> int: ...

    @property
    def windows(self) -> int: ...

    def take(self, model: nn.Module, windows: int | None = None, go_on: Callable[[], None] = lambda: None) -> float:
        """The mean loss per label, in nats; of only so many passes where `windows` says so."""
        ...


class ExamOfExamples:
    """Held-out examples in batches that are each read at once."""

    def __init__(self, batches: Sequence[Batch], objective: Objective) -> None:
        self._batches = batches
        self._rows_at_once = max((len(batch.ids) for batch in batches), default=1)
        self._objective = objective

    @property
    def tokens_read(self) -> int:
        return sum(batch.tokens for batch in self._batches)

    @property
    def windows(self) -> int:
        return len(self._batches)

    @torch.inference_mode()
    def take(self, model: nn.Module, windows: int | None = None, go_on: Callable[[], None] = lambda: None) -> float:
        """The mean loss per label, in nats. Leaves the model in the mode it was in.

        Where memory is short, fewer rows are read at once, from here on.
        """
        total, count = 0.0, 0
        with evaluating(model):
            for batch in self._batches[:windows]:
                go_on()
                total += self._summed(model, batch)
                count += batch.predicted
        return total / count if count else float("nan")

    def _summed(self, model: nn.Module, batch: Batch) -> float:
        while True:
            try:
                parts = batch.parts(self._rows_at_once)
                return sum(float(self._objective.each(model, part).double().sum()) for part in parts)
            except (RuntimeError, MemoryError) as error:
                refuse_unless_memory(error, min(self._rows_at_once, len(batch.ids)))
            self._rows_at_once = max(1, min(self._rows_at_once, len(batch.ids)) // 2)
            machine.let_go()


def refuse_unless_memory(error: BaseException, at_once: int) -> None:
    """Raise an error again that is not about memory, or that less at once would not help."""
    if at_once <= 1 or machine.memory_error(error) is None or machine.is_poisoned(error):
        raise error


def _parts(starts: list[int], size: int) -> list[list[int]]:
    return [starts[first : first + size] for first in range(0, len(starts), size)]


class evaluating:  # noqa: N801  (read as a phrase: with evaluating(model))
    """The model without dropout inside, in the mode of each of its parts as before after it."""

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._modes: list[tuple[nn.Module, bool]] = []

    def __enter__(self) -> None:
        self._modes = [(module, module.training) for module in self._model.modules()]
        self._model.eval()

    def __exit__(self, *_: object) -> None:
        for module, mode in self._modes:
            module.training = mode


class Exam:
    """A held-out text, ready to be taken as often as wanted.

    Args:
        ids: Token ids of the whole held-out text.
        context_tokens: The model's longest input; 0 where unknown.
        vocabulary: Entries of the output head.
        stride: Tokens between window starts; 0 takes half the context.
        objective: Reads the windows, in less memory than their whole logits; None reads those.
    """

    def __init__(
        self, ids: Ids, context_tokens: int, vocabulary: int, stride: int = 0, objective: Objective | None = None
    ) -> None:
        self.ids = ids
        self._objective = objective
        self.context = min(context_tokens or LONGEST_CONTEXT, LONGEST_CONTEXT)
        self.stride = stride or max(1, self.context // 2)
        logits_tokens = LOGITS_ELEMENTS // max(1, vocabulary)
        self._at_once = max(1, min(WINDOW_TOKENS, logits_tokens) // self.context)
        last = max(0, len(ids) - self.context)
        self._starts = list(range(0, last + self.stride if last else 1, self.stride))

    @property
    def tokens_read(self) -> int:
        """Tokens that pass through the model in one exam, overlaps counted."""
        return sum(min(self.context, len(self.ids) - start) for start in self._starts)

    @property
    def windows(self) -> int:
        """Windows in the whole exam."""
        return len(self._starts)

    @property
    def scored_tokens(self) -> int:
        """Tokens whose loss is averaged."""
        return len(self.ids) - 1

    @torch.inference_mode()
    def take(self, model: nn.Module, windows: int | None = None, go_on: Callable[[], None] = lambda: None) -> float:
        """The mean negative log-likelihood per token, in nats. Leaves the model in the mode it was in.

        Args:
            model: On any device.
            windows: Only so many from the start (to measure the time); None takes the whole exam.
            go_on: Called between passes; may raise to stop.
        """
        total, scored = 0.0, 0
        with evaluating(model):
            groups = self._groups(windows)
            while groups:
                go_on()
                try:
                    nll, count = self._score(model, groups[0])
                    total, scored, groups = total + nll, scored + count, groups[1:]
                    continue
                except (RuntimeError, MemoryError) as error:
                    refuse_unless_memory(error, len(groups[0]))
                # Half at once, from here on; outside of the handler, whose traceback would keep the memory.
                self._at_once = max(1, len(groups[0]) // 2)
                machine.let_go()
                groups = [half for group in groups for half in _parts(group, self._at_once)]
        return total / scored if scored else float("nan")

    def _groups(self, windows: int | None) -> list[list[int]]:
        """Window starts, grouped into those read together: equal lengths only."""
        starts = self._starts[:windows]
        whole = [start for start in starts if start + self.context <= len(self.ids)]
        groups = [whole[i : i + self._at_once] for i in range(0, len(whole), self._at_once)]
        return groups + [[start] for start in starts[len(whole) :]]

    def _score(self, model: Any, starts: list[int]) -> tuple[float, int]:
        rows = np.stack([self.ids[start : start + self.context] for start in starts])
        losses = self._losses(model, rows)
        total, count = 0.0, 0
        for row, start in enumerate(starts):
            # All but the first window begin with tokens that an earlier one has scored.
            seen = max(0, self.context - self.stride - 1) if start else 0
            total += float(losses[row, seen:].double().sum())
            count += losses.shape[1] - seen
        return total, count

    def _losses(self, model: Any, rows: Ids) -> torch.Tensor:
        """[rows, tokens - 1]."""
        if self._objective is not None:
            return self._objective.each(model, Batch(rows, next_labels(rows)))[:, :-1]
        ids = torch.from_numpy(rows).to(next(model.parameters()).device, torch.long)
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1].float()
        losses = functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        return losses.view(len(rows), -1)
