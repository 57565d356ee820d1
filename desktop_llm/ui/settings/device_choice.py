"""Automatic, the processor, or one of the graphics cards that the engine found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.core.settings import Settings
from desktop_llm.ui.figures import size_words
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.engines import Engines


class DeviceChoice(Button):
    """A button with a menu of the devices; knows them once the engine is up."""

    def __init__(self, engines: Engines, settings: SettingsHolder, parent: QWidget | None = None) -> None:
        super().__init__("", trailing_icon="chevron-down", size="small", parent=parent)
        self._engines, self._settings = engines, settings
        self.clicked.connect(self._on_clicked)
        engines.became_ready.connect(self._on_engines_became_ready)
        settings.changed.connect(self._on_settings_changed)
        self._on_settings_changed(settings.value)

    def choices(self) -> list[tuple[str, str]]:
        """(name, words) of each device, the automatic choice first."""
        found = [
            (device.name, f"{device.title}, {size_words(device.memory_bytes)}") for device in self._engines.devices()
        ]
        return [("auto", self.tr("Automatic")), *(found or [("cpu", self.tr("Processor"))])]

    def _words(self, name: str) -> str:
        return dict(self.choices()).get(name, self.tr("{name} (not found)").format(name=name))

    @Slot()
    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for name, words in self.choices():
            action = QAction(words, menu, checkable=True)
            action.setChecked(name == self._settings.value.device)
            action.triggered.connect(lambda _checked=False, name=name: self._settings.change(device=name))
            group.addAction(action)
            menu.addAction(action)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(object)
    def _on_engines_became_ready(self, _ready: object) -> None:
        self._on_settings_changed(self._settings.value)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.set_label(self._words(settings.device))
        self.setAccessibleName(self.tr("Device: {name}").format(name=self._words(settings.device)))
