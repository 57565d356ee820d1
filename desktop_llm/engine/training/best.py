"""The weights that did best in the exams so far, kept in memory where the model is small enough."""

from __future__ import annotations

import psutil
import torch

from desktop_llm.engine.training.run import Run

LARGEST_SHARE = 0.25
"""Copies may take this part of the memory that is free."""
WORSE = 1.002
"""The last weights are kept unless an earlier exam was better than theirs by more than this factor."""


class BestWeights:
    """Remembers the best of a run's exams.

    Args:
        parameters: Of the whole model.
    """

    def __init__(self, run: Run, parameters: int) -> None:
        self._run = run
        copy_bytes = min(parameters, run.parameters_trained) * 4
        self._can_copy = copy_bytes < LARGEST_SHARE * psutil.virtual_memory().available
        self._copies: list[torch.Tensor] = []
        self._loss = float("inf")
        self._measured_at = 0
        self.step: int | None = None
        """The step whose weights were kept, where it is not the last one."""

    def measured(self, step: int, loss: float) -> None:
        """An exam was taken with the weights of now."""
        if loss < self._loss and self._can_copy:
            self._loss, self._measured_at = loss, step
            self._copies = self._run.copy_of_weights()

    def keep_best(self, last_loss: float) -> int | None:
        """Go back to the best weights where the last exam was worse; the step gone back to, None for the last."""
        if self._copies and last_loss > self._loss * WORSE:
            self._run.restore_weights(self._copies)
            self.step = self._measured_at
        return self.step
