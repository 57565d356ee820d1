"""The colours and sizes that our HTML is written with, taken from the theme of the moment."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_llm.ui.look.theme import theme


@dataclass(frozen=True, slots=True)
class Ink:
    """Hex colours, pixel sizes, and the name of the monospace family."""

    text: str
    quiet: str
    link: str
    sunk: str
    line: str
    line_strong: str
    size_px: int
    line_px: int
    code_px: int
    small_px: int
    mono: str
    factor: float


def current_ink(text: str = "") -> Ink:
    """What to write `text` with now; Chinese gets a little more room between lines."""
    look = theme()
    palette = look.palette
    return Ink(
        text=palette.text_1,
        quiet=palette.text_2,
        link=palette.accent_text,
        sunk=palette.surface_sunk if not look.is_dark else palette.surface_hover,
        line=palette.line,
        line_strong=palette.line_strong,
        size_px=look.px(15),
        line_px=look.line_height("reading", text),
        code_px=look.px(13),
        small_px=look.px(13),
        mono=look.font("code").families()[0],
        factor=look.text_factor,
    )
