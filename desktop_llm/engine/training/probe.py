"""What a run will cost, from a few real steps of it: nothing is kept and nothing is written.

The time is put together from parts that were each measured here (a step, an exam) or are known from the run's shape
(loading, reading, saving, the start of a process).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch

from desktop_llm.core.messages import Cancelled, Event
from desktop_llm.core.paths import data_home
from desktop_llm.core.training import Forecast, Method
from desktop_llm.core.training_messages import Probe, ProbeFinished, ProbeProgress
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.training.answering import answer_questions
from desktop_llm.engine.training.autosave import EVERY_S, KEPT
from desktop_llm.engine.training.memory import PeakMemory, start_of_process_s
from desktop_llm.engine.training.pace import saving_seconds
from desktop_llm.engine.training.preparing import Prepared, prepare
from desktop_llm.engine.training.saving import free_disk_bytes

STEPPING_S = 1.5
"""Time for real steps, after one to warm up."""
STEPS = (2, 24)
EXAM_WINDOWS = 8
MEASURED_TEXTS = 16
MARGIN = 0.2


def probe(request: Probe, emit: Callable[[Event], None], control: Control) -> None:
    """Measure, and close with `ProbeFinished` or `Cancelled`; `ProbeProgress` on the way.

    Raises:
        AppError: What the run itself would meet before its first step.
    """
    imported_s = start_of_process_s()
    memory = PeakMemory()

    def go_on(fraction: float) -> None:
        if control.cancelled:
            raise Stopped
        emit(ProbeProgress(request.job_id, fraction))

    try:
        available_bytes = machine.free_bytes(machine.chosen_device(request.job.device))
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as start:  # for a new model's first weights
            prepared = prepare(request.job, control, Path(start) / "start", lambda fraction: go_on(0.6 * fraction))
        memory.sample()
        step_s, steps = _time_steps(prepared, memory, lambda fraction: go_on(0.6 + 0.3 * fraction))
        exam_s, metrics_s = _time_exam(prepared), _time_metrics(prepared)
        memory.sample()
        go_on(1.0)
    except Stopped:
        emit(Cancelled(request.job_id))
        return
    forecast = _forecast(prepared, imported_s + metrics_s, step_s, exam_s, steps, memory, available_bytes)
    emit(ProbeFinished(request.job_id, forecast))


def _time_steps(prepared: Prepared, memory: PeakMemory, go_on: Callable[[float], None]) -> tuple[float, int]:
    """Seconds of a step, the median of some; and how many there were."""
    run, rows = prepared.run, prepared.rows
    run.step(rows.batch(0), 0.0)  # the first one also makes room for the moments
    memory.sample()
    seconds: list[float] = []
    while len(seconds) < STEPS[0] or (sum(seconds) < STEPPING_S and len(seconds) < STEPS[1]):
        before = time.perf_counter()
        run.step(rows.batch(len(seconds) + 1), 0.0)
        seconds.append(time.perf_counter() - before)
        memory.sample()
        go_on(min(1.0, sum(seconds) / STEPPING_S))
    return median(seconds), len(seconds)


def _time_exam(prepared: Prepared) -> float:
    """Seconds of one whole exam, from its first windows, and of the answers to the job's questions."""
    prepared.examine(1)
    before = time.perf_counter()
    prepared.examine(EXAM_WINDOWS)
    exam_s = (time.perf_counter() - before) * max(1.0, prepared.exam.windows / EXAM_WINDOWS)
    if prepared.job.questions:
        before = time.perf_counter()
        answer_questions(prepared, lambda: None)
        exam_s += time.perf_counter() - before
    return exam_s


def _time_metrics(prepared: Prepared) -> float:
    """Seconds that the task's own figures take at the end, from a few texts."""
    texts = prepared.study.measured_texts
    if not texts:
        return 0.0
    some = min(texts, MEASURED_TEXTS)
    before = time.perf_counter()
    prepared.measure(some)
    return (time.perf_counter() - before) * texts / some


def _forecast(
    prepared: Prepared,
    imported_s: float,
    step_s: float,
    exam_s: float,
    steps: int,
    memory: PeakMemory,
    available_bytes: int,
) -> Forecast:
    plan = prepared.plan
    exams = plan.measures + 3  # before, after the last step, and on the weights as saved
    around_s = imported_s + prepared.seconds_to_load + prepared.seconds_to_read
    around_s += exams * exam_s + saving_seconds(prepared.checkpoint_bytes)
    planned_steps = plan.steps
    seconds = around_s + plan.steps * step_s
    if plan.seconds is not None:
        seconds = imported_s + plan.seconds
        planned_steps = max(1, round((seconds - around_s) / step_s))
    adapter_bytes = prepared.run.parameters_trained * 4 if plan.method is Method.LORA else 0
    # The best weights are kept beside the last ones, and saving makes a copy in the base's type.
    kept_bytes = prepared.run.parameters_trained * 4 + prepared.checkpoint_bytes
    saves_bytes = KEPT * (prepared.checkpoint_bytes + prepared.state_bytes) if seconds > EVERY_S else 0
    return Forecast(
        seconds=seconds,
        seconds_margin=max(2.0, MARGIN * seconds),
        memory_bytes=_peak_bytes(prepared, memory) + kept_bytes,
        memory_available_bytes=available_bytes,
        disk_bytes=prepared.checkpoint_bytes + adapter_bytes + saves_bytes + 1_000_000,
        disk_free_bytes=free_disk_bytes(data_home()),
        steps=planned_steps,
        epochs=planned_steps * plan.rows_per_step / plan.rows,
        training_tokens=prepared.study.training_tokens,
        held_out_tokens=prepared.study.held_out_tokens,
        tokens=planned_steps * plan.batch_tokens,
        method=plan.method,
        learning_rate=plan.learning_rate,
        block_tokens=plan.block_tokens,
        batch_tokens=plan.batch_tokens,
        probe_steps=steps,
        task=plan.task,
        parameters=prepared.base.facts.parameters,
    )


def _peak_bytes(prepared: Prepared, memory: PeakMemory) -> int:
    """Of the memory that decides: the accelerator's where the run is on one."""
    if prepared.base.device.type == "cuda":
        return int(torch.cuda.max_memory_reserved(prepared.base.device))
    return memory.peak_bytes
