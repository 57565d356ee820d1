"""A checkpoint as a folder in Hugging Face's layout, its weights in another format where that is wanted.

One weight file at a time is in memory, so a checkpoint larger than the memory is exported too.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import make_folder
from desktop_llm.core.preflight import check_folder
from desktop_llm.engine.training.saving import COMPANIONS, refuse_small_disk, write_folder

INDEX = "model.safetensors.index.json"
_FORMATS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def export_folder(
    path: Path, target: Path, precision: str = "auto", go_on: Callable[[float], None] = lambda _: None
) -> int:
    """Write the folder; the bytes it takes.

    Args:
        path: The checkpoint's folder, checked here once more.
        target: Must not exist.
        precision: "auto", "fp32", "bf16" or "fp16".
        go_on: Gets the fraction done; may raise to stop. Then nothing is left.

    Raises:
        AppError: What the look at the folder found, NAME_TAKEN, BAD_OPTION, WRONG_KIND for a GGUF file, DISK_FULL,
            DISK_UNWRITABLE.
    """
    refuse_taken(target)
    if precision != "auto" and precision not in _FORMATS:
        bounds = "auto, fp32, bf16 or fp16"
        raise AppError(ErrorCode.BAD_OPTION, precision, option="--precision", bounds=bounds)
    facts = check_folder(path)
    if not path.is_dir():
        raise AppError(ErrorCode.WRONG_KIND, "a single file", kind=facts.kind.value)
    wanted = _FORMATS.get(precision)
    needed = facts.weights_bytes if wanted is None else facts.parameters * wanted.itemsize
    make_folder(target.parent)
    refuse_small_disk(target.parent, needed)
    weights = _weight_files(path)

    def write(folder: Path) -> None:
        for number, file in enumerate(weights):
            go_on(number / len(weights))
            if wanted is None:
                shutil.copyfile(file, folder / file.name)
            else:
                _rewrite(file, folder / file.name, wanted)
        for name in (*COMPANIONS, INDEX, "README.md"):
            if (path / name).is_file():
                shutil.copyfile(path / name, folder / name)
        if wanted is not None:
            _tell_format(folder, wanted)

    write_folder(target, write, needed)
    go_on(1.0)
    return size_of(target)


def refuse_taken(target: Path) -> None:
    """Raise NAME_TAKEN where something lies at the target."""
    if os.path.lexists(target):
        raise AppError(ErrorCode.NAME_TAKEN, str(target), file=target.name, name=target.name)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(folder) for name in names)


def _weight_files(path: Path) -> list[Path]:
    """The files that the index names, or the single one."""
    if (path / INDEX).is_file() and not (path / "model.safetensors").is_file():
        index: dict[str, Any] = json.loads((path / INDEX).read_bytes())
        return [path / name for name in sorted(set(index["weight_map"].values()))]
    return [path / "model.safetensors"]


def _rewrite(source: Path, target: Path, dtype: torch.dtype) -> None:
    with safe_open(source, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (it is no dict)
    changed = {name: tensor.to(dtype) if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    save_file(changed, target, metadata={"format": "pt"})


def _tell_format(folder: Path, dtype: torch.dtype) -> None:
    """In the config, and the size in the index."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_bytes())
    config.pop("torch_dtype", None)
    config["dtype"] = str(dtype).removeprefix("torch.")
    (folder / "config.json").write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if (folder / INDEX).is_file():
        index: dict[str, Any] = json.loads((folder / INDEX).read_bytes())
        index["metadata"] = {"total_size": sum(path.stat().st_size for path in folder.glob("*.safetensors"))}
        (folder / INDEX).write_text(json.dumps(index, indent=2), "utf-8")
