"""`Attention`: how much each token looks at each before it, by layer and head, as the model itself computes it.

Fused attention does not say, so that the slow written-out kind is used for this one pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import ATTENTION_TOKENS, Attention, AttentionFound
from desktop_llm.engine.inspect.pieces import shown
from desktop_llm.engine.model import LoadedModel


def attention(loaded: LoadedModel, request: Attention) -> AttentionFound:
    """Attention over a short text, with the tokenizer's own special tokens.

    Raises:
        AppError: TEXT_EMPTY; PROMPT_TOO_LONG; WRONG_KIND where the model has no attention to show.
    """
    ids = loaded.encode(request.text)
    most = min(ATTENTION_TOKENS, loaded.context_tokens or ATTENTION_TOKENS)
    if not ids:
        raise AppError(ErrorCode.TEXT_EMPTY)
    if len(ids) > most:
        raise AppError(ErrorCode.PROMPT_TOO_LONG, "", tokens=len(ids), context=most)
    with _written_out(loaded), torch.inference_mode():
        options = {"use_cache": False} if loaded.facts.kind.generates else {}
        result = loaded.model(input_ids=torch.tensor([ids], device=loaded.device), output_attentions=True, **options)
    layers = [layer for layer in getattr(result, "attentions", None) or () if layer is not None]
    square = (len(ids), len(ids))
    if not layers or any(layer.dim() != 4 or layer.shape[2:] != square for layer in layers):
        raise AppError(ErrorCode.WRONG_KIND, "no attentions", kind=loaded.facts.model_type)
    if len({layer.shape[1] for layer in layers}) > 1:
        raise AppError(ErrorCode.WRONG_KIND, "layers of different heads", kind=loaded.facts.model_type)
    shares = torch.stack([(layer[0].float().clamp(0, 1) * 255).round().to(torch.uint8).cpu() for layer in layers])
    return AttentionFound(
        request.job_id,
        pieces=tuple(shown(loaded, token)[0] for token in ids),
        layers=shares.shape[0],
        heads=shares.shape[1],
        shares=shares.numpy().tobytes(),
    )


@contextmanager
def _written_out(loaded: LoadedModel) -> Iterator[None]:
    """The model with attention that gives its figures away; as it was afterwards."""
    model: Any = loaded.model
    before = getattr(model.config, "_attn_implementation", None)
    if before in (None, "eager"):
        yield
        return
    try:
        model.set_attn_implementation("eager")
    except (ValueError, KeyError, AttributeError) as error:
        raise AppError(ErrorCode.WRONG_KIND, repr(error)[:2000], kind=loaded.facts.model_type) from error
    try:
        yield
    finally:
        model.set_attn_implementation(before)
