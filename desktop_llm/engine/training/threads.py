"""How many processor threads a run computes with, where the person leaves it open.

Beside another busy program, threads that wait for each other lose most of their time: on a 2-core machine a small
model was seen to learn five times as fast with one thread as with two.
"""

from __future__ import annotations

import time

import torch

from desktop_llm.engine.training.batch import Batch
from desktop_llm.engine.training.run import Run

LONGEST_TRIAL_S = 0.6
"""A gradient of one row that takes longer than this is not repeated for the comparison."""
CLEARLY_FASTER = 0.85


def choose_threads(run: Run, row: Batch) -> int:
    """Set torch's threads to all it has or to half, whichever is faster just now; how many they are.

    Args:
        run: On its device, before its first step.
        row: One row to try with. The weights do not change.
    """
    every = torch.get_num_threads()
    fewer = max(1, every // 2)
    if run.device.type != "cpu" or fewer == every:
        return every
    if _seconds(run, row) > LONGEST_TRIAL_S:
        return every
    with_every = min(_seconds(run, row), _seconds(run, row))
    torch.set_num_threads(fewer)
    with_fewer = min(_seconds(run, row), _seconds(run, row))
    if with_fewer > CLEARLY_FASTER * with_every:
        torch.set_num_threads(every)
    return torch.get_num_threads()


def _seconds(run: Run, row: Batch) -> float:
    before = time.perf_counter()
    run.try_gradient(row)
    return time.perf_counter() - before
