"""`NextTokens`: the model's figures for what comes next, before any control of the choice touches them."""

from __future__ import annotations

import numpy as np
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import Candidate, NextTokens, NextTokensFound
from desktop_llm.core.messages import Generate
from desktop_llm.engine.cache import PromptCache
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import read_prompt
from desktop_llm.engine.inspect.pieces import shown
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.prompt import prompt_for
from desktop_llm.engine.scoring import refuse_other_kinds


def next_tokens(
    loaded: LoadedModel, cache: PromptCache | None, request: NextTokens, control: Control
) -> NextTokensFound:
    """The likeliest next tokens of a prompt.

    Raises:
        AppError: WRONG_KIND, PROMPT_TOO_LONG, TEMPLATE_DAMAGED, TOKENIZER_DAMAGED.
        Stopped: The job was cancelled.
    """
    refuse_other_kinds(loaded)
    ids = _ids(loaded, request)
    figures = _logits(loaded, cache, ids, control).float()
    order = torch.argsort(figures, descending=True, stable=True)
    logprobs = torch.log_softmax(figures, dim=-1)
    candidates = []
    for token in order[: max(1, request.count)].tolist():
        text, is_whole = shown(loaded, token)
        candidates.append(Candidate(token, text, float(logprobs[token]), is_whole, token in loaded.stop_ids))
    logits = figures[order].cpu().numpy().astype(np.float32).tobytes() if request.with_figures else b""
    return NextTokensFound(request.job_id, tuple(candidates), logits, len(ids))


def _ids(loaded: LoadedModel, request: NextTokens) -> list[int]:
    if request.ids:
        ids = loaded.checked_ids(list(request.ids))
        if loaded.context_tokens and len(ids) > loaded.context_tokens:
            raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=loaded.context_tokens)
        return ids
    prompt = prompt_for(
        loaded,
        Generate(
            request.job_id,
            messages=request.messages,
            raw_prompt=request.raw_prompt,
            continue_answer=request.continue_answer,
        ),
    )
    if not prompt.fits:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(prompt.ids), context=loaded.context_tokens)
    return prompt.ids


def _logits(loaded: LoadedModel, cache: PromptCache | None, ids: list[int], control: Control) -> torch.Tensor:
    """(V,) logits after the last id."""
    if cache is not None:
        return read_prompt(cache, ids, control, lambda _read: None)
    with torch.inference_mode():
        logits: torch.Tensor = loaded.model(input_ids=torch.tensor([ids], device=loaded.device)).logits[0, -1]
    return logits
