"""What every place of the window works with, handed down from `app.py`."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_llm.ui.state import LibraryList, SettingsHolder
from desktop_llm.workers.engines import Engines
from desktop_llm.workers.hub_thread import HubThread
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine processes, the store, the list of checkpoints, the thread for slow tasks, and the settings.

    Without a hub there is no network at all, and no sign of one.
    """

    engines: Engines
    store: StoreThread
    library: LibraryList
    tasks: TaskThread
    settings: SettingsHolder
    hub: HubThread | None = None
