"""Everything a run needs, from its job: base, texts, plan, exam, the model made trainable. Probe and run share it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers.utils import logging as transformers_logging

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import Method, TrainJob
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.exam import Exam
from desktop_llm.engine.training.lora import with_adapter
from desktop_llm.engine.training.plan import Plan, check_job, choose_method, make_plan
from desktop_llm.engine.training.rows import Rows
from desktop_llm.engine.training.run import Recipe, Run
from desktop_llm.engine.training.saving import saved_format
from desktop_llm.engine.training.texts import TrainingTexts, read_training_texts
from desktop_llm.engine.training.threads import choose_threads

AUTOCAST_WIDTH = 512
"""Below this width of the model's matrices, changing formats costs more than 16-bit products gain."""
RUN_BYTES = 16
"""Bytes that a trained number takes: itself, its gradient and AdamW's two moments in fp32."""


@dataclass(slots=True)
class Prepared:
    """A run that could take its first step.

    Attributes:
        saved: The type that the checkpoint is saved in: the base's.
        seconds_to_load: Reading the base into memory.
        seconds_to_read: Reading and tokenising the texts, and the rest up to the first step.
    """

    job: TrainJob
    base: LoadedModel
    texts: TrainingTexts
    plan: Plan
    exam: Exam
    rows: Rows
    run: Run
    saved: torch.dtype
    seconds_to_load: float
    seconds_to_read: float

    @property
    def parameters(self) -> int:
        return self.base.facts.parameters

    @property
    def checkpoint_bytes(self) -> int:
        """What the finished checkpoint takes on disk."""
        return self.parameters * self.saved.itemsize + 4_000_000


def prepare(job: TrainJob, control: Control, go_on: Callable[[float], None] = lambda _: None) -> Prepared:
    """Load, read, plan, and put the optimizer around the model.

    Args:
        job: What is to be trained.
        control: Of the request.
        go_on: Gets the fraction done.

    Raises:
        AppError: Whatever the job, the base or the texts object to.
        Stopped: `control` was cancelled.
    """

    def advance(fraction: float) -> None:
        if control.cancelled:
            raise Stopped
        go_on(fraction)

    check_job(job)
    transformers_logging.disable_progress_bar()
    facts = check_folder(Path(job.base_path))
    if not facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, f"cannot train {facts.kind}", kind=facts.kind.value)
    device = machine.chosen_device(job.device)
    available_bytes = machine.free_bytes(device)
    method = choose_method(job, facts.parameters, available_bytes)
    _refuse_too_big(method, facts.parameters, available_bytes)
    advance(0.02)
    started = time.perf_counter()
    precision = _precision(job, method, device, facts.hidden)
    base = load_checkpoint(
        Load(path=job.base_path, device=str(device), precision=precision, threads=job.threads),
        lambda fraction: advance(0.02 + 0.48 * fraction),
    )
    loaded = time.perf_counter()
    texts = read_training_texts(job, base, lambda fraction: advance(0.5 + 0.4 * fraction))
    exam = Exam(texts.held_out_ids, base.context_tokens, base.vocabulary)
    plan = make_plan(job, method, facts.parameters, base.context_tokens, len(texts.ids), exam.tokens_read)
    torch.manual_seed(job.seed)
    model = base.model if method is Method.FULL else with_adapter(base.model, job)
    recipe = Recipe(job.weight_decay, job.gradient_clip, autocast=_autocast(job, device, facts.hidden))
    run = Run(model, recipe, base.vocabulary)
    rows = Rows(texts.ids, plan.block_tokens, plan.rows_per_step, job.seed)
    if job.threads == 0:
        choose_threads(run, rows.batch(0)[:1])
    advance(1.0)
    return Prepared(
        job=job,
        base=base,
        texts=texts,
        plan=plan,
        exam=exam,
        rows=rows,
        run=run,
        saved=saved_format(facts.dtype),
        seconds_to_load=loaded - started,
        seconds_to_read=time.perf_counter() - loaded,
    )


def _autocast(job: TrainJob, device: torch.device, width: int) -> torch.dtype | None:
    """The type to multiply in; None for fp32."""
    is_narrow = device.type == "cpu" and width < AUTOCAST_WIDTH
    # On Apple's GPU half precision would need its loss scaled, which torch 2.13 does only on CUDA and the CPU.
    if job.precision == "auto" and (is_narrow or device.type == "mps"):
        return None
    dtype = machine.chosen_dtype(job.precision, device, width)
    return None if dtype is torch.float32 else dtype


def _precision(job: TrainJob, method: Method, device: torch.device, width: int) -> str:
    """How the base lies in memory: trained weights in fp32; a base that stays as it is in what it is multiplied in."""
    autocast = _autocast(job, device, width)
    return "fp32" if method is Method.FULL or autocast is None else machine.precision_name(autocast)


def _refuse_too_big(method: Method, parameters: int, available_bytes: int) -> None:
    needed = parameters * (RUN_BYTES if method is Method.FULL else 2)
    if needed > available_bytes:
        raise AppError(
            ErrorCode.TOO_BIG, f"{method} training of {parameters} weights", needed_bytes=needed,
            free_bytes=available_bytes,
        )  # fmt: skip
