"""Means of many items in many domains at once: one pass over the columns, then small algebra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.auxiliary import crossed
from analysis.checks import check_finite, check_level, numbers
from analysis.design import Stage, SurveyDesign
from analysis.errors import BoolArray, FloatArray, IntArray
from analysis.estimate import Estimate, estimates, linear_mean, with_limits
from analysis.intervals import Interval
from analysis.variance import components_of

__all__ = ["UnitSums", "domain_means", "unit_sums"]

_AT_ONCE = 20_000_000  # numbers in one table of units by domains


@dataclass(frozen=True, eq=False)
class UnitSums:
    """All that the algebra needs of the rows: sums by sampling unit and domain.

    unit, domain: (C,) of the pairs that occur. above, below: (k, C) weighted totals of each
    item and of the rows that answered it. rows: (C,) rows of positive weight; answered: (k, C)
    those of them with an answer. Another place (a database) may compute it by GROUP BY.
    """

    unit: IntArray
    domain: IntArray
    above: FloatArray
    below: FloatArray
    rows: IntArray
    answered: IntArray


def domain_means(
    design: SurveyDesign,
    frame: pd.DataFrame,
    items: Sequence[str],
    by: Sequence[str],
    *,
    how: Interval = "t",
    level: float = 0.95,
) -> dict[tuple[str, ...], tuple[Estimate, ...]]:
    """Weighted means of numeric columns by the combinations of other columns that occur.

    frame: rows as the design has them; NaN in an item is no answer, a row with an empty cell in
    `by` belongs to no domain. Same figures as `linear_mean` and `estimates` by domain.
    Raises AnalysisError for a column of text, and naming the row of an infinite value.
    """
    check_level(level)
    cells = crossed(frame, by)
    known = np.all([cells.codes[name] >= 0 for name in by], axis=0)
    domains = np.flatnonzero(known)
    names = [
        tuple(cells.labels[name][cells.codes[name][cell]] for name in by)
        for cell in domains.tolist()
    ]
    place = np.full(cells.size, -1, dtype=np.int64)
    place[domains] = np.arange(len(domains))
    domain = cells.rows if known.all() else place[cells.rows]
    columns = [numbers(frame[item].to_numpy(), design.n) for item in items]
    if not names:
        return {}
    if design.adjustments:
        found = _one_by_one(design, columns, domain, len(names), how, level)
    else:
        found = _together(design, columns, domain, len(names), how, level)
    return dict(zip(names, found, strict=True))


def unit_sums(
    design: SurveyDesign, stage: Stage, columns: Sequence[FloatArray], domain: IntArray, size: int
) -> UnitSums:
    """The pass over the rows: domain (n,) codes below size, -1 for none."""
    weights, codes, given = design.weights, stage.units * size + domain, columns
    outside = (domain < 0) | (weights <= 0)
    if outside.any():
        kept = np.flatnonzero(~outside)
        weights, codes = weights[kept], codes[kept]
        columns = [column[kept] for column in columns]
    codes, pairs = _compact(codes, len(stage.parent) * size)
    rows, whole = np.bincount(codes, minlength=len(pairs)), np.bincount(codes, weights, len(pairs))
    above, below, answered = [], [], []
    for column, values in zip(columns, given, strict=True):
        product = weights * column
        silent = np.flatnonzero(np.isnan(product)) if np.isnan(product.sum()) else pairs[:0]
        product[silent] = 0.0
        above.append(np.bincount(codes, product, len(pairs)))
        check_finite(float(above[-1].sum()), values, ~outside)
        lost = codes[silent]
        heard = rows - np.bincount(lost, minlength=len(pairs))
        below.append(
            np.where(heard > 0, whole - np.bincount(lost, weights[silent], len(pairs)), 0.0)
        )
        answered.append(heard)
    return UnitSums(
        pairs // size, pairs % size, np.array(above), np.array(below), rows, np.array(answered)
    )


def _compact(codes: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Codes among those that occur (or among all where they are few), and what they stand for."""
    if size > 4 * len(codes) + 1000:
        found, codes = np.unique(codes, return_inverse=True)
        return codes.reshape(-1).astype(np.int64), found.astype(np.int64)
    return codes, np.arange(size, dtype=np.int64)


def _together(
    design: SurveyDesign,
    columns: Sequence[FloatArray],
    domain: IntArray,
    size: int,
    how: Interval,
    level: float,
) -> list[tuple[Estimate, ...]]:
    sums = [unit_sums(design, stage, columns, domain, size) for stage in design.stages]
    first = sums[0]
    rows, degrees = np.bincount(first.domain, first.rows, size), _degrees(design, first, size)
    census = _census(design, domain, size)
    found = []
    for k in range(len(columns)):
        above, below = (
            np.bincount(first.domain, s[k], size).astype(np.float64)
            for s in (first.above, first.below)
        )
        n = np.bincount(first.domain, first.answered[k], size)
        means = np.divide(above, below, out=np.zeros(size), where=(n > 0) & (below > 0))
        errors = _errors(design, sums, k, means, below)
        found.append(
            [
                with_limits(
                    Estimate(
                        float(means[d]) if n[d] else None,
                        float(errors[d]),
                        float(degrees[d]),
                        None,
                        None,
                        int(n[d]),
                        level,
                        int(rows[d] - n[d]),
                        warrant=None if n[d] else "all_missing" if rows[d] else "empty_domain",
                    ),
                    census=bool(census[d]),
                    lonely_fails=design.lonely == "fail",
                    how=how,
                )
                for d in range(size)
            ]
        )
    return list(zip(*found, strict=True))


def _errors(
    design: SurveyDesign, sums: Sequence[UnitSums], k: int, means: FloatArray, below: FloatArray
) -> FloatArray:
    """(D,) standard errors of the means of item k, some domains at a time."""
    size = len(means)
    step = max(1, _AT_ONCE // max(len(stage.parent) for stage in design.stages))
    weight = np.where(below > 0, below, 1.0)
    variances = []
    for start in range(0, size, step):
        totals = []
        for stage, part in zip(design.stages, sums, strict=True):
            own = (part.domain >= start) & (part.domain < start + step)
            unit, d = part.unit[own], part.domain[own]
            table = np.zeros((len(stage.parent), min(step, size - start)))
            table[unit, d - start] = (part.above[k, own] - means[d] * part.below[k, own]) / weight[
                d
            ]
            totals.append(table)
        variances.append(components_of(design, totals).variance)
    return np.sqrt(np.concatenate(variances))


def _degrees(design: SurveyDesign, sums: UnitSums, size: int) -> IntArray:
    """(D,) PSUs minus strata with rows in each domain."""
    there = sums.rows > 0
    units = np.bincount(sums.domain[there], minlength=size)
    stratum = design.stages[0].parent[sums.unit[there]]
    pairs = np.unique(stratum * size + sums.domain[there])
    return units - np.bincount(pairs % size, minlength=size)


def _census(design: SurveyDesign, domain: IntArray, size: int) -> BoolArray:
    """(D,) whether sampling leaves nothing open about any row of the domain."""
    if not design.fpc or not design.censused.any():
        return np.zeros(size, dtype=np.bool_)
    there = (domain >= 0) & (design.weights > 0)
    return np.asarray(np.bincount(domain[there], ~design.censused[there], size) == 0)


def _one_by_one(
    design: SurveyDesign,
    columns: Sequence[FloatArray],
    domain: IntArray,
    size: int,
    how: Interval,
    level: float,
) -> list[tuple[Estimate, ...]]:
    """Calibrated residuals spread over all rows, so a domain's units are not its rows' alone."""
    return [
        estimates(
            design, [linear_mean(design, y, domain == d) for y in columns], how=how, level=level
        )
        for d in range(size)
    ]
