"""Attention as pictures: a small one for each head by layer, and one of them large with what the mouse is over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_llm.ui.look.control import Control, Themed
from desktop_llm.ui.look.theme import theme

SMALL = 44
GAP = 4
LARGEST = 420


def _ramp() -> np.ndarray:
    """uint32 (256,): from the card's ground to the strongest heat, by share."""
    low, high = theme().colour("surface.card"), theme().colour("accent")
    shares = np.sqrt(np.arange(256) / 255.0)
    parts = [
        (a + (b - a) * shares).round().astype(np.uint32)
        for a, b in ((low.red(), high.red()), (low.green(), high.green()), (low.blue(), high.blue()))
    ]
    return np.asarray(0xFF000000 | parts[0] << 16 | parts[1] << 8 | parts[2], np.uint32)


def _picture(shares: np.ndarray) -> QImage:
    """A picture of (T, T) shares, one pixel for each."""
    pixels = np.ascontiguousarray(_ramp()[shares])
    height, width = shares.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()


class HeadGrid(Control, QWidget):
    """Heads from left to right, layers from top to bottom; arrows and clicks choose.

    Signals:
        chosen: (layer, head), counted from 0.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = np.zeros((0, 0, 0, 0), np.uint8)
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._at = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Heads by layer"))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def show_shares(self, shares: np.ndarray) -> None:
        """Show (layers, heads, T, T)."""
        self._shares, self._at = shares, (0, 0)
        self.refresh_look()
        self.updateGeometry()
        self.update()

    @property
    def at(self) -> tuple[int, int]:
        """The chosen layer and head."""
        return self._at

    def refresh_look(self) -> None:
        self._pictures.clear()

    def sizeHint(self) -> QSize:
        step = theme().px(SMALL + GAP)
        label = theme().px(28)
        return QSize(label + self._shares.shape[1] * step, label + self._shares.shape[0] * step)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(look.font("caption"))
        label, step = look.px(28), look.px(SMALL + GAP)
        layers, heads = self._shares.shape[:2]
        painter.setPen(look.colour("text.2"))
        for head in range(heads):
            painter.drawText(
                QRect(label + head * step, 0, step, label), int(Qt.AlignmentFlag.AlignCenter), f"{head + 1}"
            )
        for layer in range(layers):
            painter.setPen(look.colour("text.2"))
            painter.drawText(
                QRect(0, label + layer * step, label, step), int(Qt.AlignmentFlag.AlignCenter), f"{layer + 1}"
            )
            for head in range(heads):
                area = self._area(layer, head)
                if not area.intersects(event.rect()):
                    continue
                if (layer, head) not in self._pictures:
                    self._pictures[layer, head] = _picture(self._shares[layer, head])
                painter.drawImage(area, self._pictures[layer, head])
                is_chosen = (layer, head) == self._at
                painter.setPen(QPen(look.colour("accent" if is_chosen else "line.strong"), 3 if is_chosen else 1))
                painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _area(self, layer: int, head: int) -> QRect:
        look = theme()
        label, step, side = look.px(28), look.px(SMALL + GAP), look.px(SMALL)
        return QRect(label + head * step, label + layer * step, side, side)

    def _head_at(self, at: QPoint) -> tuple[int, int] | None:
        look = theme()
        label, step = look.px(28), look.px(SMALL + GAP)
        head, layer = (at.x() - label) // step, (at.y() - label) // step
        if 0 <= layer < self._shares.shape[0] and 0 <= head < self._shares.shape[1]:
            return layer, head
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._head_at(event.position().toPoint())
        self.setToolTip(self._words(*found) if found else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._head_at(event.position().toPoint())
        if found is not None:
            self._choose(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {
            Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1),
        }  # fmt: skip
        if event.key() in by and self._shares.size:
            down, across = by[Qt.Key(event.key())]
            layers, heads = self._shares.shape[:2]
            self._choose(max(0, min(layers - 1, self._at[0] + down)), max(0, min(heads - 1, self._at[1] + across)))
        else:
            super().keyPressEvent(event)

    def _choose(self, layer: int, head: int) -> None:
        self._at = (layer, head)
        self.setAccessibleDescription(self._words(layer, head))
        self.update()
        self.chosen.emit(layer, head)

    def _words(self, layer: int, head: int) -> str:
        return self.tr("Layer {layer}, head {head}").format(layer=layer + 1, head=head + 1)


class HeadPicture(Themed, QWidget):
    """One head, large: rows look, columns are looked at.

    Signals:
        hovered: (row, column), or (-1, -1).
    """

    hovered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = np.zeros((0, 0), np.uint8)
        self._pieces: Sequence[str] = ()
        self._image = QImage()
        self._at = (-1, -1)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Who looks at whom"))
        self.follow_theme()

    def show_shares(self, shares: np.ndarray, pieces: Sequence[str]) -> None:
        """Show (T, T) of a text of T pieces."""
        self._shares, self._pieces, self._at = shares, pieces, (-1, -1)
        self.refresh_look()
        self.updateGeometry()
        self.update()

    def show_row(self, row: int) -> None:
        """Mark who looks."""
        self._at = (row, -1)
        self.update()

    def refresh_look(self) -> None:
        self._image = _picture(self._shares) if self._shares.size else QImage()

    def _side(self) -> int:
        count = max(1, len(self._shares))
        return max(2, theme().px(LARGEST) // count) * count

    def sizeHint(self) -> QSize:
        return QSize(self._side(), self._side())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        side = self._side()
        painter.drawImage(QRect(0, 0, side, side), self._image)
        painter.setPen(QPen(theme().colour("line.strong"), 1))
        painter.drawRect(0, 0, side - 1, side - 1)
        cell = side // max(1, len(self._shares))
        row, column = self._at
        if row >= 0:
            painter.setPen(QPen(QColor(theme().colour("text.1")), 1))
            painter.drawRect(0, row * cell, side - 1, cell - 1)
            if column >= 0:
                painter.drawRect(column * cell, row * cell, cell - 1, cell - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._side() // max(1, len(self._shares))
        row, column = int(event.position().y()) // cell, int(event.position().x()) // cell
        count = len(self._shares)
        at = (row, column) if 0 <= row < count and 0 <= column < count else (-1, -1)
        if at != self._at:
            self._at = at
            self.update()
            self.hovered.emit(*at)
            QToolTip.hideText()
