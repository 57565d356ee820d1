"""One run's state on the device: the model, its optimizer, and a step of both. Knows no clock, files or events."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from transformers.modeling_layers import GradientCheckpointingLayer

from desktop_llm.engine import machine
from desktop_llm.engine.training.batch import Batch
from desktop_llm.engine.training.objective import Objective
from desktop_llm.engine.training.optimizer import Recipe, make_optimizer
from desktop_llm.engine.training.together import Together

__all__ = ["Recipe", "Run"]
LOGITS_ELEMENTS = 1 << 25
"""Largest logits of one forward pass (128 MB in fp32) where they are not taken in portions."""
SHORTEST_ROW = 32


class Run:
    """A model in training.

    Args:
        model: On its device, with `requires_grad` set on what is to be trained (in fp32).
        recipe: What a step does.
        objective: What it is taught by.
        rows_at_once: Rows that pass through the model together; 0 for as many as come.

    Attributes:
        halvings: How often rows are cut in two, since memory was short.
        together: The other processes that train the same model, each with its share of a step's rows.
        on_less: Told when memory was short and the run goes on with less: what was done, with its figure.
    """

    def __init__(self, model: Any, recipe: Recipe, objective: Objective, rows_at_once: int = 0) -> None:
        self.model = model
        self.recipe = recipe
        self.objective = objective
        self.rows_at_once = rows_at_once
        self.halvings = 0
        self.together: Together | None = None
        self.is_checkpointing = False
        self.on_less: Callable[[str, int], None] = lambda _name, _value: None
        self.device = next(model.parameters()).device
        self.trained: list[nn.Parameter] = [p for p in model.parameters() if p.requires_grad]
        self.optimizer = make_optimizer(self.trained, recipe)
        scales = recipe.autocast is torch.float16 and self.device.type in ("cuda", "cpu")
        self.scaler = torch.amp.GradScaler(self.device.type) if scales else None
        self.learn()

    @property
    def parameters_trained(self) -> int:
        """How many numbers the run changes."""
        return sum(parameter.numel() for parameter in self.trained)

    def learn(self) -> None:
        """Put the model into the mode for steps."""
        self.model.train(self.recipe.dropout)
        if self.is_checkpointing:
            for module in self.model.modules():
                if isinstance(module, GradientCheckpointingLayer):
                    module.training = True  # of itself only: without dropout what is inside stays as it is

    def use_checkpointing(self) -> bool:
        """Compute activations again instead of keeping them; False where the model cannot."""
        inner = self.model.get_base_model() if hasattr(self.model, "get_base_model") else self.model
        if not getattr(inner, "supports_gradient_checkpointing", False):
            return False
        inner.gradient_checkpointing_enable({"use_reentrant": False})
        self.is_checkpointing = True
        self.learn()
        return True

    def step(self, batch: Batch, learning_rate: float) -> float:
        """Learn from some rows once; their mean loss per label, in nats, before the change.

        Weights stay as they were where the loss or its gradient is not finite; the result is then not finite either.
        Where memory is short the batch passes in smaller parts; `on_less` hears of it.

        Args:
            batch: All rows of the step.
            learning_rate: Of this step.

        Raises:
            Exception: torch's own for memory, where nothing smaller is left to try.
        """
        loss = self._gradient_in_memory(batch)
        if self.together is not None:
            loss = self.together.add_up(self.trained, loss)
        if self.scaler is not None:
            self.scaler.unscale_(self.optimizer)
        norm = torch.nn.utils.clip_grad_norm_(self.trained, self.recipe.gradient_clip or float("inf"))
        if not torch.isfinite(norm + loss):
            self._forget_gradient()
            return float("nan")
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate
        if self.scaler is not None:
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss)

    def gradient(self, batch: Batch) -> torch.Tensor:
        """Add the gradient of the batch's mean loss to the weights'; the loss, on the device."""
        batch = batch.shortened(self.halvings)
        predicted = max(1, batch.predicted)
        if self.together is not None:
            batch = self.together.own_rows(batch)
        total = torch.zeros((), device=self.device)
        for part in batch.parts(self._rows_at_once(batch)):
            with self.autocast():
                loss = self.objective.summed(self.model, part) / predicted
            (self.scaler.scale(loss) if self.scaler is not None else loss).backward()
            total += loss.detach()
        return total

    def try_gradient(self, batch: Batch) -> None:
        """Do the work of `gradient` and forget it."""
        self.gradient(batch)
        self.optimizer.zero_grad(set_to_none=True)

    def autocast(self) -> contextlib.AbstractContextManager[object]:
        """The type to compute in."""
        if self.recipe.autocast is None:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, self.recipe.autocast)

    def copy_of_weights(self) -> list[torch.Tensor]:
        """What is trained, as it is now."""
        return [parameter.detach().clone() for parameter in self.trained]

    @torch.no_grad()
    def restore_weights(self, copies: list[torch.Tensor]) -> None:
        """Go back to an earlier `copy_of_weights`. The optimizer's moments stay."""
        for parameter, copy in zip(self.trained, copies, strict=True):
            parameter.copy_(copy)

    def _gradient_in_memory(self, batch: Batch) -> torch.Tensor:
        """`gradient`, again and with less at once as long as memory is short."""
        while True:
            try:
                return self.gradient(batch)
            except (RuntimeError, MemoryError) as error:
                if machine.memory_error(error) is None or machine.is_poisoned(error):
                    raise
                trouble = error
            # Outside of the handler: the traceback would keep the activations alive.
            trouble.__traceback__ = None
            self.optimizer.zero_grad(set_to_none=True)
            machine.let_go()
            if not self._take_less(batch):
                raise trouble

    def _take_less(self, batch: Batch) -> bool:
        """Half the rows at once; then checkpointing; then rows of half the length. False where nothing is left."""
        rows = self._rows_at_once(batch)
        if rows > 1:
            self.rows_at_once = rows // 2
            self.on_less("rows", self.rows_at_once)
            return True
        if not self.is_checkpointing and self.use_checkpointing():
            self.on_less("checkpointing", 1)
            return True
        tokens = batch.shortened(self.halvings).ids.shape[1]
        if tokens // 2 < SHORTEST_ROW:
            return False
        self.halvings += 1
        self.on_less("block_tokens", tokens // 2)
        return True

    def _forget_gradient(self) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        if self.scaler is not None:
            self.scaler.update(self.scaler.get_scale() / 2)

    def _rows_at_once(self, batch: Batch) -> int:
        rows = min(len(batch.ids), self.rows_at_once or len(batch.ids))
        if self.objective.vocabulary:
            tokens = max(batch.ids.shape[1], batch.labels.shape[-1] if batch.labels.ndim > 1 else 1)
            rows = min(rows, max(1, LOGITS_ELEMENTS // (tokens * self.objective.vocabulary)))
        return max(1, rows)
