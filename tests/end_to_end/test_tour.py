"""The tour in a process of its own, as `desktop-llm tour` runs it: the main job, seen through the report."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


@pytest.mark.timeout(900)
def test_the_tour_chats_trains_and_compares(tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    run = subprocess.run(
        [sys.executable, "-m", "desktop_llm", "tour", "--out", str(out)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=850,
        check=False,
    )
    report = json.loads((out / "report.json").read_text())
    assert run.returncode == 0 and report["ok"], run.stdout + run.stderr
    assert all(step["ok"] for step in report["steps"])
    assert report["streamed_tokens"] > 20
    assert report["tokens_per_second"] > 1
    before, after = report["held_out_loss_before"], report["held_out_loss_after"]
    assert math.exp(after - before) <= 0.8, "held-out perplexity fell by a fifth at least"
    assert 0 < report["launch_to_window_s"] < report["launch_to_first_token_s"]
    for phase in ("idle", "busy"):
        assert report["heartbeat_ms"][phase]["beats"] > 100
    assert len(report["pictures"]) >= 10
    for name in report["pictures"]:
        image = QImage(str(out / name))
        assert image.width() >= 1280 and image.height() >= 800
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 20, f"{name} is nearly blank"
