"""Runs on disk, read tolerantly: states, curves, recovery, and broken folders among good ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from desktop_llm.core import runs
from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.training import TrainJob

JOB = TrainJob("Bakery", "/models/starter", ("/texts/handbook.md",))


def line(event: str, **values: object) -> str:
    return json.dumps({"event": event, **values}) + "\n"


def make_run(folder: Path, **files: str) -> Path:
    """A run's folder with a job and the given files ("_" in a name stands for ".")."""
    folder.mkdir(parents=True)
    (folder / "job.toml").write_text(job_to_toml(JOB), "utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, "utf-8")
    return folder


def make_autosave(folder: Path, step: int) -> Path:
    save = folder / "autosave" / f"step-{step:08d}"
    save.mkdir(parents=True)
    (save / "model.safetensors").write_text(f"weights of step {step}", "utf-8")
    return save


PROGRESS = (
    line("TrainingStarted", steps=100)
    + line("HeldOutMeasured", step=0, loss=5.0)
    + line("TrainingStep", step=1, loss=5.5)
    + line("TrainingStep", step=9, loss=4.5)
    + line("HeldOutMeasured", step=10, loss=4.0)
    + line("TrainingStep", step=20, loss=3.5)
)
RESULT = json.dumps(
    {
        "outcome": "done",
        "base_name": "starter",
        "method": "full",
        "steps": 20,
        "seconds": 12.5,
        "started_at": 100.0,
        "finished_at": 112.5,
        "held_out_loss_before": 5.0,
        "held_out_loss_after": 3.75,
    }
)
GONE = json.dumps({"pid": 2**22 + 1, "created_at": 1.0, "started_at": 50.0, "base_name": "starter"})


def test_finished_run(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS, result_json=RESULT)
    (folder / "checkpoint").mkdir()
    (record,) = runs.list_runs(tmp_path)
    assert record == runs.RunRecord(
        id="a",
        name="Bakery",
        folder=folder,
        base_name="starter",
        base_path="/models/starter",
        method="full",
        state=runs.RunState.DONE,
        started_at=100.0,
        finished_at=112.5,
        steps=20,
        held_out_loss_before=5.0,
        held_out_loss_after=3.75,
        seconds=12.5,
        checkpoint=folder / "checkpoint",
    )


def test_curve(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS)
    curve = runs.load_curve(folder)
    assert curve.training == ((1, 5.5), (9, 4.5), (20, 3.5))
    assert curve.held_out == ((0, 5.0), (10, 4.0))
    assert runs.load_curve(tmp_path / "nothing") == runs.Curve((), ())


@pytest.mark.parametrize(
    "end", ['{"event": "TrainingStep", "step": 21, "lo', "\x00\x00\x00\x00", "[1]\n", "null\n", '"x"\n', "\n"]
)
def test_torn_or_foreign_last_line_costs_only_itself(tmp_path: Path, end: str) -> None:
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS + end)
    assert runs.load_curve(folder).training[-1] == (20, 3.5)
    record = runs.read_run(folder)
    assert record is not None and record.steps == 20


def test_interrupted_run_tells_what_it_had(tmp_path: Path) -> None:
    make_run(tmp_path / "a", progress_jsonl=PROGRESS, process_json=GONE)
    (record,) = runs.list_runs(tmp_path)
    assert record.state is runs.RunState.INTERRUPTED
    assert (record.steps, record.held_out_loss_before, record.held_out_loss_after) == (20, 5.0, 4.0)
    assert record.started_at == 50.0 and record.checkpoint is None and not record.recoverable


def test_running_run_is_known_by_its_process(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mark = {"pid": child.pid, "created_at": psutil.Process(child.pid).create_time(), "started_at": 1.0}
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS, process_json=json.dumps(mark))
    make_autosave(folder, 10)
    states = [runs.list_runs(tmp_path)[0].state, runs.recover_run(folder)]
    child.communicate(b"\n")
    assert states == [runs.RunState.RUNNING, None]
    assert runs.list_runs(tmp_path)[0].state is runs.RunState.INTERRUPTED


def test_another_process_with_the_same_number_is_not_it(tmp_path: Path) -> None:
    mark = {"pid": os.getpid(), "created_at": psutil.Process().create_time() - 100, "started_at": 1.0}
    make_run(tmp_path / "a", process_json=json.dumps(mark))
    assert runs.list_runs(tmp_path)[0].state is runs.RunState.INTERRUPTED


def test_paused_and_interrupted_runs_can_be_resumed_where_a_whole_state_was_saved(tmp_path: Path) -> None:
    paused = json.dumps({**json.loads(GONE), "paused_at": 60.0})
    for name, process, has_state in (("a", paused, True), ("b", GONE, True), ("c", GONE, False)):
        folder = make_run(tmp_path / name, progress_jsonl=PROGRESS, process_json=process)
        make_autosave(folder, 5)
        if has_state:
            (make_autosave(folder, 12) / runs.STATE).mkdir()
    found = {record.id: (record.state, record.resumable) for record in runs.list_runs(tmp_path)}
    interrupted = runs.RunState.INTERRUPTED
    assert found == {"a": (runs.RunState.PAUSED, True), "b": (interrupted, True), "c": (interrupted, False)}
    assert [runs.step_of(save) for save in runs.autosaves(tmp_path / "a")] == [12, 5]
    checkpoint = runs.recover_run(tmp_path / "a")  # or kept as it is instead
    assert checkpoint is not None and not (checkpoint / runs.STATE).exists()
    record = runs.read_run(tmp_path / "a")
    assert record is not None and record.checkpoint is not None and not record.resumable


def test_figures_of_the_task_are_read_and_tables_among_them_left(tmp_path: Path) -> None:
    more = {"task": "sort", "metrics": {"accuracy": 0.75, "confusion": [[3, 1], [0, 4]], "labels": ["a", "b"]}}
    folder = make_run(tmp_path / "a", result_json=json.dumps({**json.loads(RESULT), **more}))
    record = runs.read_run(folder)
    assert record is not None and (record.task, record.metrics) == ("sort", (("accuracy", 0.75),))


def test_newest_autosave_becomes_the_checkpoint(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS, process_json=GONE)
    make_autosave(folder, 5)
    make_autosave(folder, 12)
    unfinished = folder / "autosave" / ".desktop-llm-4194305-0123456789ab.tmp"
    unfinished.mkdir()
    assert runs.list_runs(tmp_path)[0].recoverable
    checkpoint = runs.recover_run(folder)
    assert checkpoint == folder / "checkpoint"
    assert (checkpoint / "model.safetensors").read_text("utf-8") == "weights of step 12"
    (record,) = runs.list_runs(tmp_path)
    assert (record.state, record.steps) == (runs.RunState.INTERRUPTED, 12)
    assert (record.held_out_loss_before, record.held_out_loss_after) == (5.0, 4.0)
    assert record.checkpoint == checkpoint and not record.recoverable
    assert not (folder / "autosave").exists()
    assert runs.recover_run(folder) == checkpoint


def test_kill_between_checkpoint_and_result_loses_nothing(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "a", progress_jsonl=PROGRESS, process_json=GONE)
    (folder / "checkpoint").mkdir()
    make_autosave(folder, 12)
    assert runs.list_runs(tmp_path)[0].recoverable
    assert runs.recover_run(folder) == folder / "checkpoint"
    (record,) = runs.list_runs(tmp_path)
    assert (record.checkpoint, record.steps) == (folder / "checkpoint", 20)


def test_nothing_to_recover(tmp_path: Path) -> None:
    assert runs.recover_run(make_run(tmp_path / "a", process_json=GONE)) is None
    assert runs.recover_run(tmp_path / "missing") is None


@pytest.mark.parametrize(
    "files",
    [
        {"result_json": "{"},
        {"result_json": "[]"},
        {"result_json": '{"outcome": 5, "steps": "many", "seconds": []}'},
        {"result_json": '{"outcome": "done", "steps": null, "started_at": {}}'},
        {"process_json": "[" * 100_000},
        {"progress_jsonl": "[" * 100_000},
        {"job_toml": "= = ="},
        {"job_toml": "\x00"},
    ],
)
def test_one_broken_run_never_hides_the_others(tmp_path: Path, files: dict[str, str]) -> None:
    good = make_run(tmp_path / "good", progress_jsonl=PROGRESS, result_json=RESULT)
    make_run(tmp_path / "broken", **files)
    assert good in [record.folder for record in runs.list_runs(tmp_path)]


def test_other_folders_and_files_are_no_runs(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "file.txt").write_text("x", "utf-8")
    (tmp_path / "job.toml").mkdir()
    assert runs.list_runs(tmp_path) == ()
    assert runs.list_runs(tmp_path / "missing") == ()


def test_newest_first(tmp_path: Path) -> None:
    for name, started_at in (("a", 10.0), ("b", 30.0), ("c", 20.0)):
        make_run(tmp_path / name, result_json=json.dumps({"outcome": "done", "started_at": started_at}))
    assert [record.id for record in runs.list_runs(tmp_path)] == ["b", "c", "a"]
