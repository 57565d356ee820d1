"""Grounds to put things on: a coloured level, a card, and the box that shows one types in it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Margins
from desktop_llm.ui.look.theme import theme


class Surface(Themed, QWidget):
    """A plain ground in a surface token, with a line on the named sides ("left", "right", "top", "bottom")."""

    def __init__(
        self, token: str = "surface.page", *, line_on: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._token, self._line_on = token, line_on
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(self._token))
        line, width, height = theme().colour("line"), self.width(), self.height()
        for side in self._line_on:
            x = width - 1 if side == "right" else 0
            y = height - 1 if side == "bottom" else 0
            upright = side in ("left", "right")
            painter.fillRect(x, y, 1 if upright else width, height if upright else 1, line)


class Card(Themed, QWidget):
    """White ground, 1 px line, radius 12. `content` is its column; never put a card in a card.

    Args:
        margins: Space inside.
        gap: Between the parts of `content`.
        fill: Another token, "success.soft" for instance, then usually without an outline.
    """

    def __init__(
        self,
        *,
        margins: Margins = (20, 16),
        gap: int = 8,
        fill: str = "surface.card",
        outline: str = "line",
        radius: int = tokens.RADIUS_CARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, self._outline, self._radius = fill, outline, radius
        self._is_chosen = False
        self.content = Column(gap=gap, margins=margins, on=self)
        self.follow_theme()

    def set_chosen(self, is_chosen: bool) -> None:
        """The 2 px accent outline of the column one voted for."""
        self._is_chosen = is_chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        if self._is_chosen:
            paint.box(painter, self.rect(), self._radius, self._fill, "accent", 2)
        else:
            paint.box(painter, self.rect(), self._radius, self._fill, self._outline)


class InputBox(Card):
    """The message box's frame: `control` outline, and the 2 px focus outline while one types in it."""

    def __init__(
        self,
        *,
        margins: Margins = (16, 12, 12, 12),
        gap: int = 8,
        radius: int = tokens.RADIUS_CARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=margins, gap=gap, outline="control", radius=radius, parent=parent)
        self._typing_in: QWidget | None = None

    def watch(self, field: QWidget) -> None:
        """Show the focus outline while `field` has the focus."""
        self._typing_in = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        has_focus = self._typing_in is not None and self._typing_in is QApplication.focusWidget()
        if has_focus:
            paint.box(painter, self.rect(), self._radius, self._fill, "focus", tokens.FOCUS_RING)
        else:
            paint.box(painter, self.rect(), self._radius, self._fill, self._outline)


def let_pass_through(widget: QWidget) -> QWidget:
    """Let clicks on `widget` reach what lies behind it; gives it back."""
    widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return widget
