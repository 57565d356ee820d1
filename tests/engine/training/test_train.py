"""Whole runs: events, what lies in the folder, and that the figures are those of the saved checkpoint."""

import dataclasses
import math
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.messages import Cancelled, Closing, Event, Load, Score, ScoreFinished
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.core.training_messages import HeldOutMeasured, TrainingFinished, TrainingStarted, TrainingStep
from desktop_llm.engine.control import Control
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.scoring import score
from desktop_llm.engine.training.best import BestWeights
from desktop_llm.engine.training.objective import Sorting
from desktop_llm.engine.training.run import Recipe, Run
from tests.engine.training.conftest import run_job


def closing_of(events: list[Event]) -> TrainingFinished:
    assert [isinstance(event, Closing) for event in events].count(True) == 1
    finished = events[-1]
    assert isinstance(finished, TrainingFinished)
    return finished


def score_of(checkpoint: Path, held_out: Path) -> ScoreFinished:
    """The held-out text scored by the code behind `score`."""
    loaded = load_checkpoint(Load(path=str(checkpoint), precision="fp32", threads=1), lambda _: None)
    context = min(loaded.context_tokens, 512)
    request = Score(text=held_out.read_text("utf-8"), context=context, stride=context // 2)
    return score(loaded, request, lambda _: None, Control())


@pytest.fixture(scope="module")
def trained(base: Path, text: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainJob, list[Event]]:
    """One run of twenty steps with all weights."""
    folder = tmp_path_factory.mktemp("run") / "bakery"
    job = TrainJob("Bakery", str(base), (str(text),), steps=20, threads=1, block_tokens=128, batch_tokens=256, seed=1)
    return folder, job, run_job(job, folder)


def test_events_tell_the_run_in_order(trained: tuple[Path, TrainJob, list[Event]]) -> None:
    _, _, events = trained
    assert {event.job_id for event in events} == {7}
    started, finished = events[0], closing_of(events)
    assert isinstance(started, TrainingStarted)
    assert (started.steps, started.method) == (20, "full")
    assert started.parameters_trained == started.parameters > 0
    steps = [event for event in events if isinstance(event, TrainingStep)]
    assert all(one.step < other.step for one, other in pairwise(steps))
    assert steps[-1].step == 20 and steps[-1].tokens_seen == 20 * 256
    assert all(0 < step.loss < 20 and step.tokens_per_second > 0 and step.memory_bytes > 1e8 for step in steps)
    exams = [event for event in events if isinstance(event, HeldOutMeasured)]
    assert exams[0].step == 0 and exams[-1].step == 20 and len(exams) >= 5
    assert finished.held_out_loss_before == exams[0].loss
    assert finished.held_out_loss_after == exams[-1].loss
    assert (finished.outcome, finished.steps, finished.tokens) == ("done", 20, 20 * 256)


def test_it_has_learned(trained: tuple[Path, TrainJob, list[Event]]) -> None:
    finished = closing_of(trained[2])
    assert math.exp(finished.held_out_loss_after) < 0.8 * math.exp(finished.held_out_loss_before)


def test_scoring_the_held_out_text_again_gives_the_loss_that_was_told(
    trained: tuple[Path, TrainJob, list[Event]],
) -> None:
    folder, job, events = trained
    finished = closing_of(events)
    held_out = folder / "held_out.txt"
    assert score_of(Path(finished.checkpoint), held_out).nll_mean == pytest.approx(
        finished.held_out_loss_after, rel=1e-4
    )
    assert score_of(Path(job.base_path), held_out).nll_mean == pytest.approx(finished.held_out_loss_before, rel=1e-4)


def test_held_out_text_was_not_trained_on(trained: tuple[Path, TrainJob, list[Event]], text: Path) -> None:
    held_out = (trained[0] / "held_out.txt").read_text("utf-8")
    whole = text.read_text("utf-8")
    assert whole.rstrip().endswith(held_out.rstrip())
    assert 0.07 < len(held_out) / len(whole) < 0.13


def test_the_folder_tells_the_run(trained: tuple[Path, TrainJob, list[Event]]) -> None:
    folder, job, events = trained
    assert job_from_toml((folder / "job.toml").read_text("utf-8")) == job
    record = runs.read_run(folder)
    assert record is not None
    finished = closing_of(events)
    assert (record.state, record.steps, record.name, record.method) == ("done", 20, "Bakery", "full")
    assert record.checkpoint == Path(finished.checkpoint) and not record.recoverable
    assert record.held_out_loss_after == finished.held_out_loss_after
    assert record.finished_at >= record.started_at > 0
    curve = runs.load_curve(folder)
    assert curve.training == tuple((e.step, e.loss) for e in events if isinstance(e, TrainingStep))
    assert curve.held_out == tuple((e.step, e.loss) for e in events if isinstance(e, HeldOutMeasured))
    assert not [path for path in folder.rglob("*") if path.name.startswith(".desktop-llm-")]
    assert not (folder / "autosave").exists()


def test_checkpoint_is_a_whole_folder_in_the_bases_format(
    trained: tuple[Path, TrainJob, list[Event]], base: Path
) -> None:
    checkpoint = trained[0] / "checkpoint"
    mine, theirs = load_file(checkpoint / "model.safetensors"), load_file(base / "model.safetensors")
    assert {name: tensor.dtype for name, tensor in mine.items()} == {
        name: tensor.dtype for name, tensor in theirs.items()
    }
    assert any(not torch.equal(mine[name], theirs[name]) for name in mine)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"):
        assert (checkpoint / name).read_bytes() == (base / name).read_bytes()
    assert (checkpoint / "model.safetensors").stat().st_mode & 0o077 == 0o044
    card = (checkpoint / "README.md").read_text("utf-8")
    for fact in ("# Bakery", base.name, "handbook.txt", "learning rate", "torch "):
        assert fact in card


def test_same_seed_gives_the_same_weights(job: TrainJob, tmp_path: Path) -> None:
    job = dataclasses.replace(job, steps=3)
    weights = []
    for name in ("one", "two"):
        run_job(job, tmp_path / name)
        weights.append((tmp_path / name / "checkpoint" / "model.safetensors").read_bytes())
    assert weights[0] == weights[1]


def test_lora_keeps_the_adapter_and_merges_it(job: TrainJob, base: Path, tmp_path: Path) -> None:
    from peft import PeftModel

    events = run_job(dataclasses.replace(job, method=Method.LORA, lora_rank=4), tmp_path / "run")
    started, finished = events[0], closing_of(events)
    assert isinstance(started, TrainingStarted) and started.method == "lora"
    assert started.parameters_trained < 0.2 * started.parameters
    assert finished.held_out_loss_after < finished.held_out_loss_before
    whole = AutoModelForCausalLM.from_pretrained(finished.checkpoint, dtype=torch.float32)
    plain = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    adapted = PeftModel.from_pretrained(plain, tmp_path / "run" / "adapter")
    ids = torch.arange(5, 37)[None]
    with torch.no_grad():
        torch.testing.assert_close(whole(ids).logits, adapted(ids).logits, rtol=5e-2, atol=8e-2)
        moved = (whole(ids).logits - adapted.unload()(ids).logits).abs().max()
    assert moved > 0.1
    held_out = tmp_path / "run" / "held_out.txt"
    assert score_of(Path(finished.checkpoint), held_out).nll_mean == pytest.approx(
        finished.held_out_loss_after, rel=1e-4
    )


def test_cancel_keeps_nothing(job: TrainJob, tmp_path: Path) -> None:
    control = Control()

    def cancel_at_the_first_step(event: Event) -> None:
        control.cancelled = control.cancelled or isinstance(event, TrainingStep)

    events = run_job(dataclasses.replace(job, steps=1000), tmp_path / "run", cancel_at_the_first_step, control)
    assert isinstance(events[-1], Cancelled)
    assert not (tmp_path / "run").exists()


def test_stop_and_keep_keeps_what_was_learned(job: TrainJob, tmp_path: Path) -> None:
    control = Control()

    def stop_after_three(event: Event) -> None:
        control.keep = control.keep or (isinstance(event, TrainingStep) and event.step >= 3)

    events = run_job(dataclasses.replace(job, steps=1000), tmp_path / "run", stop_after_three, control)
    finished = closing_of(events)
    assert finished.outcome == "stopped" and 3 <= finished.steps < 100
    record = runs.read_run(tmp_path / "run")
    assert record is not None and record.state is runs.RunState.STOPPED and record.checkpoint is not None


def test_minutes_are_kept(job: TrainJob, tmp_path: Path) -> None:
    job = dataclasses.replace(job, steps=None, minutes=0.15)
    finished = closing_of(run_job(job, tmp_path / "run"))
    assert finished.steps >= 1
    assert 6 < finished.seconds < 25  # of 9: the last step and the saving are not cut short


def test_the_best_weights_are_kept_where_the_last_are_worse() -> None:
    layer = torch.nn.Linear(2, 2)
    best = BestWeights(Run(layer, Recipe(), Sorting()))
    with torch.no_grad():
        for step, (value, loss) in enumerate([(1.0, 3.0), (2.0, 2.0), (3.0, 2.5)], start=1):
            layer.weight.fill_(value)
            best.measured(step, loss)
    assert best.keep_best(1.9) is None and float(layer.weight.detach()[0, 0]) == 3.0
    assert best.keep_best(2.6) == best.step == 2 and float(layer.weight.detach()[0, 0]) == 2.0


def test_loss_that_stops_being_a_number_is_said_and_the_last_good_weights_stay(job: TrainJob, tmp_path: Path) -> None:
    job = dataclasses.replace(job, steps=60, learning_rate=1e6, warmup_share=0.9, gradient_clip=0.0)
    with pytest.raises(AppError) as caught:
        run_job(job, tmp_path / "run")
    assert caught.value.code is ErrorCode.LOSS_NOT_FINITE
    record = runs.read_run(tmp_path / "run")
    assert record is None or (record.state is runs.RunState.FAILED and record.trouble == "loss_not_finite")
    if record is not None and record.checkpoint is not None:
        weights = load_file(record.checkpoint / "model.safetensors")
        assert all(bool(torch.isfinite(tensor).all()) for tensor in weights.values())


def test_encoder_cannot_be_taught_to_continue_text(job: TrainJob, starter_encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        run_job(dataclasses.replace(job, base_path=str(starter_encoder), task=Task.STYLE), tmp_path / "run")
    assert caught.value.code is ErrorCode.WRONG_KIND
    assert not (tmp_path / "run").exists()


def test_trouble_before_the_first_step_leaves_no_run(job: TrainJob, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        run_job(dataclasses.replace(job, texts=(str(tmp_path / "gone.txt"),)), tmp_path / "run")
    assert caught.value.code is ErrorCode.TEXT_MISSING
    assert not (tmp_path / "run").exists()


def test_a_finished_run_is_never_written_over(job: TrainJob, trained: tuple[Path, TrainJob, list[Event]]) -> None:
    folder = trained[0]
    before = (folder / "checkpoint" / "model.safetensors").read_bytes()
    with pytest.raises(AppError) as caught:
        run_job(job, folder)
    assert caught.value.code is ErrorCode.NAME_TAKEN
    assert (folder / "checkpoint" / "model.safetensors").read_bytes() == before
    assert runs.read_run(folder) is not None
