"""Requests and events of looking inside a model: surprise token by token, next tokens, attention, anatomy.

Arrays travel as bytes in the machine's own order; each field says format and shape. Times and errors are those of
`core.messages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_llm.core.messages import Closing, Event, Message, Request

ATTENTION_TOKENS = 128
"""Longest text whose attention is shown."""


# --- requests -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InspectRequest(Request):
    """Base of what `engine.inspect` answers."""


@dataclass(frozen=True, slots=True)
class Surprise(InspectRequest):
    """How surprised the model is by each token of a text. Answered by `SurprisePart`*, then `SurpriseFinished`.

    Same windows and same figures as `core.messages.Score`. With `messages` the text is the answer to them, by the
    chat template; with `before` it goes on from that text. Both are read and not scored.

    Attributes:
        context: Tokens in a window; 0 takes the model's context (at most 1,024).
        stride: Tokens between window starts; 0 takes half the context.
        alternatives: How many of the likeliest tokens come with each.
    """

    text: str = ""
    messages: tuple[Message, ...] = ()
    before: str = ""
    context: int = 0
    stride: int = 0
    max_tokens: int | None = None
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class OpenText(InspectRequest):
    """Read one of the person's files as text. Needs no loaded checkpoint. Answered by `TextOpened`."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class NextTokens(InspectRequest):
    """What the model would write next. Answered by `NextTokensFound`.

    Attributes:
        messages: A conversation; the chat template is applied.
        raw_prompt: A text instead.
        ids: Tokens instead, as `SurprisePart` gave them.
        continue_answer: The last message is the beginning of the answer.
        count: For how many of the likeliest the piece of text is wanted.
        with_figures: Whether all logits are wanted; otherwise only those of the likeliest.
    """

    messages: tuple[Message, ...] = ()
    raw_prompt: str | None = None
    ids: tuple[int, ...] = ()
    continue_answer: bool = False
    count: int = 10
    with_figures: bool = True


@dataclass(frozen=True, slots=True)
class Attention(InspectRequest):
    """Who looks at whom in a text of at most `ATTENTION_TOKENS` tokens. Answered by `AttentionFound`."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Anatomy(InspectRequest):
    """What a model folder holds, from its headers alone. Needs no loaded checkpoint. Answered by `AnatomyFound`.

    `sample` is put through the tokenizer and, as a question, through the chat template.
    """

    path: str = ""
    sample: str = "Good morning! How are you?"


# --- events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SurprisePart(Event):
    """Figures of the next tokens of a text, in reading order.

    N tokens, A alternatives. A token covers the text from the end of the one before to its own end; one that ends
    where the one before did is a further part of the same letter.

    Attributes:
        first: Number of the first of these tokens.
        ids: int32 (N,).
        ends: int32 (N,), in code points of the text.
        logprobs: float32 (N,) in nats; not a number where a token was not scored.
        ranks: int32 (N,), 1 for the likeliest; 0 where not scored.
        entropies: float32 (N,) in nats: how open the choice was.
        top_ids: int32 (N, A), likeliest first; -1 where not scored.
        top_logprobs: float32 (N, A).
        pieces: (id, text, whether that is whole letters) of ids that no part before named.
        fraction: Of the text that is done.
    """

    first: int = 0
    ids: bytes = b""
    ends: bytes = b""
    logprobs: bytes = b""
    ranks: bytes = b""
    entropies: bytes = b""
    top_ids: bytes = b""
    top_logprobs: bytes = b""
    alternatives: int = 0
    pieces: tuple[tuple[int, str, bool], ...] = ()
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class TextOpened(Closing):
    """Closes `OpenText`."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class SurpriseFinished(Closing):
    """Closes `Surprise`. `nll_sum` in nats. `before_tokens` were read and not scored (question, beginning)."""

    tokens: int = 0
    scored_tokens: int = 0
    nll_sum: float = 0.0
    context: int = 0
    stride: int = 0
    before_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may come next. `is_whole` is False for a part of a letter and for control tokens."""

    id: int
    text: str
    logprob: float
    is_whole: bool = True
    ends_answer: bool = False


@dataclass(frozen=True, slots=True)
class NextTokensFound(Closing):
    """Closes `NextTokens`.

    Attributes:
        candidates: The likeliest first.
        logits: float32 of the whole vocabulary in the order of `candidates`, falling; empty unless asked for.
        prompt_tokens: How many tokens the prompt has.
    """

    candidates: tuple[Candidate, ...] = ()
    logits: bytes = b""
    prompt_tokens: int = 0


@dataclass(frozen=True, slots=True)
class AttentionFound(Closing):
    """Closes `Attention`.

    Attributes:
        pieces: T texts, one for each token.
        shares: uint8 (layers, heads, T, T): how much token t (third) looks at token s (fourth); 255 is all.
    """

    pieces: tuple[str, ...] = ()
    layers: int = 0
    heads: int = 0
    shares: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """Tensors of one sort: "embedding", "attention", "feed_forward", "norm", "head" or "other"."""

    name: str
    tensors: int
    parameters: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class TensorFact:
    """Tensors that differ only in the number of their layer ("#")."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class AnatomyFound(Closing):
    """Closes `Anatomy`. Texts are "" and numbers 0 where the folder does not say.

    Attributes:
        formats: Bytes by number format ("BF16").
        sample_pieces: The sample as tokens.
        template: The chat template rendered on the sample; `template_trouble` says why not.
        base: What it was made from, by the model card or the config.
    """

    path: str = ""
    architecture: str = ""
    model_type: str = ""
    parameters: int = 0
    size_bytes: int = 0
    layers: int = 0
    hidden: int = 0
    heads: int = 0
    kv_heads: int = 0
    head_size: int = 0
    intermediate: int = 0
    context_tokens: int = 0
    tied_embeddings: bool = False
    parts: tuple[Part, ...] = ()
    tensors: tuple[TensorFact, ...] = ()
    formats: tuple[tuple[str, int], ...] = ()
    tokenizer: str = ""
    vocabulary: int = 0
    special_tokens: tuple[tuple[str, str], ...] = ()
    adds_start: bool = False
    sample_pieces: tuple[str, ...] = ()
    template: str = ""
    template_trouble: str = ""
    licence: str = ""
    base: str = ""
