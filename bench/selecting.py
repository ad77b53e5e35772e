"""Every method of selection on a large frame, and controlled rounding of a large table.

Random numbers from the published stream are part of the time. samplics, where it is installed,
draws the same number beside us; elsewhere the yardstick is reading the sizes once.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from bench.timing import Line, best
from sampling.cube import balanced_sample
from sampling.pps import bernoulli, pareto, sampford, simple_random, systematic, uniform
from sampling.probabilities import inclusion_probabilities
from sampling.randomness import Stream
from sampling.rounding import round_table
from sampling.selection import select

__all__ = ["lines"]

FRAME, TAKEN, CUBE = 1_000_000, 1_000, 100_000
ROWS, COLUMNS = 200, 20


def lines() -> list[Line]:
    """1,000 of 1,000,000 by each method; 1,000 of 100,000 by the cube; a table of 200 x 20."""
    sizes = np.random.default_rng(6).lognormal(5, 1, FRAME).astype(np.int64) + 1
    whole, kinds = sizes.tolist(), [f"kind {k % 3}" for k in range(FRAME)]
    pi = np.asarray(inclusion_probabilities(sizes, TAKEN))
    x = np.column_stack([pi[:CUBE], sizes[:CUBE]])
    equal = np.full(CUBE, TAKEN / CUBE)

    def numbers(label: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return uniform(Stream(b"bench", label), FRAME)

    jobs: dict[str, Callable[[], object]] = {
        "simple random": lambda: Stream(b"bench", "a").sample(range(FRAME), TAKEN),
        "simple random, permanent numbers": lambda: simple_random(TAKEN, numbers("b")),
        "Bernoulli": lambda: bernoulli(TAKEN / FRAME, numbers("c")),
        "systematic": lambda: systematic(np.full(FRAME, TAKEN / FRAME), 0.25),
        "PPS systematic, exact": lambda: select(
            range(FRAME), TAKEN, Stream(b"bench", "d"), "pps_systematic", sizes=whole, keys=kinds
        ),
        "PPS systematic, floats": lambda: systematic(pi, 0.25),
        "Sampford": lambda: sampford(pi, Stream(b"bench", "e")),
        "Pareto": lambda: pareto(pi, numbers("f")),
    }
    yardstick, beside = _yardstick(sizes)
    found = [
        Line(f"draw 1,000 of 1,000,000: {name}", best(job), yardstick, beside, "1 s")
        for name, job in jobs.items()
    ]
    cube = best(lambda: balanced_sample(np.column_stack([equal, x]), equal, Stream(b"b", "g")), 2)
    found.append(Line("cube method, 1,000 of 100,000", cube, yardstick, beside, "1 s"))
    table = _table()
    rounding = best(lambda: round_table(table, Stream(b"bench", "h")), 2)
    floors = best(lambda: [[x.__floor__() for x in row] for row in table])
    found.append(Line("controlled rounding, 200 x 20", rounding, "floors", floors, "1 s"))
    return found


def _table() -> list[list[Fraction]]:
    rng = np.random.default_rng(7)
    sizes = rng.integers(20, 600, (ROWS, COLUMNS)).tolist()
    total = sum(map(sum, sizes))
    return [[Fraction(1500 * size, total) for size in row] for row in sizes]


def _yardstick(
    sizes: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> tuple[str, float]:
    """samplics' systematic PPS where it is installed, else a running sum of the sizes."""
    try:
        samplics = importlib.import_module("samplics.sampling")
        methods = importlib.import_module("samplics").SelectMethod
    except ImportError:
        return "a running sum (samplics is not installed)", best(lambda: np.cumsum(sizes))
    units = np.arange(sizes.size)
    selection = samplics.SampleSelection(method=methods.pps_sys, strat=False, wr=False)
    draw = best(lambda: selection.select(units, TAKEN, mos=sizes), 1)
    return "samplics, PPS systematic", draw
