"""One stage of training: steps over seeded batches, progress lines, a state file to go on from."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import BertForMaskedLM, Qwen2ForCausalLM

from starter.batches import IGNORED, Batch
from starter.optimizer import MatrixOptimizer

Model = Qwen2ForCausalLM | BertForMaskedLM


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's name, length and learning rates.

    Attributes:
        name: "base", "chat" or "encoder".
        steps: Optimizer steps.
        batch_tokens: Tokens in a step, padding included.
        matrix_rate: Highest learning rate of the hidden matrices.
        other_rate: Highest learning rate of embeddings and norms.
        warm_up_steps: Steps until the rates are at their highest.
        decay_share: The last part of the steps, over which the rates fall to zero.
    """

    name: str
    steps: int
    batch_tokens: int = 2048
    matrix_rate: float = 0.006
    other_rate: float = 0.003
    warm_up_steps: int = 30
    decay_share: float = 0.5

    def rate_scale(self, step: int) -> float:
        """The share of the highest rate used at this step."""
        rising = (step + 1) / max(1, self.warm_up_steps)
        falling = (self.steps - step) / max(1.0, self.steps * self.decay_share)
        return min(1.0, rising, falling)


@dataclass(frozen=True, slots=True)
class StageResult:
    """How a stage went: the loss of every step (nats per target), tokens seen (with padding), time used."""

    losses: list[float]
    tokens: int
    wall_s: float
    cpu_s: float


def loss_of(model: Model, batch: Batch) -> Tensor:
    """Mean nats over the batch's targets; the vocabulary is only computed where there is one."""
    wanted = batch.labels != IGNORED
    if isinstance(model, BertForMaskedLM):
        hidden = model.bert(
            batch.input_ids, attention_mask=batch.mask, position_ids=batch.position_ids
        ).last_hidden_state
        logits = model.cls(hidden[wanted])
    else:
        hidden = model.model(
            batch.input_ids, attention_mask=batch.mask, position_ids=batch.position_ids, use_cache=False
        ).last_hidden_state
        logits = model.lm_head(hidden[wanted])
    return functional.cross_entropy(logits.float(), batch.labels[wanted])


def run_stage(
    stage: Stage,
    model: Model,
    next_batch: Callable[[int, int], Batch],
    state_path: Path | None = None,
    device: str = "cpu",
    report_every: int = 50,
    stop_after: int | None = None,
) -> StageResult:
    """Trains `model` in place, to the stage's end or to step `stop_after` of it.

    Args:
        stage: How long and how fast.
        model: What is trained.
        next_batch: Gives the batch of (step, batch_tokens).
        state_path: Where to keep the state every 200 steps; a state found there is gone on from.
        device: Where it runs.
        report_every: Steps between two lines of progress.
        stop_after: Step to end at, if not at the last one.
    """
    model.to(device).train()
    optimizer = MatrixOptimizer(model, stage.matrix_rate, stage.other_rate)
    losses: list[float] = []
    tokens, wall_before, cpu_before = 0, 0.0, 0.0
    if state_path is not None and state_path.exists():
        saved = torch.load(state_path, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state(saved["optimizer"])
        losses, tokens, wall_before, cpu_before = saved["losses"], saved["tokens"], saved["wall_s"], saved["cpu_s"]
        print(f"{stage.name}: going on at step {len(losses)}", flush=True)
    wall_start, cpu_start = time.perf_counter(), time.process_time()

    def used() -> tuple[float, float]:
        return wall_before + time.perf_counter() - wall_start, cpu_before + time.process_time() - cpu_start

    for step in range(len(losses), stop_after or stage.steps):
        batch = next_batch(step, stage.batch_tokens)
        batch = Batch(*(part.to(device) for part in (batch.input_ids, batch.labels, batch.position_ids, batch.mask)))
        loss = loss_of(model, batch)
        loss.backward()
        optimizer.step(stage.rate_scale(step))
        losses.append(loss.item())
        tokens += batch.input_ids.numel()
        if (step + 1) % report_every == 0:
            mean = sum(losses[-report_every:]) / report_every
            wall_s, _ = used()
            speed = f"{tokens / wall_s:.0f} tokens/s, {wall_s:.0f} s"
            print(f"{stage.name}: step {step + 1}/{stage.steps}, loss {mean:.3f}, {speed}", flush=True)
        if state_path is not None and (step + 1) % 200 == 0:
            wall_s, cpu_s = used()
            _save(state_path, model, optimizer, losses, tokens, wall_s, cpu_s)
    wall_s, cpu_s = used()
    if state_path is not None:
        _save(state_path, model, optimizer, losses, tokens, wall_s, cpu_s)
    model.to("cpu").eval()
    return StageResult(losses, tokens, wall_s, cpu_s)


def _save(
    path: Path, model: Model, optimizer: MatrixOptimizer, losses: list[float], tokens: int, wall_s: float, cpu_s: float
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state(),
            "losses": losses,
            "tokens": tokens,
            "wall_s": wall_s,
            "cpu_s": cpu_s,
        },
        unfinished,
    )
    unfinished.replace(path)
