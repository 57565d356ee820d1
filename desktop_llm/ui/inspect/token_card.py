"""What is said of a piece of text while the mouse is over it: how likely it was, and what else was."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.inspect.reading import Reading
from desktop_llm.ui.inspect.words import often_words, share_words, shown_piece
from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

WIDTH = 300
ROW = 20
EDGE = 12
MOST_ROWS = 10


class TokenCard(Themed, QWidget):
    """A card over the window that lets the mouse through. `show_piece` opens it beside a rectangle."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._title = self._second = ""
        self._rows: Sequence[tuple[str, float, bool]] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.follow_theme()

    @property
    def words(self) -> str:
        """All that stands on it, line by line."""
        rows = [f"{shown_piece(text)} {share_words(logprob)}" for text, logprob, _ in self._rows]
        return "\n".join([self._title, self._second, *rows])

    def show_piece(self, reading: Reading, cell: int, beside: QRect, owner: QWidget) -> None:
        """Say what the model made of a cell; `beside` is in the owner's coordinates."""
        numbers = reading.tokens_of(cell)
        ids = ", ".join(str(int(reading.ids[number])) for number in numbers)
        self._title = shown_piece(reading.piece(cell)).strip() + f"   {ids}"
        surprise = float(reading.surprise[cell])
        self._second = often_words(surprise)
        if math.isfinite(surprise):
            self._second += f" ({share_words(-surprise)})"
        chosen = int(reading.ids[numbers[0]])
        found = reading.alternatives(cell)[:MOST_ROWS]
        self._rows = [(one.text, one.logprob, one.id == chosen) for one in found]
        self.setFixedSize(self.sizeHint())
        self._place(beside, owner)
        self.show()
        self.raise_()
        owner.setAccessibleDescription(self.words)

    def sizeHint(self) -> QSize:
        look = theme()
        second = self._second_height()
        height = 2 * EDGE + 22 + 6 + (ROW * len(self._rows) + 8 if self._rows else 0)
        return QSize(look.px(WIDTH), look.px(height) + second)

    def _second_height(self) -> int:
        look = theme()
        width = look.px(WIDTH - 2 * EDGE)
        lines = max(1, math.ceil(look.text_width("small", self._second) * 1.08 / max(1, width)))
        return lines * look.line_height("small")

    def _place(self, beside: QRect, owner: QWidget) -> None:
        window, gap = self._window, theme().px(6)
        corner = owner.mapTo(window, beside.topLeft())
        y = corner.y() + beside.height() + gap
        if y + self.height() > window.height() - gap:
            y = max(gap, corner.y() - self.height() - gap)
        x = max(gap, min(corner.x(), window.width() - self.width() - gap))
        self.move(QPoint(x, y))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        paint.box(painter, self.rect(), tokens.RADIUS, "surface.card", "line.strong")
        edge, row, width = look.px(EDGE), look.px(ROW), self.width()
        title = paint.elided("body.strong", self._title, width - 2 * edge)
        paint.draw_text(painter, "body.strong", "text.1", title, QRect(edge, edge, width - 2 * edge, look.px(22)))
        second = QRect(edge, edge + look.px(22), width - 2 * edge, self._second_height())
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("text.2"))
        painter.drawText(second, int(Qt.TextFlag.TextWordWrap), self._second)
        y = second.bottom() + look.px(8)
        bar_left, bar_room = width // 2 - edge, look.px(72)
        for text, logprob, is_chosen in self._rows:
            area = QRect(edge, y, bar_left - edge, row)
            role, ink = ("small.strong", "accent.text") if is_chosen else ("small", "text.1")
            paint.draw_text(painter, role, ink, paint.elided(role, shown_piece(text), area.width()), area)
            length = max(2.0, bar_room * math.exp(min(0.0, logprob)))
            bar = QRectF(bar_left + edge, y + row / 2 - look.px(3), length, look.px(6))
            paint.box(painter, bar, 3, "accent" if is_chosen else "base")
            share = QRect(bar_left + edge + bar_room, y, width - bar_left - 2 * edge - bar_room, row)
            paint.draw_text(painter, "caption", "text.2", share_words(logprob), share, Qt.AlignmentFlag.AlignRight)
            y += row
