"""A GGUF file's vocabulary: text as ids and ids as text, by llama.cpp's own rules."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import c_int32

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.gguf.llama_library import llama

_CONTROL, _USER_DEFINED = 1 << 3, 1 << 4


class LlamaVocabulary:
    """Belongs to a model that has to stay in memory as long as this is used.

    Attributes:
        size: Number of tokens.
    """

    def __init__(self, pointer: int) -> None:
        self._llama = llama()
        self._pointer = pointer
        self.size = int(self._llama.llama_vocab_n_tokens(pointer))

    def encode(self, text: str, special: bool, parse_special: bool) -> list[int]:
        """Ids of a text.

        Args:
            text: Any text.
            special: Whether the model's opening and closing tokens are added.
            parse_special: Whether names of control tokens in the text become those tokens.
        """
        content = text.encode("utf-8", "replace")
        room = len(content) + 8
        found = (c_int32 * room)()
        count = self._llama.llama_tokenize(
            self._pointer, content, len(content), found, room, special, parse_special
        )
        if count < 0:
            raise AppError(ErrorCode.TOKENIZER_DAMAGED, f"{-count} tokens for {len(content)} bytes")
        return list(found[:count])

    def decode(self, ids: Sequence[int], with_control: bool) -> str:
        """Text of ids by themselves; a torn letter is the sign for one."""
        count = len(ids)
        tokens = (c_int32 * count)(*ids)
        room = 16 * count + 64
        while True:
            text = ctypes.create_string_buffer(room)
            size = self._llama.llama_detokenize(self._pointer, tokens, count, text, room, False, with_control)
            if size >= 0:
                return text.raw[:size].decode("utf-8", "replace")
            room = -size

    def name_of(self, token: int) -> str:
        """A token as the vocabulary writes it."""
        return (self._llama.llama_vocab_get_text(self._pointer, token) or b"").decode("utf-8", "replace")

    def control_ids(self) -> tuple[list[int], list[int]]:
        """Ids of control tokens, and of those a template may use that are none."""
        attributes = [self._llama.llama_vocab_get_attr(self._pointer, token) for token in range(self.size)]
        return (
            [token for token, value in enumerate(attributes) if value & _CONTROL],
            [token for token, value in enumerate(attributes) if value & _USER_DEFINED],
        )

    def ends_answer(self, token: int) -> bool:
        """Whether a token closes a turn or a text."""
        return bool(self._llama.llama_vocab_is_eog(self._pointer, token))

    def start_token(self) -> int | None:
        """The token that opens a text, where the vocabulary has one."""
        token = int(self._llama.llama_vocab_bos(self._pointer))
        return token if token >= 0 else None

    def end_token(self) -> int | None:
        """The token that closes a text, where the vocabulary has one."""
        token = int(self._llama.llama_vocab_eos(self._pointer))
        return token if token >= 0 else None
