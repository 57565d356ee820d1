"""A model out of a zip archive into the library: whole, checked, or not at all.

Only files that belong to models are taken out, each to a plain name below one new folder. What an archive says of
itself is held against bounds before and while it is read. Folders and GGUF files are opened where they lie
(`core.library`).
"""

from __future__ import annotations

import os
import shutil
import stat
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import (
    disk_error,
    make_folder,
    replace,
    safe_file_name,
    sync_folder,
    temporary_path,
    unused_path,
)
from desktop_llm.core.gguf_file import is_gguf, models_among
from desktop_llm.core.preflight import check_model

MOST_ENTRIES = 5_000
LARGEST_RATIO = 100
"""Weights hardly shrink, and texts by ten: a file that grows a hundredfold is made to fill the disk."""
SMALL_BYTES = 4_000_000
KEPT_FREE_BYTES = 500_000_000
_DEEP = 4
_PORTION_BYTES = 1 << 20
_TAKEN = {
    ".json", ".safetensors", ".gguf", ".txt", ".md", ".model", ".jinja", ".tiktoken", ".spm", ".bpe", ".vocab", "",
}  # fmt: skip
_FOR_THEMSELVES = ("__MACOSX", ".")
GoOn = Callable[[float], None]


def import_zip(archive: Path, library: Path, go_on: GoOn = lambda _fraction: None) -> Path:
    """The new model in the library: its folder, or its GGUF file.

    Args:
        archive: The zip file; it stays.
        library: The folder of models.
        go_on: Gets the fraction done; what it raises ends the import, and nothing is left.

    Raises:
        AppError: ARCHIVE_UNSAFE (`entry`, `reason`), ARCHIVE_DAMAGED, DISK_FULL, DISK_UNWRITABLE, or what the
            pre-flight says of what was in it.
    """
    try:
        with ZipFile(archive) as opened:
            entries = _entries(opened, archive)
            target = unused_path(make_folder(library) / safe_file_name(archive.stem, "model"))
            temporary = temporary_path(target)
            try:
                _take_out(opened, entries, temporary, go_on)
                check_model(_model_in(temporary, archive))
                replace(temporary, target)
                sync_folder(library)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
    except (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise AppError(ErrorCode.ARCHIVE_DAMAGED, f"{archive}: {error}", file=archive.name) from error
    except FileNotFoundError as error:
        raise AppError(ErrorCode.FOLDER_MISSING, f"{archive}: {error}", folder=str(archive)) from error
    except OSError as error:
        raise disk_error(error, archive) from error
    return _model_in(target, archive)


def _entries(opened: ZipFile, archive: Path) -> dict[PurePosixPath, ZipInfo]:
    """What to take out, by its path below the one folder that many archives begin with."""
    infos = opened.infolist()
    if len(infos) > MOST_ENTRIES:
        raise _unsafe(archive, "", f"{len(infos)} entries")
    found: dict[PurePosixPath, ZipInfo] = {}
    for info in infos:
        path = _plain_path(info, archive)
        if info.is_dir() or path.suffix.lower() not in _TAKEN or path.parts[0].startswith(_FOR_THEMSELVES):
            continue
        if info.flag_bits & 1:
            raise _unsafe(archive, info.filename, "a password")
        if info.file_size > SMALL_BYTES and info.file_size > LARGEST_RATIO * max(1, info.compress_size):
            raise _unsafe(archive, info.filename, "more than it can hold")
        if path in found or any(part in found for part in path.parents):
            raise _unsafe(archive, info.filename, "a name twice")
        found[path] = info
    needed, free = sum(info.file_size for info in found.values()), shutil.disk_usage(archive.parent).free
    if needed > free - KEPT_FREE_BYTES:
        raise AppError(
            ErrorCode.DISK_FULL, f"{needed} bytes in {archive}", file=archive.name, folder=str(archive.parent),
            needed_bytes=needed, free_bytes=free,
        )  # fmt: skip
    tops = {path.parts[0] for path in found}
    if len(tops) == 1 and all(len(path.parts) > 1 for path in found):
        return {PurePosixPath(*path.parts[1:]): info for path, info in found.items()}
    return found


def _plain_path(info: ZipInfo, archive: Path) -> PurePosixPath:
    """The path of an entry that leads nowhere but down, for every file system."""
    name = info.filename
    path = PurePosixPath(name)
    kind = info.external_attr >> 16
    if stat.S_ISLNK(kind) or (stat.S_IFMT(kind) and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind))):
        raise _unsafe(archive, name, "a link")
    parts = path.parts
    plain = bool(parts) and not path.is_absolute() and len(parts) <= _DEEP and "\\" not in name
    if not plain or any(part in ("..", ".") or ":" in part or not part.isprintable() for part in parts):
        raise _unsafe(archive, name, "a name that leads out of it")
    return path


def _take_out(opened: ZipFile, entries: dict[PurePosixPath, ZipInfo], folder: Path, go_on: GoOn) -> None:
    folder.mkdir(mode=0o700)
    total, done = sum(info.file_size for info in entries.values()), 0
    for path, info in entries.items():
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with opened.open(info) as source, target.open("xb") as file:
            while portion := source.read(_PORTION_BYTES):
                written += len(portion)
                if written > info.file_size:
                    raise BadZipFile(f"{path} is larger than it says")
                file.write(portion)
                go_on((done + written) / max(1, total))
            file.flush()
            os.fsync(file.fileno())
        done += written


def _model_in(folder: Path, archive: Path) -> Path:
    """The folder itself, the one folder in it, or the one GGUF file."""
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        names = [path.name for path in place.iterdir() if path.is_file()]
        if "config.json" in names or "adapter_config.json" in names:
            return place
        if any(is_gguf(name) for name in names) and (models := models_among(names)):
            return place / models[0]
    raise AppError(ErrorCode.NOT_A_MODEL, f"no model in {archive}", file=archive.name, folder=str(archive))


def _unsafe(archive: Path, entry: str, reason: str) -> AppError:
    shown = "".join(c if c.isprintable() else "?" for c in entry[:200])
    return AppError(
        ErrorCode.ARCHIVE_UNSAFE, f"{archive}: {shown!r}: {reason}", file=archive.name, entry=shown, reason=reason
    )
