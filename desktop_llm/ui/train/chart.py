"""The loss chart: held-out points in blue, training text dashed in slate, the whole planned run on the x axis."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column
from desktop_llm.ui.look.theme import theme

REDRAW_MS = 250
MOST_POINTS = 2000
SMOOTHING = 0.9


class LossChart(Themed, QWidget):
    """Redrawn at most four times a second; lines are told apart by dash and mark as well as colour."""

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
        item.showGrid(x=False, y=True, alpha=0.25)
        self._axes = [item.getAxis("left"), item.getAxis("bottom")]
        self._raw = pg.PlotCurveItem()
        self._smooth = pg.PlotCurveItem()
        self._exam = pg.PlotDataItem(symbol="o", symbolSize=9)
        self._now = pg.InfiniteLine(angle=90)
        self._exam_label = pg.TextItem(anchor=(0, 0.5))
        self._smooth_label = pg.TextItem(anchor=(0, 0.5))
        for part in (self._raw, self._smooth, self._exam, self._now, self._exam_label, self._smooth_label):
            self._plot.addItem(part, ignoreBounds=True)
        self._timer = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._timer.timeout.connect(self._redraw)
        Column(self._plot, on=self)
        self.setMinimumHeight(160)
        self.setAccessibleName(self.tr("Chart of surprise over the steps"))
        self.follow_theme()

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
        self._plot.setBackground(look.colour("surface.card"))
        for axis in self._axes:
            axis.setPen(pg.mkPen(look.colour("line")))
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
        self._exam.setSymbolBrush(look.colour("surface.card"))
        dotted = QPen(look.colour("text.3"), 1)
        dotted.setCosmetic(True)
        dotted.setStyle(Qt.PenStyle.DotLine)
        self._now.setPen(dotted)
        self._exam_label.setColor(look.colour("accent.text"))
        self._smooth_label.setColor(look.colour("base"))
        for label in (self._exam_label, self._smooth_label):
            label.setFont(look.font("caption.strong"))
        self._redraw()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _redraw(self) -> None:
        steps, losses = _thinned(self._training)
        smooth = _smoothed(losses)
        self._raw.setData(steps, losses)
        self._smooth.setData(steps, smooth)
        exam = np.array(self._held_out, dtype=float).reshape(-1, 2)
        self._exam.setData(exam[:, 0], exam[:, 1])
        now = max([step for step, _ in self._training[-1:] + self._held_out[-1:]], default=0)
        self._now.setVisible(self._is_running and now > 0)
        self._now.setValue(now)
        known = np.concatenate([smooth, exam[:, 1]])
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 4.0)
        margin = max(0.05, (high - low) * 0.15)
        self._plot.setXRange(0, self._steps * 1.22, padding=0.01)
        self._plot.setYRange(low - margin, high + margin, padding=0)
        self._label(self._exam_label, self.tr("Held-back part {loss}"), exam[-1:] if exam.size else None, 0.0)
        last = np.array([[steps[-1], smooth[-1]]]) if steps.size else None
        near = last is not None and exam.size and abs(last[0, 1] - exam[-1, 1]) < margin
        below = -margin * 0.7 if near and last is not None and last[0, 1] <= exam[-1, 1] else margin * 0.7
        self._label(self._smooth_label, self.tr("Training text {loss}"), last, below if near else 0.0)

    def _label(self, label: pg.TextItem, words: str, at: np.ndarray | None, shift: float) -> None:
        label.setVisible(at is not None)
        if at is not None:
            label.setText(words.format(loss=number_words(float(at[0, 1]), 2)))
            label.setPos(float(at[0, 0]) + self._steps * 0.01, float(at[0, 1]) + shift)


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
