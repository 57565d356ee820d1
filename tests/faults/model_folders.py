"""Model folders for tests: a small whole one, and every way in which a folder can be broken or hostile.

Written by hand from the format, without the libraries under test. A canary is a file that a hostile folder tries to
create; it must never exist.
"""

import json
import os
import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_llm.core.errors import ErrorCode

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


Break = Callable[[Path, Path], None]
"""Damages a whole folder; the second path is the canary."""


@dataclass(frozen=True)
class BadFolder:
    """A way to break a folder and the code it has to give; `needs_posix` where Windows has no such file."""

    name: str
    code: ErrorCode
    damage: Break
    needs_posix: bool = False


BAD_FOLDERS: list[BadFolder] = []


def bad(code: ErrorCode, needs_posix: bool = False) -> Callable[[Break], Break]:
    def add(damage: Break) -> Break:
        BAD_FOLDERS.append(BadFolder(damage.__name__, code, damage, needs_posix))
        return damage

    return add


def bad_each(name: str, code: ErrorCode, cases: Mapping[str, object], damage: Callable[[Path, Any], None]) -> None:
    """One bad folder for each value."""
    for key, value in cases.items():

        def apply(folder: Path, _: Path, value: object = value) -> None:
            damage(folder, value)

        BAD_FOLDERS.append(BadFolder(f"{name}_{key}", code, apply))


# --- no model at all ----------------------------------------------------------------------------------------------


@bad(ErrorCode.NOT_A_MODEL)
def config_missing(folder: Path, canary: Path) -> None:
    (folder / "config.json").unlink()


@bad(ErrorCode.FOLDER_MISSING)
def folder_gone(folder: Path, canary: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


@bad(ErrorCode.NOT_A_MODEL)
def file_in_place_of_folder(folder: Path, canary: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a text")


# --- config.json --------------------------------------------------------------------------------------------------

bad_each(
    "config",
    ErrorCode.CONFIG_DAMAGED,
    {
        "empty": "",
        "spaces": "  \n ",
        "list": "[]",
        "number": "17",
        "null_type": '{"model_type": null}',
        "nothing": "{}",
        "web_page": WEB_PAGE,
        "lfs_pointer": LFS_POINTER,
        "cut": '{"architectures": ["LlamaForCausalLM"], "model_ty',
        "deep": "[" * 200_000,
        "deep_object": '{"a":' * 100_000,
        "long_number": '{"model_type": "llama", "hidden_size": ' + "9" * 10_000 + "}",
        "large": '{"model_type": "llama", "a": "' + "x" * 3_000_000 + '"}',
        "architectures_text": '{"model_type": "llama", "architectures": "LlamaForCausalLM"}',
        "nul_bytes": "\0" * 64_560,
    },
    lambda folder, text: (folder / "config.json").write_text(text, "utf-8"),
)
bad_each(
    "config",
    ErrorCode.CONFIG_DAMAGED,
    {
        "hidden_1e9": {"hidden_size": 10**9},
        "hidden_negative": {"hidden_size": -32},
        "hidden_text": {"hidden_size": "big"},
        "hidden_zero": {"hidden_size": 0},
        "hidden_true": {"hidden_size": True},
        "hidden_fraction": {"hidden_size": 32.5},
        "layers_1e9": {"num_hidden_layers": 10**9},
        "layers_20000": {"num_hidden_layers": 20_000},
        "heads_zero": {"num_attention_heads": 0},
        "heads_more_than_width": {"num_attention_heads": 64},
        "vocabulary_1e9": {"vocab_size": 10**9},
        "positions_1e12": {"max_position_embeddings": 10**12},
        "positions_negative": {"max_position_embeddings": -5},
        "eps_nan": {"rms_norm_eps": float("nan")},
        "eps_infinite": {"rms_norm_eps": float("inf")},
        "eps_enormous": {"rms_norm_eps": 10**400},
        "activation": {"hidden_act": "os.system"},
        "dtype": {"torch_dtype": "evil64"},
        "experts_1e9": {"num_local_experts": 10**9},
        "in_text_config": {"hidden_size": None, "text_config": {"hidden_size": 10**9}},
    },
    lambda folder, values: write_model(folder, **values) and None,
)
bad_each(
    "config",
    ErrorCode.UNKNOWN_ARCHITECTURE,
    {
        "type_unknown": {"model_type": "nonexistentarch", "architectures": ["NopeForCausalLM"]},
        "type_not_for_text": {"model_type": "vit", "architectures": ["NopeForCausalLM"]},
        "type_long": {"model_type": "x" * 100_000},
    },
    lambda folder, values: write_model(folder, **values) and None,
)
bad_each(
    "weights",
    ErrorCode.WEIGHTS_MISMATCH,
    {
        "hidden_100000": {"hidden_size": 100_000},
        "layers_3": {"num_hidden_layers": 3},
        "layers_1": {"num_hidden_layers": 1},
        "layers_1900": {"num_hidden_layers": 1_900},
        "vocabulary_100": {"vocab_size": 100},
        "vocabulary_1e6": {"vocab_size": 10**6},
        "intermediate_63": {"intermediate_size": 63},
        "kv_heads_4": {"num_key_value_heads": 4},
        "head_size_16": {"head_dim": 16},
    },
    lambda folder, values: write_model(folder, **values) and None,
)


# --- programs -----------------------------------------------------------------------------------------------------


@bad(ErrorCode.REMOTE_CODE)
def program_for_unknown_type(folder: Path, canary: Path) -> None:
    change_json(
        folder / "config.json",
        model_type="xevil",
        architectures=["XModel"],
        auto_map={"AutoConfig": "evil.XConfig", "AutoModelForCausalLM": "evil.XModel"},
    )
    (folder / "evil.py").write_text(PROGRAM.format(canary=canary))


@bad(ErrorCode.REMOTE_CODE)
def program_in_another_repository(folder: Path, canary: Path) -> None:
    change_json(folder / "config.json", model_type="xevil", auto_map={"AutoConfig": "evil-org/repo--evil.XConfig"})


@bad(ErrorCode.WEIGHTS_PICKLED)
def weights_file_named_by_config(folder: Path, canary: Path) -> None:
    change_json(folder / "config.json", transformers_weights="adapter_model.bin")
    (folder / "adapter_model.bin").write_bytes(evil_pickle(canary))


@bad(ErrorCode.UNSAFE_PATH)
def weights_elsewhere_named_by_config(folder: Path, canary: Path) -> None:
    (folder.parent / "outside.safetensors").write_bytes(safetensors(tensors()))
    change_json(folder / "config.json", transformers_weights="../outside.safetensors")


# --- pickles ------------------------------------------------------------------------------------------------------


@bad(ErrorCode.WEIGHTS_PICKLED)
def pickle_only(folder: Path, canary: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(evil_pickle(canary))


@bad(ErrorCode.WEIGHTS_PICKLED)
def pickled_shards(folder: Path, canary: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model-00001-of-00001.bin").write_bytes(evil_pickle(canary))
    write_json(folder / "pytorch_model.bin.index.json", {"weight_map": {}})


@bad(ErrorCode.WEIGHTS_PICKLED)
def pickled_adapter(folder: Path, canary: Path) -> None:
    write_json(folder / "adapter_config.json", {"peft_type": "LORA", "base_model_name_or_path": "evil-org/base"})
    (folder / "adapter_model.bin").write_bytes(evil_pickle(canary))


@bad(ErrorCode.WEIGHTS_MISSING)
def adapter_without_weights(folder: Path, canary: Path) -> None:
    write_json(folder / "adapter_config.json", {"peft_type": "LORA"})


# --- the index ----------------------------------------------------------------------------------------------------


def _index(folder: Path, entry: object) -> None:
    (folder / "model.safetensors").unlink()
    outside = folder.parent / "outside.safetensors"
    outside.write_bytes(safetensors(tensors()))
    place = dict.fromkeys(tensors(), str(outside) if entry == "ABSOLUTE" else entry)
    write_json(folder / "model.safetensors.index.json", {"metadata": {"total_size": 1}, "weight_map": place})


bad_each(
    "index",
    ErrorCode.UNSAFE_PATH,
    {
        "parent": "../outside.safetensors",
        "two_up": "../../outside.safetensors",
        "absolute": "ABSOLUTE",
        "drive": "C:\\x.safetensors",
        "drive_relative": "C:x.safetensors",
        "unc": "//host/x.safetensors",
        "unc_backslash": "\\\\host\\x.safetensors",
        "backslash": "..\\outside.safetensors",
        "subfolder": "sub/x.safetensors",
        "current": "./x.safetensors",
        "stream": "model.safetensors:evil.safetensors",
        "empty": "",
        "nul": "x\0.safetensors",
        "url": "https://evil.example/x.safetensors",
    },
    _index,
)
bad_each(
    "index_to_pickle",
    ErrorCode.WEIGHTS_PICKLED,
    {"bin": "evil.bin", "pt": "evil.pt", "no_suffix": "evil", "npz": "x.npz"},
    _index,
)
bad_each(
    "index",
    ErrorCode.WEIGHTS_DAMAGED,
    {
        "list": "[]",
        "empty": "",
        "web_page": WEB_PAGE,
        "no_map": '{"metadata": {}}',
        "map_list": '{"weight_map": ["a"]}',
        "numbers": '{"weight_map": {"a": 3}}',
        "empty_map": '{"weight_map": {}}',
        "deep": '{"a":' * 100_000,
        "cut": '{"weight_map": {"model.embed',
    },
    lambda folder, text: (
        (folder / "model.safetensors").unlink(),
        (folder / "model.safetensors.index.json").write_text(text),
        None,
    )[-1],
)


@bad(ErrorCode.UNSAFE_PATH)
def index_beside_whole_file(folder: Path, canary: Path) -> None:
    write_json(folder / "model.safetensors.index.json", {"weight_map": {"a": "../outside.safetensors"}})


@bad(ErrorCode.WEIGHTS_MISSING)
def shard_missing(folder: Path, canary: Path) -> None:
    write_shards(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()


@bad(ErrorCode.WEIGHTS_INCOMPLETE)
def shard_cut(folder: Path, canary: Path) -> None:
    write_shards(folder)
    cut(folder / "model-00002-of-00002.safetensors", -100)


@bad(ErrorCode.WEIGHTS_MISMATCH)
def shard_without_its_tensor(folder: Path, canary: Path) -> None:
    write_shards(folder)
    shapes = tensors()
    (folder / "model-00002-of-00002.safetensors").write_bytes(
        safetensors({name: shapes[name] for name in list(shapes)[10:]})
    )


# --- safetensors files --------------------------------------------------------------------------------------------


def cut(path: Path, at: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:at])


_WHOLE = safetensors(tensors())
_HEADER_END = 8 + struct.unpack("<Q", _WHOLE[:8])[0]
bad_each(
    "weights",
    ErrorCode.WEIGHTS_INCOMPLETE,
    {
        "empty": b"",
        "five_bytes": _WHOLE[:5],
        "eight_bytes": _WHOLE[:8],
        "half_header": _WHOLE[: 8 + _HEADER_END // 2],
        "header_only": _WHOLE[:_HEADER_END],
        "half": _WHOLE[: len(_WHOLE) // 2],
        "one_byte_short": _WHOLE[:-1],
        "four_bytes_more": _WHOLE + b"xxxx",
        "end_far_away": with_header({"a": {"dtype": "F32", "shape": [10**15], "data_offsets": [0, 4 * 10**15]}}),
    },
    lambda folder, content: (folder / "model.safetensors").write_bytes(content) and None,
)


def _tensor(**values: object) -> bytes:
    entry = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]} | values
    return with_header({"model.embed_tokens.weight": entry})


def _long_header(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


_ENTRY = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
bad_each(
    "header",
    ErrorCode.WEIGHTS_DAMAGED,
    {
        "length_100_gb": struct.pack("<Q", 100 * 10**9) + _WHOLE[8:],
        "length_2_63": struct.pack("<Q", 2**63) + _WHOLE[8:],
        "length_largest": struct.pack("<Q", 2**64 - 1) + _WHOLE[8:],
        "length_0": struct.pack("<Q", 0) + _WHOLE[8:],
        "depth": _long_header(b"[" * 200_000),
        "depth_object": _long_header(b'{"a":' * 200_000),
        "list": with_header([]),
        "empty_object": with_header({}, 0),
        "only_metadata": with_header({"__metadata__": {}}, 0),
        "no_json": _long_header(b"{" + b"x" * 500),
        "not_utf8": _long_header(b'{"\xff\xfe": 1}'),
        "shape_product": _tensor(shape=[10**9, 10**9]),
        "shape_2_64": _tensor(shape=[2**62, 4], data_offsets=[0, 0]),
        "shape_negative": _tensor(shape=[-4, -1]),
        "shape_true": _tensor(shape=[True, 4]),
        "shape_fraction": _tensor(shape=[4.0]),
        "shape_text": _tensor(shape="4"),
        "shape_long": _tensor(shape=[1] * 1000),
        "offsets_reversed": _tensor(data_offsets=[16, 0]),
        "offsets_negative": _tensor(data_offsets=[-16, 0]),
        "offsets_three": _tensor(data_offsets=[0, 8, 16]),
        "offset_text": _tensor(data_offsets=["0", "16"]),
        "dtype": _tensor(dtype="EVIL"),
        "dtype_number": _tensor(dtype=3),
        "entry_number": with_header({"a": 5}),
        "entry_null": with_header({"a": None}),
        "overlap": with_header({"a": _ENTRY, "b": _ENTRY}),
        "gap": with_header({"a": _ENTRY, "b": _ENTRY | {"data_offsets": [32, 48]}}, 48),
        "not_from_zero": with_header({"a": _ENTRY | {"data_offsets": [16, 32]}}, 32),
        "lfs_pointer": LFS_POINTER.encode(),
        "web_page": WEB_PAGE.encode(),
        "long_number": _long_header(b'{"a": ' + b"9" * 20_000 + b"}"),
        "a_million_names": _long_header(b"{" + b'"a":{},' * 1_000_000 + b'"a":{}}'),
        "a_million_sides": _long_header(b'{"a":{"shape":[' + b"1," * 3_000_000 + b"1]}}"),
    },
    lambda folder, content: (folder / "model.safetensors").write_bytes(content) and None,
)


@bad(ErrorCode.WEIGHTS_DAMAGED)
def header_of_90_mb(folder: Path, canary: Path) -> None:
    path = folder / "model.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", 90_000_000) + b'{"a":"')
        file.truncate(90_000_100)


def _without(*names: str) -> bytes:
    return safetensors({name: shape for name, shape in tensors().items() if name not in names})


def _with_shape(name: str, shape: tuple[int, ...]) -> bytes:
    return safetensors(tensors() | {name: shape})


bad_each(
    "tensor",
    ErrorCode.WEIGHTS_MISMATCH,
    {
        "missing": _without("model.layers.1.mlp.up_proj.weight"),
        "missing_in_first_layer": _without("model.layers.0.self_attn.q_proj.weight"),
        "missing_norm": _without("model.layers.1.input_layernorm.weight"),
        "missing_embedding": _without("model.embed_tokens.weight"),
        "missing_head": _without("lm_head.weight"),
        "of_another_layer": safetensors(tensors(3)),
        "of_one_layer": safetensors(tensors(1)),
        "wrong_shape": _with_shape("model.layers.1.mlp.up_proj.weight", (INTERMEDIATE, HIDDEN + 1)),
        "wrong_shape_in_both": safetensors(
            tensors() | {f"model.layers.{n}.self_attn.q_proj.weight": (HIDDEN, HIDDEN + 2) for n in range(LAYERS)}
        ),
        "wrong_embedding": _with_shape("model.embed_tokens.weight", (VOCABULARY, HIDDEN + 1)),
        "one_only": safetensors({"model.embed_tokens.weight": (VOCABULARY, HIDDEN)}),
    },
    lambda folder, content: (folder / "model.safetensors").write_bytes(content) and None,
)


@bad(ErrorCode.WEIGHTS_MISSING)
def weights_missing(folder: Path, canary: Path) -> None:
    (folder / "model.safetensors").unlink()


# --- files that are none ------------------------------------------------------------------------------------------


def _replaced(folder: Path, name: str) -> Path:
    path = folder / name
    path.unlink()
    return path


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_config(folder: Path, canary: Path) -> None:
    os.mkfifo(_replaced(folder, "config.json"))


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_weights(folder: Path, canary: Path) -> None:
    os.mkfifo(_replaced(folder, "model.safetensors"))


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_generation_config(folder: Path, canary: Path) -> None:
    os.mkfifo(folder / "generation_config.json")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_as_template(folder: Path, canary: Path) -> None:
    os.mkfifo(folder / "chat_template.jinja")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def fifo_among_templates(folder: Path, canary: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    os.mkfifo(folder / "additional_chat_templates" / "tool.jinja")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def templates_elsewhere(folder: Path, canary: Path) -> None:
    (folder / "additional_chat_templates").symlink_to(folder.parent, target_is_directory=True)


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_zeros(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").symlink_to("/dev/zero")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_itself(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").symlink_to("model.safetensors")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_nothing(folder: Path, canary: Path) -> None:
    _replaced(folder, "config.json").symlink_to("gone.json")


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_out_of_the_folder(folder: Path, canary: Path) -> None:
    outside = folder.parent / "outside.safetensors"
    outside.write_bytes(safetensors(tensors()))
    _replaced(folder, "model.safetensors").symlink_to(outside)


@bad(ErrorCode.UNSAFE_PATH, needs_posix=True)
def link_to_a_secret(folder: Path, canary: Path) -> None:
    secret = folder.parent / "secret.json"
    secret.write_text("{}")
    (folder / "generation_config.json").symlink_to(secret)


@bad(ErrorCode.UNSAFE_PATH)
def folder_as_weights(folder: Path, canary: Path) -> None:
    _replaced(folder, "model.safetensors").mkdir()


@bad(ErrorCode.UNSAFE_PATH)
def folder_as_config(folder: Path, canary: Path) -> None:
    _replaced(folder, "config.json").mkdir()


# --- the tokenizer ------------------------------------------------------------------------------------------------


@bad(ErrorCode.TOKENIZER_MISSING)
def tokenizer_missing(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()


@bad(ErrorCode.TOKENIZER_MISSING)
def merges_missing(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()
    write_json(folder / "vocab.json", {"a": 0})


bad_each(
    "tokenizer",
    ErrorCode.TOKENIZER_DAMAGED,
    {
        "cut": json.dumps(TOKENIZER)[:2_000],
        "empty": "",
        "list": "[]",
        "web_page": WEB_PAGE,
        "lfs_pointer": LFS_POINTER,
        "deep": '{"a":' * 50_000,
        "large_and_cut": '{"a": "' + "x" * 1_000_000,
        "large_web_page": WEB_PAGE + " " * 1_000_000,
    },
    lambda folder, text: (folder / "tokenizer.json").write_text(text) and None,
)
bad_each(
    "tokenizer_config",
    ErrorCode.TOKENIZER_DAMAGED,
    {"cut": '{"a": ', "list": "[]", "web_page": WEB_PAGE},
    lambda folder, text: (folder / "tokenizer_config.json").write_text(text) and None,
)


@bad(ErrorCode.TOKENIZER_DAMAGED)
def sentencepiece_placeholder(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.model").write_text(LFS_POINTER)


@bad(ErrorCode.TEMPLATE_DAMAGED)
def template_of_two_megabytes(folder: Path, canary: Path) -> None:
    (folder / "chat_template.jinja").write_text("x" * 2_000_000)
