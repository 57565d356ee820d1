"""Will it fit? Memory for chatting with a checkpoint and for training it, estimated before anything is loaded.

Estimates rest on the counted parameters and on the model's shape; the probe before a training measures instead.
The engine process itself takes `ENGINE_BYTES` more, which is not in the figures: one may be running already.
"""

from __future__ import annotations

from desktop_llm.core.checkpoint import Fit, ModelFacts
from desktop_llm.core.machine import Memory, machine_memory
from desktop_llm.core.training import Method

__all__ = ["ENGINE_BYTES", "Memory", "fit_of", "machine_memory", "memory_to_chat", "memory_to_train"]

ENGINE_BYTES = 350_000_000
"""An engine process without a model: Python, torch and transformers in memory."""
USUAL_CONTEXT_TOKENS = 4_096
"""Conversation that room is made for where nobody says; a longer one grows into what is free."""
LARGEST_FULL_PARAMETERS = 150_000_000
"""Above it the engine trains an adapter unless told otherwise (`engine.training.plan`)."""
_COMFORTABLE_SHARE = 0.70
_POSSIBLE_SHARE = 0.95
_READ_AT_ONCE_TOKENS = 512
_TRAINED_AT_ONCE_TOKENS = 512
_TRAINED_BYTES = 16
"""A trained number, its gradient and Adam's two moments, in fp32."""
_LORA_RANK = 16
_BYTES = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "8bit": 1.06, "4bit": 0.56}
"""8 and 4 bit with their scales."""


def memory_to_chat(facts: ModelFacts, context_tokens: int = 0, precision: str = "auto") -> int:
    """Bytes to load a checkpoint and talk with it.

    Args:
        facts: From the pre-flight.
        context_tokens: Length of the conversation; 0 takes the model's context, `USUAL_CONTEXT_TOKENS` at most.
        precision: As in `Load`; "auto" counts with what the file holds, the least it can become.
    """
    size = _BYTES.get(precision) or _bytes_as_stored(facts)
    weights = facts.parameters * size
    context = context_tokens or min(facts.context_tokens or USUAL_CONTEXT_TOKENS, USUAL_CONTEXT_TOKENS)
    cache = 2 * facts.layers * facts.kv_heads * facts.head_size * context * max(size, 2.0)
    rows = min(context, _READ_AT_ONCE_TOKENS)
    activations = rows * (8 * facts.hidden + 3 * facts.intermediate) * 4 + 4 * facts.vocabulary * 4
    # Weights are changed to another format tensor by tensor; the largest is there twice for a moment.
    largest_tensor = facts.vocabulary * facts.hidden * size
    return int(weights + cache + activations + largest_tensor)


def memory_to_train(
    facts: ModelFacts,
    method: Method = Method.AUTO,
    tokens_at_once: int = _TRAINED_AT_ONCE_TOKENS,
    lora_rank: int = _LORA_RANK,
) -> int:
    """Bytes to train a checkpoint.

    Args:
        facts: From the pre-flight.
        method: AUTO takes FULL up to `LARGEST_FULL_PARAMETERS`.
        tokens_at_once: Tokens that go forward and backward together.
        lora_rank: Width of the adapter for LORA.
    """
    if method is Method.AUTO:
        method = Method.FULL if facts.parameters <= LARGEST_FULL_PARAMETERS else Method.LORA
    if method is Method.FULL:
        weights = facts.parameters * _TRAINED_BYTES
    else:
        layer_width = 4 * facts.hidden + 3 * (facts.hidden + facts.intermediate)
        adapter = 2 * lora_rank * layer_width * facts.layers
        weights = facts.parameters * 4 + adapter * _TRAINED_BYTES
    # Kept for the way back, per token: about 17 hidden-sized values a layer (Korthikanti et al. 2022, table 2,
    # without attention scores), and the logits with their gradient and softmax.
    kept = facts.layers * (17 * facts.hidden + 3 * facts.intermediate) + 3 * facts.vocabulary
    return int(weights + tokens_at_once * kept * 4)


def fit_of(needed_bytes: int, memory: Memory) -> Fit:
    """FITS up to 70 % of what is available, TIGHT up to 95 %, else TOO_BIG."""
    if needed_bytes <= _COMFORTABLE_SHARE * memory.available_bytes:
        return Fit.FITS
    return Fit.TIGHT if needed_bytes <= _POSSIBLE_SHARE * memory.available_bytes else Fit.TOO_BIG


def _bytes_as_stored(facts: ModelFacts) -> float:
    return facts.weights_bytes / facts.parameters if facts.parameters else 4.0
