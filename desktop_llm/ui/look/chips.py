"""Small signs: chips, the letter of a checkpoint, a status dot, a key cap and the number of a step.

Good news is quiet, trouble is filled; no sign speaks by colour alone.
"""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_llm.ui.look import icons, paint, tokens
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.theme import theme

ChipKind = Literal["fits", "tight", "too_big", "yours", "training", "suggested", "right", "wrong", "neutral"]

_CENTRE = Qt.AlignmentFlag.AlignHCenter

# kind: ground, ink, icon
_KINDS: dict[str, tuple[str, str, str]] = {
    "fits": ("", "success.text", "check"),
    "tight": ("warn.soft", "warn.text", "triangle-alert"),
    "too_big": ("danger.soft", "danger.text", "x"),
    "yours": ("accent.soft", "accent.text", ""),
    "training": ("accent.soft", "accent.text", "activity"),
    "suggested": ("accent.soft", "accent.text", ""),
    "right": ("success.soft", "success.text", "check"),
    "wrong": ("surface.sunk", "text.2", "x"),
    "neutral": ("surface.sunk", "text.2", ""),
}


def _word(kind: str) -> str:
    _t = QCoreApplication.translate
    return {
        "fits": _t("Chip", "Fits"),
        "tight": _t("Chip", "Tight"),
        "too_big": _t("Chip", "Too big"),
        "yours": _t("Chip", "Yours"),
        "training": _t("Chip", "Training"),
        "suggested": _t("Chip", "Suggested"),
        "right": _t("Chip", "Right"),
        "wrong": _t("Chip", "Wrong"),
    }.get(kind, "")


class _Sign(Themed, QWidget):
    """Something small that is read, not operated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chip(_Sign):
    """A word with an icon, 22 high.

    An empty `text` takes the kind's own word ("Fits"); `icon` replaces the kind's.
    """

    def __init__(
        self, kind: ChipKind = "neutral", text: str = "", icon: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.set_kind(kind, text, icon)
        self.follow_theme()

    @property
    def kind(self) -> ChipKind:
        return self._kind

    @property
    def text(self) -> str:
        return self._text

    def set_kind(self, kind: ChipKind, text: str = "", icon: str = "") -> None:
        """Say something else."""
        self._kind: ChipKind = kind
        self._ground, self._ink, own_icon = _KINDS[kind]
        self._text = text or _word(kind)
        self._icon = icon or own_icon
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("caption.strong", self._text) + 2 * look.px(8)
        if self._icon:
            width += look.px(tokens.ICON_SMALL) + look.px(5)
        return QSize(width, look.px(tokens.HEIGHT_CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        paint.box(painter, self.rect(), paint.FULL, self._ground)
        x = look.px(8)
        if self._icon:
            x += paint.draw_icon(painter, self._icon, self._ink, tokens.ICON_SMALL, x, self.height() / 2) + look.px(5)
        rest = QRect(x, 0, self.width() - x, self.height())
        paint.draw_text(painter, "caption.strong", self._ink, self._text, rest)


class LetterBadge(_Sign):
    """The letter of a checkpoint in its colour; `is_hidden` draws it in ink while a comparison is blind."""

    def __init__(self, letter: str, *, is_hidden: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter, self._is_hidden = letter, is_hidden
        self.setAccessibleName(letter)
        self.follow_theme()

    def set_letter(self, letter: str, *, is_hidden: bool = False) -> None:
        self._letter, self._is_hidden = letter, is_hidden
        self.setAccessibleName(letter)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(22)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        token, ink = tokens.series_color(self._letter), "on.series"
        if self._is_hidden:
            token, ink = "text.2", "surface.page"
        elif token == "mine":
            token, ink = "accent.fill", "on.fill"
        paint.box(painter, self.rect(), tokens.RADIUS_SMALL - 1, token)
        paint.draw_text(painter, "caption.strong", ink, self._letter, self.rect(), _CENTRE)


class Dot(_Sign):
    """A dot before words that say the same ("in memory"), or the 8 px square of a series."""

    def __init__(self, token: str = "success", *, square: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token, self._square = token, square
        self.follow_theme()

    def set_token(self, token: str) -> None:
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(8)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(paint.painter_for(self), self.rect(), 2 if self._square else paint.FULL, self._token)


class KeyCap(_Sign):
    """A key of the keyboard in a thin outline, "Ctrl K"."""

    def __init__(self, keys: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(keys)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        return QSize(theme().text_width("caption", self._keys) + theme().px(12), theme().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        paint.box(painter, self.rect(), 4, "", "line.strong")
        paint.draw_text(painter, "caption", "text.2", self._keys, self.rect(), _CENTRE)


class StepNumber(_Sign):
    """The circled number before the title of a step."""

    def __init__(self, number: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setAccessibleName(str(number))
        self.follow_theme()

    def sizeHint(self) -> QSize:
        side = theme().px(22)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        paint.box(painter, self.rect(), paint.FULL, "surface.card", "line.strong")
        paint.draw_text(painter, "caption.strong", "text.2", str(self._number), self.rect(), _CENTRE)


class IconSign(_Sign):
    """An icon beside words of another widget; with a ground it becomes the 36 px tile of a file."""

    def __init__(
        self,
        icon: str,
        token: str = "text.2",
        *,
        size: int = tokens.ICON,
        ground: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._token, self._size, self._ground = icon, token, size, ground
        self.follow_theme()

    def set_icon(self, icon: str, token: str = "text.2") -> None:
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(36 if self._ground else self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        paint.box(painter, self.rect(), tokens.RADIUS, self._ground)
        side = icons.pixmap(self._icon, self._token, self._size).deviceIndependentSize().width()
        token = self._token if self.isEnabled() else "text.3"
        paint.draw_icon(painter, self._icon, token, self._size, (self.width() - side) / 2, self.height() / 2)


class AppMark(_Sign):
    """The mark of the application: two columns on the accent."""

    def __init__(self, *, size: int = 22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.follow_theme()

    def sizeHint(self) -> QSize:
        side = theme().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = paint.painter_for(self), self.width()
        paint.box(painter, self.rect(), self._size * 0.25, "accent.fill")
        bar, height = max(3, round(side * 0.19)), round(side * 0.5)
        top, gap = (side - height) // 2, max(2, round(side * 0.1))
        left = (side - 2 * bar - gap) // 2
        painter.setOpacity(0.6)
        paint.box(painter, QRect(left, top, bar, height), 1.5, "on.fill")
        painter.setOpacity(1.0)
        paint.box(painter, QRect(left + bar + gap, top, bar, height), 1.5, "on.fill")
