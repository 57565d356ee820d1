"""The saved comparisons in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.core.comparison import ComparisonSummary
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import RowList, SideRow
from desktop_llm.ui.look.text import Text
from desktop_llm.workers.store_thread import StoreThread


class ComparisonList(QWidget):
    """Newest first; the figure is how many checkpoints were compared.

    Signals:
        new_requested: The plus.
        comparison_chosen: A comparison's id.
    """

    new_requested = Signal()
    comparison_chosen = Signal(int)

    def __init__(self, store: StoreThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._selected = 0
        plus = IconButton("plus", self.tr("New comparison"))
        plus.clicked.connect(self.new_requested)
        self._rows = RowList()
        self._rows.chosen.connect(self._on_rows_chosen)
        self._rows.menu_requested.connect(self._on_rows_menu_requested)
        self._nothing = Text("caption", self.tr("Your comparisons will appear here."), color="text.2")
        column = Column(gap=4, margins=(8, 20, 8, 8), on=self)
        column.addWidget(SectionCaption(self.tr("Comparisons"), plus))
        nothing = Column(self._nothing, margins=(10, 0))
        column.addLayout(nothing)
        column.addWidget(self._rows)
        column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self._store.submit(lambda store: store.comparisons(), self._show)

    def select(self, comparison_id: int) -> None:
        """Mark one; 0 marks none."""
        self._selected = comparison_id
        self._rows.select(comparison_id or None)

    def _show(self, comparisons: tuple[ComparisonSummary, ...]) -> None:
        self._rows.clear()
        for item in comparisons:
            self._rows.add_row(item.id, SideRow(item.title, str(len(item.model_names))))
        self._nothing.setVisible(not comparisons)
        self._rows.select(self._selected or None)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        if isinstance(key, int):
            self._selected = key
            self.comparison_chosen.emit(key)

    @Slot(object, QPoint)
    def _on_rows_menu_requested(self, key: object, at: QPoint) -> None:
        if not isinstance(key, int):
            return
        menu = QMenu(self)
        trash = QAction(self.tr("Move to the trash"), menu)
        trash.triggered.connect(lambda: self._trash(key))
        menu.addAction(trash)
        menu.popup(at)

    def _trash(self, comparison_id: int) -> None:
        self._store.submit(lambda store: store.trash_comparison(comparison_id), lambda _result: self.refresh())
