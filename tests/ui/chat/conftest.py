"""A Chat place as the window makes it: real store, task thread, library and settings, engines that are fakes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_llm.core.checkpoint import Checkpoint, Kind, ModelFacts, Origin
from desktop_llm.core.settings import LiveSettings
from desktop_llm.ui.chat.place import ChatPlace
from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread
from tests.ui.fakes import FakeEngines


def checkpoint(name: str, kind: Kind, origin: Origin = Origin.BUNDLED, **more: object) -> Checkpoint:
    facts = ModelFacts(
        kind=kind,
        architecture="LlamaForCausalLM",
        model_type="llama",
        parameters=7_000_000,
        weights_bytes=14_000_000,
        dtype="BF16",
        context_tokens=1024,
        layers=4,
        hidden=256,
        heads=4,
        kv_heads=4,
        head_size=64,
        vocabulary=4000,
    )
    values: dict[str, object] = {"size_bytes": 14_000_000, "facts": facts}
    values.update(more)
    slug = name.lower().replace(" ", "-")
    return Checkpoint(id=slug, name=name, path=Path("/models") / slug, origin=origin, **values)  # type: ignore[arg-type]


CHAT = checkpoint("Starter (chat)", Kind.CHAT)
BASE = checkpoint("Starter (base)", Kind.BASE)
MASKED = checkpoint("Starter (gaps)", Kind.MASKED)


class FixedLibrary:
    """The disk's side of the list: checkpoints that are only described."""

    def __init__(self, checkpoints: tuple[Checkpoint, ...]) -> None:
        self._checkpoints = checkpoints

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        return self._checkpoints

    def watched(self) -> tuple[Path, ...]:
        return ()


class Desk:
    """The place and everything it stands on."""

    def __init__(self, home: Path, checkpoints: tuple[Checkpoint, ...]) -> None:
        self.engines = FakeEngines()
        self.store = StoreThread(home / "store.sqlite3")
        self.tasks = TaskThread()
        self.store.start()
        self.tasks.start()
        self.settings = SettingsHolder(LiveSettings(), self.tasks)
        self.library = LibraryList(FixedLibrary(checkpoints), self.tasks)  # type: ignore[arg-type]
        self.library.refresh()
        self.place = ChatPlace(self.engines, self.store, self.library, self.settings, self.tasks)  # type: ignore[arg-type]

    def close(self) -> None:
        self.store.close()
        self.library.close()
        self.tasks.close()


@pytest.fixture
def make_desk(home: Path, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Makes desks and clears them away."""
    desks: list[Desk] = []

    def make(*checkpoints: Checkpoint) -> Desk:
        desk = Desk(home, checkpoints or (CHAT, BASE, MASKED))
        desks.append(desk)
        desk.place.resize(1040, 800)
        qtbot.addWidget(desk.place)
        qtbot.addWidget(desk.place.sidebar_list())
        desk.place.show()
        qtbot.waitUntil(lambda: desk.place.checkpoint is not None)
        return desk

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A desk with the three checkpoints that ship."""
    return make_desk()
