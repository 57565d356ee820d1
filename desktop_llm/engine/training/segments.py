"""Attention of several examples in one row, each within itself: no mask of tokens by tokens, no padding.

All examples stand behind each other in one row, the shorter first. Each layer cuts its queries, keys and values where
the length changes; those of one length pass through the kernel together, as causal attention that needs no mask. On
the processor a mask costs twice: every layer reads it, and what it forbids is computed all the same.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import torch
import torch.nn.functional as functional
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

NAME = "desktop_llm_segments"
_NOT_OURS = ("softcap", "position_bias", "s_aux")
"""What some models add to attention, and this does not know."""


def use_segments(model: Any) -> bool:
    """Let the model's layers attend by segments where a batch brings them; False where they are of another make."""
    if getattr(model.config, "_attn_implementation", "") != "sdpa":
        return False
    AttentionInterface.register(NAME, _attend)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    model.set_attn_implementation(NAME)
    return True


def use_masks(model: Any) -> None:
    """Back to what `use_segments` found."""
    model.set_attn_implementation("sdpa")


def inputs_of(lengths: tuple[int, ...], device: torch.device) -> dict[str, Any]:
    """What the model is called with beside the ids [1, tokens] of examples of these lengths, in rising order."""
    return {
        "position_ids": torch.cat([torch.arange(length, device=device) for length in lengths])[None],
        # With four dimensions it is taken as it is: no model makes a mask of its own from the positions.
        "attention_mask": torch.ones(1, 1, 1, 1, dtype=torch.bool, device=device),
        "segments": lengths,
    }


def _attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    segments: tuple[int, ...] | None = None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **more: Any,
) -> tuple[torch.Tensor, None]:
    """As transformers' own for rows that are one text each; tensors are [rows, heads, tokens, head width]."""
    if segments is None:
        return sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **more
        )
    if any(more.get(name) is not None for name in _NOT_OURS):
        raise ValueError(f"none of {', '.join(_NOT_OURS)} is known by segments")
    dtype, repeats = query.dtype, query.shape[1] // key.shape[1]
    if query.device.type == "cpu":  # torch 2.13's backward pass takes twice as long in 16 bits there
        query, key, value = query.float(), key.float(), value.float()
    key, value = repeat_kv(key, repeats), repeat_kv(value, repeats)
    groups = [(length, len(list(alike))) for length, alike in groupby(segments)]
    sizes = [length * count for length, count in groups]
    parts = zip(*(tensor.split(sizes, dim=2) for tensor in (query, key, value)), strict=True)
    attended = []
    for (length, count), part in zip(groups, parts, strict=True):
        # [1, heads, count * length, width] -> [count, heads, length, width], without a copy
        one, other, third = (tensor[0].unflatten(1, (count, length)).transpose(0, 1) for tensor in part)
        mask = _window_mask(length, more.get("sliding_window"), query.device)
        with torch.autocast(query.device.type, enabled=False):
            found = functional.scaled_dot_product_attention(
                one, other, third, attn_mask=mask, is_causal=mask is None, dropout_p=dropout, scale=scaling
            )
        attended.append(found.transpose(1, 2).flatten(0, 1))
    return torch.cat(attended)[None].to(dtype), None


def _window_mask(length: int, window: int | None, device: torch.device) -> torch.Tensor | None:
    """For layers that look back only so far; None where the example is no longer than that."""
    if window is None or length <= window:
        return None
    return torch.ones(length, length, dtype=torch.bool, device=device).tril().triu(1 - window)
