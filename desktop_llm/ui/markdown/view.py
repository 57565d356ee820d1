"""`MarkdownView`: a finished answer as a column of blocks, built in slices so that the window never stands still."""

from __future__ import annotations

import time
from collections import deque
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.markdown.blocks import ProseBlock
from desktop_llm.ui.markdown.code_block import CodeBlock
from desktop_llm.ui.markdown.ink import Ink
from desktop_llm.ui.markdown.prose import Html, formula_html, plain_html, prose_html
from desktop_llm.ui.markdown.source import Code, Formula, Grid, Piece, Plain, Prose, size_of, split_source
from desktop_llm.ui.markdown.table_block import TableBlock

SLICE_MS = 8.0
FIRST_CHARS = 40_000
"""So much of an answer is shown at first; the rest waits for "Show the rest"."""

Block = ProseBlock | CodeBlock | TableBlock


class MarkdownView(QWidget):
    """A column of blocks.

    Signals:
        built: Everything there is to show stands; sizes are final.
        link_requested: An address was clicked.
    """

    built = Signal()
    link_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(gap=6, on=self)
        self._waiting: deque[Piece] = deque()
        self._width_px = 0
        self._rest: deque[Piece] = deque()
        self._is_built = True
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_slice_due)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_built(self) -> bool:
        return self._is_built

    def blocks(self) -> list[Block]:
        """The blocks that stand so far."""
        items = [self._column.itemAt(at) for at in range(self._column.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, ProseBlock | CodeBlock | TableBlock)]

    def show_markdown(self, text: str, width_px: int, at_once: bool = False) -> None:
        """Show an answer.

        Args:
            text: Markdown as the model wrote it.
            width_px: The width the column will have.
            at_once: Build everything now; otherwise in slices between events.
        """
        self._timer.stop()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._width_px = width_px
        self._waiting.clear()
        self._rest = deque(split_source(text))
        self._take_pieces()
        self._is_built = False
        self._build(None if at_once else SLICE_MS)

    def plain_text(self) -> str:
        """What is read on the screen."""
        return "\n".join(block.plain_text() for block in self.blocks())

    def _take_pieces(self) -> None:
        """Move so many of the pieces that are left to those that are built now."""
        chars = 0
        while self._rest and chars < FIRST_CHARS:
            piece = self._rest.popleft()
            chars += size_of(piece)
            self._waiting.append(piece)

    def _build(self, budget_ms: float | None) -> None:
        began = time.perf_counter()
        while self._waiting:
            if budget_ms is not None and (time.perf_counter() - began) * 1000 > budget_ms:
                self._timer.start()
                return
            self._add(self._waiting.popleft())
        self._timer.stop()
        if self._rest:
            more = Button(self.tr("Show the rest"), "link", size="small")
            more.clicked.connect(partial(self._on_rest_clicked, more))
            self._column.addWidget(more)
        self._is_built = True
        self.built.emit()

    def _add(self, piece: Piece) -> None:
        block: Block
        if isinstance(piece, Code):
            block = CodeBlock(piece.text, piece.language, self)
        elif isinstance(piece, Grid):
            block = TableBlock(piece, self._width_px, self)
            block.link_requested.connect(self.link_requested)
        else:
            source = piece.tex if isinstance(piece, Formula) else piece.text
            block = ProseBlock(partial(_write, piece), source, self._width_px, self)
            block.link_requested.connect(self.link_requested)
        self._column.addWidget(block)

    @Slot()
    def _on_slice_due(self) -> None:
        self._build(SLICE_MS)

    def _on_rest_clicked(self, button: Button, _checked: bool = False) -> None:
        button.hide()
        button.deleteLater()
        self._take_pieces()
        self._is_built = False
        self._build(SLICE_MS)


def _write(piece: Prose | Plain | Formula, ink: Ink) -> Html:
    if isinstance(piece, Prose):
        return prose_html(piece.text, ink)
    if isinstance(piece, Plain):
        return plain_html(piece.text, ink)
    return formula_html(piece.tex, ink)
