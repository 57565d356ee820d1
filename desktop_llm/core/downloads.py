"""Downloads as values, and as files on the disk: what is to be fetched, how far it is, what stopped it.

Each one is a folder `library/.downloads/KEY` with `download.json` beside `model/`, which becomes the model's folder
whole. A file in `model/` has its real name only once its hash was right; until then it ends in `.part`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

import psutil

from desktop_llm.core.errors import AppError, ErrorCode, Value
from desktop_llm.core.files import make_folder, write_atomically
from desktop_llm.core.hub import HubFile, HubModel, Variant, check_files

FOLDER = ".downloads"
RECORD = "download.json"
MODEL = "model"
OWNER = "owner.json"
SOURCE = "desktop-llm-source.json"
"""Beside the files of a finished model: where each came from, with the hash that was found right."""
_LIMIT_BYTES = 8_000_000


class DownloadState(StrEnum):
    """How a download stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"

    @property
    def goes_on(self) -> bool:
        """Whether it works or will do so by itself."""
        return self in (DownloadState.WAITING, DownloadState.RUNNING)


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What is to be fetched. The revision is a commit, so the files can not change on the way."""

    repo: str
    revision: str
    files: tuple[HubFile, ...]
    name: str
    endpoint: str = ""
    licence: str = ""

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    @property
    def key(self) -> str:
        """The same for the same files of the same model, so that asking twice goes on with the first."""
        content = "\n".join([self.repo, *sorted(f"{file.path} {file.sha256 or file.blob_sha1}" for file in self.files)])
        plain = re.sub(r"[^\w.-]+", "--", self.repo, flags=re.ASCII)[:80]
        return f"{plain}--{hashlib.sha256(content.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Download:
    """One download of the list.

    Attributes:
        done_bytes: On this disk, whole files and parts.
        bytes_per_second: Over the last seconds; 0 where it stands.
        waits_s: So long until it asks the hub again, which was busy or cut the line; 0 where it works.
        folder: Where the model lies, once it is done: its folder, or its GGUF file.
    """

    plan: DownloadPlan
    state: DownloadState = DownloadState.WAITING
    done_bytes: int = 0
    bytes_per_second: float = 0.0
    waits_s: float = 0.0
    file: str = ""
    trouble: ErrorCode | None = None
    trouble_detail: str = ""
    trouble_values: tuple[tuple[str, Value], ...] = ()
    added_at: float = 0.0
    folder: str = ""

    @property
    def key(self) -> str:
        return self.plan.key

    @property
    def share(self) -> float:
        return min(1.0, self.done_bytes / self.plan.size_bytes) if self.plan.size_bytes else 1.0

    @property
    def remaining_s(self) -> float | None:
        """None while nobody can tell."""
        left = self.plan.size_bytes - self.done_bytes
        return left / self.bytes_per_second if self.bytes_per_second > 0 and left >= 0 else None

    def error(self) -> AppError | None:
        """What stopped it."""
        if self.trouble is None:
            return None
        return AppError(self.trouble, self.trouble_detail, **dict(self.trouble_values))

    def failed(self, error: AppError) -> Download:
        """The same, stopped by an error."""
        return replace(
            self,
            state=DownloadState.FAILED,
            bytes_per_second=0.0,
            waits_s=0.0,
            trouble=error.code,
            trouble_detail=error.detail[:4_000],
            trouble_values=tuple(error.values.items()),
        )


def plan_for(model: HubModel, variant: Variant, endpoint: str) -> DownloadPlan:
    """The plan for one set of a model's files."""
    name = model.repo.rpartition("/")[2]
    if variant.precision and variant.precision.lower() not in name.lower():
        name = f"{name} {variant.precision}"
    return DownloadPlan(model.repo, model.revision, variant.files, name, endpoint, model.licence)


def downloads_folder(library: Path) -> Path:
    """Where the unfinished ones lie: on the disk of the library, so that finishing is a rename."""
    return library / FOLDER


def save_download(library: Path, download: Download) -> Path:
    """Write the record; the folder of the download.

    Raises:
        AppError: DISK_FULL or DISK_UNWRITABLE.
    """
    folder = make_folder(downloads_folder(library) / download.key)
    entries = {
        "version": 1,
        "plan": asdict(download.plan),
        "state": download.state,
        "added_at": download.added_at,
        "trouble": download.trouble,
        "trouble_detail": download.trouble_detail,
        "trouble_values": [list(pair) for pair in download.trouble_values],
    }
    write_atomically(folder / RECORD, json.dumps(entries, ensure_ascii=False, indent=1) + "\n", private=True)
    return folder


def load_downloads(library: Path) -> tuple[Download, ...]:
    """The unfinished downloads of a library, oldest first; a record that can not be read costs only itself."""
    try:
        folders = sorted(path for path in downloads_folder(library).iterdir() if path.is_dir())
    except OSError:
        return ()
    found = [download for folder in folders if (download := _load(folder)) is not None]
    return tuple(sorted(found, key=lambda download: download.added_at))


def has_downloads(library: Path) -> bool:
    """Whether any are unfinished; looks at names only."""
    try:
        return any(True for _ in downloads_folder(library).iterdir())
    except OSError:
        return False


def bytes_on_disk(folder: Path, plan: DownloadPlan) -> int:
    """How much of a plan lies in a download's folder, parts included."""
    total = 0
    for file in plan.files:
        path = folder / MODEL / file.path
        for candidate in (path, path.with_name(path.name + ".part")):
            try:
                total += min(candidate.stat().st_size, file.size_bytes)
                break
            except OSError:
                continue
    return total


def remove_download(library: Path, key: str) -> None:
    """Forget a download and what it fetched."""
    shutil.rmtree(downloads_folder(library) / key, ignore_errors=True)


def claim(folder: Path) -> None:
    """Let this process alone work in a download's folder.

    Raises:
        AppError: DOWNLOAD_ELSEWHERE where another living process does.
    """
    owner = folder / OWNER
    try:
        held = json.loads(owner.read_text("utf-8"))
        pid, began = int(held["pid"]), float(held["began"])
        if pid != os.getpid() and abs(psutil.Process(pid).create_time() - began) < 2:
            raise AppError(ErrorCode.DOWNLOAD_ELSEWHERE, f"process {pid}")
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        pass  # nobody holds it, or who did is gone
    began = psutil.Process().create_time()
    write_atomically(owner, json.dumps({"pid": os.getpid(), "began": began}), private=True)


def release(folder: Path) -> None:
    """Let others work in it again."""
    (folder / OWNER).unlink(missing_ok=True)


def _load(folder: Path) -> Download | None:
    try:
        with (folder / RECORD).open("rb") as file:
            content = file.read(_LIMIT_BYTES + 1)
        entries = json.loads(content) if len(content) <= _LIMIT_BYTES else {}
        plan = entries["plan"]
        files = tuple(
            HubFile(str(one["path"]), int(one["size_bytes"]), str(one["sha256"]), str(one["blob_sha1"]))
            for one in plan["files"]
        )
        check_files(files)
        names = ("repo", "revision", "name", "endpoint", "licence")
        repo, revision, name, endpoint, licence = (str(plan[key]) for key in names)
        trouble = entries["trouble"]
        values = tuple((str(key), value) for key, value in entries["trouble_values"])
        loaded = Download(
            DownloadPlan(repo, revision, files, name, endpoint, licence),
            DownloadState(entries["state"]),
            trouble=ErrorCode(trouble) if trouble else None,
            trouble_detail=str(entries["trouble_detail"]),
            trouble_values=values,
            added_at=float(entries["added_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AppError):
        return None
    if loaded.key != folder.name:
        return None
    return replace(loaded, done_bytes=bytes_on_disk(folder, loaded.plan))
