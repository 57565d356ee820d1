"""A text whose pieces stand on colours: a heat map that is read. Paints what is visible only, however long it is.

What the colours mean and what is shown of a piece is the caller's; `heat_lines` says where each stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_llm.ui.inspect.heat_lines import Box, Lines
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

SLICE_S = 0.008
ROLE = "reading"
LINE_GAP = 8
MARGIN = 12
GROUNDS = {1: "heat.1", 2: "heat.2", 3: "heat.3", 4: "heat.4"}
DIFFERENCE_GROUNDS = {1: "better.1", 2: "better.2", -1: "worse.1", -2: "worse.2"}


class HeatText(Themed, QAbstractScrollArea):
    """The coloured text.

    Signals:
        hovered: (cell, its rectangle in this widget); cell -1 when over none.
        picked: (cell, its rectangle in this widget): a click, or Enter on the marked one.
        scrolled: Number of the cell at the top.
    """

    hovered = Signal(int, QRect)
    picked = Signal(int, QRect)
    scrolled = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: Sequence[str] = ()
        self._steps = np.zeros(0, np.int8)
        self._grounds = GROUNDS
        self._descriptions: Sequence[str] | None = None
        self._lines = self._coming = Lines((), lambda _text: 0.0, 1.0)
        self._marked = self._under = -1
        self._wanted: tuple[int, bool] | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._on_slice_due)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_moved)
        self.follow_theme()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_pieces(self, pieces: Sequence[str], steps: np.ndarray, is_difference: bool = False) -> None:
        """Show a text; `steps` are 0 to 4, or -2 to 2 for a difference."""
        same = list(pieces) == list(self._pieces)
        self._pieces, self._steps = pieces, steps
        self._grounds = DIFFERENCE_GROUNDS if is_difference else GROUNDS
        if same and self._coming.is_done:
            self.viewport().update()
            return
        self._marked = self._under = -1
        self._lines = Lines((), lambda _text: 0.0, 1.0)
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    @property
    def marked(self) -> int:
        """The cell that the keyboard is at; -1 for none."""
        return self._marked

    @property
    def is_laid_out(self) -> bool:
        return not self._slices.isActive()

    def mark(self, cell: int) -> None:
        """Put the mark on a cell and scroll to it."""
        self._marked = cell
        self._wanted = (cell, True)
        self._go_to_wanted()
        self.viewport().update()

    def scroll_to(self, cell: int) -> None:
        """Bring a cell to the top, without saying so."""
        if self._under >= 0 or cell < 0:
            self._under = -1
        self._wanted = (cell, False)
        self._go_to_wanted()

    def top_cell(self) -> int:
        """The first cell that is visible."""
        if not self._lines.lines:
            return -1
        return self._lines.first_cells[min(self._line_at(0), len(self._lines.lines) - 1)]

    def rectangle_of(self, cell: int) -> QRect:
        """Where a cell stands in this widget (its first part); empty where it is not laid out."""
        number = self._lines.line_of(cell)
        if number < len(self._lines.lines):
            for box in self._lines.lines[number]:
                if box.cell == cell:
                    return self._rectangle(number, box)
        return QRect()

    # --- layout -------------------------------------------------------------------------------------------------------

    def refresh_look(self) -> None:
        self.verticalScrollBar().setSingleStep(self._step())
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()
        else:
            self._fit_bar()

    def _lay_out(self) -> None:
        metrics = QFontMetricsF(theme().font(ROLE))
        room = self.viewport().width() - 2 * theme().px(MARGIN)
        top = self.top_cell()
        self._coming = Lines(self._pieces, metrics.horizontalAdvance, room)
        if not self._lines.lines:
            self._lines = self._coming  # nothing to look at meanwhile
        elif top > 0 and self._wanted is None:
            self._wanted = (top, False)
        self._slices.start()
        self._on_slice_due()

    @Slot()
    def _on_slice_due(self) -> None:
        self._coming.go_on(SLICE_S)
        if self._coming.is_done:
            self._slices.stop()
            self._lines = self._coming
        if self._lines is self._coming:
            self._fit_bar()
            self._go_to_wanted()
            self.viewport().update()

    def _fit_bar(self) -> None:
        height = len(self._lines.lines) * self._step() + 2 * theme().px(MARGIN)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, height - self.viewport().height()))

    def _go_to_wanted(self) -> None:
        if self._wanted is None or not self._lines.is_done:
            return
        cell, is_centred = self._wanted
        self._wanted = None
        y = self._lines.line_of(cell) * self._step()
        if is_centred:
            y -= (self.viewport().height() - self._step()) // 2
        self.verticalScrollBar().setValue(y)

    def _step(self) -> int:
        return theme().line_height(ROLE) + theme().px(LINE_GAP)

    def _line_at(self, y: int) -> int:
        return max(0, (y + self.verticalScrollBar().value() - theme().px(MARGIN)) // self._step())

    def _rectangle(self, number: int, box: Box) -> QRect:
        edge = theme().px(MARGIN)
        top = edge + number * self._step() - self.verticalScrollBar().value()
        return QRectF(edge + box.x, top, box.width, theme().line_height(ROLE)).toAlignedRect()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look = theme()
        painter.setFont(look.font(ROLE))
        ink, accent = look.colour("text.1"), look.colour("focus")
        colours = {step: look.colour(token) for step, token in self._grounds.items()}
        first = self._line_at(event.rect().top())
        last = min(self._line_at(event.rect().bottom()) + 1, len(self._lines.lines))
        for number in range(first, last):
            for box in self._lines.lines[number]:
                area = self._rectangle(number, box)
                step = int(self._steps[box.cell]) if box.cell < len(self._steps) else 0
                if step:
                    painter.fillRect(area, colours[step])
                if abs(step) == 4 or (abs(step) == 2 and self._grounds is DIFFERENCE_GROUNDS):
                    self._draw_sign(painter, area, step)
                painter.setPen(ink)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), box.text)
                if box.cell == self._marked or box.cell == self._under:
                    painter.setPen(QPen(accent if box.cell == self._marked else ink, 2))
                    painter.drawRect(area.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(accent, 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _draw_sign(self, painter: QPainter, area: QRect, step: int) -> None:
        """What says the strongest steps without colour: an underline, or a plus and a minus above."""
        thick = max(2, theme().px(2))
        if self._grounds is GROUNDS:
            painter.fillRect(area.left(), area.bottom() + 1 - thick, area.width(), thick, theme().colour("text.1"))
            return
        side, middle = theme().px(7), area.center().x()
        y = area.top() - thick // 2
        painter.fillRect(middle - side // 2, y, side, thick, theme().colour("text.1"))
        if step > 0:
            painter.fillRect(middle - thick // 2, y - side // 2 + thick // 2, thick, side, theme().colour("text.1"))

    # --- hand and keyboard --------------------------------------------------------------------------------------------

    def cell_at(self, at: QPoint) -> int:
        """The cell under a point of the viewport; -1 for none."""
        number = self._line_at(at.y())
        if at.y() + self.verticalScrollBar().value() < theme().px(MARGIN) or number >= len(self._lines.lines):
            return -1
        boxes = self._lines.lines[number]
        x = float(at.x() - theme().px(MARGIN))
        found = bisect_right(boxes, x, key=lambda box: box.x) - 1
        if found < 0 or x > boxes[found].x + boxes[found].width or not self._is_on_line(at.y()):
            return -1
        return boxes[found].cell

    def _is_on_line(self, y: int) -> bool:
        inside = (y + self.verticalScrollBar().value() - theme().px(MARGIN)) % self._step()
        return inside <= theme().line_height(ROLE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_under(self.cell_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell >= 0:
            self._marked = cell
            self.viewport().update()
            self.picked.emit(cell, self.rectangle_of(cell))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_under(-1)
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hovered.emit(-1, QRect())
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self._pieces)
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if key in by and count:
            start = self._marked if self._marked >= 0 else max(self.top_cell(), 0) - by[Qt.Key(key)]
            self._marked = max(0, min(count - 1, start + by[Qt.Key(key)]))
            self._show_marked()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._marked >= 0:
            self.picked.emit(self._marked, self.rectangle_of(self._marked))
        else:
            super().keyPressEvent(event)

    def _show_marked(self) -> None:
        area = self.rectangle_of(self._marked)
        bar = self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top() - theme().px(MARGIN))
        elif area.bottom() > self.viewport().height():
            bar.setValue(bar.value() + area.bottom() - self.viewport().height() + theme().px(MARGIN))
        self.viewport().update()
        self.hovered.emit(self._marked, self.rectangle_of(self._marked))

    def _set_under(self, cell: int) -> None:
        if cell != self._under:
            self._under = cell
            self.viewport().update()
            self.hovered.emit(cell, self.rectangle_of(cell) if cell >= 0 else QRect())

    @Slot()
    def _on_bar_moved(self) -> None:
        self._set_under(-1)
        self.viewport().update()
        self.scrolled.emit(self.top_cell())
