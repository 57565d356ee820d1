"""What a run will do, decided from the job, the model's size and the text's: plain arithmetic, no torch.

The rules of thumb were tried on the starter checkpoints and texts of 5 to 500 kB; everything can be set in the job.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.fit import LARGEST_FULL_PARAMETERS
from desktop_llm.core.training import MOST_QUESTIONS, Method, Task, TrainJob

LONGEST_BLOCK = 512
SHORTEST_BLOCK = 32
ROWS_AT_LEAST = 8
TOKENS_IN_ALL = 300_000
"""AUTO reads a text so often that about this many tokens pass through the model, within `EPOCHS`."""
EPOCHS = (1, 4)
LONGER_EPOCHS = {Task.FILL: 12, Task.SORT: 6, Task.REWRITE: 8, Task.SCRATCH: 20}
"""Only a part of each text teaches a masked model, a sort is one word for a text, and a new model knows nothing yet."""
SGD_RATE = 30.0
"""Plain gradient descent needs larger steps than AdamW."""
STEPS_AT_LEAST = 60
BATCH_TOKENS = (128, 8192)
MEASURED_SHARE = 0.15
"""The exams along the run may take this share of the training's work."""
MEASURES = (3, 9)


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures a run goes by.

    Attributes:
        rows: Of at most `block_tokens`: one epoch.
        rows_per_step: Rows in one optimizer step.
        steps: Optimizer steps; for a job in minutes the most it may come to.
        measures: Exams on the held-out part along the run, besides those before and after.
        seconds: Wall time to fill, for a job in minutes.
        row_tokens: Real tokens of a row, on the average.
        task: What AUTO became.
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
    row_tokens: float = 0.0
    task: Task = Task.STYLE

    @property
    def batch_tokens(self) -> int:
        """Real tokens in one optimizer step."""
        return round(self.rows_per_step * (self.row_tokens or self.block_tokens))

    @property
    def tokens(self) -> int:
        """All tokens that pass through the model in training."""
        return self.steps * self.batch_tokens


_WORDS = {
    "optimizer": ("adamw", "sgd"),
    "schedule": ("cosine", "linear", "constant"),
    "order": ("shuffled", "sequential"),
    "gradient_checkpointing": ("auto", "on", "off"),
}


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
    bad += [
        name
        for name in ("micro_batch_rows", "gradient_accumulation", "autosave_minutes", "momentum")
        if not 0 <= getattr(job, name) < 1e9
    ]
    bad += [name for name in ("layers", "width", "heads", "vocabulary") if not 0 <= getattr(job, name) < 1e6]
    bad += [name for name in ("beta1", "beta2") if not 0 <= getattr(job, name) < 1]
    bad += [] if 0 < job.epsilon < 1 else ["epsilon"]
    bad += [] if job.warmup_steps is None or 0 <= job.warmup_steps < 1e9 else ["warmup_steps"]
    bad += [name for name, words in _WORDS.items() if getattr(job, name) not in words]
    bad += [] if len(job.questions) <= MOST_QUESTIONS else ["questions"]
    bad += ["gradient_accumulation"] if job.batch_tokens and job.gradient_accumulation else []
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
    training_tokens: int,
    held_out_tokens: int,
    block: int,
    rows: int,
    task: Task = Task.STYLE,
) -> Plan:
    """The plan for a text of that many tokens.

    Args:
        job: What was asked for; its zeros and Nones are filled in.
        method: FULL or LORA.
        parameters: Of the whole model.
        training_tokens: Tokens of one epoch.
        held_out_tokens: Tokens that one exam reads, overlaps counted.
        block: The longest row.
        rows: In one epoch.
        task: What is learned.
    """
    row_tokens = training_tokens / rows
    epochs = job.epochs if job.epochs is not None else _epochs(training_tokens, task)
    rows_per_step = _rows_per_step(job, row_tokens, rows, epochs)
    steps = job.steps if job.steps is not None else max(1, round(epochs * rows / rows_per_step))
    if job.minutes is not None:
        steps = 10**9
    rate = job.learning_rate or _learning_rate(method, parameters)
    if not job.learning_rate and job.optimizer == "sgd":
        rate *= SGD_RATE
    return Plan(
        method=method,
        learning_rate=rate,
        block_tokens=block,
        rows=rows,
        rows_per_step=rows_per_step,
        steps=steps,
        epochs=steps * rows_per_step / rows,
        measures=_measures(round(min(steps, 10**7) * rows_per_step * row_tokens), held_out_tokens),
        seconds=None if job.minutes is None else job.minutes * 60,
        row_tokens=row_tokens,
        task=task,
    )


def choose_block(job: TrainJob, context_tokens: int, training_tokens: int, longest: int = 0) -> int:
    """The longest row of a run.

    Args:
        job: What it states counts.
        context_tokens: The model's longest input; 0 where unknown.
        training_tokens: Of the training part.
        longest: Tokens of the longest example; 0 for running text.

    Raises:
        AppError: TEXT_TOO_SHORT, BAD_OPTION.
    """
    most = min(context_tokens or LONGEST_BLOCK, 1 << 20)
    if job.block_tokens > most:
        detail = f"block_tokens {job.block_tokens} > {most}"
        raise AppError(ErrorCode.BAD_OPTION, detail, option="block_tokens", bounds=f"at most {most}")
    if longest:
        return max(2, job.block_tokens) if job.block_tokens else _row_length(longest, most)
    minimum = 2 * min(most, SHORTEST_BLOCK)
    if training_tokens < minimum:
        raise AppError(ErrorCode.TEXT_TOO_SHORT, f"{training_tokens} tokens of {minimum}", tokens=training_tokens)
    if job.block_tokens:
        return min(max(job.block_tokens, 2), training_tokens)
    block = min(LONGEST_BLOCK, most)
    while block > SHORTEST_BLOCK and training_tokens // block < ROWS_AT_LEAST:
        block //= 2
    return block


def _row_length(longest: int, most: int) -> int:
    """Of rows for examples: the next power of two that holds the longest, within bounds."""
    length = SHORTEST_BLOCK
    while length < longest:
        length *= 2
    return min(length, most, 2 * LONGEST_BLOCK)


def _epochs(training_tokens: int, task: Task) -> float:
    most = EPOCHS[1] if task in (Task.STYLE, Task.ANSWER) else LONGER_EPOCHS[task]
    return float(min(most, max(EPOCHS[0], round(TOKENS_IN_ALL / training_tokens))))


def _rows_per_step(job: TrainJob, row_tokens: float, rows: int, epochs: float) -> int:
    if job.gradient_accumulation:
        return min(rows, (job.micro_batch_rows or 1) * job.gradient_accumulation)
    if job.batch_tokens:
        return max(1, min(rows, int(job.batch_tokens / row_tokens + 1e-9)))
    if job.micro_batch_rows:
        return min(rows, job.micro_batch_rows)
    wanted = rows * epochs * row_tokens / STEPS_AT_LEAST
    tokens = min(BATCH_TOKENS[1], max(BATCH_TOKENS[0], 2 ** math.floor(math.log2(max(1.0, wanted)))))
    return max(1, min(rows, int(tokens / row_tokens)))


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
