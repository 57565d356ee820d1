"""One question to several checkpoints: at once where all fit in memory, in turns where they do not.

Those that answer at once begin together: a quick one waits until the others are in memory as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.fit import machine_memory, memory_to_chat
from desktop_llm.core.messages import Failed, Generate, GenerationFinished, Message, TextPiece
from desktop_llm.core.sampling import Sampling
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job

ROOM_SHARE = 0.9


def request_for(checkpoint: Checkpoint, prompt: str, sampling: Sampling) -> Generate:
    """The prompt as this checkpoint takes it: a conversation, or a beginning to continue."""
    if checkpoint.kind is Kind.CHAT:
        return Generate(messages=(Message("user", prompt),), sampling=sampling)
    return Generate(raw_prompt=prompt, sampling=sampling)


def all_fit(checkpoints: Sequence[Checkpoint], engines: Engines) -> bool:
    """Whether all of them can be in memory together, counting those that are."""
    needed = sum(
        memory_to_chat(item.facts)
        for item in checkpoints
        if item.facts is not None and engines.state(str(item.path)).model is None
    )
    return needed <= machine_memory().available_bytes * ROOM_SHARE


@dataclass(slots=True)
class _Turn:
    index: int
    checkpoint: Checkpoint
    request: Generate
    job: Job | None = None


class Asking(QObject):
    """Runs until every checkpoint has answered.

    Signals:
        began: Index of the one whose turn it is.
        text_added: Index and a `TextPiece`.
        finished: Index and a `TurnStats`, outcome.
        failed: Index and an `AppError`.
        over: Nothing is open any more.
    """

    began = Signal(int)
    text_added = Signal(int, object)
    finished = Signal(int, object, str)
    failed = Signal(int, object)
    over = Signal()

    def __init__(self, engines: Engines, in_turns: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._in_turns = engines, in_turns
        self._queue: list[_Turn] = []
        self._open: dict[int, _Turn] = {}
        self._loading: set[int] = set()

    @property
    def is_open(self) -> bool:
        return bool(self._queue or self._open)

    def ask(self, index: int, checkpoint: Checkpoint, prompt: str, sampling: Sampling) -> None:
        """Put a checkpoint in the queue."""
        self._queue.append(_Turn(index, checkpoint, request_for(checkpoint, prompt, sampling)))

    def start(self) -> None:
        """Send what may be sent now."""
        if self._in_turns:
            if self._queue and not self._open:
                turn = self._queue.pop(0)
                self._make_room(str(turn.checkpoint.path))
                self._send(turn)
            return
        absent = [turn for turn in self._queue if self._engines.state(str(turn.checkpoint.path)).model is None]
        self._loading = {turn.index for turn in absent}
        for turn in absent:
            self.began.emit(turn.index)
            job = self._engines.load(str(turn.checkpoint.path))
            job.finished.connect(lambda _event, index=turn.index: self._on_loaded(index))
            job.failed.connect(lambda failed, index=turn.index: self._on_load_failed(index, failed))
            job.cancelled.connect(lambda index=turn.index: self._on_loaded(index))
        if not absent:
            self._send_all()

    def _on_loaded(self, index: int) -> None:
        if index in self._loading:
            self._loading.discard(index)
            if not self._loading:
                self._send_all()

    def _on_load_failed(self, index: int, failed: Failed) -> None:
        if index not in self._loading:
            return
        self._queue = [turn for turn in self._queue if turn.index != index]
        self.failed.emit(index, failed.error())
        self._on_loaded(index)
        if not self.is_open:
            self.over.emit()

    def _send_all(self) -> None:
        waiting, self._queue = self._queue, []
        for turn in waiting:
            self._send(turn)

    def _send(self, turn: _Turn) -> None:
        self._open[turn.index] = turn
        turn.job = self._engines.ask(str(turn.checkpoint.path), turn.request)
        index = turn.index
        turn.job.text_added.connect(lambda piece, index=index: self._on_text_added(index, piece))
        turn.job.finished.connect(lambda event, index=index: self._on_finished(index, event))
        turn.job.failed.connect(lambda failed, index=index: self._on_failed(index, failed))
        turn.job.cancelled.connect(lambda index=index: self._on_cancelled(index))
        self.began.emit(index)

    def stop(self) -> None:
        """Stop all; what is written stays."""
        waiting, self._queue = self._queue, []
        self._loading.clear()
        for turn in waiting:
            self.finished.emit(turn.index, TurnStats(), "cancelled")
        for turn in list(self._open.values()):
            if turn.job is not None:
                turn.job.cancel()
        if not self._open:
            self.over.emit()

    def _make_room(self, path: str) -> None:
        for state in self._engines.loaded():
            if state.path != path:
                self._engines.unload(state.path)

    def _on_text_added(self, index: int, piece: TextPiece) -> None:
        if piece.answer == 0:
            self.text_added.emit(index, piece)

    def _on_finished(self, index: int, event: GenerationFinished) -> None:
        answer = event.answers[0] if event.answers else None
        stats = TurnStats(
            len(answer.token_ids) if answer else 0,
            event.tokens_per_second,
            event.seconds_to_first_token,
            event.prompt_tokens,
            event.context_used,
            event.context_tokens,
            answer.seed if answer else 0,
        )
        self.finished.emit(index, stats, answer.finish_reason if answer else "stop")
        self._close(index)

    def _on_failed(self, index: int, failed: Failed) -> None:
        self.failed.emit(index, failed.error())
        self._close(index)

    def _on_cancelled(self, index: int) -> None:
        self.finished.emit(index, TurnStats(), "cancelled")
        self._close(index)

    @Slot()
    def _close(self, index: int) -> None:
        self._open.pop(index, None)
        if self._in_turns:
            self.start()
        if not self.is_open:
            self.over.emit()
