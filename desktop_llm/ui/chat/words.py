"""What the chat says about an answer and about itself, as plain sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.ui.figures import number_words, rate_words, short_duration_words, size_words
from desktop_llm.ui.sentences import Sentence, sentence_for
from desktop_llm.workers.engines import EngineState, EngineStatus


def outcome_words(outcome: str) -> str:
    """Why an answer ended, "" when it was simply done."""
    _t = QCoreApplication.translate
    return {
        "length": _t("ChatWords", "Stopped: it reached the longest answer."),
        "cancelled": _t("ChatWords", "Stopped by you."),
        "stop_string": _t("ChatWords", "Stopped at a stop word."),
        "context_full": _t("ChatWords", "Stopped: the conversation is full."),
        "interrupted": _t("ChatWords", "Interrupted."),
    }.get(outcome, "")


def can_go_on(outcome: str) -> bool:
    """Whether "Continue" makes sense after such an end."""
    return outcome in {"length", "cancelled", "interrupted", "context_full"} or failed_code(outcome) is not None


def failed_code(outcome: str) -> ErrorCode | None:
    """The trouble an answer ended with, as stored; None where it ended otherwise."""
    return ErrorCode(outcome) if outcome in set(ErrorCode) else None


def stats_words(stats: TurnStats) -> tuple[str, str]:
    """Like ("18.4 tokens/s", "first word after 0.6 s")."""
    _t = QCoreApplication.translate
    if not stats.tokens:
        return "", ""
    speed = rate_words(stats.tokens_per_second) if stats.tokens_per_second > 0 else ""
    first = _t("ChatWords", "first word after {time}").format(time=short_duration_words(stats.seconds_to_first_token))
    return speed, first


def memory_state_words(state: EngineState) -> str:
    """Where a checkpoint is: "in memory, 14 MB", "loading, 40 %", "not loaded"."""
    _t = QCoreApplication.translate
    if state.status is EngineStatus.LOADING:
        return _t("ChatWords", "loading")
    if state.status is EngineStatus.OFF:
        return _t("ChatWords", "not loaded")
    model = state.model
    size = weights_bytes(model.parameters, model.precision) if model else 0
    if not size:
        return _t("ChatWords", "in memory")
    return _t("ChatWords", "in memory, {size}").format(size=size_words(size))


def weights_bytes(parameters: int, precision: str) -> int:
    """What the weights take in memory."""
    return int(parameters * {"fp32": 4, "bf16": 2, "fp16": 2, "8bit": 1, "4bit": 0.65}.get(precision, 4))


def kind_sentence(kind: Kind) -> str:
    """What a checkpoint that can not be chatted with is for, and what to do."""
    _t = QCoreApplication.translate
    return {
        Kind.CLASSIFIER: _t(
            "ChatWords", "It sorts texts into groups and does not write. Choose another model to chat with."
        ),
        Kind.SEQ2SEQ: _t(
            "ChatWords",
            "It turns one text into another, such as a translation, and can not hold a conversation. Choose another"
            " model to chat with.",
        ),
        Kind.EMBEDDING: _t(
            "ChatWords", "It measures how close texts are in meaning and does not write. Choose another model."
        ),
        Kind.ADAPTER: _t(
            "ChatWords", "It only changes another model and can not work alone. Choose the model it belongs to."
        ),
    }.get(kind, _t("ChatWords", "It does not write text. Choose another model to chat with."))


def kind_words(kind: Kind) -> str:
    """What a checkpoint does, in two or three words."""
    _t = QCoreApplication.translate
    return {
        Kind.BASE: _t("ChatWords", "continues a text"),
        Kind.CHAT: _t("ChatWords", "answers questions"),
        Kind.MASKED: _t("ChatWords", "fills gaps"),
        Kind.CLASSIFIER: _t("ChatWords", "sorts texts"),
        Kind.SEQ2SEQ: _t("ChatWords", "turns texts into others"),
        Kind.EMBEDDING: _t("ChatWords", "measures likeness"),
        Kind.ADAPTER: _t("ChatWords", "an addition to another model"),
    }.get(kind, _t("ChatWords", "does something else"))


def trouble_words(error: AppError) -> Sentence:
    """The sentence for trouble in an answer."""
    return sentence_for(error)


def room_words(used: int, total: int) -> str:
    """Like "412 of 32,768 tokens used"."""
    _t = QCoreApplication.translate
    return _t("ChatWords", "{used} of {total} tokens used").format(used=number_words(used), total=number_words(total))
