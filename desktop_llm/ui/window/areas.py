"""F6: the focus goes from the sidebar to the page, and from the page back to the sidebar."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def focus_other_area(sidebar: QWidget, row: QWidget, page: QWidget | None) -> None:
    """To the page where the focus is in the sidebar, else to that row of it."""
    focused = sidebar.window().focusWidget()
    if focused is not None and sidebar.isAncestorOf(focused) and page is not None:
        page.setFocus()
    else:
        row.setFocus()
