"""Everything a run needs, from its job: base, texts, plan, exam, the model made trainable. Probe and run share it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from transformers.utils import logging as transformers_logging

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.documents import load_corpus
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.base import load_base
from desktop_llm.engine.training.choosing import choose_task
from desktop_llm.engine.training.exam import AnyExam
from desktop_llm.engine.training.fitting import fit_in_memory
from desktop_llm.engine.training.lora import with_adapter
from desktop_llm.engine.training.measuring import learns_faster_in_bf16
from desktop_llm.engine.training.memory import return_what_is_freed
from desktop_llm.engine.training.optimizer import Recipe, Schedule
from desktop_llm.engine.training.plan import Plan, check_job, choose_block, choose_method, make_plan
from desktop_llm.engine.training.run import Run
from desktop_llm.engine.training.saving import saved_format
from desktop_llm.engine.training.scratch import make_start
from desktop_llm.engine.training.studies import make_study
from desktop_llm.engine.training.study import Material, Study
from desktop_llm.engine.training.threads import choose_threads

RUN_BYTES = 16
"""Bytes that a trained number takes: itself, its gradient and AdamW's two moments in fp32."""
_AUTOCASTS = {"fp32": None, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an earlier part of the run had decided by the machine's state; a resumed run keeps to it.

    Attributes:
        autocast: Name of the type to multiply in.
    """

    method: Method
    autocast: str
    threads: int
    rows_at_once: int
    checkpointing: bool
    halvings: int


@dataclass(slots=True)
class Prepared:
    """A run that could take its first step.

    Attributes:
        job: As asked for; for a new model its base is the start that was made.
        corpus: What is told of it; its examples are in the study.
        saved: The type that the checkpoint is saved in: the base's.
        seconds_to_load: Reading the base into memory.
        seconds_to_read: Reading and tokenising the texts, and the rest up to the first step.
    """

    job: TrainJob
    base: LoadedModel
    corpus: Corpus
    study: Study
    plan: Plan
    exam: AnyExam
    rows: Material
    run: Run
    schedule: Schedule
    saved: torch.dtype
    seconds_to_load: float
    seconds_to_read: float

    @property
    def checkpoint_bytes(self) -> int:
        """What the finished checkpoint takes on disk."""
        return self.base.facts.parameters * self.saved.itemsize + 4_000_000

    @property
    def state_bytes(self) -> int:
        """What the whole state of a run takes on disk: trained weights, two moments, the best weights."""
        return self.run.parameters_trained * 16 + 100_000

    def examine(self, windows: int | None = None, go_on: Callable[[], None] = lambda: None) -> float:
        """The mean loss on the held-out part, by the model as it is; see `AnyExam.take`."""
        with self._reading():
            return self.exam.take(self.run.model, windows, go_on)

    def measure(self, texts: int | None = None) -> dict[str, Any]:
        """The task's own figures on the held-out part, or on so many of its texts."""
        with self._reading():
            return self.study.metrics(self.run.model, self.study.measured_texts if texts is None else texts)

    def _reading(self) -> contextlib.AbstractContextManager[object]:
        """A new head lies in another type than a 16-bit base; all else is measured in the type it lies in."""
        return self.run.autocast() if self.plan.task in (Task.SORT, Task.REWRITE) else contextlib.nullcontext()

    @property
    def chosen(self) -> Chosen:
        """What a resumed run has to keep to."""
        run = self.run
        autocast = next(name for name, dtype in _AUTOCASTS.items() if dtype is run.recipe.autocast)
        return Chosen(
            self.plan.method, autocast, torch.get_num_threads(), run.rows_at_once, run.is_checkpointing, run.halvings
        )


def prepare(
    job: TrainJob,
    control: Control,
    start: Path,
    go_on: Callable[[float], None] = lambda _: None,
    chosen: Chosen | None = None,
) -> Prepared:
    """Load, read, plan, and put the optimizer around the model.

    Args:
        job: What is to be trained.
        control: Of the request.
        start: Where a new model's first weights are written, for SCRATCH.
        go_on: Gets the fraction done.
        chosen: Of the run that is resumed.

    Raises:
        AppError: Whatever the job, the base or the texts object to.
        Stopped: `control` was cancelled.
    """

    def advance(fraction: float) -> None:
        if control.cancelled:
            raise Stopped
        go_on(fraction)

    check_job(job)
    return_what_is_freed()
    transformers_logging.disable_progress_bar()
    started = time.perf_counter()
    facts = _facts(job)
    corpus = load_corpus(job.texts, job.reading)
    task = choose_task(job, corpus.kind, facts.kind if facts else None)
    advance(0.15)
    read = time.perf_counter()
    if task is Task.SCRATCH:
        job, facts = make_start(job, corpus, start)
    assert facts is not None
    device = machine.chosen_device(job.device)
    available_bytes = machine.free_bytes(device)
    method = chosen.method if chosen else choose_method(job, facts.parameters, available_bytes)
    if task is Task.SCRATCH:
        method = Method.FULL
    _refuse_too_big(method, facts.parameters, available_bytes)
    autocast = _AUTOCASTS[chosen.autocast] if chosen else _autocast(job, device, facts.hidden)
    precision = "fp32" if method is Method.FULL or autocast is None else machine.precision_name(autocast)
    base = load_base(job, task, facts, precision, corpus.labels, lambda fraction: advance(0.15 + 0.35 * fraction))
    loaded = time.perf_counter()
    study = make_study(task, job, base, corpus, autocast, lambda fraction: advance(0.5 + 0.4 * fraction))
    block = choose_block(job, base.context_tokens, study.training_tokens, study.longest)
    rows = study.material(block)
    exam = study.exam(block)
    plan = make_plan(job, method, facts.parameters, rows.tokens, exam.tokens_read, block, rows.rows, task)
    rows.begin(plan.rows_per_step)
    torch.manual_seed(job.seed)
    model = base.model if method is Method.FULL else with_adapter(base.model, job, task)
    run = Run(model, _recipe(job, autocast), study.objective)
    if chosen:
        torch.set_num_threads(chosen.threads)
        run.rows_at_once, run.halvings = chosen.rows_at_once, chosen.halvings
        if chosen.checkpointing:
            run.use_checkpointing()
    else:
        fit_in_memory(run, job, facts, block)
        if job.threads == 0:
            choose_threads(run, next(rows.batch(0).parts(1)))
    torch.manual_seed(job.seed)  # trying threads used up some chance, more or less of it
    advance(1.0)
    return Prepared(
        job=job,
        base=base,
        corpus=replace(corpus, training=(), held_out=()),
        study=study,
        plan=plan,
        exam=exam,
        rows=rows,
        run=run,
        schedule=Schedule(plan.learning_rate, job.schedule, job.warmup_share, job.warmup_steps),
        saved=saved_format(facts.dtype),
        seconds_to_load=loaded - read,
        seconds_to_read=time.perf_counter() - loaded + read - started,
    )


def _facts(job: TrainJob) -> ModelFacts | None:
    """What the base is; None where there is none."""
    if not job.base_path or job.task is Task.SCRATCH:
        return None
    return check_folder(Path(job.base_path))


def _recipe(job: TrainJob, autocast: torch.dtype | None) -> Recipe:
    return Recipe(
        weight_decay=job.weight_decay,
        gradient_clip=job.gradient_clip,
        betas=(job.beta1, job.beta2),
        epsilon=job.epsilon,
        autocast=autocast,
        dropout=job.dropout,
        optimizer=job.optimizer,
        momentum=job.momentum,
    )


def _autocast(job: TrainJob, device: torch.device, width: int) -> torch.dtype | None:
    """The type to multiply in; None for fp32."""
    if job.precision == "auto" and device.type == "cpu":
        return torch.bfloat16 if learns_faster_in_bf16(width) else None
    # On Apple's GPU half precision would need its loss scaled, which torch 2.13 does only on CUDA and the CPU.
    if job.precision == "auto" and device.type == "mps":
        return None
    dtype = machine.chosen_dtype(job.precision, device, width)
    return None if dtype is torch.float32 else dtype


def _refuse_too_big(method: Method, parameters: int, available_bytes: int) -> None:
    needed = parameters * (RUN_BYTES if method is Method.FULL else 2)
    if needed > available_bytes:
        raise AppError(
            ErrorCode.TOO_BIG, f"{method} training of {parameters} weights", needed_bytes=needed,
            free_bytes=available_bytes,
        )  # fmt: skip
