"""How long things move: not at all where the system asks for reduced motion, or under tests.

The durations are the only motion the visual language knows; nothing bounces or loops.
"""

import os
import sys

DRAWER_MS = 120
PROGRESS_MS = 200
ROW_MS = 120


def duration_ms(wanted_ms: int) -> int:
    """`wanted_ms`, or 0 where nothing should move."""
    return 0 if is_reduced() else wanted_ms


def is_reduced() -> bool:
    """True on a screen nobody sees (tests), or where the person asked the system for less motion."""
    if os.environ.get("DESKTOP_LLM_REDUCED_MOTION", "") not in ("", "0"):
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return True
    if os.environ.get("GTK_ENABLE_ANIMATIONS", "") == "0":
        return True
    return sys.platform == "win32" and _windows_wants_less()


def _windows_wants_less() -> bool:
    import ctypes

    enabled = ctypes.c_int(1)
    spi_get_client_area_animation = 0x1042
    user32 = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
    user32.SystemParametersInfoW(spi_get_client_area_animation, 0, ctypes.byref(enabled), 0)
    return enabled.value == 0
