"""Runs that are killed, or find the disk full, at chosen points. Started by `test_kill` as a process of its own.

Each run is a fork, so that the libraries are imported once. Arguments: a folder for the runs, a base, a text.
"""

import dataclasses
import importlib
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError
from desktop_llm.core.messages import Event
from desktop_llm.core.training import Method, TrainJob
from desktop_llm.core.training_messages import Train, TrainingStep
from desktop_llm.engine.control import Control
from desktop_llm.engine.training import autosave, run_folder, saving, train
from desktop_llm.engine.training.run import Run

SAVED_AT = 2
"""After this step and its next two multiples autosaves are made."""


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_call(owner: object, name: str, number: int, act: Callable[..., None]) -> None:
    """Do `act` when a function is called for the n-th time, before it does its work."""
    calls = [0]
    original = getattr(owner, name)

    def counted(*arguments: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == number:
            act()
        return original(*arguments, **named)

    setattr(owner, name, counted)


def before_removal_of_a_save(act: Callable[..., None]) -> None:
    """Do `act` when a folder among the autosaves is about to be removed."""
    original = shutil.rmtree

    def watched(path: str | Path, *arguments: object, **named: object) -> None:
        if Path(path).parent.name == runs.AUTOSAVE:
            act()
        original(path, *arguments, **named)  # type: ignore[arg-type]

    shutil.rmtree = watched  # type: ignore[assignment]


def fill_the_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))


SCENARIOS: dict[str, Callable[[], None]] = {
    "in-a-step": lambda: before_call(torch.nn.utils, "clip_grad_norm_", 2 * SAVED_AT, die),
    "first-autosave-unsynced": lambda: before_call(saving, "_sync_files", 1, die),
    "second-autosave-unsynced": lambda: before_call(saving, "_sync_files", 3, die),
    "second-autosave-unnamed": lambda: before_call(saving, "replace", 2, die),
    "second-autosave-named": lambda: before_call(saving, "sync_folder", 6, die),
    "old-autosave-still-there": lambda: before_removal_of_a_save(die),
    "checkpoint-unsynced": lambda: before_call(saving, "_sync_files", 7, die),
    "checkpoint-unnamed": lambda: before_call(saving, "replace", 4, die),
    "checkpoint-without-result": lambda: before_call(run_folder.RunFolder, "finish", 1, die),
    "disk-full-at-autosave": lambda: before_call(saving, "write_folder", 1, fill_the_disk),
    "disk-full-at-the-end": lambda: before_call(saving, "write_folder", 4, fill_the_disk),
}


def save_thrice() -> None:
    """Autosaves after steps 2, 4 and 6, whatever the clock says."""
    due = {SAVED_AT, 2 * SAVED_AT, 3 * SAVED_AT}
    steps = [0]
    step = Run.step

    def counted(self: Run, *arguments: object) -> float:
        steps[0] += 1
        return step(self, *arguments)  # type: ignore[arg-type]

    Run.step = counted  # type: ignore[method-assign, assignment]
    autosave.Autosave.is_due = lambda self: steps[0] in due  # type: ignore[method-assign]


def train_in(folder: Path, job: TrainJob) -> dict[str, object]:
    """Train; the trouble that ended it, if any, and how many steps were told."""
    steps = [0]

    def emit(event: Event) -> None:
        steps[0] = event.step if isinstance(event, TrainingStep) else steps[0]

    try:
        train(Train(1, job, str(folder)), emit, Control())
    except AppError as error:
        return {"code": error.code.value, "values": error.values, "steps": steps[0]}
    return {"code": "", "values": {}, "steps": steps[0]}


def main() -> None:
    """Do every scenario in a fork of its own; print one JSON object per scenario."""
    importlib.import_module("peft")
    importlib.import_module("transformers.models.llama.modeling_llama")
    runs, base, text = sys.argv[1:4]
    names = sys.argv[4:] or list(SCENARIOS)
    job = TrainJob("Bakery", base, (text,), steps=8, threads=1, block_tokens=64, batch_tokens=128)
    for name in names:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            save_thrice()
            SCENARIOS[name]()
            this = dataclasses.replace(job, method=Method.LORA) if name.startswith("second") else job
            print(json.dumps({"name": name, **train_in(Path(runs) / name, this)}), flush=True)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            print(json.dumps({"name": name, "signal": os.WTERMSIG(status)}), flush=True)


if __name__ == "__main__":
    main()
