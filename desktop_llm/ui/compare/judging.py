"""Lets a checkpoint judge the answers of a list, pair by pair, each in both orders; a verdict is kept at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_llm.core.errors import AppError
from desktop_llm.core.inspect_messages import NextTokensFound
from desktop_llm.core.judging import Judge, Judgement, add_judgement, chosen, judge_request, pairs_of
from desktop_llm.core.list_run import ListRun
from desktop_llm.core.messages import Failed
from desktop_llm.ui.desk import Desk
from desktop_llm.workers.job import Job


class Judging(QObject):
    """One run over what a judge has not judged yet.

    Signals:
        judged: A `Judgement` that is on the disk.
        over: All is judged, or it was stopped.
        failed: An `AppError`; it has stopped.
    """

    judged = Signal(object)
    over = Signal()
    failed = Signal(object)

    def __init__(
        self, desk: Desk, run: ListRun, judge: Judge, known: Sequence[Judgement], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._run, self._judge = desk, run, judge
        self._queue = list(pairs_of(run, judge, known))
        self.total = len(self._queue)
        self._job: Job | None = None
        self._is_stopped = False

    @property
    def done(self) -> int:
        return self.total - len(self._queue)

    def start(self) -> None:
        """Make room for the judge, and begin."""
        for state in self._desk.engines.loaded():
            if state.path != self._judge.path:
                self._desk.engines.unload(state.path)
        self._next()

    def stop(self) -> None:
        """Judge no further; what was said is kept."""
        self._is_stopped = True
        if self._job is not None:
            self._job.cancel()

    def _next(self) -> None:
        self._job = None
        if self._is_stopped or not self._queue:
            self.over.emit()
            return
        prompt, first, second = self._queue[0]
        self._ask(prompt, (first, second), ())

    def _ask(self, prompt: int, shown: tuple[int, int], said: tuple[int, ...]) -> None:
        job = self._job = self._desk.engines.ask(self._judge.path, judge_request(self._run, self._judge, prompt, shown))
        job.finished.connect(lambda event: self._on_said(prompt, shown, said, event))
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._next)

    def _on_said(self, prompt: int, shown: tuple[int, int], said: tuple[int, ...], event: NextTokensFound) -> None:
        said = (*said, chosen(event.candidates, shown))
        if self._is_stopped:
            self._next()
        elif len(said) == 1:
            self._ask(prompt, (shown[1], shown[0]), said)
        else:
            second, first = shown
            self._keep(Judgement(self._judge.path, prompt, first, second, said[0], said[1]))

    def _keep(self, judgement: Judgement) -> None:
        self._queue.pop(0)
        self._desk.tasks.submit(
            lambda: add_judgement(self._run, judgement), lambda _result: self._on_kept(judgement), self._give_up
        )

    def _on_kept(self, judgement: Judgement) -> None:
        self.judged.emit(judgement)
        self._next()

    def _on_failed(self, failed: Failed) -> None:
        self._give_up(failed.error())

    def _give_up(self, error: AppError) -> None:
        self._queue.clear()
        self.failed.emit(error)
        self._next()
