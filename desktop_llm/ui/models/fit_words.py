"""Whether a checkpoint fits this computer, as chips and sentences. The figures come from `core.fit`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Checkpoint, Fit
from desktop_llm.core.fit import Memory, fit_of, memory_to_chat, memory_to_train
from desktop_llm.ui.figures import memory_here_words


@dataclass(frozen=True, slots=True)
class FitFigures:
    """What chatting and training take here; None where the checkpoint can not do it."""

    chat_bytes: int | None
    chat: Fit | None
    train_bytes: int | None
    train: Fit | None


def fit_figures(checkpoint: Checkpoint, memory: Memory) -> FitFigures:
    """The figures for one checkpoint."""
    facts = checkpoint.facts
    if facts is None:
        return FitFigures(None, None, None, None)
    chat_bytes = memory_to_chat(facts)
    train_bytes = memory_to_train(facts) if facts.kind.generates else None
    return FitFigures(
        chat_bytes,
        fit_of(chat_bytes, memory),
        train_bytes,
        fit_of(train_bytes, memory) if train_bytes is not None else None,
    )


def fit_sentence(action: str, needed_bytes: int, memory: Memory) -> str:
    """Like "To chat: 1.9 GB of the 16 GB here"."""
    return QCoreApplication.translate("fit", "{action}: {memory}").format(
        action=action, memory=memory_here_words(needed_bytes, memory.total_bytes)
    )
