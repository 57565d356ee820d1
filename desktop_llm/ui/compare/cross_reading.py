"""How surprised each checkpoint is by the answers of the others: one reads them all before the next does.

An answer is read after the conversation that it answers. The figure is for a word and not for a token, so that
checkpoints that cut text differently can be held against each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.inspect_messages import Surprise, SurpriseFinished
from desktop_llm.core.messages import Failed, Message
from desktop_llm.ui.compare.asking import share_memory, text_before
from desktop_llm.ui.compare.shown import Said, Shown
from desktop_llm.ui.figures import count_words
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.job import Job


@dataclass(frozen=True, slots=True)
class CrossFigure:
    """What one checkpoint (`reader`) makes of one answer (`answer`), both places of columns."""

    reader: int
    answer: int
    nll_sum: float
    words: int

    @property
    def choices(self) -> float:
        """Each word was as unexpected as one of so many equally likely ones."""
        return math.exp(min(self.nll_sum / max(1, self.words), 700.0))


class CrossReading(QObject):
    """Lets every checkpoint read every answer.

    Signals:
        found: A `CrossFigure`.
        over: All is read, or it was stopped.
        failed: An `AppError`; the readings of that checkpoint are missing.
    """

    found = Signal(object)
    over = Signal()
    failed = Signal(object)

    def __init__(
        self,
        engines: Engines,
        items: Sequence[Shown],
        said: Sequence[Said],
        prompt: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engines, self._prompt = engines, prompt
        self._items, self._said = tuple(items), tuple(said)
        here = [item.checkpoint for item in items if item.checkpoint is not None]
        self._room = share_memory(here, engines)
        order = [*self._room.together, *self._room.in_turns]
        readers = sorted(readers_of(items), key=lambda reader: order.index(items[reader].path))
        answers = [place for place, one in enumerate(said) if one.text.strip()]
        self._queue = [(reader, answer) for reader in readers for answer in answers]
        self._job: Job | None = None

    def start(self) -> None:
        """Begin with the first pair."""
        self._next()

    def stop(self) -> None:
        """Read no further."""
        self._queue.clear()
        if self._job is not None:
            self._job.cancel()

    def _next(self) -> None:
        self._job = None
        if not self._queue:
            self.over.emit()
            return
        reader, answer = self._queue.pop(0)
        path = self._items[reader].path
        if path in self._room.in_turns:
            for state in self._engines.loaded():
                if state.path != path and state.path not in self._room.together:
                    self._engines.unload(state.path)
        job = self._job = self._engines.ask(path, self._request(reader, answer))
        job.finished.connect(lambda event: self._on_finished(reader, answer, event))
        job.failed.connect(lambda failed: self._on_failed(reader, failed))
        job.cancelled.connect(self._next)

    def _request(self, reader: int, answer: int) -> Surprise:
        return reading_request(
            self._items[reader].checkpoint, self._prompt, self._items[answer].history, self._said[answer].text
        )

    def _on_finished(self, reader: int, answer: int, event: SurpriseFinished) -> None:
        words = count_words(self._said[answer].text)
        if event.scored_tokens:
            self.found.emit(CrossFigure(reader, answer, event.nll_sum, words))
        self._next()

    def _on_failed(self, reader: int, failed: Failed) -> None:
        self._queue = [pair for pair in self._queue if pair[0] != reader]
        self.failed.emit(failed.error())
        self._next()


def readers_of(items: Sequence[Shown]) -> list[int]:
    """The first column of each checkpoint that is here."""
    found: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.checkpoint is not None:
            found.setdefault(item.path, index)
    return list(found.values())


def reading_request(
    checkpoint: Checkpoint | None, prompt: str, history: Sequence[Message], text: str, alternatives: int = 0
) -> Surprise:
    """Read an answer after what it answers, as this checkpoint takes it."""
    if checkpoint is not None and checkpoint.kind is not Kind.CHAT:
        return Surprise(text=text, before=text_before(prompt, history), alternatives=alternatives)
    return Surprise(text=text, messages=(*history, Message("user", prompt)), alternatives=alternatives)
