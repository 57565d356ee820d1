"""The weights that did best in the exams so far, kept in memory where the model is small enough; and when to stop."""

from __future__ import annotations

import psutil
import torch

from desktop_llm.engine.training.run import Run

LARGEST_SHARE = 0.25
"""Copies may take this part of the memory that is free."""
WORSE = 1.002
"""The last weights are kept unless an earlier exam was better than theirs by more than this factor."""
PATIENCE = 2
"""So many exams in a row that are worse than the best end a run that may end early."""


class BestWeights:
    """Remembers the best of a run's exams.

    Attributes:
        step: The step whose weights were kept, where it is not the last one.
        loss, measured_at: Of the best exam so far.
        copies: The weights of then; empty where they do not fit.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._can_copy = run.parameters_trained * 4 < LARGEST_SHARE * psutil.virtual_memory().available
        self._worse_in_a_row = 0
        self.copies: list[torch.Tensor] = []
        self.loss = float("inf")
        self.measured_at = 0
        self.step: int | None = None

    def go_on_from(self, copies: list[torch.Tensor], measured: list[tuple[int, float]], step: int, loss: float) -> None:
        """After a pause: what was known by then."""
        self.copies, self.measured_at, self.loss = copies, step, loss
        after = [found for at, found in measured if at > step]
        self._worse_in_a_row = len(after) if all(found > loss * WORSE for found in after) else 0

    def measured(self, step: int, loss: float) -> None:
        """An exam was taken with the weights of now."""
        self._worse_in_a_row = self._worse_in_a_row + 1 if loss > self.loss * WORSE else 0
        if loss < self.loss:
            self.loss, self.measured_at = loss, step
            if self._can_copy and step > 0:
                self.copies = self._run.copy_of_weights()

    @property
    def has_turned(self) -> bool:
        """Whether the last exams were all worse than the best."""
        return self._worse_in_a_row >= PATIENCE

    def keep_best(self, last_loss: float) -> int | None:
        """Go back to the best weights where the last exam was worse; the step gone back to, None for the last."""
        if self.copies and last_loss > self.loss * WORSE:
            self._run.restore_weights(self.copies)
            self.step = self.measured_at
        return self.step
