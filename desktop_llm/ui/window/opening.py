"""What the window shows for the tenth of a second before its first place is made."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.text import Text


class Opening(QWidget):
    """An almost empty page.

    Signals:
        painted: It is on the screen, for the first time; comes after the painting is done.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Text("body", self.tr("Opening…"), color="text.2", align=Qt.AlignmentFlag.AlignHCenter)
        Column(None, words, None, on=self)
        self._was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
