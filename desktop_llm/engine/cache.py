"""What the model has read: its keys and values, kept between answers so that a conversation is not read twice."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from transformers.cache_utils import DynamicCache, DynamicLayer

_ROOM_TOKENS = 256


class RoomyLayer(DynamicLayer):
    """A layer of transformers' growing cache with room to spare.

    The library's own layer copies all keys and values for each new token; this one writes the new ones in place
    and gives views, (1, heads, T, head size). Cropping moves the end.
    """

    _all_keys: torch.Tensor
    _all_values: torch.Tensor

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        self.dtype, self.device = key_states.dtype, key_states.device
        self._length = 0
        self._room = 0
        self._grow(key_states, value_states, key_states.shape[-2])
        self._show()
        self.is_initialized = True

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_args: Any, **_kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start, end = self._length, self._length + key_states.shape[-2]
        if end > self._room:
            self._grow(key_states, value_states, end)
        self._all_keys[:, :, start:end] = key_states
        self._all_values[:, :, start:end] = value_states
        self._length = end
        self._show()
        return self.keys, self.values

    def get_seq_length(self) -> int:
        return self._length if self.is_initialized else 0

    def crop(self, tokens_to_remove: int) -> None:
        if self.is_initialized:
            self._length -= abs(tokens_to_remove)
            self._show()

    def _grow(self, keys: torch.Tensor, values: torch.Tensor, length: int) -> None:
        room = length + max(_ROOM_TOKENS, length // 2)
        all_keys = keys.new_empty((*keys.shape[:2], room, keys.shape[-1]))
        all_values = values.new_empty((*values.shape[:2], room, values.shape[-1]))
        if self._length:
            all_keys[:, :, : self._length] = self._all_keys[:, :, : self._length]
            all_values[:, :, : self._length] = self._all_values[:, :, : self._length]
        self._all_keys, self._all_values, self._room = all_keys, all_values, room

    def _show(self) -> None:
        self.keys = self._all_keys[:, :, : self._length]
        self.values = self._all_values[:, :, : self._length]


class PromptCache:
    """The cache of one checkpoint with the ids that it holds.

    Attributes:
        ids: Tokens that were read, in order.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._keys_and_values = _empty_cache(model)
        takes_limit = "logits_to_keep" in inspect.signature(model.forward).parameters
        self._options = {"logits_to_keep": 1} if takes_limit else {}
        self.ids: list[int] = []

    def feed(self, ids: Sequence[int]) -> torch.Tensor:
        """Read more tokens.

        Returns:
            (V,) logits after the last of them.
        """
        with torch.inference_mode():
            try:
                result = self._model(
                    input_ids=torch.tensor([list(ids)], device=self._model.device),
                    past_key_values=self._keys_and_values,
                    use_cache=True,
                    **self._options,
                )
            except BaseException:
                self.forget()  # some layers hold the new tokens, others do not
                raise
        self.ids.extend(ids)
        return result.logits[0, -1]

    def rewind_to(self, prompt: Sequence[int]) -> int:
        """Keep what a prompt begins with and drop the rest; at least one token stays to be read.

        Returns:
            How many tokens of the prompt are already in the cache.
        """
        common = 0
        for mine, wanted in zip(self.ids, prompt[:-1], strict=False):
            if mine != wanted:
                break
            common += 1
        if common < len(self.ids):
            if self._keys_and_values.is_croppable:
                self._keys_and_values.crop(common - len(self.ids))
                del self.ids[common:]
            else:
                self.forget()
        return len(self.ids)

    def forget(self) -> None:
        """Start anew."""
        self.ids = []
        self._keys_and_values = _empty_cache(self._model)


def _empty_cache(model: Any) -> DynamicCache:
    cache = DynamicCache(config=model.config)
    cache.layers = [RoomyLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache
