"""A list of models of the hub with the pane of one of them; side by side, or one at a time where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.core.downloads import Download, plan_for
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.hub import USUAL_ENDPOINT, FileKind, HubModel, Variant
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.rows import RowList
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.models.hub_detail import WIDTH, HubDetail
from desktop_llm.ui.state import SettingsHolder
from desktop_llm.workers.hub_thread import HubThread

NARROW = 860
"""Below it the pane covers the list."""


class HubShelf(QWidget):
    """What Recommended and Search have in common.

    Signals:
        downloads_requested: The person wants to see the downloads.
    """

    downloads_requested = Signal()

    def __init__(self, hub: HubThread, settings: SettingsHolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._settings = hub, settings
        self._downloads: dict[str, Download] = {}
        self._asked = 0
        self.rows = RowList()
        self.rows.chosen.connect(self._on_rows_chosen)
        self.detail = HubDetail()
        self.detail.hide()
        self.detail.closed.connect(self._on_detail_closed)
        self.detail.download_requested.connect(self._on_detail_download_requested)
        self.detail.look_requested.connect(self.look_at)
        self.detail.downloads_requested.connect(self.downloads_requested)
        ground = QWidget()
        self.list_column = Column(gap=0, margins=(12, 16, 12, 24), on=ground)
        self._list = Scroll(ground)
        row = Row(gap=0, on=self)
        row.addWidget(self._list, 1)
        row.addWidget(self.detail)
        self._is_open = self._is_chosen = False

    @property
    def endpoint(self) -> str:
        return self._settings.value.hub_endpoint or USUAL_ENDPOINT

    @Slot(str)
    def look_at(self, text: str) -> None:
        """Ask the hub about a model: its id or a link."""
        self._asked += 1
        number = self._asked
        self.detail.show_waiting(text, self.endpoint)
        self._open_detail()

        def show(model: HubModel) -> None:
            if number == self._asked:
                self.detail.show_model(model, self.endpoint)
                self._show_download()

        def fail(error: AppError) -> None:
            if number == self._asked:
                self.detail.show_error(error)

        self._hub.ask(lambda service: service.model(text), show, fail)

    def show_downloads(self, downloads: tuple[Download, ...]) -> None:
        """The list of downloads as it is now."""
        self._downloads = {one.plan.repo: one for one in downloads}
        self._show_download()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _open_detail(self, is_chosen: bool = True) -> None:
        """Show the pane; where there is room for one of the two only, just for who chose something."""
        self._is_open, self._is_chosen = True, is_chosen
        self._fold()

    def _fold(self) -> None:
        is_narrow = self.width() / theme().text_factor < NARROW
        covers = is_narrow and self._is_chosen
        self.detail.close_button.setVisible(is_narrow)
        self.detail.setVisible(covers or (self._is_open and not is_narrow))
        self._list.setVisible(not covers)
        self.detail.setMaximumWidth(16_777_215 if is_narrow else theme().px(WIDTH))

    def _show_download(self) -> None:
        if self.detail.repo:
            self.detail.show_download(self._downloads.get(self.detail.repo))

    @Slot()
    def _on_detail_closed(self) -> None:
        self._is_chosen = False
        self._fold()

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        self.look_at(str(key))

    @Slot(str, object)
    def _on_detail_download_requested(self, repo: str, variant: Variant | None) -> None:
        self.detail.set_busy()
        endpoint = self.endpoint

        def fail(error: AppError) -> None:
            if self.detail.repo == repo:
                self.detail.show_error(error)

        def add(model: HubModel) -> None:
            chosen = variant or next((one for one in model.variants if one.kind is not FileKind.PICKLED), None)
            if chosen is None:
                fail(AppError(ErrorCode.HUB_NO_WEIGHTS, name=repo))
                return
            plan = plan_for(model, chosen, endpoint)
            self._hub.ask(lambda service: service.add(plan), failed=fail)

        self._hub.ask(lambda service: service.model(repo), add, fail)
