"""What floats over a window: the pop-over under a button, and the toast at the bottom.

Both are children of the window they float over and not windows of their own: they are in its picture, follow it when
it moves, and need no compositor for their shadow. Only they cast one.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

TOAST_MS = 6000


class _Floating(Themed, QWidget):
    """A card with the one shadow."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._shadow = QGraphicsDropShadowEffect(self)
        self.setGraphicsEffect(self._shadow)
        self.hide()

    def refresh_look(self) -> None:
        self._shadow.setBlurRadius(theme().px(24))
        self._shadow.setOffset(0, theme().px(8))
        ink = QColor(0, 0, 0)
        ink.setAlphaF(theme().palette.shadow_percent / 100)
        self._shadow.setColor(ink)

    def paintEvent(self, event: QPaintEvent) -> None:
        radius = tokens.RADIUS_CARD
        paint.box(paint.painter_for(self), self.rect(), radius, "surface.card", "line.strong")


class Popover(_Floating):
    """A floating card under (or over) its anchor; closes on Esc or a click outside, and gives the focus back.

    Put things into `content`, then `open_below()`. `closed` is said once it is gone.
    """

    closed = Signal()

    def __init__(self, anchor: QWidget, *, width: int = tokens.WIDTH_POPOVER, margins: int = 8) -> None:
        super().__init__(anchor.window())
        self._anchor, self._width = anchor, width
        self._focus_before: QWidget | None = None
        self.content = Column(gap=4, margins=margins, on=self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.follow_theme()

    def open_below(self) -> None:
        """Show it under the anchor, moved so that it stays inside the window."""
        self._focus_before = QApplication.focusWidget()
        self._place()  # first, or Qt believes the mouse to be over it where it would have stood
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popover(self) -> None:
        """Close and give the focus back to where it was."""
        if self.isHidden():
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if had_focus:
            (self._focus_before or self._anchor).setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if isinstance(watched, QWidget) and not self._holds(event.globalPosition().toPoint()):
                self.close_popover()
                on_anchor = watched is self._anchor or self._anchor.isAncestorOf(watched)
                return on_anchor  # the click on the anchor closed it and must not open it again
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and isinstance(watched, QWidget):
                self.close_popover()
                return True
        elif kind == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    def refresh_look(self) -> None:
        super().refresh_look()
        if self.isVisible():
            self._place()

    def _holds(self, at: QPoint) -> bool:
        return self.rect().contains(self.mapFromGlobal(at))

    def _place(self) -> None:
        window, look = self._window, theme()
        edge, gap = look.px(8), look.px(6)
        width = min(look.px(self._width), window.width() - 2 * edge)
        wanted = self.content.totalHeightForWidth(width) if self.content.hasHeightForWidth() else -1
        height = max(wanted, self.sizeHint().height())
        corner = self._anchor.mapTo(window, QPoint(0, 0))
        below, above = window.height() - corner.y() - self._anchor.height() - gap - edge, corner.y() - gap - edge
        goes_above = height > below and above > below
        height = min(height, max(above if goes_above else below, look.px(120)))
        y = corner.y() - gap - height if goes_above else corner.y() + self._anchor.height() + gap
        x = max(edge, min(corner.x(), window.width() - width - edge))
        self.setGeometry(QRect(x, y, width, height))


class Toast(_Floating):
    """What just went well, at the bottom centre of a window, with one way back. Six seconds; stays while hovered.

    One per window: `toast.say(...)` replaces what stood there. Never for errors.
    """

    action_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._text = Text("small", "", wrap=True)
        self._action = Button("", "link", size="small")
        self._row = row = Row(gap=12, margins=(16, 8, 12, 8), on=self)
        row.addWidget(IconSign("check", "success"))
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._action.clicked.connect(self._on_action_clicked)
        window.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def action(self) -> Button:
        return self._action

    def say(self, sentence: str, action: str = "") -> None:
        """Show a sentence, and one action which says `action_requested`."""
        self._text.setText(sentence)
        self._action.set_label(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._timer.start(TOAST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def sizeHint(self) -> QSize:
        width = theme().text_width("small", self.text) + theme().px(16 + 16 + 12 + 12 + 12)
        if not self._action.isHidden():
            width += self._action.sizeHint().width() + theme().px(12)
        width = max(theme().px(240), min(width, self._window.width() - theme().px(48)))
        return QSize(width, max(theme().px(44), self._row.totalHeightForWidth(width)))

    def _place(self) -> None:
        size, window = self.sizeHint(), self._window
        x = (window.width() - size.width()) // 2
        self.setGeometry(QRect(QPoint(x, window.height() - size.height() - theme().px(24)), size))

    def _on_timer_timeout(self) -> None:
        if self.underMouse() or self._action.hasFocus():
            self._timer.start(1000)
        else:
            self.hide()

    def _on_action_clicked(self) -> None:
        self._timer.stop()
        self.hide()
        self.action_requested.emit()
