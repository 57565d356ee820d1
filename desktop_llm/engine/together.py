"""Several answers at once: to one prompt, or to a list of prompts of which the next begins when an answer ends.

Each answer has its own seed and is the same as if it had been written alone, up to the rounding of products with
several rows: in fp32 that changes no token, in fewer bits seldom one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from desktop_llm.core.messages import Answer, Event, Generate, PromptRead
from desktop_llm.engine import decode
from desktop_llm.engine.control import Control
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.own_cache import OwnCache
from desktop_llm.engine.prompt import Prompt
from desktop_llm.engine.rows import Rows, rows_at_once
from desktop_llm.engine.sampler import Sampler
from desktop_llm.engine.writing import Emit, Writing, thread_share

_SEED_BOUND = 2**63


def report_read(request: Generate, emit: Emit, prompt: Prompt, cached: int) -> Callable[[int], None]:
    """What tells of a prompt's reading."""
    return lambda read: emit(PromptRead(request.job_id, read, len(prompt.ids), cached))


def together(
    loaded: LoadedModel,
    cache: OwnCache,
    prompt: Prompt,
    request: Generate,
    first_seed: int,
    emit: Callable[[Event], None],
    control: Control,
) -> tuple[list[Answer], int, float]:
    """All answers of a request, side by side; how much of the prompt was known; seconds of writing."""
    started = time.perf_counter()
    sampling = request.sampling
    seeds = [(first_seed + number) % _SEED_BOUND for number in range(sampling.answers)]
    writings = [Writing(loaded, prompt, request, number, emit) for number in range(sampling.answers)]
    known = cache.rewind_to(prompt.ids)
    try:
        logits = decode.read_prompt(cache, prompt.ids, control, report_read(request, emit, prompt, known))
    except decode.Stopped:
        writings[0].reason = "cancelled"
        return [writings[0].answer(seeds[0])], known, 0.0
    read_at = time.perf_counter()
    at_once = rows_at_once(cache.held, len(prompt.ids), sampling.max_new_tokens)
    begun: list[Writing] = []
    for first in range(0, sampling.answers, at_once):
        if control.cancelled:
            break
        some = writings[first : first + at_once]
        begun += some
        for writing in some:
            writing.begin(started)
        sampler = Sampler(sampling, seeds[first], loaded.device, seeds[first + 1 : first + len(some)])
        _write(loaded, cache, logits, sampler, some, control)
    answers = [writing.answer(seed) for writing, seed in zip(begun, seeds, strict=False)]
    return answers, known, time.perf_counter() - read_at


def _write(
    loaded: LoadedModel,
    cache: OwnCache,
    logits: torch.Tensor,
    sampler: Sampler,
    writings: list[Writing],
    control: Control,
) -> None:
    rows = Rows(cache.network)
    rows.join(cache.held, len(cache.ids), len(writings))
    share = thread_share(loaded, control)
    histories = [list(cache.ids) for _ in writings] if sampler.needs_history else []
    figures = logits.expand(len(writings), -1)
    active = list(writings)
    while True:
        share.follow()
        seen = [torch.tensor([ids], device=loaded.device) for ids in histories]
        chosen = sampler.choose_rows(figures, seen)
        going = [
            number
            for number, (writing, (token, logprob)) in enumerate(zip(active, chosen, strict=True))
            if not writing.take(token, logprob, control.cancelled)
        ]
        if not going:
            return
        if len(going) < len(active):
            rows.keep(going)
            sampler.keep_rows(going)
            active = [active[number] for number in going]
            histories = [histories[number] for number in going] if histories else []
            chosen = [chosen[number] for number in going]
        for ids, (token, _) in zip(histories, chosen, strict=False):
            ids.append(token)
        figures = rows.step([token for token, _ in chosen])
