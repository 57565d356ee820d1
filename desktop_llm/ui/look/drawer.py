"""The drawer "More" at the right of a place: a title, a cross, and a column that scrolls."""

from PySide6.QtCore import QEasingCurve, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop_llm.ui.look import motion, tokens
from desktop_llm.ui.look.buttons import IconButton
from desktop_llm.ui.look.layout import Column, Row, Scroll
from desktop_llm.ui.look.surfaces import Surface
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme


class Drawer(Surface):
    """304 wide, with a line at its left. Put parts into `content`.

    The place that owns it puts it beside its content (wide windows) or over it (narrow ones) and remembers whether it
    was open. `closed` is said when the person closed it (Esc or the cross), `opened` when it was opened.
    """

    closed = Signal()
    opened = Signal()

    def __init__(self, title: str, *, width: int = tokens.WIDTH_DRAWER, parent: QWidget | None = None) -> None:
        self._drawer_width = width
        super().__init__("surface.page", line_on=("left",), parent=parent)
        self._focus_before: QWidget | None = None
        self.title = Text("card", title)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.close_drawer)
        inside = QWidget()
        self.content = Column(gap=16, margins=(20, 0, 20, 20))
        frame = Column(on=inside)
        frame.addLayout(self.content)
        frame.addStretch(1)
        head = Row(gap=8, margins=(20, 14, 12, 8))
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column = Column(head, gap=0, margins=(1, 0, 0, 0), on=self)
        column.addWidget(Scroll(inside), 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(lambda width: self.setFixedWidth(int(width)))

    def set_width(self, width: int) -> None:
        """340 on wide windows."""
        self._drawer_width = width
        self.refresh_look()

    def open_drawer(self) -> None:
        """Show it; the focus stays where it is until a Tab goes into it."""
        if self.isVisible():
            return
        self._focus_before = QApplication.focusWidget()
        full = theme().px(self._drawer_width)
        if motion.is_reduced():
            self.setFixedWidth(full)
        else:
            self._slide.setDuration(motion.DRAWER_MS)
            self._slide.setStartValue(1)
            self._slide.setEndValue(full)
            self.setFixedWidth(1)
            self._slide.start()
        self.show()
        self.opened.emit()

    def close_drawer(self) -> None:
        """Hide it and give the focus back to where it was before."""
        focus = QApplication.focusWidget()
        held_focus = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if held_focus and self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if motion.is_reduced():
            self.setFixedWidth(theme().px(self._drawer_width))

    def refresh_look(self) -> None:
        self.setFixedWidth(theme().px(self._drawer_width))
