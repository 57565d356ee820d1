"""The other way to a GGUF file, where no llama.cpp can be called: its numbers unpacked into a transformers model.

Slower and larger than llama.cpp, and only for the families whose layout transformers knows; the answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import transformers

from desktop_llm.core import fit
from desktop_llm.core.checkpoint import Fit, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import opened, parts_of
from desktop_llm.core.gguf_header import read_gguf_header
from desktop_llm.core.messages import Load
from desktop_llm.engine import machine
from desktop_llm.engine.importing import without_algebra, without_compiler
from desktop_llm.engine.loading import prove
from desktop_llm.engine.model import LoadedModel

_USUAL_CONTEXT = 4_096
_WHOLE = ("fp32", "bf16", "fp16")


def load_dequantised(path: Path, facts: ModelFacts, request: Load, on_progress: Callable[[float], None]) -> LoadedModel:
    """Bring a GGUF file into memory as a transformers model.

    Raises:
        AppError: TOO_BIG; LLAMA_CPP_MISSING where transformers can not read this file.
    """
    device = machine.chosen_device(request.device)
    asked = request.precision if request.precision in _WHOLE else "auto"
    dtype = machine.chosen_dtype("fp32" if facts.dtype == "F32" else asked, device, facts.hidden)
    precision = machine.precision_name(dtype)
    context = min(facts.context_tokens or _USUAL_CONTEXT, _USUAL_CONTEXT)
    needed, free = fit.memory_to_chat(facts, context, precision), machine.free_bytes(device)
    if fit.fit_of(needed, fit.Memory(free, free)) is Fit.TOO_BIG:
        raise AppError(ErrorCode.TOO_BIG, f"{needed} of {free}", needed_bytes=needed, free_bytes=free)
    if len(parts_of(path)) > 1:
        raise AppError(ErrorCode.LLAMA_CPP_MISSING, "a file in parts")
    machine.set_threads(request.threads)
    on_progress(0.1)
    tokenizer, model = _read(path, dtype)
    model = model.to(device).eval()
    on_progress(0.9)
    loaded = LoadedModel(
        path=request.path,
        facts=facts,
        model=model,
        tokenizer=tokenizer,
        device=device,
        dtype=dtype,
        stop_ids=_ends(path, tokenizer),
        context_tokens=facts.context_tokens,
        vocabulary=int(model.get_input_embeddings().weight.shape[0]),
        has_cache=prove(model, facts),
        precision=precision,
    )
    on_progress(1.0)
    return loaded


def _read(path: Path, dtype: Any) -> tuple[Any, Any]:
    options: dict[str, Any] = {"gguf_file": path.name, "local_files_only": True, "trust_remote_code": False}
    folder = str(path.parent)
    try:
        with without_compiler(), without_algebra():
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **options)
            model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, **options)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # tokenizers' panics derive from BaseException
        raise AppError(ErrorCode.LLAMA_CPP_MISSING, repr(error)[:2000]) from error
    return tokenizer, model


def _ends(path: Path, tokenizer: Any) -> frozenset[int]:
    with opened(path) as (file, size_bytes):
        values = read_gguf_header(file, size_bytes, path.name).values
    named = [values.get(f"tokenizer.ggml.{key}_token_id") for key in ("eos", "eot", "eom")]
    return frozenset(token for token in (*named, tokenizer.eos_token_id) if type(token) is int and token >= 0)
