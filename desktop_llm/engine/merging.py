"""A LoRA adapter in peft's format put into its base's weights: a checkpoint like any other comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors import SafetensorError

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import make_folder
from desktop_llm.core.preflight import check_folder
from desktop_llm.engine import machine
from desktop_llm.engine.exporting import refuse_taken, size_of
from desktop_llm.engine.importing import without_compiler
from desktop_llm.engine.training.saving import in_format, refuse_small_disk, saved_format, write_checkpoint

ADAPTER, CONFIG = "adapter_model.safetensors", "adapter_config.json"
_CLASSES = {
    Kind.MASKED: transformers.AutoModelForMaskedLM,
    Kind.SEQ2SEQ: transformers.AutoModelForSeq2SeqLM,
    Kind.CLASSIFIER: transformers.AutoModelForSequenceClassification,
}


def base_of(adapter: Path) -> str:
    """The base that an adapter names.

    Raises:
        AppError: NOT_A_MODEL where the folder holds no adapter, WEIGHTS_PICKLED, CONFIG_DAMAGED.
    """
    if not (adapter / CONFIG).is_file():
        raise AppError(ErrorCode.NOT_A_MODEL, f"no {CONFIG}", folder=str(adapter))
    if not (adapter / ADAPTER).is_file():
        code = ErrorCode.WEIGHTS_PICKLED if (adapter / "adapter_model.bin").is_file() else ErrorCode.WEIGHTS_MISSING
        raise AppError(code, f"no {ADAPTER}", folder=str(adapter), file=ADAPTER)
    try:
        config: dict[str, Any] = json.loads((adapter / CONFIG).read_bytes())
        return str(config.get("base_model_name_or_path") or "")
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise AppError(ErrorCode.CONFIG_DAMAGED, repr(error), folder=str(adapter), file=CONFIG) from error


def merge_adapter(adapter: Path, base: Path, target: Path, go_on: Callable[[float], None] = lambda _: None) -> int:
    """Write the merged checkpoint, in the base's format; the bytes it takes.

    Args:
        adapter: In peft's format.
        base: The folder it was made for.
        target: Must not exist.
        go_on: Gets the fraction done; may raise to stop.

    Raises:
        AppError: What the look at the base found, TOO_BIG, WEIGHTS_MISMATCH where the two do not belong together,
            NAME_TAKEN, DISK_FULL, DISK_UNWRITABLE.
    """
    refuse_taken(target)
    base_of(adapter)
    facts = check_folder(base)
    needed = facts.parameters * 4
    available = machine.free_bytes(torch.device("cpu"))
    if needed > available:
        raise AppError(ErrorCode.TOO_BIG, "merging in fp32", needed_bytes=needed, free_bytes=available)
    make_folder(target.parent)
    refuse_small_disk(target.parent, facts.weights_bytes)
    go_on(0.05)
    merged = _merged(adapter, base, _CLASSES.get(facts.kind, transformers.AutoModelForCausalLM))
    go_on(0.7)
    weights = in_format(merged.state_dict(), saved_format(facts.dtype))
    card = f"# {target.name}\n\n{base.name} with the adapter {adapter.name} merged into its weights by Desktop LLM.\n"
    if facts.licence:
        card = f"---\nlicense: {facts.licence}\nlibrary_name: transformers\n---\n\n{card}"
    write_checkpoint(target, merged, weights, base, card, facts.weights_bytes)
    go_on(1.0)
    return size_of(target)


def _merged(adapter: Path, base: Path, auto: Any) -> Any:
    """In fp32, so that the sum is rounded once."""
    import peft

    try:
        with without_compiler():
            model = auto.from_pretrained(
                str(base), dtype=torch.float32, local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
        adapted = peft.PeftModel.from_pretrained(model, str(adapter), local_files_only=True)
        return adapted.merge_and_unload(safe_merge=True)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, AttributeError, SafetensorError) as error:
        memory = machine.memory_error(error)
        if memory is not None:
            raise memory from error
        raise AppError(ErrorCode.WEIGHTS_MISMATCH, repr(error)[:2000], folder=str(adapter)) from error
