"""Makes the places one after the other while nobody waits for an answer, so that going to one never waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_llm.ui.desk import Desk
from desktop_llm.workers.engines import EngineStatus

OTHERS_AFTER_MS = 1200


class Preloading(QObject):
    """A place's modules are imported in the task thread, its widgets are made here.

    Args:
        keys: The places, the most likely first.
        is_made: Whether a place is there.
        make: Makes it.
    """

    def __init__(
        self,
        desk: Desk,
        keys: Sequence[str],
        is_made: Callable[[str], bool],
        make: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._keys, self._is_made, self._make = desk, keys, is_made, make
        self._timer = QTimer(self, interval=OTHERS_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def stop(self) -> None:
        """The window goes."""
        self._timer.stop()

    @Slot()
    def _on_timer_timeout(self) -> None:
        key = next((key for key in self._keys if not self._is_made(key)), None)
        if key is None:
            return
        if any(state.status is not EngineStatus.READY for state in self._desk.engines.loaded()):
            self._timer.start()  # somebody waits for an answer: that comes first
            return
        module = f"desktop_llm.ui.{key}.place"
        self._desk.tasks.submit(lambda: import_module(module), lambda _module: self._on_imported(key))

    def _on_imported(self, key: str) -> None:
        self._make(key)
        self._timer.start()
