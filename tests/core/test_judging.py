"""A model as the judge: both orders, what counts, and what is kept."""

from pathlib import Path

import pytest

from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.inspect_messages import Candidate
from desktop_llm.core.judging import (
    JUDGEMENTS,
    Judge,
    Judgement,
    PairVerdict,
    add_judgement,
    chosen,
    judge_request,
    pairs_of,
    read_judgements,
    summary_of,
)
from desktop_llm.core.list_run import ListAnswer, ListModel, ListPlan, ListRun, create_list
from desktop_llm.core.prompt_list import Prompt

JUDGE = Judge("Judge", "/judge")


@pytest.fixture
def run(tmp_path: Path) -> ListRun:
    models = (ListModel("One", "/one"), ListModel("Two", "/two"), ListModel("Three", "/three"))
    run = create_list(tmp_path / "list", ListPlan("t", (Prompt("2 + 2?", "4"), Prompt("Why?")), models))
    for model in range(3):
        for prompt in range(2):
            outcome = str(ErrorCode.ENGINE_DIED) if (model, prompt) == (2, 1) else "stop"
            run.add(ListAnswer(model, prompt, f"m{model} p{prompt}", outcome))
    return run


def test_every_pair_that_answered_is_asked_in_both_orders(run: ListRun) -> None:
    assert list(pairs_of(run, JUDGE)) == [(0, 0, 1), (0, 0, 2), (0, 1, 2), (1, 0, 1)]
    known = [Judgement(JUDGE.path, 0, 0, 1, 0, 0), Judgement("/another", 0, 0, 2, 0, 0)]
    assert (0, 0, 1) not in list(pairs_of(run, JUDGE, known)) and (0, 0, 2) in list(pairs_of(run, JUDGE, known))
    there, back = (judge_request(run, JUDGE, 0, shown).messages[0].text for shown in ((0, 1), (1, 0)))
    assert "Answer 1: m0 p0" in there and "Answer 2: m1 p0" in there and "A right answer: 4" in there
    assert "Answer 1: m1 p0" in back and "Answer 2: m0 p0" in back
    base = judge_request(run, Judge("b", "/b", "base"), 1, (0, 1))
    assert base.raw_prompt is not None and base.raw_prompt.endswith("Answer") and "right answer:" not in base.raw_prompt


def test_the_likelier_number_is_the_verdict() -> None:
    candidates = [Candidate(1, "the", -0.1), Candidate(2, " 2", -2.0), Candidate(3, "1", -3.0)]
    assert chosen(candidates, (0, 4)) == 4 and chosen(candidates, (4, 0)) == 0
    assert chosen(candidates[:1], (0, 4)) == -1


def test_only_what_both_orders_say_counts() -> None:
    said = [
        Judgement(JUDGE.path, 0, 0, 1, 0, 0),
        Judgement(JUDGE.path, 1, 0, 1, 1, 1),
        Judgement(JUDGE.path, 2, 0, 1, 0, 1),  # whatever stands first
        Judgement(JUDGE.path, 3, 0, 1, -1, -1),  # said neither twice: no agreement
        Judgement("/another", 0, 0, 1, 0, 0),
    ]
    summary = summary_of(JUDGE, said)
    assert (summary.asked, summary.agreed) == (4, 2)
    assert summary.pairs == (PairVerdict(0, 1, 1, 1, 2),)
    assert summary.first_shown == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("wins", "losses", "is_real"), [(0, 0, False), (3, 0, False), (4, 0, True), (9, 2, True), (8, 3, False)]
)
def test_a_real_preference(wins: int, losses: int, is_real: bool) -> None:
    # Wilson 95 % intervals: 3 of 3 is 0.438 to 1, 4 of 4 0.510 to 1, 9 of 11 0.523 to 0.949, 8 of 11 0.434 to 0.903.
    assert PairVerdict(0, 1, wins, losses, 5).is_real is is_real
    assert PairVerdict(0, 1, losses, wins, 5).is_real is is_real


def test_kept_and_read_again(run: ListRun) -> None:
    assert read_judgements(run.folder) == ()
    said = [Judgement(JUDGE.path, 0, 0, 1, 0, 1), Judgement(JUDGE.path, 1, 0, 1, -1, 0)]
    for one in said:
        add_judgement(run, one)
    with (run.folder / JUDGEMENTS).open("ab") as file:
        file.write(b'{"judge": "/judge", "prom')
    assert list(read_judgements(run.folder)) == said
