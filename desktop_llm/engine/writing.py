"""One answer on its way out: its tokens become text, its pieces are sent, and it ends for one of six reasons."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop_llm.core.messages import Answer, Event, Generate, TextPiece
from desktop_llm.engine import machine
from desktop_llm.engine.control import Control
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import Prompt
from desktop_llm.engine.transcript import Transcript

PIECE_S = 0.03
"""Pieces leave the process at most this often."""
SMALL_PARAMETERS = 30_000_000
"""Below this, one processor thread writes faster than two that wait for each other: 235 against 155 tokens/s were seen
for 4.7 million parameters on 2 cores, and a core stays free for the window."""
Emit = Callable[[Event], None]


def is_small(loaded: LoadedModel) -> bool:
    """Whether one processor thread is the best number for a model."""
    return loaded.device.type == "cpu" and loaded.facts.parameters < SMALL_PARAMETERS


def thread_share(loaded: LoadedModel, control: Control) -> machine.ThreadShare:
    """The threads of a job with a model."""
    return machine.ThreadShare(control, at_most=1 if is_small(loaded) else 0)


@dataclass(slots=True)
class _Pending:
    """What the next piece will carry."""

    text: str = ""
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)


class Writing:
    """One answer on its way out."""

    def __init__(self, loaded: LoadedModel, prompt: Prompt, request: Generate, number: int, emit: Emit) -> None:
        self._loaded = loaded
        self._request = request
        self._number = number
        self._emit = emit
        sampling = request.sampling
        before = prompt.ids if prompt.continues else ()
        self._transcript = Transcript(loaded.decode, before, sampling.stop)
        self._pending = _Pending()
        self._ids: list[int] = []
        self._logprobs: list[float] = []
        self._started = self._first_at = self._last_at = self._sent_at = 0.0
        # A model reads at most `context` tokens; the last one it writes need not be read.
        room = loaded.context_tokens - len(prompt.ids) + 1 if loaded.context_tokens else sampling.max_new_tokens
        self.most = min(sampling.max_new_tokens, room)
        self._reason_at_most = "length" if sampling.max_new_tokens <= room else "context_full"
        self.reason = ""

    def write(self, source: Iterator[tuple[int, float]], control: Control, started: float) -> None:
        """Take tokens until the answer ends, sending pieces on the way."""
        share = thread_share(self._loaded, control)
        self.begin(started)
        try:
            for token, logprob in source:
                share.follow()
                if self.take(token, logprob, control.cancelled):
                    break
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()

    def begin(self, started: float) -> None:
        """The prompt is read; its reading, or the answer before, began at `started`."""
        self._started = started

    def take(self, token: int, logprob: float, is_cancelled: bool) -> bool:
        """Take a token; whether it was the answer's last."""
        now = time.perf_counter()
        self._first_at = self._first_at or now
        self._last_at = now
        self._ids.append(token)
        self._logprobs.append(logprob)
        self._pending.ids.append(token)
        self._pending.logprobs.append(logprob)
        if token in self._loaded.stop_ids:
            self.reason = "stop"
            return True
        self._pending.text += self._transcript.add(token)
        if self._transcript.met_stop_string:
            self.reason = "stop_string"
        elif len(self._ids) >= self.most:
            self.reason = self._reason_at_most
        elif is_cancelled:
            self.reason = "cancelled"
        if self.reason:
            return True
        if now - self._sent_at >= PIECE_S:
            self._send()
            self._sent_at = now
        return False

    def answer(self, seed: int) -> Answer:
        """The finished answer; sends what was held back."""
        self._pending.text += self._transcript.finish()
        if self._pending.text or self._pending.ids:
            self._send()
        text = self._transcript.text
        whole = self._transcript.whole() if self._ids else ""
        seconds = self._last_at - self._first_at
        return Answer(
            text if text == whole else whole,
            tuple(self._ids),
            tuple(self._logprobs),
            self.reason or "length",
            seed,
            (len(self._ids) - 1) / seconds if seconds > 0 else 0.0,
            self._first_at - self._started if self._first_at else 0.0,
        )

    def _send(self) -> None:
        pending, self._pending = self._pending, _Pending()
        ids, logprobs = tuple(pending.ids), tuple(pending.logprobs)
        self._emit(TextPiece(self._request.job_id, self._number, pending.text, ids, logprobs))
