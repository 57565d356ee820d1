"""Drawing with tokens: rounded boxes, the focus ring, icons and one line of text."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_llm.ui.look import icons
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.tokens import FOCUS_RING

FULL = 999
"""The radius of a pill."""


def painter_for(widget: QWidget) -> QPainter:
    """An antialiasing painter on a widget."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: str = "",
    outline: str = "",
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box inside `rect`; the outline lies inside too. Empty tokens draw nothing.

    The radius grows with the text; `FULL` makes a pill or a circle.
    """
    colours = theme()
    inset = width / 2 if outline else 0.0
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setBrush(colours.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    if outline:
        pen = QPen(colours.colour(outline), width)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([4 / width, 3 / width])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    radius = max(0.0, min(colours.px(radius) - inset, inner.height() / 2, inner.width() / 2))
    painter.drawRoundedRect(inner, radius, radius)


def ring(painter: QPainter, rect: QRect | QRectF, radius: float) -> None:
    """The focus ring, inside `rect`."""
    box(painter, rect, radius, outline="focus", width=FOCUS_RING)


def draw_icon(painter: QPainter, name: str, token: str, size: int, x: float, centre_y: float) -> int:
    """Draw an icon with its left edge at `x`, centred on `centre_y`; gives its width."""
    device = painter.device()
    picture = icons.pixmap(name, token, size, device.devicePixelRatio())
    side = theme().px(size)
    painter.drawPixmap(round(x), round(centre_y - side / 2), picture)
    return side


def draw_text(
    painter: QPainter,
    role: str,
    token: str,
    text: str,
    rect: QRect | QRectF,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text in a role, centred vertically in `rect`."""
    painter.setFont(theme().font(role))
    painter.setPen(theme().colour(token))
    flags = int(align) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(QRectF(rect).toRect(), flags, text)


def elided(role: str, text: str, width: int) -> str:
    """`text` as it fits into `width`, without its middle where it does not."""
    metrics = QFontMetricsF(theme().font(role))
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, max(0, width) + 0.5)
