"""The `QPalette` and the style sheet, made from the tokens.

Only what Qt draws itself is styled here: tooltips, scroll bars, menus and the inside of text fields. Buttons,
rows, cards and the other parts draw themselves in `paintEvent`, so that a change of theme costs one repaint
each.
"""

from PySide6.QtGui import QColor, QPalette

from desktop_llm.ui.look.tokens import RADIUS_SMALL, Palette

_SHEET = """
QToolTip {{
    background: {card}; color: {text}; border: 1px solid {line_strong}; padding: {p4}px {p8}px; font-size:
    {f13}px;
}}
QLineEdit, QPlainTextEdit, QTextEdit {{ border: 0; padding: 0; background: transparent; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ width: {bar}px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: {bar}px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {control}; border-radius: {bar_radius}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {p32}px; }}
QScrollBar::handle:horizontal {{ min-width: {p32}px; }}
QScrollBar::handle:hover {{ background: {text_3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {card}; border: 1px solid {line_strong}; padding: {p4}px; color: {text}; }}
QMenu::item {{ padding: {p6}px {p24}px {p6}px {p12}px; border-radius: {small}px; }}
QMenu::item:selected {{ background: {hover}; color: {text}; }}
QMenu::item:disabled {{ color: {text_3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {p4}px {p8}px; }}
"""


def style_sheet(palette: Palette, text_factor: float) -> str:
    """The application's style sheet at a text factor."""

    def px(size: int) -> int:
        return round(size * text_factor)

    return _SHEET.format(
        card=palette.surface_card,
        text=palette.text_1,
        text_3=palette.text_3,
        line=palette.line,
        line_strong=palette.line_strong,
        control=palette.control,
        hover=palette.surface_hover,
        bar=10,
        bar_radius=3,
        small=RADIUS_SMALL,
        f13=px(13),
        **{f"p{size}": px(size) for size in (4, 6, 8, 12, 24, 32)},
    )


def qt_palette(palette: Palette) -> QPalette:
    """What Fusion and Qt's own widgets draw with."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, value in (
        (role.Window, palette.surface_page),
        (role.Base, palette.surface_card),
        (role.AlternateBase, palette.surface_sunk),
        (role.Button, palette.surface_card),
        (role.WindowText, palette.text_1),
        (role.Text, palette.text_1),
        (role.ButtonText, palette.text_1),
        (role.BrightText, palette.on_fill),
        (role.PlaceholderText, palette.text_3),
        (role.Highlight, palette.accent_fill),
        (role.HighlightedText, palette.on_fill),
        (role.Accent, palette.accent),
        (role.Link, palette.accent_text),
        (role.LinkVisited, palette.accent_text),
        (role.ToolTipBase, palette.surface_card),
        (role.ToolTipText, palette.text_1),
        (role.Light, palette.surface_card),
        (role.Midlight, palette.line),
        (role.Mid, palette.line_strong),
        (role.Dark, palette.control),
        (role.Shadow, palette.control),
    ):
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(palette.text_3))
    return made
