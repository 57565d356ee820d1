"""The loss of an output head, in portions: the logits of a whole batch are never in memory at once.

For 150,000 tokens of vocabulary and 4,096 places the logits alone would take 2.5 GB, and their gradient as much again.
The gradient is made in the same pass as the loss, so nothing is computed twice.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as functional

from desktop_llm.engine.training.batch import NOTHING

LOGITS_ELEMENTS = 1 << 22
"""Logits in memory at once: 16 MB in fp32, which a processor's cache may hold, but of `PLACES_AT_LEAST`."""
PLACES_AT_LEAST = 224
"""Each portion reads the whole head and writes its whole gradient: with fewer places that is what takes the time."""


def summed_loss(
    hidden: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, labels: torch.Tensor, dtype: torch.dtype
) -> torch.Tensor:
    """Summed negative log-likelihood, in nats, of the labels that are not NOTHING.

    Args:
        hidden: [places, width].
        weight: [vocabulary, width] of the head.
        bias: [vocabulary] of the head, or None.
        labels: [places].
        dtype: Type to multiply in.
    """
    counted = labels != NOTHING
    hidden, labels = hidden[counted], labels[counted]
    loss: torch.Tensor = _SummedLoss.apply(hidden, weight, bias, labels, dtype)
    return loss


@torch.no_grad()
def losses(
    hidden: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, labels: torch.Tensor, dtype: torch.dtype
) -> torch.Tensor:
    """As `summed_loss` for each place, [places]: 0 where the label is NOTHING. Without gradients."""
    found = []
    for start in range(0, len(labels), _portion(weight)):
        end = start + _portion(weight)
        logits = _logits(hidden[start:end], weight, bias, dtype)
        found.append(functional.cross_entropy(logits, labels[start:end], ignore_index=NOTHING, reduction="none"))
    return torch.cat(found) if found else hidden.new_zeros(0)


class _SummedLoss(torch.autograd.Function):
    """Loss and gradients of the head in one pass over portions of the places."""

    @staticmethod
    def forward(
        ctx: Any,
        hidden: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        labels: torch.Tensor,
        dtype: torch.dtype,
    ) -> torch.Tensor:
        with torch.autocast(hidden.device.type, enabled=False):
            return _forward(ctx, hidden, weight, bias, labels, dtype)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        (grad,) = grads
        found = [None if tensor is None else tensor.mul_(grad.to(tensor.dtype)) for tensor in ctx.saved_tensors]
        return (*found, None, None)


def _forward(
    ctx: Any,
    hidden: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
    labels: torch.Tensor,
    dtype: torch.dtype,
) -> torch.Tensor:
    wants = ctx.needs_input_grad
    grad_hidden = torch.empty_like(hidden) if wants[0] else None
    grad_weight = torch.zeros_like(weight) if wants[1] else None
    grad_bias = torch.zeros_like(bias) if bias is not None and wants[2] else None
    total = torch.zeros((), device=hidden.device)
    head = weight.to(dtype)
    for start in range(0, len(labels), _portion(weight)):
        part = slice(start, start + _portion(weight))
        logits = _logits(hidden[part], weight, bias, dtype, head)
        wanted = labels[part, None]
        # In place, since a second table of logits is what takes the memory: less the largest, as powers, as shares.
        told = logits.gather(1, wanted)
        largest = logits.amax(1, keepdim=True)
        powers = logits.sub_(largest).exp_()
        sums = powers.sum(1, keepdim=True)
        total += (largest + sums.log() - told).sum()
        if not any(wants):
            continue
        # The gradient of the logits: the probabilities, less one for the right token.
        slope = powers.div_(sums).scatter_add_(1, wanted, torch.full_like(wanted, -1, dtype=powers.dtype))
        if grad_bias is not None:
            grad_bias += slope.sum(0).to(grad_bias.dtype)
        slope = slope.to(dtype)
        if grad_hidden is not None:
            grad_hidden[part] = (slope @ head).to(hidden.dtype)
        if grad_weight is not None:
            if grad_weight.dtype == dtype:
                grad_weight.addmm_(slope.T, hidden[part].to(dtype))
            else:
                grad_weight += slope.T @ hidden[part].to(dtype)
    ctx.save_for_backward(grad_hidden, grad_weight, grad_bias)
    return total


def _logits(
    hidden: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
    dtype: torch.dtype,
    head: torch.Tensor | None = None,
) -> torch.Tensor:
    logits = hidden.to(dtype) @ (weight.to(dtype) if head is None else head).T
    return logits.float() if bias is None else logits.float() + bias.float()


def _portion(weight: torch.Tensor) -> int:
    return max(PLACES_AT_LEAST, LOGITS_ELEMENTS // len(weight))
