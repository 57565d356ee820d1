"""The 56 px strip above a place: what one is looking at on the left, its actions on the right.

Where there is no room for all actions, the quieter ones go into a menu behind an ellipsis.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme

TITLE_WIDTH = 96
_RANK = {"primary": 0, "secondary": 1}


class Header(Surface):
    """Title and signs left, actions right ("More" first).

    Args:
        title: Text of the title; "" leaves the place for other widgets.
        actions: Buttons, in reading order. A caller shows and hides them as it likes.
    """

    def __init__(self, title: str = "", *actions: QWidget, parent: QWidget | None = None) -> None:
        self._slots: dict[QWidget, QWidget] = {}
        super().__init__("surface.page", line_on=("bottom",), parent=parent)
        self._title = ElidedText("page", title)
        self._title_text = title
        if not title:  # showing it before it has a parent would make it a window
            self._title.hide()
        self.left = Row(self._title, gap=12)
        self.rest_button = IconButton("ellipsis", self.tr("More actions"))
        self.rest_button.clicked.connect(self._on_rest_clicked)
        self.rest_button.hide()
        self.right = Row(self.rest_button, gap=8)
        for action in actions:
            slot = QWidget()
            Row(action, on=slot)
            self._slots[action] = slot
            self.right.addWidget(slot)
            action.installEventFilter(self)
            slot.installEventFilter(self)
        self._folded: list[QWidget] = []
        row = Row(gap=16, margins=(24, 0), on=self)
        row.addLayout(self.left, 1)
        row.addLayout(self.right)
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._fold)
        self.refresh_look()
        self._fold()

    @property
    def folded(self) -> tuple[QWidget, ...]:
        """The actions that are in the menu now."""
        return tuple(self._folded)

    def set_title(self, title: str) -> None:
        self._title_text = title
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._timer.start()

    def add_sign(self, sign: QWidget) -> None:
        """A chip or caption after the title."""
        self.left.addWidget(sign)

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(tokens.HEIGHT_HEADER))
        if self._slots:
            self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest):
            self._timer.start()
        return False

    @Slot()
    def _fold(self) -> None:
        """Fold the quietest actions first, until the rest leaves the title its room; one action always stays."""
        look = theme()
        shown = [action for action in self._slots if not action.isHidden()]
        signs = [item.widget() for i in range(self.left.count()) if (item := self.left.itemAt(i)) is not None]
        taken = sum(
            sign.minimumSizeHint().width() + look.px(12)
            for sign in signs
            if sign is not None and sign is not self._title and not sign.isHidden()
        )
        title = min(look.px(TITLE_WIDTH), look.text_width("page", self._title_text)) if self._title_text else 0
        room = self.width() - look.px(24 + 24 + 16) - taken - title
        by_rank = sorted(shown, key=lambda action: _RANK.get(action.kind, 2) if isinstance(action, Button) else 3)
        kept = list(by_rank)
        while len(kept) > 1 and self._needed(kept, len(kept) < len(shown)) > room:
            kept.pop()
        self._folded = [action for action in shown if action not in kept]
        for action, slot in self._slots.items():
            slot.setVisible(action in kept)
        self.rest_button.setVisible(bool(self._folded))

    def _needed(self, actions: list[QWidget], has_menu: bool) -> int:
        gap = theme().px(8)
        width = sum(action.sizeHint().width() + gap for action in actions) - gap
        return width + (self.rest_button.sizeHint().width() + gap if has_menu else 0)

    @Slot()
    def _on_rest_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for button in self._folded:
            if isinstance(button, Button):
                action = QAction(button.text(), menu)
                action.setEnabled(button.isEnabled())
                action.setToolTip(button.toolTip())
                action.triggered.connect(button.click)
                menu.addAction(action)
        menu.popup(self.rest_button.mapToGlobal(QPoint(0, self.rest_button.height())))
