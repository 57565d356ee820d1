"""Conversations kept side by side: only new tokens are read, branches come back, memory has a bound."""

from pathlib import Path

import pytest
import torch

from desktop_llm.core.messages import Message, ModelReady
from desktop_llm.engine.own_cache import OwnCache, cache_for
from tests.engine.asking import Asked


@pytest.fixture
def cache(base: Asked) -> OwnCache:
    loaded = base.session._loaded
    assert loaded is not None
    cache = cache_for(loaded)
    assert isinstance(cache, OwnCache)
    return cache


def logits(base: Asked, ids: list[int]) -> torch.Tensor:
    loaded = base.session._loaded
    assert loaded is not None
    with torch.inference_mode():
        found: torch.Tensor = loaded.model(torch.tensor([ids])).logits[0, -1]
    return found


def read(cache: OwnCache, ids: list[int]) -> tuple[int, torch.Tensor]:
    known = cache.rewind_to(ids)
    return known, cache.feed(ids[known:])


def test_branches_come_back(base: Asked, cache: OwnCache) -> None:
    beginning = list(range(3, 43))
    first, second = [*beginning, *range(50, 90)], [*beginning, *range(90, 130)]
    assert read(cache, first)[0] == 0
    known, found = read(cache, second)
    assert known == 40
    assert torch.allclose(found, logits(base, second), atol=1e-4)
    known, found = read(cache, [*first, 7])
    assert known == 80
    assert torch.allclose(found, logits(base, [*first, 7]), atol=1e-4)
    known, found = read(cache, [*second, 7])
    assert known == 80
    assert torch.allclose(found, logits(base, [*second, 7]), atol=1e-4)
    assert read(cache, [1, 2])[0] == 0


def test_what_is_kept_has_a_bound(base: Asked, cache: OwnCache) -> None:
    small = OwnCache(cache.network, most_bytes=1)
    conversations = [[first, *range(10, 60)] for first in range(4)]
    for ids in conversations:
        read(small, ids)
    assert small.bytes == small.held.bytes
    for ids in conversations:
        read(cache, ids)
    assert cache.bytes > 3 * cache.held.bytes
    assert [read(cache, [*ids, 9])[0] for ids in conversations] == [51] * 4


def test_guesses_are_forgotten(base: Asked, cache: OwnCache) -> None:
    cache.feed([5, 6, 7])
    assert cache.feed_all([8, 9, 10], 3).shape == (3, logits(base, [5]).shape[0])
    cache.drop_last(2)
    assert cache.ids == [5, 6, 7, 8]
    assert torch.allclose(cache.feed([11]), logits(base, [5, 6, 7, 8, 11]), atol=1e-4)


def test_a_failed_step_leaves_nothing_half_read(base: Asked, cache: OwnCache) -> None:
    cache.feed([5, 6])
    with pytest.raises(IndexError):
        cache.feed([10_000])
    assert torch.allclose(cache.feed([7]), logits(base, [5, 6, 7]), atol=1e-4)


def test_a_long_conversation_reads_only_what_is_new(tiny_chat: Path, folders: Path) -> None:
    asked = Asked().load(tiny_chat)
    conversation: tuple[Message, ...] = ()
    for turn in range(3):
        conversation = (*conversation, Message("user", f"{turn} and?"))
        finished = asked.generate(conversation, max_new_tokens=10)
        # The template closes the answer, and the last token of it was not read.
        assert finished.prompt_tokens - finished.cached_tokens < 60
        conversation = (*conversation, Message("assistant", finished.answers[0].text))
    other = asked.generate((Message("user", "of another thing"),), max_new_tokens=10)
    assert other.cached_tokens < 30
    again = asked.generate((*conversation, Message("user", "back")), max_new_tokens=10)
    assert again.cached_tokens > 60


def test_the_engine_is_named(tiny_base: Path, tiny_mamba: Path) -> None:
    names = []
    for folder in (tiny_base, tiny_mamba):
        asked = Asked().load(folder)
        ready = asked.events[-1]
        assert isinstance(ready, ModelReady)
        names.append(ready.engine)
    assert names == ["torch", "transformers"]
