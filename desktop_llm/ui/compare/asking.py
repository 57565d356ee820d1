"""One question to several checkpoints: at once those that stay in memory together, the others in turns.

Those that answer at once begin together: a quick one waits until the others are in memory as well. Of those that take
turns the next is loaded while the one before it answers, where there is room for both. Several answers of one
checkpoint with the same settings are one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.conversation import TurnStats
from desktop_llm.core.fit import ENGINE_BYTES, machine_memory, memory_to_chat
from desktop_llm.core.messages import Answer, Failed, Generate, GenerationFinished, Message, TextPiece
from desktop_llm.core.room import Room, room_for
from desktop_llm.core.sampling import Sampling
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job


def request_for(
    checkpoint: Checkpoint, prompt: str, sampling: Sampling, history: Sequence[Message] = (), beginning: str = ""
) -> Generate:
    """The prompt as this checkpoint takes it: a conversation, or a text to continue.

    It comes after `history`; `beginning` is that of the answer, to be continued.
    """
    if checkpoint.kind is Kind.CHAT:
        said = (Message("assistant", beginning),) if beginning else ()
        messages = (*history, Message("user", prompt), *said)
        return Generate(messages=messages, sampling=sampling, continue_answer=bool(said))
    return Generate(raw_prompt=text_before(prompt, history) + beginning, sampling=sampling)


def text_before(prompt: str, history: Sequence[Message]) -> str:
    """A conversation as one text, for checkpoints that only continue: an answer follows its beginning directly."""
    text = ""
    for message in (*history, Message("user", prompt)):
        text += message.text if message.role == "assistant" or not text else "\n" + message.text
    return text


def share_memory(checkpoints: Sequence[Checkpoint], engines: Engines) -> Room:
    """Who stays in memory and who takes turns, by what is free now and what is loaded already."""
    needs = {str(item.path): memory_of(item) for item in checkpoints}
    held = sum(
        needs.get(state.path, state.memory_bytes) if state.model is not None else 0 for state in engines.loaded()
    )
    return room_for(needs, machine_memory().available_bytes, held)


def memory_of(checkpoint: Checkpoint) -> int:
    """Bytes that a checkpoint takes with the process it lives in."""
    return (memory_to_chat(checkpoint.facts) if checkpoint.facts is not None else 0) + ENGINE_BYTES


@dataclass(slots=True)
class _Turn:
    """One request: `indices` are the columns of its answers."""

    indices: tuple[int, ...]
    path: str
    request: Generate
    job: Job | None = None


class Asking(QObject):
    """Runs until every column has its answer.

    Signals:
        began: Index of the column whose turn it is.
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

    def __init__(self, engines: Engines, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._room = engines, room
        self._waiting: list[_Turn] = []
        self._turns: list[_Turn] = []
        self._open: list[_Turn] = []
        self._loading: set[str] = set()

    @property
    def is_open(self) -> bool:
        return bool(self._waiting or self._turns or self._open)

    def ask(self, indices: Sequence[int], path: str, request: Generate) -> None:
        """Queue a request; its answers go to the columns `indices`."""
        sampling = replace(request.sampling, answers=len(indices))
        turn = _Turn(tuple(indices), path, replace(request, sampling=sampling))
        if path in self._room.in_turns:
            self._turns.append(turn)
        else:
            self._waiting.append(turn)

    def start(self) -> None:
        """Send what may be sent now."""
        self._turns.sort(key=lambda turn: self._room.in_turns.index(turn.path))
        absent = {turn.path: turn for turn in self._waiting if self._engines.state(turn.path).model is None}
        if absent and self._turns:
            self._make_room({turn.path for turn in self._waiting})
        self._loading = set(absent)
        for path, turn in absent.items():
            for index in turn.indices:
                self.began.emit(index)
            job = self._engines.load(path)
            job.finished.connect(lambda _event, path=path: self._on_loaded(path))
            job.failed.connect(lambda failed, path=path: self._on_load_failed(path, failed))
            job.cancelled.connect(lambda path=path: self._on_loaded(path))
        if not absent:
            self._send_all()
            self._next_turn()

    def _on_loaded(self, path: str) -> None:
        if path in self._loading:
            self._loading.discard(path)
            if not self._loading:
                self._send_all()
                self._next_turn()

    def _on_load_failed(self, path: str, failed: Failed) -> None:
        if path not in self._loading:
            return
        lost = [turn for turn in self._waiting if turn.path == path]
        self._waiting = [turn for turn in self._waiting if turn.path != path]
        for index in (index for turn in lost for index in turn.indices):
            self.failed.emit(index, failed.error())
        self._on_loaded(path)
        if not self.is_open:
            self.over.emit()

    def _send_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        for turn in waiting:
            self._send(turn)

    def _next_turn(self) -> None:
        """One at a time of those that take turns; the one after it is loaded meanwhile where both have room."""
        if not self._turns or any(turn.path in self._room.in_turns for turn in self._open):
            return
        turn = self._turns.pop(0)
        kept = {*self._room.together, turn.path}
        self._make_room(kept)
        self._send(turn)
        coming = next((other.path for other in self._turns if other.path != turn.path), None)
        if coming is not None and self._room.has_room_beside(tuple(kept), coming):
            self._engines.load(coming)

    def _send(self, turn: _Turn) -> None:
        self._open.append(turn)
        turn.job = self._engines.ask(turn.path, turn.request)
        turn.job.text_added.connect(lambda piece: self._on_text_added(turn, piece))
        turn.job.finished.connect(lambda event: self._on_finished(turn, event))
        turn.job.failed.connect(lambda failed: self._on_failed(turn, failed))
        turn.job.cancelled.connect(lambda: self._on_cancelled(turn))
        for index in turn.indices:
            self.began.emit(index)

    def stop(self) -> None:
        """Stop all; what is written stays."""
        waiting = [*self._waiting, *self._turns]
        self._waiting, self._turns = [], []
        self._loading.clear()
        for turn in waiting:
            self._say_cancelled(turn)
        for turn in list(self._open):
            if turn.job is not None:
                turn.job.cancel()
        if not self._open:
            self.over.emit()

    def _make_room(self, kept: set[str]) -> None:
        for state in self._engines.loaded():
            if state.path not in kept:
                self._engines.unload(state.path)

    def _on_text_added(self, turn: _Turn, piece: TextPiece) -> None:
        if piece.answer < len(turn.indices):
            self.text_added.emit(turn.indices[piece.answer], piece)

    def _on_finished(self, turn: _Turn, event: GenerationFinished) -> None:
        for number, index in enumerate(turn.indices):
            if number < len(event.answers):
                answer = event.answers[number]
                self.finished.emit(index, stats_of(event, answer), answer.finish_reason)
            else:
                self.finished.emit(index, TurnStats(), "cancelled")
        self._close(turn)

    def _on_failed(self, turn: _Turn, failed: Failed) -> None:
        for index in turn.indices:
            self.failed.emit(index, failed.error())
        self._close(turn)

    def _on_cancelled(self, turn: _Turn) -> None:
        self._say_cancelled(turn)
        self._close(turn)

    def _say_cancelled(self, turn: _Turn) -> None:
        for index in turn.indices:
            self.finished.emit(index, TurnStats(), "cancelled")

    @Slot()
    def _close(self, turn: _Turn) -> None:
        self._open.remove(turn)
        self._next_turn()
        if not self.is_open:
            self.over.emit()


def stats_of(event: GenerationFinished, answer: Answer) -> TurnStats:
    """The figures of one answer."""
    return TurnStats(
        len(answer.token_ids),
        answer.tokens_per_second,
        answer.seconds_to_first_token,
        event.prompt_tokens,
        event.context_used,
        event.context_tokens,
        answer.seed,
    )
