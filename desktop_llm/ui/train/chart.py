"""The loss chart: held-out points in blue, training text dashed in slate, the whole planned run on the x axis."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.theme import theme

REDRAW_MS = 1000  # a redraw costs 20 ms of the window: more often would show in its heartbeat
MOST_POINTS = 2000
SMOOTHING = 0.9
LOWEST = 160


class LossChart(Themed, QWidget):
    """Redrawn at most once a second; lines are told apart by dash and mark as well as colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training: list[tuple[int, float]] = []
        self._held_out: list[tuple[int, float]] = []
        self._steps = 1
        self._is_running = False
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setAntialiasing(True)
        item = self._plot.getPlotItem()
        item.showGrid(x=False, y=True, alpha=1.0)
        self._axes = [item.getAxis("left"), item.getAxis("bottom")]
        self._axes[0].setStyle(maxTickLevel=0)
        self._axes[1].setStyle(hideOverlappingLabels=False)
        item.layout.setContentsMargins(4, 2, 14, 2)
        self._plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._raw = pg.PlotCurveItem()
        self._smooth = pg.PlotCurveItem()
        self._exam = pg.PlotDataItem(symbol="o", symbolSize=9)
        self._now = pg.InfiniteLine(angle=90)
        self._now_label = pg.TextItem(anchor=(0, 0))
        self._exam_label = pg.TextItem(anchor=(0, 0.5))
        self._smooth_label = pg.TextItem(anchor=(0, 0.5))
        for part in (self._raw, self._smooth, self._exam, self._now, *self._labels()):
            self._plot.addItem(part, ignoreBounds=True)
        self._timer = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._timer.timeout.connect(self._on_timer)
        Column(self._plot, on=self)
        self.setAccessibleName(self.tr("Chart of surprise over the steps"))
        self.follow_theme()

    def _labels(self) -> tuple[pg.TextItem, ...]:
        return self._now_label, self._exam_label, self._smooth_label

    def begin(self, steps: int) -> None:
        """Empty the chart for a run of so many steps."""
        self._training, self._held_out = [], []
        self._steps, self._is_running = max(1, steps), True
        self._timer.start()

    def show_curve(
        self, training: tuple[tuple[int, float], ...], held_out: tuple[tuple[int, float], ...], steps: int
    ) -> None:
        """A finished run."""
        self._training, self._held_out = list(training), list(held_out)
        self._steps, self._is_running = max(1, steps), False
        self._redraw()

    def add_step(self, step: int, loss: float) -> None:
        self._training.append((step, loss))
        self._later()

    def add_held_out(self, step: int, loss: float) -> None:
        self._held_out.append((step, loss))
        self._later()

    def end(self) -> None:
        """No more will come: the "now" line goes."""
        self._is_running = False
        self._later()

    def refresh_look(self) -> None:
        look = theme()
        self.setMinimumHeight(look.px(LOWEST))
        self._plot.setBackground(look.colour("surface.card"))
        for axis in self._axes:
            axis.setPen(pg.mkPen(look.colour("line") if axis is self._axes[1] else None))
            axis.setTickPen(pg.mkPen(look.colour("line")))
            axis.setTextPen(pg.mkPen(look.colour("text.2")))
            axis.setTickFont(look.font("caption"))
            axis.setStyle(tickLength=0)
        faint = look.colour("base")
        faint.setAlphaF(0.45)
        self._raw.setPen(pg.mkPen(faint, width=1))
        dashed = QPen(look.colour("base"), 1)
        dashed.setCosmetic(True)
        dashed.setStyle(Qt.PenStyle.DashLine)
        self._smooth.setPen(dashed)
        self._exam.setPen(pg.mkPen(look.colour("mine"), width=2.5))
        self._exam.setSymbolPen(pg.mkPen(look.colour("mine"), width=2))
        dotted = QPen(look.colour("text.3"), 1)
        dotted.setCosmetic(True)
        dotted.setStyle(Qt.PenStyle.DotLine)
        self._now.setPen(dotted)
        self._exam_label.setColor(look.colour("accent.text"))
        self._smooth_label.setColor(look.colour("base"))
        self._now_label.setColor(look.colour("text.2"))
        for label in self._labels():
            label.setFont(look.font("caption" if label is self._now_label else "caption.strong"))
        self._redraw()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later()

    @Slot()
    def _on_timer(self) -> None:
        if self.isVisible():
            self._redraw()

    def _redraw(self) -> None:
        steps, losses = _thinned(self._training)
        smooth = _smoothed(losses)
        self._raw.setData(steps, losses)
        self._smooth.setData(steps, smooth)
        exam = np.array(self._held_out, dtype=float).reshape(-1, 2)
        fills = [theme().colour("surface.card")] * max(0, len(exam) - 1) + [theme().colour("mine")]
        self._exam.setData(exam[:, 0], exam[:, 1], symbolBrush=fills[: len(exam)])
        now = float(max([step for step, _ in self._training[-1:] + self._held_out[-1:]], default=0))
        known = np.concatenate([smooth, exam[:, 1], np.clip(losses, *_usual(losses))])
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 4.0)
        margin = max(0.05, (high - low) * 0.12)
        self._axes[0].setTicks(None if known.size else [[]])
        end = self._show_range(now, low - margin, high + margin)
        self._now.setVisible(self._is_running and now > 0)
        self._now.setValue(now)
        self._now_label.setVisible(self._now.isVisible())
        self._now_label.setText(self.tr("now, step {step}").format(step=number_words(now)))
        self._now_label.setPos(now + end * 0.004, high + margin)
        self._show_line_labels(now + end * 0.006, float(exam[-1, 1]) if exam.size else None,
                               float(smooth[-1]) if smooth.size else None, high - low + 2 * margin)  # fmt: skip

    def _show_range(self, now: float, low: float, high: float) -> float:
        """The whole run on the x axis, and behind it as much room as the labels need; the range's end."""
        look = theme()
        words = [self._held_out_words(9.99), self._training_words(9.99)]
        label = max(look.text_width("caption.strong", word) for word in words) + look.px(16)
        width = max(label + 1, self._plot.getViewBox().width())
        end = max(float(self._steps), now * width / max(1.0, width - label))
        start = -end * 0.01
        self._plot.setXRange(start, end * 1.004, padding=0)
        self._plot.setYRange(low, high, padding=0)
        per_step = width / end
        gap = _nice(look.px(80) / per_step)
        marks = [step for step in range(gap, self._steps, gap) if (self._steps - step) * per_step > look.px(40)]
        ticks = [(0, self.tr("Start")), *((step, number_words(step)) for step in marks)]
        ticks.append((self._steps, number_words(self._steps)))
        self._axes[1].setTicks([ticks])
        return end

    def _show_line_labels(self, x: float, exam: float | None, smooth: float | None, span: float) -> None:
        """At the lines' ends, moved apart where they would lie on each other."""
        height = max(1.0, self._plot.getViewBox().height())
        apart = theme().px(18) / height * span
        exam_y, smooth_y = exam, smooth
        if exam is not None and smooth is not None and abs(exam - smooth) < apart:
            middle, side = (exam + smooth) / 2, apart / 2 if exam >= smooth else -apart / 2
            exam_y, smooth_y = middle + side, middle - side
        for label, value, y, words in (
            (self._exam_label, exam, exam_y, self._held_out_words),
            (self._smooth_label, smooth, smooth_y, self._training_words),
        ):
            label.setVisible(value is not None and y is not None)
            if value is not None and y is not None:
                label.setText(words(value))
                label.setPos(x, y)

    def _held_out_words(self, loss: float) -> str:
        return self.tr("Held-back part {loss}").format(loss=number_words(loss, 2))

    def _training_words(self, loss: float) -> str:
        return self.tr("Training text {loss}").format(loss=number_words(loss, 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later()


def _nice(least: float) -> int:
    """The next step of 1, 2, 5, 10, 20, ... that is at least so large."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if size * factor >= least:
                return size * factor
        size *= 10


def _usual(losses: np.ndarray) -> tuple[float, float]:
    """Between which values nearly all losses lie: single spikes do not flatten the chart."""
    if not losses.size:
        return 0.0, 0.0
    low, high = np.percentile(losses, [2, 98])
    return float(low), float(high)


def _thinned(points: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """At most 2,000 points, evenly taken."""
    array = np.array(points, dtype=float).reshape(-1, 2)
    if len(array) > MOST_POINTS:
        array = array[np.linspace(0, len(array) - 1, MOST_POINTS).astype(int)]
    return array[:, 0], array[:, 1]


def _smoothed(losses: np.ndarray) -> np.ndarray:
    """Exponential moving average without the start's bias (Kingma and Ba 2015, section 3)."""
    smooth = np.empty_like(losses)
    average, weight = 0.0, 0.0
    for index, loss in enumerate(losses):
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        weight = SMOOTHING * weight + (1 - SMOOTHING)
        smooth[index] = average / weight
    return smooth
