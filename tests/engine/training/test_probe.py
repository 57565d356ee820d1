"""The forecast: made quickly from real steps, nothing kept, and near what a run then takes."""

import dataclasses
import time
from pathlib import Path

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Cancelled, Event
from desktop_llm.core.training import Forecast, Method, Task, TrainJob
from desktop_llm.core.training_messages import Probe, ProbeFinished, ProbeProgress, TrainingFinished
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import probe
from tests.engine import tiny
from tests.engine.training.conftest import run_job


def forecast_of(job: TrainJob) -> tuple[Forecast, list[Event]]:
    events: list[Event] = []
    probe(Probe(3, job), events.append, Control())
    finished = events[-1]
    assert isinstance(finished, ProbeFinished) and finished.forecast is not None
    return finished.forecast, events


def test_forecast_says_what_the_run_will_do(job: TrainJob, home: Path) -> None:
    job = dataclasses.replace(job, steps=20)
    before = sorted(home.rglob("*"))
    began = time.perf_counter()
    forecast, events = forecast_of(job)
    probe_s = time.perf_counter() - began
    assert sorted(home.rglob("*")) == before  # nothing was written
    fractions = [event.fraction for event in events if isinstance(event, ProbeProgress)]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert (forecast.steps, forecast.block_tokens, forecast.batch_tokens) == (20, 128, 256)
    assert forecast.tokens == 20 * 256 and forecast.method is Method.FULL and forecast.probe_steps >= 2
    assert forecast.seconds > 0 and forecast.seconds_margin > 0
    assert 1e8 < forecast.memory_bytes < 4e9 < forecast.disk_free_bytes
    assert forecast.disk_bytes > 1_000_000

    folder = home / "run"
    began = time.perf_counter()
    events = run_job(job, folder)
    run_s = time.perf_counter() - began
    assert isinstance(events[-1], TrainingFinished)
    taken = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert taken <= forecast.disk_bytes
    # The benchmark holds the forecast against real runs; here the machine may be doing anything beside.
    assert run_s / 4 < forecast.seconds < 12 + 4 * run_s
    assert probe_s < 60


def test_more_steps_take_longer(job: TrainJob) -> None:
    short, _ = forecast_of(dataclasses.replace(job, steps=5))
    long, _ = forecast_of(dataclasses.replace(job, steps=5000))
    assert long.seconds > 5 * short.seconds


def test_minutes_are_the_forecast(job: TrainJob) -> None:
    forecast, _ = forecast_of(dataclasses.replace(job, steps=None, minutes=3.0))
    assert 180 <= forecast.seconds < 200 and forecast.steps > 10


@pytest.mark.parametrize("task", [Task.ANSWER, Task.SORT, Task.SCRATCH])
def test_forecast_for_other_tasks_counts_their_figures_and_questions(task: Task, text: Path, tmp_path: Path) -> None:
    base, file = "", text
    if task is not Task.SCRATCH:
        base, file = str(tiny.write_llama(tmp_path / "base")), tmp_path / "rows.csv"
        header = "text,label" if task is Task.SORT else "question,answer"
        rows = [f"How much is number {number}?,{'even' if number % 2 == 0 else 'odd'}" for number in range(40)]
        file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    job = TrainJob("", base, (str(file),), task=task, steps=4, threads=1, layers=1, width=32, heads=1, vocabulary=300)
    forecast, _ = forecast_of(dataclasses.replace(job, questions=("How much?",)))
    assert forecast.task is task and forecast.steps == 4 and forecast.parameters > 0
    assert forecast.seconds > 0 and forecast.held_out_tokens > 0
    assert not list(tmp_path.glob("**/start"))


def test_cancelled_probe(job: TrainJob) -> None:
    control = Control()
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        control.cancelled = True

    probe(Probe(3, job), emit, control)
    assert isinstance(events[-1], Cancelled) and len(events) == 2


def test_probe_finds_the_trouble_that_the_run_would_meet(job: TrainJob, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n", "utf-8")
    with pytest.raises(AppError) as caught:
        forecast_of(dataclasses.replace(job, texts=(str(tmp_path / "empty.txt"),)))
    assert caught.value.code is ErrorCode.TEXT_EMPTY
    (tmp_path / "short.txt").write_text("Flour and butter.", "utf-8")
    with pytest.raises(AppError) as caught:
        forecast_of(dataclasses.replace(job, texts=(str(tmp_path / "short.txt"),)))
    assert caught.value.code is ErrorCode.TEXT_TOO_SHORT
