"""Whose column it is and what stands in it, as values; and the words for where a checkpoint comes from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.machine import machine_memory
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.models.fit_words import fit_figures
from desktop_llm.ui.state import LibraryList


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose column it is; the checkpoint is None once it is gone from this computer."""

    name: str
    path: str
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a column."""

    text: str = ""
    outcome: str = ""
    stats: TurnStats | None = None


def shown(checkpoint: Checkpoint) -> Shown:
    """The column of a checkpoint that is here."""
    return Shown(checkpoint.name, str(checkpoint.path), checkpoint)


def next_answers(run: ListRun, number: int, library: LibraryList) -> tuple[int, list[tuple[Shown, Said]]] | None:
    """The first question of a list, from `number` on, that two or more have answered, with those answers."""
    for place in range(number, len(run.plan.prompts)):
        found = []
        for index, model in enumerate(run.plan.models):
            answer = run.answers.get((index, place))
            if answer is not None and answer.text and not answer.has_failed:
                who = Shown(model.name, model.path, library.find(model.path))
                found.append((who, Said(answer.text, answer.outcome, answer.stats)))
        if len(found) > 1:
            return place, found
    return None


def origin_words(checkpoint: Checkpoint | None) -> str:
    """Where it comes from, in a few words."""
    _t = QCoreApplication.translate
    if checkpoint is None:
        return _t("ComparePlace", "not available")
    second = second_line(checkpoint)
    if checkpoint.origin is Origin.TRAINED:
        return _t("ComparePlace", "yours, {origin}").format(origin=second[:1].lower() + second[1:])
    return second


def why_not_compared(checkpoint: Checkpoint) -> str:
    """Why a checkpoint can not stand here, "" where it can."""
    _t = QCoreApplication.translate
    if not checkpoint.kind.generates:
        return _t("ComparePlace", "It does not write text.")
    if fit_figures(checkpoint, machine_memory()).chat is Fit.TOO_BIG:
        return _t("ComparePlace", "It does not fit in this computer's memory.")
    return ""
