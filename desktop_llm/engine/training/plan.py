"""What a run will do, decided from the job, the model's size and the text's: plain arithmetic, no torch.

The rules of thumb were tried on the starter checkpoints and texts of 5 to 500 kB; everything can be set in the job.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.fit import LARGEST_FULL_PARAMETERS
from desktop_llm.core.training import Method, TrainJob

LONGEST_BLOCK = 512
SHORTEST_BLOCK = 32
ROWS_AT_LEAST = 8
TOKENS_IN_ALL = 300_000
"""AUTO reads a text so often that about this many tokens pass through the model, within `EPOCHS`."""
EPOCHS = (1, 4)
STEPS_AT_LEAST = 60
BATCH_TOKENS = (128, 8192)
MEASURED_SHARE = 0.15
"""The exams along the run may take this share of the training's work."""
MEASURES = (3, 9)


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures a run goes by.

    Attributes:
        rows: Blocks of `block_tokens` in the training text: one epoch.
        rows_per_step: Rows in one optimizer step.
        steps: Optimizer steps; for a job in minutes the most it may come to.
        seconds: Wall time to fill, for a job in minutes.
        measures: Exams on the held-out part along the run, besides those before and after.
    """

    method: Method
    learning_rate: float
    block_tokens: int
    rows: int
    rows_per_step: int
    steps: int
    epochs: float
    measures: int
    seconds: float | None = None

    @property
    def batch_tokens(self) -> int:
        """Tokens in one optimizer step."""
        return self.rows_per_step * self.block_tokens

    @property
    def tokens(self) -> int:
        """All tokens that pass through the model in training."""
        return self.steps * self.batch_tokens


def check_job(job: TrainJob) -> None:
    """Refuse impossible values with BAD_OPTION before anything is loaded."""
    chosen = [name for name in ("steps", "epochs", "minutes") if getattr(job, name) is not None]
    if len(chosen) > 1:
        raise AppError(ErrorCode.BAD_OPTION, f"{' and '.join(chosen)} at once", option=chosen[1])
    at_least_zero = ("learning_rate", "weight_decay", "gradient_clip", "block_tokens", "batch_tokens", "threads")
    bad = [name for name in chosen if not 0 < getattr(job, name) < 1e9]
    bad += [name for name in at_least_zero if not 0 <= getattr(job, name) < 1e9]
    bad += [name for name in ("warmup_share", "lora_dropout") if not 0 <= getattr(job, name) < 1]
    bad += [name for name in ("lora_rank", "lora_alpha") if not 0 < getattr(job, name) <= 65536]
    bad += [] if 0 < job.reading.held_out_share <= 0.5 else ["held_out_share"]
    if bad:
        value = getattr(job, bad[0], None) or getattr(job.reading, bad[0], None)
        raise AppError(ErrorCode.BAD_OPTION, f"{bad[0]} {value}", option=bad[0])


def choose_method(job: TrainJob, parameters: int, memory_available_bytes: int) -> Method:
    """What AUTO becomes: all weights of a small model that fits (weights, gradient and two moments in fp32)."""
    if job.method is not Method.AUTO:
        return job.method
    fits = parameters * 16 * 1.3 < memory_available_bytes
    return Method.FULL if parameters <= LARGEST_FULL_PARAMETERS and fits else Method.LORA


def make_plan(
    job: TrainJob,
    method: Method,
    parameters: int,
    context_tokens: int,
    training_tokens: int,
    held_out_tokens: int,
) -> Plan:
    """The plan for a text of that many tokens.

    Args:
        job: What was asked for; its zeros and Nones are filled in.
        method: FULL or LORA.
        parameters: Of the whole model.
        context_tokens: The model's longest input; 0 where unknown.
        training_tokens: Tokens to learn from.
        held_out_tokens: Tokens that one exam reads, overlaps counted.

    Raises:
        AppError: TEXT_TOO_SHORT, BAD_OPTION.
    """
    block = _block_tokens(job, context_tokens, training_tokens)
    rows = training_tokens // block
    epochs = job.epochs if job.epochs is not None else _epochs(training_tokens)
    rows_per_step = _rows_per_step(job, block, rows, epochs)
    steps = job.steps if job.steps is not None else max(1, round(epochs * rows / rows_per_step))
    if job.minutes is not None:
        steps = 10**9
    return Plan(
        method=method,
        learning_rate=job.learning_rate or _learning_rate(method, parameters),
        block_tokens=block,
        rows=rows,
        rows_per_step=rows_per_step,
        steps=steps,
        epochs=steps * rows_per_step / rows,
        measures=_measures(steps * rows_per_step * block, held_out_tokens),
        seconds=None if job.minutes is None else job.minutes * 60,
    )


def learning_rate_at(progress: float, peak: float, warmup_share: float) -> float:
    """The rate at a point of the run: a linear rise over `warmup_share`, then half a cosine down to 2 % of the peak.

    Args:
        progress: 0 before the first step, 1 after the last.
        peak: The highest rate.
        warmup_share: Part of the run in which it rises.
    """
    if progress < warmup_share:
        return peak * progress / warmup_share
    fallen = min(1.0, (progress - warmup_share) / max(1e-9, 1 - warmup_share))
    return peak * (0.02 + 0.98 * (1 + math.cos(math.pi * fallen)) / 2)


def _block_tokens(job: TrainJob, context_tokens: int, training_tokens: int) -> int:
    longest = min(context_tokens or LONGEST_BLOCK, 1 << 20)
    if job.block_tokens > longest:
        detail = f"block_tokens {job.block_tokens} > {longest}"
        raise AppError(ErrorCode.BAD_OPTION, detail, option="block_tokens", bounds=f"at most {longest}")
    minimum = 2 * min(longest, SHORTEST_BLOCK)
    if training_tokens < minimum:
        raise AppError(ErrorCode.TEXT_TOO_SHORT, f"{training_tokens} tokens of {minimum}", tokens=training_tokens)
    if job.block_tokens:
        return min(max(job.block_tokens, 2), training_tokens)
    block = min(LONGEST_BLOCK, longest)
    while block > SHORTEST_BLOCK and training_tokens // block < ROWS_AT_LEAST:
        block //= 2
    return block


def _epochs(training_tokens: int) -> float:
    return float(min(EPOCHS[1], max(EPOCHS[0], round(TOKENS_IN_ALL / training_tokens))))


def _rows_per_step(job: TrainJob, block: int, rows: int, epochs: float) -> int:
    if job.batch_tokens:
        return max(1, min(rows, job.batch_tokens // block))
    wanted = rows * epochs * block / STEPS_AT_LEAST
    tokens = min(BATCH_TOKENS[1], max(BATCH_TOKENS[0], 2 ** math.floor(math.log2(max(1.0, wanted)))))
    return max(1, min(rows, tokens // block))


def _learning_rate(method: Method, parameters: int) -> float:
    """Falls with the root of the size: 1e-3 for 5 million parameters, 2e-4 for 125 million (full)."""
    millions = max(parameters, 1) / 1e6
    if method is Method.LORA:
        return min(3e-3, max(1e-4, 2e-4 * (1000 / millions) ** 0.5))
    return min(2e-3, max(1e-5, 1e-3 * (5 / millions) ** 0.5))


def _measures(training_tokens: int, held_out_tokens: int) -> int:
    # A forward pass costs a third of a training step.
    affordable = MEASURED_SHARE * training_tokens * 3 / max(1, held_out_tokens)
    return max(MEASURES[0], min(MEASURES[1], int(affordable)))
