"""Models out of zip archives and from other programs: whole and checked, or refused with nothing left behind."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from desktop_llm.core import imports
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.imports import import_zip
from desktop_llm.core.other_programs import Program, foreign_models
from desktop_llm.core.preflight import check_model
from tests.faults.model_folders import write_model

BLOB = "ab" * 32


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "made" / "Tiny")


def zipped(folder: Path, archive: Path, below: str = "") -> Path:
    with ZipFile(archive, "w", ZIP_DEFLATED) as opened:
        for path in sorted(folder.rglob("*")):
            opened.write(path, f"{below}{path.relative_to(folder)}")
    return archive


@pytest.mark.parametrize("below", ["", "Tiny/"])
def test_zip_becomes_a_folder_of_the_library(below: str, model: Path, tmp_path: Path) -> None:
    archive = zipped(model, tmp_path / "Tiny.zip", below)
    with ZipFile(archive, "a") as opened:
        opened.writestr(f"{below}run_me.py", "raise SystemExit")
    fractions: list[float] = []
    found = import_zip(archive, tmp_path / "library", fractions.append)
    assert found == tmp_path / "library" / "Tiny"
    assert check_model(found) == check_model(model)
    assert not (found / "run_me.py").exists()
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert import_zip(archive, tmp_path / "library").name == "Tiny 2"


def entry(name: str, kind: int = 0) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = kind << 16
    return info


@pytest.mark.parametrize(
    "bad",
    [
        entry("../out.json"), entry("/out.json"), entry("C:/out.json"), entry("a\\..\\out.json"),
        entry("a/b/../../../out.json"), entry("link.json", 0o120777), entry("pipe.json", 0o010666),
        entry("a/b/c/d/e/f.json"), entry("bell\a.json"),
    ],
    ids=lambda info: repr(info.filename),
)  # fmt: skip
def test_ways_out_are_refused(bad: ZipInfo, model: Path, tmp_path: Path) -> None:
    archive = zipped(model, tmp_path / "Tiny.zip")
    with ZipFile(archive, "a") as opened:
        opened.writestr(bad, "{}")
    before = {path for path in tmp_path.rglob("*") if "library" not in path.parts}
    with pytest.raises(AppError) as caught:
        import_zip(archive, tmp_path / "library")
    assert caught.value.code is ErrorCode.ARCHIVE_UNSAFE
    assert {path for path in tmp_path.rglob("*") if "library" not in path.parts} == before
    assert not (tmp_path / "library").exists()


def test_bomb_is_refused_before_it_is_opened(model: Path, tmp_path: Path) -> None:
    archive = zipped(model, tmp_path / "Tiny.zip")
    with ZipFile(archive, "a", ZIP_DEFLATED) as opened:
        opened.writestr("vocab.txt", b"\0" * 8_000_000)
    with pytest.raises(AppError) as caught:
        import_zip(archive, tmp_path / "library")
    assert (caught.value.code, caught.value.values["entry"]) == (ErrorCode.ARCHIVE_UNSAFE, "vocab.txt")


def test_more_than_the_disk_holds(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(model, tmp_path / "Tiny.zip")
    monkeypatch.setattr(imports, "KEPT_FREE_BYTES", 1 << 60)
    with pytest.raises(AppError) as caught:
        import_zip(archive, tmp_path / "library")
    assert caught.value.code is ErrorCode.DISK_FULL


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_torn_archive_leaves_nothing(cut: float, model: Path, tmp_path: Path) -> None:
    archive = zipped(model, tmp_path / "Tiny.zip")
    content = archive.read_bytes()
    archive.write_bytes(content[: int(cut * len(content))])
    with pytest.raises(AppError) as caught:
        import_zip(archive, tmp_path / "library")
    assert caught.value.code is ErrorCode.ARCHIVE_DAMAGED


def test_broken_model_in_a_whole_archive(model: Path, tmp_path: Path) -> None:
    (model / "config.json").write_text("{")
    with pytest.raises(AppError) as caught:
        import_zip(zipped(model, tmp_path / "Tiny.zip"), tmp_path / "library")
    assert caught.value.code is ErrorCode.CONFIG_DAMAGED
    assert list((tmp_path / "library").iterdir()) == []


def test_pause_leaves_nothing(model: Path, tmp_path: Path) -> None:
    def stop(_fraction: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_zip(zipped(model, tmp_path / "Tiny.zip"), tmp_path / "library", stop)
    assert list((tmp_path / "library").iterdir()) == []


# --- other programs ---------------------------------------------------------------------------------------------------


def test_models_of_other_programs_are_found_where_they_lie(model: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    gguf = b"GGUF" + struct.pack("<IQQ", 3, 0, 0)
    revision = home / ".cache/huggingface/hub/models--maker--Small/snapshots/abc"
    blobs = revision.parents[1] / "blobs"
    revision.mkdir(parents=True)
    blobs.mkdir()
    for number, path in enumerate(sorted(model.iterdir())):
        (blobs / f"{number}").write_bytes(path.read_bytes())
        (revision / path.name).symlink_to(f"../../blobs/{number}")
    places = {
        Program.LM_STUDIO: home / ".lmstudio/models/maker/Some-GGUF/some-Q4_K_M.gguf",
        Program.GPT4ALL: home / ".local/share/nomic.ai/GPT4All/orca.gguf",
        Program.JAN: home / ".local/share/Jan/data/llamacpp/models/tiny/model.gguf",
        Program.OLLAMA: home / f".ollama/models/blobs/sha256-{BLOB}",
    }
    for path in places.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gguf)
    manifest = home / ".ollama/models/manifests/registry/library/llama/1b"
    manifest.parent.mkdir(parents=True)
    layers = [
        {"mediaType": "application/vnd.ollama.image.license", "digest": f"sha256:{'cd' * 32}"},
        {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{BLOB}"},
    ]
    manifest.write_text(json.dumps({"layers": layers}))
    for number, broken in enumerate(("", "[]", '{"layers": [{"mediaType": 3}]}', '{"layers": 7}')):
        (manifest.parent / f"broken{number}").write_text(broken)
    found = {model.program: model for model in foreign_models(home, {})}
    assert {program: item.path for program, item in found.items()} == {Program.HUGGING_FACE: revision, **places}
    assert found[Program.OLLAMA].name == "llama 1b"
    assert found[Program.HUGGING_FACE].name == "Small"
    assert check_model(found[Program.HUGGING_FACE].path).kind is Kind.BASE
    with pytest.raises(AppError) as caught:  # read as a GGUF file, though it is not named like one
        check_model(found[Program.OLLAMA].path)
    assert caught.value.code is not ErrorCode.NOT_A_MODEL


def test_places_named_by_the_environment(model: Path, tmp_path: Path) -> None:
    cached = tmp_path / "elsewhere" / "models--maker--Small" / "snapshots" / "abc"
    cached.parent.mkdir(parents=True)
    model.rename(cached)
    (found,) = foreign_models(tmp_path / "home", {"HF_HUB_CACHE": str(tmp_path / "elsewhere")})
    assert found.path == cached
    assert foreign_models(tmp_path / "home", {}) == ()
