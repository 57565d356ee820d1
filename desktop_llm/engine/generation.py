"""`Generate` from request to closing event: prompt, decode loop, text pieces, and why each answer ended."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Answer, Event, Generate, GenerationFinished, PromptRead, TextPiece
from desktop_llm.engine import decode, fallback, machine
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import Prompt, prompt_for
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.transcript import Transcript

PIECE_S = 0.03
"""Pieces leave the process at most this often."""
_SEEDS = 2**31
Emit = Callable[[Event], None]


SMALL_PARAMETERS = 30_000_000
"""Below this, one processor thread writes faster than two that wait for each other: 235 against 155 tokens/s were seen
for 4.7 million parameters on 2 cores, and a core stays free for the window."""


def _is_small(loaded: LoadedModel) -> bool:
    return loaded.device.type == "cpu" and loaded.facts.parameters < SMALL_PARAMETERS


def generate(loaded: LoadedModel, cache: PromptCache | None, request: Generate, emit: Emit, control: Control) -> None:
    """Answer a request and emit its events, the closing one included.

    `cache` is what this checkpoint has read so far; None where that can not be kept.
    """
    if not loaded.facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, str(loaded.facts.kind), kind=str(loaded.facts.kind))
    sampling = request.sampling.checked()
    if request.threads > 0:
        machine.set_threads(1 if _is_small(loaded) else request.threads)
    started = time.perf_counter()
    prompt = prompt_for(loaded, request)
    first_seed = sampling.seed if sampling.seed is not None else random.SystemRandom().randrange(_SEEDS)
    answers: list[Answer] = []
    cached = 0
    for number in range(sampling.answers):
        seed = (first_seed + number) % 2**63
        if not prompt.fits:
            answers.append(Answer("", (), (), "context_full", seed, 0.0, 0.0))
            continue
        writing = _Writing(loaded, prompt, request, number, emit)
        sampler = Sampler(sampling, seed, loaded.device)
        try:
            if cache is None:
                _report_read(request, emit, prompt, 0)(len(prompt.ids))
                source = fallback.tokens(loaded.model, prompt.ids, sampler, writing.most)
            else:
                known = cache.rewind_to(prompt.ids)
                cached = known if number == 0 else cached
                logits = decode.read_prompt(cache, prompt.ids, control, _report_read(request, emit, prompt, known))
                source = decode.tokens(cache, logits, sampler)
            writing.write(source, control, started if number == 0 else time.perf_counter())
        except decode.Stopped:
            writing.reason = "cancelled"
        answers.append(writing.answer(seed))
        if control.cancelled:
            break
    emit(_finished(loaded, request, prompt, answers, cached))


def _report_read(request: Generate, emit: Emit, prompt: Prompt, cached: int) -> Callable[[int], None]:
    return lambda read: emit(PromptRead(request.job_id, read, len(prompt.ids), cached))


def _finished(
    loaded: LoadedModel, request: Generate, prompt: Prompt, answers: list[Answer], cached: int
) -> GenerationFinished:
    rates = [answer.tokens_per_second for answer in answers if answer.tokens_per_second]
    longest = max((len(answer.token_ids) for answer in answers), default=0)
    return GenerationFinished(
        request.job_id,
        answers=tuple(answers),
        prompt_tokens=len(prompt.ids),
        cached_tokens=cached,
        context_used=len(prompt.ids) + longest,
        context_tokens=loaded.context_tokens,
        dropped_messages=prompt.dropped_messages,
        seconds_to_first_token=answers[0].seconds_to_first_token if answers else 0.0,
        tokens_per_second=sum(rates) / len(rates) if rates else 0.0,
    )


@dataclass(slots=True)
class _Pending:
    """What the next piece will carry."""

    text: str = ""
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)


class _Writing:
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
        self._first_s = self._rate = 0.0
        # A model reads at most `context` tokens; the last one it writes need not be read.
        room = loaded.context_tokens - len(prompt.ids) + 1 if loaded.context_tokens else sampling.max_new_tokens
        self.most = min(sampling.max_new_tokens, room)
        self._reason_at_most = "length" if sampling.max_new_tokens <= room else "context_full"
        self.reason = ""

    def write(self, source: Iterator[tuple[int, float]], control: Control, started: float) -> None:
        """Take tokens until the answer ends, sending pieces on the way."""
        first_at = sent_at = 0.0
        share = machine.ThreadShare(control, at_most=1 if _is_small(self._loaded) else 0)
        stop_ids = self._loaded.stop_ids
        try:
            for token, logprob in source:
                now = time.perf_counter()
                share.follow()
                first_at = first_at or now
                self._ids.append(token)
                self._logprobs.append(logprob)
                self._pending.ids.append(token)
                self._pending.logprobs.append(logprob)
                if token in stop_ids:
                    self.reason = "stop"
                    break
                self._pending.text += self._transcript.add(token)
                if self._transcript.met_stop_string:
                    self.reason = "stop_string"
                elif len(self._ids) >= self.most:
                    self.reason = self._reason_at_most
                elif control.cancelled:
                    self.reason = "cancelled"
                if self.reason:
                    break
                if now - sent_at >= PIECE_S:
                    self._send()
                    sent_at = now
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()
        self._first_s = first_at - started
        seconds = time.perf_counter() - first_at
        self._rate = (len(self._ids) - 1) / seconds if len(self._ids) > 1 and seconds > 0 else 0.0

    def answer(self, seed: int) -> Answer:
        """The finished answer; sends what was held back."""
        self._pending.text += self._transcript.finish()
        if self._pending.text or self._pending.ids:
            self._send()
        text = self._transcript.text
        whole = self._transcript.whole() if self._ids else ""
        return Answer(
            text if text == whole else whole,
            tuple(self._ids),
            tuple(self._logprobs),
            self.reason or "length",
            seed,
            self._rate,
            self._first_s,
        )

    def _send(self) -> None:
        pending, self._pending = self._pending, _Pending()
        ids, logprobs = tuple(pending.ids), tuple(pending.logprobs)
        self._emit(TextPiece(self._request.job_id, self._number, pending.text, ids, logprobs))
