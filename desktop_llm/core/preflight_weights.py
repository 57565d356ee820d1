"""Which files hold a model's weights, what their headers say, and whether that is the model config.json describes.

transformers fills a tensor that is missing with random numbers and only logs it; here the folder is refused. What
needs the model class (an unusual tensor's shape, numbers that are not finite) is left to the engine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.model_files import ModelFolder
from desktop_llm.core.preflight_config import OTHER_WIDTHS, Sizes
from desktop_llm.core.safetensors_header import TensorEntry, read_header

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
_INDEX_LIMIT_BYTES = 32_000_000
_MANY_SHARDS = 2_000
_MANY_TENSORS = 400_000
_PICKLED = re.compile(r".+\.(bin|pt|pth|ckpt|pkl|pickle|msgpack|h5)", re.IGNORECASE)
_NOT_WEIGHTS = ("training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth", "scaler.pt")


@dataclass(frozen=True, slots=True)
class Weights:
    """All tensors of a folder."""

    tensors: Mapping[str, TensorEntry]

    @property
    def parameters(self) -> int:
        return sum(tensor.elements for tensor in self.tensors.values())

    @property
    def size_bytes(self) -> int:
        return sum(tensor.end - tensor.begin for tensor in self.tensors.values())

    @property
    def dtype(self) -> str:
        """The number format of most of the parameters."""
        counts: Counter[str] = Counter()
        for tensor in self.tensors.values():
            counts[tensor.dtype] += tensor.elements
        return counts.most_common(1)[0][0] if counts else ""


def read_weights(folder: ModelFolder, config: Mapping[str, object]) -> Weights:
    """The tensors of the files that transformers would open.

    Raises:
        AppError: UNSAFE_PATH, WEIGHTS_PICKLED, WEIGHTS_MISSING, WEIGHTS_INCOMPLETE or WEIGHTS_DAMAGED.
    """
    single = SINGLE
    chosen = config.get("transformers_weights")  # transformers opens what is named here, adapter_model.bin too
    if chosen is not None and chosen != INDEX:
        single = str(chosen)
        check_entry(single, "config.json")
    shards = _shards(folder) if INDEX in folder.names else None
    if single in folder.names and chosen != INDEX:
        return Weights(_tensors_of(folder, single))
    if shards is None:
        pickled = sorted(n for n in folder.names if _PICKLED.fullmatch(n) and n not in _NOT_WEIGHTS)
        if pickled:
            raise AppError(ErrorCode.WEIGHTS_PICKLED, f"only {pickled[0]}", file=pickled[0])
        raise AppError(ErrorCode.WEIGHTS_MISSING, f"no {single}", file=single)
    return Weights(_tensors_of_shards(folder, shards))


def read_adapter(folder: ModelFolder) -> Weights:
    """The tensors of a LoRA adapter.

    Raises:
        AppError: As `read_weights`.
    """
    if "adapter_model.safetensors" in folder.names:
        return Weights(_tensors_of(folder, "adapter_model.safetensors"))
    if "adapter_model.bin" in folder.names:
        raise AppError(ErrorCode.WEIGHTS_PICKLED, "only adapter_model.bin", file="adapter_model.bin")
    raise AppError(ErrorCode.WEIGHTS_MISSING, "no adapter_model.safetensors", file="adapter_model.safetensors")


def check_entry(name: str, written_in: str) -> None:
    """Pass the plain name of a safetensors file.

    Raises:
        AppError: UNSAFE_PATH for a way out of the folder, WEIGHTS_PICKLED for another kind of file.
    """
    plain = PurePosixPath(name).name == name == PureWindowsPath(name).name and ":" not in name
    if not plain or name in ("", ".", "..") or not name.isprintable():
        raise _unsafe_entry(name, written_in)
    if not name.lower().endswith(".safetensors"):
        detail = f"{written_in} names {name[:200]!r}"
        raise AppError(ErrorCode.WEIGHTS_PICKLED, detail, file=name[:200], entry=name[:200])


def _unsafe_entry(name: str, written_in: str) -> AppError:
    return AppError(ErrorCode.UNSAFE_PATH, f"{written_in} names {name[:200]!r}", file=written_in, entry=name[:200])


def _shards(folder: ModelFolder) -> Mapping[str, str]:
    """Shard by tensor, every name checked."""
    index = folder.read_json(INDEX, _INDEX_LIMIT_BYTES, ErrorCode.WEIGHTS_DAMAGED)
    entries = index.get("weight_map")
    if not isinstance(entries, dict) or not entries or len(entries) > _MANY_TENSORS:
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"{INDEX}: no usable weight_map", file=INDEX)
    names = list(entries.values())
    if not all(isinstance(name, str) for name in names):
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"{INDEX}: an entry is no file name", file=INDEX)
    for name in sorted(set(names)):
        check_entry(name, INDEX)
    return entries


def _tensors_of_shards(folder: ModelFolder, shards: Mapping[str, str]) -> Mapping[str, TensorEntry]:
    files = sorted(set(shards.values()))
    if len(files) > _MANY_SHARDS:
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"{len(files)} shards", file=INDEX)
    absent = [name for name in files if name not in folder.names]
    if absent:
        raise AppError(
            ErrorCode.WEIGHTS_MISSING,
            f"{len(absent)} of {len(files)} files are not there, e.g. {absent[0]}",
            file=absent[0],
            missing=len(absent),
            total=len(files),
        )
    tensors: dict[str, TensorEntry] = {}
    for name in files:
        tensors.update(_tensors_of(folder, name))
        if len(tensors) > _MANY_TENSORS:
            raise AppError(ErrorCode.WEIGHTS_DAMAGED, "more tensors than any model has", file=name)
    missing = sum(tensor not in tensors for tensor in shards)
    if missing:
        raise mismatch(f"{missing} of {len(shards)} tensors of the index are in no file", missing, len(shards))
    return tensors


def _tensors_of(folder: ModelFolder, name: str) -> Mapping[str, TensorEntry]:
    with folder.open(name) as (file, size):
        tensors = read_header(file, size, name)
    if not tensors:
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"{name}: no tensors", file=name)
    return tensors


def mismatch(detail: str, missing: int = 0, total: int = 0) -> AppError:
    """WEIGHTS_MISMATCH with how many parts are missing of how many."""
    return AppError(ErrorCode.WEIGHTS_MISMATCH, detail, missing=missing, total=total)


# --- against the config -------------------------------------------------------------------------------------------

_EMBEDDING = re.compile(r"(^|.*\.)(embed_tokens|wte|word_embeddings|embed_in|tokens_embed|tok_embeddings)\.weight")
_POSITIONS = re.compile(r"(^|.*\.)(wpe|position_embeddings|positions_embed|embed_positions)\.weight")
_LAYER = re.compile(r"((?:^|.*?\.)(?:layers|layer|h))\.(\d{1,9})\.(.+)")
_BUFFER = re.compile(r".*(rotary_emb\.inv_freq|attn\.(masked_)?bias|attention\.(masked_)?bias|position_ids)$")
_HEAD = re.compile(r"(^|.*\.)(lm_head|embed_out|output)\.weight$")
_ALIKE = {
    "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text", "phi", "phi3", "gpt2", "gpt_neox",
    "gptj", "opt", "bloom", "starcoder2", "stablelm", "olmo", "olmo2", "granite", "cohere", "smollm3", "bert",
    "roberta", "xlm-roberta", "distilbert", "electra", "camembert", "mpnet",
}  # fmt: skip
"""Types whose layers all hold tensors of the same names and shapes."""
_LLAMA_LIKE = {"llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text", "olmo", "olmo2", "granite"}
_OWN_HEAD_SIZE = {"gemma", "gemma2", "gemma3_text", "qwen3"}
_MAY_HOLD_MORE = ("num_nextn_predict_layers", "num_mtp_layers", "mtp_num_hidden_layers")


def check_against(
    weights: Weights, sizes: Sizes, model_type: str, config: Mapping[str, object], text: Mapping[str, object]
) -> None:
    """Pass weights that can be those of this config.

    Raises:
        AppError: WEIGHTS_MISMATCH with `missing` and `total` where tensors are missing.
    """
    if config.get("quantization_config") or text.get("quantization_config"):
        return  # packed numbers: other names, other shapes
    tensors = {name: entry for name, entry in weights.tensors.items() if not _BUFFER.fullmatch(name)}
    text_type = str(text.get("model_type", model_type)) if text is not config else model_type
    _check_embedding(tensors, sizes, text_type, text)
    if text is not config:
        return  # towers for pictures and sound have layers of their own
    stacks = _stacks(tensors)
    if len(stacks) == 1:
        (layers,) = stacks.values()
        more_is_fine = any(config.get(key) for key in _MAY_HOLD_MORE)
        _check_layers(layers, sizes.layers, model_type in _ALIKE, len(tensors), more_is_fine)
        if model_type in _LLAMA_LIKE:
            _check_llama_shapes(layers.get(0, {}), sizes, text)
    _check_head(tensors, model_type, config)


def _check_embedding(
    tensors: Mapping[str, TensorEntry], sizes: Sizes, text_type: str, text: Mapping[str, object]
) -> None:
    widths = {sizes.hidden, *(text.get(key) for key in OTHER_WIDTHS)}
    for name, entry in tensors.items():
        if len(entry.shape) != 2 or "vision" in name or "audio" in name:
            continue
        if _EMBEDDING.fullmatch(name):
            rows, width = entry.shape
            if sizes.hidden and width not in widths:
                raise mismatch(f"{name} is {width} wide, config.json says {sizes.hidden}")
            if sizes.vocabulary and rows != sizes.vocabulary and not text_type.startswith("mllama"):
                raise mismatch(f"{name} has {rows} rows, config.json says {sizes.vocabulary}")
        elif _POSITIONS.fullmatch(name) and sizes.context_tokens > entry.shape[0]:
            raise mismatch(f"{name} has {entry.shape[0]} rows, config.json says {sizes.context_tokens}")


_Layers = dict[int, dict[str, TensorEntry]]


def _stacks(tensors: Mapping[str, TensorEntry]) -> dict[str, _Layers]:
    """Tensors by stack ("model.layers"), layer number and name within the layer."""
    stacks: dict[str, _Layers] = {}
    for name, entry in tensors.items():
        match = _LAYER.fullmatch(name)
        if match:
            stacks.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = entry
    return stacks


def _check_layers(layers: _Layers, expected: int, alike: bool, tensors: int, more_is_fine: bool) -> None:
    if not expected:
        return
    absent = [number for number in range(expected) if number not in layers]
    shapes: dict[str, tuple[int, ...]] = {}
    for number in sorted(layers):
        for name, entry in layers[number].items():
            if shapes.setdefault(name, entry.shape) != entry.shape and alike:
                raise mismatch(f"layer {number}: {name} is {entry.shape}, elsewhere {shapes[name]}")
    if alike:
        missing = sum(len(shapes.keys() - layers.get(number, {}).keys()) for number in range(expected))
    else:
        missing = len(absent) * max(len(layer) for layer in layers.values())
    if missing:
        where = f"layers {absent[0]} to {absent[-1]} are not there" if absent else "some layers are incomplete"
        raise mismatch(f"{missing} tensors are missing: {where}", missing, tensors + missing)
    if len(layers) > expected and not more_is_fine:
        raise mismatch(f"{len(layers)} layers in the files, config.json says {expected}")


def _check_llama_shapes(layer: Mapping[str, TensorEntry], sizes: Sizes, text: Mapping[str, object]) -> None:
    # What the config leaves out has a default in the class that is not known here (Gemma's head_dim is 256).
    head_size = 0 if text.get("head_dim") is None and text.get("model_type") in _OWN_HEAD_SIZE else sizes.head_size
    hidden, heads_width = sizes.hidden, sizes.heads * head_size
    kv_width = sizes.kv_heads * head_size if text.get("num_key_value_heads") else 0
    expected = {
        "self_attn.q_proj.weight": (heads_width, hidden),
        "self_attn.k_proj.weight": (kv_width, hidden),
        "self_attn.v_proj.weight": (kv_width, hidden),
        "self_attn.o_proj.weight": (hidden, heads_width),
        "mlp.gate_proj.weight": (sizes.intermediate, hidden),
        "mlp.up_proj.weight": (sizes.intermediate, hidden),
        "mlp.down_proj.weight": (hidden, sizes.intermediate),
    }
    missing = [name for name in expected if name not in layer]
    if missing:
        raise mismatch(f"layer 0 has no {missing[0]}", len(missing), len(layer) + len(missing))
    for name, shape in expected.items():
        if 0 not in shape and layer[name].shape != shape:
            raise mismatch(f"{name} is {layer[name].shape}, config.json says {shape}")


def _check_head(tensors: Mapping[str, TensorEntry], model_type: str, config: Mapping[str, object]) -> None:
    if model_type not in _ALIKE:
        return
    if model_type != "mpnet" and not any(_EMBEDDING.fullmatch(name) for name in tensors):
        raise mismatch("the embedding is missing", 1, len(tensors) + 1)
    named = config.get("architectures")
    generates = isinstance(named, list) and any(str(name).endswith(("ForCausalLM", "LMHeadModel")) for name in named)
    untied = config.get("tie_word_embeddings") is False
    if generates and untied and not any(_HEAD.fullmatch(name) for name in tensors):
        raise mismatch("the output layer is missing", 1, len(tensors) + 1)


def is_tied(weights: Weights, config: Mapping[str, object], text: Mapping[str, object]) -> bool:
    """Whether the head shares the embedding's weights: as the config says, else by the tensors."""
    stated = text.get("tie_word_embeddings", config.get("tie_word_embeddings"))
    if isinstance(stated, bool):
        return stated
    return not any(_HEAD.fullmatch(name) for name in weights.tensors)
