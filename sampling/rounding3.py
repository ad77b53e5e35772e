"""Controlled rounding of a table with three ways, by integer programming."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from sampling.allocation import Number, exact_number
from sampling.randomness import Stream

__all__ = ["ThreeWayRounding", "round_three_way"]

Cell = tuple[int, int, int]
WEIGHTS = 1 << 20


@dataclass(frozen=True, slots=True)
class ThreeWayRounding:
    """Whole numbers [i][j][k], and what had to give.

    relaxed: () when every sum is the whole number below or above the exact one; ("two_way",) or
    ("two_way", "one_way") when such a rounding does not exist and sums over one index (and over
    two) give, by `excess` in total. Not unbiased in any case.
    """

    cells: tuple[tuple[tuple[int, ...], ...], ...]
    relaxed: tuple[str, ...]
    excess: int


def round_three_way(
    table: Sequence[Sequence[Sequence[Number]]], stream: Stream
) -> ThreeWayRounding:
    """A three-way table in whole numbers; shape (I, J, K), entries >= 0 and as written in decimals.

    Every cell, every sum over one index (two-way margin), over two (one-way margin) and the
    grand total becomes the whole number below or above; a whole cell, so a zero, stays. Such a
    rounding need not exist: then the two-way margins give by the smallest total excess, and if
    that is not enough the one-way margins too; cells and grand total never do. The stream only
    chooses among equals, without a claim to be unbiased.
    Raises ValueError for a negative entry or a table that is no box.
    Source: Causey, Cox and Ernst (1985), JASA 80, 903-909; solved by HiGHS (scipy's milp).
    """
    exact, shape = _exact(table)
    cells = list(exact)
    margins = _margins(cells)
    for relaxed in ((), ("two_way",), ("two_way", "one_way")):
        found = _solve(exact, margins, relaxed, stream)
        if found is not None:
            rounded, excess = found
            whole = dict(zip(cells, rounded, strict=True))
            box = tuple(
                tuple(tuple(whole[i, j, k] for k in range(shape[2])) for j in range(shape[1]))
                for i in range(shape[0])
            )
            return ThreeWayRounding(box, relaxed, excess)
    raise ArithmeticError("no rounding keeps the cells and the grand total")


def _exact(
    table: Sequence[Sequence[Sequence[Number]]],
) -> tuple[dict[Cell, Fraction], tuple[int, int, int]]:
    rows, columns = len(table), len(table[0]) if table else 0
    depth = len(table[0][0]) if columns else 0
    exact = {
        (i, j, k): exact_number(value)
        for i, sheet in enumerate(table)
        for j, row in enumerate(sheet)
        for k, value in enumerate(row)
    }
    box = set(itertools.product(range(rows), range(columns), range(depth)))
    if exact.keys() != box or any(value < 0 for value in exact.values()):
        raise ValueError("table: expected a box of entries >= 0")
    return exact, (rows, columns, depth)


def _margins(cells: list[Cell]) -> list[tuple[str, list[int]]]:
    """(kind, positions of its cells) for every sum."""
    kinds = {1: "two_way", 2: "one_way", 3: "total"}
    found: dict[tuple[int | None, ...], list[int]] = {}
    for position, cell in enumerate(cells):
        for count in kinds:
            for summed in itertools.combinations(range(3), count):
                key = tuple(None if axis in summed else x for axis, x in enumerate(cell))
                found.setdefault(key, []).append(position)
    return [(kinds[key.count(None)], positions) for key, positions in found.items()]


def _solve(
    exact: dict[Cell, Fraction],
    margins: list[tuple[str, list[int]]],
    relaxed: tuple[str, ...],
    stream: Stream,
) -> tuple[list[int], int] | None:
    """One variable 0 or 1 for each cell, above its whole part, and, for each margin, one for
    what it gives."""
    values = list(exact.values())
    whole = [math.floor(value) for value in values]
    n, m = len(values), len(margins)
    sums = [sum((values[c] for c in cells), Fraction(0)) for _, cells in margins]
    base = [sum(whole[c] for c in cells) for _, cells in margins]
    matrix, slack = np.zeros((m, n)), np.eye(m)
    for row, (_, cells) in enumerate(margins):
        matrix[row, cells] = 1
    open_cells = [math.ceil(value) - floor for value, floor in zip(values, whole, strict=True)]
    most = [n if kind in relaxed else 0 for kind, _ in margins]
    found = milp(
        # the cells' part of the objective is below 1/2 in all: it never costs an excess
        np.array([*_tie_breakers(n, stream), *([1.0] * m)]),
        integrality=np.ones(n + m, dtype=np.int64),
        bounds=Bounds(np.zeros(n + m), np.array([*open_cells, *most], dtype=np.float64)),
        constraints=[
            LinearConstraint(
                np.hstack([matrix, -slack]), -np.inf, _less(map(math.ceil, sums), base)
            ),
            LinearConstraint(
                np.hstack([matrix, slack]), _less(map(math.floor, sums), base), np.inf
            ),
        ],
    )
    if found.x is None:
        return None
    up = [round(float(x)) for x in found.x]
    return [floor + x for floor, x in zip(whole, up[:n], strict=True)], sum(up[n:])


def _less(sums: Iterable[int], base: list[int]) -> npt.NDArray[np.float64]:
    return np.array([s - b for s, b in zip(sums, base, strict=True)], dtype=np.float64)


def _tie_breakers(n: int, stream: Stream) -> list[float]:
    return [stream.below(WEIGHTS) / WEIGHTS / (2 * n) for _ in range(n)]
