"""A switch for yes and no, and a segmented control for one of two to four words."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.theme import theme


class Toggle(Control, QAbstractButton):
    """A switch, 32x18. `toggled(bool)` says the change.

    Args:
        name: What it switches; always the accessible name.
        label: Where the name is drawn: "after" the switch, "before" it, or "none" where it stands elsewhere.
    """

    def __init__(
        self,
        name: str,
        *,
        is_on: bool = False,
        label: Literal["after", "before", "none"] = "after",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self.setText(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setChecked(is_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.px(38)
        if self._label != "none":
            width += look.px(6) + look.text_width("small", self.text()) + 1
        return QSize(width, look.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        wide, high, edge = look.px(32), look.px(18), look.px(3)
        top = (self.height() - high) // 2
        left = self.width() - wide - edge if self._label == "before" else edge
        rail = QRect(left, top, wide, high)
        is_on, works = self.isChecked(), self.isEnabled()
        knob = look.px(12) if is_on else look.px(10)
        inset = (high - knob) // 2
        x = rail.right() + 1 - inset - knob if is_on else rail.x() + inset
        if is_on:
            fill = "accent.fill" if works else "line.strong"
            if works and self.underMouse():
                fill = "accent.fill.hover"
            paint.box(painter, rail, paint.FULL, fill)
        else:
            ground = "surface.hover" if works and self.underMouse() else "surface.card"
            paint.box(painter, rail, paint.FULL, ground, "control" if works else "line.strong")
        token = "on.fill" if is_on else "control" if works else "line.strong"
        paint.box(painter, QRect(x, rail.y() + inset, knob, knob), paint.FULL, token)
        if self.shows_ring():
            paint.ring(painter, rail.adjusted(-edge, -edge, edge, edge), paint.FULL)
        if self._label != "none":
            start = 0 if self._label == "before" else rail.right() + 1 + look.px(8)
            words = QRect(start, 0, look.text_width("small", self.text()) + 2, self.height())
            paint.draw_text(painter, "small", "text.2" if works else "text.3", self.text(), words)


class _Segment(Control, QAbstractButton):
    def __init__(self, word: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(look.text_width("small.strong", self.text()) + look.px(28), look.px(self._height - 6))

    def minimumSizeHint(self) -> QSize:
        look = theme()
        return QSize(look.text_width("small.strong", self.text()) + look.px(16), look.px(self._height - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        if self.isChecked():
            paint.box(painter, self.rect(), tokens.RADIUS_SMALL, "surface.segment", "line.strong")
        elif self.underMouse() and self.isEnabled():
            paint.box(painter, self.rect(), tokens.RADIUS_SMALL, "surface.hover")
        token = "text.3" if not self.isEnabled() else "text.1" if self.isChecked() else "text.2"
        paint.draw_text(painter, "small.strong", token, self.text(), self.rect(), Qt.AlignmentFlag.AlignHCenter)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_SMALL)


class Segmented(Control, QWidget):
    """One of two to four words; arrow keys move. `chosen(key)` is said for a person's choice only.

    Args:
        name: What is being chosen, for screen readers.
        options: (key, word) from left to right; the first is chosen at first.
        small: 28 high instead of 32.
        wide: The words share the whole width.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[object, str]],
        *,
        small: bool = False,
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._height = tokens.HEIGHT_BUTTON_SMALL if small else tokens.HEIGHT_SEGMENTED
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in options]
        row = Row(gap=0, margins=3, on=self)
        for number, (_, word) in enumerate(options):
            segment = _Segment(word, self._height)
            self._group.addButton(segment, number)
            row.addWidget(segment, 1 if wide else 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._last = 0
        if self._keys:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_group_toggled)
        self._is_told = False
        self.follow_theme()

    @property
    def value(self) -> object:
        """The key of the chosen word, None while none is."""
        return self._keys[self._last] if self._last >= 0 else None

    def clear(self) -> None:
        """Choose none, without saying so."""
        chosen = self._group.checkedButton()
        self._last = -1
        if chosen is not None:
            self._group.setExclusive(False)
            chosen.setChecked(False)
            self._group.setExclusive(True)

    def set_value(self, key: object) -> None:
        """Choose without saying so.

        Raises:
            ValueError: there is no such key.
        """
        self._is_told = True
        self._group.button(self._keys.index(key)).setChecked(True)
        self._is_told = False

    def button(self, key: object) -> QAbstractButton:
        """The segment of a key, to click or to make unavailable."""
        return self._group.button(self._keys.index(key))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(paint.painter_for(self), self.rect(), tokens.RADIUS, "surface.sunk", "line")

    def _on_group_toggled(self, number: int, is_on: bool) -> None:
        if is_on and number != self._last:
            self._last = number
            if not self._is_told:
                self.chosen.emit(self._keys[number])
