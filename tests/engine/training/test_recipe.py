"""A plain recipe, stated in a job's file, gives the losses that plain transformers gave."""

import json
from pathlib import Path

import pytest

from desktop_llm.core import runs
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.training_messages import TrainingStep
from tests.engine.training.conftest import run_job

pytestmark = pytest.mark.oracle
JOB = """
name = "Oracle"
base_path = "{base}"
texts = ["{text}"]
task = "style"
method = "full"
precision = "fp32"
device = "cpu"
threads = 1
steps = 20
early_stopping = false
optimizer = "adamw"
learning_rate = 1e-3
beta1 = 0.9
beta2 = 0.999
epsilon = 1e-8
weight_decay = 0.0
schedule = "constant"
warmup_steps = 0
gradient_clip = 0.0
dropout = false
block_tokens = 64
micro_batch_rows = {rows}
gradient_accumulation = {parts}
order = "sequential"
seed = 1

[reading]
kind = "prose"
held_out_share = 0.01
"""


@pytest.mark.parametrize(("name", "rows"), [("stories260k-llama", 4), ("math-gpt2", 2)])
def test_job_file_states_all_of_a_plain_recipe(shared_data: Path, tmp_path: Path, name: str, rows: int) -> None:
    base, text = shared_data / "models" / name, shared_data / "texts" / "tinyshakespeare.txt"
    job = job_from_toml(JOB.format(base=base, text=text, rows=rows, parts=4 // rows))
    events = run_job(job, tmp_path / "run")
    losses = [event.loss for event in events if isinstance(event, TrainingStep)]
    wanted = json.loads((base / "expected.json").read_text("utf-8"))["training_20_steps"]["loss_per_step"]
    assert losses[:5] == pytest.approx(wanted[:5], rel=1e-3)
    assert losses[5:] == pytest.approx(wanted[5:], rel=1e-2)
    assert [loss for _, loss in runs.load_curve(tmp_path / "run").training] == losses
