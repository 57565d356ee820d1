"""What the person wrote: a box at the right, with its versions and "Edit" beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent, QTextBlockFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop_llm.ui.chat.entries import Entry
from desktop_llm.ui.chat.versions import Versions
from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.fields import GrowingText
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.markdown.source import break_runs, clean_text

WIDEST_SHARE = 0.84
SHOWN_CHARS = 20_000
_PAD_X, _PAD_TOP, _PAD_BOTTOM = 14, 6, 10
"""A line's extra height stands above its words; the box evens that out."""


class _OwnText(Themed, QTextEdit):
    """The words on their box, as wide as they need and no wider than allowed."""

    def __init__(self, text: str, widest_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest_px = widest_px
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setPlainText(text)
        self.setAccessibleName(self.tr("Your message"))
        self.follow_theme()

    def set_widest(self, widest_px: int) -> None:
        self._widest_px = widest_px
        self._fit()

    def refresh_look(self) -> None:
        self.document().setDefaultFont(theme().font("reading"))
        self.setTextColor(theme().colour("text.1"))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        height = theme().line_height("reading", self.toPlainText())
        lines.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor.setBlockFormat(lines)
        ink = cursor.charFormat()
        ink.setForeground(theme().colour("text.1"))
        cursor.mergeCharFormat(ink)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _fit(self) -> None:
        document = self.document()
        document.setTextWidth(max(40, self._widest_px - 2 * theme().px(_PAD_X)))
        wide = min(self._widest_px, int(document.idealWidth() + 1.999) + 2 * theme().px(_PAD_X))
        high = int(document.size().height() + 0.999) + theme().px(_PAD_TOP) + theme().px(_PAD_BOTTOM)
        self.setViewportMargins(*(theme().px(side) for side in (_PAD_X, _PAD_TOP, _PAD_X, _PAD_BOTTOM)))
        self.setFixedSize(wide, high)

class _Bubble(Themed, QWidget):
    """The drawn box around the words."""

    def __init__(self, text: _OwnText) -> None:
        super().__init__()
        Row(text, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill = "surface.hover" if theme().is_dark else "surface.sunk"
        paint.box(paint.painter_for(self), self.rect(), tokens.RADIUS_CARD, fill, "line")


class _QuietIcon(IconButton):
    """Drawn only while the mouse is over its message or the keyboard is on it; it keeps its place always."""

    def paintEvent(self, event: QPaintEvent) -> None:
        message = self.parentWidget()
        if self.hasFocus() or (message is not None and message.underMouse()):
            super().paintEvent(event)


class OwnMessage(QWidget):
    """One message of the person.

    Signals:
        edit_requested: Say this instead.
        version_requested: Show this version.
    """

    edit_requested = Signal(str)
    version_requested = Signal(int)

    def __init__(self, entry: Entry, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = entry.text
        shown = clean_text(entry.text)
        if len(shown) > SHOWN_CHARS:
            shown = shown[:SHOWN_CHARS] + "…"
        self._words = _OwnText(break_runs(shown), self._widest(width_px))
        self._bubble = _Bubble(self._words)
        self._edit = _QuietIcon("pencil", self.tr("Edit and send again"))
        self._edit.clicked.connect(self.start_editing)
        self._versions = Versions()
        self._versions.version_requested.connect(self.version_requested)
        self._row = Row(gap=4, margins=(0, 0))
        self._row.addStretch(1)
        self._row.addWidget(self._versions, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self._bubble)
        self._editor: InputBox | None = None
        self._column = Column(self._row, gap=0, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_entry(entry)

    @property
    def text(self) -> str:
        """What was sent."""
        return self._text

    @property
    def editor(self) -> GrowingText | None:
        """The field of an edit under way."""
        return self._field if self._editor is not None else None

    @property
    def versions(self) -> Versions:
        return self._versions

    @property
    def edit_button(self) -> IconButton:
        return self._edit

    def plain_text(self) -> str:
        """What is read on the screen."""
        return self._words.toPlainText().replace("\u200b", "")

    def show_entry(self, entry: Entry) -> None:
        """Its versions are different now."""
        self._versions.show_versions(entry.version, entry.versions)

    def set_width(self, width_px: int) -> None:
        self._words.set_widest(self._widest(width_px))

    def set_busy(self, is_busy: bool) -> None:
        """While an answer is written nothing can be changed."""
        reason = self.tr("Wait for the answer, or stop it.") if is_busy else ""
        self._edit.set_unavailable(reason)
        self._versions.set_unavailable(reason)

    @Slot()
    def start_editing(self) -> None:
        """Put the words into a field in place of the box."""
        if self._editor is not None:
            return
        self._editor = InputBox(margins=(14, 10, 10, 10))
        self._field = GrowingText(self.tr("Your message"), enter_submits=True)
        self._field.set_text(self._text)
        self._field.submitted.connect(self._on_field_submitted)
        self._field.installEventFilter(self)
        self._editor.watch(self._field)
        send = Button(self.tr("Send again"), "secondary", size="small")
        send.clicked.connect(self._on_field_submitted)
        leave = Button(self.tr("Leave as it was"), "quiet", size="small")
        leave.clicked.connect(self.stop_editing)
        self._editor.content.addWidget(self._field)
        self._editor.content.addLayout(Row(None, leave, send))
        self._column.addWidget(self._editor)
        for widget in (self._bubble, self._edit, self._versions):
            widget.hide()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.moveCursor(QTextCursor.MoveOperation.End)

    @Slot()
    def stop_editing(self) -> None:
        """Leave the message as it was."""
        if self._editor is None:
            return
        self._editor.hide()
        self._editor.deleteLater()
        self._editor = None
        self._bubble.show()
        self._edit.show()
        self._versions.setVisible(self._versions.count > 1)
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.stop_editing()
            return True
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._edit.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._edit.update()

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def _widest(self, width_px: int) -> int:
        return int(width_px * WIDEST_SHARE)

    @Slot()
    def _on_field_submitted(self) -> None:
        text = self._field.text
        if text.strip() and text != self._text:
            self.edit_requested.emit(text)
        else:
            self.stop_editing()
