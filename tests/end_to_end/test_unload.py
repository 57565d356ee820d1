"""Unloading a checkpoint gives its memory back: what is left is an empty engine, as before."""

from __future__ import annotations

import time

import psutil
from pytestqt.qtbot import QtBot

from desktop_llm.core.resources import resource_path
from desktop_llm.engine import process
from desktop_llm.workers.engines import Engines

MOST_BYTES = 50_000_000
PATH = str(resource_path("checkpoints", "starter-chat"))


def _resident_bytes() -> int:
    """Of all children that run, once they stand still."""
    last = -1
    while True:
        now = sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))
        if abs(now - last) < 1_000_000:
            return now
        last = now
        time.sleep(1.0)


def test_unloading_gives_all_but_50_megabytes_back(qtbot: QtBot) -> None:
    engines = Engines(process.main, 1, True)
    try:
        with qtbot.waitSignal(engines.became_ready, timeout=120_000):
            engines.warm_up()
        before = _resident_bytes()
        job = engines.load(PATH)
        with qtbot.waitSignal(job.finished, timeout=120_000):
            pass
        qtbot.waitUntil(lambda: len(psutil.Process().children()) >= 2, timeout=60_000)  # the next spare
        engines.unload(PATH)
        qtbot.waitUntil(lambda: not engines.loaded(), timeout=20_000)
        qtbot.waitUntil(lambda: _are_idle() and len(_engines()) == 1, timeout=120_000)
        after = _resident_bytes()
    finally:
        engines.close()
    assert after - before <= MOST_BYTES, f"{before} before the load, {after} after the unload"


def _engines() -> list[psutil.Process]:
    """Children that hold torch; the resource tracker of multiprocessing is small."""
    return [child for child in psutil.Process().children() if child.memory_info().rss > 100_000_000]


def _are_idle() -> bool:
    used = [child.cpu_times().user for child in psutil.Process().children()]
    time.sleep(0.5)
    return used == [child.cpu_times().user for child in psutil.Process().children()]
