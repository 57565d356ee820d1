"""Choices: rows with a round mark of which one is taken, and the button that opens a list of choices.

A `PickerButton` only shows what is chosen (name, second line, chevron) and says `clicked`; `Choice` also offers its
options in a pop-over. The model picker of the chat puts its own content into a `Popover`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.floating import Popover
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.rows import ListRow, RowList
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

_STACKED_BELOW = 460
_NO_LIMIT = 16_777_215


class RadioRow(Control, QAbstractButton):
    """A choice with a round mark, its name, a sentence beside it and signs at the right; 44 high.

    Rows with the same parent exclude each other; arrow keys move. `toggled(bool)` says the change. An unavailable row
    shows its reason in place of the sentence.
    """

    def __init__(self, name: str, sentence: str = "", *, name_width: int = 206, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence_text, self._name_width = sentence, name_width
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name = Text("body.strong", name)
        self._sentence = Text("small", sentence, color="text.2")
        self._signs: list[QWidget] = []
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setContentsMargins(0, 0, 0, 0)
        self._words.addWidget(self._name)
        self._words.addWidget(self._sentence, 1)
        self._row = Row(gap=10, margins=(26, 10, 0, 10), on=self)
        self._row.addLayout(self._words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.follow_theme()

    def add_sign(self, sign: QWidget) -> None:
        """A chip at the right ("Suggested")."""
        self._signs.append(sign)
        self._row.addWidget(sign)

    def set_sentence(self, sentence: str) -> None:
        self._sentence_text = sentence
        if not self.unavailable_reason:
            self._sentence.setText(sentence)
            self.setAccessibleDescription(sentence)

    def set_unavailable(self, reason: str, caption: QLabel | None = None) -> None:
        super().set_unavailable(reason, caption)
        self._sentence.setText(reason or self._sentence_text)
        self.setAccessibleDescription(reason or self._sentence_text)
        self._name.set_color("text.3" if reason else "text.1")
        self._name.set_role("body" if reason else "body.strong")

    def refresh_look(self) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(_STACKED_BELOW), self.heightForWidth(theme().px(_STACKED_BELOW)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(self._name_width), theme().px(44))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme()
        room = width - look.px(26) - sum(
            sign.sizeHint().width() + look.px(10) for sign in self._signs if not sign.isHidden()
        )
        if self._is_stacked(width):
            words = self._name.heightForWidth(room) + self._sentence_height(room)
        else:
            name = look.px(self._name_width - 10)
            words = max(self._name.heightForWidth(name), self._sentence_height(room - name - look.px(10)))
        return max(look.px(44), words + look.px(20))

    def _is_stacked(self, width: int) -> bool:
        """True where the sentence stands below the name, for want of room beside it."""
        return width < theme().px(_STACKED_BELOW)

    def _sentence_height(self, width: int) -> int:
        return self._sentence.heightForWidth(max(1, width)) if self._sentence.text() else 0

    def _arrange(self) -> None:
        is_stacked = self._is_stacked(self.width())
        direction = QBoxLayout.Direction
        self._words.setDirection(direction.TopToBottom if is_stacked else direction.LeftToRight)
        self._words.setSpacing(0 if is_stacked else theme().px(10))
        name_px = theme().px(self._name_width - 10)
        self._name.setMinimumWidth(0 if is_stacked else name_px)
        self._name.setMaximumWidth(_NO_LIMIT if is_stacked else name_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        side = look.px(16)
        mark = QRect(0, (self.height() - side) // 2, side, side)
        outline = "line.strong" if not self.isEnabled() else "accent" if self.isChecked() else "control"
        ground = "surface.hover" if self.underMouse() and self.isEnabled() else "surface.card"
        paint.box(painter, mark, paint.FULL, ground, outline, 1.25)
        if self.isChecked():
            inset = look.px(4)
            paint.box(painter, mark.adjusted(inset, inset, -inset, -inset), paint.FULL, outline)
        if self.shows_ring():
            paint.ring(painter, self.rect().adjusted(-4, 2, 0, -2), tokens.RADIUS)


class PickerButton(Control, QAbstractButton):
    """Shows what is chosen and that there is more: a dot, the name, a second text, a chevron.

    Args:
        name: What is chosen.
        second: Beside the name, or below it where framed.
        framed: A field with two lines (48 high); otherwise bare for a header (36 high).
        dot: Token of a dot before the name; "" for none.
        purpose: What is being chosen, for screen readers ("Model").
    """

    def __init__(
        self,
        name: str,
        second: str = "",
        *,
        framed: bool = True,
        dot: str = "",
        purpose: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._framed, self._purpose = framed, purpose
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Expanding if framed else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.set_choice(name, second, dot)
        self.follow_theme()

    def set_choice(self, name: str, second: str = "", dot: str = "") -> None:
        self._second, self._dot = second, dot
        self.setText(name)
        self.setAccessibleName(f"{self._purpose}: {name}" if self._purpose else name)
        if not self.unavailable_reason:
            self.setAccessibleDescription(second)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        name = look.text_width(self._role(), self.text())
        second = look.text_width("small", self._second)
        dot = look.px(16) if self._dot else 0
        if self._framed:
            high = 48 if self._second else tokens.HEIGHT_INPUT
            return QSize(max(name, second) + dot + look.px(52), look.px(high))
        return QSize(name + (second + look.px(8) if second else 0) + dot + look.px(34), look.px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, works = paint.painter_for(self), theme(), self.isEnabled()
        hover = "surface.hover" if works and (self.underMouse() or self.isDown()) else ""
        if self._framed:
            ground = (hover or "surface.card") if works else "surface.sunk"
            paint.box(painter, self.rect(), tokens.RADIUS, ground, "control" if works else "line")
        else:
            paint.box(painter, self.rect(), tokens.RADIUS, hover)
        edge = look.px(12 if self._framed else 1)
        x, middle = edge, self.height() / 2
        if self._dot:
            side = look.px(8)
            paint.box(painter, QRect(x, round(middle - side / 2), side, side), paint.FULL, self._dot)
            x += look.px(16)
        chevron = look.px(tokens.ICON)
        room = self.width() - x - chevron - edge - look.px(6)
        self._paint_words(painter, x, room)
        at = self.width() - edge - chevron
        paint.draw_icon(painter, "chevron-down", "text.2" if works else "text.3", tokens.ICON, at, middle)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS)

    def _paint_words(self, painter: QPainter, x: int, room: int) -> None:
        look, works = theme(), self.isEnabled()
        ink, quiet = ("text.1", "text.2") if works else ("text.3", "text.3")
        name = paint.elided(self._role(), self.text(), room)
        if not self._framed:
            paint.draw_text(painter, self._role(), ink, name, QRect(x, 0, room + 2, self.height()))
            used = look.text_width(self._role(), name) + look.px(8)
            rest = paint.elided("small", self._second, room - used)
            paint.draw_text(painter, "small", quiet, rest, QRect(x + used, 0, room - used + 2, self.height()))
            return
        if not self._second:
            paint.draw_text(painter, self._role(), ink, name, QRect(x, 0, room, self.height()))
            return
        line, top = look.px(18), (self.height() - look.px(36)) // 2
        paint.draw_text(painter, self._role(), ink, name, QRect(x, top, room, line))
        second = paint.elided("caption", self._second, room)
        paint.draw_text(painter, "caption", quiet, second, QRect(x, top + line, room, line))

    def _role(self) -> str:
        return "body.strong" if self._framed else "card"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its key, name, a second line, and why it cannot be chosen (empty if it can)."""

    key: object
    name: str
    second: str = ""
    unavailable_reason: str = ""


class Choice(PickerButton):
    """A picker button that offers its options in a pop-over; `chosen(key)` is said for a person's choice."""

    chosen = Signal(object)

    def __init__(
        self, purpose: str, options: Sequence[Option], value: object = None, *, parent: QWidget | None = None
    ) -> None:
        self._options: list[Option] = []
        self._value: object = None
        self._popover: Popover | None = None
        super().__init__("", purpose=purpose, parent=parent)
        self.set_options(options, value)
        self.clicked.connect(self._on_clicked)

    @property
    def value(self) -> object:
        """The key of what is chosen, or None."""
        return self._value

    def set_options(self, options: Sequence[Option], value: object = None) -> None:
        """Offer other options; `value` falls back to the first."""
        self._options = list(options)
        self.set_value(value if value is not None or not options else options[0].key)

    def set_value(self, key: object) -> None:
        """Choose without saying so."""
        self._value = key
        option = next((option for option in self._options if option.key == key), None)
        self.set_choice(option.name if option else "", option.second if option else "")

    def _on_clicked(self) -> None:
        rows = RowList()
        for option in self._options:
            row = ListRow(option.name, option.second, height=48 if option.second else 36, rule=False)
            if option.unavailable_reason:
                row.set_texts(option.name, option.unavailable_reason)
                row.set_unavailable(option.unavailable_reason)
            rows.add_row(option.key, row)
        rows.select(self._value)
        rows.chosen.connect(self._on_rows_chosen)
        popover = Popover(self, width=max(220, round(self.width() / theme().text_factor)))
        popover.content.addWidget(rows)
        popover.closed.connect(popover.deleteLater)
        self._popover = popover
        popover.open_below()
        first = rows.row(self._value)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_rows_chosen(self, key: object) -> None:
        if self._popover is not None:
            self._popover.close_popover()
            self._popover = None
        if key != self._value:
            self.set_value(key)
            self.chosen.emit(key)
