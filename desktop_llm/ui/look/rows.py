"""Rows to choose from: list rows with two lines, the rows of the sidebar, and their lists.

A row says `clicked`, and `opened` on a double click or Enter. `RowList` holds rows of which one is chosen,
moves with the arrow keys and says `chosen` with the row's key.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.layout import Column, Margins, Row
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme


class _RowBase(Control, QAbstractButton):
    """A button in the shape of a row; `setChecked(True)` is "chosen"."""

    opened = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def name(self) -> str:
        return self.text()

    def nextCheckState(self) -> None:
        """A click chooses and never un-chooses; who is chosen is for the list to say."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), self.sizeHint().height())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    def _ground(self, chosen: str) -> str:
        if self.isChecked():
            return chosen
        if not self.isEnabled():
            return ""
        return "surface.selected" if self.isDown() else "surface.hover" if self.underMouse() else ""


class ListRow(_RowBase):
    """Two lines and columns at the right, 60 high, a line below.

    `title_line` takes small signs after the name (a chip, a dot); `add_column` puts a widget at the right.

    Args:
        name: First line; elides in the middle.
        second: Second line; "" leaves one.
        height: At text factor 1.
        rule: Draw the line below.
    """

    def __init__(
        self,
        name: str,
        second: str = "",
        *,
        height: int = tokens.HEIGHT_LIST_ROW,
        rule: bool = True,
        margins: Margins = (12, 0),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._height, self._rule = height, rule
        self._name = ElidedText("body.strong", name)
        self._second = ElidedText("small", second, color="text.2", mode=Qt.TextElideMode.ElideRight)
        if not second:  # showing it before it has a parent would make it a window
            self._second.hide()
        self.title_line = Row(self._name, gap=8)
        self.title_line.addStretch(1)
        self._words = Column(None, self.title_line, self._second, None, gap=0)
        self.columns = Row(gap=12, margins=margins, on=self)
        self.columns.addLayout(self._words, 1)
        self._tell()
        self.follow_theme()

    def set_texts(self, name: str, second: str = "") -> None:
        self.setText(name)
        self._name.setText(name)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self._tell()

    def add_sign(self, sign: QWidget) -> None:
        """A chip or a dot with a word after the name."""
        self.title_line.insertWidget(self.title_line.count() - 1, sign)

    def add_column(
        self,
        widget: QWidget,
        width: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """A column at the right; `width` in pixels at text factor 1, 0 for the widget's own."""
        if not width:
            self.columns.addWidget(widget)
            return
        cell = Cell(width, widget, align)
        self.columns.addWidget(cell)

    def set_leading(self, widget: QWidget) -> None:
        """An icon or a letter before the words."""
        self.columns.insertWidget(0, widget)

    def hasHeightForWidth(self) -> bool:
        """False: or layouts would take the height of the two lines instead of the row's own."""
        return False

    def sizeHint(self) -> QSize:
        return QSize(self.columns.sizeHint().width(), theme().px(self._height))

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        if self._rule:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
        ground = self._ground("accent.soft")
        if ground:
            paint.box(painter, self.rect(), tokens.RADIUS_ROW, ground)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_ROW)

    def _tell(self) -> None:
        self.setAccessibleName(self.text())
        if not self.unavailable_reason:
            self.setAccessibleDescription(self._second.text())


class Cell(QWidget):
    """One widget in a column of fixed width, so that columns of several rows stand below each other."""

    def __init__(
        self,
        width: int,
        widget: QWidget,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._width = width
        layout = Row(on=self)
        layout.addWidget(widget, 0, align | Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.setFixedWidth(theme().px(self._width))


class NavRow(_RowBase):
    """A place: icon and word, 36 high; the icon alone with the word as tooltip when narrow."""

    def __init__(self, icon: str, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._icon, self._is_narrow = icon, False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.follow_theme()

    def set_narrow(self, is_narrow: bool) -> None:
        """The rail: the icon alone."""
        self._is_narrow = is_narrow
        self.setToolTip(self.text() if is_narrow else "")
        self.refresh_look()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = theme().px(40)
        if self._is_narrow:
            return QSize(side, side)
        return QSize(theme().px(48) + theme().text_width("body.strong", self.text()), theme().px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(36), self.sizeHint().height())

    def refresh_look(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        paint.box(painter, self.rect(), tokens.RADIUS, self._ground("surface.selected"))
        token = "accent" if self.isChecked() else "text.2"
        side = look.px(tokens.ICON_NAV)
        x = (self.width() - side) // 2 if self._is_narrow else look.px(10)
        paint.draw_icon(painter, self._icon, token, tokens.ICON_NAV, x, self.height() / 2)
        if not self._is_narrow:
            words = QRect(look.px(40), 0, self.width() - look.px(44), self.height())
            ink = "text.1" if self.isChecked() else "text.2"
            paint.draw_text(painter, "body.strong", ink, self.text(), words)
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS)


class SideRow(_RowBase):
    """A conversation, run or shelf in the sidebar: one line, 32 high, a short word or figure at the right."""

    def __init__(self, name: str, note: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._words = ElidedText("small", name, mode=Qt.TextElideMode.ElideRight)
        self._note = ElidedText("caption", note, color="text.2", align=Qt.AlignmentFlag.AlignRight)
        if not note:  # showing it before it has a parent would make it a window
            self._note.hide()
        row = Row(gap=8, margins=(10, 0), on=self)
        row.addWidget(self._words, 1)
        row.addWidget(self._note, 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)
        self.follow_theme()

    def set_texts(self, name: str, note: str = "") -> None:
        self.setText(name)
        self.setAccessibleName(name)
        self._words.setText(name)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(tokens.HEIGHT_SIDE_ROW))

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(tokens.HEIGHT_SIDE_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        paint.box(painter, self.rect(), tokens.RADIUS_SMALL, self._ground("surface.selected"))
        if self.shows_ring():
            paint.ring(painter, self.rect(), tokens.RADIUS_SMALL)

    def _on_toggled(self, is_chosen: bool) -> None:
        self._words.set_role("small.strong" if is_chosen else "small")
        self._words.set_color("text.1" if is_chosen else "text.2")


class RowList(QWidget):
    """Rows below each other of which at most one is chosen. Arrow keys, Home and End move the focus.

    `chosen(key)` is said for a click or Enter, `opened(key)` for a double click or Enter; `select` says
    nothing.
    """

    chosen = Signal(object)
    opened = Signal(object)
    menu_requested = Signal(object, QPoint)

    def __init__(self, *, gap: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[object, _RowBase] = {}
        self._column = Column(gap=gap, on=self)
        self._selected: object = None

    @property
    def selected(self) -> object:
        """The key of the chosen row, or None."""
        return self._selected

    def row(self, key: object) -> QWidget | None:
        return self._rows.get(key)

    def keys(self) -> list[object]:
        return list(self._rows)

    def add_row(self, key: object, row: _RowBase) -> None:
        """Append a row.

        Raises:
            ValueError: there is a row with this key.
        """
        if key in self._rows:
            raise ValueError(f"two rows with the key {key!r}")
        self._rows[key] = row
        self._column.addWidget(row)
        row.installEventFilter(self)
        row.clicked.connect(lambda _checked=False, key=key: self._on_row_clicked(key))
        row.opened.connect(lambda key=key: self.opened.emit(key))
        row.menu_requested.connect(lambda at, key=key: self.menu_requested.emit(key, at))

    def add_caption(self, widget: QWidget) -> None:
        """A heading between rows; cannot be chosen."""
        self._column.addWidget(widget)

    def clear(self) -> None:
        """Take all rows and captions away."""
        self._rows.clear()
        self._selected = None
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def select(self, key: object) -> None:
        """Mark a row as chosen without saying so; None marks none."""
        self._selected = key if key in self._rows else None
        for other, row in self._rows.items():
            row.setChecked(other == self._selected)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shown = [row for row in self._rows.values() if row.isVisible() and row.isEnabled()]
            if watched in shown:
                at = shown.index(watched)
                to = {
                    Qt.Key.Key_Down.value: at + 1,
                    Qt.Key.Key_Up.value: at - 1,
                    Qt.Key.Key_Home.value: 0,
                    Qt.Key.Key_End.value: len(shown) - 1,
                }.get(event.key())
                if to is not None:
                    shown[max(0, min(to, len(shown) - 1))].setFocus(Qt.FocusReason.TabFocusReason)
                    return True
        return False

    def _on_row_clicked(self, key: object) -> None:
        self.select(key)
        self.chosen.emit(key)
