"""The line under an answer: figures and why it stopped at the left; versions and what can be done at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.chat.entries import Entry
from desktop_llm.ui.chat.versions import Versions
from desktop_llm.ui.chat.words import can_go_on, failed_code, outcome_words, stats_words
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.layout import FlowLayout, Row
from desktop_llm.ui.look.text import Text

_COPIED_MS = 1_500


class AnswerCaption(QWidget):
    """Empty while the answer is written."""

    copy_requested = Signal()
    again_requested = Signal()
    continue_requested = Signal()
    compare_requested = Signal()
    pieces_requested = Signal()
    version_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_last = self._is_busy = False
        self._entry: Entry | None = None
        self._speed = Text("caption", "", color="text.2", wrap=False)
        self._first = Text("caption", "", color="text.2", wrap=False)
        self._reason = Text("caption", "", color="text.2", wrap=False)
        self.go_on = Button(self.tr("Continue"), "link", size="small")
        self.versions = Versions()
        self.copy = IconButton("copy", self.tr("Copy the answer"))
        self.again = IconButton("refresh-cw", self.tr("Answer again"))
        self.compare = IconButton("columns-3", self.tr("Compare with another model"))
        self.pieces = IconButton("eye", self.tr("Look at its pieces"))
        figures = QWidget()
        FlowLayout(self._speed, self._first, self._reason, self.go_on, gap=16, line_gap=0, on=figures)
        row = Row(gap=4, on=self)
        row.addWidget(figures, 1, Qt.AlignmentFlag.AlignVCenter)
        for part in (self.versions, self.copy, self.again, self.compare, self.pieces):
            row.addWidget(part)
        self._tools = (self.copy, self.again, self.compare, self.pieces)
        self._back = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._back.timeout.connect(self._on_back_due)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.again.clicked.connect(self.again_requested)
        self.compare.clicked.connect(self.compare_requested)
        self.pieces.clicked.connect(self.pieces_requested)
        self.go_on.clicked.connect(self.continue_requested)
        self.versions.version_requested.connect(self.version_requested)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What the line says."""
        return " ".join(part.text() for part in (self._speed, self._first, self._reason) if part.text())

    def show_entry(self, entry: Entry) -> None:
        """Say how it went; nothing while it is written."""
        self._entry = entry
        is_done = bool(entry.outcome)
        speed, first = stats_words(entry.stats) if entry.stats and is_done else ("", "")
        for part, words in (
            (self._speed, speed),
            (self._first, first),
            (self._reason, outcome_words(entry.outcome)),
        ):
            part.setText(words)
            part.setVisible(bool(words))
        for tool in self._tools:
            tool.setVisible(is_done)
        for tool in (self.copy, self.pieces):
            tool.setVisible(is_done and bool(entry.text))
        self.versions.show_versions(entry.version, entry.versions)
        self._settle()

    def set_is_last(self, is_last: bool) -> None:
        self._is_last = is_last
        self._settle()

    def set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._settle()

    def _settle(self) -> None:
        entry = self._entry
        goes_on = entry is not None and can_go_on(entry.outcome) and failed_code(entry.outcome) is None
        self.go_on.setVisible(goes_on and self._is_last and bool(entry and entry.text))
        reason = self.tr("Wait for the answer, or stop it.") if self._is_busy else ""
        for control in (self.again, self.compare, self.pieces, self.go_on):
            control.set_unavailable(reason)
        self.versions.set_unavailable(reason)
        if entry is not None and not entry.outcome:
            self.versions.hide()

    @Slot()
    def _on_copy_clicked(self) -> None:
        self.copy_requested.emit()
        self.copy.set_icon("check", self.tr("Copied"))
        self._back.start()

    @Slot()
    def _on_back_due(self) -> None:
        self.copy.set_icon("copy", self.tr("Copy the answer"))
