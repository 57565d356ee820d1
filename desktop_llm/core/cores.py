"""How many cores this process may use for its sums."""

from __future__ import annotations

import os

import psutil


def usable_cores() -> int:
    """Physical cores, but not more than this process is allowed (affinity, containers)."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, psutil.cpu_count(logical=False) or allowed))
