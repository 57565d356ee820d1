"""A look at a GGUF file before llama.cpp opens it: what it is, or why it is refused.

Bounded like the look at a folder: headers are read, weights never. What only loading can tell (an architecture that
this llama.cpp does not have) the engine finds.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import first_part, opened, parts_of
from desktop_llm.core.gguf_header import GgufHeader, GgufTensor, read_gguf_header

GGUF = "gguf"
_TEMPLATE_LIMIT_BYTES = 1_000_000
_BOUNDS = {
    "block_count": (1, 2_000),
    "embedding_length": (1, 1 << 18),
    "attention.head_count": (0, 1 << 14),
    "attention.head_count_kv": (0, 1 << 14),
    "attention.key_length": (0, 1 << 16),
    "feed_forward_length": (0, 1 << 22),
    "context_length": (1, 1 << 30),
}
"""Lowest and highest believable value, as in `core.preflight_config`."""
_LARGEST_VOCABULARY = 1 << 24
_ENCODERS = {
    "bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3", "eurobert",
    "gemma-embedding", "llama-embed", "t5encoder",
}  # fmt: skip
_OTHER = {"clip", "wavtokenizer-dec", "dream", "llada", "llada-moe", "rnd1"}
"""Pictures, sound, and models that do not write from left to right."""
_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS",
    20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M",
    28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip
"""What a file says of how it was made small, by the format's number."""


def check_gguf(path: Path) -> ModelFacts:
    """The facts of the model in a GGUF file, all its parts included.

    Raises:
        AppError: FOLDER_MISSING, NOT_A_MODEL, UNSAFE_PATH, WEIGHTS_MISSING, WEIGHTS_INCOMPLETE, WEIGHTS_DAMAGED,
            WEIGHTS_MISMATCH, CONFIG_DAMAGED, TOKENIZER_MISSING, TOKENIZER_DAMAGED or TEMPLATE_DAMAGED.
    """
    path = first_part(path)
    header = _read(path)
    tensors = _all_tensors(path, header)
    architecture = header.text("general.architecture")
    if not architecture or not architecture.isprintable() or len(architecture) > 64:
        raise _config_damaged(path, f"general.architecture is {architecture[:80]!r}")
    kind = _kind_of(header, architecture)
    template = bool(header.text("tokenizer.chat_template")) or "tokenizer.chat_templates" in header.lengths
    vocabulary = header.lengths.get("tokenizer.ggml.tokens", 0)
    is_text = kind in (Kind.BASE, Kind.EMBEDDING, Kind.SEQ2SEQ)
    if not tensors:
        raise AppError(ErrorCode.WEIGHTS_MISSING, f"{path.name} holds a vocabulary and no weights", file=path.name)
    if is_text:
        _check_numbers(path, header, architecture)
        _check_tokenizer(path, header, vocabulary)
        _check_tensors(header, tensors, architecture, vocabulary)
    if len(header.text("tokenizer.chat_template")) > _TEMPLATE_LIMIT_BYTES:
        raise AppError(ErrorCode.TEMPLATE_DAMAGED, "longer than a megabyte", file=path.name)

    def number(key: str) -> int:
        return header.whole(f"{architecture}.{key}")

    heads = number("attention.head_count")
    hidden = number("embedding_length")
    return ModelFacts(
        kind=Kind.CHAT if kind is Kind.BASE and template else kind,
        architecture=architecture,
        model_type=architecture,
        parameters=sum(tensor.elements for tensor in tensors.values()),
        weights_bytes=sum(tensor.end - tensor.begin for tensor in tensors.values()),
        dtype=_made_small(header, tensors),
        context_tokens=number("context_length"),
        layers=number("block_count"),
        hidden=hidden,
        heads=heads,
        kv_heads=number("attention.head_count_kv") or heads,
        head_size=number("attention.key_length") or (hidden // heads if heads else 0),
        intermediate=number("feed_forward_length"),
        vocabulary=vocabulary,
        tied_embeddings="output.weight" not in tensors,
        has_chat_template=template,
        licence=_plain(header.text("general.license")),
        format=GGUF,
    )


def _read(path: Path) -> GgufHeader:
    with opened(path) as (file, size_bytes):
        return read_gguf_header(file, size_bytes, path.name)


def _all_tensors(first: Path, header: GgufHeader) -> dict[str, GgufTensor]:
    parts = parts_of(first)
    stated = header.whole("split.count")
    if stated > 1 and (len(parts) != stated or header.whole("split.no") != 0):
        detail = f"{first.name} is part {header.whole('split.no') + 1} of {stated}; the names of the parts do not fit"
        raise AppError(ErrorCode.WEIGHTS_MISSING, detail, file=first.name, missing=stated - 1, total=stated)
    absent = [part for part in parts if not part.is_file()]
    if absent:
        raise AppError(
            ErrorCode.WEIGHTS_MISSING,
            f"{len(absent)} of {len(parts)} files are not there, e.g. {absent[0].name}",
            file=absent[0].name,
            missing=len(absent),
            total=len(parts),
        )
    tensors = dict(header.tensors)
    for number, part in enumerate(parts[1:], 1):
        other = _read(part)
        if other.whole("split.no") != number or tensors.keys() & other.tensors.keys():
            raise AppError(ErrorCode.WEIGHTS_MISMATCH, f"{part.name} is not part {number + 1} of this model")
        tensors.update(other.tensors)
    wanted = header.whole("split.tensors.count")
    if wanted and wanted != len(tensors):
        raise _mismatch(f"{len(tensors)} tensors of {wanted}", max(wanted - len(tensors), 0), wanted)
    return tensors


def _kind_of(header: GgufHeader, architecture: str) -> Kind:
    """BASE for all that continue text."""
    if header.text("general.type") == "adapter":
        return Kind.ADAPTER
    if header.text("general.type") not in ("", "model") or architecture in _OTHER:
        return Kind.OTHER
    if architecture in _ENCODERS or header.values.get(f"{architecture}.attention.causal") is False:
        return Kind.EMBEDDING
    if header.whole(f"{architecture}.pooling_type"):
        return Kind.EMBEDDING
    return Kind.SEQ2SEQ if architecture == "t5" else Kind.BASE


def _check_numbers(path: Path, header: GgufHeader, architecture: str) -> None:
    for key, (low, high) in _BOUNDS.items():
        value = header.values.get(f"{architecture}.{key}")
        values = value if isinstance(value, tuple) else (value,)
        if value is None and low == 0:
            continue  # a recurrent model has no heads
        if not values or not all(type(v) is int and low <= v <= high for v in values):
            raise _config_damaged(path, f"{architecture}.{key} is {str(value)[:60]}")


def _check_tokenizer(path: Path, header: GgufHeader, vocabulary: int) -> None:
    if not vocabulary or not header.text("tokenizer.ggml.model"):
        raise AppError(ErrorCode.TOKENIZER_MISSING, f"{path.name} holds no vocabulary", file=path.name)
    if vocabulary > _LARGEST_VOCABULARY:
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, f"{vocabulary} tokens", file=path.name)
    for key in ("tokenizer.ggml.scores", "tokenizer.ggml.token_type"):
        if header.lengths.get(key, vocabulary) != vocabulary:  # a shorter one would be read beyond its end
            detail = f"{key} has {header.lengths[key]} values for {vocabulary} tokens"
            raise AppError(ErrorCode.TOKENIZER_DAMAGED, detail, file=path.name)


def _check_tensors(
    header: GgufHeader, tensors: dict[str, GgufTensor], architecture: str, vocabulary: int
) -> None:
    embedding = tensors.get("token_embd.weight")
    if embedding is None:
        raise _mismatch("the embedding is missing", 1, len(tensors) + 1)
    expected = (header.whole(f"{architecture}.embedding_length"), vocabulary)
    if embedding.shape != expected:
        raise _mismatch(f"token_embd.weight is {embedding.shape}, the header says {expected}")
    layers = header.whole(f"{architecture}.block_count")
    present = {int(name.split(".")[1]) for name in tensors if name.startswith("blk.") and name.split(".")[1].isdigit()}
    absent = [number for number in range(layers) if number not in present]
    if absent and architecture not in ("gemma3n", "t5"):
        each = max((sum(n.startswith(f"blk.{number}.") for n in tensors) for number in present), default=1)
        missing = each * len(absent)
        raise _mismatch(f"layers {absent[0]} to {absent[-1]} are not there", missing, len(tensors) + missing)


def _made_small(header: GgufHeader, tensors: dict[str, GgufTensor]) -> str:
    """The format of most of the numbers, by the file's own name for the mixture where that agrees."""
    counts: Counter[str] = Counter()
    for tensor in tensors.values():
        counts[tensor.dtype] += tensor.elements
    most = counts.most_common(1)[0][0]
    named = _FILE_TYPES.get(header.whole("general.file_type"), "") if "general.file_type" in header.values else ""
    return named if named.startswith(most) else most


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:100]


def _config_damaged(path: Path, detail: str) -> AppError:
    return AppError(ErrorCode.CONFIG_DAMAGED, f"{path.name}: {detail}", file=path.name)


def _mismatch(detail: str, missing: int = 0, total: int = 0) -> AppError:
    return AppError(ErrorCode.WEIGHTS_MISMATCH, detail, missing=missing, total=total)
