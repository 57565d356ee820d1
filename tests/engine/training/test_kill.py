"""A run that is killed, or whose disk is full, at its worst moments: nothing half is shown, and nothing is lost."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from desktop_llm.core import runs
from desktop_llm.core.preflight import check_folder
from tests.engine.training.conftest import bakery_text
from tests.engine.training.dying_runs import SAVED_AT, SCENARIOS

pytestmark = pytest.mark.timeout(900)  # eleven runs: a minute on a machine that is not busy
FIRST, SECOND, THIRD = SAVED_AT, 2 * SAVED_AT, 3 * SAVED_AT
ROOT = Path(__file__).parents[3]
KILLED = {
    # where it is killed -> the step whose weights come back (None: nothing was saved yet)
    "in-a-step": FIRST,
    "first-autosave-unsynced": None,
    "second-autosave-unsynced": FIRST,
    "second-autosave-unnamed": FIRST,
    "second-autosave-named": SECOND,
    "old-autosave-still-there": THIRD,
    "checkpoint-unsynced": THIRD,
    "checkpoint-unnamed": THIRD,
    "checkpoint-without-result": 8,
}


@pytest.fixture(scope="module")
def ended(base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of the runs, and how each ended."""
    folder = tmp_path_factory.mktemp("runs")
    text = tmp_path_factory.mktemp("text") / "handbook.txt"
    text.write_text(bakery_text(16), "utf-8")
    command = [sys.executable, "-m", "tests.engine.training.dying_runs", str(folder), str(base), str(text)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=800, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["name"] for line in lines] == list(SCENARIOS)
    return folder, {line["name"]: line for line in lines}


@pytest.mark.parametrize("name", KILLED)
def test_killed_run_is_listed_and_comes_back(ended: tuple[Path, dict[str, Any]], name: str) -> None:
    folder, ends = ended
    assert ends[name] == {"name": name, "signal": signal.SIGKILL}
    record = runs.read_run(folder / name)
    assert record is not None
    assert record.state is runs.RunState.INTERRUPTED and record.checkpoint is None
    step = KILLED[name]
    assert record.recoverable == (step is not None)
    checkpoint = runs.recover_run(folder / name)
    if step is None:
        assert checkpoint is None
        return
    assert checkpoint is not None
    facts = check_folder(checkpoint)
    weights = load_file(checkpoint / "model.safetensors")
    assert sum(tensor.numel() for tensor in weights.values()) == facts.parameters
    assert all(bool(torch.isfinite(tensor).all()) for tensor in weights.values())
    again = runs.read_run(folder / name)
    assert again is not None and again.checkpoint == checkpoint
    assert again.state is runs.RunState.INTERRUPTED and again.steps == step
    assert not [path for path in (folder / name).iterdir() if path.name.startswith(".desktop-llm-")]


def test_full_disk_at_an_autosave_does_not_end_the_run(ended: tuple[Path, dict[str, Any]]) -> None:
    folder, ends = ended
    # The disk stays full, so the end fails too; but all steps were done.
    assert ends["disk-full-at-autosave"]["steps"] == 8
    noted = [event["event"] for event in runs.read_progress(folder / "disk-full-at-autosave")]
    assert "AutosaveFailed" in noted


def test_full_disk_at_the_end_is_said_and_the_autosave_stays(ended: tuple[Path, dict[str, Any]]) -> None:
    folder, ends = ended
    end = ends["disk-full-at-the-end"]
    assert end["code"] == "disk_full"
    assert end["values"]["needed_bytes"] > 0 and end["values"]["free_bytes"] > 0
    path = folder / "disk-full-at-the-end"
    assert not (path / "checkpoint").exists()
    assert not [name for name in path.rglob("*") if name.name.startswith(".desktop-llm-")]
    record = runs.read_run(path)
    assert record is not None and record.recoverable
    checkpoint = runs.recover_run(path)
    assert checkpoint is not None and check_folder(checkpoint).parameters > 0
