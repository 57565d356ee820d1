"""The three shelves of the hub in Models, made when first looked at: Recommended, Search, Downloads."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.core.downloads import Download
from desktop_llm.ui.models.downloads_page import DownloadsPage
from desktop_llm.ui.models.hub_shelf import HubShelf
from desktop_llm.ui.models.recommended_page import RecommendedPage
from desktop_llm.ui.models.search_page import SearchPage
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.hub_thread import HubThread

KEYS = ("recommended", "search", "downloads")


class HubPages(QStackedWidget):
    """Shows one of them.

    Signals:
        page_requested: Key of another shelf.
        chat_requested: A model's folder.
    """

    page_requested = Signal(str)
    chat_requested = Signal(str)

    def __init__(self, hub: HubThread, settings: SettingsHolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._settings = hub, settings
        self._pages: dict[str, QWidget] = {}
        self._downloads: tuple[Download, ...] = ()
        hub.downloads_changed.connect(self._on_hub_downloads_changed)

    def page(self, key: str) -> QWidget:
        """One of the shelves."""
        if key not in self._pages:
            page = self._pages[key] = self._make(key)
            self.addWidget(page)
            self._tell(page)
        return self._pages[key]

    def show_page(self, key: str) -> None:
        self.setCurrentWidget(self.page(key))

    def _make(self, key: str) -> QWidget:
        if key == "downloads":
            page = DownloadsPage()
            page.recommended_requested.connect(lambda: self.page_requested.emit("recommended"))
            page.chat_requested.connect(self.chat_requested)
            page.pause_requested.connect(lambda one: self._hub.ask(lambda service: service.pause(one)))
            page.resume_requested.connect(lambda one: self._hub.ask(lambda service: service.resume(one)))
            page.cancel_requested.connect(lambda one: self._hub.ask(lambda service: service.cancel(one)))
            return page
        kind = RecommendedPage if key == "recommended" else SearchPage
        shelf = kind(self._hub, self._settings)
        shelf.downloads_requested.connect(lambda: self.page_requested.emit("downloads"))
        return shelf

    def _tell(self, page: QWidget) -> None:
        if isinstance(page, DownloadsPage | HubShelf):
            page.show_downloads(self._downloads)

    @Slot(object)
    def _on_hub_downloads_changed(self, downloads: tuple[Download, ...]) -> None:
        self._downloads = downloads
        for page in self._pages.values():
            self._tell(page)
