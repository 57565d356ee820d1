"""The header of a safetensors file, believed only after its arithmetic was checked against the file's size.

Reads at most 32 MB and allocates nothing that the header asks for. The format: 8 bytes little-endian header length,
a JSON object of tensors, then the data without gaps. Source: https://github.com/huggingface/safetensors (README).
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import BinaryIO

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.model_files import placeholder

HEADER_LIMIT_BYTES = 32_000_000
_MANY_TENSORS = 100_000
_MANY_DIMENSIONS = 16
_LARGEST = 2**63

_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32,
    "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """One tensor. `begin` and `end` count from the start of the data."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


def read_header(file: BinaryIO, size_bytes: int, name: str) -> dict[str, TensorEntry]:
    """The tensors of a file by name.

    Args:
        file: At its start.
        size_bytes: Of the whole file.
        name: For messages.

    Raises:
        AppError: WEIGHTS_INCOMPLETE where the file is shorter or longer than it says (with `have_bytes` and
            `needed_bytes` where known), WEIGHTS_DAMAGED where the header can not be true (with `reason` for a
            web page or a placeholder).
    """
    start = file.read(min(size_bytes, 512))
    reason = placeholder(start)
    if reason:
        raise _damaged(name, reason, reason=reason)
    if len(start) < 8:
        raise AppError(ErrorCode.WEIGHTS_INCOMPLETE, f"{name}: {size_bytes} bytes", file=name, have_bytes=size_bytes)
    (length,) = struct.unpack("<Q", start[:8])
    if length > HEADER_LIMIT_BYTES or length < 2 or start[8:9] not in (b"{", b""):
        raise _damaged(name, f"header of {length} bytes")
    if 8 + length > size_bytes:
        raise _incomplete(name, size_bytes, 8 + length)
    file.seek(8)
    tensors = _tensors(file.read(length), name)
    needed = 8 + length + _covered(tensors, name)
    if needed != size_bytes:
        raise _incomplete(name, size_bytes, needed)
    return tensors


def _tensors(header: bytes, name: str) -> dict[str, TensorEntry]:
    # Counted before parsing: a header of nothing but "[[[[" or "1,1,1," would cost a hundred times its size.
    if header.count(b"{") > _MANY_TENSORS or header.count(b",") + header.count(b"[") > 16 * _MANY_TENSORS:
        raise _damaged(name, "more entries than any model has")
    try:
        entries = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"{type(error).__name__}: {str(error)[:200]}") from error
    if not isinstance(entries, dict):
        raise _damaged(name, "header is no JSON object")
    entries.pop("__metadata__", None)
    return {key: _entry(key, value, name) for key, value in entries.items()}


def _entry(key: str, value: object, name: str) -> TensorEntry:
    match value:
        case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [int(begin), int(end)]}:
            pass
        case _:
            raise _damaged(name, f"entry {key[:200]!r} is malformed")
    if dtype not in _BITS:
        raise _damaged(name, f"{key[:200]!r}: unknown number format {dtype[:50]!r}")
    if len(shape) > _MANY_DIMENSIONS or not all(type(n) is int and 0 <= n < _LARGEST for n in shape):
        raise _damaged(name, f"{key[:200]!r}: impossible shape")
    elements = math.prod(shape)
    if elements >= _LARGEST or elements * _BITS[dtype] != 8 * (end - begin) or not 0 <= begin <= end:
        raise _damaged(name, f"{key[:200]!r}: shape {shape} does not fill bytes {begin} to {end}")
    return TensorEntry(dtype, tuple(shape), begin, end)


def _covered(tensors: dict[str, TensorEntry], name: str) -> int:
    """Bytes of data that the tensors fill, one after the other."""
    position = 0
    for entry in sorted(tensors.values(), key=lambda entry: (entry.begin, entry.end)):
        if entry.begin != position:
            raise _damaged(name, f"tensors overlap or leave a gap at byte {min(position, entry.begin)}")
        position = entry.end
    return position


def _damaged(name: str, detail: str, **values: str) -> AppError:
    return AppError(ErrorCode.WEIGHTS_DAMAGED, f"{name}: {detail}", file=name, **values)


def _incomplete(name: str, have_bytes: int, needed_bytes: int) -> AppError:
    return AppError(
        ErrorCode.WEIGHTS_INCOMPLETE,
        f"{name}: {have_bytes} bytes, header says {needed_bytes}",
        file=name,
        have_bytes=have_bytes,
        needed_bytes=needed_bytes,
    )
