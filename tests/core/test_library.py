"""The list of checkpoints on real folders: what is found, named, thrown away and brought back."""

import multiprocessing
import os
import shutil
import time
from pathlib import Path

import pytest

from desktop_llm.core import library_places, library_trash
from desktop_llm.core.checkpoint import Checkpoint, Kind, Origin
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library, id_of
from desktop_llm.core.library_trash import KEPT_DAYS
from desktop_llm.core.paths import trash_folder
from desktop_llm.core.settings import LiveSettings
from tests.faults.model_folders import TEMPLATE, change_json, write_json, write_model


@pytest.fixture(autouse=True)
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for what ships, so that these tests hold whatever ships."""
    folder = tmp_path / "resources" / "checkpoints"
    write_model(folder / "starter")
    change_json(write_model(folder / "starter-chat") / "tokenizer_config.json", chat_template=TEMPLATE)
    real = library_places.resource_path
    monkeypatch.setattr(
        library_places, "resource_path", lambda *parts: folder if parts == ("checkpoints",) else real(*parts)
    )
    return folder


@pytest.fixture
def models(home: Path) -> Path:
    """The library folder."""
    folder = home / "library"
    folder.mkdir()
    return folder


def names(library: Library) -> list[str]:
    return [checkpoint.name for checkpoint in library.checkpoints()]


def code_of(error: pytest.ExceptionInfo[AppError]) -> ErrorCode:
    return error.value.code


def write_run(home: Path, run: str, name: str, base_path: str = "") -> Path:
    folder = home / "runs" / run
    write_model(folder / "checkpoint")
    (folder / "job.toml").write_text(f'name = "{name}"\nbase_path = "{base_path}"\n')
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- what is listed -----------------------------------------------------------------------------------------------


def test_bundled_come_first_with_plain_names(bundled: Path) -> None:
    listed = Library().checkpoints()
    assert [(c.name, c.kind, c.origin) for c in listed] == [
        ("Starter (chat)", Kind.CHAT, Origin.BUNDLED),
        ("Starter", Kind.BASE, Origin.BUNDLED),
    ]
    assert listed[1].path == bundled / "starter"
    assert listed[1].size_bytes == sum(p.stat().st_size for p in (bundled / "starter").iterdir())


def test_library_folder_direct_nested_and_cache(models: Path) -> None:
    write_model(models / "direct")
    write_model(models / "someone" / "nested")
    write_model(models / "models--owner--cached" / "snapshots" / "0a1b")
    (models / "only notes").mkdir()
    (models / "only notes" / "notes.txt").write_text("a text")
    (models / "loose.txt").write_text("a text")
    write_model(models / ".hidden")
    assert names(Library())[2:] == ["direct", "cached", "nested"]


def test_trained_are_named_by_their_job_and_know_their_base(home: Path, bundled: Path) -> None:
    write_run(home, "run-1", "Bakery", str(bundled / "starter"))
    write_run(home, "run-2", "Odd", "/gone/away")
    (home / "runs" / "unfinished").mkdir()
    damaged = write_run(home, "run-3", "x")
    (damaged / "job.toml").write_text("name = ")
    found = {c.name: c for c in Library().checkpoints() if c.origin is Origin.TRAINED}
    assert set(found) == {"Bakery", "Odd", "run-3"}
    assert (found["Bakery"].base_name, found["Bakery"].run_id) == ("Starter", "run-1")
    assert found["Odd"].base_name == "away"


def test_kept_moments_are_listed_behind_their_run_even_where_it_has_no_end_yet(home: Path, bundled: Path) -> None:
    run = write_run(home, "run-1", "Bakery")
    for step in (40, 8):
        write_model(run / "moments" / f"step-{step:08d}")
    (run / "moments" / ".tmp-step").mkdir()
    paused = write_run(home, "run-2", "Paused")
    (paused / "checkpoint").rename(home / "elsewhere")
    write_model(paused / "moments" / "step-00000005")
    trained = [c for c in Library().checkpoints() if c.origin is Origin.TRAINED]
    assert {c.name for c in trained} == {"Bakery", "Bakery · 8", "Bakery · 40", "Paused · 5"}
    assert {c.run_id for c in trained} == {"run-1", "run-2"}


def test_refused_folder_is_listed_with_its_trouble(models: Path) -> None:
    folder = write_model(models / "cut")
    (folder / "model.safetensors").write_bytes(b"12345")
    checkpoint = Library().checkpoints()[-1]
    assert (checkpoint.name, checkpoint.facts, checkpoint.trouble) == ("cut", None, ErrorCode.WEIGHTS_INCOMPLETE)
    assert checkpoint.kind is Kind.OTHER


def test_change_on_disk_is_seen(models: Path) -> None:
    library = Library()
    folder = write_model(models / "model")
    assert library.find("model").kind is Kind.BASE
    change_json(folder / "tokenizer_config.json", chat_template=TEMPLATE)
    assert library.find("model").kind is Kind.CHAT
    shutil.rmtree(folder)
    assert "model" not in names(library)


def test_same_name_gets_a_number_and_same_folder_is_listed_once(models: Path, tmp_path: Path) -> None:
    write_model(models / "a" / "model")
    write_model(models / "b" / "Model")
    library = Library()
    library.open_folder(models / "a" / "model")
    if os.name != "nt":
        (tmp_path / "way").symlink_to(models / "a" / "model", target_is_directory=True)
        library.open_folder(tmp_path / "way")
    assert names(library)[2:] == ["model", "Model 2"]


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses these names itself")
def test_names_are_one_line_of_text(models: Path) -> None:
    for name in ("two\nlines", "<img src=x>", "model\u202egpj", "模型 🦙", "x" * 240):
        write_model(models / name)
    assert set(names(Library())[2:]) == {"two lines", "<img src=x>", "modelgpj", "模型 🦙", "x" * 240}


# --- finding ------------------------------------------------------------------------------------------------------


def test_find_by_name_case_and_path(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(models / "My Model")
    elsewhere = write_model(tmp_path / "elsewhere")
    library = Library()
    assert library.find("My Model").path == folder
    assert library.find(" my model ").path == folder
    assert library.find(str(folder)).name == "My Model"
    assert library.find(str(elsewhere)).origin is Origin.OPENED
    monkeypatch.chdir(tmp_path)
    assert library.find("elsewhere").path == elsewhere
    assert "elsewhere" not in names(library)


def test_find_says_what_is_close_or_wrong(models: Path, tmp_path: Path) -> None:
    write_model(models / "bakery")
    (write_model(models / "broken") / "tokenizer.json").unlink()
    library = Library()
    with pytest.raises(AppError) as unknown:
        library.find("backery")
    assert code_of(unknown) is ErrorCode.UNKNOWN_MODEL
    assert unknown.value.values["suggestion"] == "bakery"
    with pytest.raises(AppError) as missing:
        library.find(str(tmp_path / "gone"))
    assert code_of(missing) is ErrorCode.FOLDER_MISSING
    with pytest.raises(AppError) as broken:
        library.find("broken")
    assert code_of(broken) is ErrorCode.TOKENIZER_MISSING
    with pytest.raises(AppError) as plain:
        library.find(str(tmp_path))
    assert code_of(plain) is ErrorCode.NOT_A_MODEL


# --- opening and renaming -----------------------------------------------------------------------------------------


def test_opened_folder_stays_where_it_is_and_is_remembered(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "usb" / "model")
    before = tree(folder)
    opened = Library().open_folder(folder / "config.json")
    assert (opened.path, opened.origin) == (folder, Origin.OPENED)
    assert names(Library())[-1] == "model"
    assert tree(folder) == before


def test_refused_folder_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    library = Library()
    with pytest.raises(AppError) as error:
        library.open_folder(tmp_path / "plain")
    assert code_of(error) is ErrorCode.NOT_A_MODEL
    assert LiveSettings().value.opened_folders == ()


def test_missing_opened_folder_is_listed_and_comes_back(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "usb" / "model")
    library = Library()
    library.open_folder(folder)
    folder.rename(tmp_path / "away")
    gone = library.checkpoints()[-1]
    assert (gone.name, gone.trouble, gone.size_bytes) == ("model", ErrorCode.FOLDER_MISSING, 0)
    (tmp_path / "away").rename(folder)
    assert library.find("model").trouble is None


def test_rename_changes_the_name_only(models: Path, bundled: Path) -> None:
    folder = write_model(models / "model")
    library = Library()
    renamed = library.rename(id_of(folder), "  Bakery\nhelper ")
    assert (renamed.name, renamed.path) == ("Bakery helper", folder)
    assert library.rename(id_of(bundled / "starter"), "First").name == "First"
    assert names(Library()) == ["Starter (chat)", "First", "Bakery helper"]
    assert (bundled / "starter").is_dir()


def test_rename_refuses_a_taken_or_empty_name(models: Path) -> None:
    folder = write_model(models / "model")
    library = Library()
    with pytest.raises(AppError) as taken:
        library.rename(id_of(folder), "starter")
    assert code_of(taken) is ErrorCode.NAME_TAKEN
    with pytest.raises(AppError) as empty:
        library.rename(id_of(folder), " \n\u202e ")
    assert code_of(empty) is ErrorCode.BAD_OPTION
    with pytest.raises(AppError) as unknown:
        library.rename("nobody", "x")
    assert code_of(unknown) is ErrorCode.UNKNOWN_MODEL
    assert names(library)[-1] == "model"


def test_given_name_is_kept_from_a_newcomer(models: Path) -> None:
    library = Library()
    write_model(models / "b")
    library.rename(id_of(models / "b"), "a")
    write_model(models / "a")
    assert {c.path.name: c.name for c in library.checkpoints()[2:]} == {"b": "a", "a": "a 2"}


# --- the trash ----------------------------------------------------------------------------------------------------


def test_trash_and_restore_bring_back_every_byte(models: Path) -> None:
    folder = write_model(models / "someone" / "model")
    before = tree(folder)
    library = Library()
    library.rename(id_of(folder), "Mine")
    item = library.trash(id_of(folder))
    assert not item.forgotten
    assert not folder.exists()
    assert "Mine" not in names(library)
    assert [(i.name, i.path, i.size_bytes) for i in library.trashed()] == [("Mine", folder, item.size_bytes)]
    restored = library.restore(item.id)
    assert (restored.name, restored.path) == ("Mine", folder)
    assert tree(folder) == before
    assert library.trashed() == ()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_snapshot_of_a_cache_goes_with_its_files(models: Path) -> None:
    cache = models / "models--owner--cached"
    snapshot = write_model(cache / "snapshots" / "0a1b")
    (cache / "blobs").mkdir()
    (snapshot / "model.safetensors").rename(cache / "blobs" / "0123")
    (snapshot / "model.safetensors").symlink_to("../../blobs/0123")
    library = Library()
    item = library.trash(library.find("cached").id)
    assert list(models.iterdir()) == []
    restored = library.restore(item.id)
    assert (restored.name, restored.path, restored.trouble) == ("cached", snapshot, None)


def test_restore_beside_what_stands_there_now(models: Path) -> None:
    folder = write_model(models / "model")
    library = Library()
    item = library.trash(id_of(folder))
    write_model(folder)
    restored = library.restore(item.id)
    assert restored.path == models / "model 2"
    assert names(library)[2:] == ["model", "model 2"]


def test_restore_after_the_library_folder_was_changed(models: Path, tmp_path: Path) -> None:
    settings = LiveSettings()
    library = Library(settings)
    item = library.trash(id_of(write_model(models / "model")))
    settings.change(library_folder=str(tmp_path / "other"))
    restored = library.restore(item.id)
    assert (restored.path, restored.origin) == (models / "model", Origin.OPENED)


def test_what_ships_is_not_thrown_away(bundled: Path) -> None:
    library = Library()
    with pytest.raises(AppError) as error:
        library.trash(id_of(bundled / "starter"))
    assert code_of(error) is ErrorCode.BAD_OPTION
    assert (bundled / "starter").is_dir()


def test_opened_folder_is_only_forgotten(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    library = Library()
    library.open_folder(folder)
    item = library.trash(id_of(folder))
    assert item.forgotten
    assert folder.is_dir()
    assert "model" not in names(Library())
    assert library.restore(item.id).path == folder


def test_trained_is_trashed_without_its_run(home: Path) -> None:
    run = write_run(home, "run-1", "Bakery")
    library = Library()
    item = library.trash(id_of(run / "checkpoint"))
    assert (run / "job.toml").exists()
    assert library.restore(item.id).name == "Bakery"


def test_erase_and_unknown_items(models: Path) -> None:
    library = Library()
    item = library.trash(id_of(write_model(models / "model")))
    library.erase(item.id)
    assert library.trashed() == ()
    assert list(trash_folder().iterdir()) == []
    for wrong in (item.id, "checkpoint-../../x", "..", ""):
        with pytest.raises(AppError) as error:
            library.restore(wrong)
        assert code_of(error) is ErrorCode.UNKNOWN_MODEL
        with pytest.raises(AppError) as error:
            library.erase(wrong)
        assert code_of(error) is ErrorCode.UNKNOWN_MODEL


def test_old_trash_is_erased_and_foreign_things_stay(models: Path) -> None:
    library = Library()
    old = library.trash(id_of(write_model(models / "old")))
    new = library.trash(id_of(write_model(models / "new")))
    change_json(trash_folder() / old.id / "note.json", trashed_at=time.time() - (KEPT_DAYS + 1) * 86_400)
    foreign = trash_folder() / "checkpoint-foreign"
    foreign.mkdir()
    (foreign / "content").write_text("not ours")
    library = Library()
    library.checkpoints()
    assert [item.id for item in library.trashed()] == [new.id]
    assert (foreign / "content").exists()
    assert not (trash_folder() / old.id).exists()


def test_trash_on_another_disk(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename that the system refuses as crossing disks becomes a copy, whole before the original goes."""
    folder = write_model(models / "model")
    before = tree(folder)
    real = library_trash.replace

    def crossing(source: Path, target: Path) -> None:
        if (trash_folder() in source.parents) != (trash_folder() in target.parents):
            raise OSError(18, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(library_trash, "replace", crossing)
    library = Library()
    item = library.trash(id_of(folder))
    assert not folder.exists()
    assert tree(trash_folder() / item.id / "content") == before
    assert library.restore(item.id).path == folder
    assert tree(folder) == before
    assert [p.name for p in models.iterdir()] == ["model"]


def test_folder_that_may_not_be_moved_stays(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(models / "model")
    before = tree(folder)

    def refused(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(library_trash, "replace", refused)
    with pytest.raises(AppError) as error:
        Library().trash(id_of(folder))
    assert code_of(error) is ErrorCode.DISK_UNWRITABLE
    assert tree(folder) == before
    assert list(trash_folder().iterdir()) == []


def test_copy_that_fails_half_way_leaves_the_original(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(models / "model")
    before = tree(folder)

    def crossing(source: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    def full(source: Path, target: Path, symlinks: bool) -> None:
        target.mkdir()
        (target / "config.json").write_text("{")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library_trash, "replace", crossing)
    monkeypatch.setattr(library_trash.shutil, "copytree", full)
    with pytest.raises(AppError) as error:
        Library().trash(id_of(folder))
    assert code_of(error) is ErrorCode.DISK_FULL
    assert tree(folder) == before
    assert list(trash_folder().iterdir()) == []


# --- the cache, and two at once -----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "[]", "{", '{"revision": 1}', '{"revision": "x", "folders": 3}', "\0" * 99])
def test_damaged_cache_costs_nothing(content: str, home: Path, models: Path) -> None:
    write_model(models / "model")
    first = Library().checkpoints()
    (home / "library-cache.json").write_text(content)
    assert Library().checkpoints() == first


def test_cache_with_a_wrong_entry_is_read_anew(home: Path, models: Path) -> None:
    write_model(models / "model")
    first = Library().checkpoints()
    cache = home / "library-cache.json"
    cache.write_text(cache.read_text().replace('"kind": "base"', '"kind": "nonsense"'))
    assert Library().checkpoints() == first


def test_warm_list_opens_no_model_file(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write_model(models / f"model {number}")
    first = Library().checkpoints()
    monkeypatch.setattr("desktop_llm.core.library_cache.check_model", _refuse)
    assert Library().checkpoints() == first


def _refuse(path: Path) -> None:
    raise AssertionError(f"{path} was opened")


def _use(home: str, number: int) -> list[str]:
    os.environ["DESKTOP_LLM_HOME"] = home
    library = Library()
    said = []
    for round_number in range(10):
        path = write_model(Path(home) / "library" / f"own {number} {round_number}")
        item = library.trash(id_of(path))
        library.restore(item.id)
        for shared in library.checkpoints():
            if shared.name.startswith("shared"):
                try:
                    library.restore(library.trash(shared.id).id)
                except AppError as error:
                    said.append(error.code.value)
    return said


def test_two_processes_at_once_lose_nothing(home: Path, models: Path) -> None:
    for number in range(3):
        write_model(models / f"shared {number}")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        said = pool.starmap(_use, [(str(home), 1), (str(home), 2)])
    allowed = {ErrorCode.FOLDER_MISSING, ErrorCode.UNKNOWN_MODEL, ErrorCode.DISK_UNWRITABLE}
    assert {code for codes in said for code in codes} <= {str(code) for code in allowed}
    library = Library()
    for item in library.trashed():
        library.restore(item.id)
    listed: list[Checkpoint] = [c for c in library.checkpoints() if c.origin is Origin.LIBRARY]
    assert all(c.trouble is None for c in listed)
    assert sum(c.path.name.startswith("shared") for c in listed) == 3
    assert sum(c.path.name.startswith("own") for c in listed) == 20


def test_long_list_is_whole_and_stable(models: Path) -> None:
    template = write_model(models / "m 0")
    content = {path.name: path.read_bytes() for path in template.iterdir()}
    for number in range(1, 120):
        folder = models / f"m {number}"
        folder.mkdir()
        for name, data in content.items():
            (folder / name).write_bytes(data)
    write_json(models / "m 7" / "config.json", [])
    library = Library()
    first = library.checkpoints()
    assert len(first) == 122
    assert sum(c.trouble is not None for c in first) == 1
    assert library.checkpoints() == first == Library().checkpoints()
