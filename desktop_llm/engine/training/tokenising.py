"""A long text as token ids, as quickly as the tokenizers library can, without a second copy of it in memory.

Told where each token stands, and given half a million letters at once, the library takes three times as long as for
ids alone of pieces that its cache holds (seen with tokenizers 0.23). Tokenizers that are no such library's go by the
usual way.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.batch import Ids

PIECE_CHARACTERS = 50_000
PIECES_AT_ONCE = 8


def tokenise_all(texts: Sequence[str], base: LoadedModel, go_on: Callable[[float], None]) -> list[Ids]:
    """Ids of each text that is not empty, without special tokens.

    Args:
        texts: Of any length.
        base: Its tokenizer.
        go_on: Gets the fraction done; may raise to stop.

    Raises:
        AppError: TOKENIZER_DAMAGED.
    """
    total, done = max(1, sum(map(len, texts))), 0
    arrays: list[Ids] = []
    with _parallel():
        for text in texts:
            parts: list[Ids] = []
            for pieces in _groups(text):
                go_on(done / total)
                parts += _ids_of(pieces, base)
                done += sum(map(len, pieces))
            if parts:
                arrays.append(np.concatenate(parts))
    return arrays


def _ids_of(pieces: list[str], base: LoadedModel) -> list[Ids]:
    backend: Any = getattr(base.tokenizer, "backend_tokenizer", None)
    if backend is None:
        return [np.asarray(base.encode(piece, special=False), np.int32) for piece in pieces]
    try:
        backend.no_truncation()
        backend.no_padding()
        found = backend.encode_batch_fast(pieces, add_special_tokens=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # tokenizers' panics derive from BaseException
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, repr(error)[:2000]) from error
    arrays = [np.asarray(encoding.ids, np.int32) for encoding in found]
    largest = max((int(array.max()) for array in arrays if len(array)), default=0)
    if largest >= base.vocabulary:
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, f"token {largest} of {base.vocabulary}")
    return arrays


def _groups(text: str) -> Iterator[list[str]]:
    """The text in pieces, some at a time."""
    group: list[str] = []
    start = 0
    while start < len(text):
        end = _border(text, start)
        group.append(text[start:end])
        start = end
        if len(group) == PIECES_AT_ONCE or start >= len(text):
            yield group
            group = []


def _border(text: str, start: int) -> int:
    """Where the piece ends: where a line begins with a letter, so that no token is cut; anywhere without such."""
    end = start + PIECE_CHARACTERS
    if end >= len(text):
        return len(text)
    border = text.rfind("\n", start + 1, end)
    while border > start:
        if not text[border + 1].isspace():
            return border + 1
        border = text.rfind("\n", start + 1, border)
    return end


@contextlib.contextmanager
def _parallel() -> Iterator[None]:
    """Let the library use all cores meanwhile: nothing is forked here."""
    before = os.environ.get("TOKENIZERS_PARALLELISM")
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TOKENIZERS_PARALLELISM"]
        else:
            os.environ["TOKENIZERS_PARALLELISM"] = before
