"""Guessed tokens: the answer is the same as without, sampled or not, and the cache holds what was given."""

import random
from collections import Counter
from pathlib import Path

import pytest
import torch
import transformers

from desktop_llm.core.sampling import Sampling
from desktop_llm.engine import decode
from desktop_llm.engine.own_cache import OwnCache, cache_for
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.speculation import LookUp
from tests.engine.asking import Asked
from tests.engine.tiny import write_llama

PROMPT = [41, 42, 43, 44, 45, 46, 47, 48, 49, 40, 41, 42, 43]
COUNT = 60


@pytest.fixture(scope="module")
def repeating(folders: Path) -> Asked:
    """A small model that mostly counts: after 41 comes 42, after 49 comes 40 again; the rest matters little."""
    folder = write_llama(folders / "repeating", template=None)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight *= 0.01
            layer.mlp.down_proj.weight *= 0.01
        following = [number // 10 * 10 + (number + 1) % 10 for number in range(250)]
        model.lm_head.weight[following] = model.model.embed_tokens.weight[:250]
    model.save_pretrained(folder)
    return Asked().load(folder)


@pytest.fixture
def cache(repeating: Asked) -> OwnCache:
    loaded = repeating.session._loaded
    assert loaded is not None
    cache = cache_for(loaded)
    assert isinstance(cache, OwnCache)
    return cache


def written(cache: OwnCache, sampling: Sampling, seed: int, guesses: bool) -> list[tuple[int, float]]:
    cache.forget()
    sampler = Sampler(sampling, seed, torch.device("cpu"))
    logits = cache.feed(PROMPT)
    source = decode.tokens_by_guesses(cache, logits, sampler) if guesses else decode.tokens(cache, logits, sampler)
    found = [next(source) for _ in range(COUNT)]
    source.close()  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=0.0),
        Sampling(temperature=0.0, repetition_penalty=1.2),
        Sampling(temperature=0.5, top_p=0.9),
        Sampling(temperature=0.8, top_k=5, no_repeat_ngram=4),
    ],
)
def test_the_same_answer(cache: OwnCache, sampling: Sampling) -> None:
    for seed in range(4):
        plain, guessed = (written(cache, sampling, seed, guesses) for guesses in (False, True))
        assert [token for token, _ in guessed] == [token for token, _ in plain]
        assert [figure for _, figure in guessed] == pytest.approx([figure for _, figure in plain], abs=1e-4)


def test_guesses_come_in_fewer_passes(cache: OwnCache, monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[int] = []
    feed_all = cache.feed_all
    monkeypatch.setattr(cache, "feed_all", lambda ids, last: passes.append(len(ids)) or feed_all(ids, last))
    written(cache, Sampling(temperature=0.0), 0, guesses=True)
    assert len(passes) < COUNT * 0.6
    assert max(passes) > 4


def test_what_was_guessed_and_not_given_leaves_the_cache(cache: OwnCache) -> None:
    for count in range(1, 40):
        cache.forget()
        logits = cache.feed(PROMPT)
        source = decode.tokens_by_guesses(cache, logits, Sampler(Sampling(temperature=0.0), 0, torch.device("cpu")))
        given = [next(source)[0] for _ in range(count)]
        source.close()  # type: ignore[attr-defined]
        assert cache.ids == [*PROMPT, *given[:-1]]
        assert cache.held.length == len(cache.ids)


def test_no_guess_beyond_the_context(cache: OwnCache) -> None:
    cache.forget()
    logits = cache.feed(PROMPT)
    most = len(PROMPT) + 20
    sampler = Sampler(Sampling(temperature=0.0), 0, torch.device("cpu"))
    source = decode.tokens_by_guesses(cache, logits, sampler, most)
    for _ in range(21):
        next(source)
        assert len(cache.ids) <= most


def test_sampled_tokens_keep_their_distribution(cache: OwnCache) -> None:
    """The third token after a text that invites a guess, with and without guesses: two samples of one distribution."""
    sampling = Sampling(temperature=1.5, top_p=1.0)
    counts = []
    for guesses in (False, True):
        draws = Counter[int]()
        for seed in range(1200):
            cache.rewind_to(PROMPT)
            logits = cache.feed(PROMPT[len(cache.ids) :])
            sampler = Sampler(sampling, seed + (50_000 if guesses else 0), torch.device("cpu"))
            source = (decode.tokens_by_guesses if guesses else decode.tokens)(cache, logits, sampler)
            for _ in range(3):
                token, _ = next(source)
            source.close()  # type: ignore[attr-defined]
            draws[token] += 1
        counts.append(draws)
    common = [token for token, count in (counts[0] + counts[1]).items() if count >= 16]
    rows = [[draws[token] for token in common] + [1200 - sum(draws[token] for token in common)] for draws in counts]
    chi_square = sum((a - b) ** 2 / (a + b) for a, b in zip(*rows, strict=True) if a + b)
    freedom = len(rows[0]) - 1
    assert chi_square <= freedom * (1 - 2 / (9 * freedom) + 4 * (2 / (9 * freedom)) ** 0.5) ** 3


def test_text_that_repeats_is_guessed_and_other_text_costs_little() -> None:
    numbers = random.Random(1)
    text = [numbers.randrange(1000) for _ in range(50)]
    look_up = LookUp([*text, *text[:3]])
    assert look_up.guess(100) == text[3:6]
    look_up.learn(3, 3)
    assert look_up.guess(100) == text[3:9]
    assert look_up.guess(2) == text[3:5]
    assert look_up.guess(0) == []
    letters = [numbers.randrange(3) for _ in range(3000)]  # every gram was seen, what follows is chance
    wrong = LookUp(letters[:100])
    tried = right_ones = 0
    for at in range(100, 2980):
        guess = wrong.guess(100)
        if guess:
            right = next((n for n, token in enumerate(guess) if token != letters[at + n]), len(guess))
            wrong.learn(len(guess), right)
            tried += 1
            right_ones += right
        wrong.add(letters[at])
    assert tried < 900 and right_ones / tried < 1.5
