"""What a run will do, as plain figures."""

import dataclasses

import numpy as np
import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.training import Method, TrainJob
from desktop_llm.engine.training.optimizer import Schedule
from desktop_llm.engine.training.plan import Plan, check_job, choose_block, choose_method, make_plan
from desktop_llm.engine.training.rows import Rows

JOB = TrainJob("name", "base", ("text.txt",))


def plan_of(job: TrainJob, tokens: int, context: int = 512) -> Plan:
    block = choose_block(job, context, tokens)
    rows = tokens // block
    return make_plan(job, Method.FULL, 4_000_000, rows * block, tokens // 5, block, rows)


@pytest.mark.parametrize("tokens", [400, 1_500, 15_000, 150_000, 3_000_000])
def test_plan_is_sensible_for_texts_of_every_size(tokens: int) -> None:
    plan = plan_of(JOB, tokens)
    assert plan.rows >= 1 and plan.rows * plan.block_tokens <= tokens
    assert 0.99 <= plan.epochs <= 4.2
    assert plan.steps >= min(12, plan.rows)
    assert plan.tokens == pytest.approx(plan.epochs * plan.rows * plan.block_tokens, rel=0.1)


def test_what_the_job_states_is_kept() -> None:
    job = dataclasses.replace(JOB, steps=7, block_tokens=64, batch_tokens=256, learning_rate=0.5)
    plan = plan_of(job, 10_000)
    assert (plan.steps, plan.block_tokens, plan.rows_per_step, plan.learning_rate) == (7, 64, 4, 0.5)
    assert plan_of(dataclasses.replace(JOB, epochs=2.0), 10_000).epochs == pytest.approx(2, rel=0.1)


def test_rows_never_exceed_the_context() -> None:
    assert plan_of(JOB, 10_000, context=64).block_tokens == 64
    with pytest.raises(AppError) as caught:
        plan_of(dataclasses.replace(JOB, block_tokens=65), 10_000, context=64)
    assert caught.value.code is ErrorCode.BAD_OPTION


def test_text_without_a_single_row_is_too_short() -> None:
    with pytest.raises(AppError) as caught:
        plan_of(JOB, 40)
    assert caught.value.code is ErrorCode.TEXT_TOO_SHORT
    assert caught.value.values["tokens"] == 40


@pytest.mark.parametrize(
    "change",
    [
        {"steps": 0},
        {"steps": 5, "minutes": 1.0},
        {"epochs": -1.0},
        {"minutes": float("nan")},
        {"learning_rate": -1e-3},
        {"learning_rate": float("inf")},
        {"reading": Reading(held_out_share=0.0)},
        {"reading": Reading(held_out_share=0.9)},
        {"warmup_share": 1.0},
        {"lora_rank": 0},
        {"lora_dropout": 1.0},
        {"block_tokens": -1},
        {"threads": -2},
        {"optimizer": "magic"},
        {"schedule": "wavy"},
        {"order": "backwards"},
        {"beta1": 1.0},
        {"epsilon": 0.0},
        {"warmup_steps": -1},
        {"batch_tokens": 512, "gradient_accumulation": 2},
        {"questions": ("Why?",) * 11},
    ],
)
def test_impossible_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(AppError) as caught:
        check_job(dataclasses.replace(JOB, **change))  # type: ignore[arg-type]
    assert caught.value.code is ErrorCode.BAD_OPTION
    assert caught.value.values["option"] in {*change, "held_out_share"}


def test_method_is_chosen_by_size_and_memory() -> None:
    assert choose_method(JOB, 4_000_000, 10**9) is Method.FULL
    assert choose_method(JOB, 500_000_000, 10**11) is Method.LORA
    assert choose_method(JOB, 100_000_000, 10**9) is Method.LORA
    assert choose_method(dataclasses.replace(JOB, method=Method.FULL), 10**9, 10**9) is Method.FULL


def test_learning_rate_rises_and_falls() -> None:
    rates = [Schedule(1.0).at(step / 100, step, 100) for step in range(1, 101)]
    assert rates[4] == pytest.approx(1.0)
    assert rates[:5] == sorted(rates[:5]) and rates[5:] == sorted(rates[5:], reverse=True)
    assert rates[0] > 0 and rates[-1] == pytest.approx(0.02)


def test_other_schedules() -> None:
    assert {Schedule(0.5, "constant", 0.0).at(step / 9, step, 9) for step in range(1, 10)} == {0.5}
    linear = [Schedule(1.0, "linear", 0.9, warmup_steps=2).at(step / 10, step, 10) for step in range(1, 11)]
    assert linear[:2] == pytest.approx([1 / 3, 2 / 3]) and linear[2:] == sorted(linear[2:], reverse=True)
    assert 0 < linear[-1] <= 0.1 < linear[-2]


def test_rows_of_an_epoch_are_the_text_in_another_order() -> None:
    ids = np.arange(1000, dtype=np.int32)
    rows = Rows(ids, 100, 2, seed=3)
    first = np.concatenate([rows.batch(step).ids for step in range(5)])
    assert first.shape == (10, 100)
    assert sorted(first.flatten()) == list(range(1000))
    assert list(first[:, 0]) != sorted(first[:, 0])
    second = np.concatenate([rows.batch(step).ids for step in range(5, 10)])
    assert (np.diff(second, axis=1) == 1).all() and not (first == second).all()


def test_order_follows_from_seed_and_step_alone() -> None:
    ids = np.arange(1000, dtype=np.int32)
    in_order = Rows(ids, 64, 4, seed=5)
    batches = [in_order.batch(step).ids for step in range(12)]
    late = Rows(ids, 64, 4, seed=5)
    assert all((late.batch(step).ids == batches[step]).all() for step in (11, 0, 7))
    assert any((Rows(ids, 64, 4, seed=6).batch(step).ids != batches[step]).any() for step in range(12))
