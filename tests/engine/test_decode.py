"""The loop over ids: portions of a prompt, cancel, the cache; and models that have to use transformers' loop."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from transformers.cache_utils import DynamicLayer

from desktop_llm.core.sampling import Sampling
from desktop_llm.engine import decode
from desktop_llm.engine.cache import PromptCache, RoomyLayer
from desktop_llm.engine.control import Control
from desktop_llm.engine.sampler import Sampler
from tests.engine.asking import Asked

CPU = torch.device("cpu")


class Counting:
    """Stands where a cache does: the next token is the last one plus one. Reading takes a moment per token."""

    def __init__(self, seconds_per_token: float = 0.0) -> None:
        self.ids: list[int] = []
        self.portions: list[int] = []
        self._seconds = seconds_per_token

    def rewind_to(self, prompt: Sequence[int]) -> int:
        return 0

    def feed(self, ids: Sequence[int]) -> torch.Tensor:
        time.sleep(self._seconds * len(ids))
        self.portions.append(len(ids))
        self.ids.extend(ids)
        return torch.nn.functional.one_hot(torch.tensor((ids[-1] + 1) % 50), 50) * 9.0


def test_tokens_follow_each_other() -> None:
    cache = Counting()
    reported: list[int] = []
    logits = decode.read_prompt(cache, [1, 2, 3], Control(), reported.append)  # type: ignore[arg-type]
    assert reported == [3]
    source = decode.tokens(cache, logits, Sampler(Sampling(temperature=0.0), 0, CPU))  # type: ignore[arg-type]
    assert [next(source)[0] for _ in range(4)] == [4, 5, 6, 7]
    assert cache.ids == [1, 2, 3, 4, 5, 6]  # the last one is read only when another is wanted


def test_a_slow_prompt_is_read_in_portions_that_hear_a_cancel() -> None:
    cache = Counting(seconds_per_token=0.002)
    control = Control()

    def on_read(count: int) -> None:
        if count > 200:
            control.cancelled = True

    with pytest.raises(decode.Stopped):
        decode.read_prompt(cache, [1] * 5000, control, on_read)  # type: ignore[arg-type]
    assert max(cache.portions) * 0.002 < 0.6
    assert len(cache.ids) < 1000


def test_a_roomy_layer_holds_what_the_librarys_holds() -> None:
    ours, theirs = RoomyLayer(), DynamicLayer()
    generator = torch.Generator().manual_seed(1)
    for length in (5, 1, 1, 300, 1, 400):
        keys, values = torch.randn(2, 1, 2, length, 4, generator=generator)
        for found, expected in zip(ours.update(keys, values), theirs.update(keys, values), strict=True):
            assert torch.equal(found, expected)
        assert ours.get_seq_length() == theirs.get_seq_length()
    for layer in (ours, theirs):
        layer.crop(-500)
    keys, values = torch.randn(2, 1, 2, 3, 4, generator=generator)
    for found, expected in zip(ours.update(keys, values), theirs.update(keys, values), strict=True):
        assert torch.equal(found, expected)


def test_rewinding(base: Asked) -> None:
    loaded = base.session._loaded
    assert loaded is not None
    cache = PromptCache(loaded.model)
    cache.feed([5, 6, 7, 8])
    assert cache.rewind_to([5, 6, 9]) == 2
    assert cache.ids == [5, 6]
    found = cache.feed([9])
    with torch.inference_mode():
        expected = loaded.model(torch.tensor([[5, 6, 9]])).logits[0, -1]
    assert torch.allclose(found, expected, atol=1e-4)
    assert cache.rewind_to([5, 6, 9]) == 2  # one token is always left to read
    assert cache.rewind_to([1, 2]) == 0


def test_a_step_that_fails_leaves_no_half_read_token(base: Asked) -> None:
    loaded = base.session._loaded
    assert loaded is not None
    cache = PromptCache(loaded.model)
    cache.feed([5, 6])
    with pytest.raises(IndexError):
        cache.feed([10_000])
    assert cache.ids == []
    assert cache.rewind_to([5, 6]) == 0


def test_a_recurrent_model_answers_through_transformers_loop(tiny_mamba: Path) -> None:
    asked = Asked().load(tiny_mamba)
    loaded = asked.session._loaded
    assert loaded is not None
    assert not loaded.has_cache
    prompt = torch.tensor([loaded.encode("hello")])
    theirs = loaded.model.generate(
        prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=12, do_sample=False, pad_token_id=0
    )
    ours = asked.answer("hello", max_new_tokens=12)
    assert list(ours.token_ids) == theirs[0, prompt.shape[1] :].tolist()[: len(ours.token_ids)]
    assert len(ours.token_ids) == 12 or ours.finish_reason == "stop"
    stopped = asked.answer("hello", max_new_tokens=12, stop=(ours.text[2:4],))
    assert stopped.finish_reason == "stop_string"
    several = asked.generate("hello", max_new_tokens=8, temperature=2.0, top_p=1.0, seed=1, answers=2)
    assert several.answers[0].token_ids != several.answers[1].token_ids
