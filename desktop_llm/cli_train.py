"""`desktop-llm train`: a run by options or by a job's folder, told line by line."""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path

from desktop_llm.cli import Engine, find
from desktop_llm.cli_console import Console, JsonValue
from desktop_llm.cli_elsewhere import pack
from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.messages import Event
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.core.training_messages import (
    ExamAnswered,
    HeldOutMeasured,
    MomentKept,
    Train,
    TrainingAdvice,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
    TrainingStep,
)

EXIT_INTERRUPTED = 130
EXIT_PAUSED = 3


def train(options: argparse.Namespace, console: Console) -> int:
    """Do the run; returns the exit status.

    Raises:
        AppError: Whatever the options, the job or the run object to.
    """
    folder = Path(options.folder or options.out or "").absolute()
    has_job = (options.folder and not options.out) or (options.resume and not options.text)
    job = _job_of(folder) if has_job else _job_by_options(options)
    if options.pack_for_elsewhere:
        return pack(job, Path(options.pack_for_elsewhere).absolute(), console)
    engine = Engine()

    speaks = os.environ.get("RANK", "0") == "0"  # of several processes under a launcher the first one

    def show(event: Event) -> None:
        line = _progress(event) if speaks else None
        if line is not None and console.is_json:
            console.print_json(line)
        elif line is not None:
            console.print("  ".join(f"{key} {_short(value)}" for key, value in line.items()))

    done = engine.ask(Train(engine.next_id(), job, str(folder), options.resume), show)
    if not speaks:
        return EXIT_PAUSED if isinstance(done, TrainingPaused) else 0
    if isinstance(done, TrainingPaused):
        _print(console, {"paused": True, "step": done.step, "steps": done.steps, "folder": done.folder})
        return EXIT_PAUSED
    if not isinstance(done, TrainingFinished):
        return EXIT_INTERRUPTED
    names = ("checkpoint", "steps", "tokens", "seconds", "tokens_per_second")
    losses = ("held_out_loss_before", "held_out_loss_after")
    result: dict[str, JsonValue] = {"done": True, **{name: getattr(done, name) for name in (*names, *losses)}}
    if done.metrics:
        result["metrics"] = dict(done.metrics)
    _print(console, result)
    return 0


def _job_of(folder: Path) -> TrainJob:
    """The job of a folder; paths in it may be relative to the folder, the base a name from the list."""
    path = folder / runs.JOB
    try:
        job = job_from_toml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AppError(ErrorCode.BAD_OPTION, str(error), option="JOB_FOLDER", bounds=f"with a {runs.JOB}") from error
    reading = job.reading
    base = job.base_path
    if base and job.task is not Task.SCRATCH:
        beside = folder / base
        base = str(beside if beside.is_dir() else find(base).path)
    return dataclasses.replace(
        job,
        base_path=base,
        texts=tuple(str(folder / text) for text in job.texts),
        reading=dataclasses.replace(reading, held_out_files=tuple(str(folder / one) for one in reading.held_out_files)),
    )


def _job_by_options(options: argparse.Namespace) -> TrainJob:
    options.out = options.out or options.pack_for_elsewhere
    for name in ("text", "out") if options.task == Task.SCRATCH else ("model", "text", "out"):
        if not getattr(options, name):
            raise AppError(ErrorCode.BAD_OPTION, "missing", option=f"--{name}", bounds="anything, but it is needed")
    return TrainJob(
        name=Path(options.out).absolute().name,
        base_path="" if options.task == Task.SCRATCH else str(find(options.model).path),
        texts=tuple(str(Path(name).absolute()) for name in options.text),
        task=Task(options.task),
        questions=tuple(options.question),
        method=Method(options.method),
        steps=options.steps,
        epochs=options.epochs,
        minutes=options.minutes,
        early_stopping=options.steps is None and options.minutes is None,  # who names a length gets it
        seed=options.seed,
        precision=options.precision,
        device=options.device,
        threads=options.threads,
    )


def _progress(event: Event) -> dict[str, JsonValue] | None:
    """A line of progress for what happened in a training."""
    if isinstance(event, TrainingStarted):
        sizes = ("step", "steps", "epochs", "training_tokens", "held_out_tokens", "parameters_trained")
        names = (*sizes, "task", "method")
        return {"started": True, **{name: _text_or_number(getattr(event, name)) for name in names}}
    if isinstance(event, TrainingStep):
        step = ("step", "steps", "loss", "learning_rate", "tokens_seen", "tokens_per_second", "elapsed_s")
        return {name: getattr(event, name) for name in (*step, "remaining_s")}
    if isinstance(event, HeldOutMeasured):
        return {"step": event.step, "held_out_loss": event.loss}
    if isinstance(event, ExamAnswered):
        return {"step": event.step, "answers": list(event.answers)}
    if isinstance(event, MomentKept):
        return {"step": event.step, "kept": event.checkpoint}
    if isinstance(event, TrainingAdvice):
        return {"advice": event.code, **dict(event.values)}
    return None


def _print(console: Console, result: dict[str, JsonValue]) -> None:
    if console.is_json:
        console.print_json(result)
    else:
        console.print("\n".join(f"{key}: {_short(value)}" for key, value in result.items()))


def _text_or_number(value: object) -> JsonValue:
    return value if isinstance(value, int | float) else str(value)


def _short(value: JsonValue) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
