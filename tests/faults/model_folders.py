"""Small whole model folders for tests, and the pieces to break them with; the broken ones are `bad_folders`.

Written by hand from the format, without the libraries under test. A canary is a file that a hostile folder tries to
create; it must never exist.
"""

import json
import os
import pickle
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LAYERS, HIDDEN, HEADS, KV_HEADS, INTERMEDIATE, VOCABULARY = 2, 32, 4, 2, 64, 400
CONFIG: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": HIDDEN,
    "intermediate_size": INTERMEDIATE,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "num_key_value_heads": KV_HEADS,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 128,
    "rms_norm_eps": 1e-5,
    "hidden_act": "silu",
    "tie_word_embeddings": False,
    "torch_dtype": "float32",
}
TOKENIZER: dict[str, Any] = {
    "version": "1.0",
    "added_tokens": [],
    "normalizer": None,
    "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    "post_processor": None,
    "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
    "model": {"type": "BPE", "vocab": {chr(0x100 + n): n for n in range(VOCABULARY)}, "merges": []},
}
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
WEB_PAGE = "<!DOCTYPE html><html><body>502 Bad gateway</body></html>"
PROGRAM = "from pathlib import Path\nPath(r'{canary}').touch()\n"


def tensors(layers: int = LAYERS) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the whole model."""
    kv_width = KV_HEADS * HIDDEN // HEADS
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (VOCABULARY, HIDDEN),
        "model.norm.weight": (HIDDEN,),
        "lm_head.weight": (VOCABULARY, HIDDEN),
    }
    for n in range(layers):
        shapes |= {
            f"model.layers.{n}.self_attn.q_proj.weight": (HIDDEN, HIDDEN),
            f"model.layers.{n}.self_attn.k_proj.weight": (kv_width, HIDDEN),
            f"model.layers.{n}.self_attn.v_proj.weight": (kv_width, HIDDEN),
            f"model.layers.{n}.self_attn.o_proj.weight": (HIDDEN, HIDDEN),
            f"model.layers.{n}.mlp.gate_proj.weight": (INTERMEDIATE, HIDDEN),
            f"model.layers.{n}.mlp.up_proj.weight": (INTERMEDIATE, HIDDEN),
            f"model.layers.{n}.mlp.down_proj.weight": (HIDDEN, INTERMEDIATE),
            f"model.layers.{n}.input_layernorm.weight": (HIDDEN,),
            f"model.layers.{n}.post_attention_layernorm.weight": (HIDDEN,),
        }
    return shapes


def safetensors(shapes: Mapping[str, tuple[int, ...]], metadata: Mapping[str, str] | None = None) -> bytes:
    """A file of fp32 zeros."""
    header: dict[str, Any] = {"__metadata__": dict(metadata or {"format": "pt"})}
    end = 0
    for name, shape in shapes.items():
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    return with_header(header, end)


def with_header(header: object, data_bytes: int = 16) -> bytes:
    """A file with any header and zeros for data."""
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(data_bytes)


def write_model(folder: Path, **config: Any) -> Path:
    """A whole Llama of 40,000 parameters; keywords change its config (None removes a key)."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {key: value for key, value in (CONFIG | config).items() if value is not None}
    write_json(folder / "config.json", values)
    (folder / "model.safetensors").write_bytes(safetensors(tensors()))
    write_json(folder / "tokenizer.json", TOKENIZER)
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast"})
    return folder


def write_shards(folder: Path) -> Path:
    """The same model in two files with an index."""
    write_model(folder)
    (folder / "model.safetensors").unlink()
    shapes = tensors()
    names = list(shapes)
    place = {}
    for number, part in enumerate((names[:9], names[9:]), 1):
        file = f"model-{number:05d}-of-00002.safetensors"
        (folder / file).write_bytes(safetensors({name: shapes[name] for name in part}))
        place |= dict.fromkeys(part, file)
    write_json(folder / "model.safetensors.index.json", {"metadata": {"total_size": 1}, "weight_map": place})
    return folder


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), "utf-8")


def change_json(path: Path, **values: object) -> None:
    write_json(path, json.loads(path.read_text("utf-8")) | values)


class RunsAtUnpickling:
    """A pickle of this touches the canary when a careless library reads it."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.system, (f"touch '{self._canary}'",)


def evil_pickle(canary: Path) -> bytes:
    return pickle.dumps({"model.embed_tokens.weight": RunsAtUnpickling(canary)})


def cut(path: Path, at: int) -> None:
    """Keep the file's beginning only."""
    content = path.read_bytes()
    path.write_bytes(content[:at])
