"""The saved comparisons and lists in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.core.comparison import ComparisonSummary
from desktop_llm.core.list_run import ListSummary, list_summaries
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.facts import SectionCaption
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import RowList, SideRow
from desktop_llm.ui.look.text import Text
from desktop_llm.workers.store_thread import StoreThread
from desktop_llm.workers.task_thread import TaskThread


class ComparisonList(QWidget):
    """Newest first; the figure is how many checkpoints were compared, or how far a list is.

    Signals:
        new_requested: The plus.
        comparison_chosen: A comparison's id.
        list_chosen: A list's folder.
    """

    new_requested = Signal()
    comparison_chosen = Signal(int)
    list_chosen = Signal(str)

    def __init__(self, store: StoreThread, tasks: TaskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._selected: int | str = 0
        self._comparisons: tuple[ComparisonSummary, ...] = ()
        self._lists: tuple[ListSummary, ...] = ()
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

    @Slot()
    def refresh(self) -> None:
        """Read both lists again."""
        self._store.submit(lambda store: store.comparisons(), self._take_comparisons)
        self._tasks.submit(list_summaries, self._take_lists)

    @Slot(object)
    def select(self, key: int | str) -> None:
        """Mark one; 0 marks none."""
        self._selected = key
        self._rows.select(key or None)

    def _take_comparisons(self, comparisons: tuple[ComparisonSummary, ...]) -> None:
        self._comparisons = comparisons
        self._show()

    def _take_lists(self, lists: tuple[ListSummary, ...]) -> None:
        if lists or self._lists:
            self._lists = lists
            self._show()

    def _show(self) -> None:
        rows: list[tuple[float, object, SideRow]] = [
            (item.created_at, item.id, SideRow(item.title, str(len(item.model_names)))) for item in self._comparisons
        ]
        for found in self._lists:
            note = str(found.models) if found.answers == found.size else f"{found.answers}/{found.size}"
            rows.append((found.created_at, str(found.folder), SideRow(found.title or self.tr("A list"), note)))
        self._rows.clear()
        for _, key, row in sorted(rows, key=lambda item: item[0], reverse=True):
            self._rows.add_row(key, row)
        self._nothing.setVisible(not rows)
        self._rows.select(self._selected or None)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        if isinstance(key, int):
            self._selected = key
            self.comparison_chosen.emit(key)
        elif isinstance(key, str):
            self._selected = key
            self.list_chosen.emit(key)

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
