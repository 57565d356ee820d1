"""Whether a checkpoint fits this computer, as chips and sentences. The figures come from `core.fit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Checkpoint, Fit, ModelFacts
from desktop_llm.core.fit import ChatMemory, Memory, TrainMemory, fit_of, memory_to_chat, memory_to_train
from desktop_llm.core.remedies import Remedy, RemedyKind, remedies
from desktop_llm.ui.figures import context_words, memory_here_words, parameters_words, size_words


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


_ABOUT_THE_SAME, _A_LITTLE_LESS = 0.03, 0.10
_USUAL_GB = (4, 8, 16, 32, 64, 128, 256, 512)


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
    train_bytes = memory_to_train(facts) if facts.kind.generates and facts.trains else None
    return FitFigures(
        chat_bytes,
        fit_of(chat_bytes, memory),
        train_bytes,
        fit_of(train_bytes, memory) if train_bytes is not None else None,
    )


def quality_words(loss: float) -> tuple[str, str]:
    """What fewer bits cost: in a word, and as the rise of perplexity that was measured."""
    _t = QCoreApplication.translate
    if loss < _ABOUT_THE_SAME:
        words = _t("fit", "about the same")
    else:
        words = _t("fit", "a little less") if loss < _A_LITTLE_LESS else _t("fit", "less")
    return words, _t("fit", "perplexity {change} % on a sample text").format(change=f"{loss * 100:+.1f}")


def bits_words(facts: ModelFacts) -> str:
    """Like "4-bit, good for 8 GB": the size of computer that has half of its memory to spare."""
    needed = memory_to_chat(facts)
    gigabytes = next((size for size in _USUAL_GB if 2 * needed <= size * 1_000_000_000), _USUAL_GB[-1])
    return _t("fit", "{bits}-bit, good for {size} GB").format(
        bits=round(facts.bits_per_weight), size=gigabytes
    )


def fit_sentence(action: str, needed_bytes: int, memory: Memory) -> str:
    """Like "To chat: 1.9 GB of the 16 GB here"."""
    return QCoreApplication.translate("fit", "{action}: {memory}").format(
        action=action, memory=memory_here_words(needed_bytes, memory.total_bytes)
    )


def remedy_words(remedy: Remedy) -> str:
    """What would make it fit, as one sentence."""
    needed = size_words(remedy.needed_bytes)
    if remedy.kind is RemedyKind.CLOSE_PROGRAMS:
        return _t("fit", "Close other programs: {size} more must be free.").format(size=size_words(remedy.value))
    if remedy.kind is RemedyKind.SHORTER:
        return _t("fit", "Shorter conversations, of {words}, take {size}.").format(
            words=context_words(remedy.value), size=needed
        )
    if remedy.kind is RemedyKind.PACKED:
        return _t("fit", "A packed copy with {bits} bits for each number takes about {size}.").format(
            bits=remedy.value, size=needed
        )
    return _t("fit", "A smaller one of its family, up to {parameters}, would fit.").format(
        parameters=parameters_words(remedy.value)
    )


def fit_lines(
    facts: ModelFacts, chat: ChatMemory, training: Mapping[str, TrainMemory], memory: Memory
) -> tuple[str, ...]:
    """The figures by part, for a terminal: a line for each use, then what would make it fit."""
    parts = [
        (_t("fit", "weights"), chat.weights),
        (_t("fit", "conversation of {tokens} tokens").format(tokens=chat.context_tokens), chat.cache),
        (_t("fit", "work space"), chat.activations + chat.code),
    ]
    lines = [_line(_t("fit", "To chat"), chat.total, parts, memory)]
    names = {"full": _t("fit", "To train whole"), "lora": _t("fit", "To train lightly")}
    for method, needed in training.items():
        parts = [
            (_t("fit", "weights"), needed.weights),
            (_t("fit", "corrections"), needed.gradients),
            (_t("fit", "their memory"), needed.optimizer),
            (_t("fit", "work space"), needed.activations + needed.code),
            (_t("fit", "copies"), needed.best + needed.saving),
        ]
        lines.append(_line(names[method], needed.total, parts, memory))
    lines += [remedy_words(remedy) for remedy in remedies(facts, chat.total, memory)]
    return tuple(lines)


def _line(action: str, needed_bytes: int, parts: list[tuple[str, int]], memory: Memory) -> str:
    word = {
        Fit.FITS: _t("fit", "fits"),
        Fit.TIGHT: _t("fit", "tight"),
        Fit.TOO_BIG: _t("fit", "too big"),
    }[fit_of(needed_bytes, memory)]
    listed = ", ".join(f"{name} {size_words(size)}" for name, size in parts)
    return f"{fit_sentence(action, needed_bytes, memory)} ({word}): {listed}"
