"""Paints the loss chart: axes, lines, labels at their ends. By hand, since a redraw has to stay under 4 ms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QByteArray, QCoreApplication, QDataStream, QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop_llm.ui.figures import number_words
from desktop_llm.ui.look import paint, tokens
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.train.chart_lines import Overlay, Points, RunLines, apart, low_and_high, marks, sampled, thinned

DASH_PX = 6
DASH_PATTERNS = ((), (7.0, 3.0), (2.0, 3.0), (7.0, 3.0, 2.0, 3.0))


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


@dataclass(frozen=True, slots=True)
class View:
    """What is to be shown of the lines.

    Attributes:
        steps: Of the whole planned run.
        first, last: Zoomed to these steps; None shows the whole run.
        is_running: Draw the "now" line.
        shows_rate: The learning rate too.
        shown_step: The held-out point that is drawn filled; None takes the last.
    """

    steps: int
    first: float | None = None
    last: float | None = None
    is_running: bool = False
    shows_rate: bool = False
    shown_step: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where steps and losses lie on the picture."""

    area: QRectF
    first: float
    last: float
    low: float
    high: float

    def x(self, step: float) -> float:
        return self.area.left() + (step - self.first) / (self.last - self.first) * self.area.width()

    def y(self, loss: float) -> float:
        return self.area.bottom() - (loss - self.low) / (self.high - self.low) * self.area.height()

    def step_at(self, x: float) -> float:
        return self.first + (x - self.area.left()) / max(1.0, self.area.width()) * (self.last - self.first)

    def places(self, points: Points) -> np.ndarray:
        """Pixels [points, 2]."""
        xs = self.area.left() + (points[0] - self.first) * (self.area.width() / (self.last - self.first))
        ys = self.area.bottom() - (points[1] - self.low) * (self.area.height() / (self.high - self.low))
        return np.stack([xs, ys], axis=1)


def frame_of(lines: RunLines, overlays: tuple[Overlay, ...], view: View, size: QSizeF) -> Frame:
    """The whole run with room behind it for the labels, or the part that is zoomed to."""
    look = theme()
    left = look.text_width("caption", number_words(99.99, 2)) + look.px(12)
    top, bottom = look.px(20), look.line_height("caption") + look.px(8)
    area = QRectF(left, top, max(40.0, size.width() - left - look.px(14)), max(40.0, size.height() - top - bottom))
    if view.first is not None and view.last is not None:
        first, last = view.first, view.last
    else:
        end = float(max(view.steps, *(overlay.steps for overlay in overlays), 1))
        room = min(area.width() * 0.6, _label_room(overlays))
        reached = max(lines.now, *(overlay.line.last_step for overlay in overlays), 0.0)
        last = max(end, reached * area.width() / (area.width() - room)) * 1.004
        first = -last * 0.01
    low, high = low_and_high(lines, overlays, first, last)
    return Frame(area, first, last, low, high)


def draw(painter: QPainter, frame: Frame, lines: RunLines, overlays: tuple[Overlay, ...], view: View) -> None:
    """Everything but what follows the mouse."""
    _draw_axes(painter, frame, view, bool(len(lines.raw) or len(lines.held_out) or overlays))
    painter.save()
    painter.setClipRect(frame.area.adjusted(-4, -4, 4, 4))
    columns = max(20, int(frame.area.width()))
    look = theme()
    faint = look.colour("base")
    faint.setAlphaF(0.45)
    _stroke(painter, frame, thinned(lines.raw.between(frame.first, frame.last), columns // 3), QPen(faint, 1))
    _draw_dashed(painter, frame, lines, columns)
    if view.shows_rate:
        _draw_rate(painter, frame, lines, columns)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, overlay in enumerate(overlays):
        pen = QPen(look.colour(tokens.series_color(overlay.letter)), 1.5)
        if DASH_PATTERNS[number % 4]:
            pen.setDashPattern(DASH_PATTERNS[number % 4])
        _stroke(painter, frame, sampled(overlay.line.between(frame.first, frame.last), columns // 4), pen)
    _draw_held_out(painter, frame, lines, view)
    painter.restore()
    if view.is_running and lines.now > 0 and frame.first <= lines.now <= frame.last:
        _draw_now(painter, frame, lines.now)
    _draw_labels(painter, frame, lines, overlays, view)


def hover_words(lines: RunLines, step: float) -> str:
    """The figures nearest to a step: "Step 40   training text 2.44   held-back part 2.71"."""
    raw, exam = lines.raw.nearest(step), lines.held_out.nearest(step)
    near = raw or exam
    if near is None:
        return ""
    parts = [_t("chart", "Step {step}").format(step=number_words(near[0]))]
    if raw is not None and (smooth := lines.smooth.nearest(raw[0])) is not None:
        parts.append(
            _t("chart", "training text {loss}, smoothed {smooth}").format(
                loss=number_words(raw[1], 2), smooth=number_words(smooth[1], 2)
            )
        )
    if exam is not None:
        at = "" if exam[0] == near[0] else _t("chart", " at step {step}").format(step=number_words(exam[0]))
        words = _t("chart", "held-back part {loss}{at}").format(loss=number_words(exam[1], 2), at=at)
        parts.append(words)
    if (rate := lines.rate.nearest(near[0])) is not None:
        parts.append(_t("chart", "learning rate {rate}").format(rate=f"{rate[1]:.2g}"))
    return "   ".join(parts)


def draw_hover(painter: QPainter, frame: Frame, lines: RunLines, step: float) -> None:
    """An upright line at the nearest step, and its figures in a box above."""
    words = hover_words(lines, step)
    near = lines.raw.nearest(step) or lines.held_out.nearest(step)
    if not words or near is None:
        return
    look, x = theme(), frame.x(near[0])
    painter.fillRect(QRectF(round(x), frame.area.top(), 1, frame.area.height()), look.colour("line.strong"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line, token in ((lines.smooth, "base"), (lines.held_out, "mine")):
        if (point := line.nearest(step)) is not None:
            side = look.px(8)
            spot = QRectF(frame.x(point[0]) - side / 2, frame.y(point[1]) - side / 2, side, side)
            paint.box(painter, spot, paint.FULL, token)
    width = look.text_width("caption", words) + look.px(16)
    left = max(2.0, min(x - width / 2, frame.area.right() - width))
    box = QRectF(left, frame.area.top() - look.px(18), width, look.px(22))
    paint.box(painter, box, tokens.RADIUS_SMALL, "surface.card", "line.strong")
    paint.draw_text(painter, "caption", "text.1", words, box.adjusted(look.px(8), 0, 0, 0))


def held_out_words(loss: float) -> str:
    """The label of the held-out line."""
    return _t("chart", "Held-back part {loss}").format(loss=number_words(loss, 2))


def training_words(loss: float) -> str:
    """The label of the training line."""
    return _t("chart", "Training text {loss}").format(loss=number_words(loss, 2))


def _overlay_words(overlay: Overlay) -> str:
    name = overlay.name if len(overlay.name) <= 18 else overlay.name[:17] + "…"
    loss = number_words(float(overlay.line.values[-1]), 2) if len(overlay.line) else "–"
    return f"{overlay.letter}  {name} {loss}"


def _label_room(overlays: tuple[Overlay, ...]) -> float:
    words = [held_out_words(9.99), training_words(9.99), *map(_overlay_words, overlays)]
    return max(theme().text_width("caption.strong", word) for word in words) + theme().px(16)


def _stroke(painter: QPainter, frame: Frame, points: Points, pen: QPen) -> None:
    if len(points[0]) > 1:
        painter.setPen(pen)
        painter.drawPolyline(_polygon(frame.places(points)))


def _polygon(places: np.ndarray) -> QPolygonF:
    """In Qt's own stored form: ten times as fast as a list of points."""
    polygon = QPolygonF()
    stored = QByteArray(len(places).to_bytes(4, "big") + places.astype(">f8").tobytes())
    QDataStream(stored) >> polygon
    return polygon


def _draw_axes(painter: QPainter, frame: Frame, view: View, has_values: bool) -> None:
    look, area = theme(), frame.area
    line, high = look.colour("line"), look.line_height("caption")
    shown = marks(frame.low, frame.high, (frame.high - frame.low) * look.px(44) / area.height()) if has_values else []
    decimals = 2 if len(shown) > 1 and shown[1] - shown[0] < 0.095 else 1
    for loss in shown:
        y = round(frame.y(loss))
        painter.fillRect(QRectF(area.left(), y, area.width(), 1), line)
        words = QRectF(0, y - high / 2, area.left() - look.px(8), high)
        right = Qt.AlignmentFlag.AlignRight
        paint.draw_text(painter, "caption", "text.2", number_words(loss, decimals), words, right)
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), line)
    gap = max(1.0, look.px(80) * (frame.last - frame.first) / area.width())
    steps = [step for step in marks(max(0.0, frame.first), frame.last, gap) if step == round(step)]
    if view.first is None:
        near = look.px(40) / area.width() * (frame.last - frame.first)
        steps = [step for step in steps if step < view.steps - near] + [float(view.steps)]
    for step in dict.fromkeys(steps):
        word = _t("chart", "Start") if step == 0 else number_words(step)
        half, edge = look.px(40), area.right() + look.px(14)  # measuring words would cost more than drawing them
        is_last = frame.x(step) + half > edge
        left = edge - 2 * half if is_last else frame.x(step) - half
        align = Qt.AlignmentFlag.AlignRight if is_last else Qt.AlignmentFlag.AlignHCenter
        words = QRectF(left, area.bottom() + look.px(6), 2 * half, high)
        paint.draw_text(painter, "caption", "text.2", word, words, align)


def _draw_dashed(painter: QPainter, frame: Frame, lines: RunLines, columns: int) -> None:
    """Dashes cut by hand: Qt's own cost more than all the rest."""
    points = sampled(lines.smooth.between(frame.first, frame.last), columns // 3)
    if len(points[0]) < 2:
        return
    places = frame.places(points)
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    begins = np.arange(0.0, walked[-1], DASH_PX * 5 / 3)
    ends = np.minimum(begins + DASH_PX, walked[-1])
    corners = [np.interp(at, walked, places[:, axis]).tolist() for at in (begins, ends) for axis in (0, 1)]
    painter.setPen(QPen(theme().colour("base"), 1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawLines([QLineF(*ends_of) for ends_of in zip(*corners, strict=True)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_rate(painter: QPainter, frame: Frame, lines: RunLines, columns: int) -> None:
    """The learning rate on a scale of its own: its highest value near the top."""
    steps, values = sampled(lines.rate.between(frame.first, frame.last), columns // 4)
    if not len(steps) or not (highest := float(lines.rate.values.max())):
        return
    span = frame.high - frame.low
    _stroke(painter, frame, (steps, frame.low + values / highest * span * 0.9), QPen(theme().colour("series.d"), 1))
    words = _t("chart", "Learning rate {rate}").format(rate=f"{float(values[-1]):.2g}")
    y = frame.y(frame.low + float(values[-1]) / highest * span * 0.9)
    width, high = theme().text_width("caption", words) + 4, theme().line_height("caption")
    left = max(frame.area.left(), min(frame.x(float(steps[-1])) - width, frame.area.right() - width))
    paint.draw_text(painter, "caption", "series.d", words, QRectF(left, y - high - 2, width, high))


def _draw_held_out(painter: QPainter, frame: Frame, lines: RunLines, view: View) -> None:
    steps, values = lines.held_out.between(frame.first, frame.last)
    look = theme()
    mine, card = look.colour("mine"), look.colour("surface.card")
    _stroke(painter, frame, (steps, values), QPen(mine, 2.5))
    if not len(steps):
        return
    shown = view.shown_step if view.shown_step is not None else steps[-1]
    every = max(1, math.ceil(len(steps) * look.px(20) / max(1.0, frame.area.width())))
    painter.setPen(QPen(mine, 2))
    radius = look.px(4)
    for index, (x, y) in enumerate(frame.places((steps, values)).tolist()):
        if index % every == 0 or steps[index] == shown:
            painter.setBrush(mine if steps[index] == shown else card)
            painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_now(painter: QPainter, frame: Frame, now: float) -> None:
    look, x = theme(), round(frame.x(now))
    dotted: QColor = look.colour("text.3")
    for y in range(round(frame.area.top()), round(frame.area.bottom()), 5):
        painter.fillRect(QRectF(x, y, 1, 3), dotted)
    words = _t("chart", "now, step {step}").format(step=number_words(now))
    width, high = look.text_width("caption", words) + 2, look.line_height("caption")
    left = x + look.px(6)
    if left + width > frame.area.right() + look.px(14):
        left = x - look.px(6) - width
    paint.draw_text(painter, "caption", "text.2", words, QRectF(left, frame.area.top() - look.px(18), width, high))


def _draw_labels(painter: QPainter, frame: Frame, lines: RunLines, overlays: tuple[Overlay, ...], view: View) -> None:
    """At the lines' ends, moved apart where they would lie on each other."""
    look = theme()
    labels: list[tuple[float, float, str, str]] = []
    for line, token, say in ((lines.held_out, "accent.text", held_out_words), (lines.smooth, "base", training_words)):
        steps, values = line.between(frame.first, frame.last)
        if len(steps):
            labels.append((lines.now, float(values[-1]), token, say(float(values[-1]))))
    for overlay in overlays:
        steps, values = overlay.line.between(frame.first, frame.last)
        if len(steps):
            token = tokens.series_color(overlay.letter)
            labels.append((float(steps[-1]), float(values[-1]), token, _overlay_words(overlay)))
    high = look.line_height("caption")
    wanted = [float(np.clip(frame.y(loss), frame.area.top(), frame.area.bottom())) for _, loss, _, _ in labels]
    places = apart(wanted, high + 2.0, frame.area.top() + high / 2, frame.area.bottom() - high / 2)
    for (step, _, token, words), y in zip(labels, places, strict=True):
        width = look.text_width("caption.strong", words) + 2
        left = min(frame.x(step) + look.px(10), frame.area.right() + look.px(12) - width)
        box = QRectF(left, y - high / 2, width, high)
        if view.first is not None:
            painter.fillRect(box, look.colour("surface.card"))
        paint.draw_text(painter, "caption.strong", token, words, box)
