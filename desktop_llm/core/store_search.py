"""Finding conversations by their words: full text (FTS5 trigrams), and plain comparison for one or two characters.

Trigrams cannot find a word of two characters, which most Chinese words are.
"""

from __future__ import annotations

import re
import sqlite3

from desktop_llm.core.store_rows import storable

_LONGEST_QUERY = 200
_MOST_WORDS = 8
_BEFORE, _AFTER = 40, 100
_LONGEST_READ = 200_000


def words_of(query: str) -> list[str]:
    """What a query asks for: every word must occur; quotes and operators are letters like any other."""
    return storable(query[:_LONGEST_QUERY].replace("\0", " ")).split()[:_MOST_WORDS]


def turns_with(connection: sqlite3.Connection, word: str) -> dict[int, int]:
    """For each conversation with a turn that holds the word, the newest such turn."""
    if len(word) < 3:
        source, condition = "turns", "text LIKE ? ESCAPE '\\'"
        value = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
    else:
        source, condition = "turns_fts JOIN turns ON turns.id = turns_fts.rowid", "turns_fts MATCH ?"
        value = '"' + word.replace('"', '""') + '"'
    sql = f"SELECT turns.conversation_id, max(turns.id) FROM {source} WHERE {condition} GROUP BY 1"
    return {int(row[0]): int(row[1]) for row in connection.execute(sql, (value,))}


def found_in(found: list[dict[int, int]], words: list[str], conversation_id: int, title: str) -> int | None:
    """The turn to show of a conversation where each word is in the title or in some turn.

    Args:
        found: `turns_with` of each word.
        words: The words.
        conversation_id: Which conversation.
        title: Its title.

    Returns:
        The newest turn with the first word that is in one, 0 when all are in the title, None when one is missing.
    """
    folded = title.casefold()
    shown = 0
    for word, turns in zip(words, found, strict=True):
        turn_id = turns.get(conversation_id, 0)
        if not turn_id and word.casefold() not in folded:
            return None
        shown = shown or turn_id
    return shown


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
