"""The list of checkpoints: those that ship, those trained here, those in the library folder, those opened elsewhere.

Synchronous and not fast for a cold disk: the window calls it from its task thread. Whether a checkpoint is in use
just now the callers know, not the library.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_llm.core.checkpoint import Checkpoint, Origin
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import first_part, is_gguf, models_among, parts_of
from desktop_llm.core.imports import import_zip
from desktop_llm.core.library_cache import Finding, FindingCache
from desktop_llm.core.library_places import (
    Place,
    all_places,
    cache_of,
    folder_name,
    folders_in,
    looks_like_model,
    plain_name,
    snapshot_in,
)
from desktop_llm.core.library_trash import CheckpointTrash, TrashedCheckpoint
from desktop_llm.core.other_programs import ForeignModel
from desktop_llm.core.paths import data_home, library_folder, trash_folder
from desktop_llm.core.preflight import check_model
from desktop_llm.core.settings import LiveSettings

MOST_WATCHED = 5_000
_FORGOTTEN = "forgotten:"


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """One of the folders in which models are looked for. `is_there` is false for a drive that is not connected."""

    path: Path
    is_there: bool
    models: int
    size_bytes: int
    free_bytes: int


class Library:
    """All checkpoints of this person.

    Args:
        settings: Hold the library folder, the opened folders and the names the person gave; by default those on
            the disk. They are changed and saved in the caller's thread.
    """

    def __init__(self, settings: LiveSettings | None = None) -> None:
        self._settings = settings or LiveSettings()
        self._cache = FindingCache(data_home() / "library-cache.json")
        self._trash = CheckpointTrash(trash_folder())
        self._tidied = False

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint, names unique; a refused folder stands in the list with its trouble."""
        if not self._tidied:
            self._tidied = True
            self._trash.tidy(time.time())
        settings = self._settings.value
        found: dict[str, Checkpoint] = {}
        for place in all_places(settings.library_folder, settings.opened_folders, settings.more_folders):
            checkpoint_id = id_of(place.path)
            if checkpoint_id not in found:
                found[checkpoint_id] = _checkpoint(checkpoint_id, place, self._cache.finding(place.path))
        for away in self._away():
            found.setdefault(away.id, away)
        self._cache.save({str(checkpoint.path) for checkpoint in found.values()})
        return _with_bases(_with_unique_names(list(found.values()), settings.names))

    def folders(self) -> tuple[Path, ...]:
        """Where models are looked for: the library, then the further folders, there or not."""
        return (self.folder(), *map(Path, self._settings.value.more_folders))

    def folder_facts(self) -> tuple[FolderFacts, ...]:
        """What lies in each of the folders, and what is free beside it."""
        listed = self.checkpoints()
        found = []
        for folder in self.folders():
            inside = [checkpoint for checkpoint in listed if checkpoint.path.is_relative_to(folder)]
            free = shutil.disk_usage(folder).free if folder.is_dir() else 0
            size = sum(checkpoint.size_bytes for checkpoint in inside)
            is_there = folder.is_dir() or folder == self.folder()  # the usual one is made when first needed
            found.append(FolderFacts(folder, is_there, len(inside), size, free))
        return tuple(found)

    def open_foreign(self, models: Sequence[ForeignModel]) -> int:
        """Add models of other programs where they lie, under the names they have there; how many could be added.

        One that is refused is left out; opened by hand it says why.
        """
        known = {checkpoint.id for checkpoint in self.checkpoints()}
        added = 0
        for model in models:
            if id_of(model.path) in known:
                continue
            try:
                check_model(model.path)
            except AppError:
                continue  # listed by its program, but not whole: nothing to add
            self._remember_opened(model.path)
            key, name = id_of(model.path), model.name
            if not any(name.casefold() == given.casefold() for given in self._settings.value.names.values()):
                self._settings.change(names={**self._settings.value.names, key: name})
            added += 1
        self._settings.save()
        return added

    def watched(self) -> tuple[Path, ...]:
        """Folders in which a model appears or goes: those of models, there or not, and what lies in them."""
        found = []
        for folder in self.folders():
            found.append(folder)
            if folder.is_dir():
                found += [inner for inner in folders_in(folder) if not inner.is_symlink()][:MOST_WATCHED]
        return tuple(dict.fromkeys(found))

    def import_zip(self, archive: Path) -> Checkpoint:
        """Take a model out of a zip archive into the library.

        Raises:
            AppError: As `core.imports.import_zip`.
        """
        path = import_zip(archive, self.folder())
        return self._known(id_of(path))

    def add_folder(self, folder: Path) -> None:
        """Look for models in a further folder from now on.

        Raises:
            AppError: FOLDER_MISSING, NAME_TAKEN where it is looked into already, DISK_FULL or DISK_UNWRITABLE.
        """
        folder = folder.expanduser().absolute()
        if not folder.is_dir():
            raise AppError(ErrorCode.FOLDER_MISSING, str(folder), folder=str(folder))
        if any(id_of(folder) == id_of(known) for known in self.folders()):
            raise AppError(ErrorCode.NAME_TAKEN, str(folder), name=folder.name)
        self._settings.change_with(lambda now: replace(now, more_folders=(*now.more_folders, str(folder))))
        self._settings.save()

    def remove_folder(self, folder: Path) -> None:
        """Look into a further folder no more; its files stay."""
        self._settings.change_with(
            lambda now: replace(now, more_folders=tuple(f for f in now.more_folders if Path(f) != folder))
        )
        self._settings.save()

    def _away(self) -> list[Checkpoint]:
        """Models on a drive that is not connected, as they were last seen there."""
        found = []
        for folder in self.folders():
            if folder.is_dir():
                continue
            for path, finding in self._cache.known_below(folder).items():
                gone = replace(finding, facts=None, trouble=ErrorCode.FOLDER_MISSING, trouble_detail=str(folder))
                found.append(_checkpoint(id_of(path), Place(path, Origin.LIBRARY, folder_name(path)), gone))
        return found

    def find(self, name_or_path: str) -> Checkpoint:
        """The checkpoint with this name (in any case), or in this folder or GGUF file.

        Raises:
            AppError: UNKNOWN_MODEL with close names in `suggestion`, FOLDER_MISSING for a path that leads
                nowhere, or the trouble of the folder.
        """
        path = Path(name_or_path).expanduser()
        looks_like_path = any(sign in name_or_path for sign in (os.sep, os.altsep) if sign)
        listed = self.checkpoints()
        matches = [c for c in listed if c.name == name_or_path] or [
            c for c in listed if c.name.casefold() == name_or_path.strip().casefold()
        ]
        if not matches and (path.is_dir() or (is_gguf(path) and path.is_file())):
            place = _model_at(path.absolute())
            matches = [c for c in listed if c.id == id_of(place)] or [self._elsewhere(place)]
        if not matches:
            if looks_like_path:
                raise AppError(ErrorCode.FOLDER_MISSING, f"{path} is not there", folder=str(path))
            close = difflib.get_close_matches(name_or_path, [c.name for c in listed], n=3, cutoff=0.5)
            raise AppError(
                ErrorCode.UNKNOWN_MODEL, name_or_path[:200], name=name_or_path[:200], suggestion=", ".join(close)
            )
        return _usable(matches[0])

    def open_folder(self, path: Path) -> Checkpoint:
        """Add a folder or GGUF file that lies anywhere to the list; it stays where it is.

        Args:
            path: The folder, a file in it, or a GGUF file (any of its parts).

        Raises:
            AppError: What the pre-flight found; then nothing is added.
        """
        folder = _model_at(path.expanduser().absolute())
        check_model(folder)
        wanted = id_of(folder)
        if not any(c.id == wanted for c in self.checkpoints()):
            self._remember_opened(folder)
        return self._known(wanted)

    def rename(self, checkpoint_id: str, name: str) -> Checkpoint:
        """Give a checkpoint another name in the list; its folder keeps its own.

        Raises:
            AppError: UNKNOWN_MODEL, BAD_OPTION for an empty name, NAME_TAKEN.
        """
        self._known(checkpoint_id)
        wanted = plain_name(name)
        if not wanted:
            raise AppError(ErrorCode.BAD_OPTION, "the name is empty", option="name", bounds="some letters")
        if any(c.name.casefold() == wanted.casefold() and c.id != checkpoint_id for c in self.checkpoints()):
            raise AppError(ErrorCode.NAME_TAKEN, wanted, name=wanted)
        self._settings.change_with(lambda now: replace(now, names={**now.names, checkpoint_id: wanted}))
        self._settings.save()
        return self._known(checkpoint_id)

    def trash(self, checkpoint_id: str) -> TrashedCheckpoint:
        """Move a checkpoint to the trash; an opened folder only leaves the list (`forgotten`).

        Raises:
            AppError: UNKNOWN_MODEL, BAD_OPTION for one that ships with the program, FOLDER_MISSING, IN_USE,
                DISK_FULL or DISK_UNWRITABLE.
        """
        checkpoint = self._known(checkpoint_id)
        if checkpoint.origin is Origin.BUNDLED:
            raise AppError(
                ErrorCode.BAD_OPTION, "it ships with the program", option="model", bounds="models of your own"
            )
        if checkpoint.origin is not Origin.OPENED:
            if is_gguf(checkpoint.path) and not checkpoint.path.is_dir():
                return self._trash.put(checkpoint, checkpoint.path, parts_of(checkpoint.path))
            return self._trash.put(checkpoint, cache_of(checkpoint.path))
        self._forget_opened(checkpoint_id)
        return TrashedCheckpoint(
            id=_FORGOTTEN + str(checkpoint.path),
            name=checkpoint.name,
            path=checkpoint.path,
            origin=checkpoint.origin,
            size_bytes=checkpoint.size_bytes,
            trashed_at=time.time(),
            forgotten=True,
        )

    def trashed(self) -> tuple[TrashedCheckpoint, ...]:
        """What lies in the trash, newest first. It is erased after `library_trash.KEPT_DAYS`."""
        return self._trash.items()

    def restore(self, trashed_id: str) -> Checkpoint:
        """Bring a checkpoint back to where it was, or beside it where the place is taken.

        Raises:
            AppError: UNKNOWN_MODEL, DISK_FULL or DISK_UNWRITABLE.
        """
        if trashed_id.startswith(_FORGOTTEN):
            folder = Path(trashed_id.removeprefix(_FORGOTTEN))
            self._remember_opened(folder)
            return self._known(id_of(folder))
        item = next((item for item in self.trashed() if item.id == trashed_id), None)
        path = snapshot_in(self._trash.restore(trashed_id))
        if item is not None and item.origin is Origin.LIBRARY and not self._is_listed(path):
            # The library folder was changed meanwhile: it is back where it was, listed as opened from there.
            self._remember_opened(path)
        return self._known(id_of(path))

    def erase(self, trashed_id: str) -> None:
        """Delete from the trash for good.

        Raises:
            AppError: UNKNOWN_MODEL or DISK_UNWRITABLE.
        """
        self._trash.erase(trashed_id)

    def folder(self) -> Path:
        """Where models lie and new ones are put."""
        return library_folder(self._settings.value.library_folder)

    def _remember_opened(self, folder: Path) -> None:
        others = tuple(o for o in self._settings.value.opened_folders if o != str(folder))
        self._settings.change(opened_folders=(*others, str(folder)))
        self._settings.save()

    def _forget_opened(self, checkpoint_id: str) -> None:
        others = tuple(o for o in self._settings.value.opened_folders if id_of(Path(o)) != checkpoint_id)
        self._settings.change(opened_folders=others)
        self._settings.save()

    def _is_listed(self, path: Path) -> bool:
        return any(c.id == id_of(path) for c in self.checkpoints())

    def _known(self, checkpoint_id: str) -> Checkpoint:
        for checkpoint in self.checkpoints():
            if checkpoint.id == checkpoint_id:
                return checkpoint
        raise AppError(ErrorCode.UNKNOWN_MODEL, checkpoint_id, name=checkpoint_id, suggestion="")

    def _elsewhere(self, folder: Path) -> Checkpoint:
        place = Place(folder, Origin.OPENED, folder_name(folder))
        return _checkpoint(id_of(folder), place, self._cache.finding(folder))


def id_of(path: Path) -> str:
    """A checkpoint's id: the same for every way to its folder."""
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]


def _model_at(path: Path) -> Path:
    """What stands for the model that a path leads to: a folder, or a GGUF file (of several parts the first)."""
    if path.is_file():
        return first_part(path) if is_gguf(path) else snapshot_in(path.parent)
    inside = snapshot_in(path)
    if path.is_dir() and not looks_like_model(inside):
        try:
            names = models_among([entry.name for entry in inside.iterdir()])
        except OSError:
            names = []
        if len(names) == 1:
            return inside / names[0]
    return inside


def _usable(checkpoint: Checkpoint) -> Checkpoint:
    if checkpoint.trouble is not None:
        raise AppError(checkpoint.trouble, checkpoint.trouble_detail, name=checkpoint.name, folder=str(checkpoint.path))
    return checkpoint


def _checkpoint(checkpoint_id: str, place: Place, finding: Finding) -> Checkpoint:
    try:
        added_at = place.path.stat().st_mtime
    except OSError:
        added_at = 0.0
    return Checkpoint(
        id=checkpoint_id,
        name=place.name,
        path=place.path,
        origin=place.origin,
        size_bytes=finding.size_bytes,
        facts=finding.facts,
        trouble=finding.trouble,
        trouble_detail=finding.trouble_detail,
        base_path=place.base_path,
        run_id=place.run_id,
        added_at=added_at,
    )


def _with_unique_names(checkpoints: list[Checkpoint], given: Mapping[str, str]) -> list[Checkpoint]:
    """Names the person gave stay; of the others, the later one in the list becomes "Name 2"."""
    taken = {given[c.id].casefold() for c in checkpoints if c.id in given}
    named = []
    for checkpoint in checkpoints:
        name = given.get(checkpoint.id, "")
        number = 1
        if not name:
            name = checkpoint.name
            while name.casefold() in taken:
                number += 1
                name = f"{checkpoint.name} {number}"
            taken.add(name.casefold())
        named.append(replace(checkpoint, name=name))
    return named


def _with_bases(checkpoints: list[Checkpoint]) -> tuple[Checkpoint, ...]:
    names = {c.id: c.name for c in checkpoints}
    return tuple(
        replace(c, base_name=names.get(id_of(Path(c.base_path)), folder_name(Path(c.base_path)))) if c.base_path else c
        for c in checkpoints
    )
