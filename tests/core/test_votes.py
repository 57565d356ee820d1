"""Votes and the scoreboard: a known Bradley-Terry solution, and figures that say how sure they are."""

import csv
import io
import json
import math
import random
import time
from pathlib import Path

import pytest

from desktop_llm.core.store import Store
from desktop_llm.core.store_votes import as_csv, as_jsonl
from desktop_llm.core.votes import Candidate, Verdict, Vote, scoreboard, strengths, votes_needed

A, B, C = (Candidate(name, f"/models/{name}") for name in "ABC")

# Agresti, "Categorical Data Analysis": the American League East of 1987, wins of the row over the column.
TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
BASEBALL = (
    (0, 7, 9, 7, 7, 9, 11),
    (6, 0, 7, 5, 11, 9, 9),
    (4, 6, 0, 7, 7, 8, 12),
    (6, 8, 6, 0, 6, 7, 10),
    (6, 2, 6, 7, 0, 7, 12),
    (4, 4, 5, 6, 6, 0, 6),
    (2, 4, 1, 3, 1, 7, 0),
)
# Published: abilities over Baltimore's, as logarithms (R package BradleyTerry2, baseballModel1).
ABILITIES = (1.58135, 1.43639, 1.29446, 1.24764, 1.10768, 0.68393, 0.0)


def vote(winner: int, *candidates: Candidate, verdict: Verdict = Verdict.WIN, topic: str = "") -> Vote:
    return Vote(0, 1.0, "?", candidates or (A, B), verdict, winner, True, topic)


def test_strengths_of_the_published_solution() -> None:
    wins = {(i, j): float(number) for i, row in enumerate(BASEBALL) for j, number in enumerate(row) if number}
    found = strengths(len(TEAMS), wins)
    assert [math.log(value / found[-1]) for value in found] == pytest.approx(ABILITIES, abs=1e-4)


def test_strengths_where_the_answer_is_plain() -> None:
    # 1 to 2 to 4, met 15 times each: exactly what such strengths would give
    found = strengths(3, {(0, 1): 5, (1, 0): 10, (1, 2): 5, (2, 1): 10, (0, 2): 3, (2, 0): 12})
    assert [found[1] / found[0], found[2] / found[0]] == pytest.approx([2, 4], rel=1e-6)
    assert strengths(2, {(0, 1): 1, (1, 0): 1}) == pytest.approx([1, 1])


def test_scoreboard_counts_and_orders() -> None:
    votes = [vote(0, A, B, C, topic="sums"), vote(1, B, A), vote(-1, A, C, verdict=Verdict.TIE)]
    votes += [vote(0, A, B, topic="sums")] * 3 + [vote(-1, B, C, verdict=Verdict.NONE_GOOD)]
    board = scoreboard(votes)
    first = board.standings[0]
    assert first.candidate == A
    assert (first.wins, first.ties, first.losses) == (6, 1, 0)
    assert first.wins_by_topic == (("sums", 4, 4), ("", 1, 2))
    assert first.low <= first.rating <= first.high
    assert board.votes == board.blind_votes == 7
    assert scoreboard([]).standings == () and scoreboard(votes) == board, "seeded"


def test_intervals_close_and_more_votes_settle() -> None:
    numbers = random.Random(1)
    votes = [vote(0 if numbers.random() < 0.75 else 1) for _ in range(200)]
    few, many = scoreboard(votes[:10]), scoreboard(votes)
    assert few.more_votes is not None and few.more_votes > 0
    assert many.more_votes == 0
    widths = [board.standings[0].high - board.standings[0].low for board in (few, many)]
    assert widths[1] < widths[0] / 2
    better, worse = many.standings
    assert better.low > worse.high and better.rating - worse.rating == pytest.approx(191, abs=60)
    even = scoreboard([vote(number % 2) for number in range(40)])
    assert even.more_votes is None, "too close to tell"
    one_sided = scoreboard([vote(0)] * 30)
    assert one_sided.standings[0].rating < 3000 and one_sided.more_votes == 0
    assert votes_needed(0.75) == pytest.approx(11.5, abs=0.1)


def test_votes_are_kept_taken_back_and_exported(home: Path) -> None:
    store = Store()
    first = store.add_vote(Vote(0, 0.0, "二加二？", (A, B), Verdict.WIN, 1, True, "sums", 4))
    second = store.add_vote(Vote(0, 5.0, 'Say "hi", now', (B, C), Verdict.NONE_GOOD, -1, False))
    kept = store.votes()
    assert [item.id for item in kept] == [first, second]
    assert kept[0].candidates == (A, B) and kept[0].created_at > 0 and kept[0].topic == "sums"
    rows = list(csv.DictReader(io.StringIO(as_csv(kept))))
    assert rows[0]["preferred"] == "B" and rows[1]["question"] == 'Say "hi", now' and rows[1]["blind"] == "0"
    lines = [json.loads(line) for line in as_jsonl(kept).splitlines()]
    assert lines[0]["checkpoints"][0] == {"name": "A", "path": "/models/A"} and lines[1]["verdict"] == "none_good"
    store.remove_vote(second)
    assert store.votes() == kept[:1]
    store.erase_comparison(4)
    assert store.votes() == kept[:1], "votes outlive what they were cast on"
    store._database.connection.execute("UPDATE votes SET verdict = 'nonsense'")
    assert store.votes() == ()
    store.close()


def test_scoreboard_of_many_votes_is_quick() -> None:
    numbers = random.Random(2)
    people = [Candidate(str(n), f"/m/{n}") for n in range(8)]
    votes = [vote(numbers.randrange(2), *numbers.sample(people, 2)) for _ in range(1000)]
    started = time.process_time()
    assert len(scoreboard(votes).standings) == 8
    assert time.process_time() - started < 10
