"""The columns beside each other: equal widths, at least 300, scrolling sideways where there is no room."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_llm.ui.compare.column import AnswerColumn
from desktop_llm.ui.look.layout import Column, Row, Scroll

LETTERS = "ABCDEFGH"


class Columns(QWidget):
    """Up to eight answer columns with their letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: list[AnswerColumn] = []
        inside = QWidget()
        self._row = Row(gap=16, on=inside)
        self.area: QScrollArea = Scroll(inside, sideways=True)
        Column(self.area, on=self)

    @property
    def count(self) -> int:
        return len(self._columns)

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
        return column

    def clear(self) -> None:
        """Take all columns away."""
        for column in self._columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self._columns.clear()
