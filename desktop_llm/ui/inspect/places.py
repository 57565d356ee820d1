"""The most surprising places of a text as rows; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.inspect.reading import Reading
from desktop_llm.ui.inspect.words import often_words, shown_piece
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.text import Text

AROUND = 20


class Places(QWidget):
    """Ten rows: the piece within its words, and how rarely the model would have written it.

    Signals:
        chosen: Number of a cell.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("card", "")
        self.rows = RowList()
        self.rows.chosen.connect(self._on_rows_chosen)
        Column(self._title, self.rows, None, gap=8, margins=(16, 12), on=self)

    def show_places(self, reading: Reading, name: str) -> None:
        """The ten most surprising pieces for one model."""
        self._title.setText(self.tr("What surprised {name} most").format(name=name))
        self.rows.clear()
        for cell in reading.most_surprising():
            row = ListRow(_around(reading, cell), often_words(float(reading.surprise[cell])))
            self.rows.add_row(cell, row)

    @Slot(object)
    def _on_rows_chosen(self, key: object) -> None:
        if isinstance(key, int):
            self.chosen.emit(key)


def _around(reading: Reading, cell: int) -> str:
    """A piece in brackets with some words before and after."""
    start, end = int(reading.starts[cell]), int(reading.ends[cell])
    before = reading.text[max(0, start - AROUND) : start].replace("\n", " ")
    after = reading.text[end : end + AROUND].replace("\n", " ")
    if start > AROUND:
        before = "…" + before.partition(" ")[2]
    if end + AROUND < len(reading.text):
        after = after.rpartition(" ")[0] + "…"
    piece = reading.piece(cell)
    space = " " if piece.startswith(" ") else ""
    return f"{before}{space}[{shown_piece(piece.strip(' ') or piece)}]{after}"
