"""Columns and rows whose gaps grow with the text, rows that wrap, the scroll area, the dividing line."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

Margins = int | tuple[int, int] | tuple[int, int, int, int]


def _four(margins: Margins) -> tuple[int, int, int, int]:
    if isinstance(margins, int):
        return margins, margins, margins, margins
    if len(margins) == 2:
        across, down = margins
        return across, down, across, down
    return margins


def _fill(layout: QBoxLayout, parts: Iterable[QWidget | QLayout | None]) -> None:
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


class Column(QVBoxLayout):
    """Parts below each other; `None` among them is stretch.

    Margins are one number, (across, down), or (left, top, right, bottom).

    Args:
        on: The widget that gets this layout.
    """

    def __init__(
        self, *parts: QWidget | QLayout | None, gap: int = 8, margins: Margins = 0, on: QWidget | None = None
    ) -> None:
        super().__init__()
        self._gap, self._margins = gap, _four(margins)
        if on is not None:
            on.setLayout(self)
        _fill(self, parts)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setSpacing(theme().px(self._gap))
        left, top, right, bottom = (theme().px(side) for side in self._margins)
        self.setContentsMargins(left, top, right, bottom)


class Row(QHBoxLayout):
    """Parts beside each other, with the same arguments as `Column`."""

    def __init__(
        self, *parts: QWidget | QLayout | None, gap: int = 8, margins: Margins = 0, on: QWidget | None = None
    ) -> None:
        super().__init__()
        self._gap, self._margins = gap, _four(margins)
        if on is not None:
            on.setLayout(self)
        _fill(self, parts)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setSpacing(theme().px(self._gap))
        left, top, right, bottom = (theme().px(side) for side in self._margins)
        self.setContentsMargins(left, top, right, bottom)


class FlowLayout(QLayout):
    """Buttons or chips in a row that goes on in the next line where the width ends."""

    def __init__(
        self,
        *parts: QWidget,
        gap: int = 8,
        line_gap: int = 8,
        from_top: bool = False,
        on: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap, self._from_top = gap, line_gap, from_top
        if on is not None:
            on.setLayout(self)
            policy = on.sizePolicy()
            policy.setHeightForWidth(True)
            on.setSizePolicy(policy)
        self.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + theme().px(self._gap) * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, moves: bool) -> int:
        gap, line_gap = theme().px(self._gap), theme().px(self._line_gap)
        line: list[tuple[QLayoutItem, QSize]] = []
        x, y = 0, rect.y()

        def finish_line() -> int:
            height = max(size.height() for _, size in line)
            at = rect.x()
            for item, size in line:
                if moves:
                    above = 0 if self._from_top else (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(at, y + above), size))
                at += size.width() + gap
            return height

        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(rect.width(), item.minimumSize().width())))
            if line and x + size.width() > rect.width():
                y += finish_line() + line_gap
                line, x = [], 0
            line.append((item, size))
            x += size.width() + gap
        if line:
            y += finish_line()
        return y - rect.y()


class Divider(Themed, QWidget):
    """A 1 px line between things; upright if told so."""

    def __init__(self, *, upright: bool = False, token: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        if upright:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour(self._token))


class Scroll(QScrollArea):
    """A scroll area without a frame that shows one widget at its full width and scrolls it up and down."""

    def __init__(
        self, content: QWidget | None = None, *, sideways: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._wanted_height = -1
        if content is not None:
            self.set_content(content)

    def want_height(self, wanted: int, least: int) -> None:
        """Take `wanted` pixels where there is room, fewer where there is not, and never less than `least`."""
        self._wanted_height = wanted
        self.setMinimumHeight(min(wanted, least))
        self.setMaximumHeight(wanted)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self._wanted_height < 0 else QSize(hint.width(), self._wanted_height)

    def set_content(self, content: QWidget) -> None:
        content.setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
