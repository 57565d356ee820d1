"""A head start for attention: some heads begin by looking one token back, others by copying what followed earlier.

A model this small finds copying from context ("Mia has the kite" ... "Who has the kite?") by itself only after many
times the text it can see in an hour. So its first weights, still made from random directions alone, already hold the
circuit that larger models learn: a head that writes down the previous token, and heads that look for places whose
previous token is the present one and bring along what stands there.

Source: Olsson and others, "In-context Learning and Induction Heads" (2022).
"""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import Qwen2ForCausalLM

_SHARPNESS = 6.0
_EMBEDDING_SPREAD = 0.5
_OUTPUT_SPREAD = 0.05
_SEARCH_GAIN = 3.0
_WRITE_GAIN = 0.5
_COPY_GAIN = 2.0
_STEERED_PAIRS = 4


@torch.no_grad()
def give_head_start(model: Qwen2ForCausalLM) -> None:
    """Sets the first values of half of the heads in the first three layers, in place."""
    torch.nn.init.normal_(model.model.embed_tokens.weight, std=_EMBEDDING_SPREAD)
    model.lm_head.weight.copy_(model.model.embed_tokens.weight * (_OUTPUT_SPREAD / _EMBEDDING_SPREAD))
    width, heads = model.config.hidden_size, model.config.num_attention_heads
    size = width // heads
    written = _directions(width, width)  # where a token is written down as "the one before"
    kept = _directions(width, width)[: size * heads // 2]  # which half of a token is written down
    for layer in model.model.layers:  # what the other heads and the feed-forward parts say at first is only noise
        layer.self_attn.o_proj.weight *= 0.1
        layer.mlp.down_proj.weight *= 0.1
    first = model.model.layers[0].self_attn
    for head in range(heads // 2):
        rows = slice(head * size, (head + 1) * size)
        _look_back(model, first, rows, places=1)
        first.v_proj.weight[rows] = kept[rows]
        first.o_proj.weight[:, rows] = _WRITE_GAIN * (written @ kept[rows].T)
    for layer in (1, 2):
        attention = model.model.layers[layer].self_attn
        for head in range(heads // 2):
            rows = slice(head * size, (head + 1) * size)
            search = _SEARCH_GAIN * torch.randn(size, len(kept)) @ kept / len(kept) ** 0.5
            search[_fast_turning(size)] = 0.0  # a match must be seen at any distance
            attention.q_proj.weight[rows] = search
            attention.k_proj.weight[rows] = search @ written.T
            brought = _directions(width, width)[:size]
            attention.v_proj.weight[rows] = brought
            attention.o_proj.weight[:, rows] = _COPY_GAIN * brought.T


def _directions(rows: int, columns: int) -> Tensor:
    return torch.linalg.qr(torch.randn(rows, columns)).Q


def _fast_turning(size: int) -> list[int]:
    pairs = range(size * 7 // 32)
    return [*pairs, *(pair + size // 2 for pair in pairs)]


def _look_back(model: Qwen2ForCausalLM, attention: torch.nn.Module, rows: slice, places: int) -> None:
    """Biases whose rotation by position makes the score highest `places` before."""
    size = rows.stop - rows.start
    half = size // 2
    base = model.config.rope_parameters["rope_theta"]
    turn = places * base ** (-torch.arange(_STEERED_PAIRS) / half)
    length = (_SHARPNESS * size**0.5) ** 0.5
    query, key = torch.zeros(size), torch.zeros(size)
    key[:_STEERED_PAIRS] = length
    query[:_STEERED_PAIRS] = length * torch.cos(turn)
    query[half : half + _STEERED_PAIRS] = -length * torch.sin(turn)
    attention.q_proj.bias[rows] = query
    attention.k_proj.bias[rows] = key
    attention.q_proj.weight[rows] *= 0.1
    attention.k_proj.weight[rows] *= 0.1
