"""Light or dark, and how large the text is: the state every widget draws from.

One `Theme` belongs to the application object. It is reached by `theme()` and not handed through constructors:
every label, chip and row needs it, it lives exactly as long as the application, and Qt itself keeps palette,
font and style sheet in the same place for the same reason. What a widget must do to follow it stands in
`control.py`.
"""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.style import qt_palette, style_sheet

ThemeMode = Literal["light", "dark", "system"]

TEXT_FACTOR_MIN = 1.0
TEXT_FACTOR_MAX = 2.0
TEXT_FACTOR_STEP = 0.1

_FALLBACK_FAMILIES = [
    "Inter",
    "Noto Sans",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Color Emoji",
]
_MONOSPACE_FAMILIES = [
    "SF Mono", "Menlo", "Cascadia Mono", "Consolas", "Ubuntu Mono", "Noto Sans Mono", "DejaVu Sans Mono",
    "Liberation Mono", "Noto Sans Mono CJK SC", "PingFang SC", "Microsoft YaHei",
]  # fmt: skip
# What fontconfig answers on a Linux without a desktop: not chosen by anyone, and too wide for these layouts.
_NOBODYS_CHOICE = {"sans", "sans serif", "sans-serif", "dejavu sans", "helvetica", "bitstream vera sans", ""}
_PROPERTY = "desktop_llm_theme"


class Theme(QObject):
    """Colours, fonts and scaled sizes; says `changed` after the application has been restyled."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode: ThemeMode = "system"
        self._text_factor = 1.0
        self._is_dark = _system_is_dark()
        self._fonts: dict[str, QFont] = {}
        self._families = _sans_families()
        self._mono_families = _mono_families()
        self._app: QApplication | None = None

    @property
    def palette(self) -> tokens.Palette:
        return tokens.DARK if self._is_dark else tokens.LIGHT

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    @property
    def mode(self) -> ThemeMode:
        return self._mode

    @property
    def text_factor(self) -> float:
        return self._text_factor

    def px(self, size: float) -> int:
        """A size of the drawing in pixels at the present text factor."""
        return round(size * self._text_factor)

    def colour(self, token: str) -> QColor:
        """The colour of a token, `text.2` for instance.

        Raises:
            KeyError: there is no such token.
        """
        return QColor(self.palette.colour(token))

    def font(self, role: str) -> QFont:
        """The font of a type role, with figures of equal width.

        Raises:
            KeyError: there is no such role (`tokens.ROLES`).
        """
        font = self._fonts.get(role)
        if font is None:
            described = tokens.ROLES[role]
            font = QFont(self._mono_families if described.monospace else self._families)
            if described.monospace:
                font.setStyleHint(QFont.StyleHint.Monospace)
            font.setPixelSize(self.px(described.size_px))
            font.setWeight(QFont.Weight(described.weight))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = font
        return QFont(font)

    def line_height(self, role: str, text: str = "") -> int:
        """Pixels from line to line; reading text in Chinese gets two more."""
        line_px = tokens.ROLES[role].line_px
        if role.startswith("reading") and has_cjk(text):
            line_px = tokens.READING_LINE_CJK_PX
        return self.px(line_px)

    def text_width(self, role: str, text: str) -> int:
        """Pixels that `text` takes on one line, rounded up."""
        return int(QFontMetricsF(self.font(role)).horizontalAdvance(text) + 0.999)

    def apply(self, app: QApplication) -> None:
        """Put style, palette, fonts and style sheet on the application, and follow the system from now on."""
        if self._app is None:
            self._app = app
            app.setStyle("Fusion")
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._restyle()

    def set_mode(self, mode: ThemeMode) -> None:
        self._mode = mode
        self._follow_mode()

    def set_text_factor(self, factor: float) -> None:
        """Set the size of text; kept between 1 and 2."""
        factor = round(min(TEXT_FACTOR_MAX, max(TEXT_FACTOR_MIN, factor)), 2)
        if factor != self._text_factor:
            self._text_factor = factor
            self._restyle()

    def grow_text(self, steps: int) -> None:
        """Ctrl + and Ctrl -: so many tenths more or less."""
        self.set_text_factor(self._text_factor + steps * TEXT_FACTOR_STEP)

    def _follow_mode(self) -> None:
        is_dark = _system_is_dark() if self._mode == "system" else self._mode == "dark"
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            self._restyle()

    @Slot()
    def _on_system_scheme_changed(self) -> None:
        if self._mode == "system":
            self._follow_mode()

    def _restyle(self) -> None:
        self._fonts.clear()
        if self._app is not None:
            self._app.setFont(self.font("body"))
            self._app.setPalette(qt_palette(self.palette))
            self._app.setStyleSheet(style_sheet(self.palette, self._text_factor))
        self.changed.emit()


def theme() -> Theme:
    """The application's theme, made at the first call.

    Raises:
        RuntimeError: there is no QApplication yet.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("theme() needs a QApplication")
    found = app.property(_PROPERTY)
    if not isinstance(found, Theme):
        found = Theme(app)
        app.setProperty(_PROPERTY, found)
        found.apply(app)
    return found


def has_cjk(text: str) -> bool:
    """True if `text` holds a Chinese, Japanese or Korean sign."""
    return any(
        0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3 or 0xF900 <= code <= 0xFAFF or 0xFF01 <= code <= 0xFF60
        for code in map(ord, text)
    )


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _sans_families() -> list[str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    known = set(QFontDatabase.families())
    present = [family for family in _FALLBACK_FAMILIES if family in known]
    if system.lower() in _NOBODYS_CHOICE:
        return [*present, system]
    return [system, *present]


def _mono_families() -> list[str]:
    known = set(QFontDatabase.families())
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    present = [family for family in _MONOSPACE_FAMILIES if family in known]
    return [fixed, *present] if fixed.lower() not in {"monospace", ""} else [*present, fixed]
