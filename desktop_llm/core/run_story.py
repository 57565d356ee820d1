"""What a run's folder tells besides its losses: exam answers, kept moments, advice, the plan, the person's notes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_llm.core.errors import AppError
from desktop_llm.core.files import disk_error, write_atomically
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.look_back import Review, load_review
from desktop_llm.core.runs import JOB, RESULT, Curve, load_curve, read_progress
from desktop_llm.core.task_figures import Sorting, sorting_metrics, sorting_of
from desktop_llm.core.training import TrainJob

NOTES = "notes.txt"
MOST_NOTES = 100_000


@dataclass(frozen=True, slots=True)
class RunStory:
    """A run as its folder tells it, for the page that asks whether it helped.

    Attributes:
        job: What was asked for; None where its file cannot be read.
        answers: For each examined step the answers in the order of the job's questions; step 0 is the base.
        moments: Step and folder of each kept moment.
        advice: Code and values of what the training did by itself.
        planned_steps: Of the whole run; 0 where it never began.
        learning_rate: The highest one used; 0 where it never began.
        sorting: How well held-out rows were sorted; None for the other tasks.
        review: What was found looking back; None where nobody has.
    """

    job: TrainJob | None
    curve: Curve
    answers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    moments: tuple[tuple[int, str], ...] = ()
    advice: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()
    planned_steps: int = 0
    epochs: float = 0.0
    training_tokens: int = 0
    learning_rate: float = 0.0
    notes: str = ""
    sorting: Sorting | None = None
    review: Review | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        return self.job.questions if self.job else ()


def load_story(folder: Path) -> RunStory:
    """The story so far; lines that are not whole are passed over."""
    answers: dict[int, tuple[str, ...]] = {}
    moments: dict[int, str] = {}
    advice, plan, rate = [], {}, 0.0
    for event in read_progress(folder):
        name, step = event.get("event"), event.get("step")
        if name == "ExamAnswered" and isinstance(step, int) and isinstance(event.get("answers"), list):
            answers[step] = tuple(str(answer) for answer in event["answers"])
        elif name == "MomentKept" and isinstance(step, int):
            moments[step] = str(event.get("checkpoint", ""))
        elif name == "TrainingAdvice" and isinstance(event.get("code"), str):
            advice.append((event["code"], _pairs(event.get("values"))))
        elif name == "TrainingStarted":
            plan = event
        elif name == "TrainingStep" and isinstance(event.get("learning_rate"), int | float):
            rate = max(rate, float(event["learning_rate"]))
    return RunStory(
        job=_job(folder),
        curve=load_curve(folder),
        answers=tuple(sorted(answers.items())),
        moments=tuple(sorted(moments.items())),
        advice=tuple(advice),
        planned_steps=int(_figure(plan, "steps")),
        epochs=_figure(plan, "epochs"),
        training_tokens=int(_figure(plan, "training_tokens")),
        learning_rate=rate,
        notes=read_notes(folder),
        sorting=_sorting(folder),
        review=load_review(folder),
    )


def read_notes(folder: Path) -> str:
    """The person's notes on a run; "" where there are none."""
    try:
        with (folder / NOTES).open(encoding="utf-8", errors="replace") as file:
            return file.read(MOST_NOTES)
    except OSError:
        return ""


def write_notes(folder: Path, text: str) -> None:
    """Keep the person's notes beside the run.

    Raises:
        AppError: DISK_FULL, DISK_UNWRITABLE.
    """
    path = folder / NOTES
    try:
        if text.strip():
            write_atomically(path, text)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_error(error, path) from error


def _job(folder: Path) -> TrainJob | None:
    try:
        return job_from_toml((folder / JOB).read_text("utf-8"))
    except (OSError, ValueError, AppError):
        return None


def _sorting(folder: Path) -> Sorting | None:
    """From the table in the result where there is one, else from its figures."""
    try:
        result = json.loads((folder / RESULT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    metrics = result.get("metrics") if isinstance(result, dict) else None
    if not isinstance(metrics, dict):
        return None
    labels, table = metrics.get("labels"), metrics.get("confusion")
    if isinstance(labels, list) and isinstance(table, list) and len(table) == len(labels) and _is_square(table):
        return sorting_of(sorting_metrics([str(label) for label in labels], table))
    return sorting_of({str(name): float(v) for name, v in metrics.items() if isinstance(v, int | float)})


def _is_square(table: list[Any]) -> bool:
    return all(
        isinstance(row, list) and len(row) == len(table) and all(isinstance(cell, int) for cell in row)
        for row in table
    )


def _pairs(values: object) -> tuple[tuple[str, object], ...]:
    if not isinstance(values, list):
        return ()
    return tuple((str(pair[0]), pair[1]) for pair in values if isinstance(pair, list) and len(pair) == 2)


def _figure(event: dict[str, Any], name: str) -> float:
    value = event.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
