"""What this process takes: the peak of its memory, and the time its start took."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from pathlib import Path

import psutil

LONGEST_START_S = 8.0
LARGE_BLOCK_BYTES = 1 << 18
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Numbers of mallopt(3)'s settings."""
_CLEAR_PEAK = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class PeakMemory:
    """The largest resident set from now on: the system's own figure where it tells one, else the largest sample."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._largest = 0
        self._system_tells = _forget_peak()
        self.sample()

    def sample(self) -> None:
        """Look at the memory of now."""
        self._largest = max(self._largest, self._process.memory_info().rss)

    @property
    def peak_bytes(self) -> int:
        self.sample()
        return max(self._largest, _system_peak_bytes() if self._system_tells else 0)


def return_what_is_freed() -> None:
    """Have glibc give each large block back to the system when it is freed; other systems do of themselves.

    By itself it raises the size from which it does so to that of the largest block freed so far, and keeps the rest
    in pieces that the next step's blocks do not fit: a fifth of a small run's peak.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):  # another C library
        libc = ctypes.CDLL(None)
        for setting in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            libc.mallopt(setting, LARGE_BLOCK_BYTES)


def start_of_process_s() -> float:
    """About how long a process like this one takes until it can begin: this one's processor time so far.

    Processor time, because a process may have waited ready for long; bounded, because it may have worked before.
    """
    return min(time.process_time(), LONGEST_START_S)


def _forget_peak() -> bool:
    """Make Linux begin a new peak; False where that cannot be."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        _CLEAR_PEAK.write_text("5")
    except OSError:
        return False
    return True


def _system_peak_bytes() -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
