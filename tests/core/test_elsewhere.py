"""A training that travels: packed here, run there, brought back into the list; and what must not come along."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_llm.core import elsewhere, runs
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.core.library import Library
from desktop_llm.core.training import TrainJob


@pytest.fixture
def job(starter: Path, tmp_path: Path) -> TrainJob:
    texts = []
    for number in range(2):
        path = tmp_path / str(number) / "handbook.txt"
        path.parent.mkdir()
        path.write_text(f"text {number}", "utf-8")
        texts.append(str(path))
    exam = tmp_path / "exam.txt"
    exam.write_text("held back", "utf-8")
    return TrainJob("My bakery", str(starter), tuple(texts), reading=Reading(held_out_files=(str(exam),)), threads=3)


def train_there(folder: Path, base: Path) -> None:
    """What a finished run leaves."""
    shutil.copytree(base, folder / runs.CHECKPOINT)
    result = {"outcome": "done", "base_path": "/over/there", "base_name": "base", "name": "x", "steps": 5}
    (folder / runs.RESULT).write_text(json.dumps(result), "utf-8")
    (folder / runs.PROCESS).write_text(json.dumps({"pid": 1, "started_at": 5.0}), "utf-8")
    (folder / "virus.exe").write_bytes(b"no part of a run")


def test_folder_stands_by_itself(job: TrainJob, tmp_path: Path, starter: Path) -> None:
    packed = elsewhere.pack_for_elsewhere(job, tmp_path / "to go")
    shutil.move(packed.folder, tmp_path / "moved")
    there = job_from_toml((tmp_path / "moved" / runs.JOB).read_text("utf-8"))
    assert (there.base_path, there.threads, there.name) == ("base", 0, "My bakery")
    inside = [tmp_path / "moved" / name for name in (*there.texts, *there.reading.held_out_files)]
    assert [path.read_text("utf-8") for path in inside] == ["text 0", "text 1", "held back"]
    weights = "model.safetensors"
    assert (tmp_path / "moved" / "base" / weights).read_bytes() == (starter / weights).read_bytes()
    assert packed.size_bytes > (starter / weights).stat().st_size
    how = (tmp_path / "moved" / elsewhere.COMMANDS).read_text("utf-8")
    assert all(command.line in how and '"to go"' in command.line for command in packed.commands)
    with pytest.raises(AppError) as taken:
        elsewhere.pack_for_elsewhere(job, tmp_path / "moved")
    assert taken.value.code is ErrorCode.NAME_TAKEN


def test_missing_text_leaves_nothing_half_packed(job: TrainJob, tmp_path: Path) -> None:
    with pytest.raises(AppError) as missing:
        elsewhere.pack_for_elsewhere(replace(job, texts=(str(tmp_path / "gone.txt"),)), tmp_path / "out" / "to go")
    assert missing.value.code is ErrorCode.TEXT_MISSING
    assert list((tmp_path / "out").iterdir()) == []


def test_result_comes_back_into_the_list(job: TrainJob, tmp_path: Path, starter: Path) -> None:
    packed = elsewhere.pack_for_elsewhere(job, tmp_path / "to go")
    with pytest.raises(AppError) as untrained:
        elsewhere.bring_back(packed.folder)
    assert untrained.value.code is ErrorCode.RUN_NOT_FINISHED
    train_there(packed.folder, starter)
    run = elsewhere.bring_back(packed.folder)
    record = runs.read_run(run)
    assert record is not None and record.state is runs.RunState.DONE
    assert (record.base_path, record.name, record.steps) == (job.base_path, "My bakery", 5)
    found = Library().find("My bakery")
    assert found.path == record.checkpoint and found.base_path == job.base_path
    assert not (run / "virus.exe").exists() and not (run / "base").exists()
    assert elsewhere.bring_back(packed.folder) != run  # once more is another run, not a replaced one


def test_cut_off_run_comes_back_with_its_save(job: TrainJob, tmp_path: Path, starter: Path) -> None:
    packed = elsewhere.pack_for_elsewhere(job, tmp_path / "to go")
    (packed.folder / runs.AUTOSAVE).mkdir()
    shutil.copytree(starter, packed.folder / runs.AUTOSAVE / "step-00000004")
    record = runs.read_run(elsewhere.bring_back(packed.folder))
    assert record is not None and record.state is runs.RunState.INTERRUPTED and record.recoverable
    assert runs.recover_run(record.folder) is not None and Library().find("My bakery").facts is not None


def test_strange_folders_are_refused(job: TrainJob, tmp_path: Path, starter: Path) -> None:
    packed = elsewhere.pack_for_elsewhere(job, tmp_path / "to go")
    train_there(packed.folder, starter)
    (packed.folder / runs.MOMENTS).mkdir()
    (packed.folder / runs.MOMENTS / "step-00000001").symlink_to(tmp_path)
    with pytest.raises(AppError) as unsafe:
        elsewhere.bring_back(packed.folder)
    assert unsafe.value.code is ErrorCode.UNSAFE_PATH
    (packed.folder / runs.MOMENTS / "step-00000001").unlink()
    (packed.folder / runs.CHECKPOINT / "model.safetensors").write_bytes(b"cut off")
    with pytest.raises(AppError) as damaged:
        elsewhere.bring_back(packed.folder)
    assert damaged.value.code in (ErrorCode.WEIGHTS_DAMAGED, ErrorCode.WEIGHTS_INCOMPLETE)
