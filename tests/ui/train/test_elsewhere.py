"""On another computer: the folder with its lines to copy, the way back, and copies that stand alone."""

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_llm.core.checkpoint_copy import copy_checkpoint
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.job_file import job_from_toml
from desktop_llm.ui.train.form import NewTraining
from tests.faults.model_folders import write_model
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton


def test_a_training_travels_and_its_result_comes_back_into_the_list(kit: WindowKit, tmp_path: Path) -> None:
    kit.add_models()
    window = kit.open()
    window.go("train")
    QTest.mouseClick(window.train.form.elsewhere_button, LEFT)
    page = window.train.elsewhere
    assert page.isVisible() and not page.pack.isEnabled() and page.pack.unavailable_reason
    QTest.mouseClick(page.back, LEFT)
    assert window.train.form.isVisible()

    text = kit.add_text()
    window.train.drop([text])
    window.train.form.begin_with(kit.path("Qwen3-0.6B"))
    kit.tell_report(text)
    QTest.mouseClick(window.train.form.elsewhere_button, LEFT)
    assert page.pack.isEnabled() and "Qwen3-0.6B" in page._what.text()
    stick = tmp_path / "stick"
    stick.mkdir()
    page.pack_into(stick)
    kit.wait(lambda: page.commands)
    (packed,) = stick.iterdir()
    job = job_from_toml((packed / "job.toml").read_text("utf-8"))
    assert (packed / job.base_path / "config.json").is_file()
    assert (packed / job.texts[0]).read_bytes() == text.read_bytes()
    assert len(page.commands) == 3 and packed.name in page.commands[0].line
    QTest.mouseClick(page.commands[0].copy, LEFT)
    assert QGuiApplication.clipboard().text() == page.commands[0].line and page.commands[0].copy.text() == "Copied"

    page.fetch_from(packed)
    kit.wait(lambda: page._trouble.isVisible())
    assert page.fetch.isEnabled(), "nothing was trained in it yet"
    write_model(packed / "checkpoint")
    shutil.copyfile(kit.add_run("Elsewhere") / "result.json", packed / "result.json")
    page.fetch_from(packed)
    kit.wait(lambda: window.train.result.isVisible() and window.train.result.record)
    record = window.train.result.record
    assert record is not None and record.checkpoint is not None and record.name == job.name
    assert record.base_path == kit.path("Qwen3-0.6B"), "told by the paths of this computer"


def test_a_checkpoint_is_copied_as_a_folder_of_its_own(kit: WindowKit, tmp_path: Path) -> None:
    folder = kit.add_run("Bakery")
    window = kit.open()
    window.go("train")
    kit.settle()
    window.train._open_run(folder.name)
    kit.wait(lambda: window.train.result.isVisible())
    window.train.copy_result(tmp_path)
    kit.wait(window.train.result._copied.isVisible)
    copy = tmp_path / "Bakery"
    assert str(copy) in window.train.result._copied.sentence
    assert {path.name for path in copy.iterdir()} == {path.name for path in (folder / "checkpoint").iterdir()}
    with pytest.raises(AppError) as taken:
        copy_checkpoint(folder / "checkpoint", copy)
    assert taken.value.code is ErrorCode.NAME_TAKEN
    with pytest.raises(AppError) as gone:
        copy_checkpoint(tmp_path / "gone", tmp_path / "other")
    assert gone.value.code is ErrorCode.FOLDER_MISSING and not (tmp_path / "other").exists()
    assert json.loads((copy / "config.json").read_text("utf-8"))


def test_another_window_reads_the_texts_in_the_same_way(kit: WindowKit) -> None:
    window = kit.open()
    text = kit.add_text()
    window.train.form.text.set_reading(Reading(kind="dialogue", leave_out=("mail",)))
    window.train.drop([text])
    other = NewTraining(kit.desk)
    other.take_over(window.train.form)
    assert other.text.reading == window.train.form.text.reading and other.text.paths == [text]
    assert kit.engines.last.request.reading.kind == "dialogue"
    other.deleteLater()
