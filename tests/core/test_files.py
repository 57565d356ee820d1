"""Files are written whole or not at all; names are made safe."""

import errno
import os
import stat
import unicodedata
from pathlib import Path

import pytest

from desktop_llm.core import files
from desktop_llm.core.errors import AppError, ErrorCode


def test_writes_text_and_bytes_and_makes_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.txt"
    files.write_atomically(path, "Grüße, 你好")
    assert path.read_text("utf-8") == "Grüße, 你好"
    files.write_atomically(path, b"\x00\x01")
    assert path.read_bytes() == b"\x00\x01"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"], "nothing unfinished stays"


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_private_files_are_the_owners_only(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "data" / "settings.json", "{}", private=True)
    assert stat.S_IMODE((tmp_path / "data" / "settings.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_failure_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(AppError) as caught:
        files.write_atomically(path, "new")
    assert caught.value.code is ErrorCode.DISK_FULL
    assert caught.value.values == {"file": "a.txt", "folder": str(tmp_path)}
    assert path.read_text() == "old"
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.txt", "home"}


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(AppError) as caught:
        files.write_atomically(tmp_path / "folder" / "a.txt", "new")
    assert caught.value.code is ErrorCode.DISK_UNWRITABLE


class SharingViolationError(PermissionError):
    winerror = 32


@pytest.mark.parametrize(("failures", "succeeds"), [(3, True), (100, False)])
def test_replace_waits_for_a_virus_scanner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int, succeeds: bool
) -> None:
    real, waits, calls = Path.replace, [], []

    def busy(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) <= failures:
            raise SharingViolationError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(files.time, "sleep", waits.append)
    (tmp_path / "a").write_text("new")
    if succeeds:
        files.replace(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").read_text() == "new"
    else:
        with pytest.raises(SharingViolationError):
            files.replace(tmp_path / "a", tmp_path / "b")
    assert sum(waits) <= 2.5


def test_replace_does_not_wait_for_what_will_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(files.time, "sleep", waits.append)
    with pytest.raises(FileNotFoundError):
        files.replace(tmp_path / "absent", tmp_path / "b")
    assert waits == []


def test_sweep_takes_only_what_the_dead_left(tmp_path: Path) -> None:
    mine = files.temporary_path(tmp_path / "a")
    mine.write_text("being written")
    gone = tmp_path / ".desktop-llm-4194999-0123456789ab.tmp"  # above Linux's highest process id
    gone.write_text("half")
    folder = tmp_path / ".desktop-llm-4194999-0123456789ac.tmp"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "weights").write_text("half")
    other = tmp_path / "report.tmp"
    other.write_text("the person's")
    assert files.sweep_temporary(tmp_path) == 2
    assert {entry.name for entry in tmp_path.iterdir()} == {mine.name, "report.tmp", "home"}
    assert files.sweep_temporary(tmp_path / "absent") == 0


def test_moving_aside_twice_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    moved = []
    for text in ("first", "second"):
        path.write_text(text)
        moved.append(files.move_aside(path))
    assert [target.read_text() for target in moved] == ["first", "second"]
    assert not path.exists()


def test_unused_path_counts_on(tmp_path: Path) -> None:
    path = tmp_path / "chat.md"
    assert files.unused_path(path) == path
    path.write_text("")
    (tmp_path / "chat 2.md").symlink_to(tmp_path / "nowhere")
    assert files.unused_path(path).name == "chat 3.md"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("My bakery", "My bakery"),
        ("面包店的手册", "面包店的手册"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("../../etc/passwd", "etc passwd"),
        ("  spaces \n and\tlines ", "spaces and lines"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("COM10", "COM10"),
        ("ends with dots...", "ends with dots"),
        ("left‮right", "left right"),
        ("zero\0byte", "zero byte"),
        ("", "untitled"),
        ("///", "untitled"),
        (".", "untitled"),
        ("half \ud800 pair", "half pair"),
    ],
)
def test_safe_file_names(name: str, safe: str) -> None:
    assert files.safe_file_name(name) == safe


def test_long_names_are_cut_at_a_character(tmp_path: Path) -> None:
    name = files.safe_file_name("模型" * 200)
    assert 100 < len(name.encode()) <= 120
    assert unicodedata.is_normalized("NFC", name)
    (tmp_path / f"{name}.safetensors.damaged-20261122-120000").write_text("the system takes it")
