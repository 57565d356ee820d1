"""Weights in 8 or 4 bit, converted once and kept in the data folder, so that the next load maps a file into memory.

What is kept is known by a hash of the checkpoint's weight files (size, time and samples of their bytes), the precision,
and the processor, since the 4-bit layout depends on it. The longest unused go when all take more than `MOST_BYTES`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from pathlib import Path

import torch

from desktop_llm.core.paths import converted_folder
from desktop_llm.engine.forward.product import Product
from desktop_llm.engine.forward.quantized import (
    EightBit,
    FourBit,
    Tensors,
    aligned,
    can_be_eight_bit,
    can_be_four_bit,
    to_eight_bit,
    to_four_bit,
)

MOST_BYTES = 20_000_000_000
_LOSS = "loss"
_FORM = "2"
"""Changed when the way of converting changes: older files are then made anew."""
_SAMPLES, _SAMPLE_BYTES = 32, 65_536


class Converter:
    """Makes the products of one checkpoint, from the kept file where there is one.

    Args:
        folder: Of the checkpoint.
        precision: "8bit" or "4bit". The head and matrices that the 4-bit kernel can not take are in 8 bit; those that
            the 8-bit kernel can not take stay as they are.
    """

    def __init__(self, folder: Path, precision: str) -> None:
        self._is_four_bit = precision == "4bit"
        self._path = converted_folder() / f"{_name_of(folder, precision)}.weights"
        self._kept = _opened(self._path)
        self._made: Tensors = {}

    def make(self, name: str, weight: torch.Tensor, bias: torch.Tensor | None) -> Product:
        """The product of a matrix, as `network_of` asks for it."""
        bias = None if bias is None else bias.to(torch.bfloat16)
        if not can_be_eight_bit(weight.shape[1]):
            return Product(weight, bias)
        is_four_bit = self._is_four_bit and name != "head" and can_be_four_bit(*weight.shape)
        parts = ("packed", "scales_offsets") if is_four_bit else ("values", "scales")
        if self._kept is not None:
            tensors: Tensors = {part: aligned(self._kept[f"{name}.{part}"]) for part in parts}
        else:
            tensors = to_four_bit(weight) if is_four_bit else to_eight_bit(weight)
            self._made.update({f"{name}.{part}": tensor for part, tensor in tensors.items()})
        if is_four_bit:
            return FourBit(tensors["packed"], tensors["scales_offsets"], weight.shape[1], bias)
        return EightBit(tensors["values"], tensors["scales"], bias)

    @property
    def needs_weights(self) -> bool:
        """Whether nothing was kept, so that the matrices themselves are read."""
        return self._kept is None

    @property
    def loss(self) -> float | None:
        """What was measured when the kept weights were converted."""
        return float(self._kept[_LOSS]) if self._kept is not None and _LOSS in self._kept else None

    def keep(self, loss: float | None) -> None:
        """Keep what was converted, with what it cost. A disk that is full only costs the next load its time."""
        if not self._made:
            return
        if loss is not None:
            self._made[_LOSS] = torch.tensor(loss, dtype=torch.float64)
        with contextlib.suppress(OSError, RuntimeError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(f".{os.getpid()}.part")
            try:
                torch.save(self._made, fresh)
                fresh.replace(self._path)
            finally:
                fresh.unlink(missing_ok=True)
            _forget_oldest(self._path)
        self._made = {}


def _opened(path: Path) -> Tensors | None:
    """The tensors of a kept file, mapped; None where there is none or it is torn."""
    with contextlib.suppress(OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError):
        kept: Tensors = torch.load(path, mmap=True, weights_only=True)  # torch lays tensors at multiples of 64 bytes
        os.utime(path)
        return kept
    return None


def _name_of(folder: Path, precision: str) -> str:
    found = hashlib.sha256(f"{_FORM} {precision} {torch.backends.cpu.get_cpu_capability()}".encode())
    for path in sorted(folder.glob("*.safetensors")):
        about = path.stat()
        found.update(f"{path.name} {about.st_size} {about.st_mtime_ns}".encode())
        with path.open("rb") as file:
            for number in range(_SAMPLES):
                file.seek(about.st_size * number // _SAMPLES)
                found.update(file.read(_SAMPLE_BYTES))
    return f"{found.hexdigest()[:32]}-{precision}"


def _forget_oldest(newest: Path) -> None:
    others = sorted(
        (path for path in newest.parent.glob("*.weights") if path != newest), key=lambda path: path.stat().st_mtime
    )
    total = newest.stat().st_size + sum(path.stat().st_size for path in others)
    for path in others:
        if total <= MOST_BYTES:
            return
        total -= path.stat().st_size
        path.unlink()
