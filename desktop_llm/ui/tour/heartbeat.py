"""How late the window's event loop is: a 5 ms timer and the gaps between its beats."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


@dataclass(frozen=True, slots=True)
class Gaps:
    """Milliseconds between beats: median, 99th percentile, longest; and how many beats there were."""

    p50: float
    p99: float
    max: float
    beats: int


class Heartbeat(QObject):
    """Beats from `begin` to `end`; phases are told apart by name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gaps: dict[str, list[float]] = {}
        self._phase = ""
        self._last = 0.0
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    def begin(self, phase: str) -> None:
        """Count the gaps under this name from now on."""
        self._phase = phase
        self._gaps.setdefault(phase, [])
        self._last = time.perf_counter()
        self._timer.start()

    def end(self) -> None:
        """Count no more."""
        self._timer.stop()

    def gaps(self, *phases: str) -> Gaps:
        """What was counted under these names together."""
        values = np.array([gap for phase in phases for gap in self._gaps.get(phase, [])] or [0.0])
        p50, p99 = np.percentile(values, [50, 99])
        return Gaps(round(float(p50), 2), round(float(p99), 2), round(float(values.max()), 2), len(values))

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self._gaps[self._phase].append((now - self._last) * 1000)
        self._last = now
