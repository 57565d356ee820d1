"""What comes or goes in a folder of models shows in the list within two seconds, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_llm.core.library import Library
from desktop_llm.ui.state import LibraryList
from desktop_llm.workers.folder_watch import FolderWatch
from desktop_llm.workers.task_thread import TaskThread
from tests.faults.model_folders import write_model


def test_many_changes_are_told_together(qtbot: QtBot, tmp_path: Path) -> None:
    tasks = TaskThread()
    os.utime(tmp_path, (1_700_000_000, 1_700_000_000))
    try:
        watch = FolderWatch(tasks)
        watch.follow([tmp_path, tmp_path / "gone"])
        qtbot.waitUntil(lambda: watch.folders == (tmp_path,), timeout=2_000)
        told: list[float] = []
        watch.changed.connect(lambda: told.append(time.monotonic()))
        qtbot.wait(600)
        assert not told, "nothing has changed yet"
        for number in range(20):
            (tmp_path / f"{number}").mkdir()
        qtbot.waitUntil(lambda: bool(told), timeout=2_000)
        qtbot.wait(900)
        assert len(told) == 1
        watch.follow([])
        (tmp_path / "late").mkdir()
        qtbot.wait(900)
        assert len(told) == 1
        watch.close()
        watch.follow([tmp_path])
        assert watch.folders == ()
    finally:
        tasks.close()


@pytest.mark.parametrize("there", [True, False], ids=["library", "library that is not there yet"])
def test_a_model_appears_and_goes_within_two_seconds(there: bool, qtbot: QtBot, tmp_path: Path) -> None:
    library, tasks = Library(), TaskThread()
    if there:
        library.folder().mkdir(parents=True)
    shown = LibraryList(library, tasks)
    try:
        with qtbot.waitSignal(shown.changed, timeout=5_000):
            shown.refresh()
        qtbot.waitUntil(lambda: bool(shown._watch._seen), timeout=2_000)
        made = write_model(tmp_path / "made" / "Came")
        library.folder().mkdir(parents=True, exist_ok=True)
        before = time.monotonic()
        shutil.copytree(made, library.folder() / "Came")
        qtbot.waitUntil(lambda: any(c.name == "Came" and c.facts for c in shown.checkpoints()), timeout=2_000)
        shutil.rmtree(library.folder() / "Came")
        gone = time.monotonic()
        qtbot.waitUntil(lambda: all(c.name != "Came" for c in shown.checkpoints()), timeout=2_000)
        assert time.monotonic() - gone < 2
        assert gone - before < 2.5
    finally:
        shown.close()
        tasks.close()


@pytest.mark.parametrize("there", [True, False], ids=["library", "library that is not there yet"])
def test_reading_the_list_is_no_change(there: bool, qtbot: QtBot) -> None:
    """Each reading keeps notes in the data folder; were those taken for a change, it would read again for ever."""
    library, tasks = Library(), TaskThread()
    if there:
        library.folder().mkdir(parents=True)
    shown = LibraryList(library, tasks)
    told: list[float] = []
    try:
        with qtbot.waitSignal(shown.changed, timeout=5_000):
            shown.refresh()
        qtbot.wait(1_500)
        shown._watch.changed.connect(lambda: told.append(time.monotonic()))
        shown.refresh()
        qtbot.wait(2_500)
        assert not told
    finally:
        shown.close()
        tasks.close()
