"""Train on another computer: a folder that holds all a run needs, and the way of its result back into the list.

The folder is an ordinary job folder (`job.toml` with paths inside it), so the other computer needs nothing but this
program. `here.toml` keeps the job with the paths of this computer: what comes back is told by them again.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, safe_file_name, sync_folder, temporary_path, unused_path
from desktop_llm.core.files import replace as replace_path
from desktop_llm.core.job_file import job_from_toml, job_to_toml
from desktop_llm.core.paths import runs_folder
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import Task, TrainJob

HERE, BASE, TEXTS, EXAM, COMMANDS = "here.toml", "base", "texts", "exam", "HOW TO RUN.txt"
_COMES_BACK = (runs.RESULT, runs.PROGRESS, runs.HELD_OUT)
_FOLDERS_COME_BACK = (runs.CHECKPOINT, runs.ADAPTER, runs.MOMENTS, runs.AUTOSAVE, runs.EVENTS)
_MOST_FILES, _MOST_BYTES = 20_000, 1 << 40


@dataclass(frozen=True, slots=True)
class Command:
    """A line to copy. `machine` says for what: "one" processor or graphics card, "cards" in one computer, "hosts"."""

    machine: str
    line: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A folder to take to another computer.

    Attributes:
        size_bytes: What it takes on disk.
        commands: What to type there, to be run in the folder above it.
    """

    folder: Path
    size_bytes: int
    commands: tuple[Command, ...]


def pack_for_elsewhere(job: TrainJob, folder: Path) -> Packed:
    """Write a self-contained folder: the job, its texts, its base, and how to run it. Whole, or not at all.

    Args:
        job: With the paths of this computer, as it would be trained here.
        folder: Must not exist.

    Raises:
        AppError: NAME_TAKEN, DISK_FULL, DISK_UNWRITABLE, TEXT_MISSING, FOLDER_MISSING.
    """
    if os.path.lexists(folder):
        raise AppError(ErrorCode.NAME_TAKEN, str(folder), file=folder.name, name=folder.name)
    make_folder(folder.parent)
    temporary = temporary_path(folder)
    try:
        temporary.mkdir()
        texts = _copy_texts(job.texts, temporary / TEXTS)
        exams = _copy_texts(job.reading.held_out_files, temporary / EXAM)
        base_path = ""
        if job.base_path and job.task is not Task.SCRATCH:
            _copy_folder(Path(job.base_path), temporary / BASE)
            base_path = BASE
        reading = replace(job.reading, held_out_files=exams)
        # What this computer has says nothing about the other one.
        there = replace(job, texts=texts, base_path=base_path, reading=reading, device="auto", threads=0)
        (temporary / runs.JOB).write_text(job_to_toml(there), "utf-8")
        (temporary / HERE).write_text(job_to_toml(job), "utf-8")
        (temporary / COMMANDS).write_text(_how_to(folder.name), "utf-8")
        replace_path(temporary, folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise disk_error(error, folder) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Packed(folder, _size_bytes(folder), commands_for(folder.name))


def commands_for(name: str) -> tuple[Command, ...]:
    """What to type on the other computer for a folder of that name, one line for each sort of machine."""
    quoted = f'"{name}"' if " " in name else name
    run = f"-m desktop_llm train {quoted}"
    return (
        Command("one", f"python {run}"),
        Command("cards", f"torchrun --nproc-per-node gpu {run}"),
        Command("hosts", f"accelerate launch {run}"),
    )


def bring_back(folder: Path, into: Path | None = None) -> Path:
    """Copy the result of a folder that was trained elsewhere into the runs of this computer; the new run's folder.

    Its checkpoint is then in the list. A run that was cut off there comes back with its last save, and can be gone on
    with or kept. Nothing but known files is taken, and the checkpoint is looked at as any stranger's.

    Args:
        folder: As it came back.
        into: The folder of all runs; by default this computer's.

    Raises:
        AppError: FOLDER_MISSING, RUN_NOT_FINISHED where nothing was trained in it, what the look at the checkpoint
            found, UNSAFE_PATH, DISK_FULL, DISK_UNWRITABLE.
    """
    if not folder.is_dir():
        raise AppError(ErrorCode.FOLDER_MISSING, f"{folder} is not there", folder=str(folder))
    job = _job_here(folder)
    record = runs.read_run(folder)
    save = runs.newest_autosave(folder)
    has_checkpoint = (folder / runs.CHECKPOINT).is_dir() and (folder / runs.RESULT).is_file()
    if job is None or record is None or not (has_checkpoint or save is not None):
        raise AppError(ErrorCode.RUN_NOT_FINISHED, str(folder), folder=folder.name)
    found = folder / runs.CHECKPOINT if has_checkpoint else save
    assert found is not None
    check_folder(found)
    _refuse_strange(folder)
    into = make_folder(into or runs_folder())
    target = unused_path(into / f"{time.strftime('%Y%m%d-%H%M%S')}-{safe_file_name(job.name)}")
    temporary = temporary_path(target)
    try:
        temporary.mkdir()
        for name in _FOLDERS_COME_BACK:
            if (folder / name).is_dir() and not (name == runs.AUTOSAVE and has_checkpoint):
                _copy_folder(folder / name, temporary / name)
        for name in _COMES_BACK:
            if (folder / name).is_file():
                shutil.copyfile(folder / name, temporary / name)
        if has_checkpoint:
            _tell_of_here(temporary / runs.RESULT, job)
        (temporary / runs.JOB).write_text(job_to_toml(job), "utf-8")
        mark = {"started_at": record.started_at, "base_name": Path(job.base_path).name}
        (temporary / runs.PROCESS).write_text(json.dumps(mark), "utf-8")
        replace_path(temporary, target)
        sync_folder(into)
    except OSError as error:
        raise disk_error(error, target) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _job_here(folder: Path) -> TrainJob | None:
    """The job with this computer's paths, where the folder was packed here; otherwise as it was run."""
    for name in (HERE, runs.JOB):
        try:
            return job_from_toml((folder / name).read_text("utf-8"))
        except (OSError, ValueError, AppError):
            continue
    return None


def _tell_of_here(path: Path, job: TrainJob) -> None:
    try:
        result: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError as error:
        raise AppError(ErrorCode.RUN_NOT_FINISHED, repr(error), folder=path.parent.name) from error
    result |= {"base_path": job.base_path, "base_name": Path(job.base_path).name, "name": job.name}
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")


def _copy_texts(paths: tuple[str, ...], into: Path) -> tuple[str, ...]:
    """Copies under names of their own, in the order of the job; their paths inside the packed folder."""
    if paths:
        into.mkdir()
    names = []
    for given in paths:
        source = Path(given)
        target = unused_path(into / safe_file_name(source.name, "text"))
        if source.is_dir():
            _copy_folder(source, target)
        elif source.is_file():
            shutil.copyfile(source, target)
        else:
            raise AppError(ErrorCode.TEXT_MISSING, given, file=given)
        names.append(f"{into.name}/{target.name}")
    return tuple(names)


def _copy_folder(source: Path, target: Path, copy: Callable[[Path, Path], object] = shutil.copyfile) -> None:
    """Plain files and folders only, wherever links lead: a model's folder may be made of links into a cache."""
    if not source.is_dir():
        raise AppError(ErrorCode.FOLDER_MISSING, f"{source} is not there", folder=str(source))
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir() and not path.is_symlink():
            _copy_folder(path, target / path.name, copy)
        elif path.is_file():
            copy(path, target / path.name)


def _refuse_strange(folder: Path) -> None:
    """What comes from elsewhere holds plain files, not links out of it, and not without end."""
    files = size_bytes = 0
    for name in _FOLDERS_COME_BACK:
        for parent, folders, names in os.walk(folder / name):
            for entry in (*folders, *names):
                path = Path(parent, entry)
                status = path.lstat()
                files, size_bytes = files + 1, size_bytes + status.st_size
                is_plain = path.is_file() or path.is_dir()
                if path.is_symlink() or not is_plain or files > _MOST_FILES or size_bytes > _MOST_BYTES:
                    raise AppError(ErrorCode.UNSAFE_PATH, str(path), file=entry, folder=str(folder))


def _size_bytes(folder: Path) -> int:
    return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(folder) for name in names)


def _how_to(name: str) -> str:
    one, cards, hosts = (command.line for command in commands_for(name))
    return (
        "This folder holds a training: the job, the texts and the model it begins with. Nothing else is needed but\n"
        "Desktop LLM on the other computer (its own folder, set up by: python3 packaging/bootstrap.py).\n\n"
        "Copy this folder there, beside Desktop LLM's, and type, in Desktop LLM's environment, in the folder above:\n\n"
        f"    {one}\n\n"
        f"With several graphics cards in that computer:\n\n    {cards}\n\n"
        f"With several computers (set up by `accelerate config`):\n\n    {hosts}\n\n"
        "The same line with --resume goes on after a stop. When it is done, copy the whole folder back and choose\n"
        f'"Bring it back", or type:\n\n    python -m desktop_llm bring-back "{name}"\n'
    )
