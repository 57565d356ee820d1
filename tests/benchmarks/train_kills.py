"""`kill -9` at ten random instants of a run, ten resumes, and the uninterrupted run to hold it against.

python -m tests.benchmarks.train_kills [SEED] [STEPS]    (minutes; prints one line a kill, and the comparison)

The same command as a person's, in processes of its own. Fails where a step is lost or told twice, or where the finished
weights differ by a bit from those of the run that nobody killed (fp32, one thread).
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop_llm.core import runs
from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.resources import resource_path
from desktop_llm.core.training import Method, TrainJob
from tests.engine.training.conftest import bakery_text

KILLS = 10
STEPS = 400
ROOT = Path(__file__).parents[2]


def begin(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """The command, started."""
    command = [sys.executable, "-m", "desktop_llm", "train", str(folder), *more]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "DESKTOP_LLM_HOME": str(folder.parent / "home")}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def steps_told(folder: Path) -> list[int]:
    """Numbers of the steps in the run's curve."""
    return [step for step, _ in runs.load_curve(folder).training]


def weights_of(folder: Path) -> str:
    """Of the finished checkpoint."""
    return hashlib.sha256((folder / runs.CHECKPOINT / "model.safetensors").read_bytes()).hexdigest()


def kill_somewhere(folder: Path, instant: float, *more: str) -> tuple[int, bool]:
    """Start, wait for a random while after its first step here, kill; the last step told, and whether it had ended."""
    process = begin(folder, *more)
    seen = len(steps_told(folder))
    while process.poll() is None and len(steps_told(folder)) <= seen:
        time.sleep(0.05)
    until = time.monotonic() + instant
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    has_ended = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return max(steps_told(folder), default=0), has_ended


def main() -> int:
    """Do it all; the exit status."""
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    with tempfile.TemporaryDirectory() as name:
        text = Path(name) / "handbook.txt"
        text.write_text(bakery_text(60), "utf-8")
        job = TrainJob(
            "Kills", str(resource_path("checkpoints", "starter")), (str(text),), method=Method.FULL, steps=steps,
            precision="fp32", threads=1, device="cpu", block_tokens=64, batch_tokens=128, early_stopping=False,
            autosave_minutes=0.01,
        )  # fmt: skip
        killed, whole = Path(name) / "killed", Path(name) / "whole"
        for folder in (killed, whole):
            folder.mkdir()
            (folder / runs.JOB).write_text(job_to_toml(job), "utf-8")
        begin(whole).wait()
        for number in range(KILLS):
            more = ("--resume",) if number else ()
            step, has_ended = kill_somewhere(killed, chance.uniform(0.0, 2.5), *more)
            saved = max((runs.step_of(save) for save in runs.autosaves(killed)), default=0)
            print(f"kill {number + 1:2} after step {step:4}; goes on from {saved}", flush=True)
            if has_ended:
                print("the run had ended: more steps are needed for ten kills")
                return 2
        begin(killed, "--resume").wait()
        record = runs.read_run(killed)
        is_done = record is not None and record.state is runs.RunState.DONE
        told_once = steps_told(killed) == list(range(1, steps + 1))
        is_same = is_done and weights_of(killed) == weights_of(whole)
        same_curve = runs.load_curve(killed).training == runs.load_curve(whole).training
        print(f"done: {is_done}  each step told once: {told_once}  curve the same: {same_curve}  bits: {is_same}")
        return 0 if is_done and told_once and is_same and same_curve else 1


if __name__ == "__main__":
    sys.exit(main())
