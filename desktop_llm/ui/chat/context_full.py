"""The end of the context: what it means, and the choice between forgetting the beginning and stopping."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text


class ContextFull(Card):
    """Says it and asks."""

    drop_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(14, 10), fill="warn.soft", outline="", radius=8, parent=parent)
        sentence = self.tr("This conversation is as long as this model can read at once.")
        meaning = self.tr("It can go on without the oldest turns. They stay here for you to read.")
        self.drop = Button(self.tr("Drop the oldest turns"), "secondary", size="small")
        self.stop = Button(self.tr("Stop here"), "quiet", size="small")
        self.drop.clicked.connect(self.drop_requested)
        self.stop.clicked.connect(self.stop_requested)
        ways = QWidget()
        FlowLayout(self.drop, self.stop, on=ways)
        words = Column(Text("body.strong", sentence), Text("body", meaning, color="text.2"), ways, gap=6)
        row = Row(gap=12)
        row.addWidget(IconSign("triangle-alert", "warn"))
        row.addLayout(words, 1)
        self.content.addLayout(row)
        self.setAccessibleName(sentence)
