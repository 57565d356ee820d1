"""`Anatomy`: what a model folder holds, from its configuration, the headers of its weights and its tokenizer.

No weights are read. The folder has passed the pre-flight, which is the first thing done here too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import transformers

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.inspect_messages import Anatomy, AnatomyFound, Part, TensorFact
from desktop_llm.core.model_files import ModelFolder, look_at
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.safetensors_header import TensorEntry, read_header
from desktop_llm.engine.prompt import TEMPLATE_S, TemplateHangs, within

_PARTS = (
    ("norm", re.compile(r"norm|(^|\.)ln_|layernorm|(^|\.)ln\d?\.", re.IGNORECASE)),
    ("head", re.compile(r"lm_head|(^|\.)cls\.|classifier|score\.|predictions|embed_out|vocab_transform|vocab_proj")),
    ("embedding", re.compile(r"embed|wte|wpe|(^|\.)word_|token_type", re.IGNORECASE)),
    ("attention", re.compile(r"attn|attention|(^|\.)(q|k|v|o|qkv)_proj|query_key_value|(^|\.)(q|k|v|out)_lin")),
    ("feed_forward", re.compile(r"mlp|ffn|feed_forward|experts|intermediate|output\.dense|(^|\.)fc\d|lin\d|w[123]")),
)
_ORDER = ("embedding", "attention", "feed_forward", "norm", "head", "other")
_NUMBER = re.compile(r"(?<=\.)\d+(?=\.)")
_MOST_TENSOR_ROWS = 400
_CARD_BYTES = 8_000
_CARD_BASE = re.compile(r"^base_model:[ \t]*(?:\n[ \t]*-[ \t]*)?['\"]?([^'\"#\r\n\[\]]{1,200})", re.MULTILINE)
_TEMPLATE_CHARACTERS = 20_000


def anatomy(request: Anatomy) -> AnatomyFound:
    """The facts of a folder.

    Raises:
        AppError: What the pre-flight objects to.
    """
    path = Path(request.path)
    facts = check_folder(path)
    folder = look_at(path)
    tensors = _tensors(folder)
    tokenizer = _tokenizer(path)
    template, trouble = _rendered(tokenizer, request.sample) if facts.has_chat_template else ("", "")
    formats: Counter[str] = Counter()
    for entry in tensors.values():
        formats[entry.dtype] += entry.end - entry.begin
    return AnatomyFound(
        request.job_id,
        path=request.path,
        architecture=facts.architecture,
        model_type=facts.model_type,
        parameters=facts.parameters,
        size_bytes=facts.weights_bytes,
        parts=_parts(tensors),
        tensors=_shapes(tensors),
        formats=tuple(formats.most_common()),
        tokenizer=type(tokenizer).__name__ if tokenizer is not None else "",
        vocabulary=len(tokenizer) if tokenizer is not None else facts.vocabulary,
        special_tokens=_special(tokenizer),
        adds_start=_adds_start(tokenizer),
        sample_pieces=_pieces(tokenizer, request.sample),
        template=template,
        template_trouble=trouble,
        licence=facts.licence,
        base=_base(folder),
        **_numbers(facts),
    )


def _numbers(facts: ModelFacts) -> dict[str, Any]:
    names = (
        "layers", "hidden", "heads", "kv_heads", "head_size", "intermediate", "context_tokens", "tied_embeddings",
    )  # fmt: skip
    return {name: getattr(facts, name) for name in names}


def _tensors(folder: ModelFolder) -> dict[str, TensorEntry]:
    found: dict[str, TensorEntry] = {}
    for name in sorted(name for name in folder.names if name.endswith(".safetensors")):
        with folder.open(name) as (file, size):
            found.update(read_header(file, size, name))
    return found


def part_of(name: str) -> str:
    """Which part of a model a tensor belongs to, by its name."""
    return next((part for part, pattern in _PARTS if pattern.search(name)), "other")


def _parts(tensors: Mapping[str, TensorEntry]) -> tuple[Part, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, entry in tensors.items():
        row = sums[part_of(name)]
        row[0] += 1
        row[1] += entry.elements
        row[2] += entry.end - entry.begin
    return tuple(Part(name, *sums[name]) for name in _ORDER if name in sums)


def _shapes(tensors: Mapping[str, TensorEntry]) -> tuple[TensorFact, ...]:
    """One row for all layers' tensors of a kind, in the order of the file."""
    rows: dict[tuple[str, tuple[int, ...], str], list[int]] = {}
    for name, entry in tensors.items():
        row = rows.setdefault((_NUMBER.sub("#", name), entry.shape, entry.dtype), [0, 0])
        row[0] += 1
        row[1] += entry.end - entry.begin
    facts = [TensorFact(name, shape, dtype, *row) for (name, shape, dtype), row in rows.items()]
    return tuple(sorted(facts, key=lambda fact: (_ORDER.index(part_of(fact.name)), fact.name))[:_MOST_TENSOR_ROWS])


def _tokenizer(path: Path) -> Any:
    """The tokenizer, or None where there is none or it does not load: the weights can be described without."""
    try:
        return transformers.AutoTokenizer.from_pretrained(str(path), local_files_only=True, trust_remote_code=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # tokenizers' panics derive from BaseException
        return None


def _special(tokenizer: Any) -> tuple[tuple[str, str], ...]:
    if tokenizer is None:
        return ()
    named = ((name.removesuffix("_token"), getattr(tokenizer, name, None)) for name in _SPECIAL_NAMES)
    return tuple((name, str(token)) for name, token in named if token)


_SPECIAL_NAMES = ("bos_token", "eos_token", "pad_token", "unk_token", "cls_token", "sep_token", "mask_token")


def _adds_start(tokenizer: Any) -> bool:
    if tokenizer is None:
        return False
    ids = tokenizer("a")["input_ids"]
    return bool(ids) and ids[0] in (tokenizer.bos_token_id, tokenizer.cls_token_id)


def _pieces(tokenizer: Any, sample: str) -> tuple[str, ...]:
    if tokenizer is None:
        return ()
    return tuple(str(piece) for piece in tokenizer.convert_ids_to_tokens(tokenizer(sample)["input_ids"]))


def _rendered(tokenizer: Any, sample: str) -> tuple[str, str]:
    """The chat template on the sample, and what went wrong."""
    if tokenizer is None:
        return "", "the tokenizer does not load"
    question = [{"role": "user", "content": sample}]
    try:
        text = within(
            TEMPLATE_S, lambda: str(tokenizer.apply_chat_template(question, tokenize=False, add_generation_prompt=True))
        )
    except TemplateHangs:
        raise
    except AppError as error:
        if error.code is not ErrorCode.TEMPLATE_DAMAGED:
            raise
        return "", error.detail
    return text[:_TEMPLATE_CHARACTERS], ""


def _base(folder: ModelFolder) -> str:
    """What the card says the model was made from."""
    name = next((name for name in ("README.md", "readme.md") if name in folder.names), None)
    if name is None:
        return ""
    with folder.open(name) as (file, _):
        text = file.read(_CARD_BYTES).decode("utf-8", "replace").lstrip("\ufeff")
    if not text.startswith("---"):
        return ""
    stated = _CARD_BASE.search(text[3:].split("\n---", 1)[0] + "\n")
    return "".join(letter for letter in stated[1].strip() if letter.isprintable()) if stated else ""
