"""Axes of shares: where an estimate stands between two ends, in the page and in print."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis", "part_axis", "share_axis"]


@dataclass(frozen=True)
class Axis:
    """An axis from low to high (shares, 0 to 1) with the values to label."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Where the value stands, 0 at the low end and 1 at the high one; kept within both."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def share_axis(values: Iterable[float | None]) -> Axis:
    """An axis up to 1 that begins at a whole tenth or fifth below all values.

    Steps are tenths, or fifths when it begins below 0.5: at most six labels.
    """
    lowest = min((value for value in values if value is not None), default=0.0)
    steps = 10 if lowest >= 0.5 else 5
    # Not beyond the last step: an axis needs a length even when everything is 1.
    first = min(max(0, math.floor(lowest * steps + 1e-9)), steps - 1)
    ticks = tuple(tick / steps for tick in range(first, steps + 1))
    return Axis(ticks[0], 1.0, ticks)


def part_axis(values: Iterable[float | None]) -> Axis:
    """An axis from 0 to the first whole tenth or fifth above all values, at most 1."""
    highest = max((value for value in values if value is not None), default=0.0)
    steps = 10 if highest <= 0.5 else 5
    last = min(max(1, math.ceil(highest * steps - 1e-9)), steps)
    ticks = tuple(tick / steps for tick in range(last + 1))
    return Axis(0.0, ticks[-1], ticks)
