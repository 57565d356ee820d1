"""What is stored is measured, copied whole also while it is written, and erased only where nothing refers to it."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from desktop_llm.core import stored
from desktop_llm.core.paths import logs_folder, runs_folder, store_path, trash_folder
from desktop_llm.core.stored import Kind


def put(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def sizes() -> dict[Kind, tuple[int, int]]:
    return {part.kind: (part.size_bytes, part.files) for part in stored.look()}


def test_measures_each_part_and_follows_no_links(home: Path) -> None:
    assert set(sizes().values()) == {(0, 0)}
    put(runs_folder() / "one" / "job.toml", 30)
    elsewhere = put(home / "elsewhere" / "big", 5000)
    (runs_folder() / "link").symlink_to(elsewhere)
    put(home / "library" / "a" / "model.safetensors", 700)
    assert sizes()[Kind.RUNS] == (30, 1) and sizes()[Kind.MODELS] == (700, 1)
    assert stored.look(str(home / "elsewhere"))[1].size_bytes == 5000


def test_copies_a_database_that_is_being_written(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(store_path())) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE words (word TEXT)")
        writer.execute("INSERT INTO words VALUES ('kept')")
        writer.commit()
        writer.execute("INSERT INTO words VALUES ('not yet')")
        copy = stored.save_copy(Kind.CONVERSATIONS, tmp_path / "copy.zip")
    with zipfile.ZipFile(copy) as archive:
        assert archive.namelist() == ["store.sqlite3"]
        archive.extractall(tmp_path)
    with closing(sqlite3.connect(tmp_path / "store.sqlite3")) as read:
        assert read.execute("SELECT word FROM words").fetchall() == [("kept",)]


def test_copies_a_folder_as_it_is(home: Path, tmp_path: Path) -> None:
    put(runs_folder() / "one" / "job.toml", 3)
    put(runs_folder() / "two" / "checkpoint" / "config.json", 4)
    copy = stored.save_copy(Kind.RUNS, tmp_path / "runs.zip")
    with zipfile.ZipFile(copy) as archive:
        assert archive.namelist() == ["runs/one/job.toml", "runs/two/checkpoint/config.json"]
    assert [path.name for path in tmp_path.glob("*.zip")] == ["runs.zip"]


def test_erases_trash_and_logs_and_nothing_else(home: Path) -> None:
    put(trash_folder() / "checkpoint-1" / "content" / "model.safetensors", 900)
    log = put(logs_folder() / "window.log", 50)
    assert stored.erase(Kind.TRASH) == 900
    with log.open("a", encoding="utf-8") as still_open:
        assert stored.erase(Kind.LOGS) == 50
        still_open.write("goes on")
    assert log.read_text("utf-8") == "goes on"
    assert sizes()[Kind.TRASH] == (0, 0)
    with pytest.raises(ValueError):
        stored.erase(Kind.MODELS)
