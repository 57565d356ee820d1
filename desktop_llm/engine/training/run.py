"""One run's state on the device: the model, its optimizer, and a step of both. Knows no clock, files or events."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn

from desktop_llm.engine.training.rows import Ids

LOGITS_ELEMENTS = 1 << 25
"""Largest logits of one forward pass (128 MB in fp32): more rows are taken in several."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """AdamW's constants and what surrounds a step.

    Attributes:
        weight_decay: Of matrices; norms and biases are not decayed.
        gradient_clip: Longest gradient (2-norm over all weights); 0 leaves it as it is.
        autocast: Type to compute in where it differs from the weights'; None computes in theirs.
        dropout: Whether the dropout that the model's config states is on.
    """

    weight_decay: float = 0.0
    gradient_clip: float = 1.0
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    autocast: torch.dtype | None = None
    dropout: bool = True


class Run:
    """A causal language model in training.

    Args:
        model: On its device, with `requires_grad` set on what is to be trained (in fp32).
        recipe: What a step does.
        vocabulary: Entries of the output head, to bound the rows of one forward pass.
    """

    def __init__(self, model: nn.Module, recipe: Recipe, vocabulary: int) -> None:
        self.model = model
        self.recipe = recipe
        self.device = next(model.parameters()).device
        self.trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._vocabulary = vocabulary
        self._optimizer = self._make_optimizer()
        scales = recipe.autocast is torch.float16 and self.device.type in ("cuda", "cpu")
        self._scaler = torch.amp.GradScaler(self.device.type) if scales else None
        model.train(recipe.dropout)

    @property
    def parameters_trained(self) -> int:
        """How many numbers the run changes."""
        return sum(parameter.numel() for parameter in self.trained)

    def step(self, batch: Ids, learning_rate: float) -> float:
        """Learn from some rows once; their mean loss per predicted token, in nats, before the change.

        Weights stay as they were where the loss or its gradient is not finite; the result is then not finite either.

        Args:
            batch: Token ids [rows, tokens]; each row predicts its second to last token.
            learning_rate: Of this step.
        """
        loss = self.gradient(batch)
        if self._scaler is not None:
            self._scaler.unscale_(self._optimizer)
        norm = torch.nn.utils.clip_grad_norm_(self.trained, self.recipe.gradient_clip or float("inf"))
        if not torch.isfinite(norm + loss):
            self._forget_gradient()
            return float("nan")
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        if self._scaler is not None:
            self._scaler.step(self._optimizer)
            self._scaler.update()
        else:
            self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(loss)

    def gradient(self, batch: Ids) -> torch.Tensor:
        """Add the gradient of the rows' mean loss to the weights'; the loss, on the device."""
        ids = torch.from_numpy(batch).to(self.device, torch.long)
        predicted = ids.shape[0] * (ids.shape[1] - 1)
        total = torch.zeros((), device=self.device)
        for rows in ids.split(self._rows_at_once(ids.shape[1])):
            with self._autocast():
                loss = next_token_loss(self.model, rows) / predicted
            (self._scaler.scale(loss) if self._scaler is not None else loss).backward()
            total += loss.detach()
        return total

    def try_gradient(self, batch: Ids) -> None:
        """Do the work of `gradient` and forget it."""
        self.gradient(batch)
        self._optimizer.zero_grad(set_to_none=True)

    def copy_of_weights(self) -> list[torch.Tensor]:
        """What is trained, as it is now."""
        return [parameter.detach().clone() for parameter in self.trained]

    @torch.no_grad()
    def restore_weights(self, copies: list[torch.Tensor]) -> None:
        """Go back to an earlier `copy_of_weights`. The optimizer's moments stay."""
        for parameter, copy in zip(self.trained, copies, strict=True):
            parameter.copy_(copy)

    def _forget_gradient(self) -> None:
        self._optimizer.zero_grad(set_to_none=True)
        if self._scaler is not None:
            self._scaler.update(self._scaler.get_scale() / 2)

    def _make_optimizer(self) -> torch.optim.Optimizer:
        decayed = [parameter for parameter in self.trained if parameter.ndim >= 2]
        others = [parameter for parameter in self.trained if parameter.ndim < 2]
        groups = [
            {"params": decayed, "weight_decay": self.recipe.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(
            [group for group in groups if group["params"]],
            lr=1.0,  # set at each step
            betas=self.recipe.betas,
            eps=self.recipe.epsilon,
            fused=True,
        )

    def _rows_at_once(self, tokens: int) -> int:
        return max(1, LOGITS_ELEMENTS // (tokens * self._vocabulary))

    def _autocast(self) -> contextlib.AbstractContextManager[object]:
        if self.recipe.autocast is None:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, self.recipe.autocast)


def next_token_loss(model: nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """Summed negative log-likelihood, in nats, of each row's second to last token given those before it.

    Args:
        model: A causal language model.
        ids: [rows, tokens].
    """
    logits = model(input_ids=ids, use_cache=False).logits
    # Labels are moved instead of logits: slicing the logits would copy them.
    labels = functional.pad(ids[:, 1:], (0, 1), value=-100)
    return functional.cross_entropy(logits.flatten(0, 1).float(), labels.flatten(), ignore_index=-100, reduction="sum")
