"""GGUF files made by others: text, log-probabilities and tokens against those of llama.cpp and of the originals."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import Anatomy, Attention, NextTokens, NextTokensFound
from desktop_llm.core.messages import Logprobs, LogprobsFinished, PromptRead, Score, ScoreFinished
from desktop_llm.engine.gguf.llama_library import is_native, llama
from desktop_llm.engine.gguf.llama_vocabulary import LlamaVocabulary
from tests.engine.asking import Asked

pytestmark = pytest.mark.oracle
FILES = ["stories260k-F32", "stories260k-F16", "stories260k-Q8_0", "math-gpt2-F16", "math-gpt2-Q4_0"]


@pytest.fixture(scope="module")
def files(shared_data: Path) -> Path:
    return shared_data / "gguf"


@pytest.fixture(scope="module")
def stories(files: Path) -> Iterator[Asked]:
    asked = Asked().load(files / "stories260k-F32.gguf", "auto")
    yield asked
    asked.session.close()


@pytest.fixture(scope="module")
def original(shared_data: Path) -> Any:
    """What plain transformers said of the checkpoint that the stories files were made from."""
    return json.loads((shared_data / "models" / "stories260k-llama" / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_greedy_text_is_llama_cpps(name: str, files: Path) -> None:
    expected = json.loads((files / "expected_gguf.json").read_text("utf-8"))
    runs = next(entry for entry in expected["files"] if Path(entry["file"]).stem == name)["runs"]
    asked = Asked().load(files / f"{name}.gguf", "auto")
    other_sums = name.endswith("Q4_0") and is_native()  # 4-bit products are rounded otherwise by other instructions
    for run in runs:
        answer = asked.answer(run["prompt"], max_new_tokens=1 if other_sums else run["max_tokens"])
        assert answer.text == (run["text"][: len(answer.text)] if other_sums else run["text"])
        assert "".join(piece.text for piece in asked.pieces()) == answer.text
    asked.session.close()


def test_tokens_and_figures_are_the_originals(stories: Asked, original: Any) -> None:
    for expected in original["greedy"]:
        answer = stories.answer(expected["prompt"], max_new_tokens=expected["max_new_tokens"])
        assert list(answer.token_ids) == expected["output_ids"]
        assert answer.logprobs == pytest.approx(expected["output_logprobs"], abs=1e-3)
    expected = original["sentence_logprobs"]
    found = stories.ask(Logprobs(stories.next_id(), expected["text"]))
    assert isinstance(found, LogprobsFinished)
    assert [token.id for token in found.tokens] == expected["ids"]
    assert [token.piece for token in found.tokens] == expected["tokens"]
    assert [t.logprob for t in found.tokens[1:]] == pytest.approx(expected["logprobs_from_second_token"], abs=1e-3)


def test_perplexity_is_the_originals(stories: Asked, original: Any, shared_data: Path) -> None:
    expected = next(value for key, value in original["perplexity"].items() if key != "method")
    text = (shared_data / expected["text_file"].removeprefix("open/")).read_text("utf-8")
    run = expected["runs"][0]
    request = Score(stories.next_id(), text[:20_000], run["context"], run["stride"], expected["n_tokens"])
    found = stories.ask(request)
    assert isinstance(found, ScoreFinished)
    assert found.scored_tokens == run["tokens_scored"]
    assert found.perplexity == pytest.approx(run["perplexity"], rel=1e-3)


def test_only_new_tokens_are_read(stories: Asked) -> None:
    first = stories.generate("Once upon a time there was", max_new_tokens=8)
    second = stories.generate("Once upon a time there was" + first.answers[0].text, max_new_tokens=8)
    assert second.cached_tokens >= first.prompt_tokens
    assert stories.of(PromptRead)[-1].tokens_read == second.prompt_tokens
    branch = stories.generate("Once upon a time there was", max_new_tokens=8)
    assert branch.cached_tokens == first.prompt_tokens - 1
    assert branch.answers[0].text == first.answers[0].text


def test_what_comes_next_and_what_can_not_be_seen(stories: Asked, files: Path) -> None:
    found = stories.ask(NextTokens(stories.next_id(), raw_prompt="Once upon a", count=3))
    assert isinstance(found, NextTokensFound)
    assert found.candidates[0].text == " time"
    path = str(files / "stories260k-F32.gguf")
    for request in (Attention(stories.next_id(), "a text"), Anatomy(stories.next_id(), path)):
        with pytest.raises(AppError) as caught:
            stories.ask(request)
        assert caught.value.code is ErrorCode.FOLDER_ONLY


def test_context_full(stories: Asked) -> None:
    answer = stories.answer("Once upon a time", max_new_tokens=2_000, temperature=1.0, seed=3)
    assert answer.finish_reason in ("stop", "context_full")
    assert stories.answer("Once " * 505, max_new_tokens=100).finish_reason == "context_full"
    with pytest.raises(AppError) as caught:
        stories.answer("Once " * 600)
    assert caught.value.code is ErrorCode.PROMPT_TOO_LONG


@pytest.mark.parametrize("name", ["ggml-vocab-bert-bge", "ggml-vocab-gpt-2", "ggml-vocab-llama-spm"])
def test_tokenizers_against_their_references(name: str, files: Path) -> None:
    library = llama()
    params = library.llama_model_default_params()
    params.vocab_only = True
    model = library.llama_model_load_from_file(str(files / f"{name}.gguf").encode(), params)
    words = LlamaVocabulary(library.llama_model_get_vocab(model))
    texts = (files / f"{name}.gguf.inp").read_bytes().decode("utf-8").split("\n__ggml_vocab_test__\n")[:-1]
    lines = (files / f"{name}.gguf.out").read_text("utf-8").splitlines()
    assert len(texts) == len(lines) > 40
    for text, line in zip(texts, lines, strict=True):
        assert words.encode(text, special=False, parse_special=False) == [int(n) for n in line.split()], text
    library.llama_model_free(model)
