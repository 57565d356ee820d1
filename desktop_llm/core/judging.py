"""A model as the judge of a list: which of two answers is better, asked twice with the order swapped.

A verdict counts only where both orders give it: small models often choose the place and not the answer. What the judge
says lies beside the answers of the list (`judgements.jsonl`), never among the person's votes.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error
from desktop_llm.core.inspect_messages import Candidate, NextTokens
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.messages import Message

JUDGEMENTS = "judgements.jsonl"
CANDIDATES = 50
"""Among so many of the likeliest next tokens the judge's "1" or "2" is looked for."""
LONGEST_ANSWER = 2_000
"""Letters of an answer that the judge reads."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Judge:
    """The checkpoint that judges."""

    name: str
    path: str
    kind: str = str(Kind.CHAT)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said of two answers to one question; numbers of checkpoints, -1 where it named none.

    Attributes:
        choice: With the answer of `first` shown first.
        swapped: With the answer of `second` shown first.
    """

    judge: str
    prompt: int
    first: int
    second: int
    choice: int
    swapped: int

    @property
    def agrees(self) -> bool:
        return self.choice == self.swapped >= 0


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """Over all questions: how often each of two was preferred in both orders, and how often the judge wavered."""

    first: int
    second: int
    first_wins: int
    second_wins: int
    wavered: int

    @property
    def is_real(self) -> bool:
        """The 95 % interval (Wilson 1927) of the share of wins leaves out one half."""
        count = self.first_wins + self.second_wins
        if not count:
            return False
        share, z2 = self.first_wins / count, _Z**2
        centre = (share + z2 / (2 * count)) / (1 + z2 / count)
        half = _Z * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
        return centre - half > 0.5 or centre + half < 0.5


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """All that a judge said of a list.

    Attributes:
        asked: Pairs of answers.
        agreed: Of those the ones with the same verdict in both orders; a coin agrees with itself half the time.
        first_shown: How often, of all single verdicts, the answer that was shown first was chosen.
    """

    judge: Judge
    asked: int
    agreed: int
    first_shown: float
    pairs: tuple[PairVerdict, ...]


def pairs_of(run: ListRun, judge: Judge, known: Iterable[Judgement] = ()) -> Iterator[tuple[int, int, int]]:
    """(question, one checkpoint, another) of all that is still to be judged: both have answered."""
    done = {(item.prompt, item.first, item.second) for item in known if item.judge == judge.path}
    for prompt in range(len(run.plan.prompts)):
        for first, second in combinations(range(len(run.plan.models)), 2):
            answers = [run.answers.get((model, prompt)) for model in (first, second)]
            if (prompt, first, second) not in done and all(one is not None and not one.has_failed for one in answers):
                yield prompt, first, second


def judge_request(run: ListRun, judge: Judge, prompt: int, shown: Sequence[int], job_id: int = 0) -> NextTokens:
    """Ask which of two answers is better, in this order; the next token is the verdict."""
    asked = run.plan.prompts[prompt]
    answers = [run.answers[model, prompt].text.strip()[:LONGEST_ANSWER] or "(nothing)" for model in shown]
    right = f"\nA right answer: {asked.expected}\n" if asked.expected else ""
    text = (
        "Two answers to a question follow. Which one is better: right, helpful and clear? Say 1 or 2 and nothing else."
        f"\n\nQuestion: {asked.text}\n{right}\nAnswer 1: {answers[0]}\n\nAnswer 2: {answers[1]}"
    )
    beginning = "The better answer is Answer"
    if judge.kind == Kind.CHAT:
        messages = (Message("user", text), Message("assistant", beginning))
        return NextTokens(job_id, messages, continue_answer=True, count=CANDIDATES, with_figures=False)
    return NextTokens(job_id, raw_prompt=f"{text}\n\n{beginning}", count=CANDIDATES, with_figures=False)


def chosen(candidates: Iterable[Candidate], shown: Sequence[int]) -> int:
    """The checkpoint whose answer the likelier of "1" and "2" names; -1 where neither is among the candidates."""
    for candidate in candidates:
        word = candidate.text.strip()
        if word in ("1", "2"):
            return shown[int(word) - 1]
    return -1


def add_judgement(run: ListRun, judgement: Judgement) -> None:
    """Keep what was said, durably.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    path = run.folder / JUDGEMENTS
    try:
        with path.open("ab") as file:
            file.write((json.dumps(asdict(judgement), ensure_ascii=False) + "\n").encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise disk_error(error, path) from error


def read_judgements(folder: Path) -> tuple[Judgement, ...]:
    """What was said before; lines that can not be read are left out.

    Raises:
        AppError: TEXT_UNREADABLE.
    """
    path = folder / JUDGEMENTS
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise AppError(ErrorCode.TEXT_UNREADABLE, str(error), file=path.name) from error
    found = []
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, KeyError):
            entry = json.loads(line)
            numbers = (int(entry[key]) for key in ("prompt", "first", "second", "choice", "swapped"))
            found.append(Judgement(str(entry["judge"]), *numbers))
    return tuple(found)


def summary_of(judge: Judge, judgements: Iterable[Judgement]) -> JudgeSummary:
    """The judge's verdicts counted."""
    mine = [item for item in judgements if item.judge == judge.path]
    pairs = []
    for first, second in sorted({(item.first, item.second) for item in mine}):
        these = [item for item in mine if (item.first, item.second) == (first, second)]
        wins = [sum(item.agrees and item.choice == model for item in these) for model in (first, second)]
        pairs.append(PairVerdict(first, second, wins[0], wins[1], len(these) - sum(wins)))
    single = [(item.choice == item.first, item.choice) for item in mine]
    single += [(item.swapped == item.second, item.swapped) for item in mine]
    named = [is_first for is_first, choice in single if choice >= 0]
    share = sum(named) / len(named) if named else 0.0
    return JudgeSummary(judge, len(mine), sum(item.agrees for item in mine), share, tuple(pairs))


def summary_as_json(run: ListRun, summary: JudgeSummary) -> dict[str, object]:
    """The summary as plain JSON values."""
    names = [model.name for model in run.plan.models]
    return {
        "judge": summary.judge.name,
        "path": summary.judge.path,
        "pairs": summary.asked,
        "agreed": summary.agreed,
        "first_shown": summary.first_shown,
        "verdicts": [
            {
                "first": names[pair.first], "second": names[pair.second], "first_wins": pair.first_wins,
                "second_wins": pair.second_wins, "wavered": pair.wavered, "real": pair.is_real,
            }
            for pair in summary.pairs
        ],
    }  # fmt: skip
