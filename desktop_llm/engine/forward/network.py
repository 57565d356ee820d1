"""The computation: token ids in, logits out. One row of many tokens, or many rows of one token each.

Legend of shapes: B rows, T tokens of a row, N = B * T, H query heads, K key heads, D head size, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from desktop_llm.engine.forward.keys_values import KeysValues
from desktop_llm.engine.forward.product import Gate, Product
from desktop_llm.engine.forward.structure import Norm

_ANGLES_AT_FIRST = 2048


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer, ready to compute. `gate` is a `Gate`, or a product followed by GELU."""

    before_attention: Norm
    inputs: Product
    query_norm: Norm | None
    key_norm: Norm | None
    output: Product
    before_inner: Norm
    inner: Gate | Product
    down: Product
    window: int
    scaling: float


@dataclass(frozen=True, slots=True)
class Shape:
    """The figures that the computation needs."""

    heads: int
    kv_heads: int
    head_size: int
    dtype: torch.dtype
    device: torch.device
    gelu: str


Attend = Callable[[int, Layer, torch.Tensor, torch.Tensor], torch.Tensor]
"""(layer's number, layer, (N, H, D) queries, (N, 2K, D) keys and values) to (N, H * D)."""


class Network:
    """A decoder of our own over prepared weights."""

    def __init__(
        self,
        shape: Shape,
        embedding: torch.Tensor,
        positions: torch.Tensor | None,
        frequencies: torch.Tensor | None,
        angle_scaling: float,
        layers: Sequence[Layer],
        norm: Norm,
        head: Product,
    ) -> None:
        self.shape = shape
        self._embedding, self._positions = embedding, positions
        self._frequencies, self._angle_scaling = frequencies, angle_scaling
        self._layers, self._norm, self._head = tuple(layers), norm, head
        self._cosines = self._sines = torch.empty(0)
        if frequencies is not None:
            self._turn(_ANGLES_AT_FIRST)

    @property
    def bytes(self) -> int:
        """Memory of the projections' weights."""
        each = (p.bytes for layer in self._layers for p in _products(layer))
        return self._head.bytes + sum(each)

    def empty(self, rows: int = 1) -> KeysValues:
        """Nothing read yet."""
        s = self.shape
        return KeysValues(len(self._layers), s.kv_heads, s.head_size, s.dtype, s.device, rows)

    def read(self, ids: Sequence[int], cache: KeysValues, last: int = 1) -> torch.Tensor:
        """Read tokens of one row, whose cache has to hold what lies before them.

        Returns:
            (min(last, T), V) logits after the last tokens.
        """
        start, count = cache.length, len(ids)
        end = start + count
        cache.make_room(end)
        attend = self._attend_one(cache, start) if count == 1 else self._attend_many(cache, start, count)
        tokens = torch.tensor(ids, device=self.shape.device)
        with torch.inference_mode():
            hidden = self._hidden(tokens, slice(start, end), attend)
            cache.length = end
            logits: torch.Tensor = self._head(self._norm(hidden[-last:]))
        return logits

    def step(self, tokens: torch.Tensor, cache: KeysValues, lengths: torch.Tensor) -> torch.Tensor:
        """Read one token, (B,), in each row of which `lengths`, (B,), tokens are held.

        Returns:
            (B, V) logits.
        """
        end = int(lengths.max()) + 1
        cache.make_room(end)
        with torch.inference_mode():
            hidden = self._hidden(tokens, lengths, self._attend_rows(cache, lengths, end))
            cache.length = end
            logits: torch.Tensor = self._head(self._norm(hidden))
        return logits

    def _hidden(self, tokens: torch.Tensor, where: slice | torch.Tensor, attend: Attend) -> torch.Tensor:
        """(N, hidden) after the last layer. `where` are the tokens' positions."""
        s = self.shape
        heads, kv_heads, size = s.heads, s.kv_heads, s.head_size
        hidden = functional.embedding(tokens, self._embedding)
        cosines = sines = hidden
        if self._positions is not None:
            hidden = hidden + self._positions[where]
        else:
            last = where.stop if isinstance(where, slice) else int(where.max()) + 1
            if last > self._cosines.shape[0]:
                self._turn(last + last // 2)
            cosines, sines = self._cosines[where], self._sines[where]
        count = hidden.shape[0]
        rotated = heads + kv_heads
        for number, layer in enumerate(self._layers):
            found = layer.inputs(layer.before_attention(hidden)).view(count, rotated + kv_heads, size)
            if layer.query_norm is not None and layer.key_norm is not None:
                found[:, :heads] = layer.query_norm(found[:, :heads])
                found[:, heads:rotated] = layer.key_norm(found[:, heads:rotated])
            if self._positions is None:
                turning = found.narrow(1, 0, rotated)
                turned = turning.roll(size // 2, -1).mul_(sines)
                torch.addcmul(turned, turning, cosines, out=turning)
            mixed = attend(number, layer, found.narrow(1, 0, heads), found.narrow(1, heads, 2 * kv_heads))
            hidden = layer.output.plus(mixed, hidden)
            inner = layer.inner(layer.before_inner(hidden))
            if s.gelu:
                inner = functional.gelu(inner, approximate=s.gelu)
            hidden = layer.down.plus(inner, hidden)
        return hidden

    def _attend_one(self, cache: KeysValues, position: int) -> Attend:
        s = self.shape
        kv_heads, size, width = s.kv_heads, s.head_size, s.heads * s.head_size
        together = (1, kv_heads, s.heads // kv_heads, size)

        def attend(number: int, layer: Layer, queries: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
            held = cache.layers[number]
            held.select(1, position).copy_(fresh)
            first = max(0, position + 1 - layer.window) if layer.window else 0
            seen = held.narrow(1, first, position + 1 - first).transpose(1, 2)
            # The queries that share a key head are rows of one product: keys are not repeated.
            mixed = functional.scaled_dot_product_attention(
                queries.reshape(together), seen.narrow(1, 0, kv_heads), seen.narrow(1, kv_heads, kv_heads),
                scale=layer.scaling,
            )  # fmt: skip
            return mixed.reshape(1, width)

        return attend

    def _attend_many(self, cache: KeysValues, start: int, count: int) -> Attend:
        s = self.shape
        kv_heads, width, end = s.kv_heads, s.heads * s.head_size, start + count
        masks: dict[int, torch.Tensor | None] = {}

        def mask(window: int) -> torch.Tensor | None:
            if start == 0 and (window == 0 or window >= end):
                return None
            seen = torch.ones(count, end, dtype=torch.bool, device=s.device).tril(start)
            return seen.triu(start - window + 1) if window else seen

        def attend(number: int, layer: Layer, queries: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
            held = cache.layers[number]
            held[0, start:end] = fresh
            if layer.window not in masks:
                masks[layer.window] = mask(layer.window)
            chosen = masks[layer.window]
            seen = held.narrow(1, 0, end).transpose(1, 2)
            mixed = functional.scaled_dot_product_attention(
                queries.transpose(0, 1)[None], seen.narrow(1, 0, kv_heads), seen.narrow(1, kv_heads, kv_heads),
                attn_mask=chosen, is_causal=chosen is None, scale=layer.scaling, enable_gqa=kv_heads != s.heads,
            )  # fmt: skip
            return mixed[0].transpose(0, 1).reshape(count, width)

        return attend

    def _attend_rows(self, cache: KeysValues, lengths: torch.Tensor, end: int) -> Attend:
        s = self.shape
        kv_heads, size, width = s.kv_heads, s.head_size, s.heads * s.head_size
        rows = lengths.shape[0]
        together = (rows, kv_heads, s.heads // kv_heads, size)
        numbers = torch.arange(rows, device=s.device)
        places = torch.arange(end, device=s.device)
        masks: dict[int, torch.Tensor | None] = {}
        are_alike = bool((lengths == end - 1).all())

        def mask(window: int) -> torch.Tensor | None:
            if are_alike and (window == 0 or window >= end):
                return None
            seen = places <= lengths[:, None]
            if window:
                seen &= places > lengths[:, None] - window
            return seen[:, None, None, :]

        def attend(number: int, layer: Layer, queries: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
            held = cache.layers[number]
            if are_alike:
                held.select(1, end - 1).copy_(fresh)
            else:
                held[numbers, lengths] = fresh
            if layer.window not in masks:
                masks[layer.window] = mask(layer.window)
            seen = held.narrow(1, 0, end).transpose(1, 2)
            mixed = functional.scaled_dot_product_attention(
                queries.reshape(together), seen.narrow(1, 0, kv_heads), seen.narrow(1, kv_heads, kv_heads),
                attn_mask=masks[layer.window], scale=layer.scaling,
            )  # fmt: skip
            return mixed.reshape(rows, width)

        return attend

    def _turn(self, tokens: int) -> None:
        """Cosines and sines of so many positions, (T, 1, D); a sine's first half is negative, for `roll`."""
        assert self._frequencies is not None
        angles = torch.outer(torch.arange(tokens, device=self.shape.device).float(), self._frequencies)
        cosines, sines = angles.cos() * self._angle_scaling, angles.sin() * self._angle_scaling
        self._cosines = torch.cat((cosines, cosines), -1).to(self.shape.dtype)[:, None]
        self._sines = torch.cat((-sines, sines), -1).to(self.shape.dtype)[:, None]


def _products(layer: Layer) -> list[Product | Gate]:
    return [layer.inputs, layer.output, layer.inner, layer.down]
