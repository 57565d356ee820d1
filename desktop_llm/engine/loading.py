"""A folder becomes a `LoadedModel`: pre-flight, memory check, tokenizer, weights, and a first token as proof.

The pre-flight itself is `core.preflight`; nothing of a folder reaches a library before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.cache_utils import DynamicCache, DynamicLayer

from desktop_llm.core import fit
from desktop_llm.core.checkpoint import Fit, Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.messages import Load
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.resources import resource_path
from desktop_llm.engine import machine
from desktop_llm.engine.forward.preparing import QUANTIZED, Prepared, agrees, prepare
from desktop_llm.engine.forward.structure import is_known
from desktop_llm.engine.importing import import_model_code, without_algebra, without_compiler
from desktop_llm.engine.model import LoadedModel

_AUTO_CLASS = {
    Kind.BASE: "AutoModelForCausalLM",
    Kind.CHAT: "AutoModelForCausalLM",
    Kind.MASKED: "AutoModelForMaskedLM",
    Kind.CLASSIFIER: "AutoModelForSequenceClassification",
    Kind.EMBEDDING: "AutoModel",
}
_HARMLESS = re.compile(r"(^|\.)(position_ids|inv_freq|masked_bias|attn\.bias|num_batches_tracked|token_type_ids)$")
"""Buffers that old checkpoints carry and that are computed anew."""
_UNUSED = {
    Kind.MASKED: re.compile(r"(^|\.)(pooler\.|cls\.seq_relationship\.)"),
    Kind.EMBEDDING: re.compile(r"^(pooler\.|cls\.|lm_head\.)"),
}
"""Heads of other tasks that this kind does without."""
_TOKENIZER_FILES = (
    "tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model", "sentencepiece.bpe.model",
    "tekken.json",
)  # fmt: skip
_SAMPLE_TOKENS = 512
CONTEXT_FOR_FIT = 2048
"""Tokens of conversation that the memory check makes room for."""


def load_checkpoint(request: Load, on_progress: Callable[[float], None], to_train: bool = False) -> LoadedModel:
    """Bring a checkpoint into memory. `on_progress` gets 0 to 1.

    Args:
        request: Which, where and in what precision.
        on_progress: Gets the fraction done.
        to_train: Leave the weights as they are, in transformers' model alone.

    Raises:
        AppError: Whatever the pre-flight, the memory check, the libraries or the first token object to.
    """
    path = Path(request.path)
    facts = check_folder(path)
    device = machine.chosen_device(request.device)
    asked = request.precision
    is_quantized = asked in QUANTIZED and not to_train
    can_be_quantized = facts.kind.generates and device.type == "cpu" and is_known(facts.architecture)
    if is_quantized and not can_be_quantized:
        if not request.precision_is_wish:
            raise AppError(ErrorCode.PRECISION_UNAVAILABLE, asked, precision=asked)
        is_quantized, asked = False, "auto"
    dtype = machine.chosen_dtype("bf16" if is_quantized else asked, device, facts.hidden)
    precision = asked if is_quantized else machine.precision_name(dtype)
    _check_memory(facts, device, precision)
    machine.set_threads(request.threads)
    on_progress(0.1)
    tokenizer = _tokenizer(path)
    on_progress(0.2)
    model = _model(path, facts, device, dtype)
    on_progress(0.5)
    prepared = Prepared()
    if facts.kind.generates and not to_train:
        prepared = prepare(model, path, precision, dtype, _sample(tokenizer, facts) if is_quantized else ())
    network = prepared.network
    on_progress(0.9)
    vocabulary = int(model.get_input_embeddings().weight.shape[0])
    has_cache = prove(model, facts)
    if network is not None and not agrees(network, model, dtype):
        network = None
    config = model.config
    labels: tuple[str, ...] = ()
    if facts.kind is Kind.CLASSIFIER:
        labels = tuple(str(label) for _, label in sorted((config.id2label or {}).items()))
    loaded = LoadedModel(
        path=request.path,
        facts=facts,
        model=model,
        tokenizer=tokenizer,
        device=device,
        dtype=dtype,
        stop_ids=_stop_ids(path, config, tokenizer),
        context_tokens=facts.context_tokens,
        vocabulary=vocabulary,
        has_cache=has_cache,
        labels=labels,
        network=network,
        precision=precision,
        quality_loss=prepared.loss,
    )
    on_progress(1.0)
    return loaded


def _sample(tokenizer: Any, facts: ModelFacts) -> list[int]:
    """Ids of the sample text on which the cost of fewer bits is measured."""
    text = resource_path("texts", "bakery_handbook.md").read_text("utf-8")[: _SAMPLE_TOKENS * 8]
    ids = list(tokenizer(text, verbose=False)["input_ids"])
    return ids[: min(_SAMPLE_TOKENS, facts.context_tokens or _SAMPLE_TOKENS)]


def _check_memory(facts: ModelFacts, device: torch.device, precision: str) -> None:
    context = min(facts.context_tokens or CONTEXT_FOR_FIT, CONTEXT_FOR_FIT)
    needed = fit.memory_to_chat(facts, context, precision)
    free = machine.free_bytes(device)
    total = max(free, *(known.memory_bytes for known in machine.devices() if known.name == str(device)), 0)
    if fit.fit_of(needed, fit.Memory(total, free)) is Fit.TOO_BIG:
        raise AppError(ErrorCode.TOO_BIG, f"{needed} of {free}", needed_bytes=needed, free_bytes=free)


def _tokenizer(path: Path) -> Any:
    if not any((path / name).exists() for name in _TOKENIZER_FILES):
        raise AppError(ErrorCode.TOKENIZER_MISSING, str(path), file="tokenizer.json")
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            str(path), local_files_only=True, trust_remote_code=False
        )
        tokenizer("a 1", add_special_tokens=True)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # tokenizers' panics derive from BaseException
        raise AppError(ErrorCode.TOKENIZER_DAMAGED, repr(error)[:2000]) from error
    return tokenizer


def _model(path: Path, facts: ModelFacts, device: torch.device, dtype: torch.dtype) -> Any:
    name = _AUTO_CLASS.get(facts.kind)
    if name is None:
        raise AppError(ErrorCode.WRONG_KIND, facts.kind, kind=str(facts.kind))
    import_model_code(facts.architecture)
    auto = getattr(transformers, name)
    options: dict[str, Any] = {
        "dtype": dtype,
        "local_files_only": True,
        "use_safetensors": True,
        "trust_remote_code": False,
        "output_loading_info": True,
        "generation_config": transformers.GenerationConfig() if facts.kind.generates else None,
    }
    if device.type == "cuda":
        options["device_map"] = {"": device}
    with without_compiler(), without_algebra():
        model, info = _from_pretrained(auto, path, options)
    _check_keys(info, facts.kind)
    return model.to(device).eval()


def _from_pretrained(auto: Any, path: Path, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Load with torch's fused attention, or transformers' own where a class has no other."""
    try:
        try:
            loaded = auto.from_pretrained(str(path), attn_implementation="sdpa", **options)
        except ValueError as error:
            if "scaled_dot_product_attention" not in str(error) and "sdpa" not in str(error):
                raise
            loaded = auto.from_pretrained(str(path), attn_implementation="eager", **options)
        return loaded
    except (KeyboardInterrupt, SystemExit, AppError):
        raise
    except BaseException as error:
        raise _loading_error(error) from error


def _loading_error(error: BaseException) -> AppError:
    memory = machine.memory_error(error)
    if memory is not None:
        return memory
    text = f"{type(error).__name__}: {error}"[:2000]
    lowered = text.lower()
    if "ignore_mismatched_sizes" in text or "size mismatch" in lowered:
        return AppError(ErrorCode.WEIGHTS_MISMATCH, text)
    if "safetensor" in lowered or "deserializing" in lowered:
        return AppError(ErrorCode.WEIGHTS_DAMAGED, text)
    if "custom code" in lowered or "trust_remote_code" in lowered:
        return AppError(ErrorCode.REMOTE_CODE, text)
    if "does not recognize this architecture" in lowered or "unrecognized" in lowered:
        return AppError(ErrorCode.UNKNOWN_ARCHITECTURE, text)
    if isinstance(error, FileNotFoundError) or "no file named" in lowered:
        return AppError(ErrorCode.WEIGHTS_MISSING, text)
    if isinstance(error, OSError):
        return AppError(ErrorCode.WEIGHTS_DAMAGED, text)
    return AppError(ErrorCode.CONFIG_DAMAGED, text)


def _check_keys(info: dict[str, Any], kind: Kind) -> None:
    """Refuse a model of which a part was invented or left over (transformers only logs it)."""
    unused = _UNUSED.get(kind)

    def serious(keys: Iterable[Any]) -> list[str]:
        names = sorted(str(key[0] if isinstance(key, tuple) else key) for key in keys)
        return [n for n in names if not _HARMLESS.search(n) and not (unused and unused.search(n))]

    found = {part: serious(info.get(f"{part}_keys", ())) for part in ("missing", "unexpected", "mismatched")}
    bad = {part: names for part, names in found.items() if names}
    if bad or info.get("error_msgs"):
        detail = "; ".join(f"{part}: {', '.join(names[:8])}" for part, names in bad.items())
        raise AppError(ErrorCode.WEIGHTS_MISMATCH, detail or str(info["error_msgs"])[:2000])


def prove(model: Any, facts: ModelFacts) -> bool:
    """Run one token through the model, and see whether its keys and values can be kept.

    Raises:
        AppError: WEIGHTS_DAMAGED when a figure is not a number.
    """
    ids = torch.zeros(1, 1, dtype=torch.long, device=model.device)
    with torch.inference_mode():
        try:
            result = model(input_ids=ids, use_cache=True) if facts.kind.generates else model(input_ids=ids)
        except (IndexError, RuntimeError, ValueError, TypeError, AttributeError) as error:
            raise machine.memory_error(error) or AppError(ErrorCode.CONFIG_DAMAGED, repr(error)[:2000]) from error
    figures = result.logits if "logits" in result else result[0]
    if not bool(torch.isfinite(figures).all()):
        raise AppError(ErrorCode.WEIGHTS_DAMAGED, "the first figures are not numbers")
    if not facts.kind.generates:
        return False
    return _can_keep(getattr(result, "past_key_values", None), model)


def _can_keep(cache: Any, model: Any) -> bool:
    if type(cache) is not DynamicCache or getattr(model, "_is_stateful", False):
        return False
    return all(isinstance(layer, DynamicLayer) for layer in cache.layers) and cache.get_seq_length() == 1


def _stop_ids(path: Path, config: Any, tokenizer: Any) -> frozenset[int]:
    """End tokens by all who name one: generation_config.json (which may hold rubbish), config, tokenizer."""
    named: list[Any] = [_read_json(path / "generation_config.json").get("eos_token_id")]
    named += [config.get_text_config().eos_token_id, tokenizer.eos_token_id]
    ids: set[int] = set()
    for value in named:
        ids.update(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, int) and v >= 0)
    return frozenset(ids)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
