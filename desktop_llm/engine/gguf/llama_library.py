"""llama.cpp's own functions, called where they lie: in a library built for this processor, or in xllamacpp's wheel.

xllamacpp's Python classes only lead to a web server on a port of this computer, with no say over threads, log-
probabilities of a text or what is kept. Its extension exports the whole of `llama.h` (Linux, macOS), so that is called
directly; nothing listens anywhere. Structs are laid out as in the `llama.h` of `BUILD`, which the exact pin in
`packaging/requirements.txt` stands for, and `_looks_right` refuses a library with others.
Source: llama.cpp include/llama.h, as in xllamacpp 2026.10.11549's source package.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.metadata
import importlib.util
import logging
import sys
from collections import deque
from ctypes import POINTER, Structure, c_bool, c_char_p, c_float, c_int8, c_int32, c_size_t, c_uint32, c_void_p
from pathlib import Path
from typing import Any

from desktop_llm.core.errors import AppError, ErrorCode

_log = logging.getLogger(__name__)
NATIVE_FOLDER = "llama.cpp"
"""Within the environment (`sys.prefix`): what `packaging/bootstrap.py native` builds."""
_NAMES = {"win32": "llama.dll", "darwin": "libllama.dylib"}
_F16 = 1
_SPARE_BYTES = 256
"""Structs are handed over by value; room behind them keeps a longer one of another build from running over."""

ProgressCallback = ctypes.CFUNCTYPE(c_bool, c_float, c_void_p)
_LogCallback = ctypes.CFUNCTYPE(None, ctypes.c_int, c_char_p, c_void_p)
_words: deque[str] = deque(maxlen=12)


class ModelParams(Structure):
    """`llama_model_params`."""

    _fields_ = [
        ("devices", c_void_p),
        ("tensor_buft_overrides", c_void_p),
        ("n_gpu_layers", c_int32),
        ("split_mode", c_int32),
        ("load_mode", c_int32),
        ("lazy_mode", c_int32),
        ("main_gpu", c_int32),
        ("tensor_split", c_void_p),
        ("progress_callback", ProgressCallback),
        ("progress_callback_user_data", c_void_p),
        ("kv_overrides", c_void_p),
        ("vocab_only", c_bool),
        ("check_tensors", c_bool),
        ("use_extra_bufts", c_bool),
        ("no_host", c_bool),
        ("no_alloc", c_bool),
        ("load_mtp", c_bool),
        ("spare", c_int8 * _SPARE_BYTES),
    ]


class ContextParams(Structure):
    """`llama_context_params`."""

    _fields_ = [
        ("n_ctx", c_uint32),
        ("n_batch", c_uint32),
        ("n_ubatch", c_uint32),
        ("n_seq_max", c_uint32),
        ("n_rs_seq", c_uint32),
        ("n_outputs_max", c_uint32),
        ("n_outputs_max_per_seq", c_uint32),
        ("n_threads", c_int32),
        ("n_threads_batch", c_int32),
        ("ctx_type", c_int32),
        ("rope_scaling_type", c_int32),
        ("pooling_type", c_int32),
        ("attention_type", c_int32),
        ("flash_attn_type", c_int32),
        ("rope_freq_base", c_float),
        ("rope_freq_scale", c_float),
        ("yarn", c_float * 4),
        ("yarn_orig_ctx", c_uint32),
        ("defrag_thold", c_float),
        ("cb_eval", c_void_p),
        ("cb_eval_user_data", c_void_p),
        ("type_k", c_int32),
        ("type_v", c_int32),
        ("moe_cache_size", c_size_t),
        ("abort_callback", c_void_p),
        ("abort_callback_data", c_void_p),
        ("embeddings", c_bool),
        ("offload_kqv", c_bool),
        ("no_perf", c_bool),
        ("op_offload", c_bool),
        ("swa_full", c_bool),
        ("kv_unified", c_bool),
        ("samplers", c_void_p),
        ("n_samplers", c_size_t),
        ("ctx_other", c_void_p),
        ("spare", c_int8 * _SPARE_BYTES),
    ]


class Batch(Structure):
    """`llama_batch`: positions and sequence are llama.cpp's to count where they are null."""

    _fields_ = [
        ("n_tokens", c_int32),
        ("token", POINTER(c_int32)),
        ("embd", c_void_p),
        ("pos", c_void_p),
        ("n_seq_id", c_void_p),
        ("seq_id", c_void_p),
        ("logits", POINTER(c_int8)),
    ]


_TOKENS = POINTER(c_int32)
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "llama_log_set": (None, [_LogCallback, c_void_p]),
    "llama_backend_init": (None, []),
    "llama_model_default_params": (ModelParams, []),
    "llama_context_default_params": (ContextParams, []),
    "llama_supports_gpu_offload": (c_bool, []),
    "llama_model_load_from_file": (c_void_p, [c_char_p, ModelParams]),
    "llama_model_free": (None, [c_void_p]),
    "llama_init_from_model": (c_void_p, [c_void_p, ContextParams]),
    "llama_free": (None, [c_void_p]),
    "llama_n_ctx": (c_uint32, [c_void_p]),
    "llama_n_batch": (c_uint32, [c_void_p]),
    "llama_get_memory": (c_void_p, [c_void_p]),
    "llama_memory_clear": (None, [c_void_p, c_bool]),
    "llama_memory_seq_rm": (c_bool, [c_void_p, c_int32, c_int32, c_int32]),
    "llama_state_seq_get_size": (c_size_t, [c_void_p, c_int32]),
    "llama_state_seq_get_data": (c_size_t, [c_void_p, c_void_p, c_size_t, c_int32]),
    "llama_state_seq_set_data": (c_size_t, [c_void_p, c_void_p, c_size_t, c_int32]),
    "llama_decode": (c_int32, [c_void_p, Batch]),
    "llama_n_threads": (c_int32, [c_void_p]),
    "llama_set_n_threads": (None, [c_void_p, c_int32, c_int32]),
    "llama_get_logits_ith": (POINTER(c_float), [c_void_p, c_int32]),
    "llama_model_get_vocab": (c_void_p, [c_void_p]),
    "llama_model_chat_template": (c_char_p, [c_void_p, c_char_p]),
    "llama_vocab_n_tokens": (c_int32, [c_void_p]),
    "llama_vocab_get_text": (c_char_p, [c_void_p, c_int32]),
    "llama_vocab_get_attr": (c_int32, [c_void_p, c_int32]),
    "llama_vocab_is_eog": (c_bool, [c_void_p, c_int32]),
    "llama_vocab_bos": (c_int32, [c_void_p]),
    "llama_vocab_eos": (c_int32, [c_void_p]),
    "llama_vocab_get_add_bos": (c_bool, [c_void_p]),
    "llama_tokenize": (c_int32, [c_void_p, c_char_p, c_int32, _TOKENS, c_int32, c_bool, c_bool]),
    "llama_detokenize": (c_int32, [c_void_p, _TOKENS, c_int32, c_char_p, c_int32, c_bool, c_bool]),
}


@functools.cache
def llama() -> Any:
    """The library, its functions typed; the one built for this processor where there is one.

    Raises:
        AppError: LLAMA_CPP_MISSING.
    """
    for path in (_native_path(), _wheel_path()):
        if path is None:
            continue
        try:
            library = ctypes.CDLL(str(path))
            for name, (result, arguments) in _FUNCTIONS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
        except (OSError, AttributeError) as error:
            _log.warning("llama.cpp can not be called in %s: %s", path, error)
            continue
        if not _looks_right(library):
            _log.warning("llama.cpp in %s has structs of another build", path)
            continue
        library.llama_log_set(_hear, None)
        library.llama_backend_init()
        return library
    raise AppError(ErrorCode.LLAMA_CPP_MISSING, f"no llama.cpp that can be called on {sys.platform}")


def is_there() -> bool:
    """Whether there is a llama.cpp that can be called."""
    try:
        llama()
    except AppError:
        return False
    return True


def is_native() -> bool:
    """Whether the library in use was built for this processor."""
    native = _native_path()
    return native is not None and llama()._name == str(native)


def last_words() -> str:
    """What llama.cpp complained of last, for "Copy details"."""
    return "\n".join(_words)


def forget_words() -> None:
    """Before a call whose complaints are to be told apart."""
    _words.clear()


def _native_path() -> Path | None:
    folder = Path(sys.prefix) / NATIVE_FOLDER
    path = folder / _NAMES.get(sys.platform, "libllama.so")
    try:
        built = (folder / "version.txt").read_text("utf-8").strip()
        wanted = importlib.metadata.version("xllamacpp")
    except (OSError, importlib.metadata.PackageNotFoundError):
        return None
    return path if built == wanted and path.is_file() else None  # an update of the wheel changes the structs


def _wheel_path() -> Path | None:
    found = importlib.util.find_spec("xllamacpp")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(next(iter(found.submodule_search_locations)))
    return next((path for path in sorted(folder.glob("xllamacpp*")) if path.suffix in (".so", ".pyd")), None)


def _looks_right(library: Any) -> bool:
    """Whether the defaults stand where this build's `llama.h` puts them."""
    context = library.llama_context_default_params()
    model = library.llama_model_default_params()
    return bool(
        (context.n_ctx, context.n_seq_max, context.n_outputs_max_per_seq) == (512, 1, 1)
        and (context.rope_scaling_type, context.pooling_type, context.attention_type, context.flash_attn_type)
        == (-1, -1, -1, -1)
        and (context.type_k, context.type_v, context.moe_cache_size) == (_F16, _F16, 0)
        and (context.embeddings, context.offload_kqv, context.no_perf, context.samplers) == (False, True, True, None)
        and (model.devices, model.main_gpu, model.kv_overrides) == (None, 0, None)
        and (model.vocab_only, model.check_tensors, model.use_extra_bufts) == (False, False, True)
    )


@_LogCallback
def _hear(level: int, text: bytes, _data: object) -> None:
    if level in (3, 4) and text:  # warnings and errors
        _words.append(text.decode("utf-8", "replace").rstrip()[:500])
