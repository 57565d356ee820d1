"""Where memory runs out, the run goes on with less at once on the same batch; where learning turns, it ends."""

import dataclasses
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Event
from desktop_llm.core.training import Advice, Method, Task, TrainJob
from desktop_llm.core.training_messages import HeldOutMeasured, TrainingAdvice, TrainingFinished, TrainingStep
from tests.engine import tiny
from tests.engine.training.conftest import bakery_text, run_job


@pytest.fixture
def job(tmp_path: Path) -> TrainJob:
    base = tiny.write_llama(tmp_path / "base", context=64)
    text = tmp_path / "handbook.txt"
    text.write_text(bakery_text(12), "utf-8")
    return TrainJob(
        "Bakery", str(base), (str(text),), steps=6, threads=1, block_tokens=64, batch_tokens=512, method=Method.FULL,
        learning_rate=1e-2, early_stopping=False, precision="fp32",
    )  # fmt: skip


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[torch.Tensor, Any], bool]], None]:
    """Lets torch's allocator refuse, as it does, where a forward pass with gradients fulfils a condition."""

    def limit(is_too_much: Callable[[torch.Tensor, Any], bool]) -> None:
        forward = transformers.LlamaModel.forward

        def limited(self: Any, input_ids: torch.Tensor | None = None, **named: Any) -> Any:
            assert input_ids is not None
            if torch.is_grad_enabled() and is_too_much(input_ids, self):
                raise RuntimeError(
                    "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate "
                    "memory: you tried to allocate 99999999999 bytes. Error code 12"
                )
            return forward(self, input_ids, **named)

        monkeypatch.setattr(transformers.LlamaModel, "forward", limited)

    return limit


def advice_in(events: list[Event]) -> list[tuple[str, dict[str, Any]]]:
    return [(event.code, dict(event.values)) for event in events if isinstance(event, TrainingAdvice)]


def losses_in(events: list[Event]) -> list[float]:
    return [event.loss for event in events if isinstance(event, TrainingStep)]


def test_batches_are_halved_and_the_losses_stay(job: TrainJob, memory: Any, tmp_path: Path) -> None:
    plain = run_job(job, tmp_path / "plain")
    memory(lambda ids, model: len(ids) > 2)
    events = run_job(job, tmp_path / "less")
    assert advice_in(events) == [
        (Advice.SMALLER_BATCHES, {"step": 0, "rows": 4}),
        (Advice.SMALLER_BATCHES, {"step": 0, "rows": 2}),
    ]
    assert losses_in(events) == pytest.approx(losses_in(plain), rel=1e-4)
    assert isinstance(events[-1], TrainingFinished) and events[-1].steps == 6
    noted = [event for event in runs.read_progress(tmp_path / "less") if event["event"] == "TrainingAdvice"]
    assert len(noted) == 2


def test_then_activations_are_computed_again_and_then_rows_are_shorter(
    job: TrainJob, memory: Any, tmp_path: Path
) -> None:
    plain = run_job(job, tmp_path / "plain")
    memory(lambda ids, model: not any(module.gradient_checkpointing for module in model.layers))
    events = run_job(job, tmp_path / "again")
    assert [code for code, _ in advice_in(events)] == [Advice.SMALLER_BATCHES] * 3 + [Advice.CHECKPOINTING]
    assert losses_in(events) == pytest.approx(losses_in(plain), rel=1e-4)
    memory(lambda ids, model: ids.numel() > 32)
    events = run_job(job, tmp_path / "shorter")
    assert advice_in(events)[-1] == (Advice.SHORTER_ROWS, {"step": 0, "block_tokens": 32})
    assert isinstance(events[-1], TrainingFinished)


def test_memory_that_is_never_enough_fails_as_such(job: TrainJob, memory: Any, tmp_path: Path) -> None:
    memory(lambda ids, model: True)
    with pytest.raises(AppError) as caught:
        run_job(job, tmp_path / "run")
    assert caught.value.code is ErrorCode.OUT_OF_MEMORY
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("method", [Method.FULL, Method.LORA])
def test_checkpointing_changes_no_loss(job: TrainJob, tmp_path: Path, method: Method) -> None:
    job = dataclasses.replace(job, method=method, steps=3)
    plain = losses_in(run_job(job, tmp_path / "plain"))
    again = losses_in(run_job(dataclasses.replace(job, gradient_checkpointing="on"), tmp_path / "again"))
    assert again == pytest.approx(plain, rel=1e-5)


NAMES = ("Mia", "Tom", "Anna", "Ben", "Lily", "Sam", "Emma", "Jack", "Nora", "Leo", "Ella", "Max", "Ruby", "Finn",
         "Ivy", "Rosa", "Hugo", "Clara", "Theo", "Alice", "Adam", "Julia", "Noah", "Sara", "Paul", "Lucy")  # fmt: skip


def test_run_ends_where_the_held_out_loss_turns_and_keeps_the_best(job: TrainJob, tmp_path: Path) -> None:
    lists = "\n".join(f"Tray {tray}: flour, water, salt, pan {tray * 7 % 97}." for tray in range(600))
    talk = "\n".join(f"Nobody ever told {name} why the moon looked so sad above the river." for name in NAMES)
    mixed = tmp_path / "mixed.txt"  # what is held back, its end, is not like the rest: more of that only harms
    mixed.write_text(f"{lists}\n\n{talk}\n", encoding="utf-8")
    job = dataclasses.replace(job, texts=(str(mixed),), steps=400, learning_rate=2e-2, early_stopping=True,
                              schedule="constant", batch_tokens=1024)  # fmt: skip
    events = run_job(job, tmp_path / "run")
    finished = events[-1]
    assert isinstance(finished, TrainingFinished) and finished.outcome == "done" and finished.steps < 400
    advice = dict(advice_in(events))
    assert advice[Advice.TURNED]["best_step"] == advice[Advice.BEST_KEPT]["best_step"]
    measured = {event.step: event.loss for event in events if isinstance(event, HeldOutMeasured) and event.step}
    best = min(loss for step, loss in measured.items() if step <= finished.steps)
    assert finished.held_out_loss_after == pytest.approx(best, rel=1e-3)
    whole = run_job(dataclasses.replace(job, early_stopping=False, steps=30), tmp_path / "whole")
    assert isinstance(whole[-1], TrainingFinished) and whole[-1].steps == 30


@pytest.mark.parametrize("task", [Task.STYLE, Task.ANSWER])
def test_exam_that_does_not_fit_reads_less_at_once(
    job: TrainJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: Task
) -> None:
    if task is Task.ANSWER:
        pairs = [{"instruction": f"What is {n}?", "output": f"It is number {n}."} for n in range(200)]
        (tmp_path / "pairs.json").write_text(json.dumps(pairs), "utf-8")
        job = dataclasses.replace(job, texts=(str(tmp_path / "pairs.json"),), task=task)
    job = dataclasses.replace(job, reading=dataclasses.replace(job.reading, held_out_share=0.4))
    plain = run_job(job, tmp_path / "plain")
    forward = transformers.LlamaModel.forward
    refused = []

    @functools.wraps(forward)  # whether examples may share a row is read from its parameters
    def limited(self: Any, input_ids: torch.Tensor | None = None, **named: Any) -> Any:
        assert input_ids is not None
        if torch.is_inference_mode_enabled() and input_ids.numel() > 200:
            refused.append(input_ids.numel())
            raise MemoryError
        return forward(self, input_ids, **named)

    monkeypatch.setattr(transformers.LlamaModel, "forward", limited)
    events = run_job(job, tmp_path / "less")
    assert refused and isinstance(events[-1], TrainingFinished)
    before, after = ([e.loss for e in found if isinstance(e, HeldOutMeasured)] for found in (plain, events))
    assert after == pytest.approx(before, rel=1e-4)
