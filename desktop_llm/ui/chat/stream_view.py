"""An answer while it is being written: plain text that grows at its end, with a steady caret behind it.

Once the answer is done `ui.markdown` shows it instead; nothing here is Markdown.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QTextBlockFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop_llm.ui.look import paint
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import has_cjk, theme
from desktop_llm.ui.markdown.source import RUN_CHARS, clean_text

LINE_CHARS = 4_000
"""A longer paragraph is shown in two: each batch lays out the last paragraph again, and only that."""
_BREAK = "\u200b"


class StreamView(Themed, QTextEdit):
    """Frameless, as high as its text.

    Args:
        width_px: The width it will have.
        ink: Token of the text.
    """

    def __init__(self, width_px: int, ink: str = "text.1", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self._has_caret = True
        self._run = 0
        self._paragraph = 0
        self._is_chinese = False
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(self.tr("Answer"))
        self.resize(width_px, theme().px(24))
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.follow_theme()
        self._fit()

    def refresh_look(self) -> None:
        self.document().setDefaultFont(theme().font("reading"))
        self.setTextColor(theme().colour(self._ink))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(self._lines())
        ink = cursor.charFormat()
        ink.setForeground(theme().colour(self._ink))
        cursor.mergeCharFormat(ink)
        self._fit()

    def add_text(self, text: str) -> None:
        """Append text, with a place to break in runs that have none."""
        if not self._is_chinese and has_cjk(text):
            self._is_chinese = True
            self.refresh_look()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for number, line in enumerate(clean_text(text).split("\n")):
            if number:
                cursor.insertBlock(self._lines())
                self._run = self._paragraph = 0
            cursor.insertText(self._broken(line))
            if self._paragraph > LINE_CHARS:
                cursor.insertBlock(self._lines())
                self._paragraph = 0
        cursor.endEditBlock()

    def set_caret(self, is_shown: bool) -> None:
        """Whether more is to come."""
        self._has_caret = is_shown
        self.viewport().update()

    def plain_text(self) -> str:
        """What is read on the screen."""
        return self.toPlainText().replace(_BREAK, "")

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(_BREAK, ""))
        return data

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_caret:
            return
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        at = self.cursorRect(end)
        wide, high = theme().px(8), theme().px(18)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = min(at.left() + 1, self.viewport().width() - wide)
        paint.box(painter, QRectF(left, at.bottom() - high + theme().px(1), wide, high), 2, "accent")
        painter.end()

    def _lines(self) -> QTextBlockFormat:
        lines = QTextBlockFormat()
        height = theme().line_height("reading", "中" if self._is_chinese else "")
        lines.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        return lines

    def _broken(self, line: str) -> str:
        out: list[str] = []
        for word in _words(line):
            if word.isspace():
                self._run = 0
            while self._run + len(word) > RUN_CHARS:
                cut = RUN_CHARS - self._run
                out.append(word[:cut] + _BREAK)
                word, self._run = word[cut:], 0
            out.append(word)
            self._run = 0 if word.isspace() else self._run + len(word)
        self._paragraph += len(line)
        return "".join(out)

    @Slot(QSizeF)
    def _on_document_size_changed(self, _size: QSizeF) -> None:
        self._fit()

    def _fit(self) -> None:
        height = max(int(self.document().size().height() + 0.999), theme().px(24))
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)


def _words(line: str) -> list[str]:
    """A line as stretches with and without space."""
    parts: list[str] = []
    for sign_or_word in line.split(" "):
        parts += [sign_or_word, " "]
    return [part for part in parts[:-1] if part]
