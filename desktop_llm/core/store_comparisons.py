"""Comparisons in the database. `core.store` opens the transactions."""

from __future__ import annotations

import sqlite3
import time

from desktop_llm.core.comparison import Comparison, ComparisonSummary
from desktop_llm.core.store_rows import (
    comparison_from_rows,
    comparison_summary_from_row,
    history_to_text,
    sampling_to_text,
    stats_to_text,
    storable,
    title_from,
)


def save(connection: sqlite3.Connection, comparison: Comparison) -> int:
    """Write a comparison whole; one whose id is not there (0, or erased meanwhile) is new. Its id."""
    title = storable(comparison.title) or title_from(storable(comparison.prompt))
    values = (title, sampling_to_text(comparison.sampling), storable(comparison.prompt))
    comparison_id = comparison.id
    known = connection.execute(
        "UPDATE comparisons SET title = ?, sampling = ?, prompt = ? WHERE id = ?", (*values, comparison_id)
    ).rowcount
    if known:
        connection.execute("DELETE FROM comparison_columns WHERE comparison_id = ?", (comparison_id,))
    else:
        cursor = connection.execute(
            "INSERT INTO comparisons (created_at, title, sampling, prompt) VALUES (?, ?, ?, ?)",
            (comparison.created_at or time.time(), *values),
        )
        comparison_id = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO comparison_columns (comparison_id, position, letter, model_name, model_path, outcome, stats,"
        " text, sampling, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                comparison_id,
                position,
                storable(column.letter),
                storable(column.model_name),
                storable(column.model_path),
                column.outcome,
                stats_to_text(column.stats),
                storable(column.text),
                sampling_to_text(column.sampling) if column.sampling is not None else "",
                history_to_text(column.history),
            )
            for position, column in enumerate(comparison.columns)
        ],
    )
    return comparison_id


def load(connection: sqlite3.Connection, comparison_id: int) -> Comparison | None:
    """A comparison with its columns, or None."""
    row = connection.execute("SELECT * FROM comparisons WHERE id = ?", (comparison_id,)).fetchone()
    if row is None:
        return None
    columns = connection.execute(
        "SELECT * FROM comparison_columns WHERE comparison_id = ? ORDER BY position", (comparison_id,)
    ).fetchall()
    return comparison_from_rows(row, columns)


def summaries(connection: sqlite3.Connection, *, trashed: bool, limit: int) -> tuple[ComparisonSummary, ...]:
    """The list, newest first."""
    condition = "IS NOT NULL" if trashed else "IS NULL"
    rows = connection.execute(
        f"SELECT id, title, created_at, trashed_at FROM comparisons WHERE trashed_at {condition}"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    names: dict[int, list[object]] = {row["id"]: [] for row in rows}
    for comparison_id, name in connection.execute(
        "SELECT comparison_id, model_name FROM comparison_columns ORDER BY comparison_id, position"
    ):
        if comparison_id in names:
            names[comparison_id].append(name)
    return tuple(comparison_summary_from_row(row, names[row["id"]]) for row in rows)
