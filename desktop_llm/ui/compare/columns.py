"""The columns beside each other: equal widths, at least 300, scrolling sideways where there is no room.

In a narrow window one column is shown at a time, with the letters as tabs above it.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

from desktop_llm.ui.compare.column import AnswerColumn
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.toggles import Segmented

LETTERS = "ABCDEFGH"


class Columns(QWidget):
    """Up to eight answer columns with their letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: list[AnswerColumn] = []
        self._tabs: Segmented | None = None
        self._is_tabbed = self._is_linked = self._follows = False
        self._shown = 0
        inside = QWidget()
        self._row = Row(gap=16, on=inside)
        self.area: QScrollArea = Scroll(inside, sideways=True)
        self._whole = Column(self.area, gap=8, on=self)

    @property
    def count(self) -> int:
        return len(self._columns)

    @property
    def tabs(self) -> Segmented | None:
        """The letters above the column, in a narrow window."""
        return self._tabs

    def at(self, index: int) -> AnswerColumn:
        """The column at an index from 0.

        Raises:
            IndexError: There is no such column.
        """
        return self._columns[index]

    def add(self, name: str, origin: str) -> AnswerColumn:
        """One more column, with the next letter."""
        column = AnswerColumn(LETTERS[len(self._columns)], name, origin)
        self._columns.append(column)
        self._row.addWidget(column, 1)
        bar = column.area.verticalScrollBar()
        bar.valueChanged.connect(lambda _value, bar=bar: self._on_scrolled(bar))
        self._fold()
        return column

    def clear(self) -> None:
        """Take all columns away."""
        for column in self._columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self._columns.clear()
        self._fold()

    def set_linked(self, is_linked: bool) -> None:
        """Scroll all answers when one is scrolled, by the same share of their length."""
        self._is_linked = is_linked

    def set_tabbed(self, is_tabbed: bool) -> None:
        """One column at a time, with tabs."""
        if is_tabbed != self._is_tabbed:
            self._is_tabbed = is_tabbed
            self._fold()

    def show_column(self, index: int) -> None:
        """Bring a column to the front, where they are tabs."""
        self._shown = index
        if self._tabs is not None and index < len(self._columns):
            self._tabs.set_value(index)
        self._show_tab()

    def _fold(self) -> None:
        if self._tabs is not None:
            self._whole.removeWidget(self._tabs)
            self._tabs.hide()
            self._tabs.deleteLater()
            self._tabs = None
        if self._is_tabbed and len(self._columns) > 1:
            letters = [(number, column.letter) for number, column in enumerate(self._columns)]
            self._tabs = Segmented(self.tr("Which answer is shown"), letters, wide=True)
            self._shown = min(self._shown, len(letters) - 1)
            self._tabs.set_value(self._shown)
            self._tabs.chosen.connect(self._on_tabs_chosen)
            self._whole.insertWidget(0, self._tabs)
        self._show_tab()

    def _show_tab(self) -> None:
        for number, column in enumerate(self._columns):
            column.setVisible(self._tabs is None or number == self._shown)

    @Slot(object)
    def _on_tabs_chosen(self, number: object) -> None:
        if isinstance(number, int):
            self._shown = number
            self._show_tab()

    def _on_scrolled(self, moved: QScrollBar) -> None:
        if not self._is_linked or self._follows or not moved.maximum():
            return
        share = moved.value() / moved.maximum()
        self._follows = True
        for column in self._columns:
            bar = column.area.verticalScrollBar()
            if bar is not moved:
                bar.setValue(round(share * bar.maximum()))
        self._follows = False
