"""Will it fit? Memory for chatting with a checkpoint and for training it, by part, before anything is loaded.

All of it follows from the config and the headers of the weights. The figures are what the engine's process takes
above one without a model; that one takes `ENGINE_BYTES`. How far they are from the memory really used is measured by
`tests.benchmarks.fit`; the constants below that are no arithmetic were read off there.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from desktop_llm.core.checkpoint import Fit, ModelFacts
from desktop_llm.core.machine import Memory, fast_format, machine_memory
from desktop_llm.core.training import Method

__all__ = [
    "ENGINE_BYTES", "ChatMemory", "Memory", "TrainMemory", "chat_memory", "fast_format", "fit_of", "machine_memory",
    "memory_to_chat", "memory_to_train", "train_memory",
]  # fmt: skip

ENGINE_BYTES = 350_000_000
"""An engine process without a model: Python, torch and transformers in memory."""
USUAL_CONTEXT_TOKENS = 4_096
"""Conversation that room is made for where nobody says; a longer one grows into what is free."""
LARGEST_FULL_PARAMETERS = 150_000_000
"""Above it the engine trains an adapter unless told otherwise (`engine.training.plan`)."""
AUTOCAST_WIDTH = 512
"""From this width on a processor multiplies in 16 bit while training (`engine.training.preparing`)."""
COMFORTABLE_SHARE = 0.70
_POSSIBLE_SHARE = 0.95
_READ_AT_ONCE_TOKENS = 1_024
_TRAINED_AT_ONCE_TOKENS = 512
_LORA_RANK = 16
_BYTES = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "8bit": 1.06, "4bit": 0.56}
"""8 and 4 bit with their scales."""
_STORED_WHOLE = {"F32", "F16", "BF16", "F64"}

_FIRST_LOAD_BYTES = 28_000_000
"""Code that only a first model brings into memory: the tokenizers' library, the kernels."""
_OWN_FORWARD = {
    "LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "GPT2LMHeadModel",
}  # fmt: skip
"""Computed by `engine.forward`, which lays the weights out anew."""
_OWN_FORWARD_BYTES = 20_000_000
_ADAPTER_CODE_BYTES = 70_000_000
"""What peft brings along."""
_CACHE_ROOM = 1.3
"""The kept keys and values have room to grow, and move into more of it."""
_OWN_CACHE_ROOM = 2.2
"""In `engine.forward` half as much again, beside what it had before."""
_FULL_SLACK = 1.12
"""Gradients come and go with each step; the system's allocator keeps some of the space between them."""
_HEAD_ELEMENTS = 1 << 24
"""Logits that are in memory at once (`engine.training.chunked`)."""


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """Bytes to chat.

    Attributes:
        weights: In the format they are computed in.
        cache: Keys and values of the conversation.
        activations: What is computed on the way through the layers.
        code: Libraries that the first model brings along.
        context_tokens: The conversation that is counted with.
        precision: The format that is counted with.
    """

    weights: int
    cache: int
    activations: int
    code: int
    context_tokens: int
    precision: str

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.activations + self.code


@dataclass(frozen=True, slots=True)
class TrainMemory:
    """Bytes to train.

    Attributes:
        weights: The model's, frozen ones too.
        gradients: One number for each that is trained.
        optimizer: AdamW's two moments.
        activations: Kept for the way back, and the scores of the output head.
        best: A copy of the weights that did best in an exam.
        saving: The copy in the format of the file, where that is the larger one.
        code: Libraries that training brings along, and space between the pieces.
        trained_parameters: How many numbers change.
        tokens_at_once: Tokens that go forward and backward together.
    """

    weights: int
    gradients: int
    optimizer: int
    activations: int
    best: int
    saving: int
    code: int
    method: Method
    trained_parameters: int
    tokens_at_once: int

    @property
    def total(self) -> int:
        return sum(astuple(self)[:7])


def chat_memory(facts: ModelFacts, context_tokens: int = 0, precision: str = "auto") -> ChatMemory:
    """What loading a checkpoint and talking with it takes.

    Args:
        facts: From the pre-flight.
        context_tokens: Length of the conversation; 0 takes the model's context, `USUAL_CONTEXT_TOKENS` at most.
        precision: As in `Load`; "auto" counts with what the engine would take on this computer's processor.
    """
    precision = _chosen(facts, precision)
    size = _BYTES.get(precision) or _bytes_as_stored(facts)
    context = context_tokens or min(facts.context_tokens or USUAL_CONTEXT_TOKENS, USUAL_CONTEXT_TOKENS)
    computed = max(size, 2.0)
    is_own = facts.architecture in _OWN_FORWARD
    room = _OWN_CACHE_ROOM if is_own else _CACHE_ROOM
    rows = min(context, _READ_AT_ONCE_TOKENS)
    return ChatMemory(
        weights=int((facts.parameters + _embedding_twice(facts, precision, is_own)) * size),
        cache=int(_cached_tokens(facts, context) * 2 * facts.kv_heads * facts.head_size * computed * room),
        activations=rows * (10 * facts.hidden + 4 * _width_at_once(facts)) * 4 + 4 * facts.vocabulary * 4,
        code=_FIRST_LOAD_BYTES + (_OWN_FORWARD_BYTES if is_own else 0),
        context_tokens=context,
        precision=precision,
    )


def memory_to_chat(facts: ModelFacts, context_tokens: int = 0, precision: str = "auto") -> int:
    """Bytes to load a checkpoint and talk with it; see `chat_memory`."""
    return chat_memory(facts, context_tokens, precision).total


def train_memory(
    facts: ModelFacts,
    method: Method = Method.AUTO,
    tokens_at_once: int = _TRAINED_AT_ONCE_TOKENS,
    lora_rank: int = _LORA_RANK,
    precision: str = "auto",
) -> TrainMemory:
    """What training a checkpoint on this computer's processor takes.

    Args:
        facts: From the pre-flight.
        method: AUTO takes FULL up to `LARGEST_FULL_PARAMETERS`.
        tokens_at_once: Tokens that go forward and backward together.
        lora_rank: Width of the adapter for LORA.
        precision: As in `TrainJob`.
    """
    if method is Method.AUTO:
        method = Method.FULL if facts.parameters <= LARGEST_FULL_PARAMETERS else Method.LORA
    multiplied = _multiplied_in(facts, precision)
    is_16_bit = multiplied != "fp32"
    if method is Method.FULL:
        trained, weights = facts.parameters, facts.parameters * 4
        saving = 0  # by then the gradients are gone, and take more
    else:
        trained = adapter_parameters(facts, lora_rank)
        weights = int(facts.parameters * _BYTES[multiplied])
        saving = int(facts.parameters * 4) if is_16_bit and _bytes_as_stored(facts) > 3 else 0
    head_elements = min(_HEAD_ELEMENTS, max(tokens_at_once, 16) * facts.vocabulary)
    kept = _kept_values(facts) * tokens_at_once * (3 if is_16_bit else 4)
    head = head_elements * (10 if is_16_bit else 12)
    code = _FIRST_LOAD_BYTES
    if method is Method.FULL:
        embedding = facts.vocabulary * facts.hidden * 4
        head += embedding * (is_16_bit + facts.tied_embeddings)
        activations = kept + head + (2 * facts.parameters if is_16_bit else 0)  # autocast keeps the weights in 16 bit
        whole = 20 * trained + activations + code
        code += int(whole * (_FULL_SLACK - 1))
    else:
        kept += _expert_parameters(facts) * 8  # peft makes the changes of all experts before it uses them
        # The exam reads by itself, when the space of the step before was given back; some of it is free when saving.
        exam = min(_HEAD_ELEMENTS, 4_096 * facts.vocabulary) * 8
        activations = max(max(kept + head, exam) - saving, int(0.6 * kept))
        code += _ADAPTER_CODE_BYTES
    return TrainMemory(
        weights=weights,
        gradients=4 * trained,
        optimizer=8 * trained,
        activations=int(activations),
        best=4 * trained,
        saving=saving + (4 * trained if method is Method.LORA else 0),
        code=code,
        method=method,
        trained_parameters=trained,
        tokens_at_once=tokens_at_once,
    )


def memory_to_train(
    facts: ModelFacts,
    method: Method = Method.AUTO,
    tokens_at_once: int = _TRAINED_AT_ONCE_TOKENS,
    lora_rank: int = _LORA_RANK,
) -> int:
    """Bytes to train a checkpoint; see `train_memory`."""
    return train_memory(facts, method, tokens_at_once, lora_rank).total


def adapter_parameters(facts: ModelFacts, rank: int = _LORA_RANK) -> int:
    """Numbers of an adapter at every linear layer but the head: `rank` rows for what goes in, and as many out."""
    heads_width, kv_width = facts.heads * facts.head_size, facts.kv_heads * facts.head_size
    attention = 4 * facts.hidden + 2 * heads_width + 2 * kv_width
    if facts.experts:
        # peft takes what opens and what gates an expert as one matrix, with twice the rank.
        router = facts.hidden + facts.experts
        inner = router + facts.experts * (3 * facts.hidden + 5 * facts.expert_width)
    else:
        matrices = 2 if facts.model_type in _UNGATED else 3  # a gated layer has one more
        inner = matrices * (facts.hidden + _active_width(facts))
    return rank * facts.layers * (attention + inner)


def fit_of(needed_bytes: int, memory: Memory) -> Fit:
    """FITS up to 70 % of what is available, TIGHT up to 95 %, else TOO_BIG."""
    if needed_bytes <= COMFORTABLE_SHARE * memory.available_bytes:
        return Fit.FITS
    return Fit.TIGHT if needed_bytes <= _POSSIBLE_SHARE * memory.available_bytes else Fit.TOO_BIG


_UNGATED = {
    "gpt2", "gpt_neox", "gptj", "opt", "bloom", "phi", "bert", "roberta", "starcoder2", "gpt_bigcode", "codegen",
}  # fmt: skip


def _kept_values(facts: ModelFacts) -> int:
    """Numbers that one token leaves behind for the way back, attention fused (Korthikanti et al. 2022, table 2)."""
    heads_width = facts.heads * facts.head_size or facts.hidden
    return facts.layers * (9 * facts.hidden + 4 * heads_width + 4 * _active_width(facts))


def _embedding_twice(facts: ModelFacts, precision: str, is_own: bool) -> int:
    """Numbers of the embedding beyond those of the file, or less than those.

    Where the format stays as it is the embedding is read from the file, row by row; only a head that is the same
    matrix is needed whole. Where it changes, `engine.forward` holds both.
    """
    embedding = facts.vocabulary * facts.hidden
    if {"fp32": "F32", "bf16": "BF16", "fp16": "F16"}.get(precision) == facts.dtype:
        return 0 if facts.tied_embeddings else -embedding
    return embedding if is_own and facts.tied_embeddings else 0


def _active_width(facts: ModelFacts) -> int:
    """Width of the feed-forward part that one token passes through: of all its experts together."""
    if facts.experts:
        return facts.experts_per_token * facts.expert_width
    return facts.intermediate or 4 * facts.hidden


def _width_at_once(facts: ModelFacts) -> int:
    """As `_active_width` for reading: experts work one after the other, each on its share of the tokens."""
    return min(facts.expert_width, facts.hidden) if facts.experts else _active_width(facts)


def _expert_parameters(facts: ModelFacts) -> int:
    return facts.layers * facts.experts * 3 * facts.hidden * facts.expert_width


def _cached_tokens(facts: ModelFacts, context: int) -> int:
    """Tokens kept, over all layers: those with a window keep no more than that."""
    windowed = min(facts.windowed_layers, facts.layers) if facts.window_tokens else 0
    return (facts.layers - windowed) * context + windowed * min(context, facts.window_tokens)


def _chosen(facts: ModelFacts, precision: str) -> str:
    if precision in _BYTES:
        return precision
    if facts.dtype not in _STORED_WHOLE:
        return "as stored"
    return fast_format() or ("fp32" if facts.dtype in ("F32", "F64") else "bf16")


def _multiplied_in(facts: ModelFacts, precision: str) -> str:
    if precision in ("fp32", "bf16", "fp16"):
        return precision
    return "fp32" if facts.hidden < AUTOCAST_WIDTH else fast_format() or "fp32"


def _bytes_as_stored(facts: ModelFacts) -> float:
    return facts.weights_bytes / facts.parameters if facts.parameters else 4.0
