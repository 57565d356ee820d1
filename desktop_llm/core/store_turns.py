"""The tree of turns in the database: which are versions of each other, which are shown, what has streamed.

`core.store` opens the transactions.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable

from desktop_llm.core.conversation import Turn
from desktop_llm.core.store_rows import title_from, turn_from_row

_BATCH = 500
"""SQLite takes at least 999 values in one statement."""


def touch(connection: sqlite3.Connection, conversation_id: int) -> None:
    """Make a conversation the one that changed last."""
    connection.execute(
        "UPDATE conversations SET updated_at = ?, recency = (SELECT max(recency) + 1 FROM conversations) WHERE id = ?",
        (time.time(), conversation_id),
    )


def show(connection: sqlite3.Connection, conversation_id: int, parent_id: int | None, turn_id: int) -> None:
    """Let a turn be the one that is shown after its parent."""
    table, row_id = ("conversations", conversation_id) if parent_id is None else ("turns", parent_id)
    connection.execute(f"UPDATE {table} SET shown_child = ? WHERE id = ?", (turn_id, row_id))


def siblings_of(connection: sqlite3.Connection, row: sqlite3.Row) -> list[int]:
    """The versions of a turn, itself among them, oldest first."""
    rows = connection.execute(
        "SELECT id FROM turns WHERE conversation_id = ? AND parent_id IS ? AND role = ? ORDER BY id",
        (row["conversation_id"], row["parent_id"], row["role"]),
    )
    return [int(sibling[0]) for sibling in rows]


def join_pieces(connection: sqlite3.Connection, turn_id: int) -> None:
    """Put what has streamed at the end of a turn's text."""
    pieces = _pieces_of(connection, [turn_id]).get(turn_id)
    if pieces:
        connection.execute("UPDATE turns SET text = text || ? WHERE id = ?", (pieces, turn_id))
        connection.execute("DELETE FROM pieces WHERE turn_id = ?", (turn_id,))


def _pieces_of(connection: sqlite3.Connection, turn_ids: list[int]) -> dict[int, str]:
    marks = ", ".join("?" * len(turn_ids))
    texts: dict[int, list[str]] = {}
    for turn_id, text in connection.execute(
        f"SELECT turn_id, text FROM pieces WHERE turn_id IN ({marks}) ORDER BY id", turn_ids
    ):
        texts.setdefault(turn_id, []).append(text)
    return {turn_id: "".join(parts) for turn_id, parts in texts.items()}


def _light_rows(connection: sqlite3.Connection, conversation_id: int) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT id, parent_id, role, shown_child FROM turns WHERE conversation_id = ? ORDER BY id",
        (conversation_id,),
    ).fetchall()


def _versions(light: Iterable[sqlite3.Row]) -> dict[int, tuple[int, int]]:
    """For each turn which version of how many it is."""
    families: dict[tuple[int | None, str], list[int]] = {}
    for row in light:
        families.setdefault((row["parent_id"], row["role"]), []).append(row["id"])
    return {
        turn_id: (number, len(family)) for family in families.values() for number, turn_id in enumerate(family, start=1)
    }


def shown_turns(connection: sqlite3.Connection, conversation: sqlite3.Row) -> tuple[Turn, ...]:
    """The path that is shown, oldest first."""
    light = _light_rows(connection, conversation["id"])
    by_id = {row["id"]: row for row in light}
    path: list[int] = []
    parent, shown = None, conversation["shown_child"]
    while shown in by_id and by_id[shown]["parent_id"] == parent and shown > (parent or 0):
        path.append(shown)
        parent, shown = shown, by_id[shown]["shown_child"]
    return _whole_turns(connection, path, _versions(light))


def all_turns(connection: sqlite3.Connection, conversation_id: int) -> tuple[Turn, ...]:
    """Every turn of a conversation, oldest first."""
    light = _light_rows(connection, conversation_id)
    return _whole_turns(connection, [row["id"] for row in light], _versions(light))


def _whole_turns(
    connection: sqlite3.Connection, turn_ids: list[int], versions: dict[int, tuple[int, int]]
) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for start in range(0, len(turn_ids), _BATCH):
        batch = turn_ids[start : start + _BATCH]
        pieces = _pieces_of(connection, batch)
        marks = ", ".join("?" * len(batch))
        rows = connection.execute(f"SELECT * FROM turns WHERE id IN ({marks}) ORDER BY id", batch)
        turns.extend(turn_from_row(row, pieces.get(row["id"], ""), *versions[row["id"]]) for row in rows)
    return tuple(turns)


def derived_title(connection: sqlite3.Connection, conversation_id: int) -> str:
    """The title that the newest first message gives."""
    row = connection.execute(
        "SELECT text FROM turns WHERE conversation_id = ? AND parent_id IS NULL AND role = 'user'"
        " ORDER BY id DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    return title_from(row[0]) if row else ""
