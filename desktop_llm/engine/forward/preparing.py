"""A loaded model gets a network of our own, where we know its kind and our figures agree with transformers'."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.forward.converted import Converter
from desktop_llm.engine.forward.network import Network
from desktop_llm.engine.forward.structure import Structure, structure_of
from desktop_llm.engine.forward.weights import network_of

QUANTIZED = ("8bit", "4bit")
_PROOF_TOKENS = 8
_AGREES = {torch.float32: 2e-3, torch.float16: 0.05, torch.bfloat16: 0.1}
"""Distance between both logits, as a part of their length, that rounding explains."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a model's weights became.

    Attributes:
        network: Our own computation; None where transformers has to do it.
        loss: How much the perplexity of a sample text rose by the conversion, 0.02 for 2 %; None without one.
    """

    network: Network | None = None
    loss: float | None = None


def prepare(model: Any, folder: Path, precision: str, dtype: torch.dtype, sample: Sequence[int] = ()) -> Prepared:
    """A network over the model's weights, which may be converted.

    Args:
        model: transformers' model; its projections may be exchanged.
        folder: Of the checkpoint.
        precision: As asked for; "8bit" and "4bit" convert the weights.
        dtype: What the model was loaded in.
        sample: Ids of a text that tells what a conversion costs.

    Raises:
        AppError: PRECISION_UNAVAILABLE for 8 and 4 bit of a kind of model that we do not compute ourselves.
    """
    structure = structure_of(model)
    if precision in QUANTIZED:
        if structure is None or structure.embedding.device.type != "cpu":
            raise AppError(ErrorCode.PRECISION_UNAVAILABLE, precision, precision=precision)
        return _converted(model, structure, Converter(folder, precision), dtype, sample)
    return Prepared() if structure is None else Prepared(network_of(model, structure, dtype))


def agrees(network: Network, model: Any, dtype: torch.dtype) -> bool:
    """Whether our figures are transformers', from its own computation with the same weights."""
    vocabulary = int(model.get_input_embeddings().weight.shape[0])
    ids = [number * 7 % vocabulary for number in range(1, _PROOF_TOKENS + 1)]
    with torch.inference_mode():
        theirs = model(input_ids=torch.tensor([ids], device=model.device)).logits[0].float()
        cache = network.empty()
        first = network.read(ids[: _PROOF_TOKENS // 2], cache, _PROOF_TOKENS)
        rest = [network.read([token], cache) for token in ids[_PROOF_TOKENS // 2 :]]
        ours = torch.cat([first, *rest]).float()
        distance = float((ours - theirs).norm() / theirs.norm().clamp(min=1e-9))
    return distance <= _AGREES[dtype]


def _converted(
    model: Any, structure: Structure, converter: Converter, dtype: torch.dtype, sample: Sequence[int]
) -> Prepared:
    if not converter.needs_weights:
        return Prepared(network_of(model, structure, dtype, converter.make), converter.loss)
    before = _surprise(model, sample) if len(sample) > 1 else None
    network = network_of(model, structure, dtype, converter.make)
    loss = None if before is None else math.exp(_surprise(model, sample) - before) - 1
    converter.keep(loss)
    return Prepared(network, loss)


def _surprise(model: Any, ids: Sequence[int]) -> float:
    """Mean negative log-likelihood of a text in nats, by transformers' model with the weights as they are now."""
    window = torch.tensor([list(ids)], device=model.device)
    with torch.inference_mode():
        logits = model(input_ids=window, use_cache=False).logits[0, :-1].float()
        return float(torch.nn.functional.cross_entropy(logits, window[0, 1:]))
