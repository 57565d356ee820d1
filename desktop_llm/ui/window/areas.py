"""F6: the focus goes from the sidebar to the page, and from the page back to the sidebar."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_llm.ui.window.sidebar import Sidebar


def focus_other_area(sidebar: Sidebar, place: str, page: QWidget | None) -> None:
    """To the page where the focus is in the sidebar, else to the row of that place."""
    focused = sidebar.window().focusWidget()
    if focused is not None and sidebar.isAncestorOf(focused) and page is not None:
        page.setFocus()
    else:
        sidebar.row(place or "chat").setFocus()
