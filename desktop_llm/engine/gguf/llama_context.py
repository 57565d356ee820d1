"""A GGUF file in memory: what it has read, and its figures for what comes next.

One sequence of tokens at a time; positions are llama.cpp's to count. What a conversation keeps is `gguf_cache`'s.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from ctypes import c_float, c_int8, c_int32
from pathlib import Path

import numpy as np
import torch

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.engine.gguf.llama_library import Batch, ProgressCallback, forget_words, last_words, llama
from desktop_llm.engine.gguf.llama_vocabulary import LlamaVocabulary

FIRST_ROOM_TOKENS = 4_096
"""Keys and values are laid out for so many tokens at first; a longer conversation doubles it."""
OUTPUTS = 64
"""Positions whose figures are kept at once when a text is scored."""
_BATCH_TOKENS = 512
_NO_ROOM = 1
_F32, _OFF = 0, 0


class LlamaContext:
    """The model, and one sequence that it has read.

    Args:
        path: The GGUF file, the first of several parts.
        context_tokens: Longest sequence that will be asked for.
        on_gpu: Whether layers may go to an accelerator.
        on_progress: Gets 0 to 1.
        is_exact: Whether keys and values are kept in fp32, as plain transformers does, and not in 16 bit.

    Attributes:
        words: The file's vocabulary.
        length: Tokens read so far.

    Raises:
        AppError: LLAMA_CPP_MISSING, UNKNOWN_ARCHITECTURE, TOKENIZER_DAMAGED, OUT_OF_MEMORY or WEIGHTS_DAMAGED.
    """

    def __init__(
        self,
        path: Path,
        context_tokens: int,
        on_gpu: bool,
        on_progress: Callable[[float], None],
        is_exact: bool = False,
    ) -> None:
        self._llama = llama()
        self._context: int | None = None
        params = self._llama.llama_model_default_params()
        params.n_gpu_layers = -1 if on_gpu and self._llama.llama_supports_gpu_offload() else 0

        def go_on(fraction: float, _data: object) -> bool:
            on_progress(fraction)
            return True

        progress = ProgressCallback(go_on)  # has to live as long as the call
        params.progress_callback = progress
        forget_words()
        self._model = self._llama.llama_model_load_from_file(str(path).encode("utf-8"), params)
        if not self._model:
            raise _loading_error()
        self.words = LlamaVocabulary(self._llama.llama_model_get_vocab(self._model))
        self._most_tokens, self._is_exact = context_tokens, is_exact
        self._threads = 0
        self.length = 0
        self._open(min(FIRST_ROOM_TOKENS, context_tokens) if context_tokens else FIRST_ROOM_TOKENS)

    def close(self) -> None:
        """Give the memory back; nothing may be asked after it."""
        if self._context:
            self._llama.llama_free(self._context)
        if self._model:
            self._llama.llama_model_free(self._model)
        self._context = self._model = None

    # --- reading ---

    def read(self, ids: Sequence[int], last: int = 1) -> torch.Tensor:
        """Read more tokens.

        Args:
            ids: They follow what was read.
            last: For how many of them, counted from the end, figures are wanted; `OUTPUTS` at most.

        Returns:
            (last, V) logits in fp32, a copy.

        Raises:
            AppError: OUT_OF_MEMORY, or BUG where llama.cpp fails; then nothing is read any more.
        """
        self._follow_threads()
        self._make_room(self.length + len(ids))
        most = int(self._llama.llama_n_batch(self._context))
        for begin in range(0, len(ids), most):
            some = ids[begin : begin + most]
            wanted = max(0, last - (len(ids) - begin - len(some)))
            self._decode(some, min(wanted, len(some)))
        figures = np.empty((last, self.words.size), np.float32)
        for row in range(last):
            pointer = self._llama.llama_get_logits_ith(self._context, row - last)
            if not pointer:
                raise AppError(ErrorCode.BUG, f"llama.cpp has no figures {row - last}\n{last_words()}")
            ctypes.memmove(figures[row].ctypes.data, pointer, self.words.size * ctypes.sizeof(c_float))
        return torch.from_numpy(figures)

    def cut(self, length: int) -> int:
        """Forget what was read behind so many tokens; where the model can not, all. Returns what is left."""
        if length >= self.length:
            return self.length
        memory = self._llama.llama_get_memory(self._context)
        if length > 0 and self._llama.llama_memory_seq_rm(memory, 0, length, -1):
            self.length = length
        else:
            self._llama.llama_memory_clear(memory, False)
            self.length = 0
        return self.length

    def chat_template(self) -> str:
        """The file's own template, "" without one."""
        return (self._llama.llama_model_chat_template(self._model, None) or b"").decode("utf-8", "replace")

    def _decode(self, ids: Sequence[int], wanted: int) -> None:
        count = len(ids)
        marks = (c_int8 * count)(*([0] * (count - wanted) + [1] * wanted))
        batch = Batch(n_tokens=count, token=(c_int32 * count)(*ids), logits=marks)
        result = self._llama.llama_decode(self._context, batch)
        if result != 0:
            self.cut(0)
            code = ErrorCode.OUT_OF_MEMORY if result == _NO_ROOM else ErrorCode.BUG
            raise AppError(code, f"llama_decode: {result}\n{last_words()}")
        self.length += count

    def _follow_threads(self) -> None:
        """Torch's number of threads is the engine's: a job's share is set there between two tokens."""
        threads = torch.get_num_threads()
        if threads != self._threads:
            self._llama.llama_set_n_threads(self._context, threads, threads)
            self._threads = threads

    def _make_room(self, tokens: int) -> None:
        room = int(self._llama.llama_n_ctx(self._context))
        if tokens <= room:
            return
        size = self._llama.llama_state_seq_get_size(self._context, 0)
        state = ctypes.create_string_buffer(size)
        self._llama.llama_state_seq_get_data(self._context, state, size, 0)
        self._llama.llama_free(self._context)
        self._context, self._threads = None, 0
        wanted = max(2 * room, tokens)
        self._open(max(tokens, min(wanted, self._most_tokens or wanted)))
        self._follow_threads()
        if self.length and not self._llama.llama_state_seq_set_data(self._context, state, size, 0):
            self.length = 0
            raise AppError(ErrorCode.OUT_OF_MEMORY, last_words())

    def _open(self, tokens: int) -> None:
        params = self._llama.llama_context_default_params()
        params.n_ctx = tokens
        params.n_batch = params.n_ubatch = _BATCH_TOKENS
        params.n_outputs_max = params.n_outputs_max_per_seq = OUTPUTS
        if self._is_exact:
            params.type_k = params.type_v = _F32
            params.flash_attn_type = _OFF
        params.n_threads = params.n_threads_batch = torch.get_num_threads()
        self._context = self._llama.llama_init_from_model(self._model, params)
        if not self._context:
            raise AppError(ErrorCode.OUT_OF_MEMORY, last_words())


def _loading_error() -> AppError:
    words = last_words()
    lowered = words.lower()
    if "unknown model architecture" in lowered:
        return AppError(ErrorCode.UNKNOWN_ARCHITECTURE, words)
    if "failed to allocate" in lowered or "unable to allocate" in lowered or "out of memory" in lowered:
        return AppError(ErrorCode.OUT_OF_MEMORY, words)
    if "vocab" in lowered or "token" in lowered:
        return AppError(ErrorCode.TOKENIZER_DAMAGED, words)
    return AppError(ErrorCode.WEIGHTS_DAMAGED, words)
