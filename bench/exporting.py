"""Writing 100,000 responses as CSV, beside pandas writing the same."""

from __future__ import annotations

import io
import tracemalloc

import numpy as np
import pandas as pd

from bench.timing import Line, best
from survey_app.exports.tables import write_csv

__all__ = ["lines"]

ROWS, ITEMS = 100_000, 40
CODES = np.array(["5", "4", "3", "2", "1", "dk", ""], dtype=object)


def lines() -> list[Line]:
    """100,000 responses of 40 items with texts made safe; memory of ten times as many rows."""
    random = np.random.default_rng(1)
    table = pd.DataFrame({f"q{n}": CODES[random.integers(0, 7, ROWS)] for n in range(ITEMS)})
    ours = best(lambda: _written(table), 2)
    beside = best(lambda: table.to_csv(io.StringIO(), index=False), 2)
    tracemalloc.start()
    _written(table)
    highest = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    job = f"export of {ROWS:,} responses of {ITEMS} items as CSV ({highest:.0f} MB at most)"
    return [Line(job, ours, "pandas' to_csv", beside, "2 s, memory flat")]


def _written(table: pd.DataFrame) -> int:
    return sum(len(chunk) for chunk in write_csv([table]))
