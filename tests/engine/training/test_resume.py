"""Pause, kill, resume: the run goes on as if it had never stopped, on the CPU to the last bit."""

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import transformers

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.messages import Event
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import Method, TrainJob
from desktop_llm.core.training_messages import (
    MomentKept,
    Train,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import train
from tests.engine import tiny
from tests.engine.training.conftest import bakery_text, run_job

ROOT = Path(__file__).parents[3]
STEPS = 24


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TrainJob:
    """A quick run of a model with dropout, over more than one epoch, in several passes a step, measured on the way."""
    folder = tmp_path_factory.mktemp("small")
    tokenizer = tiny.byte_tokenizer()
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=64, n_embd=32, n_layer=2, n_head=2, eos_token_id=0, bos_token_id=0
    )
    base = tiny._write(folder / "base", transformers.GPT2LMHeadModel, config, tokenizer)
    text = folder / "handbook.txt"
    text.write_text(bakery_text(12), "utf-8")
    return TrainJob(
        "Bakery", str(base), (str(text),), steps=STEPS, threads=1, block_tokens=32, batch_tokens=256,
        micro_batch_rows=4, autosave_minutes=1e-6, early_stopping=False, precision="fp32", method=Method.FULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def unbroken(small: TrainJob, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run without a break."""
    folder = tmp_path_factory.mktemp("unbroken") / "run"
    run_job(small, folder)
    return folder


def weights_of(folder: Path) -> str:
    return hashlib.sha256((folder / "checkpoint" / "model.safetensors").read_bytes()).hexdigest()


def resumed(folder: Path) -> list[Event]:
    events: list[Event] = []
    train(Train(8, TrainJob("", "", ()), str(folder), resume=True), events.append, Control())
    return events


def pause_at(step: int, control: Control) -> object:
    def look(event: Event) -> None:
        control.pause = control.pause or (isinstance(event, TrainingStep) and event.step >= step)

    return look


@pytest.mark.parametrize("method", [Method.FULL, Method.LORA])
def test_paused_run_goes_on_to_the_same_weights(
    small: TrainJob, unbroken: Path, tmp_path: Path, method: Method
) -> None:
    job = dataclasses.replace(small, method=method, lora_rank=2)
    control = Control()
    events = run_job(job, tmp_path / "run", pause_at(7, control), control)  # type: ignore[arg-type]
    paused = events[-1]
    assert isinstance(paused, TrainingPaused) and (paused.step, paused.steps) == (7, STEPS)
    record = runs.read_run(tmp_path / "run")
    assert record is not None and record.state is runs.RunState.PAUSED and record.resumable
    assert record.checkpoint is None and record.steps == 7
    saves = runs.autosaves(tmp_path / "run")
    assert len(saves) == 2 and runs.step_of(saves[0]) == 7  # the last two stay
    again = resumed(tmp_path / "run")
    started, finished = again[0], again[-1]
    assert isinstance(started, TrainingStarted) and started.step == 7
    assert isinstance(finished, TrainingFinished) and finished.steps == STEPS
    if method is Method.LORA:
        run_job(job, tmp_path / "whole")
        unbroken = tmp_path / "whole"
    assert weights_of(tmp_path / "run") == weights_of(unbroken)
    curve, whole = runs.load_curve(tmp_path / "run"), runs.load_curve(unbroken)
    assert curve.training == whole.training and curve.held_out == whole.held_out
    assert [step for step, _ in curve.training] == list(range(1, STEPS + 1))
    assert not (tmp_path / "run" / "autosave").exists()
    assert not (tmp_path / "run" / "checkpoint" / "state").exists()


def test_killed_process_is_resumed_to_the_same_weights(small: TrainJob, unbroken: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "job.toml").write_text(job_to_toml(small), "utf-8")
    command = [sys.executable, "-m", "desktop_llm", "train", str(folder), "--json"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("step") == 11:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    record = runs.read_run(folder)
    assert record is not None and record.state is runs.RunState.INTERRUPTED and record.resumable
    with pytest.raises(AppError) as caught:  # without saying so, nothing is written over
        run_job(small, folder)
    assert caught.value.code is ErrorCode.NAME_TAKEN
    done = subprocess.run(
        [*command, "--resume"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["started"] and 9 <= lines[0]["step"] <= 12
    assert lines[-1]["done"] and lines[-1]["steps"] == STEPS
    assert weights_of(folder) == weights_of(unbroken)
    assert runs.load_curve(folder).training == runs.load_curve(unbroken).training


def test_process_that_is_told_to_end_saves_and_can_be_resumed(small: TrainJob, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    job = dataclasses.replace(small, steps=100_000, autosave_minutes=5.0)
    (folder / "job.toml").write_text(job_to_toml(job), "utf-8")
    command = [sys.executable, "-m", "desktop_llm", "train", str(folder), "--json"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line))
            if lines[-1].get("step") == 5 and "loss" in lines[-1]:
                process.terminate()
    assert process.returncode == 3 and lines[-1]["paused"] is True
    record = runs.read_run(folder)
    assert record is not None and record.state is runs.RunState.PAUSED and record.resumable
    assert record.steps == lines[-1]["step"] >= 5


def test_damaged_save_gives_way_to_the_one_before(small: TrainJob, unbroken: Path, tmp_path: Path) -> None:
    control = Control()
    run_job(small, tmp_path / "run", pause_at(9, control), control)  # type: ignore[arg-type]
    newest = runs.autosaves(tmp_path / "run")[0] / runs.STATE / "tensors.safetensors"
    newest.write_bytes(newest.read_bytes()[:-100])
    started, *_, finished = resumed(tmp_path / "run")
    assert isinstance(started, TrainingStarted) and started.step == 8
    assert isinstance(finished, TrainingFinished)
    assert weights_of(tmp_path / "run") == weights_of(unbroken)


def test_other_texts_do_not_continue_a_run_and_it_goes_on_waiting(small: TrainJob, tmp_path: Path) -> None:
    text = tmp_path / "handbook.txt"
    text.write_text(bakery_text(12), "utf-8")
    control = Control()
    job = dataclasses.replace(small, texts=(str(text),))
    run_job(job, tmp_path / "run", pause_at(3, control), control)  # type: ignore[arg-type]
    text.write_text(bakery_text(13), "utf-8")
    with pytest.raises(AppError) as caught:
        resumed(tmp_path / "run")
    assert caught.value.code is ErrorCode.BAD_OPTION and caught.value.values["option"] == "texts"
    record = runs.read_run(tmp_path / "run")
    assert record is not None and record.state is runs.RunState.PAUSED and record.resumable


def test_a_kept_moment_is_a_whole_checkpoint_and_the_run_goes_on(small: TrainJob, tmp_path: Path) -> None:
    control = Control()

    def keep_the_fifth(event: Event) -> None:
        control.moment = control.moment or (isinstance(event, TrainingStep) and event.step == 5)

    events = run_job(small, tmp_path / "run", keep_the_fifth, control)
    kept = [event for event in events if isinstance(event, MomentKept)]
    assert [event.step for event in kept] == [5]
    assert [str(path) for path in runs.moments(tmp_path / "run")] == [kept[0].checkpoint]
    assert check_folder(Path(kept[0].checkpoint)).parameters > 0
    assert isinstance(events[-1], TrainingFinished) and events[-1].steps == STEPS
