"""The line between the question and the answers: marks, scrolling together, blind; and who is in memory when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop_llm.ui.compare.columns import LETTERS
from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import FlowLayout, Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.toggles import Toggle


class Switches(QWidget):
    """Three switches and a sentence. What they do is `question_page`'s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = Toggle(self.tr("Mark words that differ from {letter}").format(letter="A"))
        self.linked = Toggle(self.tr("Scroll together"))
        self.blind = Toggle(self.tr("Blind"))
        self.blind.setToolTip(self.tr("Answers in random order; names and speeds are shown after your vote."))
        self._how = Text("small", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        switches = QWidget()
        FlowLayout(self.marks, self.linked, self.blind, gap=16, on=switches)
        self._line = Row(gap=12, on=self)
        self._line.addWidget(switches, 1)
        self._line.addWidget(self._how, 1)

    def show_columns(self, count: int) -> None:
        """Nothing is to be switched where there is one column."""
        for toggle in (self.marks, self.linked, self.blind):
            toggle.setVisible(count > 1)

    def mark_against(self, column: int) -> None:
        """Words for another answer to differ from."""
        words = self.tr("Mark words that differ from {letter}").format(letter=LETTERS[column])
        self.marks.setText(words)
        self.marks.setAccessibleName(words)
        self.marks.updateGeometry()
        self.marks.setChecked(True)

    def say_how(self, words: str) -> None:
        """Who is in memory when, and why."""
        self._how.setText(words)

    @property
    def how(self) -> str:
        return self._how.text()

    def fold(self, width: float) -> None:
        """Below each other in a narrow window."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if width < tokens.FOLD_RAIL else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if width < tokens.FOLD_RAIL else Qt.AlignmentFlag.AlignRight
        self._how.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
