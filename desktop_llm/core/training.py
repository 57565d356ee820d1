"""One training as values: what is asked for (`TrainJob`), what it will cost (`Forecast`), what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop_llm.core.check_up import FileReport as FileReport
from desktop_llm.core.check_up import TextReport as TextReport
from desktop_llm.core.examples import Reading


class Task(StrEnum):
    """What is learned. AUTO takes what the texts and the base are made for."""

    AUTO = "auto"
    STYLE = "style"  # continue texts in their style: a causal model on prose
    ANSWER = "answer"  # answer as in dialogues: a causal model, loss on the answers alone
    SORT = "sort"  # name the sort of a text: any encoder or causal model on labelled texts
    FILL = "fill"  # the language of the texts: a masked model on prose
    REWRITE = "rewrite"  # turn one text into another: an encoder-decoder on pairs
    SCRATCH = "scratch"  # a new small model from nothing on prose


class Method(StrEnum):
    """How the weights are changed."""

    AUTO = "auto"
    FULL = "full"
    LORA = "lora"  # Hu et al. 2021


MOST_QUESTIONS = 10
"""The living exam has at most so many."""


@dataclass(frozen=True, slots=True)
class TrainJob:
    """Everything a run needs; written to `job.toml` in the run's folder.

    Exactly one of steps, epochs and minutes may be set; with none the engine chooses epochs from the text's size.
    Zeros (and "auto") leave a choice to the engine.

    Attributes:
        name: Name of the result in the list.
        base_path: Folder of the checkpoint to start from. It is not changed. "" for SCRATCH.
        texts: Files to read, in order.
        reading: How they are read, and what is held back.
        questions: The living exam: the person's own questions, at most `MOST_QUESTIONS`.
        early_stopping: End the run where the held-out loss has turned, and keep the best.
        learning_rate: Peak rate.
        optimizer: "adamw" (beta1, beta2, epsilon) or "sgd" (momentum).
        schedule: After the warm-up: "cosine" to 2 % of the peak, "linear" to nothing, or "constant".
        warmup_share: Part of the run in which the rate rises; `warmup_steps`, where set, counts instead.
        gradient_clip: Longest gradient (2-norm over all weights); 0 leaves it as it is.
        dropout: Whether the dropout that the base's config states is on.
        block_tokens: Tokens in one training row.
        batch_tokens: Tokens in one optimizer step.
        micro_batch_rows: Rows that pass through the model at once.
        gradient_accumulation: So many micro-batches make a step; with `micro_batch_rows` instead of `batch_tokens`.
        order: "shuffled", or "sequential": rows as they stand in the texts, in every epoch.
        gradient_checkpointing: "auto" (where memory asks for it), "on" or "off".
        autosave_minutes: Between two saves of the whole state.
        layers, width, heads, vocabulary: Of a new model (SCRATCH).
        threads: 0 takes what the device settings say.
    """

    name: str
    base_path: str
    texts: tuple[str, ...]
    task: Task = Task.AUTO
    reading: Reading = field(default_factory=Reading)
    questions: tuple[str, ...] = ()
    method: Method = Method.AUTO
    steps: int | None = None
    epochs: float | None = None
    minutes: float | None = None
    early_stopping: bool = True
    seed: int = 0
    learning_rate: float = 0.0
    optimizer: str = "adamw"
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    momentum: float = 0.0
    weight_decay: float = 0.0
    schedule: str = "cosine"
    warmup_share: float = 0.05
    warmup_steps: int | None = None
    gradient_clip: float = 1.0
    dropout: bool = True
    block_tokens: int = 0
    batch_tokens: int = 0
    micro_batch_rows: int = 0
    gradient_accumulation: int = 0
    order: str = "shuffled"
    gradient_checkpointing: str = "auto"
    autosave_minutes: float = 0.0
    lora_rank: int = 16
    lora_alpha: float = 32.0
    lora_dropout: float = 0.0
    layers: int = 0
    width: int = 0
    heads: int = 0
    vocabulary: int = 0
    precision: str = "auto"
    device: str = "auto"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cost of a run, from a probe of real steps.

    Attributes:
        seconds: Expected wall time from Start to the finished checkpoint.
        seconds_margin: Give or take.
        memory_bytes: Peak of the training process.
        memory_available_bytes: What this computer has free for it.
        disk_bytes: What the run's folder will take.
        steps, epochs, tokens: The plan; tokens are all that pass through the model.
        method: What AUTO became.
        probe_steps: Real steps the figures rest on.
        task: What AUTO became.
        parameters: Of the whole model (SCRATCH: of the new one).
    """

    seconds: float
    seconds_margin: float
    memory_bytes: int
    memory_available_bytes: int
    disk_bytes: int
    disk_free_bytes: int
    steps: int
    epochs: float
    training_tokens: int
    held_out_tokens: int
    tokens: int
    method: Method
    learning_rate: float
    block_tokens: int
    batch_tokens: int
    probe_steps: int
    task: Task = Task.STYLE
    parameters: int = 0


class Advice(StrEnum):
    """What a training did by itself and has to say; the values of each stand beside it."""

    SMALLER_BATCHES = "smaller_batches"  # memory ran out: rows, step (as many rows at once from here on)
    CHECKPOINTING = "checkpointing"  # memory ran out: step (slower, in less memory from here on)
    SHORTER_ROWS = "shorter_rows"  # memory ran out: block_tokens, step
    TURNED = "turned"  # the held-out loss rose, so the run ended early: step, best_step
    BEST_KEPT = "best_kept"  # an earlier exam was better, so its weights were kept: step, best_step
    LONG_EXAMPLES_CUT = "long_examples_cut"  # examples, block_tokens
    EXAM_CUT_SHORT = "exam_cut_short"  # the questions took too long: answered, questions
