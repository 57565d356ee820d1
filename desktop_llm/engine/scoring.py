"""How surprised a model is by a text: log-probabilities of its tokens, and the sliding-window score of a long text.

`read_windows` walks a text once, many windows at a time; what is made of each figure is the caller's: a sum here, a
value for every token in `engine.inspect.surprise`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
from desktop_llm.engine.inspect.pieces import encode_long
from desktop_llm.engine.model import LoadedModel

_MOST_FIGURES = 2**24
"""Logits in memory at once: 64 MB in fp32, whatever the vocabulary."""
_READ_FIGURES = 2**21
"""Logits turned into figures at once: 8 MB, so that a core's cache holds them."""
_MOST_TOKENS = 2048
"""Tokens in one pass, so that a cancel is heard."""
_DEFAULT_CONTEXT = 1024

Read = Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, ...]]
"""(N, V) logits in fp32 and the (N,) ids that came: figures for each, (N, ...)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures of tokens in a row. `first` is the number of the first; each tensor is (N, ...)."""

    first: int
    figures: tuple[torch.Tensor, ...]
    fraction: float


def logprobs(loaded: LoadedModel, request: Logprobs, control: Control) -> LogprobsFinished:
    """Log-probability of every token of a text but the first, with the tokenizer's own special tokens."""
    refuse_other_kinds(loaded)
    ids = loaded.encode(request.text)
    if loaded.context_tokens and len(ids) > loaded.context_tokens:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=loaded.context_tokens)
    known: list[float | None] = [None]
    if len(ids) > 1:
        window = torch.tensor([ids], device=loaded.device)
        known += (-_figures(loaded, window, len(ids) - 1, _surprise, control)[0])[0].tolist()
    pieces = loaded.tokenizer.convert_ids_to_tokens(ids)
    tokens = tuple(TokenLogprob(i, str(p), k) for i, p, k in zip(ids, pieces, known, strict=False))
    return LogprobsFinished(request.job_id, tokens)


def score(loaded: LoadedModel, request: Score, emit: Callable[[Event], None], control: Control) -> ScoreFinished:
    """Sliding-window negative log-likelihood; the windows are those of `read_windows`. No special tokens."""
    refuse_other_kinds(loaded)
    context, stride = window_sizes(loaded, request.context, request.stride, request.max_tokens)
    ids = encode_long(loaded, request.text)[: request.max_tokens]
    total, scored, fraction = 0.0, 0, 0.0
    for some in read_windows(loaded, ids, context, stride, _surprise, control):
        total += float(some.figures[0].double().sum())
        scored += len(some.figures[0])
        fraction = some.fraction
        emit(ScoreProgress(request.job_id, fraction))
    if fraction < 1:  # the last window held nothing new
        emit(ScoreProgress(request.job_id, 1.0))
    return ScoreFinished(request.job_id, len(ids), scored, total, context, stride)


def read_windows(
    loaded: LoadedModel, ids: Sequence[int], context: int, stride: int, read: Read, control: Control
) -> Iterator[Scored]:
    """Figures of a text's tokens, in order.

    Window k holds ids[k * stride : k * stride + context]. An id is read once, in the first window that holds it,
    given the ids before it in that window; an id that opens its only window is left out.

    Raises:
        Stopped: The job was cancelled.
    """
    rows = max(1, _MOST_TOKENS // context)
    starts = list(range(0, max(len(ids) - context, 0) + stride, stride)) if len(ids) > 1 else []
    done = 0
    while done < len(starts):
        # The first window scores all it holds and the last may be short: only those between are alike.
        is_alike = done > 0 and starts[done] + context <= len(ids)
        some = [s for s in starts[done : done + rows] if s + context <= len(ids)] if is_alike else [starts[done]]
        windows = torch.tensor([ids[start : start + context] for start in some], device=loaded.device)
        length = windows.shape[1]
        fresh = length - 1 if done == 0 else length - (context - stride)
        fresh = min(fresh, length - 1)
        done += len(some)
        if fresh <= 0:
            continue
        figures = _figures(loaded, windows, fresh, read, control)
        for row, start in enumerate(some):
            fraction = 1.0 if done == len(starts) and row == len(some) - 1 else (done - len(some) + row) / len(starts)
            yield Scored(start + length - fresh, tuple(figure[row] for figure in figures), fraction)


def refuse_other_kinds(loaded: LoadedModel) -> None:
    """Only what writes text can be surprised by it.

    Raises:
        AppError: WRONG_KIND.
    """
    if not loaded.facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, str(loaded.facts.kind), kind=str(loaded.facts.kind))


def window_sizes(loaded: LoadedModel, context: int, stride: int, max_tokens: int | None) -> tuple[int, int]:
    """Context and stride with the defaults for 0.

    Raises:
        AppError: BAD_OPTION.
    """
    limit = loaded.context_tokens
    context = context or min(limit or _DEFAULT_CONTEXT, _DEFAULT_CONTEXT)
    stride = stride or max(context // 2, 1)
    if not 2 <= context <= (limit or context):
        bounds = f"2 to {limit}" if limit else "2 or more"
        raise AppError(ErrorCode.BAD_OPTION, f"context={context}", option="context", bounds=bounds)
    if not 1 <= stride <= context:
        raise AppError(ErrorCode.BAD_OPTION, f"stride={stride}", option="stride", bounds=f"1 to {context}")
    if max_tokens is not None and max_tokens < 1:
        raise AppError(ErrorCode.BAD_OPTION, f"max_tokens={max_tokens}", option="max_tokens", bounds="1 or more")
    return context, stride


def _surprise(logits: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Negative log-likelihood in nats, (N,)."""
    return (torch.nn.functional.cross_entropy(logits, targets, reduction="none"),)


def _figures(
    loaded: LoadedModel, windows: torch.Tensor, fresh: int, read: Read, control: Control
) -> tuple[torch.Tensor, ...]:
    """Figures of the last tokens of windows, each (B, fresh, ...), from (B, T) ids.

    The part before the first token that counts is read without its logits; the rest in portions whose logits fit.
    """
    rows, length = windows.shape
    takes_limit = "logits_to_keep" in inspect.signature(loaded.model.forward).parameters
    found: list[tuple[torch.Tensor, ...]] = []
    with torch.inference_mode():
        for start, end, cache in _portions(loaded, rows, length, fresh if takes_limit else length):
            if control.cancelled:
                raise Stopped
            first = max(start, length - 1 - fresh)  # the position before the first token that counts
            last = min(end, length - 1)
            kept = max(end - first, 1)
            options: dict[str, Any] = {"logits_to_keep": kept} if takes_limit else {}
            if cache is None:
                logits = loaded.model(input_ids=windows[:, start:end], use_cache=False, **options).logits
            else:
                ids = windows[:, start:end]
                logits = loaded.model(input_ids=ids, past_key_values=cache, use_cache=True, **options).logits
            if first < last:
                logits = logits[:, logits.shape[1] - (end - first) :][:, : last - first]
                found.append(_read(logits, windows[:, first + 1 : last + 1], read))
    return tuple(torch.cat(some, dim=1) for some in zip(*found, strict=True))


def _portions(
    loaded: LoadedModel, rows: int, length: int, fresh: int
) -> Iterator[tuple[int, int, DynamicCache | None]]:
    """Start and end of each pass through windows, with the keys and values that tie them together."""
    most = max(1, _MOST_FIGURES // (rows * loaded.vocabulary))
    if not loaded.has_cache or min(fresh + 1, length) <= most:
        yield 0, length, None
        return
    cache = DynamicCache(config=loaded.model.config)
    start = 0
    while start < length:
        # As far as the logits wanted fit: all that comes before the first of them costs none.
        end = min(max(start, length - 1 - fresh) + most, length)
        yield start, end, cache
        start = end


def _read(logits: torch.Tensor, targets: torch.Tensor, read: Read) -> tuple[torch.Tensor, ...]:
    """Figures of (B, P, V) logits and (B, P) ids, each (B, P, ...), a piece at a time."""
    rows, length = targets.shape
    flat, wanted = logits.reshape(rows * length, -1), targets.reshape(-1)
    size = max(1, _READ_FIGURES // flat.shape[1])
    pieces = [read(flat[at : at + size].float(), wanted[at : at + size]) for at in range(0, len(wanted), size)]
    joined = (torch.cat(some) for some in zip(*pieces, strict=True))
    return tuple(some.view(rows, length, *some.shape[1:]) for some in joined)
