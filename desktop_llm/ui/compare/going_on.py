"""From a column to Chat: what was said there becomes a conversation of its own."""

from __future__ import annotations

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.messages import Message
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store import Store
from desktop_llm.ui.compare.shown import Said, Shown


def keep_conversation(store: Store, item: Shown, prompt: str, said: Said, sampling: Sampling) -> int:
    """Write a column's conversation, of which `prompt` is the question that `said` answers; its id."""
    is_chat = item.checkpoint is None or item.checkpoint.kind is Kind.CHAT
    system = next((message.text for message in item.history if message.role == "system"), "")
    number = store.create_conversation("chat" if is_chat else "continue", item.path, system, sampling)
    turns = [message for message in item.history if message.role != "system"]
    parent: int | None = None
    for message in (*turns, Message("user", prompt), Message("assistant", said.text)):
        is_answer = message.role == "assistant"
        turn = store.add_turn(
            number, parent, message.role, message.text, item.name if is_answer else "", item.path if is_answer else "",
            "stop" if is_answer else "",
        )  # fmt: skip
        parent = turn.id
        if is_answer:
            store.finish_turn(turn.id, said.outcome or "stop", said.stats if message.text == said.text else None)
    return number
