"""`Generate` from request to closing event: prompt, decode loop, text pieces, and why each answer ended."""

from __future__ import annotations

import random
import time

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Answer, Generate, GenerationFinished
from desktop_llm.engine import decode, fallback, machine
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.own_cache import OwnCache
from desktop_llm.engine.prompt import Prompt, prompt_for
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.together import report_read, together
from desktop_llm.engine.writing import Emit, Writing, is_small

SEEDS = 2**31
_LONG_PROMPT = 200
"""Tokens from which on a small model, too, reads its prompt with all threads."""


def generate(loaded: LoadedModel, cache: PromptCache | None, request: Generate, emit: Emit, control: Control) -> None:
    """Answer a request and emit its events, the closing one included.

    `cache` is what this checkpoint has read so far; None where that can not be kept.
    """
    if not loaded.facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, str(loaded.facts.kind), kind=str(loaded.facts.kind))
    sampling = request.sampling.checked()
    started = time.perf_counter()
    prompt = prompt_for(loaded, request)
    if request.threads > 0:
        machine.set_threads(1 if is_small(loaded) and len(prompt.ids) < _LONG_PROMPT else request.threads)
    first_seed = sampling.seed if sampling.seed is not None else random.SystemRandom().randrange(SEEDS)
    if sampling.answers > 1 and prompt.fits and isinstance(cache, OwnCache):
        answers, cached, seconds = together(loaded, cache, prompt, request, first_seed, emit, control)
        emit(finished(loaded, request, prompt, answers, cached, seconds))
        return
    answers = []
    cached = 0
    for number in range(sampling.answers):
        seed = (first_seed + number) % 2**63
        if not prompt.fits:
            answers.append(Answer("", (), (), "context_full", seed, 0.0, 0.0))
            continue
        writing = Writing(loaded, prompt, request, number, emit)
        sampler = Sampler(sampling, seed, loaded.device)
        try:
            if cache is None:
                report_read(request, emit, prompt, 0)(len(prompt.ids))
                source = fallback.tokens(loaded.model, prompt.ids, sampler, writing.most)
            else:
                known = cache.rewind_to(prompt.ids)
                cached = known if number == 0 else cached
                logits = decode.read_prompt(cache, prompt.ids, control, report_read(request, emit, prompt, known))
                if isinstance(cache, OwnCache):
                    source = decode.tokens_by_guesses(cache, logits, sampler, loaded.context_tokens)
                else:
                    source = decode.tokens(cache, logits, sampler)
            writing.write(source, control, started if number == 0 else time.perf_counter())
        except decode.Stopped:
            writing.reason = "cancelled"
        answers.append(writing.answer(seed))
        if control.cancelled:
            break
    emit(finished(loaded, request, prompt, answers, cached))


def finished(
    loaded: LoadedModel, request: Generate, prompt: Prompt, answers: list[Answer], cached: int, seconds: float = 0.0
) -> GenerationFinished:
    """The closing event. `seconds` is how long answers took that were written side by side."""
    rates = [answer.tokens_per_second for answer in answers if answer.tokens_per_second]
    rate = sum(rates) / len(rates) if rates else 0.0
    if seconds > 0:
        rate = sum(len(answer.token_ids) for answer in answers) / seconds
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
        tokens_per_second=rate,
    )
