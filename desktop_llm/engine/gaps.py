"""Words for the gaps of a text, from a masked language model."""

from __future__ import annotations

import re

import torch

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import FillGaps, GapChoice, GapsFilled
from desktop_llm.engine.model import LoadedModel

_GAP = re.compile(r"_{3,}")


def fill_gaps(loaded: LoadedModel, request: FillGaps) -> GapsFilled:
    """The likeliest words for each gap, which is one token wide, with their probabilities."""
    mask = loaded.tokenizer.mask_token
    if loaded.facts.kind is not Kind.MASKED or mask is None:
        raise AppError(ErrorCode.WRONG_KIND, str(loaded.facts.kind), kind=str(loaded.facts.kind))
    if not _GAP.search(request.text):
        raise AppError(ErrorCode.BAD_OPTION, "no gap", option="text", bounds="at least one ___")
    ids = loaded.encode(_GAP.sub(lambda _: mask, request.text))
    if loaded.context_tokens and len(ids) > loaded.context_tokens:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=loaded.context_tokens)
    at = [position for position, token in enumerate(ids) if token == loaded.tokenizer.mask_token_id]
    with torch.inference_mode():
        logits = loaded.model(input_ids=torch.tensor([ids], device=loaded.device)).logits
        probabilities = torch.softmax(logits[0, at].float(), dim=-1)
        special = sorted(i for i in loaded.tokenizer.all_special_ids if i < probabilities.shape[-1])
        ranked = probabilities.clone()
        ranked[:, special] = -1.0
        found = ranked.topk(min(max(request.alternatives, 1), ranked.shape[-1]), dim=-1)
    rows = zip(found.values.tolist(), found.indices.tolist(), strict=True)
    gaps = tuple(
        tuple(GapChoice(loaded.decode([i]).strip(), p) for p, i in zip(*row, strict=True) if p >= 0) for row in rows
    )
    return GapsFilled(request.job_id, gaps)
