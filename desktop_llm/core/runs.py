"""The runs on disk: one folder each, read tolerantly. Written by the engine's training; names and shapes stand here.

A run's folder holds `job.toml` (what was asked for), `process.json` (who trains), `progress.jsonl` (one event a line),
`held_out.txt` (the exam), `autosave/step-N/` (a checkpoint of some seconds ago, with the whole state of the run in its
`state/`), `moments/step-N/` (checkpoints kept on the way), `start/` (a new model before its first step), `checkpoint/`
(the finished weights), `adapter/` (LoRA's own), `tensorboard/` (the curves for that tool) and, last, `result.json`. A
folder whose files cannot be read never hides the others.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psutil

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import disk_error, replace, sweep_temporary, sync_folder, write_atomically
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.training import Task, TrainJob

_SAVE_NAME = re.compile(r"step-\d{8}")
_log = logging.getLogger(__name__)
JOB, PROCESS, PROGRESS, RESULT = "job.toml", "process.json", "progress.jsonl", "result.json"
HELD_OUT, CHECKPOINT, ADAPTER, AUTOSAVE = "held_out.txt", "checkpoint", "adapter", "autosave"
MOMENTS, START, STATE = "moments", "start", "state"
EVENTS = "tensorboard"


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by the person, and kept
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # the process is gone without a result
    PAUSED = "paused"  # by the person; `Train.resume` goes on


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One training, as far as its folder tells.

    Attributes:
        id: The folder's name.
        steps: Done so far.
        held_out_loss_before, held_out_loss_after: Mean nats per token; None where not measured.
        checkpoint: The finished checkpoint; None where there is none.
        recoverable: An autosave can become the checkpoint (`recover_run`).
        trouble: ErrorCode value of a failed one.
        resumable: `Train.resume` can go on from a whole state (paused or interrupted runs).
        task: Task value; what AUTO became where that is known.
        metrics: Figures of the task on the held-out part, as in `TrainingFinished`.
    """

    id: str
    name: str
    folder: Path
    base_name: str
    base_path: str
    method: str
    state: RunState
    started_at: float
    finished_at: float
    steps: int
    held_out_loss_before: float | None
    held_out_loss_after: float | None
    seconds: float
    checkpoint: Path | None
    recoverable: bool = False
    trouble: str = ""
    resumable: bool = False
    task: str = ""
    metrics: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A run's losses: (step, mean nats per token); and its learning rate at each step."""

    training: tuple[tuple[int, float], ...]
    held_out: tuple[tuple[int, float], ...]
    rates: tuple[tuple[int, float], ...] = ()


def list_runs(folder: Path) -> tuple[RunRecord, ...]:
    """All runs in a folder, newest first."""
    records = []
    for path in _folders(folder):
        try:
            record = read_run(path)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("run %s cannot be read: %r", path.name, error)
            continue
        if record is not None:
            records.append(record)
    return tuple(sorted(records, key=lambda record: record.started_at, reverse=True))


def read_run(folder: Path) -> RunRecord | None:
    """One run's record; None for a folder that is no run."""
    if not any((folder / name).is_file() for name in (JOB, RESULT, PROCESS)):
        return None
    job = _read_job(folder)
    process = _read_json(folder / PROCESS)
    result = _read_json(folder / RESULT)
    checkpoint = folder / CHECKPOINT
    finished = checkpoint.is_dir() and bool(result)
    state = _state(result, process)
    steps, curve = (result.get("steps", 0), None) if result else _progress_so_far(folder)
    base_path = job.base_path if job else str(result.get("base_path", ""))
    started_at = process.get("started_at") or result.get("started_at") or _modified_at(folder)
    return RunRecord(
        id=folder.name,
        name=(job.name if job else "") or str(result.get("name", "")) or folder.name,
        folder=folder,
        base_name=str(process.get("base_name") or result.get("base_name") or Path(base_path).name),
        base_path=base_path,
        method=str(result.get("method") or (job.method.value if job else "")),
        state=state,
        started_at=float(started_at),
        finished_at=float(result.get("finished_at", 0.0)),
        steps=int(steps),
        held_out_loss_before=_number(result.get("held_out_loss_before", _at(curve, 0))),
        held_out_loss_after=_number(result.get("held_out_loss_after", _at(curve, -1))),
        seconds=float(result.get("seconds", 0.0)),
        checkpoint=checkpoint if finished else None,
        recoverable=not finished and (checkpoint.is_dir() or newest_autosave(folder) is not None),
        trouble=str(result.get("trouble", "")),
        resumable=state in (RunState.PAUSED, RunState.INTERRUPTED)
        and not checkpoint.is_dir()
        and any((save / STATE).is_dir() for save in autosaves(folder)),
        task=str(result.get("task") or (job.task.value if job and job.task is not Task.AUTO else "")),
        metrics=_metrics(result.get("metrics")),
    )


def load_curve(folder: Path) -> Curve:
    """The losses that a run wrote down so far; lines that are not whole are passed over."""
    training, held_out, rates = [], [], []
    for event in read_progress(folder):
        loss = _number(event.get("loss"))
        if loss is None or not isinstance(event.get("step"), int):
            continue
        if event.get("event") == "TrainingStep":
            training.append((event["step"], loss))
            if (rate := _number(event.get("learning_rate"))) is not None:
                rates.append((event["step"], rate))
        elif event.get("event") == "HeldOutMeasured":
            held_out.append((event["step"], loss))
    return Curve(tuple(training), tuple(held_out), tuple(rates))


def read_progress(folder: Path) -> Iterator[dict[str, Any]]:
    """The events of `progress.jsonl`, as far as they are whole."""
    try:
        with (folder / PROGRESS).open("rb") as file:
            for line in file:
                try:
                    event = json.loads(line)
                except (ValueError, RecursionError):  # torn by a power cut
                    continue
                if isinstance(event, dict):
                    yield event
    except FileNotFoundError:
        return


def newest_autosave(folder: Path) -> Path | None:
    """The newest whole autosave of a run."""
    return next(iter(autosaves(folder)), None)


def autosaves(folder: Path) -> list[Path]:
    """The whole autosaves of a run, newest first."""
    return _steps_in(folder / AUTOSAVE)[::-1]


def moments(folder: Path) -> list[Path]:
    """The checkpoints that the person kept along a run, earliest first."""
    return _steps_in(folder / MOMENTS)


def step_of(path: Path) -> int:
    """The step of an autosave or a moment."""
    return int(path.name.removeprefix("step-"))


def recover_run(folder: Path) -> Path | None:
    """Make an interrupted run's newest autosave its checkpoint; None where there is nothing to recover.

    A run that still trains, and one that has its checkpoint, is left as it is.

    Raises:
        AppError: DISK_FULL, DISK_UNWRITABLE.
    """
    record = read_run(folder)
    if record is None or record.state is RunState.RUNNING:
        return None
    if record.checkpoint is not None:
        return record.checkpoint
    checkpoint, steps = folder / CHECKPOINT, record.steps
    if not checkpoint.is_dir():
        save = newest_autosave(folder)
        if save is None:
            return None
        steps = step_of(save)
        try:
            replace(save, checkpoint)
            shutil.rmtree(checkpoint / STATE, ignore_errors=True)
            sync_folder(folder)
        except OSError as error:
            raise disk_error(error, checkpoint) from error
    _write_recovered(record, steps)
    shutil.rmtree(folder / AUTOSAVE, ignore_errors=True)
    sweep_temporary(folder)
    return checkpoint


def is_training(process: Mapping[str, Any]) -> bool:
    """Whether the process that a `process.json` names is still there (and is not another with its number)."""
    pid, created_at = process.get("pid"), process.get("created_at")
    if not isinstance(pid, int) or not isinstance(created_at, int | float):
        return False
    try:
        found = psutil.Process(pid)
        return abs(found.create_time() - created_at) < 2 and found.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def process_mark(base_name: str, started_at: float) -> dict[str, object]:
    """What `process.json` holds for the process that calls this."""
    created_at = psutil.Process().create_time()
    return {"pid": os.getpid(), "created_at": created_at, "started_at": started_at, "base_name": base_name}


def _write_recovered(record: RunRecord, steps: int) -> None:
    held_out = dict(load_curve(record.folder).held_out)
    result = _read_json(record.folder / RESULT) | {
        "outcome": RunState.INTERRUPTED.value,
        "name": record.name,
        "base_name": record.base_name,
        "base_path": record.base_path,
        "method": record.method,
        "started_at": record.started_at,
        "finished_at": _modified_at(record.folder / PROGRESS) or record.started_at,
        "steps": steps,
        "held_out_loss_before": held_out.get(0),
        "held_out_loss_after": next(
            (loss for step, loss in sorted(held_out.items(), reverse=True) if 0 < step <= steps), None
        ),
    }
    write_atomically(record.folder / RESULT, json.dumps(result, indent=1))


def _state(result: Mapping[str, Any], process: Mapping[str, Any]) -> RunState:
    if result:
        outcome = result.get("outcome")
        return RunState(outcome) if outcome in set(RunState) else RunState.FAILED
    if "paused_at" in process:
        return RunState.PAUSED
    return RunState.RUNNING if is_training(process) else RunState.INTERRUPTED


def _progress_so_far(folder: Path) -> tuple[int, Curve]:
    curve = load_curve(folder)
    return max((step for step, _ in curve.training), default=0), curve


def _steps_in(folder: Path) -> list[Path]:
    return sorted(path for path in _folders(folder) if _SAVE_NAME.fullmatch(path.name))


def _metrics(value: object) -> tuple[tuple[str, float], ...]:
    """The figures among a result's metrics; tables among them stay in the file."""
    if not isinstance(value, dict):
        return ()
    return tuple((str(name), float(v)) for name, v in value.items() if _number(v) is not None)


def _at(curve: Curve | None, index: int) -> float | None:
    return curve.held_out[index][1] if curve and len(curve.held_out) > (index == -1) else None


def _read_job(folder: Path) -> TrainJob | None:
    try:
        return job_from_toml((folder / JOB).read_text("utf-8"))
    except (OSError, ValueError, AppError) as error:
        _log.info("job of run %s: %r", folder.name, error)
        return None


def _read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty where there is none."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
