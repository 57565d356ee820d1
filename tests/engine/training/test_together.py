"""Two processes under torchrun train as one does: the same job, the same losses, one folder; also after a pause."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_llm.core import runs
from desktop_llm.core.job_file import job_to_toml
from desktop_llm.core.training import Method, TrainJob
from tests.engine.training.conftest import bakery_text, run_job

ROOT = Path(__file__).parents[3]


def launch(folder: Path, processes: int = 2) -> subprocess.CompletedProcess[str]:
    """The command as a person types it, under torch's launcher."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    command += ["-m", "desktop_llm", "train", str(folder), "--json"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200)


@pytest.mark.parametrize("method", [Method.FULL, Method.LORA])
def test_two_processes_have_the_losses_of_one(starter: Path, tmp_path: Path, method: Method) -> None:
    text = tmp_path / "handbook.txt"
    text.write_text(bakery_text(60), "utf-8")
    job = TrainJob(
        "Together", str(starter), (str(text),), method=method, steps=6, threads=1, block_tokens=64, batch_tokens=320,
        precision="fp32", early_stopping=False,
    )  # fmt: skip
    run_job(job, tmp_path / "one")
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / runs.JOB).write_text(job_to_toml(replace(job, threads=0)), "utf-8")
    done = launch(folder)
    assert done.returncode == 0, done.stdout[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["step"] for line in lines if "loss" in line] == [1, 2, 3, 4, 5, 6]  # the first alone speaks
    assert lines[-1]["done"] and Path(lines[-1]["checkpoint"]).is_dir()
    alone, together = runs.load_curve(tmp_path / "one"), runs.load_curve(folder)
    assert len(together.training) == 6
    for mine, theirs in ((together.training, alone.training), (together.held_out, alone.held_out)):
        assert [step for step, _ in mine] == [step for step, _ in theirs]
        assert [loss for _, loss in mine] == pytest.approx([loss for _, loss in theirs], rel=1e-4)
    assert runs.read_run(folder).state is runs.RunState.DONE  # type: ignore[union-attr]
