"""What a model consists of, read from transformers' modules, for families that differ in a few points only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

_ROTARY = {"LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM"}
_LEARNED = {"GPT2LMHeadModel"}
_STEADY_ANGLES = {"default", "linear", "llama3", "yarn"}
"""Kinds of rotary positions whose angles do not depend on how long the text is."""
_GELU = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "none"}


@dataclass(frozen=True, slots=True)
class Norm:
    """A normalisation of rows: by mean square, or with the mean taken off where there is a bias.

    torch computes the first in a dozen small steps (2.13, processor). A row beside its own negative has no mean, so one
    step of the second kind gives the same for it.
    """

    weight: torch.Tensor
    bias: torch.Tensor | None
    epsilon: float
    twice: torch.Tensor | None = None

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        shape = self.weight.shape
        if self.bias is not None:
            return functional.layer_norm(rows, shape, self.weight, self.bias, self.epsilon)
        if self.twice is None or rows.dim() != 2 or rows.shape[0] != 1:
            return functional.rms_norm(rows, shape, self.weight, self.epsilon)
        both = torch.cat((rows, -rows), 1)
        return functional.layer_norm(both, self.twice.shape, self.twice, None, self.epsilon)[:, : shape[0]]


@dataclass(frozen=True, slots=True)
class LayerParts:
    """One layer's modules. `inputs` are query, key and value, or one that holds all three; `inner` gate and up, or one.

    Attributes:
        window: Tokens back that the layer sees, itself included; 0 sees all.
        scaling: What scores are multiplied by.
    """

    before_attention: Norm
    inputs: tuple[nn.Module, ...]
    query_norm: Norm | None
    key_norm: Norm | None
    output: nn.Module
    before_inner: Norm
    inner: tuple[nn.Module, ...]
    down: nn.Module
    window: int
    scaling: float


@dataclass(frozen=True, slots=True)
class Structure:
    """A decoder's modules and figures.

    Attributes:
        positions: Learned positions, (T, hidden); None with rotary ones.
        frequencies: Of rotary positions, (head size / 2,) in fp32; None with learned ones.
        angle_scaling: What cosines and sines are multiplied by.
        gelu: torch's name of the approximation where the feed-forward part has no gate; "" with a gate.
    """

    embedding: torch.Tensor
    positions: torch.Tensor | None
    frequencies: torch.Tensor | None
    angle_scaling: float
    layers: tuple[LayerParts, ...]
    norm: Norm
    head: nn.Module
    heads: int
    kv_heads: int
    head_size: int
    gelu: str


def structure_of(model: Any) -> Structure | None:
    """The structure of transformers' model, or None for what we do not compute ourselves."""
    name, config = type(model).__name__, model.config
    if name in _ROTARY and config.hidden_act == "silu":
        return _rotary(model, config)
    if name in _LEARNED and config.activation_function in _GELU and not config.add_cross_attention:
        return _learned(model, config)
    return None


def is_known(architecture: str) -> bool:
    """Whether a class of transformers is one whose models we mostly compute ourselves."""
    return architecture in _ROTARY | _LEARNED


def weight_of(module: Any) -> tuple[torch.Tensor, torch.Tensor | None]:
    """A projection's (out, in) matrix and bias. GPT-2 keeps its matrices the other way round."""
    weight: torch.Tensor = module.weight
    return (weight if isinstance(module, nn.Linear) else weight.t()), module.bias


def _rotary(model: Any, config: Any) -> Structure | None:
    inner = model.model
    angles = inner.rotary_emb
    if angles.rope_type not in _STEADY_ANGLES:
        return None
    head_size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    if angles.inv_freq.shape[0] * 2 != head_size:
        return None
    return Structure(
        embedding=inner.embed_tokens.weight,
        positions=None,
        frequencies=angles.inv_freq.float(),
        angle_scaling=float(angles.attention_scaling),
        layers=tuple(_rotary_layers(inner, config)),
        norm=_mean_square(inner.norm),
        head=model.lm_head,
        heads=config.num_attention_heads,
        kv_heads=config.num_key_value_heads,
        head_size=head_size,
        gelu="",
    )


def _rotary_layers(inner: Any, config: Any) -> Iterator[LayerParts]:
    kinds = getattr(config, "layer_types", None)
    window = getattr(config, "sliding_window", None) or 0
    for number, layer in enumerate(inner.layers):
        attention, mlp = layer.self_attn, layer.mlp
        slides = kinds[number] == "sliding_attention" if kinds else window > 0
        yield LayerParts(
            before_attention=_mean_square(layer.input_layernorm),
            inputs=(attention.q_proj, attention.k_proj, attention.v_proj),
            query_norm=_mean_square(attention.q_norm) if hasattr(attention, "q_norm") else None,
            key_norm=_mean_square(attention.k_norm) if hasattr(attention, "k_norm") else None,
            output=attention.o_proj,
            before_inner=_mean_square(layer.post_attention_layernorm),
            inner=(mlp.gate_proj, mlp.up_proj),
            down=mlp.down_proj,
            window=window if slides else 0,
            scaling=float(attention.scaling),
        )


def _learned(model: Any, config: Any) -> Structure:
    inner = model.transformer
    return Structure(
        embedding=inner.wte.weight,
        positions=inner.wpe.weight,
        frequencies=None,
        angle_scaling=1.0,
        layers=tuple(
            LayerParts(
                before_attention=_with_mean(layer.ln_1),
                inputs=(layer.attn.c_attn,),
                query_norm=None,
                key_norm=None,
                output=layer.attn.c_proj,
                before_inner=_with_mean(layer.ln_2),
                inner=(layer.mlp.c_fc,),
                down=layer.mlp.c_proj,
                window=0,
                scaling=float(layer.attn.scaling),
            )
            for layer in inner.h
        ),
        norm=_with_mean(inner.ln_f),
        head=model.lm_head,
        heads=config.num_attention_heads,
        kv_heads=config.num_attention_heads,
        head_size=config.hidden_size // config.num_attention_heads,
        gelu=_GELU[config.activation_function],
    )


def _mean_square(module: Any) -> Norm:
    weight = module.weight.detach()
    twice = torch.cat((weight, weight)) if weight.device.type == "cpu" else None
    return Norm(weight, None, float(module.variance_epsilon), twice)


def _with_mean(module: Any) -> Norm:
    return Norm(module.weight, module.bias, float(module.eps))
