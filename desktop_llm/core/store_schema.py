"""The tables of the database and how an older file becomes a current one.

One small dated function per change of the format; a function that has shipped is never edited. Opening, checking
and copying the file is left to `core.store_database`, what the rows mean to `core.store`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from desktop_llm.core.errors import AppError, ErrorCode

APPLICATION_ID = 0x444C4C4D
"""Marks the file as ours (SQLite's header field)."""

_FIRST = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recency INTEGER NOT NULL,            -- order of the last change; a clock can be set back
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    trashed_at REAL,
    mode TEXT NOT NULL,
    is_named INTEGER NOT NULL DEFAULT 0, -- 1: the title is the person's own
    shown_child INTEGER,                 -- the first turn that is shown
    title TEXT NOT NULL,
    model_path TEXT NOT NULL,
    sampling TEXT NOT NULL,              -- JSON
    system TEXT NOT NULL
);
CREATE INDEX conversations_recency ON conversations (recency);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id INTEGER,                   -- a turn of the same conversation, with a smaller id
    role TEXT NOT NULL,
    created_at REAL NOT NULL,
    shown_child INTEGER,                 -- which of the turns after it is shown
    outcome TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_path TEXT NOT NULL,
    stats TEXT NOT NULL,                 -- JSON, '' for none
    text TEXT NOT NULL                   -- last: the columns before it are read without it
);
CREATE INDEX turns_siblings ON turns (conversation_id, parent_id, role);
CREATE INDEX turns_open ON turns (id) WHERE outcome = '' AND role = 'assistant';
CREATE TABLE pieces (                    -- what has streamed of turns that are not finished
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    text TEXT NOT NULL
);
CREATE INDEX pieces_turn ON pieces (turn_id);
CREATE TABLE comparisons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at REAL NOT NULL,
    trashed_at REAL,
    title TEXT NOT NULL,
    sampling TEXT NOT NULL,              -- JSON
    prompt TEXT NOT NULL
);
CREATE TABLE comparison_columns (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    letter TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_path TEXT NOT NULL,
    outcome TEXT NOT NULL,
    stats TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (comparison_id, position)
);
CREATE VIRTUAL TABLE turns_fts USING fts5 (text, content='turns', content_rowid='id', tokenize='trigram');
CREATE TRIGGER turns_added AFTER INSERT ON turns BEGIN
    INSERT INTO turns_fts (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER turns_removed AFTER DELETE ON turns BEGIN
    INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER turns_changed AFTER UPDATE OF text ON turns BEGIN
    INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO turns_fts (rowid, text) VALUES (new.id, new.text);
END;
"""


def _2026_11_22_first(connection: sqlite3.Connection) -> None:
    """Conversations as trees of turns, comparisons, full-text search."""
    for statement in _statements(_FIRST):
        connection.execute(statement)


_VOTES = """
CREATE TABLE votes (                     -- outlive the comparison they were cast on
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at REAL NOT NULL,
    comparison_id INTEGER NOT NULL,      -- 0 for none
    verdict TEXT NOT NULL,
    winner INTEGER NOT NULL,             -- position of the preferred one, -1 for none
    is_blind INTEGER NOT NULL,
    topic TEXT NOT NULL,
    prompt TEXT NOT NULL
);
CREATE TABLE vote_candidates (
    vote_id INTEGER NOT NULL REFERENCES votes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    model_name TEXT NOT NULL,
    model_path TEXT NOT NULL,
    PRIMARY KEY (vote_id, position)
);
"""


def _2026_11_22_votes(connection: sqlite3.Connection) -> None:
    """Votes on answers."""
    for statement in _statements(_VOTES):
        connection.execute(statement)


_COLUMNS = """
ALTER TABLE comparison_columns ADD COLUMN sampling TEXT NOT NULL DEFAULT '';  -- JSON, '' where it is that of all
ALTER TABLE comparison_columns ADD COLUMN history TEXT NOT NULL DEFAULT '';   -- JSON [[role, text], ...]
"""


def _2026_12_01_columns(connection: sqlite3.Connection) -> None:
    """Columns of a comparison with their own settings and conversation."""
    for statement in _statements(_COLUMNS):
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _2026_11_22_first,
    _2026_11_22_votes,
    _2026_12_01_columns,
)
"""Number n of these makes version n out of version n - 1."""


def version_of(connection: sqlite3.Connection) -> int:
    """Which format the file has; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Callable[[sqlite3.Connection], None]] = MIGRATIONS
) -> None:
    """Bring the file to the current format, one committed step at a time: a crash leaves a whole older version.

    Raises:
        AppError: STORE_NEWER, when a newer version of the program wrote it.
    """
    version = version_of(connection)
    if version > len(migrations):
        raise AppError(ErrorCode.STORE_NEWER, f"format {version}, this program knows {len(migrations)}")
    for number, step in enumerate(migrations[version:], version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) == number - 1:  # another process may have been quicker
                step(connection)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> list[str]:
    """The statements of a script one by one: `executescript` would commit each on its own."""
    statements, rest = [], ""
    for line in script.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            statements.append(rest.strip())
            rest = ""
    return statements
