"""The person's votes on answers, and the private scoreboard they make. Where votes lie is `store_votes`'s.

The scoreboard is a Bradley-Terry model: the chance that one checkpoint is preferred to another is its strength
divided by the sum of both. A vote for one of several counts as a win over each of the others; a tie, and "none is
good", as half a win for each of both.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

RESAMPLES = 200
SEED = 20_261_122
MOST_MORE = 1000
"""Beyond so many votes the two are as good as equal."""
_Z = 1.959964
_PRIOR = 0.1
"""Part of a win that each pair that met is given both ways, so that one who never lost keeps a finite rating."""


class Verdict(StrEnum):
    """What a vote says."""

    WIN = "win"
    TIE = "tie"
    NONE_GOOD = "none_good"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A checkpoint that was voted on. The path tells it from others, the name is what it was called then."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on the answers to one question.

    Attributes:
        id: 0 until it is stored.
        candidates: In the order in which their answers stood.
        winner: Place of the preferred one in `candidates`; -1 without.
        is_blind: The names were hidden until the vote.
        topic: Of the question, "" without.
    """

    id: int
    created_at: float
    prompt: str
    candidates: tuple[Candidate, ...]
    verdict: Verdict
    winner: int = -1
    is_blind: bool = True
    topic: str = ""
    comparison_id: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the scoreboard.

    Attributes:
        rating: On the scale of chess: 400 points are 10 to 1, the mean is 1000. `low` and `high` bound it with 95 %.
        wins, ties, losses: Against single others.
        wins_by_topic: (topic, wins, votes) with the most votes first.
    """

    candidate: Candidate
    rating: float
    low: float
    high: float
    wins: int
    ties: int
    losses: int
    wins_by_topic: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Best first.

    Attributes:
        more_votes: About how many more votes between the first two would settle which is better: 0 when it is
            settled, None when they are too close to tell (or fewer than two).
    """

    standings: tuple[Standing, ...] = ()
    votes: int = 0
    blind_votes: int = 0
    more_votes: int | None = None


Wins = Mapping[tuple[int, int], float]
"""By (i, j): how often i was preferred to j."""


def strengths(count: int, wins: Wins, steps: int = 2000, tolerance: float = 1e-10) -> list[float]:
    """Bradley-Terry strengths by maximum likelihood, with geometric mean 1.

    Source: Hunter 2004, "MM algorithms for generalized Bradley-Terry models", equation 3.
    """
    total = [0.0] * count
    met: dict[tuple[int, int], float] = defaultdict(float)
    for (first, second), number in wins.items():
        total[first] += number
        met[min(first, second), max(first, second)] += number
    found = [1.0] * count
    for _ in range(steps):
        below = [0.0] * count
        for (first, second), number in met.items():
            share = number / (found[first] + found[second])
            below[first] += share
            below[second] += share
        new = [total[i] / below[i] if below[i] and total[i] else found[i] for i in range(count)]
        scale = math.exp(sum(math.log(value) for value in new) / count)
        new = [value / scale for value in new]
        moved = max(abs(math.log(a / b)) for a, b in zip(new, found, strict=True))
        found = new
        if moved < tolerance:
            break
    return found


def scoreboard(votes: Sequence[Vote]) -> Scoreboard:
    """The standings over all votes, with bootstrap intervals over the votes."""
    names: dict[str, Candidate] = {}
    for vote in votes:
        for candidate in vote.candidates:
            names[candidate.path] = candidate
    paths = sorted(names, key=lambda path: (names[path].name, path))
    if len(paths) < 2:
        return Scoreboard(votes=len(votes), blind_votes=sum(vote.is_blind for vote in votes))
    place = {path: number for number, path in enumerate(paths)}
    outcomes = [_outcomes(vote, place) for vote in votes]
    ratings = _ratings(len(paths), outcomes)
    resampled = _resampled(len(paths), outcomes)
    standings = []
    for path, number in place.items():
        values = sorted(sample[number] for sample in resampled)
        low, high = _percentile(values, 2.5), _percentile(values, 97.5)
        wins, ties, losses = _record(outcomes, number)
        topics = _topics(votes, path)
        standings.append(Standing(names[path], ratings[number], low, high, wins, ties, losses, topics))
    standings.sort(key=lambda item: -item.rating)
    first, second = (place[item.candidate.path] for item in standings[:2])
    return Scoreboard(
        tuple(standings), len(votes), sum(vote.is_blind for vote in votes), _more_votes(outcomes, first, second)
    )


def votes_needed(share: float) -> float:
    """How many votes between two make a share of wins other than one half certain at 95 %."""
    distance = abs(share - 0.5)
    return math.inf if distance < 1e-9 else _Z**2 * share * (1 - share) / distance**2


# --- inside -------------------------------------------------------------------------------------------------------

_Outcome = tuple[tuple[int, int, float], ...]
"""(i, j, share of the win that i has over j) for each pair of one vote."""


def _outcomes(vote: Vote, place: Mapping[str, int]) -> _Outcome:
    found = []
    for one, other in combinations(range(len(vote.candidates)), 2):
        first, second = place[vote.candidates[one].path], place[vote.candidates[other].path]
        if first == second:
            continue
        if vote.verdict is not Verdict.WIN:
            found.append((first, second, 0.5))
        elif vote.winner in (one, other):
            found.append((first, second, 1.0 if vote.winner == one else 0.0))
    return tuple(found)


def _ratings(count: int, outcomes: Iterable[_Outcome]) -> list[float]:
    wins: dict[tuple[int, int], float] = defaultdict(float)
    for outcome in outcomes:
        for first, second, share in outcome:
            wins[first, second] += share
            wins[second, first] += 1 - share
    for first, second in {(min(pair), max(pair)) for pair in wins}:
        wins[first, second] += _PRIOR
        wins[second, first] += _PRIOR
    found = strengths(count, wins, steps=300, tolerance=1e-6)
    return [1000 + 400 * math.log10(value) for value in found]


def _resampled(count: int, outcomes: Sequence[_Outcome]) -> list[list[float]]:
    numbers = random.Random(SEED)
    return [_ratings(count, numbers.choices(outcomes, k=len(outcomes))) for _ in range(RESAMPLES)]


def _percentile(values: Sequence[float], percent: float) -> float:
    at = (len(values) - 1) * percent / 100
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def _record(outcomes: Iterable[_Outcome], number: int) -> tuple[int, int, int]:
    wins = ties = losses = 0
    for outcome in outcomes:
        for first, second, share in outcome:
            if number in (first, second):
                mine = share if number == first else 1 - share
                wins += mine == 1.0
                ties += mine == 0.5
                losses += mine == 0.0
    return wins, ties, losses


def _topics(votes: Sequence[Vote], path: str) -> tuple[tuple[str, int, int], ...]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for vote in votes:
        paths = [candidate.path for candidate in vote.candidates]
        if path in paths:
            won = vote.verdict is Verdict.WIN and paths[vote.winner] == path
            found[vote.topic][0] += won
            found[vote.topic][1] += 1
    ordered = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return tuple((topic, wins, number) for topic, (wins, number) in ordered)


def _more_votes(outcomes: Iterable[_Outcome], first: int, second: int) -> int | None:
    """From the votes between the two alone: how many more make the better one's share of wins certain."""
    shares = []
    for outcome in outcomes:
        for one, other, share in outcome:
            if {one, other} == {first, second}:
                shares.append(share if one == first else 1 - share)
    if not shares:
        return None
    won = (sum(shares) + 1) / (len(shares) + 2)  # Laplace: three of three is not certainty
    more = votes_needed(won) - len(shares)
    if more > MOST_MORE:
        return None
    return max(0, math.ceil(more))
