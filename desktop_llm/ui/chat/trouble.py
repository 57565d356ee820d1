"""Trouble in the place where the answer would be: what, why, what is safe, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.ui.chat.words import trouble_words
from desktop_llm.ui.figures import in_one_line
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.layout import Column, FlowLayout, Row
from desktop_llm.ui.look.text import Text

_HOPELESS = {ErrorCode.TOO_BIG, ErrorCode.WRONG_KIND, ErrorCode.PROMPT_TOO_LONG}


class Trouble(QWidget):
    """The error state of one answer.

    Args:
        error: What happened.
        has_text: Something was written before; it is kept, and can be continued.
    """

    try_again_requested = Signal()
    continue_requested = Signal()

    def __init__(self, error: AppError, has_text: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = error
        sentence = trouble_words(error)
        sign = IconSign("triangle-alert", "warn", size=20)
        self._title = Text("card", sentence.title)
        head = Row(sign, gap=10)
        head.addWidget(self._title, 1)
        column = Column(head, gap=8, on=self)
        words = in_one_line(sentence.why, sentence.next_step)
        self._why = Text("body", words, color="text.2")
        column.addWidget(self._why)
        self._why.setVisible(bool(words))
        safe = self.tr("What was written so far is kept.") if has_text else sentence.safe
        self._safe = Text("body", safe, color="success.text")
        column.addWidget(self._safe)
        self._safe.setVisible(bool(safe))
        self.try_again = Button(self.tr("Try again"), "secondary", "refresh-cw", size="small")
        self.go_on = Button(self.tr("Continue"), "secondary", size="small")
        self.copy_details = Button(self.tr("Copy details"), "quiet", "copy", size="small")
        ways = QWidget(self)
        FlowLayout(self.go_on, self.try_again, self.copy_details, on=ways)
        self.go_on.setVisible(has_text and error.code not in _HOPELESS)
        column.addWidget(ways)
        self.try_again.clicked.connect(self.try_again_requested)
        self.go_on.clicked.connect(self.continue_requested)
        self.copy_details.clicked.connect(self._on_copy_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(sentence.title)

    @property
    def title(self) -> str:
        return self._title.text()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(details_of(self._error))
        self.copy_details.set_label(self.tr("Copied"), "check")


def details_of(error: AppError) -> str:
    """What "Copy details" copies: the code, the values and the native text."""
    lines = [f"{error.code.value}", *(f"{name} = {value}" for name, value in error.values.items())]
    return "\n".join([*lines, error.detail]).strip()
