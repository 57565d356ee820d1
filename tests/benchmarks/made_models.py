"""Model folders of any shape and size with random weights, written without ever holding a whole model in memory."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import transformers

from tests.engine.tiny import byte_tokenizer

_TILE = 1 << 20
_NAMES = {torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A model to make: transformers' config class and class, what differs from the defaults, and the format."""

    name: str
    config: str
    model: str
    dtype: torch.dtype
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def context(self) -> int:
        """Tokens that it reads at once."""
        return int(self.values.get("max_position_embeddings", 1024))


def _llama(layers: int, hidden: int, inner: int, heads: int, kv_heads: int, words: int, **more: Any) -> dict[str, Any]:
    return {
        "num_hidden_layers": layers, "hidden_size": hidden, "intermediate_size": inner, "num_attention_heads": heads,
        "num_key_value_heads": kv_heads, "vocab_size": words, "max_position_embeddings": 8192, **more,
    }  # fmt: skip


SHAPES = (
    Shape("llama-15m-fp32", "LlamaConfig", "LlamaForCausalLM", torch.float32,
          _llama(6, 288, 768, 6, 6, 32_000, tie_word_embeddings=True)),
    Shape("mistral-40m-fp16", "MistralConfig", "MistralForCausalLM", torch.float16,
          _llama(8, 512, 1536, 8, 2, 16_000, sliding_window=256, head_dim=64)),
    Shape("neox-70m-fp16", "GPTNeoXConfig", "GPTNeoXForCausalLM", torch.float16,
          {"num_hidden_layers": 6, "hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8,
           "vocab_size": 50_304, "max_position_embeddings": 2048}),
    Shape("gpt2-124m-fp32", "GPT2Config", "GPT2LMHeadModel", torch.float32, {}),
    Shape("qwen3-moe-180m-bf16", "Qwen3MoeConfig", "Qwen3MoeForCausalLM", torch.bfloat16,
          _llama(8, 512, 1536, 8, 4, 32_000, head_dim=64, num_experts=16, num_experts_per_tok=4,
                 moe_intermediate_size=512, decoder_sparse_step=1, mlp_only_layers=[])),
    Shape("gemma3-270m-bf16", "Gemma3TextConfig", "Gemma3ForCausalLM", torch.bfloat16,
          _llama(18, 640, 2048, 4, 1, 262_144, head_dim=256, sliding_window=512, tie_word_embeddings=True)),
    Shape("qwen2-500m-bf16", "Qwen2Config", "Qwen2ForCausalLM", torch.bfloat16,
          _llama(24, 896, 4864, 14, 2, 151_936, tie_word_embeddings=True)),
    Shape("deep-150m-fp32", "LlamaConfig", "LlamaForCausalLM", torch.float32,
          _llama(40, 512, 1408, 8, 8, 8_000)),
    Shape("llama-1200m-bf16", "LlamaConfig", "LlamaForCausalLM", torch.bfloat16,
          _llama(16, 2048, 8192, 32, 8, 128_256, tie_word_embeddings=True)),
)  # fmt: skip


def write_model(folder: Path, shape: Shape) -> Path:
    """The folder of a model with the byte tokenizer: token ids are those of bytes, whatever the vocabulary."""
    tokenizer = byte_tokenizer()
    config = getattr(transformers, shape.config)(
        **shape.values, bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=0
    )
    with torch.device("meta"):
        model = getattr(transformers, shape.model)(config)
    tied = {"lm_head.weight", "embed_out.weight"} if getattr(config, "tie_word_embeddings", False) else set()
    stored = {name: tensor for name, tensor in model.state_dict().items() if name not in tied}
    folder.mkdir(parents=True)
    config.architectures = [shape.model]
    config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    _write_weights(folder / "model.safetensors", stored, shape.dtype)
    return folder


def _write_weights(path: Path, tensors: dict[str, torch.Tensor], dtype: torch.dtype) -> None:
    torch.manual_seed(7)
    tile = (torch.randn(_TILE) * 0.02).to(dtype).view(torch.uint8).numpy().tobytes()
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    position = 0
    for name, tensor in tensors.items():
        size = math.prod(tensor.shape) * dtype.itemsize
        header[name] = {
            "dtype": _NAMES[dtype], "shape": list(tensor.shape), "data_offsets": [position, position + size]
        }  # fmt: skip
        position += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        while position > 0:
            file.write(tile[:position] if position < len(tile) else tile)
            position -= len(tile)
