"""Models that other programs of this computer have fetched: found where those keep them, read in place, never changed.

Hugging Face's cache, LM Studio, Ollama, GPT4All and Jan. Only names and Ollama's small manifests are read here.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from desktop_llm.core.gguf_file import models_among, stem_of
from desktop_llm.core.library_places import folder_name, looks_like_model, plain_name, snapshot_in

MOST_MODELS = 2_000
_MANIFEST_LIMIT_BYTES = 1_000_000
_OLLAMA_MODEL = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_JAN_DEEP = 3


class Program(StrEnum):
    """Programs whose models are found."""

    HUGGING_FACE = "Hugging Face"
    LM_STUDIO = "LM Studio"
    OLLAMA = "Ollama"
    GPT4ALL = "GPT4All"
    JAN = "Jan"


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """A model of another program: its folder or file, and what it is called there."""

    program: Program
    path: Path
    name: str


def foreign_models(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> tuple[ForeignModel, ...]:
    """Every model that other programs keep here, at most `MOST_MODELS`.

    Args:
        home: The person's folder; the real one by default.
        environment: Variables in which some programs are told where to keep their models.
    """
    home = home or Path.home()
    data = _data_folders(home, environment)
    found: dict[Path, ForeignModel] = {}
    for program, folders in _places(home, data, environment):
        for folder in folders:
            for path, name in islice(_LISTERS[program](folder), MOST_MODELS):
                found.setdefault(path, ForeignModel(program, path, plain_name(name) or "untitled"))
    return tuple(islice(found.values(), MOST_MODELS))


def _data_folders(home: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Where programs of this system keep their data."""
    if sys.platform == "darwin":
        return (home / "Library" / "Application Support",)
    if sys.platform == "win32":
        named = (environment.get("APPDATA"), environment.get("LOCALAPPDATA"))
        return tuple(Path(name) for name in named if name)
    shared = environment.get("XDG_DATA_HOME")
    chosen = environment.get("XDG_CONFIG_HOME")
    return (Path(shared) if shared else home / ".local" / "share", Path(chosen) if chosen else home / ".config")


def _places(
    home: Path, data: tuple[Path, ...], environment: Mapping[str, str]
) -> Iterator[tuple[Program, tuple[Path, ...]]]:
    cache = environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE")
    hub = environment.get("HF_HOME")
    shared = environment.get("XDG_CACHE_HOME")
    usual = (Path(shared) if shared else home / ".cache") / "huggingface" / "hub"
    yield Program.HUGGING_FACE, (Path(cache) if cache else Path(hub) / "hub" if hub else usual,)
    yield Program.LM_STUDIO, (home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models")
    ollama = environment.get("OLLAMA_MODELS")
    system = Path("/usr/share/ollama/.ollama/models")
    yield Program.OLLAMA, (Path(ollama),) if ollama else (home / ".ollama" / "models", system)
    yield Program.GPT4ALL, tuple(folder / "nomic.ai" / "GPT4All" for folder in data)
    jan = (home / "jan", *(folder / "Jan" / "data" for folder in data))
    yield Program.JAN, tuple(folder / models for folder in jan for models in ("models", "llamacpp/models"))


def _hub_models(folder: Path) -> Iterator[tuple[Path, str]]:
    for cached in _subfolders(folder):
        snapshot = snapshot_in(cached)
        if snapshot == cached:
            continue
        if looks_like_model(snapshot):
            yield snapshot, folder_name(snapshot)
        yield from _gguf_in(snapshot)


def _nested_gguf(folder: Path, deep: int = _JAN_DEEP) -> Iterator[tuple[Path, str]]:
    """LM Studio keeps publisher/model/file.gguf, Jan a folder for each, GPT4All all in one."""
    yield from _gguf_in(folder)
    if deep:
        for inner in _subfolders(folder):
            if looks_like_model(inner):
                yield inner, inner.name
            yield from _nested_gguf(inner, deep - 1)


def _ollama_models(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each manifest names its layers by their digest; the one that holds the weights is a GGUF file."""
    for manifest in _files_below(folder / "manifests"):
        digest = _weights_digest(manifest)
        blob = folder / "blobs" / f"sha256-{digest}"
        if digest and blob.is_file():
            yield blob, f"{manifest.parent.name} {manifest.name}"


def _weights_digest(manifest: Path) -> str:
    try:
        with manifest.open("rb") as file:
            layers = json.loads(file.read(_MANIFEST_LIMIT_BYTES))["layers"]
        for layer in layers:
            if layer["mediaType"] == _OLLAMA_MODEL and (match := _DIGEST.fullmatch(str(layer["digest"]))):
                return match[1]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""  # not a manifest: one model less in the list
    return ""


def _gguf_in(folder: Path) -> Iterator[tuple[Path, str]]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except OSError:
        return
    for name in models_among(names):
        yield folder / name, stem_of(Path(name))


def _subfolders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if not name.startswith(".")][:MOST_MODELS]


def _files_below(folder: Path, deep: int = 5) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
            files = [folder / entry.name for entry in listed if entry.is_file(follow_symlinks=False)]
            folders = [folder / entry.name for entry in listed if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    yield from files
    for inner in folders if deep else []:
        yield from _files_below(inner, deep - 1)


_LISTERS = {
    Program.HUGGING_FACE: _hub_models,
    Program.LM_STUDIO: _nested_gguf,
    Program.OLLAMA: _ollama_models,
    Program.GPT4ALL: _nested_gguf,
    Program.JAN: _nested_gguf,
}
