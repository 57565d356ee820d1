"""From what is shown to what the engine is asked: the messages of a conversation, and the first prompts to click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_llm.core.messages import Message


def messages_of(system: str, turns: Sequence[tuple[str, str]]) -> tuple[Message, ...]:
    """The messages for a chat template.

    Args:
        system: Instructions for every answer; "" for none.
        turns: (role, text) of the shown path, oldest first.

    Returns:
        System first, then user and assistant by turns: an answer that came to nothing is left out, and what was
        said twice in a row becomes one message, because most templates refuse anything else.
    """
    joined: list[Message] = []
    for role, text in turns:
        if not text.strip():
            continue
        if joined and joined[-1].role == role:
            joined[-1] = Message(role, f"{joined[-1].text}\n\n{text}")
        else:
            joined.append(Message(role, text))
    head = (Message("system", system.strip()),) if system.strip() else ()
    return (*head, *joined)


def first_prompts() -> tuple[str, str, str]:
    """What a newcomer may ask with one click; the starter checkpoint answers these."""
    _t = QCoreApplication.translate
    return (
        _t("ChatPrompts", "Tell me a short story about a brave duck"),
        _t("ChatPrompts", "What is the opposite of warm?"),
        _t("ChatPrompts", "Name five animals that live in the sea"),
    )


def first_beginnings() -> tuple[str, str, str]:
    """Texts to continue for a base model."""
    _t = QCoreApplication.translate
    return (
        _t("ChatPrompts", "Once upon a time"),
        _t("ChatPrompts", "One morning the little duck"),
        _t("ChatPrompts", "The animals of the sea are"),
    )


def first_gaps() -> tuple[str, str, str]:
    """Texts with a gap for a model that fills them."""
    _t = QCoreApplication.translate
    return (
        _t("ChatPrompts", "The opposite of warm is ___."),
        _t("ChatPrompts", "The sky is ___."),
        _t("ChatPrompts", "A duck can ___ in the water."),
    )
