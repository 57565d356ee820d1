"""Surprise token by token: the figures of `Score`, in parts, whole letters, and what else was likely."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished, SurprisePart
from desktop_llm.core.messages import Cancelled, Message, Score, ScoreFinished
from desktop_llm.engine.inspect import surprise as module
from tests.engine.asking import Asked

TEXT = "The quick brown fox jumps over the lazy dog. " * 6


def joined(asked: Asked, name: str, kind: type) -> np.ndarray:
    """One array of all parts; each part begins where the one before ended."""
    parts = asked.of(SurprisePart)
    at = 0
    for part in parts:
        assert part.first == at
        at += len(part.ids) // 4
    arrays = [np.frombuffer(getattr(part, name), kind) for part in parts]
    return np.concatenate(arrays) if arrays else np.zeros(0, kind)


@pytest.mark.parametrize(("context", "stride", "length"), [(64, 32, 200), (64, 64, 129), (50, 7, 100), (256, 128, 256)])
def test_equal_to_score(base: Asked, context: int, stride: int, length: int) -> None:
    wanted = base.ask(Score(1, TEXT, context, stride, length))
    found = base.ask(Surprise(2, TEXT, context=context, stride=stride, max_tokens=length))
    assert isinstance(wanted, ScoreFinished) and isinstance(found, SurpriseFinished)
    assert (found.tokens, found.scored_tokens) == (length, wanted.scored_tokens)
    assert found.nll_sum == pytest.approx(wanted.nll_sum, rel=1e-6)
    logprobs = joined(base, "logprobs", np.float32)
    assert len(logprobs) == length
    assert -np.nansum(logprobs, dtype=np.float64) == pytest.approx(found.nll_sum, rel=1e-6)
    assert int(np.isfinite(logprobs).sum()) == found.scored_tokens


def test_figures_of_each_token(base: Asked) -> None:
    base.ask(Surprise(1, TEXT[:80], alternatives=5))
    loaded = base.session._loaded
    assert loaded is not None
    ids = loaded.encode(TEXT[:80], special=False)
    with torch.inference_mode():
        known = torch.log_softmax(loaded.model(torch.tensor([ids])).logits[0].double(), -1)
    logprobs, ranks = joined(base, "logprobs", np.float32), joined(base, "ranks", np.int32)
    entropies = joined(base, "entropies", np.float32)
    top_ids = joined(base, "top_ids", np.int32).reshape(-1, 5)
    top_logprobs = joined(base, "top_logprobs", np.float32).reshape(-1, 5)
    assert np.isnan(logprobs[0]) and ranks[0] == 0 and (top_ids[0] == -1).all()
    for at in range(1, len(ids)):
        row = known[at - 1]
        assert logprobs[at] == pytest.approx(float(row[ids[at]]), abs=1e-4)
        assert ranks[at] == int((row > row[ids[at]]).sum()) + 1
        assert entropies[at] == pytest.approx(float(-(row.exp() * row).sum()), abs=1e-3)
        wanted = row.topk(5)
        assert top_ids[at].tolist() == wanted.indices.tolist()
        assert top_logprobs[at] == pytest.approx(wanted.values.numpy(), abs=1e-4)
    texts = {one[0]: one[1] for part in base.of(SurprisePart) for one in part.pieces}
    assert set(joined(base, "ids", np.int32).tolist()) | set(top_ids[1:].ravel().tolist()) == set(texts)


def test_parts_are_small_and_in_order(base: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    base.ask(Surprise(1, TEXT, context=64, stride=32))
    whole = joined(base, "logprobs", np.float32)
    monkeypatch.setattr(module, "_PART_TOKENS", 7)
    base.ask(Surprise(2, TEXT, context=64, stride=32))
    assert max(len(part.ids) // 4 for part in base.of(SurprisePart)) <= 7
    np.testing.assert_array_equal(joined(base, "logprobs", np.float32), whole)
    fractions = [part.fraction for part in base.of(SurprisePart)]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_letters_of_several_tokens(base: Asked) -> None:
    text = "naïve 你好 😀!"
    base.ask(Surprise(1, text))
    ends = joined(base, "ends", np.int32)
    assert len(ends) == len(text.encode())  # one token per byte
    assert (np.diff(ends) >= 0).all() and ends[-1] == len(text)
    wanted = [number + 1 for number, letter in enumerate(text) for _ in letter.encode()]
    assert ends.tolist() == wanted


def test_an_answer_is_read_after_its_question(chat: Asked) -> None:
    question = (Message("user", "Hello"),)
    found = chat.ask(Surprise(1, "Good day", messages=question))
    assert isinstance(found, SurpriseFinished)
    assert found.tokens == found.scored_tokens == 8  # the first letter too
    logprobs = joined(chat, "logprobs", np.float32)
    loaded = chat.session._loaded
    assert loaded is not None
    before = loaded.tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hello"}], add_generation_prompt=True, return_dict=True
    )["input_ids"]
    ids = [*before, *loaded.encode("Good day", special=False)]
    assert found.before_tokens == len(before)
    with torch.inference_mode():
        known = torch.log_softmax(loaded.model(torch.tensor([ids])).logits[0], -1)
    wanted = [float(known[len(before) + at - 1, ids[len(before) + at]]) for at in range(8)]
    assert logprobs == pytest.approx(wanted, abs=1e-4)


def test_nothing_to_score(base: Asked) -> None:
    for text, tokens in (("", 0), ("a", 1)):
        found = base.ask(Surprise(1, text, context=16, stride=8))
        assert isinstance(found, SurpriseFinished)
        assert (found.tokens, found.scored_tokens) == (tokens, 0)
        assert len(joined(base, "ids", np.int32)) == tokens


def test_cancelled_and_refused(base: Asked, tiny_bert: Path) -> None:
    base.session.cancel(7000)
    assert base.ask(Surprise(7000, TEXT, context=16, stride=8)) == Cancelled(7000)
    with pytest.raises(AppError) as caught:
        base.ask(Surprise(7001, TEXT, context=100_000))
    assert caught.value.code is ErrorCode.BAD_OPTION
    with pytest.raises(AppError) as caught:
        Asked().load(tiny_bert).ask(Surprise(1, "the cat"))
    assert caught.value.code is ErrorCode.WRONG_KIND


def test_a_recurrent_model(tiny_mamba: Path) -> None:
    asked = Asked().load(tiny_mamba)
    found = asked.ask(Surprise(1, TEXT[:60], context=32, stride=16, alternatives=3))
    assert isinstance(found, SurpriseFinished)
    assert found.scored_tokens == 59


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["stories260k-llama", "math-gpt2"])
def test_oracle(shared_data: Path, name: str) -> None:
    folder = shared_data / "models" / name
    oracle: Any = json.loads((folder / "expected.json").read_text("utf-8"))
    expected = oracle["perplexity"]["main"]
    text = (shared_data / expected["text_file"].removeprefix("open/")).read_text("utf-8")
    run = expected["runs"][0]
    asked = Asked().load(folder)
    request = Surprise(
        1, text[: expected["n_tokens"] * 10], context=run["context"], stride=run["stride"],
        max_tokens=expected["n_tokens"],
    )  # fmt: skip
    found = asked.ask(request)
    assert isinstance(found, SurpriseFinished)
    assert found.scored_tokens == run["tokens_scored"]
    assert np.exp(found.nll_sum / found.scored_tokens) == pytest.approx(run["perplexity"], rel=1e-3)
