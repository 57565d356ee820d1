"""The guide's light over the window: one real control stays bright and usable, a card beside it says what it is for.

Which controls, in which order, is `guide.steps`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look.buttons import Button
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.surfaces import Card
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

CARD_WIDTH = 340
AROUND = 6
FOLLOW_MS = 150
DIM = 120
_GROUND = QColor(0, 0, 0, DIM)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One stop. `target` gives the control that is spoken of, or None where it is not to be seen now."""

    place: str
    title: str
    sentence: str
    target: Callable[[], QWidget | None]


class Guide(QWidget):
    """Covers a window until the last step or until it is left.

    Args:
        window: Covered, and watched for its size.
        steps: At least one.
        go: Shows a place by its key.

    Signals:
        left: The guide is over; it deletes itself.
    """

    left = Signal()

    def __init__(self, window: QWidget, steps: Sequence[GuideStep], go: Callable[[str], None]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Guide"))
        self._window, self._steps, self._go = window, tuple(steps), go
        self._at = 0
        self._hole = QRect()
        self._title = Text("card", "")
        self._sentence = Text("body", "")
        self._count = Text("caption", "", color="text.2", wrap=False)
        self.leave = Button(self.tr("Leave the guide"), "quiet", size="small")
        self.back = Button(self.tr("Back"), size="small")
        self.next = Button(self.tr("Next"), "primary", size="small")
        self.card = Card(outline="line.strong", parent=self)
        buttons = Row(self.leave, None, self.back, self.next, gap=8)
        for part in (self._count, self._title, self._sentence):
            self.card.content.addWidget(part)
        self.card.content.addLayout(Column(buttons, margins=(0, 8, 0, 0)))
        self.leave.clicked.connect(self.close)
        self.back.clicked.connect(lambda: self.show_step(self._at - 1))
        self.next.clicked.connect(self._on_next_clicked)
        self._follow = QTimer(self, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._place)
        window.installEventFilter(self)

    @property
    def step(self) -> GuideStep:
        """Where it is."""
        return self._steps[self._at]

    @property
    def hole(self) -> QRect:
        """What stays bright, in the window's coordinates; empty where the control is not to be seen."""
        return QRect(self._hole)

    def begin(self) -> None:
        """Show the first step."""
        self.show()
        self._follow.start()
        self.show_step(0)

    def show_step(self, number: int) -> None:
        """Go to a step and its place."""
        self._at = max(0, min(number, len(self._steps) - 1))
        step = self.step
        self._go(step.place)
        self._title.setText(step.title)
        self._sentence.setText(step.sentence)
        self._count.setText(self.tr("{at} of {all}").format(at=self._at + 1, all=len(self._steps)))
        self.back.set_unavailable(self.tr("This is the first step.") if self._at == 0 else "")
        is_last = self._at == len(self._steps) - 1
        self.next.set_label(self.tr("Done") if is_last else self.tr("Next"))
        self.leave.setVisible(not is_last)
        self.raise_()
        self._place()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{step.title}. {step.sentence}"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_Right:
            self._on_next_clicked()
        elif event.key() == Qt.Key.Key_Left:
            self.show_step(self._at - 1)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._follow.stop()
        self._window.removeEventFilter(self)
        self.left.emit()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        if not self._hole.isEmpty():
            painter.setPen(theme().colour("focus"))
            painter.drawRect(self._hole.adjusted(-2, -2, 1, 1))
            painter.drawRect(self._hole.adjusted(-1, -1, 0, 0))

    @Slot()
    def _on_next_clicked(self) -> None:
        if self._at == len(self._steps) - 1:
            self.close()
        else:
            self.show_step(self._at + 1)

    @Slot()
    def _place(self) -> None:
        """Where the control is now: places are laid out late, and windows change their size."""
        self.setGeometry(self._window.rect())
        target = self.step.target()
        hole = QRect()
        if target is not None and target.isVisible():
            around = theme().px(AROUND)
            hole = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
            hole = hole.adjusted(-around, -around, around, around).intersected(self.rect().adjusted(2, 2, -2, -2))
        width = min(theme().px(CARD_WIDTH), self.width() - theme().px(32))
        height = min(self.card.content.totalHeightForWidth(width), self.height())
        corner = _beside(hole, width, height, self.rect(), theme().px(12))
        self.card.setGeometry(QRect(corner.x(), corner.y(), width, height))
        lit = QRegion(self.rect()) - QRegion(hole) + QRegion(self.card.geometry())
        self._hole = hole
        if lit != self.mask():
            self.setMask(lit)
            self.update()


def _beside(hole: QRect, width: int, height: int, area: QRect, gap: int) -> QPoint:
    """The corner of a card that covers as little of the hole as can be: right, left, below, above; else the middle."""
    middle = QPoint((area.width() - width) // 2, (area.height() - height) // 2)
    if hole.isEmpty():
        return middle
    y = max(gap, min(hole.top(), area.height() - height - gap))
    x = max(gap, min(hole.left(), area.width() - width - gap))
    for corner in (
        QPoint(hole.right() + gap, y),
        QPoint(hole.left() - gap - width, y),
        QPoint(x, hole.bottom() + gap),
        QPoint(x, hole.top() - gap - height),
    ):
        if area.contains(QRect(corner.x(), corner.y(), width, height)):
            return corner
    return QPoint(middle.x(), area.height() - height - gap)
