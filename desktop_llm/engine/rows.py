"""Answers side by side: one pass of the network gives each of them a token. Rows join and leave as they like."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from desktop_llm.engine.forward.keys_values import KeysValues
from desktop_llm.engine.forward.network import Network

MOST_ROWS = 16
_MOST_BYTES = 2_000_000_000


class Rows:
    """Keys and values of some answers that grow together."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._cache: KeysValues | None = None
        self._lengths = torch.empty(0, dtype=torch.long, device=network.shape.device)

    def __len__(self) -> int:
        return len(self._lengths)

    def join(self, held: KeysValues, tokens: int, rows: int = 1) -> None:
        """Begin answers after the first tokens of what is held."""
        fresh = held.beginning(tokens, rows)
        if self._cache is None or not len(self):
            self._cache = fresh
        else:
            self._cache.append(fresh)
        self._lengths = torch.cat((self._lengths, self._lengths.new_full((rows,), tokens)))

    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Read one token in each row; (rows, V) logits."""
        assert self._cache is not None
        logits = self._network.step(torch.tensor(tokens, device=self._lengths.device), self._cache, self._lengths)
        self._lengths = self._lengths + 1
        return logits

    def keep(self, numbers: Sequence[int]) -> None:
        """Go on with some of the rows only."""
        assert self._cache is not None
        wanted = torch.tensor(numbers, dtype=torch.long, device=self._lengths.device)
        self._cache.keep_rows(wanted)
        self._lengths = self._lengths[wanted]
        if numbers:
            self._cache.length = int(self._lengths.max())


def rows_at_once(held: KeysValues, tokens: int, more_tokens: int) -> int:
    """How many answers of a length fit beside each other: `MOST_ROWS`, fewer where memory is short."""
    each = held.bytes_for(tokens + more_tokens)
    return max(1, min(MOST_ROWS, _MOST_BYTES // max(each, 1)))
