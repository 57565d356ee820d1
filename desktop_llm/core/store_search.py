"""Finding conversations by their words: full text (FTS5 trigrams), and plain comparison for one or two characters.

Trigrams cannot find a word of two characters, which most Chinese words are.
"""

from __future__ import annotations

import re
import sqlite3

_LONGEST_QUERY = 200
_MOST_WORDS = 8
_BEFORE, _AFTER = 40, 100
_LONGEST_READ = 200_000


def words_of(query: str) -> list[str]:
    """What a query asks for: every word must occur; quotes and operators are letters like any other."""
    return query.replace("\0", " ")[:_LONGEST_QUERY].split()[:_MOST_WORDS]


def turns_with(connection: sqlite3.Connection, words: list[str]) -> dict[int, int]:
    """For each conversation with a turn that holds all words, the newest such turn."""
    long = [word for word in words if len(word) >= 3]
    short = [word for word in words if len(word) < 3]
    conditions = ["turns.text LIKE ? ESCAPE '\\'"] * len(short)
    values = [f"%{_escaped(word)}%" for word in short]
    source = "turns"
    if long:
        source = "turns_fts JOIN turns ON turns.id = turns_fts.rowid"
        conditions.insert(0, "turns_fts MATCH ?")
        values.insert(0, " AND ".join(_phrase(word) for word in long))
    sql = f"SELECT turns.conversation_id, max(turns.id) FROM {source} WHERE {' AND '.join(conditions)} GROUP BY 1"
    return {int(row[0]): int(row[1]) for row in connection.execute(sql, values)}


def title_has(title: str, words: list[str]) -> bool:
    """Whether a title holds all words, whatever their case."""
    folded = title.casefold()
    return all(word.casefold() in folded for word in words)


def excerpt(text: str, words: list[str]) -> str:
    """The part of a text around the first word that is found, on one line."""
    matches = (re.search(re.escape(word), text, re.IGNORECASE) for word in words)
    start = next((match.start() for match in matches if match), 0)
    first, last = max(0, start - _BEFORE), start + _AFTER
    part = " ".join(text[first:last].split())
    return ("…" if first else "") + part + ("…" if last < len(text) else "")


def excerpt_of_turn(connection: sqlite3.Connection, turn_id: int, words: list[str]) -> str:
    """`excerpt` of a stored turn."""
    row = connection.execute("SELECT substr(text, 1, ?) FROM turns WHERE id = ?", (_LONGEST_READ, turn_id)).fetchone()
    return excerpt(str(row[0]), words) if row else ""


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
