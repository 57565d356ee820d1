"""What a run says: its events, each told to the window and noted in its folder, and its result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from desktop_llm.core.errors import Value
from desktop_llm.core.messages import Event
from desktop_llm.core.runs import RunState
from desktop_llm.core.training import Advice
from desktop_llm.core.training_messages import TrainingAdvice, TrainingFinished, TrainingStarted, TrainingStep
from desktop_llm.engine import machine
from desktop_llm.engine.training.card import versions
from desktop_llm.engine.training.pace import Pace
from desktop_llm.engine.training.preparing import Prepared
from desktop_llm.engine.training.run_folder import RunFolder

_LESS = {
    "rows": Advice.SMALLER_BATCHES,
    "checkpointing": Advice.CHECKPOINTING,
    "block_tokens": Advice.SHORTER_ROWS,
}


class Telling:
    """The voice of one run."""

    def __init__(
        self, job_id: int, prepared: Prepared, folder: RunFolder, pace: Pace, emit: Callable[[Event], None]
    ) -> None:
        self.job_id = job_id
        self.emit = emit
        self._prepared = prepared
        self._folder = folder
        self._pace = pace

    def tell(self, event: Event) -> None:
        """To the window and the folder."""
        self._folder.note(event)
        self.emit(event)

    def advise(self, advice: Advice, **values: Value) -> None:
        """What the run did by itself."""
        self.tell(TrainingAdvice(self.job_id, advice.value, tuple(values.items())))

    def less_at_once(self, what: str, value: int, step: int) -> None:
        """Memory was short; see `Run.on_less`."""
        more = {} if what == "checkpointing" else {what: value}
        self.advise(_LESS[what], step=step, **more)

    def started(self, step: int) -> None:
        """The plan of the run that begins, or goes on from a step."""
        prepared, plan = self._prepared, self._prepared.plan
        self.tell(
            TrainingStarted(
                job_id=self.job_id,
                steps=0 if plan.seconds is not None else plan.steps,
                epochs=0.0 if plan.seconds is not None else plan.epochs,
                training_tokens=prepared.study.training_tokens,
                held_out_tokens=prepared.study.held_out_tokens,
                method=plan.method.value,
                parameters_trained=prepared.run.parameters_trained,
                parameters=prepared.base.facts.parameters,
                task=plan.task.value,
                step=step,
            )
        )

    def step(self, step: int, losses: Sequence[float], rate: float) -> None:
        """The mean loss of the steps since the last event."""
        pace = self._pace
        self.tell(
            TrainingStep(
                job_id=self.job_id,
                step=step,
                steps=pace.steps,
                loss=sum(losses) / len(losses),
                learning_rate=rate,
                tokens_seen=pace.tokens,
                tokens_per_second=pace.tokens_per_second,
                elapsed_s=pace.elapsed_s,
                remaining_s=pace.remaining_s,
                memory_bytes=machine.resident_bytes(),
            )
        )

    def result(
        self, steps: int, kept_step: int, exams: tuple[float, float], metrics: dict[str, Any]
    ) -> dict[str, object]:
        """What the run's result says besides its outcome; `exams` are the losses before and after."""
        plan, pace = self._prepared.plan, self._pace
        return {
            "method": plan.method.value,
            "task": plan.task.value,
            "steps": steps,
            "tokens": pace.tokens,
            "seconds": pace.elapsed_s,
            "tokens_per_second": pace.mean_tokens_per_second,
            "held_out_loss_before": exams[0],
            "held_out_loss_after": exams[1],
            "kept_step": kept_step,
            "metrics": metrics,
            "plan": dataclasses.asdict(plan) | {"method": plan.method.value, "task": plan.task.value},
            "texts": [
                {"name": name, "sha256": digest, "characters": characters}
                for name, digest, characters in self._prepared.corpus.digests
            ],
            "versions": dict(versions()),
        }

    def finished(self, outcome: RunState, steps: int, exams: tuple[float, float], metrics: dict[str, Any]) -> None:
        """Closes the job. The folder has its result."""
        figures = {name: value for name, value in metrics.items() if isinstance(value, float)}
        self.emit(
            TrainingFinished(
                job_id=self.job_id,
                outcome=outcome.value,
                checkpoint=str(self._folder.checkpoint),
                steps=steps,
                tokens=self._pace.tokens,
                seconds=self._pace.elapsed_s,
                tokens_per_second=self._pace.mean_tokens_per_second,
                held_out_loss_before=exams[0],
                held_out_loss_after=exams[1],
                metrics=tuple(figures.items()),
            )
        )
