"""Bad model folders: what is wrong stands in the weights' files or in their index."""

import struct
from pathlib import Path

from desktop_llm.core.errors import ErrorCode
from tests.faults.bad_folders import bad, bad_each
from tests.faults.model_folders import (
    HIDDEN,
    INTERMEDIATE,
    LAYERS,
    LFS_POINTER,
    VOCABULARY,
    WEB_PAGE,
    cut,
    evil_pickle,
    safetensors,
    tensors,
    with_header,
    write_json,
    write_shards,
)

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
