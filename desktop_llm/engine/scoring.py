"""How surprised a model is by a text: log-probabilities of its tokens, and the sliding-window score of a long text."""

from __future__ import annotations

from collections.abc import Callable

import torch
from transformers.cache_utils import DynamicCache

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import (
    Event,
    Logprobs,
    LogprobsFinished,
    Score,
    ScoreFinished,
    ScoreProgress,
    TokenLogprob,
)
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.model import LoadedModel

_MOST_FIGURES = 2**24
"""Logits in memory at once: 64 MB in fp32, whatever the vocabulary."""
_MOST_TOKENS = 4096
"""Tokens in one pass, so that a cancel is heard."""
_DEFAULT_CONTEXT = 1024


def logprobs(loaded: LoadedModel, request: Logprobs, control: Control) -> LogprobsFinished:
    """Log-probability of every token of a text but the first, with the tokenizer's own special tokens."""
    _refuse_other_kinds(loaded)
    ids = loaded.encode(request.text)
    if loaded.context_tokens and len(ids) > loaded.context_tokens:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=loaded.context_tokens)
    known: list[float | None] = [None]
    if len(ids) > 1:
        window = torch.tensor([ids], device=loaded.device)
        known += (-_surprise(loaded, window, len(ids) - 1, control))[0].tolist()
    pieces = loaded.tokenizer.convert_ids_to_tokens(ids)
    tokens = tuple(TokenLogprob(i, str(p), k) for i, p, k in zip(ids, pieces, known, strict=False))
    return LogprobsFinished(request.job_id, tokens)


def score(loaded: LoadedModel, request: Score, emit: Callable[[Event], None], control: Control) -> ScoreFinished:
    """Sliding-window negative log-likelihood.

    Window k holds ids[k * stride : k * stride + context]. An id is scored once, in the first window that holds it,
    given the ids before it in that window; an id that opens its only window is not scored. No special tokens.
    """
    _refuse_other_kinds(loaded)
    context, stride = _window(loaded, request)
    ids = loaded.encode(request.text, special=False)[: request.max_tokens]
    total, scored, done = 0.0, 0, 0
    rows = max(1, min(_MOST_FIGURES // (context * loaded.vocabulary), _MOST_TOKENS // context))
    starts = list(range(0, max(len(ids) - context, 0) + stride, stride)) if len(ids) > 1 else []
    while done < len(starts):
        # The first window scores all it holds and the last may be short: only those between are alike.
        is_alike = done > 0 and starts[done] + context <= len(ids)
        some = [s for s in starts[done : done + rows] if s + context <= len(ids)] if is_alike else [starts[done]]
        windows = torch.tensor([ids[start : start + context] for start in some], device=loaded.device)
        length = windows.shape[1]
        fresh = length - 1 if done == 0 else length - (context - stride)
        fresh = min(fresh, length - 1)
        if fresh > 0:
            surprise = _surprise(loaded, windows, fresh, control)
            total += float(surprise.double().sum())
            scored += surprise.numel()
        done += len(some)
        emit(ScoreProgress(request.job_id, done / len(starts)))
    return ScoreFinished(request.job_id, len(ids), scored, total, context, stride)


def _refuse_other_kinds(loaded: LoadedModel) -> None:
    if not loaded.facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, str(loaded.facts.kind), kind=str(loaded.facts.kind))


def _window(loaded: LoadedModel, request: Score) -> tuple[int, int]:
    limit = loaded.context_tokens
    context = request.context or min(limit or _DEFAULT_CONTEXT, _DEFAULT_CONTEXT)
    stride = request.stride or max(context // 2, 1)
    if not 2 <= context <= (limit or context):
        bounds = f"2 to {limit}" if limit else "2 or more"
        raise AppError(ErrorCode.BAD_OPTION, f"context={context}", option="context", bounds=bounds)
    if not 1 <= stride <= context:
        raise AppError(ErrorCode.BAD_OPTION, f"stride={stride}", option="stride", bounds=f"1 to {context}")
    if request.max_tokens is not None and request.max_tokens < 1:
        value = f"max_tokens={request.max_tokens}"
        raise AppError(ErrorCode.BAD_OPTION, value, option="max_tokens", bounds="1 or more")
    return context, stride


def _surprise(loaded: LoadedModel, windows: torch.Tensor, fresh: int, control: Control) -> torch.Tensor:
    """Negative log-likelihood in nats of the last tokens of windows, (B, fresh), from (B, T) ids."""
    length = windows.shape[1]
    portion = length
    if loaded.has_cache:
        portion = max(1, min(_MOST_FIGURES // (windows.shape[0] * loaded.vocabulary), _MOST_TOKENS, length))
    cache = DynamicCache(config=loaded.model.config) if portion < length else None
    found = []
    with torch.inference_mode():
        for start in range(0, length, portion):
            if control.cancelled:
                raise Stopped
            ids = windows[:, start : start + portion]
            if cache is None:
                logits = loaded.model(input_ids=ids, use_cache=False).logits
            else:
                logits = loaded.model(input_ids=ids, past_key_values=cache, use_cache=True).logits
            first = max(start, length - 1 - fresh)  # the position before the first token that counts
            end = min(start + portion, length - 1)
            if first < end:
                figures = logits[:, first - start : end - start].float()
                targets = windows[:, first + 1 : end + 1]
                found.append(torch.nn.functional.cross_entropy(figures.mT, targets, reduction="none"))
    return torch.cat(found, dim=1)
