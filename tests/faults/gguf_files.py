"""Small GGUF files for tests, written by hand from the format, and ways in which their headers lie.

Nothing here uses the libraries under test. The whole file is a tiny Llama of random numbers without meaning.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

U32, I32, F32, BOOL, TEXT, LIST, U64 = 4, 5, 6, 7, 8, 9, 10
FORMS = {U32: "<I", I32: "<i", F32: "<f", BOOL: "<?", U64: "<Q", 2: "<H"}
VOCABULARY, HIDDEN, LAYERS = 64, 32, 2

Tensor = tuple[str, tuple[int, ...], int]
"""Name, shape (the row first), number of the format."""
BYTES = {0: lambda n: 4 * n, 1: lambda n: 2 * n, 8: lambda n: n // 32 * 34}


def text(value: str | bytes) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(content)) + content


def entry(key: str, kind: int, value: Any) -> bytes:
    """A key with its value; a list is (kind, values)."""
    if kind == TEXT:
        return text(key) + struct.pack("<I", TEXT) + text(value)
    if kind == LIST:
        inner, values = value
        content = b"".join(text(v) if inner == TEXT else struct.pack(FORMS[inner], v) for v in values)
        return text(key) + struct.pack("<IIQ", LIST, inner, len(values)) + content
    return text(key) + struct.pack("<I", kind) + struct.pack(FORMS[kind], value)


def values(**changes: Any) -> dict[str, tuple[int, Any]]:
    """The metadata of the tiny Llama; a change of None leaves a key out (dots are written as two underscores)."""
    found: dict[str, tuple[int, Any]] = {
        "general.architecture": (TEXT, "llama"),
        "general.license": (TEXT, "mit"),
        "llama.block_count": (U32, LAYERS),
        "llama.embedding_length": (U32, HIDDEN),
        "llama.feed_forward_length": (U32, 64),
        "llama.context_length": (U32, 128),
        "llama.attention.head_count": (U32, 4),
        "llama.attention.head_count_kv": (U32, 2),
        "llama.attention.layer_norm_rms_epsilon": (F32, 1e-5),
        "tokenizer.ggml.model": (TEXT, "gpt2"),
        "tokenizer.ggml.pre": (TEXT, "gpt-2"),
        "tokenizer.ggml.tokens": (LIST, (TEXT, [chr(0x4E00 + n) for n in range(VOCABULARY)])),
        "tokenizer.ggml.token_type": (LIST, (I32, [1] * VOCABULARY)),
        "tokenizer.ggml.merges": (LIST, (TEXT, [])),
        "tokenizer.ggml.eos_token_id": (U32, 0),
    }
    for name, value in changes.items():
        key = name.replace("__", ".")
        if value is None:
            del found[key]
        else:
            found[key] = value
    return found


def tensors(layers: int = LAYERS, form: int = 0) -> list[Tensor]:
    found: list[Tensor] = [("token_embd.weight", (HIDDEN, VOCABULARY), form), ("output_norm.weight", (HIDDEN,), 0)]
    for n in range(layers):
        found += [
            (f"blk.{n}.attn_norm.weight", (HIDDEN,), 0),
            (f"blk.{n}.ffn_norm.weight", (HIDDEN,), 0),
            (f"blk.{n}.attn_q.weight", (HIDDEN, HIDDEN), form),
            (f"blk.{n}.attn_k.weight", (HIDDEN, 16), form),
            (f"blk.{n}.attn_v.weight", (HIDDEN, 16), form),
            (f"blk.{n}.attn_output.weight", (HIDDEN, HIDDEN), form),
            (f"blk.{n}.ffn_gate.weight", (HIDDEN, 64), form),
            (f"blk.{n}.ffn_up.weight", (HIDDEN, 64), form),
            (f"blk.{n}.ffn_down.weight", (64, HIDDEN), form),
        ]
    return found


def size_of(tensor: Tensor) -> int:
    elements = 1
    for n in tensor[1]:
        elements *= n
    return int(BYTES[tensor[2]](elements))


def write_gguf(
    path: Path,
    metadata: Mapping[str, tuple[int, Any]] | None = None,
    held: Sequence[Tensor] | None = None,
    *,
    extra: bytes = b"",
    extra_entries: int = 0,
    offset_of: Callable[[int, int], int] = lambda _number, offset: offset,
    alignment: int = 32,
) -> Path:
    """Write a file; `extra` is put behind the metadata as it is and counts as `extra_entries`."""
    metadata = values() if metadata is None else metadata
    held = tensors() if held is None else held
    head = b"GGUF" + struct.pack("<IQQ", 3, len(held), len(metadata) + extra_entries)
    head += b"".join(entry(key, kind, value) for key, (kind, value) in metadata.items()) + extra
    offset = 0
    for number, tensor in enumerate(held):
        name, shape, form = tensor
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", form, offset_of(number, offset))
        offset += -(-size_of(tensor) // alignment) * alignment
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head + b"\0" * (-len(head) % alignment))
        file.truncate(file.tell() + offset)
    return path


def write_parts(folder: Path, stem: str = "tiny", count: int = 2) -> list[Path]:
    """The tiny Llama in numbered parts; the first holds all metadata."""
    held = tensors()
    share = -(-len(held) // count)
    paths = []
    for number in range(count):
        own = {
            "split.no": (2, number),
            "split.count": (2, count),
            "split.tensors.count": (I32, len(held)),
        }
        path = folder / f"{stem}-{number + 1:05d}-of-{count:05d}.gguf"
        first = {**values(), **own} if number == 0 else own
        paths.append(write_gguf(path, first, held[number * share : (number + 1) * share]))
    return paths
