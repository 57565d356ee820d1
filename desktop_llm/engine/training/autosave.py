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


class Autosave:
    """The `autosave/` of a run: `step-N/` is a whole checkpoint, and only the newest stays.

    Args:
        folder: Where the saves lie.
        checkpoint_bytes: What one takes. There is room for two of them, or none is made.
    """

    def __init__(self, folder: Path, checkpoint_bytes: int) -> None:
        self._folder = folder
        self._checkpoint_bytes = checkpoint_bytes
        self._last_took_s = saving_seconds(checkpoint_bytes)
        self._last_at = time.perf_counter()

    def is_due(self) -> bool:
        """Whether it is time, and there is room, for the next one."""
        if time.perf_counter() - self._last_at < max(EVERY_S, self._last_took_s / LARGEST_SHARE):
            return False
        # The finished checkpoint has to fit beside it, and the old one goes only after.
        return free_disk_bytes(self._folder) > 2 * self._checkpoint_bytes

    def save(self, step: int, write: Callable[[Path], None]) -> None:
        """Let `write` make the checkpoint folder of a step, then remove the older ones."""
        before = time.perf_counter()
        target = self._folder / f"step-{step:08d}"
        try:
            if not target.exists():
                write(target)
        finally:
            self._last_at = time.perf_counter()
        self._last_took_s = self._last_at - before
        for path in self._folder.iterdir():
            if path != target:
                shutil.rmtree(path, ignore_errors=True)
