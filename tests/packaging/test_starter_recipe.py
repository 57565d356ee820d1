"""The recipe itself: its first steps run and learn, its batches are what they claim, a stopped stage goes on."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from starter import batches, recipe, shapes, stream, vocabulary
from starter.optimizer import orthogonalise
from starter.training import Stage, run_stage
from transformers import PreTrainedTokenizerFast


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> PreTrainedTokenizerFast:
    return vocabulary.build_causal(tmp_path_factory.mktemp("tokenizer"), documents=3000)


def test_the_first_fifty_steps_learn(tmp_path: Path) -> None:
    losses = recipe.first_steps(tmp_path, seed=7, steps=50, batch_tokens=512)
    assert len(losses) == 50
    assert sum(losses[-5:]) / 5 < sum(losses[:5]) / 5 - 1.5


def test_packed_rows_are_read_as_if_alone(tokenizer: PreTrainedTokenizerFast) -> None:
    torch.manual_seed(0)
    model = shapes.new_causal(tokenizer).eval()
    batch = batches.chat_batch(tokenizer, 1, 0, 512)
    starts = (batch.position_ids[0] == 0).nonzero()[:, 0].tolist()
    first, second = starts[1], starts[2]
    with torch.inference_mode():
        packed = model.model(
            batch.input_ids, attention_mask=batch.mask, position_ids=batch.position_ids, use_cache=False
        ).last_hidden_state[0, first:second]
        alone = model.model(batch.input_ids[:1, first:second], use_cache=False).last_hidden_state[0]
    assert torch.allclose(packed, alone, atol=1e-4)


def test_chat_batches_follow_the_chat_template(tokenizer: PreTrainedTokenizerFast) -> None:
    conversations = stream.conversations(Random(3))
    for _ in range(40):
        messages = next(conversations)
        ids, said = batches.encode_chat(tokenizer, messages)
        encoded = tokenizer.apply_chat_template(messages, return_dict=True, return_assistant_tokens_mask=True)
        assert encoded["input_ids"] == ids
        assert [bool(mark) for mark in encoded["assistant_masks"]] == said


def test_the_tokenizer_gives_text_back(tokenizer: PreTrainedTokenizerFast) -> None:
    for text in ("What is 17 + 25?", "  two  spaces\n\ttab", "小明有一个红色的球。", "Crème brûlée 🥐", "<|im_x|>"):
        assert tokenizer.decode(tokenizer(text).input_ids) == text
    assert tokenizer.tokenize("42")[-2:] == ["4", "2"]


def test_a_stopped_stage_goes_on_where_it_was(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    stage = replace(Stage("base", steps=4, batch_tokens=256), warm_up_steps=1)

    def train(path: Path | None, stops: list[int]) -> torch.Tensor:
        for stop in stops:
            torch.manual_seed(5)
            model = shapes.new_causal(tokenizer)
            run_stage(
                stage, model, lambda step, tokens: batches.base_batch(tokenizer, 1, step, tokens), path, stop_after=stop
            )
        return model.lm_head.weight.detach()

    assert torch.allclose(train(None, [4]), train(tmp_path / "state.pt", [2, 4]), atol=1e-5)


def test_orthogonalised_matrices_have_even_singular_values() -> None:
    torch.manual_seed(0)
    singular = torch.linalg.svdvals(orthogonalise(torch.randn(2, 24, 64)))
    assert singular.min() > 0.5
    assert singular.max() < 1.5
