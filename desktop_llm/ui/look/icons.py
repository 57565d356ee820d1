"""Icons by name from `resources/icons` (Lucide), in the colour of a token and sharp on every screen.

Drawn when first asked for and kept per name, colour, size and pixel ratio. A widget that draws with
`pixmap()` follows the theme by itself; one that was handed a `QIcon` is given a new one when the theme says
`changed`.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop_llm.core.resources import resource_path
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.look.tokens import ICON

STROKE = 1.75


def icon_names() -> list[str]:
    """Every name `icon()` takes."""
    return sorted(path.stem for path in resource_path("icons").glob("*.svg"))


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    path = resource_path("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(f"no icon named {name!r}")
    return path.read_text(encoding="utf-8").replace('stroke-width="2"', f'stroke-width="{STROKE}"')


def pixmap(name: str, token: str = "text.2", size: int = ICON, ratio: float = 0.0) -> QPixmap:
    """The icon at `size` pixels times the text factor; `ratio` 0 takes the sharpest screen here.

    Raises:
        KeyError: there is no such icon or token.
    """
    colour = theme().palette.colour(token)
    side = theme().px(size)
    if ratio <= 0:
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    key = f"look/{name}/{colour}/{side}/{ratio}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def icon(name: str, color_token: str = "text.2", size: int = ICON) -> QIcon:
    """The icon for Qt's own widgets (menus, actions, the window).

    Raises:
        KeyError: there is no such icon or token.
    """
    made = QIcon(pixmap(name, color_token, size))
    made.addPixmap(pixmap(name, "text.3", size), QIcon.Mode.Disabled)
    return made
