"""One record of a chat export -> its messages: OpenAI, ShareGPT, ChatGPT's own export, and this program's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_llm.core.examples import Said

LISTS = ("messages", "conversations", "conversation", "dialogue", "dialog", "turns", "chat")
ROLE_KEYS = ("role", "from", "speaker", "author", "sender")
TEXT_KEYS = ("content", "value", "text", "message", "utterance")
ROLES = {
    "system": "system", "developer": "system", "instructions": "system",
    "user": "user", "human": "user", "prompter": "user", "customer": "user", "me": "user", "you": "user",
    "assistant": "assistant", "gpt": "assistant", "bot": "assistant", "ai": "assistant", "model": "assistant",
    "chatgpt": "assistant", "bing": "assistant", "agent": "assistant", "chatbot": "assistant",
}  # fmt: skip
OWN_FORMAT = "desktop-llm conversation"
LARGEST_TREE = 100_000
"""Nodes of a conversation's tree that are followed."""


def messages_of(record: object) -> tuple[Said, ...] | None:
    """The messages of a record; None where it is no conversation, empty where it is one without any text.

    Args:
        record: One value of a JSON file: an object, or a bare list of messages.
    """
    if isinstance(record, list):
        return _messages(record) if _looks_like_messages(record) else None
    if not isinstance(record, Mapping):
        return None
    if record.get("format") == OWN_FORMAT and isinstance(record.get("turns"), list):
        shown = [turn for turn in record["turns"] if isinstance(turn, Mapping) and turn.get("shown", True)]
        return _with_system(record, _messages(shown))
    mapping = record.get("mapping")
    if isinstance(mapping, Mapping):
        return _of_tree(mapping, record.get("current_node"))
    for name in LISTS:
        said = record.get(name)
        if isinstance(said, list) and (_looks_like_messages(said) or not said):
            return _with_system(record, _messages(said))
    return None


def _with_system(record: Mapping[str, object], messages: tuple[Said, ...]) -> tuple[Said, ...]:
    system = record.get("system") or record.get("system_prompt")
    if isinstance(system, str) and system.strip() and not any(message.role == "system" for message in messages):
        return (Said("system", system.strip()), *messages)
    return messages


def _looks_like_messages(said: Sequence[object]) -> bool:
    first = said[0] if said else None
    return isinstance(first, Mapping) and _first(first, ROLE_KEYS) is not None and _first(first, TEXT_KEYS) is not None


def _messages(said: Sequence[object]) -> tuple[Said, ...]:
    """Messages with a text, neighbours of one role joined; what a tool said is left out."""
    messages: list[Said] = []
    for entry in said:
        if not isinstance(entry, Mapping):
            continue
        role, text = _role(_first(entry, ROLE_KEYS)), _text(_first(entry, TEXT_KEYS)).strip()
        if not role or not text:
            continue
        if messages and messages[-1].role == role:
            messages[-1] = Said(role, f"{messages[-1].text}\n\n{text}")
        else:
            messages.append(Said(role, text))
    return tuple(messages)


def _of_tree(mapping: Mapping[str, object], last: object) -> tuple[Said, ...]:
    """The branch that ends at the node shown last (ChatGPT's export keeps every version of an answer)."""
    if not isinstance(last, str) or last not in mapping:
        leaves = [key for key, node in mapping.items() if isinstance(node, Mapping) and not node.get("children")]
        last = leaves[-1] if leaves else ""
    branch: list[object] = []
    seen: set[str] = set()
    while isinstance(last, str) and last not in seen and len(seen) < LARGEST_TREE:
        seen.add(last)
        node = mapping.get(last)
        if not isinstance(node, Mapping):
            break
        branch.append(node.get("message"))
        last = node.get("parent")
    return _messages(branch[::-1])


def _first(entry: Mapping[str, object], keys: Sequence[str]) -> object:
    return next((entry[key] for key in keys if entry.get(key) is not None), None)


def _role(value: object) -> str:
    if isinstance(value, Mapping):  # {"author": {"role": "user"}}
        value = value.get("role")
    return ROLES.get(value.strip().casefold(), "") if isinstance(value, str) else ""


def _text(value: object) -> str:
    """A message's text, which may come in parts, pictures among them."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _text(value.get("parts") or value.get("text"))
    if isinstance(value, list):
        return "\n".join(part for part in map(_text, value) if part)
    return ""
