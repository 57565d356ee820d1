"""Keys and values of what was read: a block of memory for each layer, written in place, that grows when it is full."""

from __future__ import annotations

import torch

_ROOM_TOKENS = 256


class KeysValues:
    """Of some rows (conversations or answers) side by side.

    Attributes:
        layers: One tensor a layer, (rows, room, 2 * kv heads, head size): keys first, then values. What is
            not written yet is 0: rows of different lengths mask it, and nothing times 0 may be no number.
        length: Tokens that each row may hold by now; what lies behind is to be written.
    """

    def __init__(
        self, layers: int, kv_heads: int, head_size: int, dtype: torch.dtype, device: torch.device, rows: int = 1
    ) -> None:
        self.length = 0
        shape = (rows, 0, 2 * kv_heads, head_size)
        self.layers = [torch.empty(shape, dtype=dtype, device=device) for _ in range(layers)]

    @property
    def rows(self) -> int:
        return self.layers[0].shape[0]

    @property
    def bytes(self) -> int:
        """Memory that is held."""
        return sum(layer.numel() * layer.element_size() for layer in self.layers)

    def make_room(self, tokens: int) -> None:
        """Let each row hold so many tokens."""
        if tokens > self.layers[0].shape[1]:
            self._resize(tokens + max(_ROOM_TOKENS, tokens // 2))

    def beginning(self, tokens: int, rows: int = 1, room: int = 0) -> KeysValues:
        """A copy of the first row's first tokens, for as many rows."""
        copy = object.__new__(KeysValues)
        copy.length = tokens
        copy.layers = []
        room = max(room, tokens + _ROOM_TOKENS)
        for layer in self.layers:
            fresh = layer.new_zeros((rows, room, *layer.shape[2:]))
            fresh[:, :tokens] = layer[:1, :tokens]
            copy.layers.append(fresh)
        return copy

    def append(self, other: KeysValues) -> None:
        """Put other rows below these."""
        room = max(self.layers[0].shape[1], other.layers[0].shape[1])
        for each in (self, other):
            if each.layers[0].shape[1] < room:
                each._resize(room)
        self.layers = [torch.cat(pair) for pair in zip(self.layers, other.layers, strict=True)]
        self.length = max(self.length, other.length)

    def bytes_for(self, tokens: int) -> int:
        """Memory of one row with so many tokens."""
        return sum(tokens * layer.shape[2] * layer.shape[3] * layer.element_size() for layer in self.layers)

    def keep_rows(self, numbers: torch.Tensor) -> None:
        """Go on with some of the rows only."""
        self.layers = [layer[numbers] for layer in self.layers]

    def _resize(self, room: int) -> None:
        for number, layer in enumerate(self.layers):
            fresh = layer.new_zeros((layer.shape[0], room, *layer.shape[2:]))
            fresh[:, : self.length] = layer[:, : self.length]
            self.layers[number] = fresh
