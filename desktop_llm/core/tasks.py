"""Which kinds of training there are for a text and a base: decided here once, for the form and for the run."""

from __future__ import annotations

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import ExampleKind
from desktop_llm.core.training import Task

_ENCODERS = (Kind.MASKED, Kind.EMBEDDING)
_WRITERS = (Kind.BASE, Kind.CHAT)
_BASES = {
    Task.STYLE: _WRITERS,
    Task.ANSWER: _WRITERS,
    Task.SORT: (*_WRITERS, *_ENCODERS, Kind.CLASSIFIER),
    Task.FILL: (Kind.MASKED,),
    Task.REWRITE: (Kind.SEQ2SEQ,),
}
_TEXTS = {
    Task.ANSWER: (ExampleKind.DIALOGUE, ExampleKind.PAIRS),
    Task.SORT: (ExampleKind.LABELLED,),
    Task.REWRITE: (ExampleKind.PAIRS, ExampleKind.DIALOGUE),
}


def likeliest_task(texts: ExampleKind | None, base: Kind | None) -> Task:
    """What texts and base are made for; None where one of them is not known yet."""
    if base is Kind.SEQ2SEQ:
        return Task.REWRITE
    if texts is ExampleKind.LABELLED or base is Kind.CLASSIFIER:
        return Task.SORT
    if base in _ENCODERS:
        return Task.FILL
    return Task.ANSWER if texts in _TEXTS[Task.ANSWER] else Task.STYLE


def trouble_with(task: Task, texts: ExampleKind | None, base: Kind | None) -> AppError | None:
    """Why these texts or this base cannot serve a task. What is not known yet (None) excludes nothing.

    Returns:
        TEXT_PREFERENCE; TEXT_NO_EXAMPLES (`kind` is what the task learns from, `task`); WRONG_KIND (`kind`, `task`).
    """
    if texts is ExampleKind.PREFERENCE:
        return AppError(ErrorCode.TEXT_PREFERENCE, "preference pairs")
    if texts is not None and texts not in _TEXTS.get(task, tuple(ExampleKind)):
        wanted = _TEXTS[task][0]
        return AppError(ErrorCode.TEXT_NO_EXAMPLES, f"{task} with {texts}", kind=wanted.value, task=task.value)
    if base is not None and base not in _BASES.get(task, tuple(Kind)):
        return AppError(ErrorCode.WRONG_KIND, f"{task} with {base}", kind=base.value, task=task.value)
    return None
