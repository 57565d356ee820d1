"""A run from its job to the finished checkpoint, in this process, told as events.

What a step does is `run`, what is written `saving` and `run_folder`, what is planned `plan`. Events and the progress
file say the same.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import (
    Cancelled,
    Event,
    HeldOutMeasured,
    Train,
    TrainingFinished,
    TrainingStarted,
    TrainingStep,
)
from desktop_llm.core.runs import RunState
from desktop_llm.core.training import Method
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.machine import ThreadShare
from desktop_llm.engine.training import lora
from desktop_llm.engine.training.autosave import Autosave
from desktop_llm.engine.training.best import BestWeights
from desktop_llm.engine.training.card import model_card, versions
from desktop_llm.engine.training.pace import Pace, saving_seconds
from desktop_llm.engine.training.plan import learning_rate_at
from desktop_llm.engine.training.preparing import Prepared, prepare
from desktop_llm.engine.training.run_folder import RunFolder
from desktop_llm.engine.training.saving import in_format, refuse_small_disk, write_checkpoint, write_folder

EVENT_EVERY_S = 0.1
BAD_STEPS = 3
"""So many steps in a row without a finite loss end the run."""


def train(request: Train, emit: Callable[[Event], None], control: Control) -> None:
    """Train and keep the checkpoint in the run's folder.

    Emits `TrainingStarted`, then `TrainingStep` (at most ten a second; `loss` is the mean since the last one) and
    `HeldOutMeasured`, and closes with `TrainingFinished` or `Cancelled`.

    Raises:
        AppError: Expected trouble, which closes the job. What the run had saved by then stays in its folder.
    """
    started = time.perf_counter()
    job = request.job
    folder = RunFolder(Path(request.folder), job, Path(job.base_path).name)
    training: Training | None = None
    try:
        prepared = prepare(job, control)
        training = Training(request.job_id, prepared, folder, emit, control, started)
        training.run()
    except Stopped:
        folder.discard()
        emit(Cancelled(request.job_id))
    except BaseException as error:
        trouble = error if isinstance(error, AppError) else machine.memory_error(error)
        _record_failure(folder, training, trouble)
        if trouble is not None and trouble is not error:
            raise trouble from error
        raise
    finally:
        folder.close()


class Training:
    """A prepared run on its way to a checkpoint."""

    def __init__(
        self,
        job_id: int,
        prepared: Prepared,
        folder: RunFolder,
        emit: Callable[[Event], None],
        control: Control,
        started: float,
    ) -> None:
        self._job_id = job_id
        self._prepared = prepared
        self._folder = folder
        self._emit = emit
        self._control = control
        self._started = started
        self._losses: list[float] = []
        self._last_event_at = 0.0
        self._bad_steps = 0
        self._pace = Pace(prepared.plan, started, saving_seconds(prepared.checkpoint_bytes))
        self._best = BestWeights(prepared.run, prepared.parameters)
        self._autosave = Autosave(folder.autosave, prepared.checkpoint_bytes)
        self.steps = 0
        self.exam_before = math.nan
        self.exam_after = math.nan

    def run(self) -> None:
        """Train, save, and emit the closing event.

        Raises:
            AppError: DISK_FULL, DISK_UNWRITABLE, LOSS_NOT_FINITE.
            Stopped: The person cancelled.
        """
        prepared = self._prepared
        refuse_small_disk(self._folder.path, prepared.checkpoint_bytes)
        self._folder.write_held_out(prepared.texts.held_out_text)
        self._tell(self._started_event())
        before = time.perf_counter()
        self.exam_before = self._take_exam()
        exam_s = time.perf_counter() - before
        self._pace.begin(exam_s)
        outcome, trouble = self._learn(), None
        if outcome is RunState.FAILED:
            trouble = AppError(ErrorCode.LOSS_NOT_FINITE, f"at step {self.steps}", step=self.steps)
        if trouble is None or self._best.keep_best(math.inf) is not None:
            self._keep(outcome)
        if trouble is not None:
            raise trouble

    def result(self) -> dict[str, object]:
        """What the run's result says besides its outcome."""
        plan, pace = self._prepared.plan, self._pace
        return {
            "method": plan.method.value,
            "steps": self.steps,
            "tokens": pace.tokens,
            "seconds": time.perf_counter() - self._started,
            "tokens_per_second": pace.mean_tokens_per_second,
            "held_out_loss_before": self.exam_before,
            "held_out_loss_after": self.exam_after,
            "kept_step": self._best.step if self._best.step is not None else self.steps,
            "plan": dataclasses.asdict(plan) | {"method": plan.method.value},
            "texts": [dataclasses.asdict(source) for source in self._prepared.texts.sources],
            "versions": dict(versions()),
        }

    def _learn(self) -> RunState:
        """All steps, with the exams along the way."""
        pace, plan = self._pace, self._prepared.plan
        share = ThreadShare(self._control)
        next_exam = 1
        while pace.progress < 1:
            share.follow()
            if not self._take_step(pace):
                return RunState.FAILED
            self._stop_if_cancelled()
            if self._control.keep:
                return RunState.STOPPED
            if next_exam <= plan.measures and pace.progress >= next_exam / (plan.measures + 1):
                next_exam = math.floor(pace.progress * (plan.measures + 1)) + 1
                if pace.progress < 1:
                    self._best.measured(self.steps, self._take_exam())
            self._save_meanwhile()
        return RunState.DONE

    def _take_step(self, pace: Pace) -> bool:
        """One step and its event; False where the loss has stopped being a number."""
        prepared = self._prepared
        rate = learning_rate_at(pace.progress_after_step, prepared.plan.learning_rate, prepared.job.warmup_share)
        before = time.perf_counter()
        loss = prepared.run.step(prepared.rows.batch(self.steps), rate)
        pace.step_took(time.perf_counter() - before)
        self.steps += 1
        self._bad_steps = 0 if math.isfinite(loss) else self._bad_steps + 1
        if math.isfinite(loss):
            self._losses.append(loss)
        now = time.perf_counter()
        if self._losses and (now - self._last_event_at >= EVENT_EVERY_S or pace.progress >= 1):
            self._last_event_at = now
            self._tell(self._step_event(rate))
            self._losses.clear()
        return self._bad_steps < BAD_STEPS

    def _take_exam(self) -> float:
        loss = self._prepared.exam.take(self._prepared.run.model, go_on=self._stop_if_cancelled)
        self._tell(HeldOutMeasured(self._job_id, self.steps, loss))
        return loss

    def _stop_if_cancelled(self) -> None:
        if self._control.cancelled:
            raise Stopped

    def _save_meanwhile(self) -> None:
        """Keep the weights of now against a crash. A failed attempt is noted and the run goes on."""
        if not self._autosave.is_due():
            return
        try:
            self._autosave.save(self.steps, lambda path: self._write(path, self._weights(), self.steps))
        except AppError as error:
            self._folder.note_fact("AutosaveFailed", {"step": self.steps, "code": error.code.value})

    def _keep(self, outcome: RunState) -> None:
        """Choose between the last weights and the best measured, write the checkpoint and the result."""
        prepared = self._prepared
        self._merge_or_round(outcome)
        weights = in_format(prepared.run.model.state_dict(), prepared.saved)
        self._write(self._folder.checkpoint, weights, self._best.step or self.steps)
        result = self.result()
        if outcome is RunState.FAILED:
            result["trouble"] = ErrorCode.LOSS_NOT_FINITE.value
        self._folder.finish(outcome, result)
        if outcome is not RunState.FAILED:
            self._emit(self._finished_event(outcome))

    def _merge_or_round(self, outcome: RunState) -> None:
        """Bring the weights into the form in which they are saved, and measure exactly that."""
        run = self._prepared.run
        last = (
            math.inf
            if outcome is RunState.FAILED
            else self._prepared.exam.take(run.model, go_on=self._stop_if_cancelled)
        )
        kept = self._best.keep_best(last)
        if kept is not None:
            self._folder.note_fact("BestKept", {"step": kept})
        if self._prepared.plan.method is Method.LORA:
            base_path = self._prepared.job.base_path
            write_folder(self._folder.adapter, lambda path: lora.save_adapter(run.model, path, base_path))
            run.model = lora.merged(run.model)
        with torch.no_grad():
            for tensor in run.model.parameters():
                tensor.copy_(tensor.to(self._prepared.saved))
        self.exam_after = self._take_exam()

    def _weights(self) -> dict[str, torch.Tensor]:
        """The weights of now, as they would be saved."""
        run, is_lora = self._prepared.run, self._prepared.plan.method is Method.LORA
        weights = lora.merged_weights(run.model) if is_lora else run.model.state_dict()
        return in_format(weights, self._prepared.saved)

    def _write(self, target: Path, weights: dict[str, torch.Tensor], steps: int) -> None:
        prepared = self._prepared
        after = None if math.isnan(self.exam_after) else self.exam_after
        card = model_card(
            prepared.job,
            prepared.plan,
            Path(prepared.job.base_path).name,
            prepared.base.facts.licence,
            prepared.texts.sources,
            steps,
            (self.exam_before, after),
        )
        model: Any = prepared.run.model
        if hasattr(model, "get_base_model"):
            model = model.get_base_model()
        write_checkpoint(target, model, weights, Path(prepared.job.base_path), card, prepared.checkpoint_bytes)

    def _tell(self, event: Event) -> None:
        self._folder.note(event)
        self._emit(event)

    def _started_event(self) -> TrainingStarted:
        prepared = self._prepared
        return TrainingStarted(
            job_id=self._job_id,
            steps=0 if prepared.plan.seconds is not None else prepared.plan.steps,
            epochs=0.0 if prepared.plan.seconds is not None else prepared.plan.epochs,
            training_tokens=len(prepared.texts.ids),
            held_out_tokens=len(prepared.texts.held_out_ids),
            method=prepared.plan.method.value,
            parameters_trained=prepared.run.parameters_trained,
            parameters=prepared.parameters,
        )

    def _step_event(self, rate: float) -> TrainingStep:
        pace = self._pace
        return TrainingStep(
            job_id=self._job_id,
            step=self.steps,
            steps=pace.steps,
            loss=sum(self._losses) / len(self._losses),
            learning_rate=rate,
            tokens_seen=pace.tokens,
            tokens_per_second=pace.tokens_per_second,
            elapsed_s=pace.elapsed_s,
            remaining_s=pace.remaining_s,
            memory_bytes=machine.resident_bytes(),
        )

    def _finished_event(self, outcome: RunState) -> TrainingFinished:
        return TrainingFinished(
            job_id=self._job_id,
            outcome=outcome.value,
            checkpoint=str(self._folder.checkpoint),
            steps=self.steps,
            tokens=self._pace.tokens,
            seconds=self._pace.elapsed_s,
            tokens_per_second=self._pace.mean_tokens_per_second,
            held_out_loss_before=self.exam_before,
            held_out_loss_after=self.exam_after,
        )


def _record_failure(folder: RunFolder, training: Training | None, trouble: AppError | None) -> None:
    """Leave a result that says why; where nothing was learned yet, leave nothing."""
    if training is None or training.steps == 0:
        folder.discard()
        return
    if folder.checkpoint.is_dir():
        return
    code = trouble.code if trouble else ErrorCode.BUG
    try:
        folder.finish(RunState.FAILED, training.result() | {"trouble": code.value})
    except AppError as error:  # the disk is full: the run then counts as interrupted, its autosave stays
        folder.note_fact("ResultNotWritten", {"code": error.code.value})
