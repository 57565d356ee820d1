"""A block of code on a sunk ground: coloured by Pygments, with Copy, scrolled sideways by itself."""

from __future__ import annotations

from functools import lru_cache

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType, is_token_subtype
from pygments.util import ClassNotFound
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.theme import theme

SHOWN_LINES = 300
COLOURED_CHARS = 20_000
SHOWN_CHARS = 60_000
_COPIED_MS = 1_500

Spans = tuple[tuple[tuple[int, int, str], ...], ...]
"""For each line its coloured stretches: start, length, token of the visual language."""

_INK: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "text.3"),
    (String, "success.text"),
    (Number, "series.c"),
    (Keyword, "accent.text"),
    (Name.Function, "accent.text"),
    (Name.Class, "accent.text"),
    (Name.Builtin, "accent.text"),
    (Name.Tag, "accent.text"),
    (Name.Attribute, "series.d"),
    (Name.Decorator, "series.e"),
)


@lru_cache(maxsize=64)
def colour_spans(code: str, language: str) -> Spans:
    """Where which colour goes; nothing where the language is unknown or the code too long to be worth it."""
    if not language or len(language) > 30 or len(code) > COLOURED_CHARS:
        return ()
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ()
    lines: list[list[tuple[int, int, str]]] = [[]]
    column = 0
    for kind, text in lexer.get_tokens(code):
        ink = next((token for known, token in _INK if is_token_subtype(kind, known)), "")
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                column = 0
            if ink and part:
                lines[-1].append((column, len(part), ink))
            column += len(part)
    return tuple(tuple(line) for line in lines)


class _Colours(QSyntaxHighlighter):
    """Puts spans that were worked out before on the document."""

    def __init__(self, document: QTextDocument, spans: Spans) -> None:
        super().__init__(document)
        self._spans = spans

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if number >= len(self._spans):
            return
        for start, length, token in self._spans[number]:
            ink = QTextCharFormat()
            ink.setForeground(theme().colour(token))
            self.setFormat(start, length, ink)


class _CodeText(Themed, QTextEdit):
    """The lines themselves, as high as they are many."""

    def __init__(self, code: str, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._colours: _Colours | None = None
        self.show_code(code, language)
        self.follow_theme()

    def show_code(self, code: str, language: str) -> None:
        """Replace what is shown."""
        if self._colours is not None:
            self._colours.setDocument(None)
            self._colours = None
        self.setPlainText(code)
        spans = colour_spans(code, language)
        if spans:
            self._colours = _Colours(self.document(), spans)
        self.refresh_look()

    def refresh_look(self) -> None:
        self.document().setDefaultFont(theme().font("code"))
        self.setFont(theme().font("code"))
        lines = QTextBlockFormat()
        lines.setLineHeight(theme().line_height("code"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(lines)
        if self._colours is not None:
            self._colours.rehighlight()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def _fit(self) -> None:
        height = self.document().blockCount() * theme().line_height("code")
        widest = self.document().idealWidth()
        if widest > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        if height != self.maximumHeight():
            self.setFixedHeight(height)


class CodeBlock(Themed, QWidget):
    """Code with Copy at the right of its first line."""

    def __init__(self, code: str, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._language = code, language
        lines = code.split("\n")
        first = "\n".join(lines[:SHOWN_LINES])[:SHOWN_CHARS]
        self._text = _CodeText(first, language)
        self._text.setAccessibleName(self.tr("Code"))
        self._copy = Button(self.tr("Copy"), "quiet", "copy", size="small")
        self._copy.clicked.connect(self._on_copy_clicked)
        beside = Column(self._copy, None, gap=0)
        row = Row(gap=8)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(beside)
        self._column = Column(row, gap=4, margins=(14, 4, 8, 6), on=self)
        if len(first) < len(code):
            self._all = Button(self.tr("Show all {count} lines").format(count=len(lines)), "link", size="small")
            self._all.clicked.connect(self._on_all_clicked)
            self._column.addWidget(self._all)
        self._back = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._back.timeout.connect(self._on_back_due)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    @property
    def code(self) -> str:
        return self._code

    @property
    def copy_button(self) -> Button:
        return self._copy

    def plain_text(self) -> str:
        """What is read on the screen."""
        return self._text.toPlainText()

    def refresh_look(self) -> None:
        metrics = QFontMetrics(theme().font("code"))
        self._text.setTabStopDistance(4 * metrics.horizontalAdvance(" "))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(paint.painter_for(self), self.rect(), tokens.RADIUS, "surface.sunk", "line")

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._copy.set_label(self.tr("Copied"), "check")
        self._back.start()

    @Slot()
    def _on_back_due(self) -> None:
        self._copy.set_label(self.tr("Copy"), "copy")

    @Slot()
    def _on_all_clicked(self) -> None:
        self._all.hide()
        self._text.show_code(self._code, self._language)
