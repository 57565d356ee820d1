"""Products of rows with a weight matrix, in the format and memory layout that this machine multiplies fastest.

torch's plain product with one row reaches half of the memory's speed; oneDNN's packed layout about all of it, and in
fp32 it also halves the time of many rows (torch 2.13, AVX-512).
"""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch.nn import functional

_packed: Any = torch.ops.mkldnn._linear_pointwise.default if torch.backends.mkldnn.is_available() else None
_packed_with: Any = torch.ops.mkldnn._linear_pointwise.binary if torch.backends.mkldnn.is_available() else None


class Product:
    """(N, in) rows times a (out, in) matrix. This one leaves the matrix as it is.

    Attributes:
        bytes: Memory of the weights.
    """

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        self._weight, self._bias = weight, bias
        self.outputs, self.inputs = weight.shape
        self.bytes = weight.numel() * weight.element_size()

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        """(N, out)."""
        return functional.linear(rows, self._weight, self._bias)

    def plus(self, rows: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """The product with another matrix of its shape added."""
        return self(rows).add_(other)


class PackedProduct(Product):
    """In oneDNN's own layout; the matrix given is not needed afterwards."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        super().__init__(weight, bias)
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), 16)

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = _packed(rows, self._weight, self._bias, "none", [], "")
        return found

    def plus(self, rows: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = _packed_with(rows, other, self._weight, self._bias, "add")
        return found

    def swish(self, rows: torch.Tensor) -> torch.Tensor:
        """The product times its own sigmoid."""
        found: torch.Tensor = _packed(rows, self._weight, self._bias, "swish", [], "")
        return found

    def times(self, rows: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Element by element with another matrix of its shape."""
        found: torch.Tensor = _packed_with(rows, other, self._weight, self._bias, "mul")
        return found


class Gate:
    """silu(rows @ gate) * (rows @ up): the gated half of a feed-forward part, (N, inner)."""

    def __init__(self, both: Product) -> None:
        self._both = both
        self._inner = both.outputs // 2
        self.bytes = both.bytes

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        both = self._both(rows)
        return functional.silu(both[:, : self._inner]).mul_(both[:, self._inner :])


class PackedGate(Gate):
    """The same with the functions done inside the two products."""

    def __init__(self, gate: PackedProduct, up: PackedProduct) -> None:
        self._gate, self._up = gate, up
        self.bytes = gate.bytes + up.bytes

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        return self._up.times(rows, self._gate.swish(rows))


@functools.cache
def can_pack(dtype: torch.dtype) -> bool:
    """Whether this processor has quick packed products in a format."""
    if not torch.backends.mkldnn.is_available():
        return False
    if dtype == torch.bfloat16:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    if dtype == torch.float16:
        return bool(torch.ops.mkldnn._is_mkldnn_fp16_supported())
    return dtype == torch.float32
