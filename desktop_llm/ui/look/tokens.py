"""The numbers and colours of the visual language, and the only file of the window that holds a hex value.

Contrast of every pair that may stand together is computed in `tests/ui/look/test_tokens.py`. What is made
from these values (style sheet, palette, fonts) is `theme.py` and `style.py`; what is drawn with them are the
widgets beside it.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme. A token `text.2` of the visual language is the field `text_2`."""

    surface_side: str
    surface_page: str
    surface_card: str
    surface_sunk: str
    surface_hover: str
    surface_selected: str
    surface_segment: str
    text_1: str
    text_2: str
    text_3: str
    accent: str
    accent_fill: str
    accent_fill_hover: str
    accent_fill_pressed: str
    accent_soft: str
    accent_text: str
    on_fill: str
    success: str
    success_soft: str
    success_text: str
    warn: str
    warn_soft: str
    warn_text: str
    danger: str
    danger_soft: str
    danger_text: str
    line: str
    line_strong: str
    control: str
    focus: str
    track: str
    base: str
    mine: str
    series_c: str
    series_d: str
    series_e: str
    series_f: str
    on_series: str
    heat_1: str
    heat_2: str
    heat_3: str
    heat_4: str
    over_limit: str
    better_1: str
    better_2: str
    worse_1: str
    worse_2: str
    shadow_percent: int

    def colour(self, token: str) -> str:
        """The hex value of a token, written `text.2` or `text_2`.

        Raises:
            KeyError: there is no such token.
        """
        name = token.replace(".", "_")
        if name not in TOKEN_NAMES:
            raise KeyError(token)
        return str(getattr(self, name))


TOKEN_NAMES = frozenset(f.name for f in fields(Palette) if f.name != "shadow_percent")

LIGHT = Palette(
    surface_side="#F3F1ED",
    surface_page="#FBFAF8",
    surface_card="#FFFFFF",
    surface_sunk="#F3F1ED",
    surface_hover="#EAE7E1",
    surface_selected="#E4E0D8",
    surface_segment="#FFFFFF",
    text_1="#1F1E1B",
    text_2="#56534C",
    text_3="#6B675F",
    accent="#2B59C3",
    accent_fill="#2B59C3",
    accent_fill_hover="#234CAD",
    accent_fill_pressed="#1C3F91",
    accent_soft="#E7EDFB",
    accent_text="#234CAD",
    on_fill="#FFFFFF",
    success="#1A7340",
    success_soft="#E2F2E8",
    success_text="#1A6A3B",
    warn="#855300",
    warn_soft="#FBEFD3",
    warn_text="#7A4C00",
    danger="#B3261E",
    danger_soft="#FBE8E6",
    danger_text="#A4221B",
    line="#E6E2DB",
    line_strong="#D3CEC5",
    control="#8F8A80",
    focus="#2B59C3",
    track="#D3CEC5",
    base="#5F6975",
    mine="#2B59C3",
    series_c="#A84C06",
    series_d="#0A6F6A",
    series_e="#8A3FA0",
    series_f="#1F1E1B",
    on_series="#FFFFFF",
    heat_1="#FDF0D9",
    heat_2="#FADCAA",
    heat_3="#F3BC70",
    heat_4="#E89A48",
    over_limit="#F3BC70",
    better_1="#DCE7FB",
    better_2="#A9C4F5",
    worse_1="#F7D9A8",
    worse_2="#EBA85C",
    shadow_percent=14,
)

DARK = Palette(
    surface_side="#161617",
    surface_page="#1C1C1E",
    surface_card="#242427",
    surface_sunk="#19191B",
    surface_hover="#2D2D31",
    surface_selected="#303035",
    surface_segment="#38383D",
    text_1="#ECEBE7",
    text_2="#B8B6B0",
    text_3="#9C9A94",
    accent="#8FB2FF",
    accent_fill="#3F6AD8",
    accent_fill_hover="#3459BD",
    accent_fill_pressed="#2C4C9F",
    accent_soft="#22304F",
    accent_text="#A9C4FF",
    on_fill="#FFFFFF",
    success="#7CCB98",
    success_soft="#1D3527",
    success_text="#8FD6A8",
    warn="#E8B75A",
    warn_soft="#3A2E15",
    warn_text="#EFC676",
    danger="#FF9A90",
    danger_soft="#42211F",
    danger_text="#FFB0A8",
    line="#323237",
    line_strong="#45454C",
    control="#7C7B82",
    focus="#8FB2FF",
    track="#45454C",
    base="#A3ABB6",
    mine="#8FB2FF",
    series_c="#F0A35E",
    series_d="#5CC7BF",
    series_e="#D29BE3",
    series_f="#ECEBE7",
    on_series="#1C1C1E",
    heat_1="#3A2E1D",
    heat_2="#553E1E",
    heat_3="#74511F",
    heat_4="#8F5F1C",
    over_limit="#E8B75A",
    better_1="#222D45",
    better_2="#2C4C91",
    worse_1="#553E1E",
    worse_2="#8F5F1C",
    shadow_percent=50,
)


@dataclass(frozen=True, slots=True)
class TypeRole:
    """Size and line height in pixels at text factor 1, and the weight."""

    size_px: int
    line_px: int
    weight: int = 400
    monospace: bool = False


ROLES: dict[str, TypeRole] = {
    "welcome": TypeRole(26, 36, 600),
    "verdict": TypeRole(22, 32, 600),
    "figure": TypeRole(20, 28, 600),
    "figure.large": TypeRole(24, 32, 600),
    "page": TypeRole(16, 24, 600),
    "card": TypeRole(15, 24, 600),
    "reading": TypeRole(15, 24),
    "reading.strong": TypeRole(15, 24, 500),
    "body": TypeRole(14, 20),
    "body.strong": TypeRole(14, 20, 500),
    "small": TypeRole(13, 20),
    "small.strong": TypeRole(13, 20, 500),
    "caption": TypeRole(12, 16),
    "caption.strong": TypeRole(12, 16, 500),
    "code": TypeRole(13, 20, monospace=True),
}
READING_LINE_CJK_PX = 26

SPACE = (4, 8, 12, 16, 20, 24, 32)

RADIUS_SMALL = 6
RADIUS = 8
RADIUS_ROW = 10
RADIUS_CARD = 12

ICON_SMALL = 14
ICON = 16
ICON_NAV = 18
ICON_CHOICE = 20
ICON_TITLE = 24

HEIGHT_BUTTON = 36
HEIGHT_BUTTON_SMALL = 28
HEIGHT_BUTTON_START = 44
HEIGHT_INPUT = 40
HEIGHT_SEGMENTED = 32
HEIGHT_SIDE_ROW = 32
HEIGHT_NAV_ROW = 36
HEIGHT_LIST_ROW = 60
HEIGHT_HEADER = 56
HEIGHT_CHIP = 22

FOCUS_RING = 2

WIDTH_SIDEBAR = 240
WIDTH_SIDEBAR_WIDE = 264
WIDTH_RAIL = 56
WIDTH_DRAWER = 304
WIDTH_DRAWER_WIDE = 340
WIDTH_DETAIL = 340
WIDTH_DETAIL_WIDE = 420
WIDTH_READING = 720
WIDTH_READING_WIDE = 760
WIDTH_POPOVER = 420

FOLD_RAIL = 1120
FOLD_ONE_COLUMN = 720
FOLD_WIDE = 1600

_SERIES = {"A": "base", "B": "mine", "C": "series.c", "D": "series.d", "E": "series.e", "F": "series.f"}


def series_color(letter: str) -> str:
    """The token of a checkpoint's letter: A is the base's slate, B one's own blue, C to F the others.

    Letters past F start again at C, so that base and mine never mean something else; the letter tells them
    apart.
    """
    letter = letter.upper()
    if letter in _SERIES:
        return _SERIES[letter]
    return "series." + "cdef"[(ord(letter[:1] or "C") - ord("C")) % 4]
