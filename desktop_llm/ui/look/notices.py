"""What is said in place: a banner, an empty state, and an error with its ways out.

The sentences come from the callers. Buttons are named best first; the first way out of an error is the filled one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.chips import IconSign
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Divider, FlowLayout, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text

BannerKind = Literal["warn", "danger", "success", "accent", "neutral"]

_BANNERS = {
    "warn": ("warn.soft", "warn", "triangle-alert"),
    "danger": ("danger.soft", "danger", "circle-alert"),
    "success": ("success.soft", "success", "shield-check"),
    "accent": ("accent.soft", "accent.text", "info"),
    "neutral": ("surface.sunk", "text.2", "info"),
}


class Banner(Themed, QWidget):
    """The full width of the content: soft ground, icon, one sentence, at most one action (`action_requested`)."""

    action_requested = Signal()

    def __init__(
        self,
        kind: BannerKind,
        sentence: str,
        action: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        _, ink, own_icon = _BANNERS[kind]
        self._sign = IconSign(icon or own_icon, ink)
        self._sentence = Text("body", sentence, color="success.text" if kind == "success" else "text.1")
        self.action = Button(action, size="small")
        if not action:  # showing it before it has a parent would make it a window
            self.action.hide()
        self.action.clicked.connect(self.action_requested)
        row = Row(gap=12, margins=(14, 8, 10, 8), on=self)
        row.addWidget(self._sign)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.action)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(sentence)
        self.follow_theme()

    def set_sentence(self, sentence: str, action: str = "") -> None:
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.action.set_label(action)
        self.action.setVisible(bool(action))

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, 40))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(paint.painter_for(self), self.rect(), tokens.RADIUS, _BANNERS[self._kind][0])


class EmptyState(QWidget):
    """One sentence and at most one button, left-aligned at reading width. No picture."""

    action_requested = Signal()

    def __init__(
        self, sentence: str, action: str = "", icon: str = "", *, second: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sentence = Text("reading", sentence, max_width=tokens.WIDTH_READING)
        column = Column(self.sentence, gap=12, on=self)
        if second:
            column.addWidget(Text("small", second, color="text.2", max_width=tokens.WIDTH_READING))
        self.action = Button(action, "secondary", icon)
        if not action:  # showing it before it has a parent would make it a window
            self.action.hide()
        self.action.clicked.connect(self.action_requested)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing to do about an error.

    Attributes:
        key: Said by `ErrorState.way_chosen`.
        button: The verb.
        title: What it means, if that needs a row of its own.
        second: The figures to it.
        icon: Before the title.
    """

    key: str
    button: str
    title: str = ""
    second: str = ""
    icon: str = "refresh-cw"


class ErrorState(QWidget):
    """Title, why, what is safe, two or three ways out, and the details to copy; in the place where it was asked for.

    Args:
        title: What happened, as a statement.
        why: The reason with figures.
        safe: What is not lost; "" leaves the green line out.
        ways: Best first; its button is the filled one unless `filled` is False.
        details: Text for "Copy details"; "" leaves the button out.
        serious: Red instead of amber.
        extra: A widget between why and safe (a `MemoryBar`).
    """

    way_chosen = Signal(str)

    def __init__(
        self,
        title: str,
        why: str = "",
        *,
        safe: str = "",
        ways: Sequence[WayOut] = (),
        details: str = "",
        serious: bool = False,
        filled: bool = True,
        extra: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._details = details
        self.buttons: dict[str, Button] = {}
        token, icon = ("danger", "circle-alert") if serious else ("warn", "triangle-alert")
        head = Row(gap=12)
        head.addWidget(IconSign(icon, token, size=tokens.ICON_TITLE), 0, Qt.AlignmentFlag.AlignVCenter)
        self.title = Text("verdict", title)
        head.addWidget(self.title, 1)
        column = Column(head, gap=12, on=self)
        if why:
            column.addWidget(Text("reading", why, color="text.2", max_width=660))
        if extra is not None:
            column.addWidget(extra)
        if safe:
            column.addWidget(Banner("success", safe))
        if any(way.title for way in ways):
            column.addWidget(self._rows(ways, filled))
        elif ways:
            column.addWidget(self._line(ways, filled))
        self.copy = Button(self.tr("Copy details"), "quiet", "copy", size="small")
        if not details:  # showing it before it has a parent would make it a window
            self.copy.hide()
        self.copy.clicked.connect(self._on_copy_clicked)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{title} {why}".strip())

    def _button(self, way: WayOut, is_first: bool, filled: bool, wide: bool) -> Button:
        button = Button(way.button, "primary" if is_first and filled else "secondary", wide=wide)
        button.clicked.connect(lambda _checked=False, key=way.key: self.way_chosen.emit(key))
        self.buttons[way.key] = button
        return button

    def _line(self, ways: Sequence[WayOut], filled: bool) -> QWidget:
        line = QWidget()
        FlowLayout(*(self._button(way, number == 0, filled, False) for number, way in enumerate(ways)), on=line)
        return line

    def _rows(self, ways: Sequence[WayOut], filled: bool) -> QWidget:
        card = Card(margins=0, gap=0)
        for number, way in enumerate(ways):
            if number:
                card.content.addWidget(Divider())
            row = Row(gap=14, margins=(14, 12))
            row.addWidget(IconSign(way.icon, "text.2", size=tokens.ICON_CHOICE))
            words = Column(Text("body.strong", way.title or way.button), gap=0)
            if way.second:
                words.addWidget(Text("small", way.second, color="text.2"))
            row.addLayout(words, 1)
            row.addWidget(self._button(way, number == 0, filled, False))
            card.content.addLayout(row)
        return card

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy.set_label(self.tr("Copied"), "check")
