"""Do two answers go together, do two groups differ: tests that know how people were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from analysis.design import SurveyDesign
from analysis.errors import AnalysisError, BoolArray, FloatArray, IntArray
from analysis.estimate import Estimate, combined, estimates, linear_mean
from analysis.intervals import interval
from analysis.variance import covariance

__all__ = ["ChiSquare", "DesignTest", "chi_square", "t_test"]

ChiSquare = Literal["F", "Chisq", "Wald", "adjWald"]
Labels = pd.Series | npt.NDArray[Any]


@dataclass(frozen=True)
class DesignTest:
    """A test statistic, its degrees of freedom, and the probability of a larger one.

    difference: of a t test, with its interval.
    """

    statistic: float
    parameters: tuple[float, ...]
    p_value: float
    difference: Estimate | None = None


@dataclass(frozen=True, eq=False)
class _Table:
    """Indicators of r x c cells over the rows that answered both; row and column of each."""

    cells: FloatArray
    row: IntArray
    column: IntArray
    used: BoolArray
    size: tuple[int, int]

    @property
    def free(self) -> int:
        return (self.size[0] - 1) * (self.size[1] - 1)


def chi_square(
    design: SurveyDesign, first: Labels, second: Labels, statistic: ChiSquare = "F"
) -> DesignTest:
    """Independence of two categorical answers, (n,) labels, empty for no answer.

    "F": Rao and Scott's second order, "Chisq": their first order, both on Pearson's statistic;
    "Wald", "adjWald": of the differences from independence, poor where cells are many.
    Raises AnalysisError where one of them has a single category, without degrees of freedom
    and where too few units (or empty cells) leave a direction of the table without variance.
    Source: Rao and Scott (1984), Annals of Statistics 12(1); Koch, Freeman, Freeman (1975).
    """
    table = _table(design, first, second)
    nu = design.degrees()
    if nu <= 0:
        raise AnalysisError(
            f"chi-square: {nu} degrees of freedom, as many sampling units as strata; a test needs "
            "more units"
        )
    if statistic in ("Wald", "adjWald"):
        return _wald(design, table, nu, adjusted=statistic == "adjWald")
    return _rao_scott(design, table, nu, second_order=statistic == "F")


def t_test(design: SurveyDesign, y: FloatArray, group: Labels, level: float = 0.95) -> DesignTest:
    """Mean of y in the second of two groups minus in the first, in the order of their labels.

    One degree of freedom less than the design has, as R's `svyttest`. Raises AnalysisError for
    other than two groups and where the difference has no standard error.
    """
    codes, labels = pd.factorize(np.asarray(group), sort=True)
    if len(labels) != 2:
        raise AnalysisError(f"t test: {len(labels)} groups, expected 2")
    parts = [linear_mean(design, y, codes == k) for k in (1, 0)]
    figure = combined(parts, [1.0, -1.0])
    found = estimates(design, [figure], level=level)[0]
    df = float(design.degrees((codes >= 0) & ~np.isnan(y)) - 1)
    if found.value is None or found.se is None or df <= 0:
        raise AnalysisError(f"t test: the difference has no standard error ({found.warrant})")
    if found.se == 0:
        raise AnalysisError("t test: everybody was asked, so the difference is known without error")
    lower, upper = interval(found.value, found.se, df, "t", level)
    shown = Estimate(found.value, found.se, df, lower, upper, found.n, level, found.missing)
    t = found.value / found.se
    return DesignTest(t, (df,), 2 * float(special.stdtr(df, -abs(t))), shown)


def _table(design: SurveyDesign, first: Labels, second: Labels) -> _Table:
    if len(first) != design.n or len(second) != design.n:
        raise AnalysisError(
            f"chi-square: {len(first)} and {len(second)} answers for a design of {design.n} rows"
        )
    rows, row_labels = pd.factorize(np.asarray(first), sort=True)
    columns, column_labels = pd.factorize(np.asarray(second), sort=True)
    size = (len(row_labels), len(column_labels))
    if min(size) < 2:
        raise AnalysisError(f"chi-square: a table of {size[0]} x {size[1]}, expected 2 x 2 or more")
    used = (rows >= 0) & (columns >= 0) & (design.weights > 0)
    cells = np.zeros((design.n, size[0] * size[1]))
    at = np.flatnonzero(used)
    cells[at, (rows * size[1] + columns)[at]] = 1.0
    numbers = np.arange(size[0] * size[1])
    return _Table(cells, numbers // size[1], numbers % size[1], used, size)


def _rao_scott(design: SurveyDesign, table: _Table, nu: int, *, second_order: bool) -> DesignTest:
    weights = design.weights * table.used
    share = weights @ table.cells / weights.sum()
    influence = (table.cells - share) * table.used[:, None] / weights.sum()
    between = covariance(design, influence)
    shares = share.reshape(table.size)
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0)).ravel()
    pearson = design.n * float(((share - expected) ** 2 / expected).sum())
    contrasts = _interactions(table)
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)
    simple = contrasts.T @ (contrasts * (inverse / design.n)[:, None])
    scaled = contrasts * inverse[:, None]
    drawn = scaled.T @ between @ scaled
    _check_rank(simple, table)
    _check_rank(drawn, table)
    effects = np.linalg.solve(simple, drawn)
    whole = float(np.trace(effects))
    if not second_order:
        p = float(special.chdtrc(table.free, pearson * table.free / whole))
        return DesignTest(pearson, (float(table.free),), p)
    df = whole**2 / float(np.trace(effects @ effects))
    return _f_test(pearson / whole, df, df * nu)


def _check_rank(matrix: FloatArray, table: _Table) -> None:
    size = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    rank = 0
    if (size > 0).all():
        roots = np.linalg.eigvalsh(matrix / np.outer(size, size))
        rank = int((roots > 1e-10 * roots.max()).sum())
    if rank < table.free:
        raise AnalysisError(
            f"chi-square: cells and sampling units tell the variance of {rank} of the {table.free} "
            f"differences of a table of {table.size[0]} x {table.size[1]}; merge categories"
        )


def _interactions(table: _Table) -> FloatArray:
    """(cells, free) columns that span what is left of a table beside its margins."""
    a, b = (np.eye(size)[:, 1:] - 1 / size for size in table.size)
    return np.asarray(np.kron(a, b))


def _wald(design: SurveyDesign, table: _Table, nu: int, *, adjusted: bool) -> DesignTest:
    r, c = table.size
    shape = (design.n, r, c)
    rows, columns = table.cells.reshape(shape).sum(axis=2), table.cells.reshape(shape).sum(axis=1)
    weights = design.weights
    whole = float((weights * table.used).sum())
    in_row, in_column = (weights @ rows)[table.row], (weights @ columns)[table.column]
    apart = weights @ table.cells - in_row * in_column / whole
    influence = (
        table.cells
        - rows[:, table.row] * (in_column / whole)
        - columns[:, table.column] * (in_row / whole)
        + table.used[:, None] * (in_row * in_column / whole**2)
    )
    free = (table.row > 0) & (table.column > 0)
    between = covariance(design, influence[:, free])
    _check_rank(between, table)
    value = float(apart[free] @ np.linalg.solve(between, apart[free])) / table.free
    if not adjusted:
        return _f_test(value, table.free, nu)
    below = nu - table.free + 1
    if below <= 0:
        raise AnalysisError(f"chi-square: {nu} degrees of freedom for {table.free} differences")
    return _f_test(value * below / nu, table.free, below)


def _f_test(value: float, above: float, below: float) -> DesignTest:
    return DesignTest(
        value, (float(above), float(below)), float(special.fdtrc(above, below, value))
    )
