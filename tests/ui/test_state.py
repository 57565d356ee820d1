"""The list of checkpoints and the settings, as the places of the window see them."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_llm.core.checkpoint import Checkpoint, Origin
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.library import Library
from desktop_llm.core.paths import library_folder, settings_path
from desktop_llm.core.settings import LiveSettings, Settings, load_settings
from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.workers.task_thread import TaskThread


class Shelf(Library):
    """A library of named things in memory that counts how often it is read, and may be held up."""

    def __init__(self) -> None:
        self.items = [checkpoint("a"), checkpoint("b")]
        self.reads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.trouble: AppError | None = None

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        assert threading.current_thread() is not threading.main_thread(), "the disk is read in the task thread"
        self.gate.wait(10)
        self.reads += 1
        if self.trouble:
            raise self.trouble
        return tuple(self.items)

    def watched(self) -> tuple[Path, ...]:
        return ()

    def rename(self, checkpoint_id: str, name: str) -> Checkpoint:
        if name == "taken":
            raise AppError(ErrorCode.NAME_TAKEN, name)
        self.items = [replace(item, name=name) if item.id == checkpoint_id else item for item in self.items]
        return next(item for item in self.items if item.id == checkpoint_id)


def checkpoint(name: str) -> Checkpoint:
    return Checkpoint(f"id-{name}", name, Path("/models") / name, Origin.LIBRARY, 5, None)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskThread]:
    tasks = TaskThread()
    yield tasks
    assert tasks.close()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def library(shelf: Shelf, tasks: TaskThread) -> Iterator[LibraryList]:
    library = LibraryList(shelf, tasks)
    yield library
    library.close()


def test_the_list_is_empty_until_it_was_read(library: LibraryList, qtbot: QtBot) -> None:
    assert (library.checkpoints(), library.is_read) == ((), False)
    with qtbot.waitSignal(library.changed):
        library.refresh()
    assert [item.name for item in library.checkpoints()] == ["a", "b"]
    assert library.is_read
    assert library.find("/models/b") is library.find(Path("/models/b")) is library.find("id-b")
    assert library.find("id-b") == checkpoint("b")
    assert library.find("/models/c") is None
    assert library.find("") is None


def test_an_empty_list_is_told_once(library: LibraryList, shelf: Shelf, qtbot: QtBot) -> None:
    shelf.items = []
    with qtbot.waitSignal(library.changed):
        library.refresh()
    with qtbot.assertNotEmitted(library.changed):
        library.refresh()
        qtbot.waitUntil(lambda: shelf.reads == 2)
        qtbot.wait(20)


def test_many_refreshes_at_once_read_at_most_twice(library: LibraryList, shelf: Shelf, qtbot: QtBot) -> None:
    shelf.gate.clear()
    for _ in range(50):
        library.refresh()
    shelf.items.append(checkpoint("late"))
    with qtbot.waitSignal(library.changed):
        shelf.gate.set()
    qtbot.waitUntil(lambda: shelf.reads == 2)
    qtbot.wait(20)
    assert shelf.reads == 2
    assert library.find("id-late") is not None
    library.refresh()
    qtbot.waitUntil(lambda: shelf.reads == 3)


def test_a_change_brings_the_new_list_before_its_answer(library: LibraryList, qtbot: QtBot) -> None:
    heard: list[str] = []
    library.changed.connect(lambda: heard.append("changed"))
    library.rename("id-a", "mine", lambda renamed: heard.append(renamed.name + library.checkpoints()[0].name))
    qtbot.waitUntil(lambda: heard == ["changed", "minemine"])


def test_a_refused_change_says_why_and_changes_nothing(library: LibraryList, qtbot: QtBot) -> None:
    errors: list[AppError] = []
    library.rename("id-a", "taken", lambda _item: pytest.fail("it was refused"), errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code is ErrorCode.NAME_TAKEN
    with qtbot.waitSignal(library.failed) as failed:
        library.rename("id-a", "taken")
    assert failed.args[0].code is ErrorCode.NAME_TAKEN


def test_a_list_that_cannot_be_read_keeps_the_last(library: LibraryList, shelf: Shelf, qtbot: QtBot) -> None:
    with qtbot.waitSignal(library.changed):
        library.refresh()
    shelf.trouble = AppError(ErrorCode.DISK_UNWRITABLE, "gone")
    with qtbot.waitSignal(library.failed):
        library.refresh()
    assert len(library.checkpoints()) == 2
    shelf.trouble = None
    shelf.items.append(checkpoint("c"))
    with qtbot.waitSignal(library.changed):
        library.refresh()
    assert len(library.checkpoints()) == 3


def test_the_real_library_behind_it(tasks: TaskThread, qtbot: QtBot, starter: Path) -> None:
    (library_folder() / "broken").mkdir(parents=True)
    (library_folder() / "broken" / "config.json").write_text("{")
    live = LiveSettings()
    library = LibraryList(Library(live), tasks)
    with qtbot.waitSignal(library.changed, timeout=20_000):
        library.refresh()
    broken = library.find(library_folder() / "broken")
    assert broken is not None
    renamed: list[Checkpoint] = []
    library.rename(broken.id, "面包", renamed.append)
    qtbot.waitUntil(lambda: bool(renamed))
    assert live.value.names[broken.id] == "面包"
    library.trash(broken.id)
    trash: list[object] = []
    library.read_trash(trash.extend)
    qtbot.waitUntil(lambda: len(trash) == 1)
    assert library.find(broken.id) is None


def test_settings_hold_at_once_and_are_written_behind(tasks: TaskThread, qtbot: QtBot) -> None:
    holder = SettingsHolder(LiveSettings(), tasks)
    heard: list[Settings] = []
    holder.changed.connect(heard.append)
    holder.change(theme="dark", threads=2)
    assert holder.value == Settings(theme="dark", threads=2)
    assert heard == [holder.value]
    holder.change(theme="dark")
    assert len(heard) == 1, "nothing new"
    assert tasks.close()
    assert load_settings()[0] == holder.value


def test_the_window_and_the_library_lose_none_of_each_others_changes(tasks: TaskThread, qtbot: QtBot) -> None:
    live = LiveSettings()
    holder = SettingsHolder(live, tasks)
    done: list[None] = []
    for number in range(20):
        tasks.submit(
            lambda number=number: live.change_with(lambda now: replace(now, names={**now.names, str(number): "x"}))
        )
        holder.change(text_factor=1 + number / 10)
    tasks.submit(live.save, done.append)
    qtbot.waitUntil(lambda: done == [None])
    stored = load_settings()[0]
    assert len(stored.names) == 20
    assert stored.text_factor == 2.9


def test_settings_that_cannot_be_written_are_told_and_hold(tasks: TaskThread, qtbot: QtBot) -> None:
    holder = SettingsHolder(LiveSettings(), tasks)
    settings_path().mkdir()
    with qtbot.waitSignal(holder.save_failed) as failed:
        holder.change(theme="dark")
    assert failed.args[0].code is ErrorCode.DISK_UNWRITABLE
    assert holder.value.theme == "dark"
