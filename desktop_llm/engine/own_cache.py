"""What our own network has read: several conversations side by side, of which each prompt takes the best beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil
import torch

from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.forward.keys_values import KeysValues
from desktop_llm.engine.forward.network import Network
from desktop_llm.engine.model import LoadedModel

MOST_BYTES = 1_000_000_000
"""Keys and values kept beyond the conversation in hand, however much memory is free."""
_SHARE_OF_FREE = 0.1
_WORTH_KEEPING_TOKENS = 24
"""A branch that differs in fewer tokens is read anew when somebody goes back to it."""


@dataclass(slots=True)
class _Read:
    """Tokens in order, with their keys and values."""

    held: KeysValues
    ids: list[int] = field(default_factory=list)


class OwnCache(PromptCache):
    """Conversations that one checkpoint has read, the one in hand last."""

    def __init__(self, network: Network, most_bytes: int = 0) -> None:
        self._network = network
        self._most_bytes = most_bytes or min(MOST_BYTES, int(psutil.virtual_memory().available * _SHARE_OF_FREE))
        self._kept: list[_Read] = []
        self._now = _Read(network.empty())

    @property
    def ids(self) -> list[int]:  # type: ignore[override]
        return self._now.ids

    @property
    def network(self) -> Network:
        return self._network

    @property
    def held(self) -> KeysValues:
        """Keys and values of the conversation in hand."""
        return self._now.held

    def feed(self, ids: Sequence[int]) -> torch.Tensor:
        return self.feed_all(ids, 1)[0]

    def feed_all(self, ids: Sequence[int], last: int) -> torch.Tensor:
        """Read more tokens; (last, V) logits after the last of them. What fails leaves nothing half read."""
        logits = self._network.read(ids, self._now.held, last)
        self._now.ids.extend(ids)
        return logits

    def drop_last(self, tokens: int) -> None:
        """Forget the last tokens, which were guesses."""
        if tokens:
            del self._now.ids[-tokens:]
            self._now.held.length = len(self._now.ids)

    def rewind_to(self, prompt: Sequence[int]) -> int:
        best = max([*self._kept, self._now], key=lambda read: _common(read.ids, prompt))
        common = _common(best.ids, prompt)
        if best is not self._now:
            self._kept.remove(best)
            if self._now.ids:
                self._kept.append(self._now)
            self._now = best
        dropped = len(best.ids) - common
        if dropped >= _WORTH_KEEPING_TOKENS:
            self._now = _Read(best.held.beginning(common) if common else self._network.empty(), best.ids[:common])
            self._kept.append(best)
        else:
            del best.ids[common:]
            best.held.length = common
        self._forget_oldest()
        return common

    def forget(self) -> None:
        self._kept.clear()
        self._now = _Read(self._network.empty())

    @property
    def bytes(self) -> int:
        """Memory of all conversations."""
        return sum(read.held.bytes for read in [*self._kept, self._now])

    def _forget_oldest(self) -> None:
        while self._kept and sum(read.held.bytes for read in self._kept) > self._most_bytes:
            del self._kept[0]


def cache_for(loaded: LoadedModel) -> PromptCache | None:
    """What a checkpoint reads into; None where that can not be kept."""
    if loaded.network is not None:
        return OwnCache(loaded.network)
    return PromptCache(loaded.model) if loaded.has_cache else None


def _common(known: Sequence[int], prompt: Sequence[int]) -> int:
    """Tokens that both begin with; at least one of the prompt stays to be read."""
    most = min(len(known), len(prompt) - 1)
    for at in range(most):
        if known[at] != prompt[at]:
            return at
    return most
