"""Rows of the database as values and back. A damaged cell becomes a default: one bad value never hides a row."""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import asdict, fields

from desktop_llm.core.comparison import Comparison, ComparisonColumn, ComparisonSummary
from desktop_llm.core.conversation import Conversation, ConversationSummary, Turn, TurnStats
from desktop_llm.core.messages import Message
from desktop_llm.core.sampling import Sampling

_TITLE_CHARACTERS = 60


def sampling_to_text(sampling: Sampling) -> str:
    """JSON for a cell."""
    return json.dumps(asdict(sampling))


def sampling_from_text(text: object) -> Sampling:
    """The controls; each that is missing or of the wrong kind has its default."""
    entries = _entries(text)
    values: dict[str, object] = {}
    for entry in fields(Sampling):
        value = entries.get(entry.name)
        if entry.name == "stop":
            values["stop"] = tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
        elif entry.name == "seed":
            values["seed"] = value if type(value) is int else None
        elif (number := _number(value, entry.default)) is not None:
            values[entry.name] = number
    return Sampling(**values)  # type: ignore[arg-type]


def stats_to_text(stats: TurnStats | None) -> str:
    """JSON for a cell, "" for none."""
    return json.dumps(asdict(stats)) if stats else ""


def stats_from_text(text: object) -> TurnStats | None:
    """The figures, or None."""
    entries = _entries(text)
    if not entries:
        return None
    numbers = {entry.name: _number(entries.get(entry.name), entry.default) for entry in fields(TurnStats)}
    return TurnStats(**{name: value for name, value in numbers.items() if value is not None})  # type: ignore[arg-type]


def history_to_text(history: tuple[Message, ...]) -> str:
    """JSON for a cell, "" for none."""
    pairs = [[message.role, storable(message.text)] for message in history]
    return json.dumps(pairs, ensure_ascii=False) if pairs else ""


def _history_from_text(text: object) -> tuple[Message, ...]:
    try:
        pairs = json.loads(text) if isinstance(text, str) and text else []
    except (ValueError, RecursionError):
        return ()
    if not isinstance(pairs, list):
        return ()
    return tuple(Message(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == 2)


def turn_from_row(row: sqlite3.Row, pieces: str = "", version: int = 1, versions: int = 1) -> Turn:
    """A turn, with the pieces that have streamed since its text was last put together."""
    return Turn(
        id=row["id"],
        conversation_id=row["conversation_id"],
        parent_id=row["parent_id"],
        role=_text(row["role"]),
        text=_text(row["text"]) + pieces,
        created_at=_time(row["created_at"]),
        model_name=_text(row["model_name"]),
        model_path=_text(row["model_path"]),
        outcome=_text(row["outcome"]),
        stats=stats_from_text(row["stats"]),
        version=version,
        versions=versions,
    )


def conversation_from_row(row: sqlite3.Row, turns: tuple[Turn, ...]) -> Conversation:
    """A conversation with the turns that are shown."""
    return Conversation(
        id=row["id"],
        title=_text(row["title"]),
        created_at=_time(row["created_at"]),
        updated_at=_time(row["updated_at"]),
        mode=_text(row["mode"]) or "chat",
        model_path=_text(row["model_path"]),
        system=_text(row["system"]),
        sampling=sampling_from_text(row["sampling"]),
        turns=turns,
        trashed_at=_time_or_none(row["trashed_at"]),
    )


def summary_from_row(row: sqlite3.Row) -> ConversationSummary:
    """A row of the list of conversations."""
    return ConversationSummary(
        id=row["id"],
        title=_text(row["title"]),
        updated_at=_time(row["updated_at"]),
        mode=_text(row["mode"]) or "chat",
        trashed_at=_time_or_none(row["trashed_at"]),
    )


def comparison_summary_from_row(row: sqlite3.Row, model_names: list[object]) -> ComparisonSummary:
    """A row of the list of comparisons."""
    return ComparisonSummary(
        id=row["id"],
        title=_text(row["title"]),
        created_at=_time(row["created_at"]),
        model_names=tuple(_text(name) for name in model_names),
        trashed_at=_time_or_none(row["trashed_at"]),
    )


def comparison_from_rows(row: sqlite3.Row, columns: list[sqlite3.Row]) -> Comparison:
    """A comparison with its columns in order."""
    return Comparison(
        id=row["id"],
        title=_text(row["title"]),
        prompt=_text(row["prompt"]),
        sampling=sampling_from_text(row["sampling"]),
        created_at=_time(row["created_at"]),
        columns=tuple(
            ComparisonColumn(
                letter=_text(column["letter"]),
                model_name=_text(column["model_name"]),
                model_path=_text(column["model_path"]),
                text=_text(column["text"]),
                outcome=_text(column["outcome"]),
                stats=stats_from_text(column["stats"]),
                sampling=sampling_from_text(column["sampling"]) if column["sampling"] else None,
                history=_history_from_text(column["history"]),
            )
            for column in columns
        ),
        trashed_at=_time_or_none(row["trashed_at"]),
    )


def storable(text: str) -> str:
    """The text as the database can hold it: NUL and halves of surrogate pairs become U+FFFD."""
    return text.replace("\0", "�").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def title_from(text: str) -> str:
    """A title for a conversation that begins with `text`: its first words on one line, "" for none."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    words = " ".join("".join(c if c.isprintable() else " " for c in line).split()).lstrip("#>*- ").strip()
    if len(words) <= _TITLE_CHARACTERS:
        return words
    cut = words[: _TITLE_CHARACTERS - 1]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > _TITLE_CHARACTERS // 2 else cut).rstrip(" ,;:.") + "…"


def _entries(text: object) -> dict[str, object]:
    if not isinstance(text, str) or not text:
        return {}
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _number(value: object, default: object) -> int | float | None:
    """The value as the kind of number the default is, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if isinstance(default, float):
        return float(value)
    return int(value) if value == int(value) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _time(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _time_or_none(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
