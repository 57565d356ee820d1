"""Which task a run is: what the person said, or what the texts and the base are made for."""

from __future__ import annotations

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import ExampleKind
from desktop_llm.core.tasks import likeliest_task, trouble_with
from desktop_llm.core.training import Task, TrainJob


def choose_task(job: TrainJob, texts: ExampleKind, base: Kind | None) -> Task:
    """What AUTO becomes.

    Args:
        job: Of which the task is asked.
        texts: What the files hold.
        base: What the checkpoint is; None where a new one is made.

    Raises:
        AppError: What `core.tasks.trouble_with` has against the task; BAD_OPTION where it needs a base.
    """
    if base is None and job.task not in (Task.AUTO, Task.SCRATCH):
        raise AppError(ErrorCode.BAD_OPTION, "no base", option="base_path", bounds="a checkpoint")
    task = job.task
    if task is Task.AUTO:
        task = likeliest_task(texts, base) if base is not None else Task.SCRATCH
    trouble = trouble_with(task, texts, base)
    if trouble is not None:
        raise trouble
    return task
