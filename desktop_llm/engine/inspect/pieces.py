"""Tokens as text: where each ends in a text, and how one is shown by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.inspect.portions import portions
from desktop_llm.engine.model import LoadedModel

_TORN = "\ufffd"
_SPACE = "\u2581"
"""SentencePiece's sign for a space."""
_LOOK_AHEAD = 64


def encode_with_ends(loaded: LoadedModel, text: str) -> tuple[list[int], np.ndarray]:
    """Ids of a text without special tokens, and int32 (N,) where each ends, in code points; never falling.

    Raises:
        AppError: TOKENIZER_DAMAGED.
    """
    if not loaded.tokenizer.is_fast:
        ids = loaded.encode(text, special=False)
        return ids, _ends_by_decoding(loaded, ids, text)
    ids, parts, start = [], [], 0
    try:
        for portion in portions(text, lambda part: loaded.encode(part, special=False)):
            found = loaded.tokenizer(portion, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            ids += found["input_ids"]
            offsets = (start + end for _, end in found["offset_mapping"])
            parts.append(np.fromiter(accumulate(offsets, max), np.int32, len(found["input_ids"])))
            start += len(portion)
        ends = np.concatenate(parts)
    except (AppError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # tokenizers' panics derive from BaseException
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, repr(error)[:2000]) from error
    if len(ends):
        ends[-1] = len(text)
    return loaded.checked_ids(ids), ends


def encode_long(loaded: LoadedModel, text: str) -> list[int]:
    """Ids of a text of any length without special tokens; memory for a portion of it at a time.

    Raises:
        AppError: TOKENIZER_DAMAGED.
    """
    if not loaded.tokenizer.is_fast:
        return loaded.encode(text, special=False)

    def encode(part: str) -> list[int]:
        return loaded.encode(part, special=False)

    return [token for portion in portions(text, encode) for token in encode(portion)]


def shown(loaded: LoadedModel, token: int) -> tuple[str, bool]:
    """A token's text by itself, with the space it begins with; and whether that is whole letters.

    A part of a letter is shown as the tokenizer writes it.
    """
    raw = loaded.tokenizer.convert_ids_to_tokens(int(token))
    raw = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    if token in loaded.stop_ids or token in loaded.tokenizer.all_special_ids:
        return raw, False
    text = str(loaded.tokenizer.decode([int(token)], skip_special_tokens=False, clean_up_tokenization_spaces=False))
    if raw.startswith(_SPACE) and not text.startswith(" "):
        text = " " * (len(raw) - len(raw.lstrip(_SPACE))) + text.lstrip(" ")
    if not text or _TORN in text:
        return raw, False
    return text, True


def named(loaded: LoadedModel, ids: Iterable[int]) -> tuple[tuple[int, str, bool], ...]:
    """Each id with its text, and whether that is whole letters."""
    return tuple((int(token), *shown(loaded, int(token))) for token in ids)


def _ends_by_decoding(loaded: LoadedModel, ids: Sequence[int], text: str) -> np.ndarray:
    """For tokenizers that do not say: each token's text is looked for after the one before."""
    ends: list[int] = []
    at, pending = 0, []
    for token in ids:
        pending.append(token)
        piece = loaded.decode(pending).strip()
        if _TORN in piece and len(pending) < 8:
            ends.append(at)
            continue
        found = text.find(piece, at, at + len(piece) + _LOOK_AHEAD) if piece else -1
        at = found + len(piece) if found >= 0 else at
        ends.append(at)
        pending = []
    if ends:
        ends[-1] = len(text)
    return np.array(ends, np.int32)
