"""Saving along the way, so that a crash or a power cut costs seconds: when, and which to keep."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from desktop_llm.engine.training.pace import saving_seconds
from desktop_llm.engine.training.saving import free_disk_bytes

EVERY_S = 30.0
LARGEST_SHARE = 0.05
"""Of the run's time."""
KEPT = 2


class Autosave:
    """The `autosave/` of a run: `step-N/` is a whole checkpoint with the whole state; the last two stay.

    Args:
        folder: Where the saves lie.
        save_bytes: What one takes. There is room for two of them, or none is made.
        every_s: Between two saves; 0 for `EVERY_S`, less often where saving is slow.
    """

    def __init__(self, folder: Path, save_bytes: int, every_s: float = 0.0) -> None:
        self._folder = folder
        self._save_bytes = save_bytes
        self._every_s = every_s
        self._last_took_s = saving_seconds(save_bytes)
        self._last_at = time.perf_counter()

    def is_due(self) -> bool:
        """Whether it is time, and there is room, for the next one."""
        every_s = self._every_s or max(EVERY_S, self._last_took_s / LARGEST_SHARE)
        if time.perf_counter() - self._last_at < every_s:
            return False
        # The finished checkpoint has to fit beside it, and the oldest goes only after.
        return free_disk_bytes(self._folder) > 2 * self._save_bytes

    def save(self, step: int, write: Callable[[Path], None]) -> None:
        """Let `write` make the folder of a step, then remove all but the last `KEPT`."""
        before = time.perf_counter()
        target = self._folder / f"step-{step:08d}"
        try:
            if not target.exists():
                write(target)
        finally:
            self._last_at = time.perf_counter()
        self._last_took_s = self._last_at - before
        for path in sorted(self._folder.glob("step-*"))[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)
