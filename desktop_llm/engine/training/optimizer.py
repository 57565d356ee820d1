"""The optimizer that a job names, and its learning rate at each point of the run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

LOWEST = 0.02
"""The cosine ends at this part of the peak."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The optimizer's constants and what surrounds a step.

    Attributes:
        weight_decay: Of matrices; norms and biases are not decayed.
        gradient_clip: Longest gradient (2-norm over all weights); 0 leaves it as it is.
        optimizer: "adamw" or "sgd" (with `momentum`).
        autocast: Type to compute in where it differs from the weights'; None computes in theirs.
        dropout: Whether the dropout that the model's config states is on.
    """

    weight_decay: float = 0.0
    gradient_clip: float = 1.0
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    autocast: torch.dtype | None = None
    dropout: bool = True
    optimizer: str = "adamw"
    momentum: float = 0.0


def make_optimizer(trained: Sequence[nn.Parameter], recipe: Recipe) -> torch.optim.Optimizer:
    """The optimizer; its rate is set at each step."""
    groups = [
        {"params": [p for p in trained if p.ndim >= 2], "weight_decay": recipe.weight_decay},
        {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=1.0, momentum=recipe.momentum)
    return torch.optim.AdamW(groups, lr=1.0, betas=recipe.betas, eps=recipe.epsilon, fused=True)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The learning rate over a run: a linear rise, then what `shape` says.

    Attributes:
        shape: "cosine" (half a cosine down to `LOWEST` of the peak), "linear" (to nothing) or "constant".
        warmup_share: Part of the run in which the rate rises.
        warmup_steps: Counts instead of the share where it is not None.
    """

    peak: float
    shape: str = "cosine"
    warmup_share: float = 0.05
    warmup_steps: int | None = None

    def at(self, progress: float, step: int, steps: int) -> float:
        """The rate of a step.

        Args:
            progress: Of the run after the step, 1 at its end.
            step: Its number, from 1.
            steps: Of the run, as far as can be told.
        """
        share = self.warmup_share
        if self.warmup_steps is not None:
            if step <= self.warmup_steps:
                return self.peak * step / (self.warmup_steps + 1)
            share = min(1.0, self.warmup_steps / max(1, steps))
        elif progress < share:
            return self.peak * progress / share
        fallen = min(1.0, max(0.0, progress - share) / max(1e-9, 1 - share))
        if self.shape == "constant":
            return self.peak
        if self.shape == "linear":
            # Of the last step, too, something is to be learned.
            return self.peak * (1 - fallen + fallen / max(steps, 1))
        return self.peak * (LOWEST + (1 - LOWEST) * (1 + math.cos(math.pi * fallen)) / 2)
