"""Which model a LoRA adapter belongs to: by the name that it states, and by the shapes of what it changes.

Putting the two together is the engine's (`engine.merging`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.checkpoint import Checkpoint, Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.model_files import look_at
from desktop_llm.core.preflight_config import CONFIG_LIMIT_BYTES
from desktop_llm.core.preflight_weights import read_adapter, read_weights
from desktop_llm.core.safetensors_header import TensorEntry

CONFIG = "adapter_config.json"
_PREFIX = "base_model.model."
_PAIR = re.compile(r"(?P<module>.+)\.lora_(?P<half>[AB])(\.default)?\.weight")


@dataclass(frozen=True, slots=True)
class Match:
    """The base of an adapter.

    Attributes:
        by_name: The adapter states its name; otherwise only the shapes agree.
    """

    base: Checkpoint
    by_name: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """What an adapter does to one module: [out, in] of the weight that it needs."""

    outputs: int
    inputs: int


def find_base(folder: Path, candidates: Sequence[Checkpoint]) -> Match:
    """The model of the list that the adapter in a folder belongs to.

    Raises:
        AppError: What the pre-flight says of the adapter; ADAPTER_UNKNOWN (`reason`) for a kind that is not read;
            ADAPTER_NO_BASE where no model of the list is its base, with `name` as the adapter states it.
    """
    config, changes = read_changes(folder)
    stated = str(config.get("base_model_name_or_path") or "").replace("\\", "/").rstrip("/")
    wanted = stated.rsplit("/", 1)[-1]
    usable = [c for c in candidates if c.facts and c.trouble is None and c.kind is not Kind.ADAPTER and c.path.is_dir()]
    named = [c for c in usable if str(c.path) == stated or _same_name(wanted, c)]
    whole, transposed = changes, bool(config.get("fan_in_fan_out"))
    reasons = []
    for candidate in (*named, *(c for c in usable if c not in named)):
        reason = _why_not(candidate, whole, transposed)
        if not reason:
            return Match(candidate, candidate in named)
        if candidate in named:
            reasons.append(f"{candidate.name}: {reason}")
    detail = "; ".join(reasons) or f"{len(usable)} models looked at"
    raise AppError(
        ErrorCode.ADAPTER_NO_BASE, detail, name=wanted or stated, folder=str(folder), reason="; ".join(reasons)[:300]
    )


def read_changes(folder: Path) -> tuple[dict[str, object], Mapping[str, _Change]]:
    """The adapter's config, and what it changes by module.

    Raises:
        AppError: As `find_base`.
    """
    opened = look_at(folder)
    if CONFIG not in opened.names:
        raise AppError(ErrorCode.NOT_A_MODEL, f"no {CONFIG}", file=CONFIG, folder=str(folder))
    config = opened.read_json(CONFIG, CONFIG_LIMIT_BYTES, ErrorCode.CONFIG_DAMAGED)
    if config.get("peft_type") != "LORA" or config.get("use_dora"):
        kind = "DoRA" if config.get("use_dora") else str(config.get("peft_type"))[:40]
        raise AppError(ErrorCode.ADAPTER_UNKNOWN, kind, reason=kind, folder=str(folder))
    return config, _changes(read_adapter(opened).tensors, folder)


def _changes(tensors: Mapping[str, TensorEntry], folder: Path) -> Mapping[str, _Change]:
    halves: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, entry in tensors.items():
        match = _PAIR.fullmatch(name)
        if match is None:
            raise AppError(ErrorCode.ADAPTER_UNKNOWN, name[:200], reason=name[:60], folder=str(folder))
        halves.setdefault(match["module"].removeprefix(_PREFIX), {})[match["half"]] = entry.shape
    changes = {}
    for module, found in halves.items():
        a, b = found.get("A", ()), found.get("B", ())
        if len(a) != 2 or len(b) != 2 or a[0] != b[1]:
            detail = f"{module}: {a} and {b}"
            raise AppError(ErrorCode.WEIGHTS_MISMATCH, detail, missing=1, total=len(halves))
        changes[module] = _Change(outputs=b[0], inputs=a[1])
    return changes


def _why_not(candidate: Checkpoint, changes: Mapping[str, _Change], transposed: bool) -> str:
    """What speaks against a base; "" for nothing."""
    try:
        opened = look_at(candidate.path)
        config = opened.read_json("config.json", CONFIG_LIMIT_BYTES, ErrorCode.CONFIG_DAMAGED)
        tensors = read_weights(opened, config).tensors
    except AppError as error:
        return str(error.code)
    for module, change in changes.items():
        entry = tensors.get(f"{module}.weight") or tensors.get(f"{module.removeprefix('transformer.')}.weight")
        if entry is None:
            return f"it has no {module}"
        needed = (change.inputs, change.outputs) if transposed else (change.outputs, change.inputs)
        if entry.shape != needed:
            return f"{module} is {' x '.join(map(str, entry.shape))}, not {' x '.join(map(str, needed))}"
    return ""


def _same_name(wanted: str, candidate: Checkpoint) -> bool:
    names = {candidate.name.casefold(), candidate.path.name.casefold()}
    return bool(wanted) and wanted.casefold() in names
