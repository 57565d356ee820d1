"""A list on disk: what was kept is there after a kill, a half line is asked again, each model's answers in a row."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.list_run import (
    ANSWERS,
    PLAN,
    ListAnswer,
    ListModel,
    ListPlan,
    create_list,
    list_summaries,
    open_list,
)
from desktop_llm.core.measures import Difference, Interval, ListTable, Measure, table_as_json, table_from_json
from desktop_llm.core.prompt_list import Prompt
from desktop_llm.core.sampling import Sampling

PLAN_OF_TWO = ListPlan(
    "Sums", (Prompt("1+1?", "2", "sums"), Prompt("2+2?")), (ListModel("a", "/a"), ListModel("b", "/b", "base")),
    Sampling(temperature=0.0, seed=3, stop=("x",)), "Be short.", 5.0,
)  # fmt: skip


def answer(model: int, prompt: int, text: str = "t", outcome: str = "stop") -> ListAnswer:
    return ListAnswer(model, prompt, text, outcome, TurnStats(2, 9.5, 0.1, 3, 5, 64, 3), 0.25, -0.5, 1000)


def test_a_list_comes_back_as_it_was(tmp_path: Path) -> None:
    run = create_list(tmp_path / "one", PLAN_OF_TWO)
    assert list(run.open_pairs()) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    run.add(answer(0, 0, "zwei\u2028 二 \U0001f600"))
    run.add(answer(0, 1, "", "out_of_memory"))
    again = open_list(tmp_path / "one")
    assert again.plan == PLAN_OF_TWO and again.answers == run.answers
    assert list(again.open_pairs()) == [(0, 1), (1, 0), (1, 1)], "what failed is asked again"
    again.add(answer(0, 1))
    assert open_list(tmp_path / "one").answers[0, 1].outcome == "stop"


def test_every_cut_of_the_file_is_survived(tmp_path: Path) -> None:
    run = create_list(tmp_path / "one", PLAN_OF_TWO)
    run.add(answer(0, 0, "二"))
    run.add(answer(0, 1, "四"))
    path = tmp_path / "one" / ANSWERS
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in (*range(0, len(whole), 23), first - 1, first, len(whole) - 1):
        path.write_bytes(whole[:length])
        cut = open_list(tmp_path / "one")
        assert len(cut.answers) == (1 if length >= first else 0)
        cut.add(answer(1, 0))
        assert open_list(tmp_path / "one").answers[1, 0] == answer(1, 0)


def test_bad_folders(tmp_path: Path) -> None:
    with pytest.raises(AppError) as missing:
        open_list(tmp_path)
    assert missing.value.code == ErrorCode.TEXT_MISSING
    run = create_list(tmp_path / "one", PLAN_OF_TWO)
    with pytest.raises(AppError) as taken:
        create_list(tmp_path / "one", PLAN_OF_TWO)
    assert taken.value.code == ErrorCode.NAME_TAKEN
    (run.folder / ANSWERS).write_text(
        'nonsense\n{"model": 99, "prompt": 0, "text": "", "outcome": ""}\n{"model": -1}\n'
    )
    assert not open_list(run.folder).answers
    for text in ("", "[]", '{"prompts": 1, "models": []}', '{"prompts": [], "models": [1]}'):
        (run.folder / PLAN).write_text(text)
        with pytest.raises(AppError) as damaged:
            open_list(run.folder)
        assert damaged.value.code == ErrorCode.TEXT_DAMAGED


def test_the_list_of_lists(tmp_path: Path) -> None:
    for name, created_at in (("old", 1.0), ("new", 2.0)):
        run = create_list(tmp_path / name, replace(PLAN_OF_TWO, title=name, created_at=created_at))
    run.add(answer(1, 1))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / PLAN).write_text("{")
    newest, oldest = list_summaries(tmp_path)
    assert (newest.title, newest.answers, newest.size, newest.models) == ("new", 1, 4, 2)
    assert oldest.title == "old"


def test_the_table_as_one_value(tmp_path: Path) -> None:
    run = create_list(tmp_path / "one", PLAN_OF_TWO)
    run.add(answer(0, 0))
    interval = Interval(0.5, 0.1, 0.9, 2)
    whole = ListTable(
        {Measure.CONTAINS: (interval, None)},
        (Difference(Measure.CONTAINS, 0, 1, 0.5, 0.25, 0.75, 2),),
        {(0, 0): {Measure.CONTAINS: 1.0}},
    )
    again = table_from_json(json.loads(json.dumps(table_as_json(run, whole))))
    assert again == whole and again.differences[0].is_real
    assert table_from_json({"models": 1}) is None and table_from_json([]) is None
    table = table_as_json(run, ListTable())
    assert [model["answers"] for model in table["models"]] == [1, 0]  # type: ignore[attr-defined]
    assert table["prompts"][0]["answers"][1] is None  # type: ignore[index]
