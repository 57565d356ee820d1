"""How warm the processor is, where the machine tells."""

from __future__ import annotations

import sys

import psutil

_NAMES = ("coretemp", "k10temp", "zenpower", "cpu_thermal", "soc_thermal", "acpitz")


def processor_celsius() -> float | None:
    """The warmest of the processor's sensors; None where none is told of (macOS, Windows, most virtual machines)."""
    if not sys.platform.startswith("linux"):  # psutil has it there alone
        return None
    try:
        sensors = psutil.sensors_temperatures()
    except (OSError, RuntimeError, ValueError):
        return None
    for name in _NAMES:
        known = [sensor.current for sensor in sensors.get(name, ()) if 0 < (sensor.current or 0) < 150]
        if known:
            return float(max(known))
    return None
