"""A checkpoint's vocabulary as GGUF metadata, proved by llama.cpp reading texts with it before weights are written.

How a text is cut before its pieces are looked up is a name in the file; which name stands for this tokenizer's rules
is found by trying them on texts that tell them apart.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.gguf.llama_library import llama
from desktop_llm.engine.gguf.llama_vocabulary import LlamaVocabulary

_CUTS = (
    "qwen2", "gpt-2", "llama-bpe", "tekken", "smollm", "starcoder", "gpt-4o", "olmo", "stablelm2", "deepseek-llm",
    "falcon", "mpt", "command-r", "default",
)  # fmt: skip
"""Names of llama.cpp for the ways in which texts are cut."""
_TEXTS = (
    "Hello world, it's 3 o'clock; I'LL see 1234567 cats!",
    "  two spaces\n\n\ta tab\r\nand 3.14 — ünïcode “quotes”…",
    "def f(x):\n    return x**2  # ok?!\n\n\n    done",
    "你好，世界。今天是2026年12月1日！",
    "Übergröße naïve café 🦙🦙 ✅ x_y-z/w=ab'cd don't WE'RE",
)
_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED, _UNUSED, _BYTE = 1, 2, 3, 4, 5, 6
_SPACE = "\u2581"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a file says of its vocabulary."""

    model: str
    cut: str
    tokens: list[str]
    kinds: list[int]
    scores: list[float] | None
    merges: list[str] | None
    special: dict[str, int]
    adds_start: bool
    adds_end: bool
    adds_space: bool
    template: str

    def write(self, writer: gguf.GGUFWriter) -> None:
        """Put it into a file's metadata."""
        writer.add_tokenizer_model(self.model)
        writer.add_tokenizer_pre(self.cut)
        writer.add_token_list(self.tokens)
        writer.add_token_types(self.kinds)
        if self.scores is not None:
            writer.add_token_scores(self.scores)
        if self.merges is not None:
            writer.add_token_merges(self.merges)
        for key, token in self.special.items():
            writer.add_uint32(f"tokenizer.ggml.{key}_token_id", token)
        writer.add_add_bos_token(self.adds_start)
        writer.add_add_eos_token(self.adds_end)
        if self.model == "llama":
            writer.add_add_space_prefix(self.adds_space)
        if self.template:
            writer.add_chat_template(self.template)


def words_of(tokenizer: Any, rows: int, ends: list[int], architecture: str) -> Words:
    """The vocabulary of a transformers tokenizer.

    Args:
        tokenizer: A fast one.
        rows: Of the embedding; ids without a piece become unused tokens.
        ends: Ids that end an answer, the text's own first.
        architecture: Any name that llama.cpp knows.

    Raises:
        AppError: CONVERT_UNSUPPORTED where llama.cpp has no rules that read texts as this tokenizer does.
    """
    if not tokenizer.is_fast:
        raise _unsupported("a tokenizer without tokenizer.json")
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    if state["model"].get("type") != "BPE":
        raise _unsupported(f"a tokenizer of type {state['model'].get('type')}")
    expected = [(text, tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) for text in _TEXTS]
    is_pieces = bool(state["model"].get("byte_fallback"))
    tries = [("llama", "default", adds) for adds in (True, False)] if is_pieces else [("gpt2", c, True) for c in _CUTS]
    best = -1
    for model, cut, adds_space in tries:
        words = _words(tokenizer, state, rows, ends, model, cut, adds_space)
        agreed = _agreeing(words, expected, architecture)
        if agreed == len(expected):
            return words
        best = max(best, agreed)
    raise _unsupported(f"no rules read texts as this tokenizer does; the best agree on {best} of {len(expected)}")


def _words(
    tokenizer: Any, state: dict[str, Any], rows: int, ends: list[int], model: str, cut: str, adds_space: bool
) -> Words:
    vocabulary: dict[str, int] = state["model"]["vocab"]
    tokens = [f"[unused{number}]" for number in range(rows)]
    kinds = [_UNUSED] * rows
    unknown = tokenizer.unk_token_id
    for piece, number in vocabulary.items():
        is_byte = model == "llama" and len(piece) == 6 and piece.startswith("<0x")
        tokens[number], kinds[number] = piece, _BYTE if is_byte else _NORMAL
    for added in state.get("added_tokens", ()):
        number = int(added["id"])
        if number >= rows:
            raise _unsupported(f"token {number} of {rows}")
        tokens[number], kinds[number] = added["content"], _CONTROL if added["special"] else _USER_DEFINED
    if model == "llama" and unknown is not None:
        kinds[unknown] = _UNKNOWN
    pairs = [" ".join(pair) if isinstance(pair, list) else pair for pair in state["model"]["merges"]]
    found = {"bos": tokenizer.bos_token_id, "eos": ends[0] if ends else tokenizer.eos_token_id}
    found |= {"unknown": unknown, "padding": tokenizer.pad_token_id, "eot": ends[1] if len(ends) > 1 else None}
    plain, full = (tokenizer("a", add_special_tokens=some, verbose=False)["input_ids"] for some in (False, True))
    return Words(
        model=model,
        cut=cut,
        tokens=tokens,
        kinds=kinds,
        scores=_scores(tokens, pairs) if model == "llama" else None,
        merges=pairs if model == "gpt2" else None,
        special={key: int(token) for key, token in found.items() if token is not None},
        adds_start=len(full) > len(plain) and full[0] == tokenizer.bos_token_id,
        adds_end=len(full) > len(plain) and full[-1] == tokenizer.eos_token_id and full[-1] != plain[-1],
        adds_space=adds_space,
        template=tokenizer.chat_template if isinstance(tokenizer.chat_template, str) else "",
    )


def _scores(tokens: list[str], merges: list[str]) -> list[float]:
    """SentencePiece joins the pair with the best score first: the order of the merges, counted down."""
    ranks: dict[str, int] = {}
    for rank, pair in enumerate(merges):
        ranks.setdefault(pair.replace(" ", ""), rank)
    return [-float(ranks.get(token, len(merges))) for token in tokens]


def _agreeing(words: Words, expected: list[tuple[str, list[int]]], architecture: str) -> int:
    """On how many of the texts llama.cpp agrees, with a file that holds the vocabulary alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.gguf"
        writer = gguf.GGUFWriter(path, architecture)
        words.write(writer)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.close()
        library = llama()
        params = library.llama_model_default_params()
        params.vocab_only = True
        model = library.llama_model_load_from_file(str(path).encode(), params)
    if not model:
        return -1
    try:
        found = LlamaVocabulary(library.llama_model_get_vocab(model))
        return sum(found.encode(text, special=False, parse_special=False) == ids for text, ids in expected)
    finally:
        library.llama_model_free(model)


def _unsupported(detail: str) -> AppError:
    return AppError(ErrorCode.CONVERT_UNSUPPORTED, detail, architecture="")
