"""What a model folder is for: its kind, its tokenizer's files, its chat template and its licence line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop_llm.core.architectures import architectures
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.model_files import ModelFolder, parse_object, placeholder

_TOKENIZER_CONFIG = "tokenizer_config.json"
_TOKENIZER_LIMIT_BYTES = 64_000_000
_TOKENIZER_PARSED_BYTES = 400_000
_TOKENIZER_CONFIG_LIMIT_BYTES = 8_000_000
_TEMPLATE_LIMIT_BYTES = 1_000_000
_README_BYTES = 8_000
_VOCABULARY_FILES = (
    "tokenizer.model", "vocab.txt", "spiece.model", "sentencepiece.bpe.model", "spm.model", "source.spm",
    "tokenizer.model.v3", "vocab.model", "prophetnet.tokenizer",
)  # fmt: skip
_WITHOUT_FILES = ("ByT5Tokenizer", "CanineTokenizer", "PerceiverTokenizer")
"""These read bytes or characters and have no vocabulary file."""
_LICENCE = re.compile(r"^license:[ \t]*['\"]?([^'\"#\r\n]{1,100})", re.MULTILINE)
_LICENCE_NAME = re.compile(r"^license_name:[ \t]*['\"]?([^'\"#\r\n]{1,100})", re.MULTILINE)
_TEXT_KINDS = (Kind.BASE, Kind.CHAT, Kind.MASKED, Kind.CLASSIFIER, Kind.SEQ2SEQ, Kind.EMBEDDING)


def kind_of(config: Mapping[str, object], model_type: str, folder: ModelFolder) -> tuple[Kind, str]:
    """The kind (BASE for all that continue text), and the class of transformers that will be used for it.

    Raises:
        AppError: UNKNOWN_ARCHITECTURE where transformers can not do with this type what the name says;
            REMOTE_CODE where a program in the folder could.
    """
    known = architectures()
    named = config.get("architectures")
    architecture = str(named[0])[:200] if isinstance(named, list) and named else ""
    if "modules.json" in folder.names:
        return Kind.EMBEDDING, architecture
    if not architecture:
        return _kind_of_type(model_type)
    by_class = (
        (known.seq2seq, Kind.SEQ2SEQ),  # first: BART's class for filling gaps is the same
        (known.masked, Kind.MASKED),
        (known.classifier, Kind.CLASSIFIER),
        (known.causal, Kind.BASE),
    )
    for table, kind in by_class:
        if table.get(model_type) == architecture:
            return kind, architecture
    by_name = (
        (r"ForMaskedLM$|ForPreTraining$", known.masked, Kind.MASKED),
        (r"ForSequenceClassification$", known.classifier, Kind.CLASSIFIER),
        (r"ForConditionalGeneration$|MTModel$", known.seq2seq, Kind.SEQ2SEQ),
        (r"ForCausalLM$|LMHeadModel$|WithLMHead$", known.causal, Kind.BASE),
    )
    for pattern, table, kind in by_name:
        if re.search(pattern, architecture) and model_type in table:
            return kind, table[model_type]
    if config.get("auto_map") and model_type in known.causal:
        return Kind.BASE, known.causal[model_type]  # the built-in class is used, not the folder's program
    if re.search(r"ForCausalLM$|LMHeadModel$", architecture):
        code = ErrorCode.REMOTE_CODE if config.get("auto_map") else ErrorCode.UNKNOWN_ARCHITECTURE
        raise AppError(code, f"{architecture} of type {model_type}", architecture=architecture)
    text_types = (known.causal, known.masked, known.classifier)
    if architecture.endswith("Model") and any(model_type in table for table in text_types):
        return Kind.EMBEDDING, architecture
    return Kind.OTHER, architecture


def _kind_of_type(model_type: str) -> tuple[Kind, str]:
    """For a config that names no class."""
    known = architectures()
    if model_type in known.seq2seq:
        return Kind.SEQ2SEQ, known.seq2seq[model_type]
    if model_type in known.masked:
        return Kind.MASKED, known.masked[model_type]
    if model_type in known.causal:
        return Kind.BASE, known.causal[model_type]
    return Kind.OTHER, ""


def is_text(kind: Kind) -> bool:
    """Whether the kind needs a tokenizer."""
    return kind in _TEXT_KINDS


def check_tokenizer(folder: ModelFolder) -> Mapping[str, object]:
    """What tokenizer_config.json says ({} without one), when the tokenizer's files are there and whole.

    Large files are looked at by their first and last bytes only; the engine reads them.

    Raises:
        AppError: TOKENIZER_MISSING or TOKENIZER_DAMAGED.
    """
    config: Mapping[str, object] = {}
    damaged = ErrorCode.TOKENIZER_DAMAGED
    if _TOKENIZER_CONFIG in folder.names:
        config = folder.read_json(_TOKENIZER_CONFIG, _TOKENIZER_CONFIG_LIMIT_BYTES, damaged)
    for name in ("special_tokens_map.json", "added_tokens.json"):
        if name in folder.names:
            folder.read_json(name, _TOKENIZER_CONFIG_LIMIT_BYTES, damaged)
    if "tokenizer.json" in folder.names:
        _check_json_file(folder, "tokenizer.json")
        return config
    if {"vocab.json", "merges.txt"} <= folder.names:
        _check_json_file(folder, "vocab.json")
        _check_not_placeholder(folder, "merges.txt")
        return config
    found = next((name for name in _VOCABULARY_FILES if name in folder.names), None)
    if found is None and not any(name.endswith(".tiktoken") for name in folder.names):
        if config.get("tokenizer_class") in _WITHOUT_FILES:
            return config
        raise AppError(ErrorCode.TOKENIZER_MISSING, "no tokenizer.json, tokenizer.model or vocabulary")
    if found is not None:
        _check_not_placeholder(folder, found)
    return config


def _check_json_file(folder: ModelFolder, name: str) -> None:
    code = ErrorCode.TOKENIZER_DAMAGED
    with folder.open(name) as (file, size):
        if size > _TOKENIZER_LIMIT_BYTES:
            raise AppError(code, f"{name}: {size} bytes", file=name)
        if size <= _TOKENIZER_PARSED_BYTES:
            parse_object(file.read(_TOKENIZER_PARSED_BYTES), name, code)
            return
        start = file.read(200)
        file.seek(size - 64)
        end = file.read(64)
    reason = placeholder(start)
    if reason or not start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") or not end.rstrip().endswith(b"}"):
        raise AppError(code, f"{name}: {reason or 'cut off'}", file=name, reason=reason)


def _check_not_placeholder(folder: ModelFolder, name: str) -> None:
    with folder.open(name) as (file, size):
        reason = placeholder(file.read(200)) or ("" if 0 < size <= _TOKENIZER_LIMIT_BYTES else f"{size} bytes")
    if reason:
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, f"{name}: {reason}", file=name, reason=reason)


def has_chat_template(folder: ModelFolder, tokenizer_config: Mapping[str, object]) -> bool:
    """Whether the folder says how a conversation is written down.

    Raises:
        AppError: TEMPLATE_DAMAGED for a template larger than a megabyte.
    """
    if "chat_template.jinja" in folder.names:
        with folder.open("chat_template.jinja") as (_, size):
            if size > _TEMPLATE_LIMIT_BYTES:
                raise AppError(ErrorCode.TEMPLATE_DAMAGED, f"{size} bytes", file="chat_template.jinja")
            if size:
                return True
    return bool(tokenizer_config.get("chat_template"))


def licence(folder: ModelFolder) -> str:
    """The licence that the model card states in its front matter, or ""."""
    name = next((name for name in ("README.md", "readme.md") if name in folder.names), None)
    if name is None:
        return ""
    with folder.open(name) as (file, _):
        text = file.read(_README_BYTES).decode("utf-8", "replace").lstrip("\ufeff")
    if not text.startswith("---"):
        return ""
    head = text[3:].split("\n---", 1)[0]
    stated = _LICENCE.search(head)
    if stated is None:
        return ""
    value = stated[1].strip()
    if value.lower() == "other" and (named := _LICENCE_NAME.search(head)):
        value = named[1].strip()
    return "".join(c for c in value if c.isprintable()).strip("[]- ")
