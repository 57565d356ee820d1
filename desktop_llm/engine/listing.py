"""`GenerateList`: prompts answered side by side. As soon as an answer ends, the next prompt takes its place.

Each answer is what it would be alone, up to the rounding of products with several rows.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

import torch

from desktop_llm.core.errors import AppError
from desktop_llm.core.list_messages import GenerateList, ListDone, ListItemDone
from desktop_llm.core.messages import Event, Failed, Generate, GenerationFinished
from desktop_llm.engine import decode, machine
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.generation import SEEDS, finished, generate
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.own_cache import OwnCache
from desktop_llm.engine.prompt import Prompt, prompt_for
from desktop_llm.engine.rows import MOST_ROWS, Rows
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.writing import Emit, Writing, is_small, thread_share


@dataclass(slots=True)
class _Answering:
    """One prompt of the list on its way. `token` was chosen and not read yet."""

    number: int
    request: Generate
    prompt: Prompt
    writing: Writing
    sampler: Sampler
    seed: int
    started: float
    cached: int
    token: int = 0
    history: list[int] = field(default_factory=list)

    def take(self, logits: torch.Tensor, is_cancelled: bool) -> bool:
        """Choose the next token from (V,) logits; whether it was the last."""
        seen = torch.tensor([self.history], dtype=torch.long, device=logits.device)
        self.token, logprob = self.sampler.choose(logits, seen)
        if self.sampler.needs_history:
            self.history.append(self.token)
        return self.writing.take(self.token, logprob, is_cancelled)


def answer_list(
    loaded: LoadedModel, cache: PromptCache | None, request: GenerateList, emit: Emit, control: Control
) -> None:
    """Answer a list and emit its events, the closing one included."""
    if isinstance(cache, OwnCache):
        _Side(loaded, cache, request, emit, control).run()
    else:
        for number, each in enumerate(request.requests):
            if control.cancelled:
                break
            _alone(loaded, cache, request.job_id, number, each, emit, control)
    emit(ListDone(request.job_id))


def _alone(
    loaded: LoadedModel,
    cache: PromptCache | None,
    job_id: int,
    number: int,
    request: Generate,
    emit: Emit,
    control: Control,
) -> None:
    """One after another, for models whose keys and values are not ours."""
    start = time.perf_counter()
    results: list[GenerationFinished | Failed] = []

    def hear(event: Event) -> None:
        if isinstance(event, GenerationFinished):
            results.append(event)

    try:
        generate(loaded, cache, request, hear, control)
    except AppError as error:
        results.append(Failed.of(job_id, error))
    if not control.cancelled:
        emit(ListItemDone(job_id, number, results[-1], time.perf_counter() - start))


class _Side:
    """Answers side by side."""

    def __init__(
        self, loaded: LoadedModel, cache: OwnCache, request: GenerateList, emit: Emit, control: Control
    ) -> None:
        self._loaded, self._cache, self._request = loaded, cache, request
        self._emit, self._control = emit, control
        self._rows = Rows(cache.network)
        self._active: list[_Answering] = []

    def run(self) -> None:
        waiting = list(enumerate(self._request.requests))
        share = thread_share(self._loaded, self._control)
        while not self._control.cancelled:
            while waiting and len(self._active) < MOST_ROWS and not self._control.cancelled:
                self._begin(*waiting.pop(0))
            if not self._active:
                return
            share.follow()
            logits = self._rows.step([each.token for each in self._active])
            self._after(logits)

    def _begin(self, number: int, request: Generate) -> None:
        start = time.perf_counter()
        try:
            answering = self._read(number, request, start)
        except AppError as error:
            failed = Failed.of(self._request.job_id, error)
            self._emit(ListItemDone(self._request.job_id, number, failed, time.perf_counter() - start))
            return
        except decode.Stopped:
            return
        if answering is not None:
            self._rows.join(self._cache.held, len(answering.prompt.ids))
            self._active.append(answering)

    def _read(self, number: int, request: Generate, start: float) -> _Answering | None:
        """The prompt was read and a first token chosen; None where the answer is done by that."""
        loaded, sampling = self._loaded, request.sampling.checked()
        prompt = prompt_for(loaded, request)
        seed = sampling.seed if sampling.seed is not None else random.SystemRandom().randrange(SEEDS)
        writing = Writing(loaded, prompt, request, 0, _nobody)
        writing.begin(start)
        sampler = Sampler(sampling, seed, loaded.device)
        answering = _Answering(number, request, prompt, writing, sampler, seed, start, 0)
        if not prompt.fits:
            writing.reason = "context_full"
            self._done(answering)
            return None
        if request.threads > 0:
            machine.set_threads(1 if is_small(loaded) else request.threads)
        answering.cached = self._cache.rewind_to(prompt.ids)
        logits = decode.read_prompt(self._cache, prompt.ids, self._control, lambda _read: None)
        answering.history = list(prompt.ids) if sampler.needs_history else []
        if answering.take(logits, self._control.cancelled):
            self._done(answering)
            return None
        return answering

    def _after(self, logits: torch.Tensor) -> None:
        going = []
        for row, answering in enumerate(self._active):
            if answering.take(logits[row], self._control.cancelled):
                self._done(answering)
            else:
                going.append(row)
        if len(going) < len(self._active):
            self._active = [self._active[row] for row in going]
            self._rows.keep(going)

    def _done(self, answering: _Answering) -> None:
        if self._control.cancelled:
            return
        answers = [answering.writing.answer(answering.seed)]
        result = finished(self._loaded, answering.request, answering.prompt, answers, answering.cached)
        seconds = time.perf_counter() - answering.started
        self._emit(ListItemDone(self._request.job_id, answering.number, result, seconds))


def _nobody(_event: Event) -> None:
    """Pieces of an answer in a list go nowhere."""
