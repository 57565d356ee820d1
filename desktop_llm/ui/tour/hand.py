"""Mouse and keys of the tour: the events a person's hand would make, on widgets that a person could see."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


class NotThereError(Exception):
    """A control that should be clicked is not on the screen, or can not be used."""


def click(widget: QWidget) -> None:
    """Press and release the left button in the middle of a widget.

    Raises:
        NotThereError: It is hidden or disabled; a person could not click it.
    """
    if not widget.isVisible() or not widget.isEnabled():
        state = "hidden" if not widget.isVisible() else f"disabled ({widget.toolTip()})"
        raise NotThereError(f"{widget.accessibleName() or type(widget).__name__} is {state}")
    QTest.mouseMove(widget)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(widget.rect().center()))


def write(widget: QWidget, text: str) -> None:
    """Type a text key by key into a field.

    Raises:
        NotThereError: The field can not be typed in.
    """
    if not widget.isVisible() or not widget.isEnabled():
        raise NotThereError(f"{widget.accessibleName()} can not be typed in")
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClicks(widget, text)


def press(widget: QWidget, key: Qt.Key) -> None:
    """One key on a widget."""
    QTest.keyClick(widget, key)
