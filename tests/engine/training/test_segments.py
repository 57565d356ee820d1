"""Examples that share a row learn as if each were alone, without a mask; and models of another make keep theirs."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM

from desktop_llm.engine.training import segments
from desktop_llm.engine.training.batch import NOTHING, Batch, next_labels
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import Item, PackedRows
from desktop_llm.engine.training.run import Recipe, Run

SIZES = {
    "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": 64,
}  # fmt: skip


def batch_of(lengths: tuple[int, ...], vocabulary: int) -> tuple[Batch, list[Item]]:
    draw = np.random.default_rng(0)
    texts = [draw.integers(0, vocabulary, length, dtype=np.int32) for length in lengths]
    items = [Item(text, next_labels(text[None])[0]) for text in texts]
    rows = PackedRows(items, 64, 0, seed=1)
    return rows.of(range(rows.rows)), items


def gradients(run: Run, batches: list[Batch]) -> list[torch.Tensor]:
    """Of the sum over all batches."""
    for batch in batches:
        run.objective.summed(run.model, batch).backward()
    found = [parameter.grad.clone() for parameter in run.trained if parameter.grad is not None]
    run.optimizer.zero_grad()
    return found


@pytest.mark.parametrize("kind", ["llama", "grouped", "window", "gpt2"])
@pytest.mark.parametrize("checkpointing", [False, True])
def test_gradient_is_that_of_each_example_alone(kind: str, checkpointing: bool, shared_data: Path) -> None:
    torch.manual_seed(0)
    if kind == "gpt2":
        model = AutoModelForCausalLM.from_pretrained(shared_data / "models" / "math-gpt2", dtype=torch.float32)
    elif kind == "window":
        model = MistralForCausalLM(MistralConfig(**SIZES, num_key_value_heads=4, sliding_window=6))
    else:
        model = LlamaForCausalLM(LlamaConfig(**SIZES, num_key_value_heads=2 if kind == "grouped" else 4))
    objective = Continuing(model, model.config.vocab_size, None)
    assert objective.packs and model.config._attn_implementation == segments.NAME
    run = Run(model, Recipe(dropout=False), objective)
    if checkpointing:
        run.use_checkpointing()
    packed, items = batch_of((5, 20, 20, 40, 3, 20, 64, 9), model.config.vocab_size)
    alone = [Batch(item.ids[None], item.labels[None]) for item in items]
    together, apart = gradients(run, [packed]), gradients(run, alone)
    for one, other in zip(together, apart, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=2e-5)
    told = objective.each(model.eval(), packed)
    assert (told[torch.from_numpy(packed.labels) == NOTHING] == 0).all()
    wanted = sum(float(objective.each(model, batch).sum()) for batch in alone)
    assert float(told.sum()) == pytest.approx(wanted, rel=1e-4)


def test_model_that_attends_otherwise_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    eager = LlamaForCausalLM._from_config(LlamaConfig(**SIZES), attn_implementation="eager")
    assert Continuing(eager, 64, None).packs and eager.config._attn_implementation == "eager"
    # A kernel that lets examples see each other is found out, and masks do it.
    monkeypatch.setattr(segments, "groupby", lambda lengths: [(sum(lengths), iter([0]))])
    model = LlamaForCausalLM(LlamaConfig(**SIZES))
    assert Continuing(model, 64, None).packs and model.config._attn_implementation == "sdpa"
