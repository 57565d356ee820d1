"""What is known of a checkpoint without loading it: the record that Models, Chat, Train and Compare list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop_llm.core.errors import ErrorCode


class Kind(StrEnum):
    """What a checkpoint can do, from its architecture and template."""

    BASE = "base"  # continues text
    CHAT = "chat"  # continues text, has a chat template
    MASKED = "masked"  # fills gaps
    CLASSIFIER = "classifier"
    SEQ2SEQ = "seq2seq"
    EMBEDDING = "embedding"
    ADAPTER = "adapter"
    OTHER = "other"

    @property
    def generates(self) -> bool:
        """Whether it can be chatted with or asked to continue a text."""
        return self in (Kind.BASE, Kind.CHAT)


class Origin(StrEnum):
    """Where a checkpoint of the list comes from."""

    BUNDLED = "bundled"  # ships with the application; never moved or changed
    LIBRARY = "library"  # a folder in the library
    OPENED = "opened"  # a folder elsewhere that the person opened
    TRAINED = "trained"  # made by a run here


class Fit(StrEnum):
    """Whether something fits this computer's memory."""

    FITS = "fits"
    TIGHT = "tight"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the bounded pre-flight of a folder found. Sizes in bytes.

    Attributes:
        architecture: transformers' class for it, e.g. "LlamaForCausalLM".
        model_type: transformers' model type, e.g. "llama".
        parameters: Counted from the safetensors headers.
        weights_bytes: Bytes of tensor data on disk.
        dtype: Format of most of the weights: safetensors' name ("BF16"), or GGUF's for the mixture ("Q4_K_M").
        context_tokens: Longest input; 0 where the config does not say.
        layers, hidden, heads, kv_heads, head_size, vocabulary: From the config; 0 where it does not say.
        experts, experts_per_token, expert_width: Of a layer whose feed-forward part is split into experts.
        window_tokens, windowed_layers: So many layers look back only so far.
        tied_embeddings: Whether the head shares the embedding's weights.
        format: "safetensors" for a folder, "gguf" for a file.
    """

    kind: Kind
    architecture: str
    model_type: str
    parameters: int
    weights_bytes: int
    dtype: str
    context_tokens: int
    layers: int = 0
    hidden: int = 0
    heads: int = 0
    kv_heads: int = 0
    head_size: int = 0
    intermediate: int = 0
    vocabulary: int = 0
    experts: int = 0
    experts_per_token: int = 0
    expert_width: int = 0
    window_tokens: int = 0
    windowed_layers: int = 0
    tied_embeddings: bool = False
    has_chat_template: bool = False
    licence: str = ""
    format: str = "safetensors"

    @property
    def bits_per_weight(self) -> float:
        """Bits of the file for each parameter, scales included; 0 where nothing was counted."""
        return self.weights_bytes * 8 / self.parameters if self.parameters else 0.0

    @property
    def trains(self) -> bool:
        """Whether it can be taught here: its weights are whole numbers of a kind that the engine trains."""
        return self.format == "safetensors" and self.dtype in ("F32", "F16", "BF16", "F64") and (
            self.kind.generates or self.kind in (Kind.MASKED, Kind.SEQ2SEQ, Kind.CLASSIFIER)
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One row of the list.

    Attributes:
        id: Stable over renames: a hash of the resolved path.
        name: Plain name shown everywhere; unique in the list.
        path: Its folder, or its file (GGUF; of several parts the first).
        facts: None where the pre-flight refused it; then `trouble` says why.
        base_name: For a trained one, the name of what it was taught from.
        base_path: For a trained one, the folder it was taught from ("" where unknown).
        run_id: For a trained one, its run.
    """

    id: str
    name: str
    path: Path
    origin: Origin
    size_bytes: int
    facts: ModelFacts | None
    trouble: ErrorCode | None = None
    trouble_detail: str = ""
    base_name: str = ""
    base_path: str = ""
    run_id: str = ""
    added_at: float = 0.0
    note: str = ""

    @property
    def kind(self) -> Kind:
        return self.facts.kind if self.facts else Kind.OTHER
