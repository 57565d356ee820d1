"""Votes in the database. `core.store` opens the transactions; what votes mean is `core.votes`."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from desktop_llm.core.store_rows import storable
from desktop_llm.core.votes import Candidate, Verdict, Vote


def add(connection: sqlite3.Connection, vote: Vote) -> int:
    """Write a vote; its id."""
    cursor = connection.execute(
        "INSERT INTO votes (created_at, comparison_id, verdict, winner, is_blind, topic, prompt)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            vote.created_at or time.time(),
            vote.comparison_id,
            str(vote.verdict),
            vote.winner,
            int(vote.is_blind),
            storable(vote.topic),
            storable(vote.prompt),
        ),
    )
    vote_id = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO vote_candidates (vote_id, position, model_name, model_path) VALUES (?, ?, ?, ?)",
        [(vote_id, place, storable(item.name), storable(item.path)) for place, item in enumerate(vote.candidates)],
    )
    return vote_id


def remove(connection: sqlite3.Connection, vote_id: int) -> None:
    """Take a vote back."""
    connection.execute("DELETE FROM votes WHERE id = ?", (vote_id,))


def all_votes(connection: sqlite3.Connection) -> tuple[Vote, ...]:
    """Every vote, oldest first; a damaged one is left out."""
    candidates: dict[int, list[Candidate]] = {}
    for vote_id, name, path in connection.execute(
        "SELECT vote_id, model_name, model_path FROM vote_candidates ORDER BY vote_id, position"
    ):
        candidates.setdefault(vote_id, []).append(Candidate(str(name), str(path)))
    votes = []
    for row in connection.execute("SELECT * FROM votes ORDER BY id"):
        people = tuple(candidates.get(row["id"], ()))
        is_whole = row["verdict"] in set(Verdict) and len(people) >= 2
        if is_whole and (row["verdict"] != Verdict.WIN or row["winner"] in range(len(people))):
            votes.append(
                Vote(
                    row["id"],
                    float(row["created_at"]),
                    str(row["prompt"]),
                    people,
                    Verdict(row["verdict"]),
                    int(row["winner"]),
                    bool(row["is_blind"]),
                    str(row["topic"]),
                    int(row["comparison_id"]),
                )
            )
    return tuple(votes)


def as_csv(votes: Sequence[Vote]) -> str:
    """One line for each vote, for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("time", "question", "topic", "checkpoints", "verdict", "preferred", "blind"))
    for vote in votes:
        names = " | ".join(item.name for item in vote.candidates)
        writer.writerow(
            (_time(vote), vote.prompt, vote.topic, names, str(vote.verdict), _winner(vote), int(vote.is_blind))
        )
    return text.getvalue()


def as_jsonl(votes: Sequence[Vote]) -> str:
    """One JSON value for each vote."""
    lines = [
        json.dumps(
            {
                "time": _time(vote),
                "question": vote.prompt,
                "topic": vote.topic,
                "checkpoints": [{"name": item.name, "path": item.path} for item in vote.candidates],
                "verdict": str(vote.verdict),
                "preferred": _winner(vote),
                "blind": vote.is_blind,
            },
            ensure_ascii=False,
        )
        for vote in votes
    ]
    return "".join(line + "\n" for line in lines)


def _time(vote: Vote) -> str:
    return datetime.fromtimestamp(vote.created_at, UTC).isoformat(timespec="seconds")


def _winner(vote: Vote) -> str:
    return vote.candidates[vote.winner].name if vote.verdict is Verdict.WIN else ""
