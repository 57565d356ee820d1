"""The loss chart: held-out points in blue, training text dashed in slate, the whole planned run on the x axis.

Kept as a picture that is painted again at most once a second; what follows the mouse is drawn over it.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop_llm.core.runs import Curve
from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.control import Control
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train import chart_paint
from desktop_llm.ui.train.chart_lines import Overlay, RunLines
from desktop_llm.ui.train.chart_paint import Frame, View

REDRAW_MS = 1000
LOWEST = 160
LEAST_STEPS = 4
PICTURE_SIZE = QSize(1600, 900)
CLICK_PX = 14


class LossChart(Control, QWidget):
    """Wheel or drag zooms, a double click (or 0) shows the whole; arrow keys move the marker.

    Signals:
        moment_chosen: The step of the held-out point that was clicked.
        zoom_changed: Whether a part is shown now.
    """

    moment_chosen = Signal(int)
    zoom_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = RunLines()
        self._overlays: tuple[Overlay, ...] = ()
        self._view = View(1)
        self._frame: Frame | None = None
        self._picture: QPixmap | None = None
        self._hover: float | None = None
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._timer = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Chart of surprise over the steps"))
        self.setToolTip(self.tr("Drag or turn the wheel to look closer, double click for the whole."))
        self.follow_theme()

    # --- what is shown ---

    def begin(self, steps: int) -> None:
        """Empty the chart for a run of so many steps."""
        self.lines, self._overlays = RunLines(), ()
        self._view = View(max(1, steps), is_running=True, shows_rate=self._view.shows_rate)
        self._later()

    def set_steps(self, steps: int) -> None:
        """The plan is known, or became another one."""
        self._view = replace(self._view, steps=max(1, steps), is_running=True)
        self._later()

    def show_curve(self, curve: Curve, steps: int, *, is_running: bool = False) -> None:
        """A run with all that is known of it."""
        rates = dict(curve.rates)
        self.lines = RunLines()
        for step, loss in curve.training:
            self.lines.add_step(step, loss, rates.get(step, float("nan")))
        for step, loss in curve.held_out:
            self.lines.held_out.add(step, loss)
        self._overlays = ()
        self._view = View(max(1, steps), is_running=is_running, shows_rate=self._view.shows_rate)
        self._redraw()

    def show_overlays(self, overlays: tuple[Overlay, ...]) -> None:
        """Other runs behind this one."""
        self._overlays = overlays
        self._redraw()

    def add_step(self, step: int, loss: float, rate: float = float("nan")) -> None:
        self.lines.add_step(step, loss, rate)
        self._later()

    def add_held_out(self, step: int, loss: float) -> None:
        self.lines.held_out.add(step, loss)
        self._later()

    def end(self) -> None:
        """No more will come: the "now" line goes."""
        self._view = replace(self._view, is_running=False)
        self._later()

    def set_shows_rate(self, shows_rate: bool) -> None:
        """The learning rate too, or not."""
        self._view = replace(self._view, shows_rate=shows_rate)
        self._redraw()

    def show_moment(self, step: int | None) -> None:
        """Draw this held-out point filled; None the last one."""
        self._view = replace(self._view, shown_step=step)
        self._redraw()

    @property
    def shows_rate(self) -> bool:
        return self._view.shows_rate

    @property
    def is_zoomed(self) -> bool:
        return self._view.first is not None

    @property
    def range(self) -> tuple[float, float]:
        """The steps at the left and right edge."""
        frame = self._make_frame()
        return frame.first, frame.last

    def zoom_to(self, first: float, last: float) -> None:
        """Show these steps; as many as the run has, or more, is the whole."""
        whole = chart_paint.frame_of(
            self.lines, self._overlays, replace(self._view, first=None, last=None), QSizeF(self.size())
        )
        if last - first >= (whole.last - whole.first) * 0.98:
            self.show_whole()
            return
        middle, half = (first + last) / 2, max(LEAST_STEPS, last - first) / 2
        middle = max(whole.first + half, min(middle, whole.last - half))
        self._zoom(middle - half, middle + half)

    def show_whole(self) -> None:
        """No zoom."""
        self._zoom(None, None)

    def image(self, size: QSize = PICTURE_SIZE) -> QImage:
        """The chart as a picture for elsewhere, twice as sharp as on the screen."""
        picture = QImage(size, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(2)
        picture.fill(theme().colour("surface.card"))
        painter = QPainter(picture)
        half = QSizeF(size.width() / 2, size.height() / 2)
        view = replace(self._view, is_running=False)
        frame = chart_paint.frame_of(self.lines, self._overlays, view, half)
        chart_paint.draw(painter, frame, self.lines, self._overlays, view)
        painter.end()
        return picture

    @property
    def hover_words(self) -> str:
        """The figures under the marker; "" where there is none."""
        return chart_paint.hover_words(self.lines, self._hover) if self._hover is not None else ""

    # --- painting ---

    def sizeHint(self) -> QSize:
        return QSize(theme().px(400), theme().px(LOWEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(LOWEST))

    def refresh_look(self) -> None:
        self.setMinimumHeight(theme().px(LOWEST))
        self._redraw()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_timer(self) -> None:
        if self.isVisible():
            self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def _make_frame(self) -> Frame:
        return chart_paint.frame_of(self.lines, self._overlays, self._view, QSizeF(self.size()))

    def _paint_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme().colour("surface.card"))
        painter = QPainter(picture)
        self._frame = self._make_frame()
        chart_paint.draw(painter, self._frame, self.lines, self._overlays, self._view)
        painter.end()
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        frame = self._frame
        if frame is not None and self._pressed is not None and self._dragged is not None:
            soft = theme().colour("accent")
            soft.setAlphaF(0.15)
            left, right = sorted((self._pressed.x(), self._dragged.x()))
            painter.fillRect(QRectF(left, frame.area.top(), right - left, frame.area.height()), soft)
        elif frame is not None and self._hover is not None:
            chart_paint.draw_hover(painter, frame, self.lines, self._hover)
        if self.shows_ring():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint.ring(painter, self.rect(), tokens.RADIUS)

    # --- mouse and keys ---

    def _zoom(self, first: float | None, last: float | None) -> None:
        self._view = replace(self._view, first=first, last=last)
        self._redraw()
        self.zoom_changed.emit(first is not None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._frame is None or not event.angleDelta().y() or not (self.hasFocus() or event.modifiers()):
            event.ignore()  # the page scrolls
            return
        self._zoom_by(0.8 ** (event.angleDelta().y() / 120), self._frame.step_at(event.position().x()))
        event.accept()

    def _zoom_by(self, factor: float, around: float) -> None:
        first, last = self.range
        self.zoom_to(around - (around - first) * factor, around + (last - around) * factor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed, self._dragged = event.position(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and abs(event.position().x() - self._pressed.x()) > 6:
            self._dragged = event.position()
        if self._frame is not None:
            self._hover = self._frame.step_at(event.position().x())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged, frame = self._pressed, self._dragged, self._frame
        self._pressed = self._dragged = None
        if pressed is None or frame is None:
            return
        if dragged is not None:
            first, last = sorted((frame.step_at(pressed.x()), frame.step_at(dragged.x())))
            self.zoom_to(first, last)
        else:
            self._choose_at(frame, event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_whole()

    def leaveEvent(self, event: object) -> None:
        self._hover = None
        self.update()

    def _choose_at(self, frame: Frame, at: QPointF) -> None:
        near = self.lines.held_out.nearest(frame.step_at(at.x()))
        if near is not None and abs(frame.x(near[0]) - at.x()) <= theme().px(CLICK_PX):
            self.moment_chosen.emit(int(near[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        first, last = self.range
        at = self._hover if self._hover is not None else self.lines.now
        keys = Qt.Key
        if event.key() in (keys.Key_Left, keys.Key_Right):
            by = max(1.0, (last - first) / 100) * (1 if event.key() == keys.Key_Right else -1)
            self._hover = max(0.0, min(self.lines.now, at + by))
            self.setAccessibleDescription(self.hover_words)
        elif event.key() in (keys.Key_Plus, keys.Key_Minus):
            self._zoom_by(0.8 if event.key() == keys.Key_Plus else 1.25, at)
        elif event.key() == keys.Key_0:
            self.show_whole()
        else:
            return
        event.accept()
        self.update()
