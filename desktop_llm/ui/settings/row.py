"""One line of Settings: what it is called, a sentence, and its control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

WORDS_WIDTH = 260


class SettingRow(QWidget):
    """A name with a sentence at the left, its control at the right."""

    def __init__(self, name: str, sentence: str, *controls: QWidget) -> None:
        super().__init__()
        words = Column(Text("body.strong", name), gap=0)
        self.sentence = Text("small", sentence, color="text.2")
        words.addWidget(self.sentence)
        self._row = Row(gap=16, margins=(0, 8), on=self)
        self._row.addLayout(words, 1)
        self._controls = controls
        side = Row(gap=8)
        for control in controls:
            side.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        side.addStretch(1)
        self._row.addLayout(side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        wide = sum(control.sizeHint().width() + look.px(8) for control in self._controls)
        is_stacked = wide > 0 and self.width() < wide + look.px(WORDS_WIDTH)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)
        self._row.setSpacing(look.px(8 if is_stacked else 16))
