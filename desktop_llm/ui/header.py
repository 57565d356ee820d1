"""The 56 px strip above a place: what one is looking at on the left, its actions on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme


class Header(Surface):
    """Title and signs left, actions right ("More" first).

    Args:
        title: Text of the title; "" leaves the place for other widgets.
        actions: Buttons, in reading order.
    """

    def __init__(self, title: str = "", *actions: QWidget, parent: QWidget | None = None) -> None:
        super().__init__("surface.page", line_on=("bottom",), parent=parent)
        self._title = ElidedText("page", title)
        if not title:  # showing it before it has a parent would make it a window
            self._title.hide()
        self.left = Row(self._title, gap=12)
        self.right = Row(*actions, gap=8)
        row = Row(gap=16, margins=(24, 0), on=self)
        row.addLayout(self.left, 1)
        row.addLayout(self.right)
        self.refresh_look()

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))

    def add_sign(self, sign: QWidget) -> None:
        """A chip or caption after the title."""
        self.left.addWidget(sign)

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(tokens.HEIGHT_HEADER))
