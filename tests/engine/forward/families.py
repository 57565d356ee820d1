"""Small models with random weights of every family that we compute ourselves, and of some that we do not."""

from __future__ import annotations

from typing import Any

import torch
import transformers

_SHAPE = {
    "vocab_size": 67, "hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 3, "num_attention_heads": 6,
    "num_key_value_heads": 2, "max_position_embeddings": 128, "initializer_range": 0.3,
}  # fmt: skip
_GPT2 = {"vocab_size": 67, "n_embd": 48, "n_layer": 3, "n_head": 6, "n_positions": 128, "initializer_range": 0.3}
_LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 1e4, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}  # fmt: skip
_DYNAMIC = {"rope_type": "dynamic", "rope_theta": 1e4, "factor": 2.0}
_YARN = {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 32}

KNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("Llama", {**_SHAPE, "attention_bias": True, "mlp_bias": True, "tie_word_embeddings": True}),
    "llama, wide heads": ("Llama", {**_SHAPE, "head_dim": 16, "num_key_value_heads": 6}),
    "llama, long text": ("Llama", {**_SHAPE, "rope_parameters": _LLAMA3}),
    "llama, yarn": ("Llama", {**_SHAPE, "rope_parameters": _YARN}),
    "mistral": ("Mistral", {**_SHAPE, "sliding_window": 9}),
    "qwen2": ("Qwen2", {**_SHAPE, "use_sliding_window": True, "sliding_window": 7, "max_window_layers": 1}),
    "qwen3": ("Qwen3", {**_SHAPE, "head_dim": 12}),
    "gpt2": ("GPT2", _GPT2),
    "gpt2, scaled by layer": (
        "GPT2", {**_GPT2, "scale_attn_by_inverse_layer_idx": True, "activation_function": "gelu"},
    ),
}  # fmt: skip
UNKNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "angles that move": ("Llama", {**_SHAPE, "rope_parameters": _DYNAMIC}),
    "another function": ("Llama", {**_SHAPE, "hidden_act": "gelu"}),
    "another family": ("OPT", {"vocab_size": 67, "hidden_size": 48, "ffn_dim": 80, "num_hidden_layers": 2,
                               "num_attention_heads": 6, "max_position_embeddings": 128, "word_embed_proj_dim": 48}),
}  # fmt: skip


def made(kind: str, options: dict[str, Any], seed: int = 3) -> Any:
    """A model of transformers in fp32."""
    torch.manual_seed(seed)
    config = getattr(transformers, f"{kind}Config")(**options)
    name = "GPT2LMHeadModel" if kind == "GPT2" else f"{kind}ForCausalLM"
    model = getattr(transformers, name)(config).eval()
    with torch.no_grad():  # biases begin at nothing, which would hide that they are missing
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter += torch.randn_like(parameter) * 0.2
    return model
