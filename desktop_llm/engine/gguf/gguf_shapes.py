"""What llama.cpp calls a family of models, the numbers it wants of it, and how its tensors lie there.

Source: llama.cpp conversion/{llama,qwen,gpt2}.py; names of tensors are the `gguf` package's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import gguf
import numpy as np
import torch

from desktop_llm.core.errors import AppError, ErrorCode

_FAMILIES = {
    "llama": gguf.MODEL_ARCH.LLAMA,
    "mistral": gguf.MODEL_ARCH.LLAMA,
    "qwen2": gguf.MODEL_ARCH.QWEN2,
    "qwen3": gguf.MODEL_ARCH.QWEN3,
    "gpt2": gguf.MODEL_ARCH.GPT2,
}
_TURNED_PAIRS = ("llama", "mistral")
"""Their rotary positions pair neighbouring numbers in llama.cpp and halves in transformers."""
_TRANSPOSED = (".c_attn.weight", ".c_proj.weight", ".c_fc.weight")
_LEFT_OUT = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")


@dataclass(frozen=True, slots=True)
class Shape:
    """A model's family with the numbers of its config."""

    model_type: str
    config: Mapping[str, Any]
    names: gguf.TensorNameMap

    @property
    def architecture(self) -> str:
        """As it stands in the file."""
        return str(gguf.MODEL_ARCH_NAMES[_FAMILIES[self.model_type]])

    def name_of(self, tensor: str) -> str | None:
        """A tensor's name in the file; None for one that is computed anew.

        Raises:
            AppError: CONVERT_UNSUPPORTED.
        """
        if tensor.endswith(_LEFT_OUT):
            return None
        found = self.names.get_name(tensor, try_suffixes=(".weight", ".bias"))
        if found is None:
            raise AppError(ErrorCode.CONVERT_UNSUPPORTED, f"tensor {tensor}", architecture=self.model_type)
        return str(found)

    def turned(self, tensor: str, values: torch.Tensor) -> torch.Tensor:
        """The numbers in the order that llama.cpp reads."""
        if self.model_type == "gpt2" and tensor.endswith(_TRANSPOSED):
            return values.T.contiguous()
        if self.model_type in _TURNED_PAIRS and ".self_attn." in tensor:
            heads = int(self.config["num_attention_heads"])
            if ".k_proj." in tensor:
                heads = int(self.config.get("num_key_value_heads") or heads)
            elif ".q_proj." not in tensor:
                return values
            rows = values.shape[0]
            pairs = values.reshape(heads, 2, rows // heads // 2, *values.shape[1:])
            return pairs.transpose(1, 2).reshape(values.shape).contiguous()
        return values

    def more_tensors(self) -> Iterator[tuple[str, np.ndarray]]:
        """Tensors that the checkpoint does not hold."""
        rope = _rope(self.config)
        if rope.get("rope_type") == "llama3":
            yield "rope_freqs.weight", _llama3_factors(self.config, rope)

    def write_numbers(self, writer: gguf.GGUFWriter) -> None:
        """The sizes that the file states."""
        config = self.config
        if self.model_type == "gpt2":
            writer.add_block_count(int(config["n_layer"]))
            writer.add_context_length(int(config["n_positions"]))
            writer.add_embedding_length(int(config["n_embd"]))
            writer.add_feed_forward_length(int(config.get("n_inner") or 4 * config["n_embd"]))
            writer.add_head_count(int(config["n_head"]))
            writer.add_layer_norm_eps(float(config.get("layer_norm_epsilon", 1e-5)))
            return
        heads, hidden = int(config["num_attention_heads"]), int(config["hidden_size"])
        head_size = int(config.get("head_dim") or hidden // heads)
        writer.add_block_count(int(config["num_hidden_layers"]))
        writer.add_context_length(int(config["max_position_embeddings"]))
        writer.add_embedding_length(hidden)
        writer.add_feed_forward_length(int(config["intermediate_size"]))
        writer.add_head_count(heads)
        writer.add_head_count_kv(int(config.get("num_key_value_heads") or heads))
        writer.add_key_length(head_size)
        writer.add_value_length(head_size)
        writer.add_rope_dimension_count(head_size)
        writer.add_layer_norm_rms_eps(float(config.get("rms_norm_eps", 1e-6)))
        writer.add_vocab_size(int(config["vocab_size"]))
        rope = _rope(config)
        writer.add_rope_freq_base(float(rope.get("rope_theta") or config.get("rope_theta") or 10_000.0))
        if rope.get("rope_type") == "linear":
            writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
            writer.add_rope_scaling_factor(float(rope["factor"]))


def shape_of(config: Mapping[str, Any]) -> Shape:
    """The family of a config.

    Raises:
        AppError: CONVERT_UNSUPPORTED for a family, or a peculiarity of one, that is not written here.
    """
    model_type = str(config.get("model_type", ""))
    if model_type not in _FAMILIES:
        raise AppError(ErrorCode.CONVERT_UNSUPPORTED, model_type, architecture=model_type)
    rope = str(_rope(config).get("rope_type", "default"))
    context = int(config.get("max_position_embeddings") or 0)
    window = config.get("sliding_window") if model_type == "mistral" or config.get("use_sliding_window") else None
    is_scaled = config.get("scale_attn_by_inverse_layer_idx") or not config.get("scale_attn_weights", True)
    if model_type == "gpt2" and is_scaled:
        raise AppError(ErrorCode.CONVERT_UNSUPPORTED, "scaled attention", architecture=model_type)
    activation = config.get("hidden_act") or config.get("activation_function")
    if activation not in (("gelu_new", "gelu_pytorch_tanh") if model_type == "gpt2" else ("silu",)):
        raise AppError(ErrorCode.CONVERT_UNSUPPORTED, f"activation {activation}", architecture=model_type)
    if rope not in ("default", "linear", "llama3") or (window and int(window) < context):
        raise AppError(ErrorCode.CONVERT_UNSUPPORTED, f"rope {rope}, window {window}", architecture=model_type)
    layers = int(config.get("num_hidden_layers") or config.get("n_layer") or 0)
    return Shape(model_type, config, gguf.get_tensor_name_map(_FAMILIES[model_type], layers))


def _rope(config: Mapping[str, Any]) -> Mapping[str, Any]:
    found = config.get("rope_parameters") or config.get("rope_scaling") or {}
    return {**found, "rope_type": found.get("rope_type") or found.get("type") or "default"}


def _llama3_factors(config: Mapping[str, Any], rope: Mapping[str, Any]) -> np.ndarray:
    """Divisors of the rotary frequencies, (head_size / 2,). Source: llama.cpp conversion/llama.py."""
    heads = int(config["num_attention_heads"])
    head_size = int(config.get("head_dim") or config["hidden_size"] // heads)
    base = float(rope.get("rope_theta") or config.get("rope_theta") or 10_000.0)
    factor = float(rope.get("factor", 8.0))
    low, high = float(rope.get("low_freq_factor", 1.0)), float(rope.get("high_freq_factor", 4.0))
    old = float(rope.get("original_max_position_embeddings", 8_192))
    factors = []
    for step in range(0, head_size, 2):
        length = 2 * math.pi * base ** (step / head_size)
        if length < old / high:
            factors.append(1.0)
        elif length > old / low:
            factors.append(factor)
        else:
            smooth = (old / length - low) / (high - low)
            factors.append(1 / ((1 - smooth) / factor + smooth))
    return np.array(factors, np.float32)
