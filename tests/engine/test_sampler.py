"""The choice of a token, held against transformers' own distribution."""

import itertools

import pytest
import torch
import transformers

from desktop_llm.core.sampling import Sampling
from desktop_llm.engine.sampler import Sampler
from tests.engine.asking import Asked

DRAWS = 4000
CONTROLS = [
    {"temperature": 1.0},
    {"temperature": 0.7, "top_k": 8},
    {"temperature": 1.3, "top_p": 0.8},
    {"temperature": 1.0, "min_p": 0.1},
    {"temperature": 1.0, "typical_p": 0.6},
    {"temperature": 0.9, "top_k": 20, "top_p": 0.9, "min_p": 0.02, "repetition_penalty": 1.4},
]


def their_distribution(asked: Asked, ids: list[int], controls: dict[str, float]) -> torch.Tensor:
    """What `generate` would draw the next token from."""
    neutral = {"top_k": 0, "top_p": 1.0, "do_sample": True, "max_new_tokens": 1, "pad_token_id": 0}
    config = transformers.GenerationConfig(**{**neutral, **controls}, output_scores=True, return_dict_in_generate=True)
    model = asked.session._loaded.model  # type: ignore[union-attr]
    prompt = torch.tensor([ids])
    result = model.generate(prompt, attention_mask=torch.ones_like(prompt), generation_config=config)
    return torch.softmax(result.scores[0][0].float(), -1)


@pytest.mark.parametrize("controls", CONTROLS, ids=lambda c: ",".join(f"{k}={v}" for k, v in c.items()))
def test_draws_follow_transformers_distribution(base: Asked, controls: dict[str, float]) -> None:
    loaded = base.session._loaded
    assert loaded is not None
    ids = loaded.encode("some text about some text")
    expected = their_distribution(base, ids, controls)
    with torch.inference_mode():
        logits = loaded.model(torch.tensor([ids])).logits[0, -1]
    sampler = Sampler(Sampling(**{"top_p": 1.0, **controls}), seed=11, device=loaded.device)  # type: ignore[arg-type]
    counts = torch.zeros_like(expected)
    history = torch.tensor([ids])
    for _ in range(DRAWS):
        token, logprob = sampler.choose(logits, history)
        counts[token] += 1
    assert logprob == pytest.approx(float(torch.log_softmax(logits.float(), -1)[token]), abs=1e-5)
    assert float(counts[expected == 0].sum()) == 0
    often = expected * DRAWS >= 5
    seen = torch.cat([counts[often], counts[~often].sum()[None]])
    due = torch.cat([expected[often], expected[~often].sum()[None]]) * DRAWS
    due, seen = due[due > 0], seen[due > 0]
    chi_square = float(((seen - due) ** 2 / due).sum())
    freedom = len(due) - 1
    # Wilson and Hilferty 1931: 4 standard deviations, one false alarm in 30,000.
    limit = freedom * (1 - 2 / (9 * freedom) + 4 * (2 / (9 * freedom)) ** 0.5) ** 3 if freedom else 1e-6
    assert chi_square <= limit


def test_greedy_needs_no_luck(base: Asked) -> None:
    logits = torch.tensor([0.0, 3.0, 1.0, 2.9])
    for seed in range(3):
        sampler = Sampler(Sampling(temperature=0.0), seed, torch.device("cpu"))
        assert sampler.choose(logits, torch.empty(1, 0, dtype=torch.long))[0] == 1


def test_no_ngram_twice(base: Asked) -> None:
    answer = base.answer("abcabc", max_new_tokens=120, no_repeat_ngram=2)
    loaded = base.session._loaded
    assert loaded is not None
    ids = [*loaded.encode("abcabc"), *answer.token_ids]
    pairs = list(itertools.pairwise(ids))[5:]
    assert len(pairs) == len(set(pairs))


def test_greedy_with_a_penalty_equals_transformers(base: Asked) -> None:
    loaded = base.session._loaded
    assert loaded is not None
    prompt = torch.tensor([loaded.encode("abcabc")])
    config = transformers.GenerationConfig(
        do_sample=False,
        max_new_tokens=60,
        repetition_penalty=1.3,
        no_repeat_ngram_size=3,
        pad_token_id=0,
        eos_token_id=0,
    )
    theirs = loaded.model.generate(prompt, attention_mask=torch.ones_like(prompt), generation_config=config)
    ours = base.answer("abcabc", max_new_tokens=60, repetition_penalty=1.3, no_repeat_ngram=3)
    assert list(ours.token_ids) == theirs[0, prompt.shape[1] :].tolist()
