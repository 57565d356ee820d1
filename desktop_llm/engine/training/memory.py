"""What this process takes: the peak of its memory, and the time its start took."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil

LONGEST_START_S = 8.0
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
