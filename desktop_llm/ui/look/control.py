"""What all parts share: following the theme, the focus ring, and being unavailable for a reason.

A part derives from `Control` and its Qt class, draws in `paintEvent` with the functions of `paint.py`, calls
`follow_theme()` at the end of its `__init__`, and puts what depends on sizes into `refresh_look()`.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_llm.ui.look.theme import theme

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object

_QUIET_KEYS = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta}


class Themed(_Base):
    """Mixin of every widget that draws itself with the theme."""

    def follow_theme(self) -> None:
        """Take the sizes of now, and again whenever the theme changes.

        The connection ends with the widget.
        """
        theme().changed.connect(self._on_theme_changed)
        self.refresh_look()

    def refresh_look(self) -> None:
        """Set what depends on the text factor or the colours; the repaint follows by itself."""

    # Not a @Slot: decorated in a mixin, PySide 6.11 does not end the connection with the second class's widgets.
    def _on_theme_changed(self) -> None:
        self.refresh_look()
        self.updateGeometry()
        self.update()


class Control(Themed):
    """Mixin of what can be operated.

    The ring shows when the keyboard brought the focus, or is used while it is here.
    """

    _ring_is_shown = False
    _unavailable_reason = ""
    _tooltip_before = ""

    @property
    def unavailable_reason(self) -> str:
        """Why the control cannot be used now; empty if it can."""
        return self._unavailable_reason

    def set_unavailable(self, reason: str, caption: QLabel | None = None) -> None:
        """Grey out and say why in tooltip and accessible description; an empty reason makes it usable again.

        Args:
            reason: A sentence for the person.
            caption: A label beside the control that shows the same sentence, and hides when there is none.
        """
        if reason and not self._unavailable_reason:
            self._tooltip_before = self.toolTip()
        if reason != self._unavailable_reason:
            self._unavailable_reason = reason
            self.setToolTip(reason or self._tooltip_before)
            self.setAccessibleDescription(reason)
        self.setEnabled(not reason)
        if caption is not None:
            caption.setText(reason)
            caption.setVisible(bool(reason))
        self.update()

    def shows_ring(self) -> bool:
        """True while the focus ring is to be drawn."""
        return self._ring_is_shown and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:  # the window came back: as it was before
            self._ring_is_shown = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ring_is_shown and event.key() not in _QUIET_KEYS:
            self._ring_is_shown = True
            self.update()
        super().keyPressEvent(event)
