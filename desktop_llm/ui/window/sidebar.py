"""The one sidebar: the four places, the list of the place one is in, the running job, memory, Settings.

Below an effective width of 1120 it becomes a rail of icons; its list then opens over the page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_llm.ui.figures import memory_words
from desktop_llm.ui.look import paint
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.chips import AppMark, KeyCap
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Divider, Row, Scroll
from desktop_llm.ui.look.rows import NavRow
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import ElidedText
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.window.list_overlay import ListOverlay
from desktop_llm.ui.window.running_job import RunningJob

WIDTH = 240
WIDTH_WIDE = 264
WIDTH_RAIL = 56


class ThinBar(Themed, QWidget):
    """A 4 px bar without a control's weight: memory, a job's progress."""

    def __init__(self, token: str = "text.2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token, self._share = token, 0.0
        self.follow_theme()

    def set_share(self, share: float) -> None:
        self._share = min(1.0, max(0.0, share))
        self.update()

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter: QPainter = paint.painter_for(self)
        radius = self.height() // 2
        paint.box(painter, self.rect(), radius, "track")
        filled = self.rect().adjusted(0, 0, -round(self.width() * (1 - self._share)), 0)
        if filled.width() > radius:
            paint.box(painter, filled, radius, self._token)


class JobFoot(QWidget):
    """The running job at the foot of the sidebar: name, time left, thin bar. A click goes there."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedText("small.strong", "")
        self._left = ElidedText("caption", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        self._bar = ThinBar("accent")
        line = Row(gap=8)
        line.addWidget(self._name, 1)
        line.addWidget(self._left)
        column = Column(gap=6, margins=(10, 6), on=self)
        column.addLayout(line)
        column.addWidget(self._bar)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def show_job(self, job: RunningJob | None) -> None:
        self.setVisible(job is not None)
        if job is not None:
            self._name.setText(job.name)
            self._left.setText(job.left_words)
            self._bar.set_share(job.share)
            words = self.tr("Training {name}, {left}").format(name=job.name, left=job.left_words)
            self.setAccessibleName(words)
            self.setToolTip(words)

    def set_narrow(self, is_narrow: bool) -> None:
        """The rail: the bar alone, the words as tooltip."""
        self._name.setVisible(not is_narrow)
        self._left.setVisible(not is_narrow)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class Sidebar(Surface):
    """Left of every place.

    Signals:
        place_chosen: Key of a place ("chat", "compare", "train", "models", "inspect", "settings").
        commands_requested: The Ctrl K cap was clicked.
        job_clicked: The running job was clicked.
    """

    place_chosen = Signal(str)
    commands_requested = Signal()
    job_clicked = Signal()

    _width = WIDTH  # the surface asks for it while it is made
    _list_number: int | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface.side", line_on=("right",), parent=parent)
        self.setAccessibleName(self.tr("Sidebar"))
        self._is_rail = False
        self._feet: list[JobFoot] = []

        self._title = ElidedText("reading.strong", "Desktop LLM")
        self.keys = KeyCap("Ctrl K")
        self.keys.setCursor(Qt.CursorShape.PointingHandCursor)
        self.keys.setToolTip(self.tr("Commands"))
        self.keys.installEventFilter(self)
        self.list_button = IconButton("panel-left", self.tr("Show the list"))
        self.list_button.hide()
        self.list_button.clicked.connect(self._on_list_clicked)
        self._list_rule = Divider()
        self._list_rule.hide()
        self._overlay: ListOverlay | None = None
        head = Row(gap=10, margins=(16, 0))
        head.addWidget(AppMark())
        head.addWidget(self._title, 1)
        head.addWidget(self.keys)
        self._rows = {
            "chat": NavRow("message-square", self.tr("Chat")),
            "compare": NavRow("columns-3", self.tr("Compare")),
            "train": NavRow("graduation-cap", self.tr("Train")),
            "models": NavRow("box", self.tr("Models")),
            "inspect": NavRow("eye", self.tr("Look inside")),
            "settings": NavRow("settings", self.tr("Settings")),
        }
        for key, row in self._rows.items():
            row.clicked.connect(lambda _checked=False, key=key: self.place_chosen.emit(key))
        places = Column(*(self._rows[key] for key in ("chat", "compare", "train", "models", "inspect")), gap=0)
        self.lists = QStackedWidget()
        self.lists.setAutoFillBackground(False)
        self.job = JobFoot()
        self.job.clicked.connect(self.job_clicked)
        self._memory = ElidedText("caption", "", color="text.2", mode=Qt.TextElideMode.ElideRight)
        self._memory_bar = ThinBar()
        self._memory_box = QWidget()
        Column(self._memory, self._memory_bar, gap=6, margins=(10, 6), on=self._memory_box)
        self._nav = Column(gap=0, margins=(8, 0))
        self._nav.addLayout(places)
        self._foot = Column(Divider(), self.job, self._memory_box, self._rows["settings"], gap=4, margins=(8, 0, 8, 8))
        column = Column(gap=0, margins=(0, 14, 1, 0), on=self)
        column.addLayout(head)
        column.addSpacing(theme().px(12))
        column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(Column(self._list_rule, margins=(8, 6)))
        column.addLayout(self._nav)
        self._lists_at = column.count()
        self._column = column
        column.addWidget(self.lists, 1)
        column.addStretch(0)
        column.addLayout(self._foot)
        self.refresh_look()

    def add_list(self, widget: QWidget) -> int:
        """The list of a place; its number in the stack."""
        return self.lists.addWidget(widget if isinstance(widget, Scroll) else Scroll(widget))

    def show_place(self, key: str, list_number: int | None) -> None:
        """Mark a place and show its list."""
        for other, row in self._rows.items():
            row.setChecked(other == key)
        if list_number is not None:
            self.lists.setCurrentIndex(list_number)
        self._list_number = list_number
        self._show_list()

    def _show_list(self) -> None:
        has_list = self._list_number is not None
        self.lists.setVisible(has_list and (not self._is_rail or self.is_list_open))
        for part in (self.list_button, self._list_rule):
            part.setVisible(self._is_rail and has_list)

    @property
    def is_list_open(self) -> bool:
        """Whether the list lies over the page now."""
        return self._overlay is not None and self._overlay.isVisible()

    def close_list(self) -> None:
        """Close the list that lies over the page."""
        if self._overlay is not None:
            self._overlay.close_list()

    def _on_list_clicked(self) -> None:
        if self._overlay is None:
            self._overlay = ListOverlay(self.lists, self)
            self._overlay.closed.connect(self._on_overlay_closed)
        self._overlay.open_list()

    def _on_overlay_closed(self) -> None:
        self._column.insertWidget(self._lists_at, self.lists, 1)
        self._show_list()
        if self._is_rail:
            self.list_button.setFocus(Qt.FocusReason.PopupFocusReason)

    def add_foot(self, foot: JobFoot) -> None:
        """Something else that runs, above the memory."""
        self._feet.append(foot)
        foot.set_narrow(self._is_rail)
        self._foot.insertWidget(1, foot)

    def row(self, key: str) -> NavRow:
        """The row of a place, to click or to focus."""
        return self._rows[key]

    def show_memory(self, used_bytes: int, total_bytes: int) -> None:
        self._memory.setText(self.tr("{memory} memory in use").format(memory=memory_words(used_bytes, total_bytes)))
        self._memory_bar.set_share(used_bytes / max(1, total_bytes))

    def fold(self, effective_width: int) -> None:
        """Take the shape for a window of so many pixels at text factor 1."""
        is_rail = effective_width < 1120
        self._width = WIDTH_RAIL if is_rail else WIDTH_WIDE if effective_width >= 1600 else WIDTH
        if is_rail != self._is_rail:
            self.close_list()
            self._is_rail = is_rail
            for row in self._rows.values():
                row.set_narrow(is_rail)
            for part in (self._title, self.keys, self._memory_box):
                part.setVisible(not is_rail)
            for foot in (self.job, *self._feet):
                foot.set_narrow(is_rail)
            self._show_list()
        self.refresh_look()

    @property
    def is_rail(self) -> bool:
        return self._is_rail

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(self._width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.keys and event.type() == QEvent.Type.MouseButtonRelease:
            self.commands_requested.emit()
        return super().eventFilter(watched, event)
