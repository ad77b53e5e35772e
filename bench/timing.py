"""One line of the table: a job, how long ours takes, and a yardstick timed beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["HEAD", "Line", "best"]

HEAD = (
    "| job | ours | yardstick | its time | ours / yardstick | budget |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Line:
    """ours, beside: seconds; yardstick: what was timed beside it; budget: in words, "" for none."""

    job: str
    ours: float
    yardstick: str
    beside: float
    budget: str = ""

    def __str__(self) -> str:
        ratio = self.ours / self.beside
        cells = (
            self.job, _seconds(self.ours), self.yardstick, _seconds(self.beside),
            f"{ratio:.2g}", self.budget,
        )  # fmt: skip
        return "| " + " | ".join(cells) + " |"


def best(job: Callable[[], object], times: int = 3) -> float:
    """Seconds of the quickest of several runs: the one that others disturbed least."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        found.append(time.perf_counter() - start)
    return min(found)


def _seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:.3g} µs"
