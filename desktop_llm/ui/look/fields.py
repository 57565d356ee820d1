"""Where one types: a line with a label and an error, a search line, and a text that grows to eight lines."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QTextEdit, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.control import Control, Themed
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import InputBox
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme


class _Line(Themed, QWidget):
    """The outlined box of a one-line field."""

    def __init__(self, edit: QLineEdit, icon: str, height: int) -> None:
        super().__init__()
        self._edit, self._height = edit, height
        self.is_refused = False
        row = Row(gap=8, margins=(12, 0), on=self)
        if icon:
            row.addWidget(IconSign(icon, "text.2"))
        row.addWidget(edit, 1)
        edit.setFrame(False)
        edit.installEventFilter(self)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def refresh_look(self) -> None:
        self._edit.setFont(theme().font("body"))
        self.setFixedHeight(theme().px(self._height))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(self._height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.EnabledChange):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, works = paint.painter_for(self), self._edit.isEnabled()
        outline = "danger" if self.is_refused else "control" if works else "line"
        ground = "surface.card" if works else "surface.sunk"
        if self._edit.hasFocus():
            ring = "danger" if self.is_refused else "focus"
            paint.box(painter, self.rect(), tokens.RADIUS, ground, ring, tokens.FOCUS_RING)
        else:
            paint.box(painter, self.rect(), tokens.RADIUS, ground, outline)


class TextField(Control, QWidget):
    """One line of text, with its label above and what is wrong below.

    `edited(str)` is said while a person types, `finished(str)` on Enter or when the field is left.

    Args:
        name: Drawn above unless `show_name` is False; always the accessible name.
        icon: Before the text ("search").
        secret: Shows dots (a key).
    """

    edited = Signal(str)
    finished = Signal(str)

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        placeholder: str = "",
        show_name: bool = True,
        icon: str = "",
        secret: bool = False,
        height: int = tokens.HEIGHT_INPUT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.edit = QLineEdit(text)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._line = _Line(self.edit, icon, height)
        self._error = Text("small", "", color="danger.text")
        sign = IconSign("circle-alert", "danger", size=tokens.ICON_SMALL)
        self._trouble = QWidget()
        row = Row(gap=6, on=self._trouble)
        row.addLayout(Column(sign, None, margins=(0, 3, 0, 0)))
        row.addWidget(self._error, 1)
        self._trouble.hide()
        label = Text("small.strong", name, color="text.2")
        label.setBuddy(self.edit)
        if not show_name:  # showing it before it has a parent would make it a window
            label.hide()
        Column(label, self._line, self._trouble, None, gap=6, on=self)
        self.setFocusProxy(self.edit)
        # Not Fixed: the sentence may need a second line, and Fixed would hold the height of the first.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.edit.textEdited.connect(self.edited)
        self.edit.editingFinished.connect(lambda: self.finished.emit(self.edit.text()))

    @property
    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a text without saying so."""
        if text != self.edit.text():
            self.edit.setText(text)

    @property
    def error(self) -> str:
        return self._error.text()

    def set_error(self, sentence: str) -> None:
        """Say below the field what is wrong and what would do; "" takes it away."""
        self._error.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._line.is_refused = bool(sentence)
        self._line.update()
        self.edit.setAccessibleDescription(sentence)


class GrowingText(Themed, QTextEdit):
    """Several lines without a frame, growing with what is typed up to `max_lines`; plain text only.

    Put it into an `InputBox` (message box) or use `TextBox`. `submitted` is said on Enter where `enter_submits`
    (Shift and Enter then start a new line), `edited(str)` at each change.
    """

    submitted = Signal()
    edited = Signal(str)

    def __init__(
        self,
        name: str,
        *,
        placeholder: str = "",
        role: str = "reading",
        min_lines: int = 1,
        max_lines: int = 8,
        enter_submits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._min_lines, self._max_lines = role, min_lines, max_lines
        self._enter_submits = enter_submits
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.follow_theme()

    @property
    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in; said like typing, since it changes what would be sent."""
        self.setPlainText(text)
        self._set_line_height()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def line_count(self) -> int:
        """Lines as shown, wrapped ones counted."""
        return max(1, round(self.document().size().height() / self._line_height()))

    def refresh_look(self) -> None:
        self.setFont(theme().font(self._role))
        self.viewport().setFont(theme().font(self._role))  # draws the placeholder, and is not reached by the line above
        self._set_line_height()
        self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self._enter_submits and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def _line_height(self) -> int:
        return theme().line_height(self._role)

    def _set_line_height(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(self._line_height(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.mergeBlockFormat(spaced)

    def _on_text_changed(self) -> None:
        self.edited.emit(self.toPlainText())

    def _fit_height(self) -> None:
        count = self.line_count()
        lines = max(self._min_lines, min(self._max_lines, count))
        self.setFixedHeight(lines * self._line_height() + 2)
        needs_bar = count > self._max_lines
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if needs_bar else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )


class TextBox(InputBox):
    """`GrowingText` in an outlined box: instructions, notes. `field` is the text."""

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        placeholder: str = "",
        min_lines: int = 2,
        max_lines: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(12, 10), radius=tokens.RADIUS, parent=parent)
        self.field = GrowingText(name, placeholder=placeholder, role="body", min_lines=min_lines, max_lines=max_lines)
        self.field.set_text(text)
        self.content.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.watch(self.field)
