"""Contrast of every pair of tokens that may stand together, by the WCAG 2 formula, in light and dark."""

import re
from pathlib import Path

import pytest

from desktop_llm.ui.look import tokens
from desktop_llm.ui.look.tokens import DARK, LIGHT, Palette, series_color

UI = Path(tokens.__file__).resolve().parents[1]
HEX = re.compile(r"""["'#(: ]#[0-9A-Fa-f]{6}\b|["']#[0-9A-Fa-f]{3}["']""")

SURFACES = ("surface.side", "surface.page", "surface.card", "surface.sunk", "surface.hover", "surface.selected")
BUT_SELECTED = SURFACES[:-1]
PAGE_AND_CARD = ("surface.page", "surface.card")
HEAT = ("heat.1", "heat.2", "heat.3", "heat.4", "better.1", "better.2", "worse.1", "worse.2")
SERIES = ("base", "mine", "series.c", "series.d", "series.e", "series.f")

TEXT_PAIRS = [
    ("text.1", (*SURFACES, "surface.segment", "accent.soft", *HEAT)),
    ("text.2", (*SURFACES, "accent.soft")),
    ("text.3", BUT_SELECTED),
    ("on.fill", ("accent.fill", "accent.fill.hover", "accent.fill.pressed")),
    ("accent.text", ("accent.soft", *SURFACES)),
    ("success.text", ("success.soft", *PAGE_AND_CARD, "surface.side", "accent.soft")),
    ("warn.text", ("warn.soft", *PAGE_AND_CARD)),
    ("text.1", ("warn.soft", "danger.soft", "success.soft")),
    ("danger.text", ("danger.soft", *PAGE_AND_CARD)),
    ("danger", (*PAGE_AND_CARD, "surface.hover", "surface.selected")),
]
GRAPHIC_PAIRS = [
    ("accent", SURFACES),
    ("success", (*SURFACES, "success.soft")),
    ("warn", (*SURFACES, "warn.soft")),
    ("danger", (*SURFACES, "danger.soft")),
    ("control", PAGE_AND_CARD),
    ("focus", SURFACES),
    ("base", BUT_SELECTED),
    *((token, PAGE_AND_CARD) for token in SERIES),
]
# What the visual language states as the lowest value: token, grounds, light, dark.
STATED = [
    ("text.1", SURFACES, 12.7, 11.2),
    ("text.2", SURFACES, 5.8, 6.5),
    ("text.3", BUT_SELECTED, 4.6, 4.9),
    ("on.fill", ("accent.fill",), 6.3, 4.9),
    ("control", PAGE_AND_CARD, 3.3, 3.7),
]


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WCAG's own border case


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "grounds"), TEXT_PAIRS)
def test_text_is_readable_on_every_ground_it_may_stand_on(palette: Palette, ink: str, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(palette.colour(ink), palette.colour(ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "grounds"), GRAPHIC_PAIRS)
def test_outlines_and_signs_can_be_seen(palette: Palette, ink: str, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(palette.colour(ink), palette.colour(ground)) >= 3.0, (ink, ground)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_are_readable_on_their_badges(palette: Palette) -> None:
    for token in ("base", "series.c", "series.d", "series.e", "series.f"):
        assert contrast(palette.on_series, palette.colour(token)) >= 4.5, token


@pytest.mark.parametrize(("ink", "grounds", "light", "dark"), STATED)
def test_lowest_contrast_is_the_one_the_visual_language_states(
    ink: str, grounds: tuple[str, ...], light: float, dark: float
) -> None:
    for palette, stated in ((LIGHT, light), (DARK, dark)):
        lowest = min(contrast(palette.colour(ink), palette.colour(ground)) for ground in grounds)
        assert lowest == pytest.approx(stated, abs=0.2)


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        LIGHT.colour("text.9")
    with pytest.raises(KeyError):
        LIGHT.colour("shadow.percent")


def test_base_and_mine_keep_their_colours_whatever_the_letter() -> None:
    assert series_color("A") == "base"
    assert series_color("b") == "mine"
    later = {series_color(letter) for letter in "CDEFGHIJ"}
    assert later == {"series.c", "series.d", "series.e", "series.f"}


def test_no_other_file_of_the_window_holds_a_colour() -> None:
    found = [
        f"{path.relative_to(UI)}:{number}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "tokens.py" or path.parent.name != "look"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if HEX.search(line)
    ]
    assert found == []
    assert HEX.search(' "#1F1E1B"')  # the pattern does find what tokens.py holds
