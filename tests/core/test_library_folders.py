"""Several folders of models, a drive that is not there, and moving the library: killed in the middle, it goes on."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_llm.core import library_move
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library
from desktop_llm.core.library_move import JOURNAL, is_unfinished, move_library
from tests.faults.model_folders import write_model

MOVER = """
import sys
from pathlib import Path
from desktop_llm.core import library_move
library_move._PORTION_BYTES = 1 << 14
source, target, switched = map(Path, sys.argv[1:])
def slowly(done, total):
    print(done, flush=True)
    sys.stdin.readline()  # goes on when it is told to
library_move.move_library(source, target, switched.touch, slowly)
"""


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != JOURNAL and ".desktop-llm-" not in path.name
    }


def test_models_of_a_further_folder_and_of_a_drive_that_is_away(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    write_model(drive / "models" / "Far")
    library = Library()
    library.add_folder(drive / "models")
    with pytest.raises(AppError) as caught:
        library.add_folder(drive / "models")
    assert caught.value.code is ErrorCode.NAME_TAKEN
    there = library.find("Far")
    drive.rename(tmp_path / "unplugged")
    for again in (library, Library()):
        away = next(c for c in again.checkpoints() if c.name == "Far")
        assert (away.id, away.trouble, away.facts) == (there.id, ErrorCode.FOLDER_MISSING, None)
        assert away.size_bytes == there.size_bytes
    (tmp_path / "unplugged").rename(drive)
    assert library.find("Far") == there
    library.remove_folder(drive / "models")
    assert all(c.name != "Far" for c in library.checkpoints())
    assert (drive / "models" / "Far").is_dir()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    for number in range(3):
        write_model(folder / f"Model {number}")
        (folder / f"Model {number}" / "more.gguf").write_bytes(random.Random(number).randbytes(600_000))
    return folder


def test_moved_whole_and_switched_before_anything_is_removed(models: Path, tmp_path: Path) -> None:
    before = contents(models)
    seen: list[dict[str, str]] = []
    move_library(models, tmp_path / "new", lambda: seen.append(contents(models)))
    assert seen == [before]
    assert contents(tmp_path / "new") == before
    assert not models.exists()
    assert not is_unfinished(tmp_path / "new")


def test_killed_in_the_middle_nothing_is_lost_and_it_goes_on(models: Path, tmp_path: Path) -> None:
    before, target, switched = contents(models), tmp_path / "new", tmp_path / "switched"
    command = [sys.executable, "-c", MOVER, str(models), str(target), str(switched)]
    killed = 0
    for portions in (3, 30, 60):
        mover = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        assert mover.stdout is not None
        assert mover.stdin is not None
        for _ in range(portions):
            mover.stdout.readline()
            mover.stdin.write(b"\n")
        mover.stdout.readline()
        mover.send_signal(signal.SIGKILL)
        mover.communicate()
        killed += mover.returncode == -signal.SIGKILL
        assert switched.exists() or contents(models) == before
        assert contents(models).items() | contents(target).items() >= before.items()
    assert killed == 3
    assert is_unfinished(target)
    assert contents(models) == before
    copied = contents(target)
    times = {name: (target / name).stat().st_ino for name in copied}
    assert 0 < len(copied) < len(before)
    move_library(models, target, switched.touch)
    assert contents(target) == before
    assert all((target / name).stat().st_ino == number for name, number in times.items()), "copied again"
    assert not models.exists()


def test_a_drive_that_writes_other_bytes_is_noticed(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(models)
    real = library_move._copy

    def copy_badly(source: Path, place: Path, *arguments: object) -> str:
        digest = real(source, place, *arguments)  # type: ignore[arg-type]
        part = place.with_name(place.name + ".desktop-llm-part")
        with part.open("r+b") as file:
            file.seek(10)
            file.write(b"\0bad")
        return digest

    monkeypatch.setattr(library_move, "_copy", copy_badly)
    with pytest.raises(AppError) as caught:
        move_library(models, tmp_path / "new", pytest.fail)
    assert caught.value.code is ErrorCode.COPY_DIFFERS
    assert contents(models) == before


def test_a_file_that_changed_meanwhile_stays(models: Path, tmp_path: Path) -> None:
    def switch() -> None:
        (models / "Model 0" / "new.txt").write_text("came while it was copied")

    move_library(models, tmp_path / "new", switch)
    assert contents(models).keys() == {os.path.join("Model 0", "new.txt")}  # noqa: PTH118


def test_places_that_can_not_be(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    for target in (models, models / "inside", tmp_path, tmp_path / "full"):
        with pytest.raises(AppError) as caught:
            move_library(models, target, pytest.fail)
        assert caught.value.code is ErrorCode.BAD_OPTION
    monkeypatch.setattr(library_move, "KEPT_FREE_BYTES", 1 << 60)
    with pytest.raises(AppError) as caught:
        move_library(models, tmp_path / "new", pytest.fail)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert not (tmp_path / "new").exists()
