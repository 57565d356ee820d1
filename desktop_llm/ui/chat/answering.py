"""One generation on its way: its pieces go to the entries at once and to the store every quarter of a second.

It goes on storing when another conversation is shown meanwhile (`part`): the person may leave while a model writes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.messages import Answer, Failed, GenerationFinished, PromptRead, TextPiece
from desktop_llm.ui.chat import entries as stored
from desktop_llm.ui.chat.entries import Entry
from desktop_llm.workers.job import Job
from desktop_llm.workers.store_thread import StoreThread

STORE_MS = 200


class Answering(QObject):
    """Follows a job until its closing event.

    Args:
        job: A generation; answer number n belongs to entry number n.
        entries: Text is added behind what they hold already.
        store: Where it is written.

    Signals:
        prompt_read: A `PromptRead`.
        text_added: A `TextPiece`; the entry holds it already.
        ended: The entries have their outcome.
        save_failed: An `AppError` of the store.
    """

    prompt_read = Signal(object)
    text_added = Signal(object)
    ended = Signal()
    save_failed = Signal(object)

    def __init__(
        self, job: Job, entries: Sequence[Entry], store: StoreThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._job, self._entries, self._store = job, list(entries), store
        self._before = [entry.text for entry in entries]
        self._tokens_before = [entry.stats.tokens if entry.stats else 0 for entry in entries]
        self._unstored = ["" for _ in entries]
        self._is_parted = False
        self.tokens = 0
        self._first_at = 0.0
        self._began_at = time.monotonic()
        self._timer = QTimer(self, interval=STORE_MS, singleShot=True)
        self._timer.timeout.connect(self.store_now)
        job.event_received.connect(self._on_job_event_received)
        job.text_added.connect(self._on_job_text_added)
        job.finished.connect(self._on_job_finished)
        job.failed.connect(self._on_job_failed)
        job.cancelled.connect(self._on_job_cancelled)

    @property
    def tokens_per_second(self) -> float:
        """Speed so far; 0 until there are two pieces."""
        took = time.monotonic() - self._first_at if self._first_at else 0.0
        return (self.tokens - 1) / took if took > 0.2 and self.tokens > 1 else 0.0

    def cancel(self) -> None:
        self._job.cancel()

    def part(self) -> None:
        """Nobody looks any more: say nothing, store the rest, and go away with the job."""
        self._is_parted = True

    @property
    def job(self) -> Job:
        """What it follows."""
        return self._job

    @Slot()
    def store_now(self) -> None:
        """Write what has gathered."""
        for number, text in enumerate(self._unstored):
            if text:
                self._unstored[number] = ""
                op = partial(stored.append_text, place=self._entries[number].place, text=text)
                self._store.submit(op, None, self.save_failed.emit)

    @Slot(object)
    def _on_job_event_received(self, event: object) -> None:
        if isinstance(event, PromptRead) and not self._is_parted:
            self.prompt_read.emit(event)

    @Slot(object)
    def _on_job_text_added(self, piece: TextPiece) -> None:
        if not 0 <= piece.answer < len(self._entries):
            return
        if not self._first_at:
            self._first_at = time.monotonic()
        self.tokens += len(piece.token_ids)
        self._entries[piece.answer].text += piece.text
        self._unstored[piece.answer] += piece.text
        if not self._timer.isActive():
            self._timer.start()
        if not self._is_parted:
            self.text_added.emit(piece)

    @Slot(object)
    def _on_job_finished(self, event: object) -> None:
        assert isinstance(event, GenerationFinished)
        for number, entry in enumerate(self._entries):
            answer = event.answers[number] if number < len(event.answers) else None
            if answer is None:
                entry.outcome = "cancelled"
                continue
            entry.text = self._before[number] + answer.text
            entry.outcome = answer.finish_reason
            entry.stats = self._stats(event, answer, number)
        self._end()

    @Slot(object)
    def _on_job_failed(self, event: Failed) -> None:
        for entry in self._entries:
            entry.outcome, entry.error = event.code.value, event.error()
        self._end()

    @Slot()
    def _on_job_cancelled(self) -> None:
        for entry in self._entries:
            entry.outcome = "cancelled"
        self._end()

    def _stats(self, event: GenerationFinished, answer: Answer, number: int) -> TurnStats:
        return TurnStats(
            tokens=self._tokens_before[number] + len(answer.token_ids),
            tokens_per_second=answer.tokens_per_second or event.tokens_per_second,
            seconds_to_first_token=answer.seconds_to_first_token or event.seconds_to_first_token,
            prompt_tokens=event.prompt_tokens,
            context_used=event.context_used,
            context_tokens=event.context_tokens,
            seed=answer.seed,
        )

    def _end(self) -> None:
        self._timer.stop()
        self.store_now()
        for entry in self._entries:
            op = partial(
                stored.finish_turn, place=entry.place, outcome=entry.outcome, stats=entry.stats, text=entry.text
            )
            self._store.submit(op, None, self.save_failed.emit)
        if self._is_parted:
            self.deleteLater()
        else:
            self.ended.emit()
