"""What config.json says of a model's size, with every number held against bounds before anyone allocates by it.

Whether the weights agree with it is `core.preflight_weights`; what the model is for, `core.preflight_kind`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_llm.core.architectures import architectures
from desktop_llm.core.errors import AppError, ErrorCode

CONFIG_LIMIT_BYTES = 2_000_000
_DTYPE = re.compile(r"auto|(torch\.)?(b?float|u?int)\d+(_e\d+m\d+\w*)?")
_TEXT_PARTS = ("text_config", "llm_config", "language_config", "decoder")

_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
_HIDDEN = ("hidden_size", "n_embd", "d_model", "dim", "n_embed", "emb_dim")
OTHER_WIDTHS = ("embedding_size", "word_embed_proj_dim", "input_embedding_size")
"""An embedding may be narrower or wider than the layers (ALBERT, OPT, RemBERT)."""
_HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "attention_heads", "encoder_attention_heads")
_KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num")
_HEAD_SIZE = ("head_dim", "d_kv", "attention_head_dim")
_INTERMEDIATE = ("intermediate_size", "n_inner", "ffn_dim", "d_ff", "hidden_dim", "encoder_ffn_dim")
_VOCABULARY = ("vocab_size", "padded_vocab_size")
_CONTEXT = (
    "max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length", "max_seq_len", "seq_length",
    "max_seq_length",
)  # fmt: skip
_EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
_FULL_EVERY = {"gemma2": 2, "gemma3_text": 6, "cohere2": 4}
"""In these, every so-manyth layer sees the whole text, where the config names none."""
_BOUNDS = {
    **dict.fromkeys((*_LAYERS, "decoder_layers", "num_decoder_layers"), (1, 2_000)),
    **dict.fromkeys((*_HIDDEN, *OTHER_WIDTHS), (1, 1 << 18)),
    **dict.fromkeys((*_HEADS, *_KV_HEADS, "decoder_attention_heads"), (1, 1 << 14)),
    **dict.fromkeys(_HEAD_SIZE, (1, 1 << 16)),
    **dict.fromkeys((*_INTERMEDIATE, "moe_intermediate_size", "decoder_ffn_dim"), (1, 1 << 22)),
    **dict.fromkeys(_VOCABULARY, (1, 1 << 24)),
    **dict.fromkeys(_CONTEXT, (1, 1 << 30)),
    **dict.fromkeys(_EXPERTS, (0, 1 << 14)),
    **dict.fromkeys(("num_labels", "type_vocab_size", "max_target_positions", "max_source_positions"), (0, 1 << 24)),
}
"""Lowest and highest believable value. The largest models of 2026 have some 130 layers and a width of 20,000."""
_MAY_BE_NEGATIVE = {*_CONTEXT, *_KV_HEADS, *_HEAD_SIZE, *_INTERMEDIATE}
"""-1 and 0 stand for "none" here in some published configs."""
_REAL_NUMBERS = (
    "rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon", "norm_eps", "rope_theta", "initializer_range",
)  # fmt: skip
_ACTIVATIONS = ("hidden_act", "hidden_activation", "activation_function")
_POSITIONS_FROM_TWO = {
    "roberta", "xlm-roberta", "camembert", "roberta-prelayernorm", "xlm-roberta-xl", "xmod", "mpnet", "esm",
    "data2vec-text", "ibert", "longformer",
}  # fmt: skip
"""Their position table starts after the padding id: 514 rows are 512 places."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers of a config; 0 where it does not say."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    intermediate: int
    vocabulary: int
    context_tokens: int
    experts: int = 0
    experts_per_token: int = 0
    expert_width: int = 0
    window_tokens: int = 0
    windowed_layers: int = 0


def check_config(config: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """The model type, and the part of the config that describes the text model (often the whole).

    Raises:
        AppError: CONFIG_DAMAGED for an impossible value, UNKNOWN_ARCHITECTURE or REMOTE_CODE for a type that
            transformers has no class for.
    """
    model_type = config.get("model_type")
    named = config.get("architectures")
    if not isinstance(model_type, str) or not model_type:
        raise _damaged("model_type is missing")
    if named is not None and not (isinstance(named, list) and all(isinstance(name, str) for name in named)):
        raise _damaged("architectures is no list of names")
    if model_type not in architectures().known:
        code = ErrorCode.REMOTE_CODE if config.get("auto_map") else ErrorCode.UNKNOWN_ARCHITECTURE
        raise AppError(code, f"model_type {model_type[:200]!r}", architecture=model_type[:200])
    text = text_part(config)
    for part in (config, text):
        _check_values(part)
    return model_type, text


def text_part(config: Mapping[str, object]) -> Mapping[str, object]:
    """The config of the language model within a config for pictures or sound as well; otherwise the config."""
    if any(key in config for key in _HIDDEN):
        return config
    for name in _TEXT_PARTS:
        part = config.get(name)
        if isinstance(part, dict):
            return part
    return config


def sizes(text: Mapping[str, object], model_type: str) -> Sizes:
    """The numbers, from whichever key this family uses.

    Raises:
        AppError: CONFIG_DAMAGED where they contradict each other.
    """
    hidden = _first(text, _HIDDEN)
    heads = _first(text, _HEADS)
    head_size = _first(text, _HEAD_SIZE)
    kv_heads = _first(text, _KV_HEADS)
    if heads and not head_size:
        if heads > hidden > 0:
            raise _damaged(f"{heads} attention heads in a width of {hidden}")
        head_size = hidden // heads
    if not kv_heads:
        kv_heads = 1 if text.get("multi_query") is True else heads
    context = _first(text, _CONTEXT)
    if model_type in _POSITIONS_FROM_TWO and context > 2:
        padding = text.get("pad_token_id")
        context -= 1 + (padding if type(padding) is int and 0 <= padding < 8 else 1)
    intermediate = _first(text, _INTERMEDIATE)
    if not intermediate and model_type in ("gpt2", "gptj", "gpt_bigcode", "codegen", "bloom"):
        intermediate = 4 * hidden
    layers = _first(text, _LAYERS)
    experts = _first(text, _EXPERTS)
    chosen = _first(text, ("num_experts_per_tok", "num_experts_per_token", "moe_top_k", "moe_k"))
    window_tokens, windowed_layers = _windows(text, model_type, layers)
    return Sizes(
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        intermediate=intermediate,
        vocabulary=_first(text, _VOCABULARY),
        context_tokens=context,
        experts=experts if chosen else 0,
        experts_per_token=min(chosen, experts),
        expert_width=(_first(text, ("moe_intermediate_size",)) or intermediate) if experts and chosen else 0,
        window_tokens=window_tokens,
        windowed_layers=windowed_layers,
    )


def _windows(text: Mapping[str, object], model_type: str, layers: int) -> tuple[int, int]:
    """How far back some layers look, and how many; (0, 0) where all see everything."""
    window = _first(text, ("sliding_window", "sliding_window_size", "attention_chunk_size"))
    types = text.get("layer_types")
    if not window or text.get("use_sliding_window") is False:
        return 0, 0
    if isinstance(types, list):
        return window, min(layers, sum(name in ("sliding_attention", "chunked_attention") for name in types))
    if text.get("use_sliding_window") is True:
        return window, max(0, layers - _first(text, ("max_window_layers",)))
    every = _first(text, ("sliding_window_pattern",)) or _FULL_EVERY.get(model_type, 0)
    return window, layers - layers // every if every else layers


def _check_values(part: Mapping[str, object]) -> None:
    for key, (low, high) in _BOUNDS.items():
        value = part.get(key)
        if value is None or (isinstance(value, list) and key in (*_INTERMEDIATE, *_HEADS, *_KV_HEADS, *_LAYERS)):
            continue  # a list gives one number per layer (OpenELM, Gemma 3n)
        if type(value) is not int:
            raise _damaged(f"{key} is {str(value)[:60]!r}, not a whole number")
        if value in (0, -1) and key in _MAY_BE_NEGATIVE:
            continue
        if not low <= value <= high:
            raise _damaged(f"{key} is {value if abs(value) < 1 << 64 else 'enormous'}")
    for key in _REAL_NUMBERS:
        value = part.get(key)
        if value is None or isinstance(value, dict | list):
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise _damaged(f"{key} is {str(value)[:60]!r}")
    for key in ("dtype", "torch_dtype"):
        value = part.get(key)
        if isinstance(value, str) and not _DTYPE.fullmatch(value):
            raise _damaged(f"{key} is {value[:60]!r}")
    for key in _ACTIVATIONS:
        value = part.get(key)
        if isinstance(value, str) and value not in architectures().activations:
            raise _damaged(f"{key} is {value[:60]!r}")


def _is_finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _first(part: Mapping[str, object], keys: tuple[str, ...]) -> int:
    for key in keys:
        value = part.get(key)
        if type(value) is int and value > 0:
            return value
        if isinstance(value, list) and value and all(type(item) is int and item > 0 for item in value):
            return len(value) if keys is _LAYERS else int(max(value))
    return 0


def _damaged(detail: str) -> AppError:
    return AppError(ErrorCode.CONFIG_DAMAGED, f"config.json: {detail}", file="config.json")
