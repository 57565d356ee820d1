"""Puts a list to its checkpoints, one checkpoint after the other so that each is loaded once and its speed is its own.

Every answer is kept before the window says that it is there; what failed or was cut off is asked again on resume.
"""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.errors import AppError
from desktop_llm.core.list_run import ListAnswer, ListRun
from desktop_llm.core.messages import Failed, Generate, GenerationFinished, Message
from desktop_llm.ui.desk import Desk
from desktop_llm.workers.job import Job


class ListAsking(QObject):
    """One run over what is open of a list.

    Signals:
        loading: Number of the checkpoint that is brought into memory.
        answered: A `ListAnswer` that is on the disk.
        over: Everything was asked.
        paused: It stopped before.
        failed: An `AppError` of the disk; it has stopped.
    """

    loading = Signal(int)
    answered = Signal(object)
    over = Signal()
    paused = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, run: ListRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._run = desk, run
        self._queue = list(run.open_pairs())
        self._job: Job | None = None
        self._loaded = -1
        self._memory_bytes = 0
        self._began_at = self._started_at = time.monotonic()
        self._done = 0
        self._is_stopped = False

    @property
    def remaining_s(self) -> float | None:
        """From what the answers so far took; None while nothing is known."""
        if not self._done:
            return None
        return (time.monotonic() - self._started_at) / self._done * len(self._queue)

    def start(self) -> None:
        """Begin with the first that is open."""
        self._next()

    def pause(self) -> None:
        """Stop now; the answer that is being written is asked for again on resume."""
        self._is_stopped = True
        if self._job is not None:
            self._job.cancel()
        else:
            self.paused.emit()

    def _next(self) -> None:
        if self._is_stopped:
            return
        if not self._queue:
            self._desk.tasks.submit(_nothing, lambda _result: self.over.emit())  # after the last answer was kept
            return
        model, prompt = self._queue[0]
        if model != self._loaded:
            self._load(model)
            return
        self._began_at = time.monotonic()
        self._job = self._desk.engines.ask(self._run.plan.models[model].path, self._request(model, prompt))
        self._job.finished.connect(partial(self._on_finished, model, prompt))
        self._job.failed.connect(partial(self._on_failed, model, prompt))
        self._job.cancelled.connect(self._on_cancelled)

    def _load(self, model: int) -> None:
        path = self._run.plan.models[model].path
        for state in self._desk.engines.loaded():
            if state.path != path:
                self._desk.engines.unload(state.path)
        self.loading.emit(model)
        self._job = self._desk.engines.load(path)
        self._job.finished.connect(partial(self._on_loaded, model))
        self._job.failed.connect(partial(self._on_load_failed, model))
        self._job.cancelled.connect(self._on_cancelled)

    def _request(self, model: int, prompt: int) -> Generate:
        plan = self._run.plan
        text = plan.prompts[prompt].text
        sampling = plan.settings(model)
        if plan.models[model].kind != Kind.CHAT:
            return Generate(raw_prompt=text, sampling=sampling)
        system = (Message("system", plan.system),) if plan.system else ()
        return Generate(messages=(*system, Message("user", text)), sampling=sampling)

    def _on_loaded(self, model: int, _event: object) -> None:
        self._job = None
        self._loaded = model
        if self._is_stopped:
            self.paused.emit()
        else:
            self._next()

    def _on_load_failed(self, model: int, failed: Failed) -> None:
        """Nothing can be asked of this one; the others still can."""
        self._job = None
        for number, prompt in [pair for pair in self._queue if pair[0] == model]:
            self._keep(ListAnswer(number, prompt, "", str(failed.code)))
        self._queue = [pair for pair in self._queue if pair[0] != model]
        self._next()

    def _on_finished(self, model: int, prompt: int, event: GenerationFinished) -> None:
        self._job = None
        answer = event.answers[0]
        if answer.finish_reason == "cancelled":
            self._is_stopped = True
            self.paused.emit()
            return
        stats = TurnStats(
            len(answer.token_ids),
            answer.tokens_per_second,
            answer.seconds_to_first_token,
            event.prompt_tokens,
            event.context_used,
            event.context_tokens,
            answer.seed,
        )
        mean = sum(answer.logprobs) / len(answer.logprobs) if answer.logprobs else None
        memory = self._desk.engines.state(self._run.plan.models[model].path).memory_bytes
        seconds = time.monotonic() - self._began_at
        self._done += 1
        self._queue.pop(0)
        self._keep(ListAnswer(model, prompt, answer.text, answer.finish_reason, stats, seconds, mean, memory))
        self._next()

    def _on_failed(self, model: int, prompt: int, failed: Failed) -> None:
        self._job = None
        self._loaded = -1  # its process may be gone
        self._queue.pop(0)
        self._keep(ListAnswer(model, prompt, "", str(failed.code)))
        self._next()

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self._is_stopped = True
        self.paused.emit()

    def _keep(self, answer: ListAnswer) -> None:
        self._desk.tasks.submit(
            lambda: self._run.add(answer), lambda _result: self.answered.emit(answer), self._on_not_kept
        )

    def _on_not_kept(self, error: AppError) -> None:
        was_stopped, self._is_stopped = self._is_stopped, True
        if self._job is not None:
            self._job.cancel()
        if not was_stopped:
            self.failed.emit(error)


def _nothing() -> None:
    """Comes back when all before it is done."""
