"""`Convert`: a checkpoint's folder written as one GGUF file that llama.cpp's programs load, tensor by tensor."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import safetensors
import transformers
from gguf.quants import quantize

from desktop_llm.core.checkpoint import ModelFacts
from desktop_llm.core.convert_messages import Convert, Converted, ConvertProgress
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, make_folder, replace, temporary_path
from desktop_llm.core.messages import Event
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.preflight_weights import INDEX, SINGLE
from desktop_llm.engine.control import Control
from desktop_llm.engine.decode import Stopped
from desktop_llm.engine.gguf.gguf_shapes import Shape, shape_of
from desktop_llm.engine.gguf.gguf_words import words_of
from desktop_llm.engine.importing import without_compiler

_FORMAT = gguf.GGMLQuantizationType
_CHOSEN = {
    32: (_FORMAT.F32, gguf.LlamaFileType.ALL_F32),
    16: (_FORMAT.F16, gguf.LlamaFileType.MOSTLY_F16),
    8: (_FORMAT.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
    4: (_FORMAT.Q4_0, gguf.LlamaFileType.MOSTLY_Q4_0),
}
_FINER = ("token_embd.weight", "output.weight")
"""At 4 bit these stay at 8: the choice of the next token hangs on them, and they are few."""
_ROWS_AT_ONCE = 1 << 24
"""Numbers that are in memory in fp32 at once."""


def convert(request: Convert, emit: Callable[[Event], None], control: Control) -> Converted:
    """Write the file; under a temporary name until it is whole.

    Raises:
        AppError: What the pre-flight objects to, WRONG_KIND, BAD_OPTION, CONVERT_UNSUPPORTED, LLAMA_CPP_MISSING,
            DISK_FULL or DISK_UNWRITABLE.
        Stopped: The job was cancelled; nothing is left of it.
    """
    started = time.perf_counter()
    folder, out = Path(request.path), Path(request.out)
    if request.bits not in _CHOSEN:
        raise AppError(ErrorCode.BAD_OPTION, f"bits={request.bits}", option="bits", bounds="16, 8 or 4")
    facts = check_folder(folder)
    if not facts.kind.generates:
        raise AppError(ErrorCode.WRONG_KIND, str(facts.kind), kind=str(facts.kind))
    make_folder(out.parent)
    unfinished = temporary_path(out)
    try:
        _write(request, facts, unfinished, lambda done: emit(ConvertProgress(request.job_id, done)), control)
        replace(unfinished, out)
    except OSError as error:
        raise disk_error(error, out) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    size_bytes = out.stat().st_size
    return Converted(
        request.job_id, str(out), size_bytes, 8 * size_bytes / facts.parameters, time.perf_counter() - started
    )


def _write(
    request: Convert, facts: ModelFacts, path: Path, on_progress: Callable[[float], None], control: Control
) -> None:
    folder = Path(request.path)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    shape = shape_of(config)
    with without_compiler():
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
    words = words_of(tokenizer, facts.vocabulary, _ends(folder, config, tokenizer), shape.architecture)
    wanted, file_type = _CHOSEN[request.bits]
    if wanted is _FORMAT.F16 and facts.dtype == "BF16":
        wanted, file_type = _FORMAT.BF16, gguf.LlamaFileType.MOSTLY_BF16  # what it was trained in, to the last bit
    writer = gguf.GGUFWriter(path, shape.architecture)
    writer.add_name(request.name or folder.name)
    if facts.licence:
        writer.add_license(facts.licence)
    shape.write_numbers(writer)
    words.write(writer)
    writer.add_file_type(file_type)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    plan = list(_plan(folder, shape, wanted, bool(config.get("tie_word_embeddings"))))
    for _, name, dimensions, form in plan:
        _announce(writer, name, dimensions, form)
    more = list(shape.more_tensors())
    for name, values in more:
        _announce(writer, name, values.shape, _FORMAT.F32)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for number, (source, _, _, form) in enumerate(plan):
            if control.cancelled:
                raise Stopped
            writer.write_tensor_data(_numbers(folder, source, shape, form))
            on_progress((number + 1) / len(plan))
        for _, values in more:
            writer.write_tensor_data(values)
    finally:
        writer.close()


Planned = tuple[tuple[str, str], str, tuple[int, ...], Any]
"""(file, tensor) it comes from, its name there, its shape, its format."""


def _plan(folder: Path, shape: Shape, wanted: Any, is_tied: bool) -> Iterator[Planned]:
    for file, tensor, dimensions in _tensors(folder):
        name = shape.name_of(tensor)
        if name is None or (is_tied and name == "output.weight"):
            continue
        if shape.model_type == "gpt2" and len(dimensions) == 2 and ".c_" in tensor:
            dimensions = dimensions[::-1]
        form = _FORMAT.Q8_0 if wanted is _FORMAT.Q4_0 and name in _FINER else wanted
        if len(dimensions) < 2 or name == "position_embd.weight":
            form = _FORMAT.F32
        elif form in (_FORMAT.Q8_0, _FORMAT.Q4_0) and dimensions[-1] % 32:
            form = _FORMAT.F16
        yield (file, tensor), name, dimensions, form


def _tensors(folder: Path) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    files = [SINGLE]
    if (folder / INDEX).is_file() and not (folder / SINGLE).is_file():
        files = sorted(set(json.loads((folder / INDEX).read_text("utf-8"))["weight_map"].values()))
    for file in files:
        with safetensors.safe_open(folder / file, framework="pt") as opened:
            for tensor in opened.keys():  # noqa: SIM118  (no dict)
                yield file, tensor, tuple(opened.get_slice(tensor).get_shape())


def _numbers(folder: Path, source: tuple[str, str], shape: Shape, form: Any) -> np.ndarray:
    """A tensor's bytes in its new format, made some rows at a time."""
    file, tensor = source
    with safetensors.safe_open(folder / file, framework="pt") as opened:
        values = shape.turned(tensor, opened.get_tensor(tensor))
    if values.ndim < 2:
        return values.float().numpy()
    rows = max(1, _ROWS_AT_ONCE // values[0].numel())
    parts = [quantize(values[at : at + rows].float().numpy(), form) for at in range(0, len(values), rows)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _announce(writer: gguf.GGUFWriter, name: str, dimensions: tuple[int, ...], form: Any) -> None:
    if form in (_FORMAT.F32, _FORMAT.F16):
        dtype = np.dtype(np.float32 if form is _FORMAT.F32 else np.float16)
        count = int(np.prod(dimensions)) * dtype.itemsize
        writer.add_tensor_info(name, dimensions, dtype, count)
        return
    in_bytes = gguf.quant_shape_to_byte_shape(dimensions, form)
    writer.add_tensor_info(name, in_bytes, np.dtype(np.uint8), int(np.prod(in_bytes)), raw_dtype=form)


def _ends(folder: Path, config: dict[str, Any], tokenizer: Any) -> list[int]:
    """Ids that end an answer, the tokenizer's own first."""
    named: list[Any] = [tokenizer.eos_token_id, config.get("eos_token_id")]
    with contextlib.suppress(OSError, ValueError, AttributeError):  # it may be missing or hold anything
        named.append(json.loads((folder / "generation_config.json").read_text("utf-8")).get("eos_token_id"))
    found: dict[int, None] = {}
    for value in named:
        for token in value if isinstance(value, list) else [value]:
            if isinstance(token, int) and token >= 0:
                found[token] = None
    return list(found)
