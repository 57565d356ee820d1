"""The folder of a run while it is written: job, progress, exam text, result. Names and reading are `core.runs`."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
import time
from pathlib import Path
from typing import BinaryIO

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, sweep_temporary, write_atomically
from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.messages import Event
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.training.event_files import EventFiles

_OURS = (runs.JOB, runs.PROCESS, runs.PROGRESS, runs.RESULT, runs.HELD_OUT)
_OUR_FOLDERS = (runs.CHECKPOINT, runs.ADAPTER, runs.AUTOSAVE, runs.MOMENTS, runs.START, runs.EVENTS)


class RunFolder:
    """The writer of one run's folder.

    Args:
        path: The folder; created where missing.
        job: What is trained.
        base_name: Plain name of the base.
        resume: What lies there is gone on with.
        writes: Whether this process is the one that writes; another that trains the same run only reads.

    Raises:
        AppError: NAME_TAKEN where a run already lies there (with `resume`: a finished or a running one), DISK_FULL,
            DISK_UNWRITABLE.
    """

    def __init__(self, path: Path, job: TrainJob, base_name: str, resume: bool = False, writes: bool = True) -> None:
        self.path = path
        self.writes = writes
        self.started_at = time.time()
        self.resumed = resume
        self._job = job
        self._base_name = base_name
        self._progress: BinaryIO | None = None
        self._events = EventFiles(path / runs.EVENTS)
        if writes:
            self._begin()

    @property
    def checkpoint(self) -> Path:
        return self.path / runs.CHECKPOINT

    @property
    def adapter(self) -> Path:
        return self.path / runs.ADAPTER

    @property
    def autosave(self) -> Path:
        return self.path / runs.AUTOSAVE

    @property
    def start(self) -> Path:
        """A new model before its first step."""
        return self.path / runs.START

    def moment(self, step: int) -> Path:
        """Where the weights of a step are kept on the person's wish."""
        return self.path / runs.MOMENTS / f"step-{step:08d}"

    def let_be(self) -> None:
        """Leave a run that could not be resumed as it was: waiting."""
        self.close()
        if self.writes and runs.autosaves(self.path):
            self.mark_paused()

    def mark_paused(self) -> None:
        """Say that the run waits to be resumed."""
        if self.writes:
            self._mark({"paused_at": time.time()})

    def cut_progress(self, step: int) -> None:
        """Forget what was told after a step: it is told again."""
        self.close()
        if not self.writes:
            return
        kept = [event for event in runs.read_progress(self.path) if not event.get("step", 0) > step]
        lines = [json.dumps(event, ensure_ascii=False) + "\n" for event in kept]
        write_atomically(self.path / runs.PROGRESS, "".join(lines))
        self._events.go_on_from(step)

    def write_held_out(self, text: str) -> None:
        """Keep the exam, so that anybody can score it again."""
        if self.writes:
            write_atomically(self.path / runs.HELD_OUT, text)

    def note(self, event: Event) -> None:
        """Add an event to the progress."""
        if self.writes:
            self._events.write(event)
        values = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
        del values["job_id"]
        self.note_fact(type(event).__name__, values)

    def note_fact(self, name: str, values: dict[str, object]) -> None:
        """Add a line to the progress. A disk that is full just now costs the line, not the run."""
        if not self.writes:
            return
        line = json.dumps({"event": name, "at": round(time.time(), 3), **_finite(values)}, ensure_ascii=False)
        try:
            if self._progress is None:
                self._progress = (self.path / runs.PROGRESS).open("ab", buffering=0)
            self._progress.write(line.encode() + b"\n")
        except OSError:
            self.close()

    def finish(self, outcome: runs.RunState, values: dict[str, object]) -> None:
        """Write the result, the run's last act, and remove the autosaves where there is a checkpoint."""
        self.close()
        if not self.writes:
            return
        result = {
            "outcome": outcome.value,
            "name": self._job.name,
            "base_name": self._base_name,
            "base_path": self._job.base_path,
            "started_at": self.started_at,
            "finished_at": time.time(),
            **_finite(values),
        }
        write_atomically(self.path / runs.RESULT, json.dumps(result, indent=1, ensure_ascii=False))
        if self.checkpoint.is_dir():
            shutil.rmtree(self.autosave, ignore_errors=True)

    def discard(self) -> None:
        """Remove what the run wrote, and the folder where nothing else is in it."""
        self.close()
        if not self.writes:
            return
        for name in _OUR_FOLDERS:
            shutil.rmtree(self.path / name, ignore_errors=True)
        try:
            for name in _OURS:
                (self.path / name).unlink(missing_ok=True)
            if not any(self.path.iterdir()):
                self.path.rmdir()
        except OSError as error:
            raise disk_error(error, self.path) from error

    def close(self) -> None:
        """Let go of the files of progress; the next line opens them again."""
        self._events.close()
        if self._progress is not None:
            self._progress.close()
            self._progress = None

    def _begin(self) -> None:
        make_folder(self.path)
        sweep_temporary(self.path)
        sweep_temporary(self.autosave)
        record = runs.read_run(self.path)
        is_taken = record is not None and (
            record.checkpoint is not None
            or record.state is runs.RunState.RUNNING
            or (record.recoverable and not self.resumed)
        )
        if is_taken:
            raise AppError(ErrorCode.NAME_TAKEN, str(self.path), file=self.path.name, name=self.path.name)
        if record is not None and self.resumed:
            self.started_at = record.started_at
        try:
            for name in (runs.RESULT,) if self.resumed else (runs.RESULT, runs.PROGRESS):
                (self.path / name).unlink(missing_ok=True)
            if not self.resumed:
                shutil.rmtree(self.path / runs.EVENTS, ignore_errors=True)
        except OSError as error:
            raise disk_error(error, self.path) from error
        self._mark({})
        if not (self.resumed and (self.path / runs.JOB).is_file()):
            write_atomically(self.path / runs.JOB, job_to_toml(self._job))

    def _mark(self, more: dict[str, object]) -> None:
        mark = runs.process_mark(self._base_name, self.started_at) | more
        write_atomically(self.path / runs.PROCESS, json.dumps(mark))


def _finite(values: dict[str, object]) -> dict[str, object]:
    """JSON knows no NaN: such a number becomes null."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in values.items()
    }
