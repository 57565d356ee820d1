"""Figures against plain transformers in fp32, computed elsewhere with checkpoints made by others."""

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core.messages import Logprobs, LogprobsFinished, Score, ScoreFinished
from tests.engine.asking import Asked

pytestmark = pytest.mark.oracle
MODELS = ["stories260k-llama", "stories260k-as-mistral", "stories260k-bf16-sharded", "math-gpt2"]


@pytest.fixture(scope="module", params=MODELS)
def folder(request: pytest.FixtureRequest, shared_data: Path) -> Path:
    return shared_data / "models" / request.param


@pytest.fixture(scope="module")
def oracle(folder: Path) -> Any:
    return json.loads((folder / "expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def asked(folder: Path) -> Asked:
    return Asked().load(folder)


def test_greedy_answers(asked: Asked, oracle: Any) -> None:
    for expected in oracle["greedy"]:
        answer = asked.answer(expected["prompt"], max_new_tokens=expected["max_new_tokens"])
        assert list(answer.token_ids) == expected["output_ids"]
        assert answer.logprobs == pytest.approx(expected["output_logprobs"], abs=1e-3)
        assert expected["prompt"] + answer.text == expected["full_text"]
        assert asked.session.text_alone(answer.token_ids) == expected["output_text"]
        assert "".join(piece.text for piece in asked.pieces()) == answer.text


def test_sentence_logprobs(asked: Asked, oracle: Any) -> None:
    expected = oracle["sentence_logprobs"]
    found = asked.ask(Logprobs(1, expected["text"]))
    assert isinstance(found, LogprobsFinished)
    assert [token.id for token in found.tokens] == expected["ids"]
    assert [token.piece for token in found.tokens] == expected["tokens"]
    assert found.tokens[0].logprob is None
    known = [token.logprob for token in found.tokens[1:]]
    assert known == pytest.approx(expected["logprobs_from_second_token"], abs=1e-3)


def test_perplexity(asked: Asked, oracle: Any, shared_data: Path) -> None:
    texts = {key: value for key, value in oracle["perplexity"].items() if key != "method"}
    assert len(texts) >= 2
    for expected in texts.values():
        # A text twice as long in letters as its tokens can be: the rest would only be cut off.
        text = (shared_data / expected["text_file"].removeprefix("open/")).read_text("utf-8")
        text = text[: expected["n_tokens"] * 10]
        for run in expected["runs"]:
            found = asked.ask(Score(1, text, run["context"], run["stride"], expected["n_tokens"]))
            assert isinstance(found, ScoreFinished)
            assert (found.tokens, found.scored_tokens) == (expected["n_tokens"], run["tokens_scored"])
            assert found.nll_sum == pytest.approx(run["nll_sum"], rel=1e-4)
            assert found.perplexity == pytest.approx(run["perplexity"], rel=1e-3)


def test_a_model_that_sorts(shared_data: Path) -> None:
    """Six digits fill its context of eleven: the last answer token is never read."""
    asked = Asked().load(shared_data / "models" / "gpt-nano-sort")
    everything = ["".join(digits) for digits in itertools.product("012", repeat=6)]
    for prompt in random.Random(5).sample(everything, 60):
        answer = asked.answer(prompt, max_new_tokens=6)
        assert answer.text == "".join(sorted(prompt))
        assert answer.finish_reason == "length"
    assert asked.answer("210012", max_new_tokens=7).finish_reason == "context_full"


def test_context_full_without_a_pad_token(shared_data: Path) -> None:
    asked = Asked().load(shared_data / "models" / "math-gpt2")
    finished = asked.generate("What is", max_new_tokens=500)
    answer = finished.answers[0]
    assert answer.finish_reason in {"context_full", "stop"}
    assert finished.context_used <= 65
    several = asked.generate("What is", max_new_tokens=20, temperature=1.0, seed=3, answers=3)
    assert len({answer.text for answer in several.answers}) == 3


def test_bfloat16_is_close(shared_data: Path) -> None:
    asked = Asked().load(shared_data / "models" / "stories260k-llama", "bf16")
    answer = asked.answer("Once upon a time", max_new_tokens=8)
    assert answer.text.startswith(", there was a little girl")
