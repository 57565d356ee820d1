"""A slider under a plain name with the expert's name beside it, and a stepper for whole numbers."""

from PySide6.QtCore import QLocale, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QSlider, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme


class SliderTrack(Control, QSlider):
    """The bare track and knob, in whole steps. The wheel turns it only while it has the focus.

    `set_marks` names steps below the track (the saved moments of a run); steps up to the knob are drawn as reached.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._marks: dict[int, str] = {}
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_marks(self, marks: dict[int, str]) -> None:
        """Words below the track at steps."""
        self._marks = dict(marks)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(44 if self._marks else 22))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        middle, x = self._middle(), self._x_of(self.value())
        half = look.px(4) / 2
        reached, rest = ("accent", "track") if self.isEnabled() else ("control", "line")
        paint.box(painter, QRectF(0, middle - half, self.width(), 2 * half), paint.FULL, rest)
        paint.box(painter, QRectF(0, middle - half, x, 2 * half), paint.FULL, reached)
        for step, word in self._marks.items():
            at, point = self._x_of(step), look.px(8)
            token = reached if step <= self.value() else rest
            paint.box(painter, QRectF(at - point / 2, middle - point / 2, point, point), paint.FULL, token)
            width = look.text_width("caption.strong", word) + 4
            left = min(max(0.0, at - width / 2), self.width() - width)
            role, ink = ("caption.strong", "text.1") if step == self.value() else ("caption", "text.2")
            words = QRectF(left, middle + look.px(10), width, look.px(16))
            paint.draw_text(painter, role, ink, word, words, Qt.AlignmentFlag.AlignHCenter)
        knob = look.px(16)
        spot = QRectF(x - knob / 2, middle - knob / 2, knob, knob)
        hover = "surface.hover" if self.underMouse() and self.isEnabled() else "surface.card"
        paint.box(painter, spot, paint.FULL, hover, reached, 2)
        if self.shows_ring():
            edge = look.px(4)
            paint.ring(painter, spot.adjusted(-edge, -edge, edge, edge), paint.FULL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._step_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _middle(self) -> float:
        return theme().px(11)

    def _x_of(self, step: int) -> float:
        knob, span = theme().px(16), max(1, self.maximum() - self.minimum())
        return knob / 2 + (self.width() - knob) * (step - self.minimum()) / span

    def _step_at(self, x: float) -> int:
        knob, span = theme().px(16), self.maximum() - self.minimum()
        share = (x - knob / 2) / max(1, self.width() - knob)
        return self.minimum() + round(max(0.0, min(1.0, share)) * span)


class Slider(Control, QWidget):
    """A number by feeling: plain name left, expert name in caption, value right, a plain word at each end.

    `value_changed(float)` is said for a person's change and not by `set_value`. `decimals=0` makes whole numbers.
    """

    value_changed = Signal(float)

    def __init__(
        self,
        name: str,
        expert: str,
        minimum: float,
        maximum: float,
        value: float,
        *,
        step: float = 0.05,
        decimals: int = 2,
        low_word: str = "",
        high_word: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._step, self._decimals = minimum, step, decimals
        self.setAccessibleName(f"{name} ({expert})" if expert else name)
        self.track = SliderTrack(self.accessibleName())
        self.track.setRange(0, max(1, round((maximum - minimum) / step)))
        self.track.setPageStep(max(1, self.track.maximum() // 10))
        self._shown = Text("body", "", wrap=False)
        head = Row(Text("body.strong", name, wrap=False), gap=6)
        if expert:
            head.addWidget(Text("caption", expert, color="text.3", wrap=False))
        head.addStretch(1)
        head.addWidget(self._shown)
        column = Column(head, self.track, gap=0, on=self)
        if low_word or high_word:
            low = Text("caption", low_word, color="text.2", wrap=False)
            column.addLayout(Row(low, None, Text("caption", high_word, color="text.2", wrap=False)))
        self._caption = Text("caption", "", color="text.2")
        self._caption.hide()
        column.addWidget(self._caption)
        column.addStretch(1)
        self.setFocusProxy(self.track)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_value(value)
        self.track.valueChanged.connect(self._on_track_value_changed)

    @property
    def value(self) -> float:
        return round(float(self._minimum + self.track.value() * self._step), 10)

    def set_value(self, value: float) -> None:
        """Show a value (the nearest step) without saying so."""
        with QSignalBlocker(self.track):
            self.track.setValue(round((value - self._minimum) / self._step))
        self._show_value()
        self.track.update()

    def set_unavailable(self, reason: str, caption: QLabel | None = None) -> None:
        """Grey out with the reason in the tooltip and, unless a `caption` is given, below; "" ends it."""
        super().set_unavailable(reason, caption or self._caption)
        self.track.setAccessibleDescription(reason or self._shown.text())
        self._shown.set_color("text.3" if reason else "text.1")

    def _show_value(self) -> None:
        text = QLocale().toString(self.value, "f", self._decimals)
        self._shown.setText(text)
        if not self.unavailable_reason:
            self.track.setAccessibleDescription(text)

    def _on_track_value_changed(self) -> None:
        self._show_value()
        self.value_changed.emit(self.value)


class _NumberEdit(QLineEdit):
    def __init__(self, owner: "Stepper") -> None:
        super().__init__(owner)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() in by:
            self._owner.step_by(by[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


class Stepper(Control, QWidget):
    """A whole number between a minus and a plus, which can be typed too. `value_changed(int)` for a person's change."""

    value_changed = Signal(int)

    def __init__(
        self,
        name: str,
        value: int,
        minimum: int,
        maximum: int,
        *,
        step: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._step, self._value = minimum, maximum, step, value
        self.setAccessibleName(name)
        self.less = IconButton("minus", self.tr("{name}: less").format(name=name), size=26, icon_size=12)
        self.more = IconButton("plus", self.tr("{name}: more").format(name=name), size=26, icon_size=12)
        self.edit = _NumberEdit(self)
        self.edit.setAccessibleName(name)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.edit.setValidator(QIntValidator(minimum, maximum, self.edit))
        for button in (self.less, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoRepeat(True)
        Row(self.less, self.edit, self.more, gap=0, margins=(2, 1), on=self)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.less.clicked.connect(lambda: self.step_by(-1))
        self.more.clicked.connect(lambda: self.step_by(1))
        self.edit.editingFinished.connect(self._on_edit_finished)
        self.edit.installEventFilter(self)
        self._show_value()
        self.follow_theme()

    @property
    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Show a value, kept within the bounds, without saying so."""
        self._value = max(self._minimum, min(self._maximum, value))
        self._show_value()

    def step_by(self, steps: int) -> None:
        """So many steps up or down, said as a person's change."""
        self._take(self._value + steps * self._step)

    def sizeHint(self) -> QSize:
        widest = theme().text_width("body", str(self._maximum))
        return QSize(widest + theme().px(26 * 2 + 22), theme().px(30))

    def refresh_look(self) -> None:
        self.edit.setFont(theme().font("body"))
        self.setFixedSize(self.sizeHint())

    def eventFilter(self, watched: object, event: object) -> bool:
        self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = paint.painter_for(self), QRect(self.rect())
        works = self.isEnabled()
        paint.box(
            painter,
            rect,
            tokens.RADIUS,
            "surface.card" if works else "surface.sunk",
            "control" if works else "line",
        )
        if self.edit.hasFocus():
            paint.ring(painter, rect, tokens.RADIUS)

    def _take(self, value: int) -> None:
        before = self._value
        self.set_value(value)
        if self._value != before:
            self.value_changed.emit(self._value)

    def _show_value(self) -> None:
        self.edit.setText(str(self._value))
        self.less.set_unavailable("" if self._value > self._minimum else self.tr("This is the least."))
        self.more.set_unavailable("" if self._value < self._maximum else self.tr("This is the most."))

    def _on_edit_finished(self) -> None:
        typed, is_number = QLocale().toInt(self.edit.text())
        self._take(typed if is_number else self._value)
        self._show_value()
