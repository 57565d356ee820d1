"""The list of the place over the page, while the sidebar is a rail."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import RowList
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.theme import theme

WIDTH = 264


class ListOverlay(Surface):
    """Borrows the sidebar's lists while it is open; a click beside it, Esc or a choice closes it.

    Args:
        lists: The stack that is shown; `closed` is the moment to take it back.
        rail: The sidebar it opens beside.

    Signals:
        closed: It is gone.
    """

    closed = Signal()

    def __init__(self, lists: QStackedWidget, rail: QWidget) -> None:
        super().__init__("surface.side", line_on=("right",), parent=rail.window())
        self._lists, self._rail = lists, rail
        self.setAccessibleName(self.tr("List"))
        self._column = Column(gap=0, margins=(0, 0, 1, 0), on=self)
        self._watched_rows: set[RowList] = set()
        self.hide()

    def open_list(self) -> None:
        """Show it at the rail's right."""
        self._column.addWidget(self._lists)
        self._lists.show()
        self._place()
        self.show()
        self.raise_()
        for rows in self._lists.findChildren(RowList):
            if rows not in self._watched_rows:
                self._watched_rows.add(rows)
                rows.chosen.connect(self.close_list)
                rows.destroyed.connect(lambda _object=None, rows=rows: self._watched_rows.discard(rows))
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        current = self._lists.currentWidget()
        for rows in current.findChildren(RowList) if current is not None else []:
            row = rows.row(rows.selected) or next((rows.row(key) for key in rows.keys()), None)  # noqa: SIM118
            if row is not None:
                row.setFocus(Qt.FocusReason.PopupFocusReason)
                break

    @Slot()
    def close_list(self) -> None:
        """Hide it and give the lists back."""
        if self.isHidden():
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._column.removeWidget(self._lists)
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            inside = watched.window() is self.window()
            at = event.globalPosition().toPoint()
            if inside and not self.rect().contains(self.mapFromGlobal(at)):
                self.close_list()
                return not self._rail.rect().contains(self._rail.mapFromGlobal(at))
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if isinstance(watched, QWidget):
                self.close_list()
                return True
        elif kind == QEvent.Type.Resize and watched is self._rail:
            self._place()
        return False

    def refresh_look(self) -> None:
        if self.isVisible():
            self._place()

    def _place(self) -> None:
        window = self.window()
        top_left = self._rail.mapTo(window, self._rail.rect().topRight())
        width = min(theme().px(WIDTH), window.width() - top_left.x())
        self.setGeometry(top_left.x() + 1, top_left.y(), width, self._rail.height())
