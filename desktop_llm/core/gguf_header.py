"""The header of a GGUF file, believed only after every count and offset in it was held against the file's size.

Reads a bounded number of bytes and keeps neither the vocabulary nor anything else that is long; the data is never
touched. What the header means for a person is `core.preflight_gguf`'s.
Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, and ggml/src/gguf.cpp for what it refuses.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.model_files import placeholder

HEADER_LIMIT_BYTES = 256_000_000
"""A vocabulary of 260,000 tokens with its merges takes about 13 MB."""
_MANY_ENTRIES = 4_096
_MANY_TENSORS = 100_000
_MANY_STRINGS = 4_000_000
_KEPT_VALUES = 4_096
_KEY_LIMIT_BYTES = 1_000
_NAME_LIMIT_BYTES = 64
_STRING_LIMIT_BYTES = 4_000_000
_TOKEN_LIMIT_BYTES = 65_536
_DIMENSIONS = 4
_LARGEST = 2**63
_ALIGNMENT = "general.alignment"
_ALIGNMENT_LIMIT = 1 << 20
_BLOCK_BYTES = 1 << 20

_STRING, _ARRAY = 8, 9
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

_TYPES: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip
"""Name, numbers in a block and bytes of a block, by the number the format gives it."""

Value = str | int | float | bool | tuple[int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """One tensor. `shape` as the file gives it, the row's length first; `begin` and `end` count from the data."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a file says of itself.

    Attributes:
        values: Metadata by key. Lists of numbers are kept up to `_KEPT_VALUES`; longer ones, and lists of text, are
            not: `lengths` says how many values they have.
        lengths: Number of values of each list.
        tensors: By name.
        data_begin: Where the data begins in the file.
    """

    values: Mapping[str, Value]
    lengths: Mapping[str, int]
    tensors: Mapping[str, GgufTensor]
    data_begin: int

    def text(self, key: str) -> str:
        """A text, "" where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def whole(self, key: str) -> int:
        """A whole number that is not negative, or the largest of a list of them; 0 where there is none."""
        value = self.values.get(key)
        values = value if isinstance(value, tuple) else (value,)
        return max((v for v in values if type(v) is int and v >= 0), default=0)


def read_gguf_header(file: BinaryIO, size_bytes: int, name: str) -> GgufHeader:
    """The metadata and tensors of a file.

    Args:
        file: At its start.
        size_bytes: Of the whole file.
        name: For messages.

    Raises:
        AppError: WEIGHTS_INCOMPLETE where the file is shorter than its header says, WEIGHTS_DAMAGED where the
            header can not be true (with `reason` for a web page or a placeholder).
    """
    reader = _Reader(file, size_bytes, name)
    start = reader.peek(512)
    reason = placeholder(start)
    if reason:
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, f"{name}: {reason}", file=name, reason=reason)
    if start[:4] != b"GGUF":
        if b"GGUF".startswith(start[:4]):
            raise reader.cut_off()
        raise reader.damaged(f"begins with {start[:4]!r}")
    reader.skip(4)
    version = reader.number("I")
    if version & 0xFFFF == 0:
        raise reader.damaged("written for processors of the other byte order")
    if version not in (2, 3):
        raise reader.damaged(f"version {version} of the format")
    tensors = reader.number("Q")
    entries = reader.number("Q")
    if tensors > _MANY_TENSORS or entries > _MANY_ENTRIES:
        raise reader.damaged(f"{tensors} tensors and {entries} entries")
    values, lengths = _metadata(reader, entries)
    alignment = values.get(_ALIGNMENT, 32)
    if type(alignment) is not int or not 1 <= alignment <= _ALIGNMENT_LIMIT or alignment & (alignment - 1):
        raise reader.damaged(f"alignment {alignment}")
    found = _tensors(reader, tensors, alignment)
    begin = _padded(reader.position, alignment)
    needed = begin + max((tensor.end for tensor in found.values()), default=0)
    if tensors and needed > size_bytes:
        raise AppError(
            ErrorCode.WEIGHTS_INCOMPLETE,
            f"{name}: {size_bytes} bytes, header says {needed}",
            file=name,
            have_bytes=size_bytes,
            needed_bytes=needed,
        )
    return GgufHeader(values, lengths, found, begin)


def _metadata(reader: _Reader, entries: int) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    lengths: dict[str, int] = {}
    for _ in range(entries):
        key = reader.text(_KEY_LIMIT_BYTES)
        if key in values or key in lengths:
            raise reader.damaged(f"{key[:200]!r} stands there twice")
        kind = reader.number("I")
        if kind == _STRING:
            values[key] = reader.text(_STRING_LIMIT_BYTES)
        elif kind == _ARRAY:
            kept = _list(reader, key, lengths)
            if kept is not None:
                values[key] = kept
        elif kind in _NUMBERS:
            values[key] = reader.number(_NUMBERS[kind])
        else:
            raise reader.damaged(f"{key[:200]!r} is of an unknown kind, {kind}")
    return values, lengths


def _list(reader: _Reader, key: str, lengths: dict[str, int]) -> tuple[int | float | bool, ...] | None:
    kind = reader.number("I")
    count = reader.number("Q")
    if kind == _STRING:
        reader.skip_strings(count, key)
    elif kind in _NUMBERS:
        size = struct.calcsize("<" + _NUMBERS[kind])
        if count * size > HEADER_LIMIT_BYTES:
            raise reader.damaged(f"{key[:200]!r} has {count} values")
        if count <= _KEPT_VALUES:
            lengths[key] = count
            return reader.numbers(_NUMBERS[kind], count)
        reader.skip(count * size)
    else:
        raise reader.damaged(f"{key[:200]!r} is a list of an unknown kind, {kind}")
    lengths[key] = count
    return None


def _tensors(reader: _Reader, count: int, alignment: int) -> dict[str, GgufTensor]:
    tensors: dict[str, GgufTensor] = {}
    position = 0
    for _ in range(count):
        name = reader.text(_NAME_LIMIT_BYTES - 1)
        if name in tensors:
            raise reader.damaged(f"tensor {name!r} stands there twice")
        dimensions = reader.number("I")
        if not 1 <= dimensions <= _DIMENSIONS:
            raise reader.damaged(f"{name!r} has {dimensions} dimensions")
        shape = tuple(int(n) for n in reader.numbers("Q", dimensions))
        kind = reader.number("I")
        offset = reader.number("Q")
        if kind not in _TYPES:
            raise reader.damaged(f"{name!r}: unknown number format {kind}")
        dtype, block, block_bytes = _TYPES[kind]
        elements = math.prod(shape)
        if not 0 < elements < _LARGEST or shape[0] % block:
            raise reader.damaged(f"{name!r}: impossible shape {shape} for {dtype}")
        if offset != position:
            raise reader.damaged(f"{name!r} begins at byte {offset}, the one before ends at {position}")
        end = offset + elements // block * block_bytes
        if end >= _LARGEST:
            raise reader.damaged(f"{name!r} ends at byte {end}")
        tensors[name] = GgufTensor(dtype, shape, offset, end)
        position = _padded(end, alignment)
    return tensors


def _padded(position: int, alignment: int) -> int:
    return -(-position // alignment) * alignment


class _Reader:
    """Takes values off a file in blocks, never more than the file or the limit holds."""

    def __init__(self, file: BinaryIO, size_bytes: int, name: str) -> None:
        self._file = file
        self._name = name
        self._size_bytes = size_bytes
        self._block = b""
        self._at = 0
        self._block_begin = 0
        self._strings = 0

    @property
    def position(self) -> int:
        return self._block_begin + self._at

    @property
    def left(self) -> int:
        return max(min(self._size_bytes, HEADER_LIMIT_BYTES) - self.position, 0)

    def damaged(self, detail: str) -> AppError:
        return AppError(ErrorCode.WEIGHTS_DAMAGED, f"{self._name}: {detail}", file=self._name)

    def cut_off(self) -> AppError:
        detail = f"{self._name}: {self._size_bytes} bytes, the header goes on"
        return AppError(ErrorCode.WEIGHTS_INCOMPLETE, detail, file=self._name, have_bytes=self._size_bytes)

    def peek(self, count: int) -> bytes:
        self._fill(min(count, self._size_bytes))
        return self._block[self._at : self._at + count]

    def skip(self, count: int) -> None:
        if count > self.left:
            raise self._too_far()
        begin = self.position + count
        if begin <= self._block_begin + len(self._block):
            self._at += count
        else:
            self._file.seek(begin)
            self._block, self._at, self._block_begin = b"", 0, begin

    def number(self, code: str) -> int:
        """One number; those that may be fractions are only kept, never counted with."""
        return self.numbers(code, 1)[0]  # type: ignore[return-value]

    def numbers(self, code: str, count: int) -> tuple[int | float | bool, ...]:
        form = f"<{count}{code}"
        size = struct.calcsize(form)
        self._need(size)
        values = struct.unpack_from(form, self._block, self._at)
        self._at += size
        return values

    def text(self, limit_bytes: int) -> str:
        length = self.number("Q")
        if length > limit_bytes:
            raise self.damaged(f"a text of {length} bytes")
        self._need(length)
        content = self._block[self._at : self._at + length]
        self._at += length
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.damaged(f"{content[:60]!r} is no text") from error

    def skip_strings(self, count: int, key: str) -> None:
        self._strings += count
        if self._strings > _MANY_STRINGS:
            raise self.damaged(f"{key[:200]!r} has {count} texts")
        if count * 8 > self.left:
            raise self._too_far()
        unpack, longest = struct.Struct("<Q").unpack_from, _TOKEN_LIMIT_BYTES
        while count:
            self._need(8)
            block, at, end = self._block, self._at, len(self._block)
            while count and at + 8 <= end:
                (length,) = unpack(block, at)
                if length > longest:
                    raise self.damaged(f"{key[:200]!r} holds a text of {length} bytes")
                if at + 8 + length > end:
                    break
                at += 8 + length
                count -= 1
            self._at = at
            if count and at + 8 <= end:
                self._need(8 + unpack(block, at)[0])

    def _need(self, count: int) -> None:
        if self._at + count > len(self._block):
            if count > self.left:
                raise self._too_far()
            self._fill(count)
            if self._at + count > len(self._block):
                raise self.cut_off()

    def _fill(self, count: int) -> None:
        if self._at + count <= len(self._block):
            return
        rest = self._block[self._at :]
        self._block_begin += self._at
        self._block, self._at = rest + self._file.read(max(count - len(rest), _BLOCK_BYTES)), 0

    def _too_far(self) -> AppError:
        if self._size_bytes > HEADER_LIMIT_BYTES:
            return self.damaged(f"a header of more than {HEADER_LIMIT_BYTES} bytes")
        return self.cut_off()
