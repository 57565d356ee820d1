"""GGUF files in the list of checkpoints: found, opened where they lie, thrown away, brought back; in parts too."""

from pathlib import Path

import pytest

from desktop_llm.core.checkpoint import Kind, Origin
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library
from tests.faults.gguf_files import write_gguf, write_parts
from tests.faults.model_folders import write_model


@pytest.fixture
def models(home: Path) -> Path:
    """The library folder."""
    folder = home / "library"
    folder.mkdir()
    return folder


def listed(library: Library) -> dict[str, Path]:
    return {c.name: c.path for c in library.checkpoints() if c.origin is not Origin.BUNDLED}


def test_files_in_the_library_folder(models: Path) -> None:
    write_gguf(models / "loose.gguf")
    first, second = write_parts(models / "someone" / "large", "large")
    write_gguf(models / "several" / "a-Q4_0.gguf")
    write_gguf(models / "several" / "a-Q8_0.gguf")
    write_model(models / "both")
    write_gguf(models / "both" / "beside.gguf")
    library = Library()
    assert listed(library) == {
        "loose": models / "loose.gguf",
        "both": models / "both",
        "beside": models / "both" / "beside.gguf",
        "a-Q4_0": models / "several" / "a-Q4_0.gguf",
        "a-Q8_0": models / "several" / "a-Q8_0.gguf",
        "large": first,
    }
    large = library.find("large")
    assert large.kind is Kind.BASE
    assert large.size_bytes == first.stat().st_size + second.stat().st_size
    assert library.find(str(second)).id == large.id
    assert library.find(str(models / "loose.gguf")).name == "loose"


def test_opened_where_it_lies(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "elsewhere" / "mine.gguf")
    library = Library()
    opened = library.open_folder(path)
    assert (opened.path, opened.origin, opened.name) == (path, Origin.OPENED, "mine")
    assert library.open_folder(path.parent).id == opened.id  # a folder with one such file stands for it
    assert [c.path for c in Library().checkpoints() if c.origin is Origin.OPENED] == [path]
    forgotten = library.trash(opened.id)
    assert path.is_file() and not listed(library)
    assert library.restore(forgotten.id).path == path


def test_a_damaged_file_is_refused_and_not_added(tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(write_gguf(tmp_path / "whole.gguf").read_bytes()[:2_000])
    with pytest.raises(AppError) as caught:
        Library().open_folder(path)
    assert caught.value.code is ErrorCode.WEIGHTS_INCOMPLETE
    assert not listed(Library())


def test_a_file_is_looked_at_again_only_when_it_changed(models: Path) -> None:
    first, second = write_parts(models)
    assert Library().find("tiny").facts is not None
    second.unlink()
    assert Library().checkpoints()[-1].trouble is ErrorCode.WEIGHTS_MISSING
    write_parts(models)
    assert Library().find("tiny").path == first


def test_parts_go_to_the_trash_together(models: Path) -> None:
    first, second = write_parts(models)
    other = write_gguf(models / "other.gguf")
    content = first.read_bytes(), second.read_bytes()
    library = Library()
    trashed = library.trash(library.find("tiny").id)
    assert list(models.iterdir()) == [other]
    assert [item.name for item in library.trashed()] == ["tiny"]
    assert library.restore(trashed.id).path == first
    assert (first.read_bytes(), second.read_bytes()) == content


def test_restored_beside_what_took_its_place(models: Path) -> None:
    first, _ = write_parts(models)
    library = Library()
    trashed = library.trash(library.find("tiny").id)
    write_parts(models)
    back = library.restore(trashed.id)
    assert back.path.name == first.name and back.path.parent.parent == models
    assert back.facts is not None
    library.erase(library.trash(back.id).id)
    assert not back.path.exists() and first.exists()
