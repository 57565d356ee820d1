"""Buttons: filled, outlined, quiet, dangerous and as a link; and with an icon alone.

What a button does is said by `clicked`; what it looks like is its kind. One filled button per screen.
"""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.theme import theme

ButtonKind = Literal["primary", "secondary", "quiet", "vote", "danger", "link"]
ButtonSize = Literal["normal", "small", "start"]

_HEIGHTS = {
    "normal": tokens.HEIGHT_BUTTON,
    "small": tokens.HEIGHT_BUTTON_SMALL,
    "start": tokens.HEIGHT_BUTTON_START,
}


class Button(Control, QAbstractButton):
    """A button with a word, and an icon before or after it.

    Args:
        text: A verb. Never elided; let the row wrap (`FlowLayout`).
        kind: "primary" one per screen; "secondary"; "quiet" (More, Copy, Undo); "vote" stays pressed in with
        a check
            mark; "danger" quiet, for what throws away; "link" in accent, without a ground.
        size: "small" 28, "normal" 36, "start" 44 pixels high.
        key_hint: A key drawn as a small cap after the word ("1").
        wide: Takes the whole width it is given.
    """

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "secondary",
        icon: str = "",
        *,
        trailing_icon: str = "",
        size: ButtonSize = "normal",
        key_hint: str = "",
        wide: bool = False,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._size = kind, size
        self._icon, self._trailing_icon, self._key_hint = icon, trailing_icon, key_hint
        self._text_before_busy = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(checkable or kind == "vote")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    @property
    def kind(self) -> ButtonKind:
        return self._kind

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_label(self, text: str, icon: str = "") -> None:
        """Change the word (and icon) in place: Send becomes Stop."""
        self.setText(text)
        self.setAccessibleName(text)
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_busy(self, verb_in_progress: str) -> None:
        """Show the verb in progress ("Loading…") and refuse presses; empty ends it."""
        if verb_in_progress and not self._text_before_busy:
            self._text_before_busy = self.text()
        if not verb_in_progress and not self._text_before_busy:
            return
        self.setText(verb_in_progress or self._text_before_busy)
        self.setAccessibleName(self.text())
        if not verb_in_progress:
            self._text_before_busy = ""
        self.setEnabled(not verb_in_progress and not self.unavailable_reason)
        self.updateGeometry()
        self.update()

    def set_unavailable(self, reason: str, caption: QLabel | None = None) -> None:
        super().set_unavailable(reason, caption)
        if self._text_before_busy:
            self.setEnabled(False)

    def sizeHint(self) -> QSize:
        look = theme()
        width = 2 * self._padding() + look.text_width(self._role(), self.text())
        width += sum(self._icon_px() + self._gap() for name in (self._leading(), self._trailing_icon) if name)
        if self._key_hint:
            width += self._gap() + self._hint_px()
        return QSize(width, look.px(_HEIGHTS[self._size]))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        fill, outline, ink = self._colours()
        rect, radius = self.rect(), tokens.RADIUS_SMALL if self._size == "small" else tokens.RADIUS
        rect_fill = rect
        if self.shows_ring() and self._kind == "primary":
            paint.box(painter, rect, radius, "surface.card")
            rect_fill = rect.adjusted(4, 4, -4, -4)
            paint.box(painter, rect_fill, radius - 3, fill)
        else:
            paint.box(painter, rect, radius, fill, outline)
        self._paint_content(painter, rect, ink)
        if self.shows_ring():
            paint.ring(painter, rect, radius)

    def _paint_content(self, painter: QPainter, rect: QRect, ink: str) -> None:
        content = self.sizeHint().width() - 2 * self._padding()
        x = rect.x() + max(0, (rect.width() - content) // 2)
        centre_y = rect.center().y() + 1
        icon_ink = self._icon_ink(ink)
        if self._leading():
            paint.draw_icon(painter, self._leading(), icon_ink, self._icon_size(), x, centre_y)
            x += self._icon_px() + self._gap()
        width = theme().text_width(self._role(), self.text())
        paint.draw_text(painter, self._role(), ink, self.text(), QRect(x, rect.y(), width + 1, rect.height()))
        x += width + self._gap()
        if self._trailing_icon:
            paint.draw_icon(painter, self._trailing_icon, icon_ink, self._icon_size(), x, centre_y)
            x += self._icon_px() + self._gap()
        if self._key_hint:
            side = self._hint_px()
            cap = QRect(x, centre_y - side // 2, side, side)
            paint.box(painter, cap, tokens.RADIUS_SMALL - 2, "", ink if self.isChecked() else "line.strong")
            centre = Qt.AlignmentFlag.AlignHCenter
            token = ink if self.isChecked() or not self.isEnabled() else "text.2"
            paint.draw_text(painter, "caption", token, self._key_hint, cap, centre)

    def _colours(self) -> tuple[str, str, str]:
        """Fill, outline and ink; an empty token draws nothing."""
        hovers, presses = self.underMouse() and self.isEnabled(), self.isDown()
        bare = self._kind in ("quiet", "danger", "link")
        if not self.isEnabled():
            return ("", "", "text.3") if bare else ("surface.sunk", "line", "text.3")
        if self._kind == "primary":
            pressed_or_hover = "accent.fill.hover" if hovers else "accent.fill"
            return "accent.fill.pressed" if presses else pressed_or_hover, "", "on.fill"
        if self.isChecked():
            return "accent.soft", "accent" if self._kind == "vote" else "", "accent.text"
        ground = "surface.selected" if presses else "surface.hover" if hovers else ""
        if bare:
            ink = {"quiet": "text.2", "danger": "danger", "link": "accent.text"}[self._kind]
            return ground, "", ink
        return ground or "surface.card", "line.strong", "text.1"

    def _icon_ink(self, ink: str) -> str:
        return "text.2" if ink == "text.1" else ink

    def _leading(self) -> str:
        return "check" if self._kind == "vote" and self.isChecked() else self._icon

    def _role(self) -> str:
        return {"small": "small.strong", "start": "reading.strong"}.get(self._size, "body.strong")

    def _icon_size(self) -> int:
        return tokens.ICON_SMALL if self._size == "small" else tokens.ICON

    def _icon_px(self) -> int:
        return theme().px(self._icon_size())

    def _hint_px(self) -> int:
        return theme().px(20)

    def _gap(self) -> int:
        return theme().px(6 if self._size == "small" else 8)

    def _padding(self) -> int:
        if self._kind == "link":
            return theme().px(8)
        return theme().px({"small": 10, "start": 20}.get(self._size, 14))


class IconButton(Control, QAbstractButton):
    """An icon that stands without a word: its name becomes tooltip and accessible name."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        token: str = "text.2",
        icon_size: int = tokens.ICON,
        size: int = tokens.HEIGHT_BUTTON_SMALL,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._token, self._icon_size, self._size = icon, token, icon_size, size
        self.set_name(name)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str, name: str = "") -> None:
        self._icon = icon
        if name:
            self.set_name(name)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        token, ground = self._token, ""
        if not self.isEnabled():
            token = "text.3"
        elif self.isChecked():
            token, ground = "accent.text", "accent.soft"
        elif self.isDown():
            ground = "surface.selected"
        elif self.underMouse():
            ground = "surface.hover"
        paint.box(painter, self.rect(), tokens.RADIUS_SMALL, ground)
        side = theme().px(self._icon_size)
        x = (self.width() - side) / 2
        paint.draw_icon(painter, self._icon, token, self._icon_size, x, self.height() / 2)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_SMALL)
