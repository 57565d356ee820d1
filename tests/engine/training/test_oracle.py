"""Our steps and our exam against figures made by others: plain transformers in fp32."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from desktop_llm.engine.training.batch import Batch, next_labels
from desktop_llm.engine.training.exam import Exam
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.run import Recipe, Run

pytestmark = pytest.mark.oracle
MODELS = ("stories260k-llama", "stories260k-as-mistral", "stories260k-bf16-sharded", "math-gpt2")
PLAIN = Recipe(weight_decay=0.0, gradient_clip=0.0, dropout=False)
"""The oracle's: AdamW with its usual constants, no clipping, no dropout."""


def load(folder: Path) -> tuple[Any, Any, dict[str, Any]]:
    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return model, AutoTokenizer.from_pretrained(folder), expected


def run_of(model: Any, recipe: Recipe = PLAIN) -> Run:
    return Run(model, recipe, Continuing(model, model.config.vocab_size, None))


def batch_of(ids: np.ndarray[Any, np.dtype[np.int32]]) -> Batch:
    return Batch(ids, next_labels(ids))


def ids_of(tokenizer: Any, text: Path, count: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    ids = tokenizer(text.read_text("utf-8"), add_special_tokens=False, verbose=False)["input_ids"]
    return np.asarray(ids[:count], np.int32)


@pytest.mark.parametrize("name", MODELS)
def test_twenty_steps_have_the_losses_of_the_oracle(shared_data: Path, name: str) -> None:
    model, tokenizer, expected = load(shared_data / "models" / name)
    if "training_20_steps" not in expected:  # the same model in other clothes
        expected = json.loads((shared_data / "models" / "stories260k-llama" / "expected.json").read_text("utf-8"))
    wanted = expected["training_20_steps"]["loss_per_step"]
    ids = ids_of(tokenizer, shared_data / "texts" / "tinyshakespeare.txt", 20 * 256)
    run = run_of(model)
    losses = [run.step(batch_of(ids[step * 256 : (step + 1) * 256].reshape(4, 64)), 1e-3) for step in range(20)]
    # The same weights rounded to bf16 begin a little elsewhere.
    first, later = (1e-2, 2e-2) if "bf16" in name else (1e-3, 1e-2)
    assert losses[:5] == pytest.approx(wanted[:5], rel=first)
    assert losses[5:] == pytest.approx(wanted[5:], rel=later)


def test_after_twenty_steps_the_next_text_is_as_surprising_as_the_oracle_says(shared_data: Path) -> None:
    model, tokenizer, expected = load(shared_data / "models" / "stories260k-llama")
    ids = ids_of(tokenizer, shared_data / "texts" / "tinyshakespeare.txt", 20 * 256 + 2000)
    run = run_of(model)
    for step in range(20):
        run.step(batch_of(ids[step * 256 : (step + 1) * 256].reshape(4, 64)), 1e-3)
    oracle = expected["training_20_steps"]["next_2000_ids_perplexity_after"]
    exam = Exam(ids[20 * 256 :], 64, model.config.vocab_size, stride=64)
    assert exam.windows == oracle["windows"]
    # Where windows do not overlap, the token that opens each is not scored.
    assert exam.take(model) == pytest.approx(oracle["nll_mean"], rel=5e-3)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("text", ["main", "unwrapped"])
def test_exam_is_the_sliding_window_of_the_oracle(shared_data: Path, name: str, text: str) -> None:
    model, tokenizer, expected = load(shared_data / "models" / name)
    wanted = expected["perplexity"][text]["runs"][0]
    path = shared_data / expected["perplexity"][text]["text_file"].removeprefix("open/")
    exam = Exam(ids_of(tokenizer, path, 2000), wanted["context"], model.config.vocab_size)
    assert (exam.context, exam.stride) == (wanted["context"], wanted["stride"])
    assert exam.windows == wanted["windows"]
    assert exam.scored_tokens == wanted["tokens_scored"]
    assert exam.take(model) == pytest.approx(wanted["nll_mean"], rel=1e-4)


@pytest.mark.parametrize("name", ["stories260k-llama", "math-gpt2"])
def test_rows_in_several_passes_and_the_head_in_portions_give_the_same_gradient(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    model, tokenizer, _ = load(shared_data / "models" / name)
    batch = batch_of(ids_of(tokenizer, shared_data / "texts" / "tinyshakespeare.txt", 256).reshape(4, 64))
    gradients = []
    for rows, in_portions, elements in ((4, False, 1 << 24), (4, True, 1 << 24), (1, True, 16 * 1000)):
        monkeypatch.setattr("desktop_llm.engine.training.chunked.LOGITS_ELEMENTS", elements)
        run = run_of(model)
        assert isinstance(run.objective, Continuing) and run.objective.in_portions and run.objective.packs
        run.objective.in_portions, run.rows_at_once = in_portions, rows
        loss = float(run.gradient(batch))
        gradients.append([loss, *(parameter.grad.clone() for parameter in run.trained)])
        model.zero_grad()
    for other in gradients[1:]:
        assert gradients[0][0] == pytest.approx(other[0], rel=1e-5)
        for whole, parts in zip(gradients[0][1:], other[1:], strict=True):
            torch.testing.assert_close(whole, parts, rtol=1e-3, atol=1e-6)


def test_losses_are_those_of_transformers_own_trainer(shared_data: Path, tmp_path: Path) -> None:
    from transformers import Trainer, TrainingArguments

    folder = shared_data / "models" / "stories260k-llama"
    steps, rows, tokens = 6, 4, 64
    model, tokenizer, _ = load(folder)
    ids = ids_of(tokenizer, shared_data / "texts" / "ppl_alice.txt", steps * rows * tokens)
    examples = [{"input_ids": row, "labels": row} for row in torch.from_numpy(ids.reshape(-1, tokens)).long()]
    arguments = TrainingArguments(
        output_dir=str(tmp_path),
        max_steps=steps,
        per_device_train_batch_size=rows,
        learning_rate=1e-3,
        lr_scheduler_type="constant",
        max_grad_norm=1.0,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        train_sampling_strategy="sequential",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )
    trainer = Trainer(model=model, args=arguments, train_dataset=examples)
    trainer.train()
    theirs = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    run = run_of(load(folder)[0], Recipe(dropout=False))
    ours = [run.step(batch_of(batch), 1e-3) for batch in ids.reshape(steps, rows, tokens)]
    assert ours == pytest.approx(theirs, rel=1e-3)
