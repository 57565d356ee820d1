"""Weights -> a whole checkpoint folder in Hugging Face's layout, or none at all, whatever happens in between.

Everything is written under a temporary name, made durable, and renamed. The config, the tokenizer, the template and
the generation settings are the base's own files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, replace, sync_folder, temporary_path
from desktop_llm.engine import machine

COMPANIONS = (
    "config.json", "generation_config.json", "chat_template.jinja", "chat_template.json",
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "tokenizer.model", "vocab.json", "merges.txt", "vocab.txt", "spiece.model", "sentencepiece.bpe.model",
    "tekken.json", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE",
)  # fmt: skip
_FULL_SIGNS = ("No space left", "File too large", "Disk quota exceeded", "not enough space on the disk")
"""How safetensors, which has no error numbers, tells a full disk."""
_FORMATS = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Companions:
    """What belongs into a checkpoint's folder besides weights and the base's files.

    Attributes:
        own_config: The model's own config.json instead of the base's: it has another head.
        chat_template: Where the base had none.
        write: Writes more into the folder.
    """

    own_config: bool = False
    chat_template: str = ""
    write: Callable[[Path], None] | None = None


def saved_format(dtype: str) -> torch.dtype:
    """Torch's type for a safetensors name ("BF16"); fp32 for what is no plain floating point."""
    return _FORMATS.get(dtype, torch.float32)


def in_format(weights: dict[str, torch.Tensor], dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """The weights in the type they are saved in; those that share memory (tied ones) go on sharing it."""
    known: dict[tuple[int, int, tuple[int, ...]], torch.Tensor] = {}
    changed = {}
    for name, tensor in weights.items():
        key = (tensor.data_ptr(), tensor.storage_offset(), tuple(tensor.shape))
        if key not in known:
            known[key] = tensor.detach().to("cpu", dtype if tensor.is_floating_point() else tensor.dtype)
        changed[name] = known[key]
    return changed


def write_checkpoint(
    target: Path,
    model: Any,
    weights: dict[str, torch.Tensor],
    base_path: Path,
    card: str,
    needed_bytes: int,
    companions: Companions = Companions(),
) -> None:
    """Write a checkpoint folder at `target`, which must not exist.

    Args:
        target: Where it appears, whole.
        model: The transformers model that the weights belong to.
        weights: As they are to be saved.
        base_path: The folder of the base, whose small files are copied.
        card: Text of README.md.
        needed_bytes: What the folder takes, for the message where the disk is full.
        companions: What else belongs into the folder.

    Raises:
        AppError: DISK_FULL (`needed_bytes`, `free_bytes`), DISK_UNWRITABLE. Nothing is left of the attempt.
    """

    def write(folder: Path) -> None:
        model.save_pretrained(str(folder), state_dict=weights, max_shard_size="4GB")
        (folder / "generation_config.json").unlink(missing_ok=True)
        for name in COMPANIONS:
            if (base_path / name).is_file() and not (name == "config.json" and companions.own_config):
                shutil.copyfile(base_path / name, folder / name)
        if companions.chat_template:
            (folder / "chat_template.jinja").write_text(companions.chat_template, "utf-8")
        (folder / "README.md").write_text(card, "utf-8")
        if companions.write is not None:
            companions.write(folder)

    write_folder(target, write, needed_bytes)


def write_folder(target: Path, write: Callable[[Path], None], needed_bytes: int = 0) -> None:
    """Make a folder appear whole: `write` fills it under a temporary name.

    Raises:
        AppError: DISK_FULL, DISK_UNWRITABLE, OUT_OF_MEMORY.
    """
    temporary = temporary_path(target)
    try:
        temporary.mkdir(parents=True)
        write(temporary)
        _sync_files(temporary)
        replace(temporary, target)
        sync_folder(target.parent)
    except (OSError, SafetensorError, RuntimeError) as error:
        free_bytes = free_disk_bytes(target)
        shutil.rmtree(temporary, ignore_errors=True)
        raise _trouble(error, target, needed_bytes, free_bytes) from error
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def free_disk_bytes(path: Path) -> int:
    """Bytes free on the disk that holds a path (or will)."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free


def refuse_small_disk(folder: Path, needed_bytes: int) -> None:
    """Raise DISK_FULL (`needed_bytes`, `free_bytes`) where the disk of `folder` has less room than that."""
    free_bytes = free_disk_bytes(folder)
    if free_bytes < needed_bytes:
        raise AppError(
            ErrorCode.DISK_FULL, "not enough room for the checkpoint", needed_bytes=needed_bytes,
            free_bytes=free_bytes, folder=str(folder), file=folder.name,
        )  # fmt: skip


def _sync_files(folder: Path) -> None:
    """Make every file durable, with the permissions of any other file (safetensors takes all but the owner's away)."""
    plain = 0o666 & ~_umask()
    for path in folder.iterdir():
        if path.is_dir():
            _sync_files(path)
            continue
        path.chmod(plain)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    sync_folder(folder)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _trouble(error: Exception, target: Path, needed_bytes: int, free_bytes: int) -> BaseException:
    """The expected trouble behind a failed write; the error itself where it is none."""
    if isinstance(error, OSError):
        trouble = disk_error(error, target)
    elif any(sign in str(error) for sign in _FULL_SIGNS):
        trouble = AppError(ErrorCode.DISK_FULL, str(error), file=target.name, folder=str(target.parent))
    elif isinstance(error, SafetensorError):
        trouble = AppError(ErrorCode.DISK_UNWRITABLE, str(error), file=target.name, folder=str(target.parent))
    else:
        return machine.memory_error(error) or error
    trouble.values |= {"needed_bytes": needed_bytes, "free_bytes": free_bytes}
    return trouble
