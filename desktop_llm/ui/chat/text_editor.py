"""The text of "Continue my text": the person's words in ink, the model's in accent, told apart by a property."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

_BY_MODEL = QTextFormat.Property.UserProperty.value


class TextEditor(Themed, QTextEdit):
    """The text; Ctrl+Enter asks for more of it."""

    continue_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Your text"))
        self.setPlaceholderText(self.tr("Write the beginning of a text"))
        self.follow_theme()

    def refresh_look(self) -> None:
        self.document().setDefaultFont(theme().font("reading"))
        self.setFont(theme().font("reading"))
        parts = self.parts()
        if parts:
            self.show_parts(parts)

    def parts(self) -> list[tuple[str, bool]]:
        """The text in stretches with whether the model wrote them."""
        found: list[tuple[str, bool]] = []
        block = self.document().begin()
        while block.isValid():
            if found:
                found[-1] = (found[-1][0] + "\n", found[-1][1])
            walker = block.begin()
            while not walker.atEnd():
                piece = walker.fragment()
                found.append((piece.text(), bool(piece.charFormat().property(_BY_MODEL))))
                walker += 1
            block = block.next()
        return found

    def show_parts(self, parts: Sequence[tuple[str, bool]]) -> None:
        """Replace the text."""
        self.clear()
        for text, is_model in parts:
            self.add_text(text, is_model)

    def add_text(self, text: str, is_model: bool) -> None:
        """Append; follows the end only while it is in sight."""
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 24
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.setBlockFormat(self._lines())
        cursor.insertText(text, _ink(is_model))
        if follows:
            bar.setValue(bar.maximum())

    def _lines(self) -> QTextBlockFormat:
        lines = QTextBlockFormat()
        height = theme().line_height("reading", self.toPlainText()[:200])
        lines.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        return lines

    def go_to_end(self) -> None:
        """Type on in ink behind the last word."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setCurrentCharFormat(_ink(False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.continue_requested.emit()
            return
        self.setCurrentCharFormat(_ink(False))
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.textCursor().hasSelection():
            self.setCurrentCharFormat(_ink(False))

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()


def _ink(is_model: bool) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setForeground(theme().colour("accent.text" if is_model else "text.1"))
    ink.setProperty(_BY_MODEL, is_model)
    return ink
