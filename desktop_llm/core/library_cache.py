"""Remembers what the pre-flight found for folders that have not changed since, so that a long list opens at once.

Only a cache: the file may be lost, damaged or written by two processes, and nothing is lost with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_llm import __version__
from desktop_llm.core.checkpoint import Kind, ModelFacts
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import write_atomically
from desktop_llm.core.gguf_file import is_gguf, parts_of
from desktop_llm.core.preflight import check_model

_log = logging.getLogger(__name__)
_REVISION = f"{__version__}/3"
"""Raise the number when the pre-flight comes to other conclusions."""
_LIMIT_BYTES = 64_000_000
_DEEP = 3
_MANY_FILES = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a folder or file: facts, or the trouble."""

    fingerprint: str
    size_bytes: int
    facts: ModelFacts | None
    trouble: ErrorCode | None = None
    trouble_detail: str = ""


class FindingCache:
    """Findings by path, kept in memory and in one JSON file.

    Args:
        path: The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._findings: dict[str, Finding] | None = None
        self._changed = False

    def finding(self, folder: Path) -> Finding:
        """What is in the folder now; the files are opened only if a name, size or time differs."""
        known = self._loaded()
        key = str(folder)
        fingerprint, size_bytes = _fingerprint(folder)
        cached = known.get(key)
        if cached is not None and cached.fingerprint == fingerprint:
            return cached
        found = _look(folder, fingerprint, size_bytes)
        if found.trouble is not ErrorCode.NOT_A_MODEL:  # may be a permission, which leaves no mark
            known[key] = found
            self._changed = True
        return found

    def known_below(self, folder: Path) -> dict[Path, Finding]:
        """What was found in a folder when it was last there."""
        return {path: finding for key, finding in self._loaded().items() if (path := Path(key)).is_relative_to(folder)}

    def save(self, listed: set[str]) -> None:
        """Write the file if anything is new; folders that are not `listed` any more are forgotten."""
        known = self._loaded()
        gone = known.keys() - listed
        if not self._changed and not gone:
            return
        self._findings = {key: finding for key, finding in known.items() if key in listed}
        self._changed = False
        entries = {key: _as_entry(finding) for key, finding in self._findings.items()}
        try:
            write_atomically(self._path, json.dumps({"revision": _REVISION, "folders": entries}))
        except AppError as error:
            _log.warning("could not keep what is known of the models: %s", error)

    def _loaded(self) -> dict[str, Finding]:
        if self._findings is None:
            self._findings = _read(self._path)
        return self._findings


def _look(folder: Path, fingerprint: str, size_bytes: int) -> Finding:
    try:
        return Finding(fingerprint, size_bytes, check_model(folder))
    except AppError as error:
        return Finding(fingerprint, size_bytes, None, error.code, error.detail)


def _fingerprint(folder: Path) -> tuple[str, int]:
    """A mark of the names, sizes and times of the folder's files, and the bytes of all of them."""
    digest = hashlib.blake2b(digest_size=12)
    size_bytes = 0
    marks = []
    for path, status in _files(folder):
        size_bytes += status.st_size
        marks.append(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_mode}")
    digest.update(os.fsencode("\n".join(sorted(marks))))
    return digest.hexdigest(), size_bytes


def _files(folder: Path) -> list[tuple[str, os.stat_result]]:
    found: list[tuple[str, os.stat_result]] = []
    if is_gguf(folder) and not folder.is_dir():
        for part in parts_of(folder):
            with contextlib.suppress(OSError):  # what is not there is refused by the pre-flight, with its reason
                found.append((part.name, part.stat()))
        return found
    waiting = [(str(folder), "", 0)]
    while waiting:
        place, prefix, depth = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if depth < _DEEP:
                            waiting.append((entry.path, f"{prefix}{entry.name}/", depth + 1))
                        continue
                    found.append((prefix + entry.name, _status(entry)))
                    if len(found) >= _MANY_FILES:
                        return found
        except OSError:
            continue  # what can not be listed is refused by the pre-flight, with its reason
    return found


def _status(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:
        return entry.stat(follow_symlinks=False)  # a link that leads nowhere


def _as_entry(finding: Finding) -> dict[str, object]:
    return {
        "fingerprint": finding.fingerprint,
        "size_bytes": finding.size_bytes,
        "facts": asdict(finding.facts) if finding.facts else None,
        "trouble": finding.trouble,
        "trouble_detail": finding.trouble_detail,
    }


def _read(path: Path) -> dict[str, Finding]:
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_LIMIT_BYTES))
        if content["revision"] != _REVISION:
            return {}
        return {key: _as_finding(entry) for key, entry in content["folders"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        _log.warning("what was known of the models could not be read: %s", error)
        return {}


def _as_finding(entry: dict[str, object]) -> Finding:
    facts = entry["facts"]
    trouble = entry["trouble"]
    if isinstance(facts, dict):
        facts = ModelFacts(**{**facts, "kind": Kind(facts["kind"])})
    size_bytes = entry["size_bytes"]
    if not (facts is None or isinstance(facts, ModelFacts)) or not isinstance(size_bytes, int):
        raise ValueError("an entry is malformed")
    return Finding(
        fingerprint=str(entry["fingerprint"]),
        size_bytes=size_bytes,
        facts=facts,
        trouble=ErrorCode(str(trouble)) if trouble else None,
        trouble_detail=str(entry["trouble_detail"]),
    )
