"""The study for a task."""

from __future__ import annotations

from collections.abc import Callable

import torch

from desktop_llm.core.examples import Corpus
from desktop_llm.core.training import Task, TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.dialogue import Dialogues
from desktop_llm.engine.training.gap_filling import GapFilling
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.prose import Prose
from desktop_llm.engine.training.rewriting import Pairs
from desktop_llm.engine.training.sorting import Sorts
from desktop_llm.engine.training.study import Study


def make_study(
    task: Task,
    job: TrainJob,
    base: LoadedModel,
    corpus: Corpus,
    autocast: torch.dtype | None,
    go_on: Callable[[float], None],
) -> Study:
    """Tokenise the corpus for the task.

    Args:
        task: Not AUTO.
        job: Of the run.
        base: Its tokenizer is used, and its model tried.
        corpus: What was read.
        autocast: The type to multiply in; None for the weights' own.
        go_on: Gets the fraction done; may raise to stop.

    Raises:
        AppError: The texts cannot be used so.
    """
    match task:
        case Task.ANSWER:
            return Dialogues(job, base, corpus, Continuing(base.model, base.vocabulary, autocast), go_on)
        case Task.FILL:
            return GapFilling(job, base, corpus, go_on)
        case Task.SORT:
            return Sorts(job, base, corpus, go_on)
        case Task.REWRITE:
            return Pairs(job, base, corpus, go_on)
    return Prose(job, base, corpus, Continuing(base.model, base.vocabulary, autocast), go_on)
