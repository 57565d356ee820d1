"""How much of a batch passes through the model at once, chosen from the memory that is there."""

from __future__ import annotations

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.training import TrainJob
from desktop_llm.engine import machine
from desktop_llm.engine.training.run import Run

SHARE = 0.5
"""Activations may take this part of the memory that is free beside weights, gradients and moments."""
TOKENS_AT_ONCE = {"cpu": 2048, "mps": 8192, "cuda": 65536}
"""More bring no more speed."""


def fit_in_memory(run: Run, job: TrainJob, facts: ModelFacts, block: int) -> None:
    """Set the rows that pass at once, and checkpointing where not even one row would fit without it.

    Args:
        run: On its device, its gradients and moments not made yet.
        job: What it states is taken; memory that is then short is met when it is (`Run.step`).
        facts: Of the model.
        block: Tokens of a row.
    """
    made_bytes = 12 * run.parameters_trained  # gradients and two moments
    free_bytes = SHARE * max(0, machine.free_bytes(run.device) - made_bytes)
    row_bytes = block * activation_bytes(facts)
    if job.gradient_checkpointing == "on" or (job.gradient_checkpointing == "auto" and row_bytes > free_bytes):
        run.use_checkpointing()
        row_bytes = block * 4 * max(1, facts.layers) * facts.hidden + row_bytes // max(1, facts.layers)
    at_most = max(1, TOKENS_AT_ONCE.get(run.device.type, 2048) // block)
    run.rows_at_once = job.micro_batch_rows or max(1, min(at_most, int(free_bytes // max(1, row_bytes))))


def activation_bytes(facts: ModelFacts) -> int:
    """What one token leaves behind for the backward pass, about: fp32, attention fused."""
    inner = facts.intermediate or 4 * facts.hidden
    return 4 * max(1, facts.layers) * (10 * facts.hidden + 4 * inner)
