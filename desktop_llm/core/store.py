"""Conversations and comparisons on disk: what was acknowledged here survives a kill, a power cut and a full disk.

A conversation is a tree of turns; every turn remembers which of the turns after it is shown, so changing to another
version shows what followed it as it was left. Streamed text is kept as pieces and put together (and made searchable)
when the turn is finished. Called from one thread only (`workers.store_thread`); no sentences, no widgets.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_llm.core import store_comparisons, store_search, store_turns, store_votes
from desktop_llm.core.ballast import keep_ballast
from desktop_llm.core.comparison import Comparison, ComparisonSummary
from desktop_llm.core.conversation import Conversation, ConversationSummary, Turn, TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.paths import store_path
from desktop_llm.core.sampling import Sampling
from desktop_llm.core.store_backup import backup_is_due, try_back_up
from desktop_llm.core.store_database import Database
from desktop_llm.core.store_rows import (
    conversation_from_row,
    sampling_to_text,
    stats_to_text,
    storable,
    summary_from_row,
    title_from,
    turn_from_row,
)
from desktop_llm.core.votes import Vote

TRASH_DAYS = 30


class Store:
    """The person's conversations and comparisons.

    Attributes:
        notices: What the person should hear about opening it (`core.store_database`): that a damaged file was moved
            aside, or why nothing can be written.
        read_only: Whether every write will raise; another instance has it open, or the disk is at fault.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """Open the database, creating it where it is missing.

        Raises:
            AppError: STORE_NEWER, when a newer version of the program wrote it; it is left as it is.
        """
        self._database = Database(path or store_path(), read_only=read_only)
        self.path = self._database.path
        self.notices = tuple(self._database.notices)
        self.read_only = self._database.refusal is not None

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def keep_house(self, between: Callable[[], bool] | None = None) -> None:
        """Empty what lay in the trash for 30 days, copy the database once a day. Call it when nothing waits.

        Args:
            between: Called now and then, to use the store for what cannot wait; False ends the copying.
        """
        if self.read_only:
            return
        self.purge_trash()
        keep_ballast(self.path.parent)
        if backup_is_due(self.path) and (self.conversations(limit=1) or self.comparisons(limit=1)):
            try_back_up(self._database.connection, self.path, between)

    def mark_interrupted(self) -> int:
        """At the start: answers that were streaming when the program ended become "interrupted". How many."""
        with self._database.writing() as connection:
            open_turns = [
                int(row["id"])
                for row in connection.execute("SELECT id FROM turns WHERE outcome = '' AND role = 'assistant'")
            ]
            for turn_id in open_turns:
                store_turns.join_pieces(connection, turn_id)
                connection.execute("UPDATE turns SET outcome = 'interrupted' WHERE id = ?", (turn_id,))
        return len(open_turns)

    # --- conversations --------------------------------------------------------------------------------------------

    def create_conversation(
        self, mode: str = "chat", model_path: str = "", system: str = "", sampling: Sampling | None = None
    ) -> int:
        """A new, empty conversation; its id. It has no title until a first message gives it one."""
        now = time.time()
        with self._database.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO conversations (recency, created_at, updated_at, mode, title, model_path, sampling, system)"
                " VALUES ((SELECT coalesce(max(recency), 0) + 1 FROM conversations), ?, ?, ?, '', ?, ?, ?)",
                (now, now, mode, storable(model_path), sampling_to_text(sampling or Sampling()), storable(system)),
            )
            return int(cursor.lastrowid or 0)

    def conversation(self, conversation_id: int) -> Conversation:
        """A conversation with the turns that are shown.

        Raises:
            AppError: BAD_OPTION, when there is none (any more).
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
            if row is None:
                raise _gone("conversation", conversation_id)
            return conversation_from_row(row, store_turns.shown_turns(connection, row))

    def conversations(
        self, search: str = "", trashed: bool = False, limit: int = 500
    ) -> tuple[ConversationSummary, ...]:
        """The list, last changed first; with `search`, those that hold each of its words in the title or some turn."""
        words = store_search.words_of(search)
        condition = "IS NOT NULL" if trashed else "IS NULL"
        sql = (
            "SELECT id, title, updated_at, mode, trashed_at FROM conversations"
            f" WHERE trashed_at {condition} ORDER BY recency DESC"
        )
        summaries: list[ConversationSummary] = []
        with self._database.reading() as connection:
            found = [store_search.turns_with(connection, word) for word in words]
            for row in connection.execute(sql):
                if len(summaries) == limit:
                    break
                summary = summary_from_row(row)
                turn_id = store_search.found_in(found, words, summary.id, summary.title)
                if turn_id is None:
                    continue
                part = store_search.excerpt_of_turn(connection, turn_id, words) if turn_id else ""
                summaries.append(replace(summary, found=part) if part else summary)
        return tuple(summaries)

    def set_title(self, conversation_id: int, title: str) -> None:
        """Rename; from then on the title stays. "" goes back to the first message's words."""
        with self._database.writing() as connection:
            named = storable(" ".join(title.split()))
            connection.execute(
                "UPDATE conversations SET title = ?, is_named = ? WHERE id = ?",
                (named or store_turns.derived_title(connection, conversation_id), int(bool(named)), conversation_id),
            )

    def set_system(self, conversation_id: int, system: str) -> None:
        """Change the instructions for every answer."""
        self._set(conversation_id, "system", storable(system))

    def set_sampling(self, conversation_id: int, sampling: Sampling) -> None:
        """Change the controls for the next answers."""
        self._set(conversation_id, "sampling", sampling_to_text(sampling))

    def set_model_path(self, conversation_id: int, model_path: str) -> None:
        """Change which checkpoint answers next."""
        self._set(conversation_id, "model_path", storable(model_path))

    def trash_conversation(self, conversation_id: int) -> None:
        """Throw away; for 30 days it can come back."""
        self._trash("conversations", conversation_id, time.time())

    def restore_conversation(self, conversation_id: int) -> None:
        """Take out of the trash."""
        self._trash("conversations", conversation_id, None)

    def erase_conversation(self, conversation_id: int) -> None:
        """Delete for good. Copies of the database hold it for some more days."""
        with self._database.writing(frees_room=True) as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def purge_trash(self, older_than_days: float = TRASH_DAYS) -> int:
        """Delete for good what was thrown away longer ago than that; how many."""
        limit = time.time() - older_than_days * 24 * 3600
        with self._database.writing(frees_room=True) as connection:
            return sum(
                connection.execute(f"DELETE FROM {table} WHERE trashed_at < ?", (limit,)).rowcount
                for table in ("conversations", "comparisons")
            )

    # --- turns ----------------------------------------------------------------------------------------------------

    def add_turn(
        self,
        conversation_id: int,
        parent_id: int | None,
        role: str,
        text: str = "",
        model_name: str = "",
        model_path: str = "",
        outcome: str = "",
    ) -> Turn:
        """A new turn after `parent_id` (None: at the beginning); it becomes the version that is shown.

        Raises:
            AppError: BAD_OPTION, when the conversation has no such turn.
        """
        clean = storable(text)
        with self._database.writing() as connection:
            if parent_id is not None:
                self._check_turn(connection, parent_id, conversation_id)
            elif not connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)).fetchone():
                raise _gone("conversation", conversation_id)
            cursor = connection.execute(
                "INSERT INTO turns (conversation_id, parent_id, role, created_at, outcome, model_name, model_path,"
                " stats, text) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)",
                (
                    conversation_id,
                    parent_id,
                    role,
                    time.time(),
                    outcome,
                    storable(model_name),
                    storable(model_path),
                    clean,
                ),
            )
            turn_id = int(cursor.lastrowid or 0)
            store_turns.show(connection, conversation_id, parent_id, turn_id)
            store_turns.touch(connection, conversation_id)
            if parent_id is None and role == "user":
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND NOT is_named",
                    (title_from(clean), conversation_id),
                )
            return self._turn(connection, turn_id)

    def append_text(self, turn_id: int, text: str) -> None:
        """Add streamed text to a turn, durably. A turn that was finished is open again."""
        with self._database.writing() as connection:
            try:
                connection.execute("INSERT INTO pieces (turn_id, text) VALUES (?, ?)", (turn_id, storable(text)))
            except sqlite3.IntegrityError as error:
                raise _gone("turn", turn_id) from error
            connection.execute("UPDATE turns SET outcome = '' WHERE id = ? AND outcome <> ''", (turn_id,))

    def finish_turn(self, turn_id: int, outcome: str, stats: TurnStats | None = None, text: str | None = None) -> Turn:
        """Close a turn with what streamed, or with `text` in its place.

        Raises:
            AppError: BAD_OPTION, when the turn is gone.
        """
        with self._database.writing() as connection:
            conversation_id = self._check_turn(connection, turn_id)
            if text is None:
                store_turns.join_pieces(connection, turn_id)
            else:
                connection.execute("DELETE FROM pieces WHERE turn_id = ?", (turn_id,))
                connection.execute("UPDATE turns SET text = ? WHERE id = ?", (storable(text), turn_id))
            connection.execute(
                "UPDATE turns SET outcome = ?, stats = ? WHERE id = ?", (outcome, stats_to_text(stats), turn_id)
            )
            store_turns.touch(connection, conversation_id)
            return self._turn(connection, turn_id)

    def show_version(self, turn_id: int, version: int) -> Conversation:
        """Show version number `version` (from 1) in place of a turn, with what followed it; what is shown now.

        Raises:
            AppError: BAD_OPTION, when there is no such turn or version.
        """
        with self._database.writing() as connection:
            self._check_turn(connection, turn_id)
            row = connection.execute("SELECT * FROM turns WHERE id = ?", (turn_id,)).fetchone()
            siblings = store_turns.siblings_of(connection, row)
            if not 1 <= version <= len(siblings):
                raise AppError(ErrorCode.BAD_OPTION, f"version {version} of {len(siblings)}", option="version")
            store_turns.show(connection, row["conversation_id"], row["parent_id"], siblings[version - 1])
        return self.conversation(row["conversation_id"])

    def turn_tree(self, conversation_id: int) -> tuple[Turn, ...]:
        """Every turn of a conversation, also those of versions that are not shown, oldest first."""
        with self._database.reading() as connection:
            return store_turns.all_turns(connection, conversation_id)

    # --- comparisons ----------------------------------------------------------------------------------------------

    def save_comparison(self, comparison: Comparison) -> int:
        """Write a comparison whole, new (id 0) or in place of the one with its id; its id."""
        with self._database.writing() as connection:
            return store_comparisons.save(connection, comparison)

    def comparison(self, comparison_id: int) -> Comparison:
        """A comparison with its columns.

        Raises:
            AppError: BAD_OPTION, when there is none (any more).
        """
        with self._database.reading() as connection:
            comparison = store_comparisons.load(connection, comparison_id)
        if comparison is None:
            raise _gone("comparison", comparison_id)
        return comparison

    def comparisons(self, trashed: bool = False, limit: int = 500) -> tuple[ComparisonSummary, ...]:
        """The list, newest first."""
        with self._database.reading() as connection:
            return store_comparisons.summaries(connection, trashed=trashed, limit=limit)

    def set_comparison_title(self, comparison_id: int, title: str) -> None:
        """Rename."""
        with self._database.writing() as connection:
            connection.execute("UPDATE comparisons SET title = ? WHERE id = ?", (storable(title), comparison_id))

    def trash_comparison(self, comparison_id: int) -> None:
        """Throw away; for 30 days it can come back."""
        self._trash("comparisons", comparison_id, time.time())

    def restore_comparison(self, comparison_id: int) -> None:
        """Take out of the trash."""
        self._trash("comparisons", comparison_id, None)

    def erase_comparison(self, comparison_id: int) -> None:
        """Delete for good."""
        with self._database.writing(frees_room=True) as connection:
            connection.execute("DELETE FROM comparisons WHERE id = ?", (comparison_id,))

    # --- votes ----------------------------------------------------------------------------------------------------

    def add_vote(self, vote: Vote) -> int:
        """Keep a vote; its id."""
        with self._database.writing() as connection:
            return store_votes.add(connection, vote)

    def remove_vote(self, vote_id: int) -> None:
        """Take a vote back."""
        with self._database.writing(frees_room=True) as connection:
            store_votes.remove(connection, vote_id)

    def votes(self) -> tuple[Vote, ...]:
        """Every vote, oldest first."""
        with self._database.reading() as connection:
            return store_votes.all_votes(connection)

    # --- inner ----------------------------------------------------------------------------------------------------

    def _set(self, conversation_id: int, column: str, value: str) -> None:
        with self._database.writing() as connection:
            connection.execute(f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, conversation_id))

    def _trash(self, table: str, row_id: int, when: float | None) -> None:
        with self._database.writing(frees_room=when is not None) as connection:
            connection.execute(f"UPDATE {table} SET trashed_at = ? WHERE id = ?", (when, row_id))

    def _check_turn(self, connection: sqlite3.Connection, turn_id: int, conversation_id: int | None = None) -> int:
        row = connection.execute("SELECT conversation_id FROM turns WHERE id = ?", (turn_id,)).fetchone()
        if row is None or conversation_id not in (None, row[0]):
            raise _gone("turn", turn_id)
        return int(row[0])

    def _turn(self, connection: sqlite3.Connection, turn_id: int) -> Turn:
        row = connection.execute("SELECT * FROM turns WHERE id = ?", (turn_id,)).fetchone()
        siblings = store_turns.siblings_of(connection, row)
        return turn_from_row(row, "", siblings.index(turn_id) + 1, len(siblings))


def _gone(what: str, row_id: int) -> AppError:
    return AppError(ErrorCode.BAD_OPTION, f"there is no {what} {row_id}", option=what)
