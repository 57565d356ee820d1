"""Whose column it is and what stands in it, as values; and the words for where a checkpoint comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Checkpoint, Fit, Origin
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.machine import Memory, machine_memory
from desktop_llm.core.messages import Generate, Message
from desktop_llm.core.remedies import remedies
from desktop_llm.core.sampling import Sampling, preset_of
from desktop_llm.ui.compare.asking import memory_of, request_for
from desktop_llm.ui.figures import number_words, size_words
from desktop_llm.ui.kind_words import second_line
from desktop_llm.ui.models.fit_words import fit_figures, remedy_words
from desktop_llm.ui.state import LibraryList


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose column it is; the checkpoint is None once it is gone from this computer.

    Attributes:
        sampling: This column's own style; None is that of all.
        history: What was said here before the question.
    """

    name: str
    path: str
    checkpoint: Checkpoint | None
    sampling: Sampling | None = None
    history: tuple[Message, ...] = ()

    def settings(self, common: Sampling) -> Sampling:
        """What it is asked with: its own style, with the seed and the length of all."""
        if self.sampling is None:
            return common
        return replace(
            self.sampling, seed=common.seed, max_new_tokens=common.max_new_tokens, stop=common.stop, answers=1
        )

    @property
    def candidate_path(self) -> str:
        """By which votes tell it from others: the same checkpoint in another style is another candidate."""
        if self.sampling is None:
            return self.path
        return f"{self.path}#{preset_of(self.sampling) or style_figures(self.sampling)}"

    @property
    def candidate_name(self) -> str:
        """The name with its own style, where it has one."""
        return self.name if self.sampling is None else f"{self.name}, {style_words(self.sampling)}"


def groups_of(items: Sequence[Shown]) -> list[tuple[int, ...]]:
    """Places of the columns that are answered as one batch: the same checkpoint, style and conversation."""
    found: dict[tuple[str, Sampling | None, tuple[Message, ...]], list[int]] = {}
    for index, item in enumerate(items):
        found.setdefault((item.path, item.sampling, item.history), []).append(index)
    return [tuple(places) for places in found.values()]


def requests_of(
    items: Sequence[Shown], wanted: Sequence[int], prompt: str, common: Sampling, beginning: str = ""
) -> list[tuple[tuple[int, ...], str, Generate]]:
    """What is asked of whom: places of the columns, path and request.

    All columns of a group are one batch; where only some are `wanted`, each is asked with its own seed. `beginning`
    is that of the answers, to be continued.
    """
    found = []
    for group in groups_of(items):
        item, places = items[group[0]], [place for place in group if place in wanted]
        if item.checkpoint is None or not places:
            continue
        settings = item.settings(common)
        for some in [tuple(places)] if len(places) == len(group) else [(place,) for place in places]:
            seed = None if settings.seed is None else settings.seed + group.index(some[0])
            sampling = replace(settings, seed=seed)
            found.append((some, item.path, request_for(item.checkpoint, prompt, sampling, item.history, beginning)))
    return found


def style_words(sampling: Sampling) -> str:
    """A style in a few words."""
    _t = QCoreApplication.translate
    words = {
        "careful": _t("ComparePlace", "Careful"),
        "balanced": _t("ComparePlace", "Balanced"),
        "wild": _t("ComparePlace", "Wild"),
    }
    return words.get(preset_of(sampling) or "") or style_figures(sampling)


def style_figures(sampling: Sampling) -> str:
    """A style by its two main figures."""
    return f"temperature {number_words(sampling.temperature, 2)}, top-p {number_words(sampling.top_p, 2)}"


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a column."""

    text: str = ""
    outcome: str = ""
    stats: TurnStats | None = None


def shown(checkpoint: Checkpoint, history: tuple[Message, ...] = ()) -> Shown:
    """The column of a checkpoint that is here."""
    return Shown(checkpoint.name, str(checkpoint.path), checkpoint, history=history)


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


def column_words(items: Sequence[Shown], index: int) -> str:
    """What stands under a column's name: where it comes from, its own style, and which seed where it has several."""
    _t = QCoreApplication.translate
    item = items[index]
    words = [origin_words(item.checkpoint)]
    if item.sampling is not None:
        words.insert(0, style_words(item.sampling))
    group = next(places for places in groups_of(items) if index in places)
    if len(group) > 1:
        count = _t("ComparePlace", "answer {n} of {count}").format(n=group.index(index) + 1, count=len(group))
        words.insert(0, count)
    return ", ".join(words)


def first_remedy(checkpoint: Checkpoint, memory: Memory) -> str:
    """The least painful way to make it fit; "" where nothing would."""
    if checkpoint.facts is None:
        return ""
    return next((remedy_words(one) for one in remedies(checkpoint.facts, memory_of(checkpoint), memory)), "")


def why_not_compared(checkpoint: Checkpoint) -> str:
    """Why a checkpoint can not stand here, "" where it can."""
    _t = QCoreApplication.translate
    if not checkpoint.kind.generates:
        return _t("ComparePlace", "It does not write text.")
    memory = machine_memory()
    if fit_figures(checkpoint, memory).chat is Fit.TOO_BIG:
        return _t(
            "ComparePlace",
            "It needs {needed}, and {free} are free here. {remedy}",
        ).format(
            needed=size_words(memory_of(checkpoint)),
            free=size_words(memory.available_bytes),
            remedy=first_remedy(checkpoint, memory),
        )
    return ""
