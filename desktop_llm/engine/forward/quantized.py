"""Weights in 8 and 4 bit with torch's own kernels for the processor; activations stay in bfloat16.

8 bit: one scale for each output (about 8.02 bits a weight). 4 bit: a scale and an offset for each 32 inputs of an
output, fitted by least squares (5.0 bits a weight). Scales are rounded to bfloat16, which the kernels take,
before the weights are: so that rounding costs nothing more.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from desktop_llm.engine.forward.product import Product

GROUP = 32
_MANY_ROWS = 32
"""From so many rows on, weights are widened to bfloat16 and multiplied as such: quicker than the 8-bit kernel."""
_AT_ONCE = 2**22
"""Weights converted at once: a few temporary tensors of 16 MB."""
_FITS = 3
_LEAST_SCALE = 1e-12
_INPUTS_MULTIPLE = 16
_ALIGNMENT = 64
_OUTPUTS_MULTIPLE = 32
_INNER_TILES = 2

Tensors = dict[str, torch.Tensor]


class EightBit(Product):
    """Values -127 to 127 with a scale for each output."""

    def __init__(self, values: torch.Tensor, scales: torch.Tensor, bias: torch.Tensor | None) -> None:
        self._values, self._scales, self._bias = values, scales, bias
        self.outputs, self.inputs = values.shape
        self.bytes = values.numel() + 2 * scales.numel()

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        if rows.shape[0] >= _MANY_ROWS:
            found = functional.linear(rows, self._values.to(rows.dtype)).mul_(self._scales)
        else:
            found = torch._weight_int8pack_mm(rows, self._values, self._scales)
        return found if self._bias is None else found.add_(self._bias)


class FourBit(Product):
    """Steps of 0 to 15 with a scale and an offset for each group, in the kernel's layout for this processor."""

    def __init__(
        self, packed: torch.Tensor, scales_offsets: torch.Tensor, inputs: int, bias: torch.Tensor | None
    ) -> None:
        self._packed, self._scales_offsets, self._bias = packed, scales_offsets, bias
        self.outputs, self.inputs = packed.shape[0], inputs
        self.bytes = packed.numel() * packed.element_size() + 2 * scales_offsets.numel()

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        found = torch.ops.aten._weight_int4pack_mm_for_cpu.default(rows, self._packed, GROUP, self._scales_offsets)
        return found if self._bias is None else found.add_(self._bias)


def aligned(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor, moved where the kernels' loads of 16 bytes at once want it: elsewhere they end the process."""
    return tensor if tensor.data_ptr() % _ALIGNMENT == 0 else tensor.clone()


def can_be_eight_bit(inputs: int) -> bool:
    """Whether the 8-bit kernel takes a matrix of this shape. It reads past the end of others (torch 2.13)."""
    return inputs % _INPUTS_MULTIPLE == 0


def can_be_four_bit(outputs: int, inputs: int) -> bool:
    """Whether the 4-bit kernel takes a matrix of this shape."""
    return outputs % _OUTPUTS_MULTIPLE == 0 and inputs % GROUP == 0


def to_eight_bit(weight: torch.Tensor) -> Tensors:
    """A (out, in) matrix as `values` and `scales`."""
    values = torch.empty(weight.shape, dtype=torch.int8)
    scales = torch.empty(weight.shape[0], dtype=torch.bfloat16)
    for begin, end in _portions(weight):
        part = weight[begin:end].float()
        scale = _rounded_up(part.abs().amax(1) / 127).clamp_(min=1e-30)
        values[begin:end] = (part / scale.float()[:, None]).round_().to(torch.int8)
        scales[begin:end] = scale
    return {"values": values, "scales": scales}


def to_four_bit(weight: torch.Tensor) -> Tensors:
    """A (out, in) matrix as `packed` and `scales_offsets`. Output = scale * (step - 8) + offset."""
    outputs, inputs = weight.shape
    steps = torch.empty(outputs, inputs, dtype=torch.int32)
    figures = torch.empty(outputs, inputs // GROUP, 2, dtype=torch.bfloat16)
    for begin, end in _portions(weight):
        part = weight[begin:end].float().view(end - begin, -1, GROUP)
        found, scale, offset = _best_steps(part)
        steps[begin:end] = found.view(end - begin, inputs).to(torch.int32)
        figures[begin:end, :, 0], figures[begin:end, :, 1] = scale[..., 0], offset[..., 0]
    return {
        "packed": torch.ops.aten._convert_weight_to_int4pack_for_cpu(steps, _INNER_TILES),
        "scales_offsets": figures.transpose(0, 1).contiguous(),
    }


def _best_steps(part: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Steps, (rows, groups, GROUP), with scales and offsets, (rows, groups, 1).

    Begins with even steps from the least to the largest weight; then scale and offset are fitted to the steps by least
    squares, and the steps to them, in turn. That takes 7 % off the error of weights that are spread like a bell.
    """
    low, high = part.amin(-1, keepdim=True), part.amax(-1, keepdim=True)
    scale = ((high - low) / 15).clamp_(min=_LEAST_SCALE).bfloat16()
    offset = ((low + high + scale.float()) / 2).bfloat16()  # steps lie around 7.5, the kernel counts from 8
    steps = _steps(part, scale, offset)
    middle = part.mean(-1, keepdim=True)
    for _ in range(_FITS):
        counted = steps - 8
        middle_step = counted.mean(-1, keepdim=True)
        apart = counted - middle_step
        together = (apart * (part - middle)).sum(-1, keepdim=True)
        spread = apart.square_().sum(-1, keepdim=True).clamp_(min=_LEAST_SCALE)
        scale = (together / spread).clamp_(min=_LEAST_SCALE).bfloat16()
        offset = (middle - scale.float() * middle_step).bfloat16()
        steps = _steps(part, scale, offset)
    return steps, scale, offset


def _steps(part: torch.Tensor, scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    return ((part - offset.float()) / scale.float()).add_(8).round_().clamp_(0, 15)


def _rounded_up(scale: torch.Tensor) -> torch.Tensor:
    """In bfloat16, never less than it was, so that no value passes 127."""
    rounded = scale.bfloat16()
    return torch.where(rounded.float() < scale, torch.nextafter(rounded, torch.full_like(rounded, torch.inf)), rounded)


def _portions(weight: torch.Tensor) -> list[tuple[int, int]]:
    size = max(1, _AT_ONCE // weight.shape[1])
    return [(begin, min(begin + size, weight.shape[0])) for begin in range(0, weight.shape[0], size)]
