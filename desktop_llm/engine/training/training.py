"""A prepared run on its way to a checkpoint: steps, exams, saves, and what is told of them."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from typing import Any

from desktop_llm.core import runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Event
from desktop_llm.core.runs import RunState
from desktop_llm.core.training import Advice
from desktop_llm.core.training_messages import ExamAnswered, HeldOutMeasured, MomentKept, TrainingPaused
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.machine import ThreadShare
from desktop_llm.engine.training.answering import answer_questions
from desktop_llm.engine.training.autosave import Autosave
from desktop_llm.engine.training.best import BestWeights
from desktop_llm.engine.training.keeping import Keeping
from desktop_llm.engine.training.pace import Pace, saving_seconds
from desktop_llm.engine.training.preparing import Prepared
from desktop_llm.engine.training.run_folder import RunFolder
from desktop_llm.engine.training.saving import refuse_small_disk
from desktop_llm.engine.training.state import DAMAGED, Facts, read_facts, restore_state
from desktop_llm.engine.training.telling import Telling

EVENT_EVERY_S = 0.1
EVERY_STEP_UNTIL = 1000
"""So many steps are each told; after them ten a second."""
BAD_STEPS = 3
"""So many steps in a row without a finite loss end the run."""


class Training:
    """One run in this process."""

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
        self._together = prepared.run.together
        self._asked, self._control = control, Control() if self._together else control
        self._started = started
        self._losses: list[float] = []
        self._measured: list[tuple[int, float]] = []
        self._last_event_at = 0.0
        self._bad_steps = 0
        self._metrics: dict[str, Any] = {}
        self._pace = Pace(prepared.plan, started, saving_seconds(prepared.checkpoint_bytes))
        self._best = BestWeights(prepared.run)
        self._keeping = Keeping(prepared, folder)
        self._telling = Telling(job_id, prepared, folder, self._pace, emit)
        save_bytes = prepared.checkpoint_bytes + prepared.state_bytes
        self._autosave = Autosave(folder.autosave, save_bytes, prepared.job.autosave_minutes * 60)
        prepared.run.on_less = lambda what, value: self._telling.less_at_once(what, value, self.steps)
        self.steps = self._from = 0

    @property
    def has_moved(self) -> bool:
        """Whether a step was taken since the run began or was resumed."""
        return self.steps > self._from

    def run(self) -> bool:
        """Train, save, and emit the closing event. Whether the run was paused.

        Raises:
            AppError: DISK_FULL, DISK_UNWRITABLE, LOSS_NOT_FINITE, BAD_OPTION (the texts are no longer those of the
                run that is resumed).
            Stopped: The person cancelled.
        """
        if self._folder.writes:
            refuse_small_disk(self._folder.path, self._prepared.checkpoint_bytes)
        if not self._resume():
            self._begin()
        outcome, trouble = self._learn(), None
        if outcome is RunState.PAUSED:
            self._pause()
            return True
        if outcome is RunState.FAILED:
            trouble = AppError(ErrorCode.LOSS_NOT_FINITE, f"at step {self.steps}", step=self.steps)
        if trouble is None or self._best.keep_best(math.inf) is not None:
            self._keep(outcome)
        if trouble is not None:
            raise trouble
        return False

    def result(self) -> dict[str, object]:
        """What the run's result says besides its outcome."""
        kept = self._best.step if self._best.step is not None else self.steps
        return self._telling.result(self.steps, kept, self._exams, self._metrics)

    @property
    def _exams(self) -> tuple[float, float]:
        return self._keeping.exam_before, self._keeping.exam_after

    # --- beginning and going on -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._folder.write_held_out(self._prepared.study.held_out_text)
        self._telling.started(self.steps)
        if self._prepared.study.cut:
            block = self._prepared.plan.block_tokens
            self._telling.advise(Advice.LONG_EXAMPLES_CUT, examples=self._prepared.study.cut, block_tokens=block)
        before = time.perf_counter()
        self._keeping.exam_before = self._take_exam()
        self._pace.begin(time.perf_counter() - before)

    def _resume(self) -> bool:
        """Go on from the newest save that is whole; False where there is none."""
        if not self._folder.resumed:
            return False
        for save in runs.autosaves(self._folder.path):
            facts = read_facts(save)
            if facts is None:
                continue
            if facts.digest != self._digest():
                raise AppError(ErrorCode.BAD_OPTION, "other texts", option="texts", bounds="as they were before")
            try:
                copies = restore_state(save, self._prepared.run)
            except DAMAGED as error:
                self._folder.note_fact("SaveDamaged", {"save": save.name, "detail": repr(error)[:200]})
                continue
            self._go_on_from(facts, copies)
            return True
        self._folder.cut_progress(-1)
        return False

    def _go_on_from(self, facts: Facts, copies: list[Any]) -> None:
        self.steps = self._from = facts.step
        self._losses, self._measured = list(facts.pending), list(facts.measured)
        self._keeping.exam_before = self._measured[0][1] if self._measured else math.nan
        best_loss = math.inf if facts.best_loss is None else facts.best_loss
        self._best.go_on_from(copies, self._measured, facts.best_step, best_loss)
        self._pace.go_on_from(facts.step, facts.elapsed_s, facts.stepping_s, facts.learning_s)
        self._folder.cut_progress(facts.step)
        self._telling.started(self.steps)
        self._pace.begin(0.0)

    # --- learning -------------------------------------------------------------------------------------------------

    def _learn(self) -> RunState:
        """All steps, with the exams along the way."""
        pace, plan = self._pace, self._prepared.plan
        share = ThreadShare(self._control)
        next_exam = self._next_exam()
        while pace.progress < 1:
            if self._together is not None:
                self._together.agree(self._asked, self._control)
                self._stop_if_cancelled()
            share.follow()
            if self._control.pause:
                return RunState.PAUSED
            if not self._take_step():
                return RunState.FAILED
            self._stop_if_cancelled()
            if self._control.keep:
                return RunState.STOPPED
            if next_exam <= plan.measures and pace.progress >= next_exam / (plan.measures + 1) and pace.progress < 1:
                next_exam = self._next_exam()
                self._best.measured(self.steps, self._take_exam())
                if self._prepared.job.early_stopping and self._best.has_turned:
                    self._telling.advise(Advice.TURNED, step=self.steps, best_step=self._best.measured_at)
                    return RunState.DONE
            self._keep_moment()
            self._save_meanwhile()
        return RunState.DONE

    def _next_exam(self) -> int:
        measures = self._prepared.plan.measures
        return math.floor(self._pace.progress * (measures + 1) + 1e-9) + 1

    def _take_step(self) -> bool:
        """One step and its event; False where the loss has stopped being a number."""
        prepared, pace = self._prepared, self._pace
        rate = prepared.schedule.at(pace.progress_after_step, self.steps + 1, pace.steps)
        before = time.perf_counter()
        loss = prepared.run.step(prepared.rows.batch(self.steps), rate)
        pace.step_took(time.perf_counter() - before)
        self.steps += 1
        self._bad_steps = 0 if math.isfinite(loss) else self._bad_steps + 1
        if math.isfinite(loss):
            self._losses.append(loss)
        now = time.perf_counter()
        is_due = self.steps <= EVERY_STEP_UNTIL or now - self._last_event_at >= EVENT_EVERY_S
        if self._losses and (is_due or pace.progress >= 1):
            self._last_event_at = now
            self._telling.step(self.steps, self._losses, rate)
            self._losses.clear()
        return self._bad_steps < BAD_STEPS

    def _take_exam(self, goes_on: bool = True) -> float:
        """Measure the held-out part and let the questions be answered."""
        prepared = self._prepared
        loss = prepared.examine(go_on=self._stop_if_cancelled)
        self._telling.tell(HeldOutMeasured(self._job_id, self.steps, loss))
        if goes_on and self._together is not None:
            loss = self._together.loss_of_first(loss)
        if goes_on:
            self._measured.append((self.steps, loss))
        if prepared.job.questions and self._folder.writes:
            answers = answer_questions(prepared, self._stop_if_cancelled)
            self._telling.tell(ExamAnswered(self._job_id, self.steps, tuple(answers)))
            if len(answers) < len(prepared.job.questions):
                questions = len(prepared.job.questions)
                self._telling.advise(Advice.EXAM_CUT_SHORT, answered=len(answers), questions=questions)
        return loss

    def _stop_if_cancelled(self) -> None:
        if self._control.cancelled:
            raise Stopped

    # --- saving ---------------------------------------------------------------------------------------------------

    def _save_meanwhile(self) -> None:
        """Keep the state of now against a crash. A failed attempt is noted and the run goes on."""
        if not self._folder.writes or not self._autosave.is_due():
            return
        try:
            self._save()
        except AppError as error:
            self._folder.note_fact("AutosaveFailed", {"step": self.steps, "code": error.code.value})

    def _save(self) -> None:
        pace, best = self._pace, self._best
        facts = Facts(
            step=self.steps,
            digest=self._digest(),
            chosen=self._prepared.chosen,
            steps=pace.steps,
            measured=self._measured,
            pending=self._losses,
            best_step=best.measured_at,
            best_loss=best.loss if math.isfinite(best.loss) else None,
            elapsed_s=pace.elapsed_s,
            stepping_s=pace.stepping_s,
            learning_s=pace.learning_s,
        )
        self._autosave.save(self.steps, lambda path: self._keeping.save(path, facts, best.copies))

    def _pause(self) -> None:
        if self._folder.writes:
            self._save()
        self._folder.mark_paused()
        self._telling.tell(TrainingPaused(self._job_id, self.steps, self._pace.steps, str(self._folder.path)))

    def _keep_moment(self) -> None:
        if not self._control.moment or not self._folder.writes:
            return
        self._control.moment = False
        try:
            kept = self._keeping.keep_moment(self.steps)
        except AppError as error:
            self._folder.note_fact("MomentFailed", {"step": self.steps, "code": error.code.value})
            return
        self._telling.tell(MomentKept(self._job_id, self.steps, str(kept)))

    def _keep(self, outcome: RunState) -> None:
        """Choose between the last weights and the best measured, write the checkpoint and the result."""
        prepared = self._prepared
        if not self._folder.writes:  # the first process has the same weights, and writes them
            self._telling.finished(outcome, self.steps, self._exams, {})
            return
        last = math.inf
        if outcome is not RunState.FAILED:
            last = prepared.examine(go_on=self._stop_if_cancelled)
        kept = self._best.keep_best(last)
        if kept is not None:
            self._telling.advise(Advice.BEST_KEPT, step=self.steps, best_step=kept)
        self._keeping.merge_or_round()
        self._keeping.exam_after = self._take_exam(goes_on=False)
        self._metrics = prepared.measure()
        self._keeping.finish(self._best.step or self.steps)
        result = self.result()
        if outcome is RunState.FAILED:
            result["trouble"] = ErrorCode.LOSS_NOT_FINITE.value
        self._folder.finish(outcome, result)
        if outcome is not RunState.FAILED:
            self._telling.finished(outcome, self.steps, self._exams, self._metrics)

    def _digest(self) -> str:
        """Of the texts as they were read."""
        prepared = self._prepared
        parts = [digest for _, digest, _ in prepared.corpus.digests]
        return hashlib.sha256("\n".join([*parts, repr(prepared.plan)]).encode()).hexdigest()
