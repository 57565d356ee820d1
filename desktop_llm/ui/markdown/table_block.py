"""A table, cut where it is long: the first rows at once, the rest on "Show all" and then in slices."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.markdown.blocks import ProseBlock
from desktop_llm.ui.markdown.ink import Ink
from desktop_llm.ui.markdown.prose import Html, grid_html
from desktop_llm.ui.markdown.source import Grid

SLICE_CELLS = 200
"""Cells laid out in one go; Qt takes about a tenth of a millisecond for each."""
MOST_COLUMNS = 20
MOST_CELLS = 10_000
_ROW_CHARS = 4_000


class TableBlock(QWidget):
    """A table as one text area, or as several below each other with equal columns when it was cut."""

    link_requested = Signal(str)

    def __init__(self, grid: Grid, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = tuple(row[:_ROW_CHARS] for row in grid.rows)
        self._grid = Grid(grid.header[:_ROW_CHARS], grid.rule[:_ROW_CHARS], rows)
        self._width_px = width_px
        written = grid.rule.strip().strip("|").count("|") + 1
        self._columns = min(written, MOST_COLUMNS)
        self._slice = max(4, SLICE_CELLS // self._columns)
        self._shown = 0
        self._is_cut = len(rows) > self._slice
        self._column = Column(gap=0, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add_slice()
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._on_more_due)
        self._all: Button | None = None
        if self._is_cut:
            self._all = Button(self.tr("Show all {count} rows").format(count=len(rows)), "link", size="small")
            self._all.clicked.connect(self._more.start)
            self._column.addWidget(self._all)
        if written > MOST_COLUMNS:
            words = self.tr("{shown} of {count} columns are shown.").format(shown=MOST_COLUMNS, count=written)
            self._column.addWidget(Text("caption", words, color="text.3"))

    @property
    def rows_shown(self) -> int:
        return self._shown

    def plain_text(self) -> str:
        """What is read on the screen."""
        return "\n".join(block.plain_text() for block in self.findChildren(ProseBlock))

    def _add_slice(self) -> None:
        rows = self._grid.rows[self._shown : self._shown + self._slice]
        write = partial(self._write, rows, self._shown == 0)
        block = ProseBlock(write, self._grid.header, self._width_px, self)
        block.link_requested.connect(self.link_requested)
        at = self._column.count() if self._shown == 0 else self._column.indexOf(self._all_or_last())
        self._column.insertWidget(at, block)
        self._shown += len(rows)

    def _all_or_last(self) -> QWidget:
        assert self._all is not None
        return self._all

    def _write(self, rows: tuple[str, ...], with_head: bool, ink: Ink) -> Html:
        return grid_html(self._grid, rows, ink, self._columns, with_head, self._is_cut)

    @Slot()
    def _on_more_due(self) -> None:
        limit = MOST_CELLS // self._columns
        if self._shown >= min(len(self._grid.rows), limit):
            self._more.stop()
            left = len(self._grid.rows) - self._shown
            self._all_or_last().setVisible(left > 0)
            if left and self._all is not None:
                self._all.set_label(self.tr("{count} more rows are not shown").format(count=left))
                self._all.setEnabled(False)
            return
        self._add_slice()
