"""Which task a run is: what the person said, or what the texts and the base are made for. Plain values, no torch."""

from __future__ import annotations

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import ExampleKind
from desktop_llm.core.training import Task, TrainJob

_ENCODERS = (Kind.MASKED, Kind.EMBEDDING)
_BASES = {
    Task.STYLE: (Kind.BASE, Kind.CHAT),
    Task.ANSWER: (Kind.BASE, Kind.CHAT),
    Task.SORT: (Kind.BASE, Kind.CHAT, *_ENCODERS, Kind.CLASSIFIER),
    Task.FILL: (Kind.MASKED,),
    Task.REWRITE: (Kind.SEQ2SEQ,),
}
_TEXTS = {
    Task.ANSWER: (ExampleKind.DIALOGUE, ExampleKind.PAIRS),
    Task.SORT: (ExampleKind.LABELLED,),
    Task.REWRITE: (ExampleKind.PAIRS, ExampleKind.DIALOGUE),
}


def choose_task(job: TrainJob, texts: ExampleKind, base: Kind | None) -> Task:
    """What AUTO becomes.

    Args:
        job: Of which the task is asked.
        texts: What the files hold.
        base: What the checkpoint is; None where a new one is made.

    Raises:
        AppError: WRONG_KIND (`kind`) where the base cannot learn that; TEXT_NO_EXAMPLES (`kind`) where the texts hold
            nothing to learn it from; TEXT_PREFERENCE.
    """
    if texts is ExampleKind.PREFERENCE:
        raise AppError(ErrorCode.TEXT_PREFERENCE, "preference pairs")
    if base is None:
        if job.task not in (Task.AUTO, Task.SCRATCH):
            raise AppError(ErrorCode.BAD_OPTION, "no base", option="base_path", bounds="a checkpoint")
        return Task.SCRATCH
    task = job.task if job.task is not Task.AUTO else _likeliest(texts, base)
    if task is Task.SCRATCH:
        return task
    if base not in _BASES[task]:
        raise AppError(ErrorCode.WRONG_KIND, f"{task} with {base}", kind=base.value, task=task.value)
    if texts not in _TEXTS.get(task, tuple(ExampleKind)):
        wanted = _TEXTS[task][0]
        raise AppError(ErrorCode.TEXT_NO_EXAMPLES, f"{task} with {texts}", kind=wanted.value, task=task.value)
    return task


def _likeliest(texts: ExampleKind, base: Kind) -> Task:
    if base is Kind.SEQ2SEQ:
        return Task.REWRITE
    if texts is ExampleKind.LABELLED or base is Kind.CLASSIFIER:
        return Task.SORT
    if base in _ENCODERS:
        return Task.FILL
    return Task.ANSWER if texts in (ExampleKind.DIALOGUE, ExampleKind.PAIRS) else Task.STYLE
