"""Means with bootstrap intervals: how far a figure would move with other questions of the same sort.

Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13 (percentile interval).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from desktop_llm.core.measures import Interval

RESAMPLES = 2000
SEED = 20_261_122
_LEVEL = 95.0

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


def draws(count: int) -> Numbers:
    """(resamples, count) places drawn with replacement, the same for the same count."""
    return np.random.default_rng(SEED).integers(0, count, size=(RESAMPLES, count))


def mean_interval(values: Floats) -> Interval:
    """Of plain values."""
    return statistic_interval(values.size, lambda places: values[places].mean(axis=-1))


def statistic_interval(count: int, statistic: Callable[[Numbers], Floats]) -> Interval:
    """Of a figure that is worked out from places: (n,) or (resamples, n) in, one figure for each row out."""
    whole = float(statistic(np.arange(count)))
    if count < 2:
        return Interval(whole, whole, whole, count)
    low, high = bounds(statistic(draws(count)))
    return Interval(whole, low, high, count)


def bounds(values: Floats) -> tuple[float, float]:
    """The middle 95 % of resampled figures."""
    low, high = np.percentile(values, [(100 - _LEVEL) / 2, (100 + _LEVEL) / 2])
    return float(low), float(high)
