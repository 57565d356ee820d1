"""A run from its job to the finished checkpoint, in this process, told as events: the door.

What happens in between is `training`, what is prepared `preparing`, what is written `keeping` and `run_folder`.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.messages import Cancelled, Event
from desktop_llm.core.runs import RunState
from desktop_llm.core.training import TrainJob
from desktop_llm.core.training_messages import Train
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.training.preparing import Chosen, Prepared, prepare
from desktop_llm.engine.training.run_folder import RunFolder
from desktop_llm.engine.training.state import read_facts
from desktop_llm.engine.training.together import Together
from desktop_llm.engine.training.training import Training


def train(request: Train, emit: Callable[[Event], None], control: Control) -> bool:
    """Train and keep the checkpoint in the run's folder. Whether the run was paused.

    Emits `TrainingStarted`, then what happens (see `Train`), and closes with `TrainingFinished`, `TrainingPaused` or
    `Cancelled`.

    Raises:
        AppError: Expected trouble, which closes the job. What the run had saved by then stays in its folder.
    """
    started = time.perf_counter()
    path = Path(request.folder)
    job = _job_of(path) if request.resume else request.job
    together = Together.begin()
    is_first = together is None or together.is_first
    folder = RunFolder(path, job, Path(job.base_path).name, request.resume, is_first)
    training: Training | None = None
    try:
        chosen = _chosen(path) if request.resume else None
        if together is None:
            prepared = prepare(job, control, folder.start, chosen=chosen)
        else:
            prepared = _prepare_together(job, control, folder, chosen, together)
        training = Training(request.job_id, prepared, folder, emit, control, started)
        return training.run()
    except Stopped:
        if folder.resumed and (training is None or not training.has_moved):
            folder.let_be()  # it was only about to go on
        else:
            folder.discard()
        emit(Cancelled(request.job_id))
        return False
    except BaseException as error:
        trouble = error if isinstance(error, AppError) else machine.memory_error(error)
        _record_failure(folder, training, trouble)
        if trouble is not None and trouble is not error:
            raise trouble from error
        raise
    finally:
        folder.close()
        if together is not None:
            together.end()


def _prepare_together(
    job: TrainJob, control: Control, folder: RunFolder, chosen: Chosen | None, together: Together
) -> Prepared:
    """The first process prepares and decides; the others do as it did, with its new model where there is one."""
    job = together.own_job(job)
    prepared = prepare(job, control, folder.start, chosen=chosen) if together.is_first else None
    chosen = together.from_first(prepared.chosen if prepared else None)
    if prepared is None:
        prepared = prepare(job, control, folder.start, chosen=dataclasses.replace(chosen, threads=job.threads))
    prepared.run.together = together
    return prepared


def _job_of(path: Path) -> TrainJob:
    """The job of a run's folder.

    Raises:
        AppError: BAD_OPTION.
    """
    try:
        return job_from_toml((path / runs.JOB).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AppError(ErrorCode.BAD_OPTION, str(error), option=runs.JOB) from error


def _chosen(path: Path) -> Chosen | None:
    """What the newest whole state of a run was made with."""
    found = (read_facts(save) for save in runs.autosaves(path))
    return next((facts.chosen for facts in found if facts is not None), None)


def _record_failure(folder: RunFolder, training: Training | None, trouble: AppError | None) -> None:
    """Leave a result that says why; where nothing was learned yet, leave nothing."""
    if folder.resumed and (training is None or not training.has_moved):
        folder.let_be()
        return
    if training is None or training.steps == 0:
        folder.discard()
        return
    if folder.checkpoint.is_dir():
        return
    code = trouble.code if trouble else ErrorCode.BUG
    try:
        folder.finish(RunState.FAILED, training.result() | {"trouble": code.value})
    except AppError as error:  # the disk is full: the run then counts as interrupted, its autosave stays
        folder.note_fact("ResultNotWritten", {"code": error.code.value})
