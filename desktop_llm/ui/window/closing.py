"""What is asked when the window is closed while a training runs: the only question that stops a person here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Divider, Row
from desktop_llm.ui.look.text import Text

WIDTH = 420


class ClosingQuestion(QDialog):
    """Go on in the background, pause, stop and keep, or stay.

    Args:
        name: The run's name.
        parent: The window.
        has_tray: Whether this desktop shows tray icons: without one nobody would see what goes on.

    Signals:
        background_chosen: Hide the window and go on.
        pause_chosen: Save the whole state, then close.
        stop_chosen: End after the current step, keep the checkpoint, then close.
    """

    background_chosen = Signal()
    pause_chosen = Signal()
    stop_chosen = Signal()

    def __init__(self, name: str, parent: QWidget, *, has_tray: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("A training is running"))
        self.background = Button(self.tr("Go on in the background"), "primary" if has_tray else "secondary", wide=True)
        self.pause = Button(self.tr("Pause and close"), "secondary" if has_tray else "primary", "pause", wide=True)
        self.stop = Button(self.tr("Stop, keep and close"), "secondary", "bookmark-check", wide=True)
        self.stay = Button(self.tr("Stay"), "quiet")
        self.background.clicked.connect(self._on_background_clicked)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.stay.clicked.connect(self.reject)
        column = Column(gap=16, margins=24, on=self)
        column.addWidget(Text("card", self.tr("“{name}” is still training.").format(name=name), max_width=WIDTH))
        no_tray = self.tr("It can not go on in the background: this desktop shows no icons of hidden programs.")
        if has_tray:
            self._add(column, self.background, self.tr("An icon of this program stays in the tray and shows how far."))
        else:
            column.addWidget(Text("small", no_tray, color="text.2", max_width=WIDTH))
        column.addWidget(Divider())
        self._add(column, self.pause, self.tr("Nothing is lost. It goes on from here next time, where you say so."))
        column.addWidget(Divider())
        self._add(column, self.stop, self.tr("What it has learned so far becomes a checkpoint."))
        column.addLayout(Row(None, self.stay))
        if not has_tray:
            self.background.hide()

    def _add(self, column: Column, button: Button, words: str) -> None:
        column.addLayout(Column(button, Text("small", words, color="text.2", max_width=WIDTH), gap=6))

    def _on_background_clicked(self) -> None:
        self.accept()
        self.background_chosen.emit()

    def _on_pause_clicked(self) -> None:
        self.accept()
        self.pause_chosen.emit()

    def _on_stop_clicked(self) -> None:
        self.accept()
        self.stop_chosen.emit()
