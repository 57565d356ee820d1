"""One training as values: what is asked for (`TrainJob`), what it will cost (`Forecast`), what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How the weights are changed."""

    AUTO = "auto"
    FULL = "full"
    LORA = "lora"  # Hu et al. 2021


@dataclass(frozen=True, slots=True)
class TrainJob:
    """Everything a run needs; written to `job.toml` in the run's folder.

    Exactly one of steps, epochs and minutes may be set; with none the engine chooses epochs from the text's size.

    Attributes:
        name: Name of the result in the list.
        base_path: Folder of the checkpoint to start from. It is not changed.
        texts: Files to read, in order.
        held_out_share: Last part of each document that is never trained on.
        learning_rate: Peak rate; 0 lets the engine choose by method and size.
        block_tokens: Tokens in one training row; 0 lets the engine choose.
        batch_tokens: Tokens in one optimizer step; 0 lets the engine choose.
        threads: 0 takes what the device settings say.
    """

    name: str
    base_path: str
    texts: tuple[str, ...]
    method: Method = Method.AUTO
    steps: int | None = None
    epochs: float | None = None
    minutes: float | None = None
    seed: int = 0
    held_out_share: float = 0.1
    learning_rate: float = 0.0
    weight_decay: float = 0.0
    warmup_share: float = 0.05
    gradient_clip: float = 1.0
    block_tokens: int = 0
    batch_tokens: int = 0
    lora_rank: int = 16
    lora_alpha: float = 32.0
    lora_dropout: float = 0.0
    precision: str = "auto"
    device: str = "auto"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class TextReport:
    """What was read from the person's files, for the check-up before training.

    Attributes:
        files: One entry per file.
        words: Words (for Chinese, characters) over all files.
        held_back_words: The part kept for the exam.
        languages: ISO 639-1 codes, most common first ("en", "zh").
        training_excerpt, held_back_excerpt: First lines, as the model will see them.
    """

    files: tuple[FileReport, ...]
    words: int
    characters: int
    held_back_words: int
    languages: tuple[str, ...]
    training_excerpt: str
    held_back_excerpt: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: how it was read, or why not (`trouble` is an ErrorCode value, "" when read)."""

    path: str
    words: int
    characters: int
    encoding: str
    encoding_guessed: bool
    repeated_paragraphs: int
    trouble: str = ""
    trouble_detail: str = ""


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
