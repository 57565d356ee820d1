"""What is asked when the window is closed while a training runs: the only question that stops a person here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.text import Text


class ClosingQuestion(QDialog):
    """Stop the training and keep its result, or stay.

    Signals:
        stop_chosen: End after the current step, keep the checkpoint, then close.
    """

    stop_chosen = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("A training is running"))
        stay = Button(self.tr("Stay"))
        stop = Button(self.tr("Stop, keep and close"), "primary")
        stay.clicked.connect(self.reject)
        stop.clicked.connect(self._on_stop_clicked)
        column = Column(gap=12, margins=24, on=self)
        column.addWidget(Text("card", self.tr("“{name}” is still training.").format(name=name)))
        column.addWidget(
            Text(
                "body",
                self.tr("What it has learned so far can be kept as a checkpoint."),
                color="text.2",
                max_width=380,
            )
        )
        column.addLayout(Row(None, stay, stop, gap=8))

    def _on_stop_clicked(self) -> None:
        self.accept()
        self.stop_chosen.emit()
