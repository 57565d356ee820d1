"""The model card that a trained checkpoint carries: README.md, readable by a person and by the hub's tools."""

from __future__ import annotations

import math
import platform
from importlib.metadata import version
from pathlib import Path

from desktop_llm import __version__
from desktop_llm.core.examples import Corpus
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.engine.training.plan import Plan

_PIPELINES = {Task.SORT: "text-classification", Task.FILL: "fill-mask", Task.REWRITE: "text2text-generation"}
_LIBRARIES = ("torch", "transformers", "peft", "safetensors", "tokenizers")


def model_card(
    job: TrainJob,
    plan: Plan,
    licence: str,
    corpus: Corpus,
    steps: int,
    losses: tuple[float | None, float | None],
) -> str:
    """The card's text.

    Args:
        job: What was asked for.
        plan: What was done.
        licence: Of the base, "" where it states none.
        corpus: What was read.
        steps: Those that made the weights.
        losses: On the held-out part, before and after, in nats per token.
    """
    head = ["---", *([f"license: {licence}"] if licence else []), "library_name: transformers"]
    head += [f"pipeline_tag: {_PIPELINES.get(plan.task, 'text-generation')}", "tags:", "- desktop-llm", "---"]
    texts = [f"| {_plain(name)} | {characters:,} | `{digest}` |" for name, digest, characters in corpus.digests]
    settings = [f"| {name} | {value} |" for name, value in _settings(job, plan, steps)]
    parts = [
        "\n".join(head),
        f"# {_plain(job.name)}",
        _origin(job, plan),
        "## Texts\n\n| file | characters | SHA-256 of the file |\n|---|---|---|\n" + "\n".join(texts),
        _held_back(job),
        "## Exam\n\n" + _exam(losses),
        "## Settings\n\n| | |\n|---|---|\n" + "\n".join(settings),
        "## Licence\n\n" + _licence(licence),
        "## Made with\n\n" + ", ".join(f"{name} {found}" for name, found in versions()),
    ]
    return "\n\n".join(parts) + "\n"


def versions() -> list[tuple[str, str]]:
    """Names and versions of what computes."""
    found = [("Python", platform.python_version()), ("desktop-llm", __version__)]
    return found + [(name, version(name)) for name in _LIBRARIES]


def _exam(losses: tuple[float | None, float | None]) -> str:
    lines = ["| | loss (nats per token) | perplexity |", "|---|---|---|"]
    for name, loss in zip(("before", "after"), losses, strict=True):
        if loss is not None:
            lines.append(f"| {name} | {loss:.4f} | {math.exp(min(loss, 700)):.2f} |")
    return "\n".join(lines)


def _settings(job: TrainJob, plan: Plan, steps: int) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        ("method", plan.method.value),
        ("task", plan.task.value),
        ("optimizer", _optimizer(job)),
        ("learning rate (peak)", f"{plan.learning_rate:g}"),
        ("schedule", f"linear warm-up over {_warmup(job)}, then {job.schedule}"),
        ("weight decay", job.weight_decay),
        ("gradient clip", job.gradient_clip),
        ("tokens in a row", plan.block_tokens),
        ("tokens in a step", plan.batch_tokens),
        ("steps", steps),
        ("epochs", f"{steps * plan.rows_per_step / plan.rows:.2f}"),
        ("seed", job.seed),
    ]
    if plan.method is Method.LORA:
        rows += [("rank", job.lora_rank), ("alpha", job.lora_alpha), ("dropout", job.lora_dropout)]
    return rows


def _optimizer(job: TrainJob) -> str:
    if job.optimizer == "sgd":
        return f"SGD, momentum {job.momentum:g}"
    return f"AdamW ({job.beta1:g}, {job.beta2:g}), epsilon {job.epsilon:g}"


def _warmup(job: TrainJob) -> str:
    return f"{job.warmup_share:.0%}" if job.warmup_steps is None else f"{job.warmup_steps} steps"


def _origin(job: TrainJob, plan: Plan) -> str:
    if plan.task is Task.SCRATCH:
        return f"A new model, trained from nothing on the texts below with Desktop LLM {__version__}."
    base_name = _plain(Path(job.base_path).name)
    return f"{base_name}, trained further on the texts below with Desktop LLM {__version__}."


def _held_back(job: TrainJob) -> str:
    if job.reading.held_out_files:
        names = ", ".join(_plain(Path(name).name) for name in job.reading.held_out_files)
        return f"Files of one's own served as the exam: {names}."
    return f"{job.reading.held_out_share:.0%} of the texts, held back from training, served as the exam."


def _licence(licence: str) -> str:
    if not licence:
        return "The base states no licence. Whatever applies to it and to the texts applies to this checkpoint."
    return f"Inherited from the base: {licence}. What applies to the texts applies to this checkpoint too."


def _plain(text: str) -> str:
    """One line without what Markdown or YAML would take for markup."""
    return "".join(" " if letter in "|`<>[]\r\n" else letter for letter in text).strip()
