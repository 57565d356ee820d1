"""How far a run is, and how long it will still take: from the clock and the steps so far."""

from __future__ import annotations

import time
from collections import deque

from desktop_llm.engine.training.plan import Plan

REMEMBERED_STEPS = 32
DISK_BYTES_PER_S = 150e6
SAVING_S = 0.3


def saving_seconds(checkpoint_bytes: int) -> float:
    """What writing a checkpoint is expected to take."""
    return SAVING_S + checkpoint_bytes / DISK_BYTES_PER_S


class Pace:
    """The clock of a run.

    Args:
        plan: Its steps and exams.
        started: `time.perf_counter()` when the run's process began to work on it.
        saving_s: What writing the checkpoint is expected to take.
    """

    def __init__(self, plan: Plan, started: float, saving_s: float) -> None:
        self._plan = plan
        self._started = started
        self._spent_before_s = 0.0
        self._first_step_at = time.perf_counter()
        self._recent: deque[float] = deque(maxlen=REMEMBERED_STEPS)
        self._stepping_s = 0.0
        self._steps = 0
        self._exam_s = 0.0
        self._saving_s = saving_s
        self._budget_s: float | None = None

    def begin(self, exam_s: float) -> None:
        """The first step comes now; an exam was seen to take so long."""
        self._first_step_at = time.perf_counter()
        self._exam_s = exam_s
        if self._plan.seconds is not None:
            spent_s = self._first_step_at - self._started - self._spent_before_s
            self._budget_s = max(0.0, self._plan.seconds - spent_s - self._ending_s)

    def go_on_from(self, steps: int, elapsed_s: float, stepping_s: float, learning_s: float) -> None:
        """After a pause: what the run had done and taken by then."""
        self._steps = steps
        self._stepping_s = stepping_s
        self._spent_before_s = learning_s
        self._started -= elapsed_s

    def step_took(self, seconds: float) -> None:
        """Count a step."""
        self._recent.append(seconds)
        self._stepping_s += seconds
        self._steps += 1

    @property
    def progress(self) -> float:
        """How much of the run is done: 0 before the first step, 1 after the last."""
        by_steps = self._steps / self._plan.steps
        if self._budget_s is None:
            return min(1.0, by_steps)
        return min(1.0, self._spent_s / self._budget_s) if self._budget_s > 0 else float(self._steps > 0)

    @property
    def progress_after_step(self) -> float:
        """As `progress` after the step that begins now."""
        if self._budget_s is None:
            return min(1.0, (self._steps + 1) / self._plan.steps)
        return min(1.0, self.progress + self.step_s / max(self._budget_s, 1e-9))

    @property
    def steps(self) -> int:
        """Steps in all, as far as can be told."""
        if self._budget_s is None:
            return self._plan.steps
        left_s = max(0.0, self._budget_s - self._spent_s)
        return self._steps + round(left_s / self.step_s) if self.step_s else self._steps + 1

    @property
    def step_s(self) -> float:
        """Seconds of a step, over the last ones."""
        return sum(self._recent) / len(self._recent) if self._recent else 0.0

    @property
    def stepping_s(self) -> float:
        """Seconds in steps so far."""
        return self._stepping_s

    @property
    def learning_s(self) -> float:
        """Seconds since the first step, pauses left out."""
        return self._spent_before_s + time.perf_counter() - self._first_step_at

    @property
    def elapsed_s(self) -> float:
        return time.perf_counter() - self._started

    @property
    def remaining_s(self) -> float:
        """Until the checkpoint is written."""
        if self._budget_s is not None:
            return max(0.0, self._budget_s - self._spent_s) + self._ending_s
        exams = self._plan.measures * (1 - self.progress)
        return (self._plan.steps - self._steps) * self.step_s + exams * self._exam_s + self._ending_s

    @property
    def tokens(self) -> int:
        """Tokens that were learned from so far."""
        return self._steps * self._plan.batch_tokens

    @property
    def tokens_per_second(self) -> float:
        """Real tokens a second, over the last steps."""
        return self._plan.batch_tokens / self.step_s if self.step_s else 0.0

    @property
    def mean_tokens_per_second(self) -> float:
        """Real tokens a second, over all steps."""
        return self.tokens / self._stepping_s if self._stepping_s else 0.0

    @property
    def _ending_s(self) -> float:
        """Two exams, of the last weights and of the saved ones, and the saving."""
        return 2 * self._exam_s + self._saving_s

    @property
    def _spent_s(self) -> float:
        return self.learning_s
