"""TeX to a picture in the colour of the text, sharp on the screen it is for; None where the TeX cannot be drawn."""

from __future__ import annotations

import warnings
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

MOST_CHARS = 800
MOST_DEPTH = 24
_WIDEST_PX = 4_000
_SCALE = 1.2


def formula_image(tex: str, colour: str, size_px: int, displayed: bool) -> QImage | None:
    """The formula as a picture whose `deviceIndependentSize` is its size on the page.

    Args:
        tex: What stood between the dollar signs.
        colour: Hex.
        size_px: Pixel size of the text around it.
        displayed: Drawn as a formula on a line of its own.
    """
    if not tex or len(tex) > MOST_CHARS or _depth(tex) > MOST_DEPTH:
        return None
    svg = _svg(tex, colour, round(size_px * _SCALE), displayed)
    if svg is None:
        return None
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty() or max(size.width(), size.height()) > _WIDEST_PX:
        return None
    app = QGuiApplication.instance()
    ratio = max(2.0, app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0)
    picture = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def nothing_image() -> QImage:
    """One transparent pixel: what every resource an answer asks for becomes."""
    picture = QImage(QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _depth(tex: str) -> int:
    deepest = depth = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=256)
def _svg(tex: str, colour: str, size_px: int, displayed: bool) -> str | None:
    with warnings.catch_warnings():  # ziamath 0.13 reads its font by a deprecated function of Python's
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath  # 0.2 s, only where a formula is

    ziamath.config.svg2 = False  # QtSvg does not draw <symbol>/<use>: the picture would stay blank
    try:
        return str(ziamath.Latex(tex, size=size_px, color=colour, inline=not displayed).svg())
    except Exception:  # whatever ziamath meets in a stranger's TeX, the TeX itself is shown instead
        return None
