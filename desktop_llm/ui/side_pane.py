"""A pane at the right of a place: beside the content where there is room, over it where there is not."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QBoxLayout, QWidget


def lay_beside(row: QBoxLayout, pane: QWidget, index: int = -1) -> None:
    """Let the pane push the content."""
    if row.indexOf(pane) < 0:
        row.insertWidget(index, pane)


def lay_over(row: QBoxLayout, pane: QWidget, area: QRect, width: int) -> None:
    """Let the pane lie over an area of its parent, at its right edge.

    Args:
        row: Where it stands when there is room.
        pane: Its parent is the place.
        area: In the coordinates of the pane's parent.
        width: Of the pane; at most the area's.
    """
    row.removeWidget(pane)
    width = min(width, area.width())
    pane.setGeometry(area.right() + 1 - width, area.top(), width, area.height())
    pane.raise_()
