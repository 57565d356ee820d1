"""A made Qwen2 checkpoint as a GGUF file, so that llama.cpp can be timed on the very same weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
}  # fmt: skip
_WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def written(checkpoint: Path, kind: str) -> Path:
    """The file beside the checkpoint, made where it is not there. `kind` is one of gguf's types."""
    import gguf
    import numpy as np
    from safetensors import safe_open

    path = checkpoint / f"{kind}.gguf"
    if path.exists():
        return path
    config = json.loads((checkpoint / "config.json").read_text("utf-8"))
    writer = gguf.GGUFWriter(str(path), "qwen2")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    _add_tokenizer(writer, checkpoint, config["vocab_size"])
    wanted = gguf.GGMLQuantizationType[kind]
    with safe_open(checkpoint / "model.safetensors", framework="pt") as tensors:
        for name in tensors.keys():  # noqa: SIM118  (not a dict)
            values = tensors.get_tensor(name).float().numpy()
            own = _gguf_name(name)
            if values.ndim == 1:
                writer.add_tensor(own, values.astype(np.float32))
            else:
                writer.add_tensor(own, gguf.quants.quantize(values, wanted), raw_dtype=wanted)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _gguf_name(name: str) -> str:
    module, kind = name.rsplit(".", 1)
    if module in _WHOLE:
        return f"{_WHOLE[module]}.{kind}"
    _, _, layer, rest = module.split(".", 3)
    return f"blk.{layer}.{_NAMES[rest]}.{kind}"


def _add_tokenizer(writer: Any, checkpoint: Path, vocabulary: int) -> None:
    model = json.loads((checkpoint / "tokenizer.json").read_text("utf-8"))["model"]
    pieces = [f"<{number}>" for number in range(vocabulary)]
    for piece, number in model["vocab"].items():
        pieces[number] = piece
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(pieces)
    writer.add_token_types([1] * vocabulary)
    writer.add_token_merges([" ".join(pair) if isinstance(pair, list) else pair for pair in model["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
