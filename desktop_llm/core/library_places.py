"""Where checkpoints may lie, and what each is called before anyone renames it.

Only names of folders and files are looked at here; what is in them, the pre-flight says.
"""

from __future__ import annotations

import os
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_llm.core.checkpoint import Origin
from desktop_llm.core.gguf_file import is_gguf, models_among, stem_of
from desktop_llm.core.paths import library_folder, runs_folder
from desktop_llm.core.resources import resource_path
from desktop_llm.core.runs import CHECKPOINT, JOB, moments, step_of

_BUNDLED_NAMES = {
    "starter-chat": "Starter (chat)",
    "starter": "Starter",
    "starter-encoder": "Starter (fills gaps)",
}
_MODEL_FILES = {"config.json", "adapter_config.json"}
_MODEL_SUFFIXES = (".safetensors", ".safetensors.index.json", ".bin", ".pt", ".pth", ".ckpt")
_JOB_LIMIT_BYTES = 1_000_000
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or a GGUF file that looks like a checkpoint."""

    path: Path
    origin: Origin
    name: str
    base_path: str = ""
    run_id: str = ""


def all_places(chosen_library: str, opened: Iterable[str], more: Iterable[str] = ()) -> Iterator[Place]:
    """Every folder to list, in the order of the list; opened ones also where they are gone."""
    yield from _bundled()
    yield from _trained()
    for library in (library_folder(chosen_library), *map(Path, more)):
        yield from _in_library(library)
    for folder in opened:
        path = Path(folder)
        yield Place(path, Origin.OPENED, folder_name(path))


def looks_like_model(folder: Path) -> bool:
    """Whether there is any file in it that belongs to a model."""
    try:
        with os.scandir(folder) as entries:
            return any(entry.name in _MODEL_FILES or entry.name.lower().endswith(_MODEL_SUFFIXES) for entry in entries)
    except OSError:
        return False


def snapshot_in(folder: Path) -> Path:
    """For `models--OWNER--NAME` of a Hugging Face cache its newest snapshot, otherwise the folder."""
    snapshots = folders_in(folder / "snapshots") if folder.name.startswith("models--") else []
    return max(snapshots, key=_changed_at, default=folder)


def cache_of(snapshot: Path) -> Path:
    """For a snapshot in a Hugging Face cache the `models--OWNER--NAME` that holds its files, otherwise the folder."""
    cache = snapshot.parent.parent
    return cache if snapshot.parent.name == "snapshots" and cache.name.startswith("models--") else snapshot


def folder_name(path: Path) -> str:
    """A plain name for a folder or file, fit for one line of text."""
    name = stem_of(path)
    if cache_of(path) != path:
        name = cache_of(path).name.rsplit("--", 1)[-1]
    return plain_name(name) or "untitled"


def plain_name(name: str) -> str:
    """The name without what would break a line or turn its direction."""
    kept = ("" if unicodedata.bidirectional(c) in _TURNING else " " if _breaks(c) else c for c in name)
    return " ".join("".join(kept).split())[:_LONGEST_NAME]


_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _breaks(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _bundled() -> Iterator[Place]:
    folders = [path for path in folders_in(resource_path("checkpoints")) if looks_like_model(path)]
    order = list(_BUNDLED_NAMES)
    for path in sorted(folders, key=lambda p: (order.index(p.name) if p.name in order else len(order), p.name)):
        yield Place(path, Origin.BUNDLED, _BUNDLED_NAMES.get(path.name, folder_name(path)))


def _trained() -> Iterator[Place]:
    """Each run's checkpoint, and behind it the moments that the person kept along the run, by their step."""
    kept = {run: moments(run) for run in folders_in(runs_folder())}
    runs = [run for run, steps in kept.items() if steps or (run / CHECKPOINT).is_dir()]
    for run in sorted(runs, key=_changed_at, reverse=True):
        job = _job(run / JOB)
        name = plain_name(str(job.get("name", ""))) or folder_name(run)
        base_path = str(job.get("base_path", ""))
        if (run / CHECKPOINT).is_dir():
            yield Place(run / CHECKPOINT, Origin.TRAINED, name, base_path, run.name)
        for path in kept[run]:
            yield Place(path, Origin.TRAINED, f"{name} · {step_of(path)}", base_path, run.name)


def _in_library(folder: Path) -> Iterator[Place]:
    yield from _gguf_files(folder)
    for path in folders_in(folder):
        if looks_like_model(path):
            yield Place(path, Origin.LIBRARY, folder_name(path))
            yield from _gguf_files(path)
            continue
        yield from _gguf_files(path)
        inner = [snapshot_in(path)] if path.name.startswith("models--") else folders_in(path)
        for nested in inner:
            if nested != path:
                if looks_like_model(nested):
                    yield Place(nested, Origin.LIBRARY, folder_name(nested))
                yield from _gguf_files(nested)


def _gguf_files(folder: Path) -> Iterator[Place]:
    """Each is a model of its own, of several parts the first."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if is_gguf(entry.name) and entry.is_file()]
    except OSError:
        return
    for name in models_among(names):
        yield Place(folder / name, Origin.LIBRARY, folder_name(folder / name))


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder by name, without hidden and temporary ones."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return []
    return [folder / name for name in sorted(names, key=str.casefold)]


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _job(path: Path) -> dict[str, object]:
    """A run's job.toml; empty where it can not be read, which costs the run only its name."""
    try:
        with path.open("rb") as file:
            text = file.read(_JOB_LIMIT_BYTES).decode("utf-8")
        return tomllib.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
