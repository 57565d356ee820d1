"""What the chart draws, as arrays: points by rising step, smoothing, thinning to the pixels there are, round marks.

Numbers only. How they look is `chart_paint`, what a hand does with them is `chart`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SMOOTHING = 0.9
Points = tuple[np.ndarray, np.ndarray]


class Line:
    """Points whose steps rise; a step that comes again (a run went on from an older save) replaces what followed."""

    def __init__(self, points: Iterable[tuple[float, float]] = ()) -> None:
        self._steps, self._values = np.empty(64), np.empty(64)
        self._count = 0
        for step, value in points:
            self.add(step, value)

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> np.ndarray:
        return self._steps[: self._count]

    @property
    def values(self) -> np.ndarray:
        return self._values[: self._count]

    @property
    def last_step(self) -> float:
        """0 where there is none."""
        return float(self._steps[self._count - 1]) if self._count else 0.0

    def add(self, step: float, value: float) -> None:
        """Append a point."""
        if not math.isfinite(value):
            return
        if self._count and step <= self.last_step:
            self._count = int(np.searchsorted(self.steps, step))
        if self._count == len(self._steps):
            self._steps, self._values = (np.concatenate([array, array]) for array in (self._steps, self._values))
        self._steps[self._count], self._values[self._count] = step, value
        self._count += 1

    def between(self, first: float, last: float) -> Points:
        """The points of a range of steps, and one beyond at each side, so that lines reach the edges."""
        begin = max(0, int(np.searchsorted(self.steps, first)) - 1)
        end = int(np.searchsorted(self.steps, last, "right")) + 1
        return self.steps[begin:end], self.values[begin:end]

    def nearest(self, step: float) -> tuple[float, float] | None:
        """The point whose step is nearest; None where there is none."""
        if not self._count:
            return None
        index = int(np.argmin(np.abs(self.steps - step)))
        return float(self._steps[index]), float(self._values[index])


class SmoothedLine(Line):
    """Exponential moving average without the start's bias (Kingma and Ba 2015, section 3)."""

    def __init__(self, points: Iterable[tuple[float, float]] = ()) -> None:
        self._average = self._weight = 0.0
        super().__init__(points)

    def add(self, step: float, value: float) -> None:
        if math.isfinite(value):
            self._average = SMOOTHING * self._average + (1 - SMOOTHING) * value
            self._weight = SMOOTHING * self._weight + (1 - SMOOTHING)
            super().add(step, self._average / self._weight)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Another run in the same chart, under its letter."""

    letter: str
    name: str
    line: Line
    steps: int


class RunLines:
    """All lines of one run."""

    def __init__(self) -> None:
        self.raw, self.smooth, self.held_out, self.rate = Line(), SmoothedLine(), Line(), Line()

    def add_step(self, step: int, loss: float, rate: float = math.nan) -> None:
        self.raw.add(step, loss)
        self.smooth.add(step, loss)
        self.rate.add(step, rate)

    @property
    def now(self) -> float:
        """The last step that anything is known of."""
        return max(self.raw.last_step, self.held_out.last_step)

    def as_csv(self) -> str:
        """A table: one line for each step that has any figure."""
        columns = [dict(zip(line.steps.tolist(), line.values.tolist(), strict=True)) for line in
                   (self.raw, self.smooth, self.held_out, self.rate)]  # fmt: skip
        rows = ["step,training_loss,training_loss_smoothed,held_out_loss,learning_rate"]
        for step in sorted(set().union(*columns)):
            values = (column.get(step) for column in columns)
            cells = ("" if value is None else f"{value:.6g}" for value in values)
            rows.append(f"{step:.0f}," + ",".join(cells))
        return "\n".join(rows) + "\n"


def low_and_high(lines: RunLines, overlays: tuple[Overlay, ...], first: float, last: float) -> tuple[float, float]:
    """Between which losses the visible part lies, with a margin; single spikes of the raw line do not flatten it."""
    known = [line.between(first, last)[1] for line in (lines.smooth, lines.held_out, *(o.line for o in overlays))]
    raw = lines.raw.between(first, last)[1]
    if raw.size:
        known.append(np.percentile(raw[:: max(1, raw.size // 1000)], [2, 98]))
    values = np.concatenate(known)
    if not values.size:
        return 0.0, 4.0
    low, high = float(values.min()), float(values.max())
    margin = max(0.05, (high - low) * 0.12)
    return low - margin, high + margin


def thinned(points: Points, columns: int) -> Points:
    """At most so many pairs of lowest and highest value, so that no spike is lost."""
    steps, values = points
    if len(steps) <= 2 * columns:
        return points
    begins = np.linspace(0, len(steps), columns, endpoint=False).astype(int)
    pairs = np.empty(2 * columns)
    pairs[0::2], pairs[1::2] = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
    return np.repeat(steps[begins], 2), pairs


def sampled(points: Points, columns: int) -> Points:
    """At most so many points, evenly taken, the last among them: for lines that are smooth."""
    steps, values = points
    if len(steps) <= columns:
        return points
    taken = np.linspace(0, len(steps) - 1, columns).astype(int)
    return steps[taken], values[taken]


def nice_gap(least: float) -> float:
    """The next of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ... that is at least so large."""
    size = 10.0 ** math.floor(math.log10(max(least, 1e-9)))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= least * 0.999999)


def marks(low: float, high: float, least_gap: float) -> list[float]:
    """Round values between two values, at least a gap apart."""
    gap = nice_gap(least_gap)
    first = math.ceil(low / gap - 1e-9)
    return [number * gap for number in range(first, math.floor(high / gap + 1e-9) + 1)]


def apart(wanted: list[float], distance: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones that are at least a distance from each other, kept between low and high."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = list(wanted)
    for before, index in pairwise(order):
        places[index] = max(places[index], places[before] + distance)
    top = high
    for index in reversed(order):
        places[index] = max(low, min(places[index], top))
        top = places[index] - distance
    return places
