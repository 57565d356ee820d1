"""Likely next pieces as bars: the model's own chance in slate, and what the controls make of it in accent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.inspect_messages import Candidate
from desktop_llm.ui.inspect.words import share_words, shown_piece
from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.theme import theme

ROW = 34
NAME = 132
FIGURE = 68


class Bars(Control, QWidget):
    """Rows of two bars. A click, or Enter on the row the arrows are at, chooses a piece.

    Signals:
        chosen: Number of a row.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: Sequence[Candidate] = ()
        self._after = np.zeros(0)
        self._row = 0
        self.setAccessibleName(self.tr("Likely next pieces"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """The pieces, likeliest first."""
        self._candidates, self._row = candidates, 0
        self._after = np.exp([one.logprob for one in candidates])
        self.updateGeometry()
        self._tell()

    def show_chances(self, after: np.ndarray) -> None:
        """What the controls make of each."""
        self._after = after
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(ROW) * len(self._candidates))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(NAME + FIGURE + 60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        row, name, figure = look.px(ROW), look.px(NAME), look.px(FIGURE)
        room = max(1, self.width() - name - figure)
        for number, one in enumerate(self._candidates):
            top = number * row
            if number == self._row and self.hasFocus():
                paint.box(painter, QRect(0, top, self.width(), row), tokens.RADIUS_SMALL, "surface.hover")
            after = float(self._after[number])
            ink = "text.1" if after > 0 else "text.3"
            words = paint.elided("body", shown_piece(one.text), name - look.px(12))
            paint.draw_text(painter, "body", ink, words, QRect(look.px(4), top, name, row))
            high = look.px(9)
            before = np.exp(one.logprob)
            paint.box(painter, QRectF(name, top + row / 2 - high - 1, max(1.0, room * before), high), 3, "base")
            if after > 0:
                paint.box(painter, QRectF(name, top + row / 2 + 1, max(1.0, room * after), high), 3, "accent")
            area = QRect(name + room, top, figure - look.px(4), row)
            text = share_words(float(np.log(after))) if after > 0 else self.tr("never")
            paint.draw_text(painter, "small", ink, text, area, Qt.AlignmentFlag.AlignRight)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_SMALL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y()) // max(1, theme().px(ROW))
        if event.button() == Qt.MouseButton.LeftButton and number < len(self._candidates):
            self._row = number
            self.update()
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in by and self._candidates:
            self._row = max(0, min(len(self._candidates) - 1, self._row + by[Qt.Key(event.key())]))
            self._tell()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._candidates:
            self.chosen.emit(self._row)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        if self._candidates:
            one = self._candidates[self._row]
            self.setAccessibleDescription(f"{shown_piece(one.text)} {share_words(one.logprob)}")
        self.update()
