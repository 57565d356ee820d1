"""What a tour found, as values and as `report.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from desktop_llm.core.files import write_atomically
from desktop_llm.ui.tour.heartbeat import Gaps


@dataclass(slots=True)
class StepResult:
    """One step of the tour; `trouble` says why it failed."""

    name: str
    ok: bool
    seconds: float
    trouble: str = ""


@dataclass(slots=True)
class TourReport:
    """Figures of a tour; None where a step before it failed, or where it started in a window that was open."""

    ok: bool = False
    steps: list[StepResult] = field(default_factory=list)
    launch_to_window_s: float | None = None
    launch_to_first_token_s: float | None = None
    streamed_tokens: int = 0
    tokens_per_second: float | None = None
    held_out_loss_before: float | None = None
    held_out_loss_after: float | None = None
    heartbeat_ms: dict[str, Gaps] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        write_atomically(path, json.dumps(asdict(self), indent=1) + "\n")
