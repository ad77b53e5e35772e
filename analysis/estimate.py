"""Means, shares, totals, ratios and differences, with intervals where the design gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np

from analysis.checks import check_level, members, numbers, weighted_sum
from analysis.design import SurveyDesign
from analysis.errors import AnalysisError, BoolArray, FloatArray
from analysis.intervals import Interval, interval
from analysis.variance import components, satterthwaite

__all__ = [
    "Degrees",
    "Estimate",
    "Interval",
    "Linear",
    "Weighted",
    "combined",
    "design_effect",
    "difference",
    "estimates",
    "interval",
    "linear_design_effect",
    "linear_mean",
    "linear_ratio",
    "linear_total",
    "mean",
    "ratio",
    "share",
    "total",
    "with_limits",
]

Degrees = Literal["design", "satterthwaite"]


@dataclass(frozen=True)
class Estimate:
    """One figure with what the design says about it.

    value: None where there is no answer. se, df, lower, upper: None where the design gives no
    margin, and then `warrant` says why: empty_domain, all_missing, one_psu, constant,
    too_few_answers, group_missing, response_below_70. n: answers used; missing: rows of the
    domain that gave none. note: an assumption the interval rests on (census,
    nonresponse_at_random). bounds: the value with all non-respondents at worst and at best.
    """

    value: float | None
    se: float | None
    df: float | None
    lower: float | None
    upper: float | None
    n: int
    level: float = 0.95
    missing: int = 0
    note: str | None = None
    warrant: str | None = None
    bounds: tuple[float, float] | None = None


class Weighted(Protocol):
    """What a figure's value needs of a design: rows and their weights."""

    @property
    def weights(self) -> FloatArray: ...
    @property
    def n(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Linear:
    """A figure as a smooth function of totals, and what each row does to it.

    value: None with `why` where it has none. influence: (n,) not weighted: the variance of the
    figure is that of the weighted total of `influence`. rows: (n,) the domain, for degrees.
    """

    value: float | None
    influence: FloatArray
    rows: BoolArray
    n: int
    missing: int = 0
    why: str | None = None


def linear_mean(design: Weighted, y: FloatArray, domain: BoolArray | None = None) -> Linear:
    """Weighted mean of y (n,), NaN where not answered, over the rows of a domain.

    Raises AnalysisError naming the row of an infinite value.
    """
    y, rows = numbers(y, design.n), _domain(design, domain)
    used = rows & ~np.isnan(y)
    n = int(np.count_nonzero(used))
    missing = int(np.count_nonzero(rows)) - n
    if n == 0:
        return _without_value(design, rows, n, missing)
    bottom = float(design.weights @ used.astype(np.float64))  # the order of sums of the top
    value = weighted_sum(design.weights, y, used) / bottom
    return Linear(value, np.where(used, (y - value) / bottom, 0.0), rows, n, missing)


def linear_ratio(
    design: Weighted, above: FloatArray, below: FloatArray, domain: BoolArray | None = None
) -> Linear:
    """Ratio of two totals over the rows that have both; (n,) each, NaN where not answered.

    Raises AnalysisError naming the row of an infinite value.
    """
    rows = _domain(design, domain)
    above, below = numbers(above, design.n), numbers(below, design.n)
    used = rows & ~np.isnan(above) & ~np.isnan(below)
    w = design.weights * used
    n, missing = int(used.sum()), int((rows & ~used).sum())
    bottom, top = weighted_sum(w, below, used), weighted_sum(w, above, used)
    if bottom == 0:
        return _without_value(design, rows, n, missing)
    value = top / bottom
    influence = np.where(used, above - value * below, 0.0) / bottom
    return Linear(value, influence, rows, n, missing)


def linear_total(design: Weighted, y: FloatArray, domain: BoolArray | None = None) -> Linear:
    """Weighted total of y (n,) over the rows of a domain that answered; none may be infinite."""
    rows = _domain(design, domain)
    y = numbers(y, design.n)
    used = rows & ~np.isnan(y)
    n, missing = int(used.sum()), int((rows & ~used).sum())
    if n == 0:
        return _without_value(design, rows, n, missing)
    value = weighted_sum(design.weights, y, used)
    return Linear(value, np.where(used, y, 0.0), rows, n, missing)


def combined(parts: Sequence[Linear], factors: Sequence[float]) -> Linear:
    """Sum of figures of one design times fixed factors; covariances come with the rows."""
    rows = np.any([part.rows for part in parts], axis=0)
    n, missing = min(p.n for p in parts), max(p.missing for p in parts)
    why = next((part.why for part in parts if part.value is None), None)
    influence = np.sum([f * p.influence for f, p in zip(factors, parts, strict=True)], axis=0)
    if why is not None:
        return Linear(None, np.zeros_like(influence), rows, n, missing, why)
    value = sum(f * (p.value or 0.0) for f, p in zip(factors, parts, strict=True))
    return Linear(value, influence, rows, n, missing)


def estimates(
    design: SurveyDesign,
    figures: Sequence[Linear],
    *,
    how: Interval = "t",
    df: Degrees = "design",
    level: float = 0.95,
) -> tuple[Estimate, ...]:
    """Figures of one design with standard errors and intervals, in one pass over the rows.

    df "design" is R's PSUs minus strata of the domain; "satterthwaite" never exceeds it.
    """
    if not figures:
        return ()
    parts = components(design, np.column_stack([figure.influence for figure in figures]))
    approximate = satterthwaite(parts.values, parts.df)
    result = []
    for k, figure in enumerate(figures):
        degrees = float(design.degrees(figure.rows))
        if df == "satterthwaite" and approximate[k] > 0:
            degrees = min(degrees, float(approximate[k]))
        se = float(np.sqrt(parts.variance[k]))
        result.append(_estimate(design, figure, se, degrees, how, level))
    return tuple(result)


def mean(
    design: SurveyDesign, y: FloatArray, domain: BoolArray | None = None, level: float = 0.95
) -> Estimate:
    """Weighted mean of y (n,) with a t interval; NaN in y is no answer."""
    return estimates(design, [linear_mean(design, y, domain)], level=level)[0]


def share(
    design: SurveyDesign, y: FloatArray, domain: BoolArray | None = None, level: float = 0.95
) -> Estimate:
    """Weighted share of ones in y (n,) of 0, 1 and NaN, with a logit interval.

    Raises AnalysisError naming the row of a value outside 0 to 1.
    """
    y = numbers(y, design.n)
    wrong = np.flatnonzero(_domain(design, domain) & ((y < 0) | (y > 1)))
    if wrong.size:
        raise AnalysisError(f"share: row {wrong[0]} is {y[wrong[0]]}, expected 0 to 1")
    return estimates(design, [linear_mean(design, y, domain)], how="logit", level=level)[0]


def total(
    design: SurveyDesign, y: FloatArray, domain: BoolArray | None = None, level: float = 0.95
) -> Estimate:
    """Weighted total of y (n,) over the rows that answered."""
    return estimates(design, [linear_total(design, y, domain)], level=level)[0]


def ratio(
    design: SurveyDesign,
    above: FloatArray,
    below: FloatArray,
    domain: BoolArray | None = None,
    level: float = 0.95,
) -> Estimate:
    """Ratio of two weighted totals, by linearization."""
    return estimates(design, [linear_ratio(design, above, below, domain)], level=level)[0]


def difference(
    design: SurveyDesign, y: FloatArray, first: BoolArray, second: BoolArray, level: float = 0.95
) -> Estimate:
    """Mean of y in one domain minus in another, with the covariance of the two.

    Degrees are those of the whole design, as R's `svycontrast` has them.
    """
    parts = [linear_mean(design, y, first), linear_mean(design, y, second)]
    both = combined(parts, [1.0, -1.0])
    whole = Linear(both.value, both.influence, design.weights > 0, both.n, both.missing, both.why)
    return estimates(design, [whole], level=level)[0]


def design_effect(
    design: SurveyDesign,
    y: FloatArray,
    domain: BoolArray | None = None,
    *,
    of_total: bool = False,
    replacement: bool = False,
) -> float | None:
    """Variance of a mean (or total) over that of a simple random sample of as many answers.

    The comparison is without replacement unless `replacement`. None where either has none.
    """
    figure = (linear_total if of_total else linear_mean)(design, y, domain)
    if figure.value is None or figure.n < 2:
        return None
    variance = components(design, figure.influence[:, None]).variance[0]
    used = figure.rows & ~np.isnan(y)
    w, values, n = design.weights[used], y[used], figure.n
    size = float(w.sum())
    spread = float(w @ (values - (w @ values) / size) ** 2) / size * n / (n - 1)
    simple = spread / n * (1.0 if replacement else max(0.0, 1 - n / size))
    simple *= size**2 if of_total else 1.0
    return float(variance / simple) if simple > 0 else None


def linear_design_effect(design: SurveyDesign, figure: Linear, used: BoolArray) -> float | None:
    """The same for any linearized figure: a ratio counts as the mean of its influences.

    used: (n,) the rows that gave an answer. Of a mean it is `design_effect` with replacement.
    """
    if figure.value is None or figure.n < 2:
        return None
    variance = float(components(design, figure.influence[:, None]).variance[0])
    w = design.weights * (figure.rows & used)
    simple = float(w.sum()) * float(w @ figure.influence**2) / (figure.n - 1)
    return variance / simple if simple > 0 else None


def _domain(design: Weighted, domain: BoolArray | None) -> BoolArray:
    positive = design.weights > 0
    return positive if domain is None else np.asarray(members(domain, design.n) & positive)


def _without_value(design: Weighted, rows: BoolArray, n: int, missing: int) -> Linear:
    why = "all_missing" if rows.any() else "empty_domain"
    return Linear(None, np.zeros(design.n), rows, n, missing, why)


def _estimate(
    design: SurveyDesign, figure: Linear, se: float, df: float, how: Interval, level: float
) -> Estimate:
    census = bool(design.censused[figure.rows].all())
    found = Estimate(
        figure.value, se, df, None, None, figure.n, level, figure.missing, warrant=figure.why
    )
    return with_limits(found, census=census, lonely_fails=design.lonely == "fail", how=how)


def with_limits(
    found: Estimate, *, census: bool, lonely_fails: bool = True, how: Interval = "t"
) -> Estimate:
    """A figure with its standard error and df, as it may be shown: limits, or why there are none.

    census: every row of the domain was certain to be in the sample. lonely_fails: the design
    refuses strata of one unit, so that an error above 0 without df comes from a second stage.
    Raises AnalysisError for a level outside 0 to 1 and a value or error that is no number.
    """
    check_level(found.level)
    value, se, df, level = found.value, found.se or 0.0, found.df or 0.0, found.level
    bare = replace(found, se=None, df=None)
    if value is None:
        return bare
    if not (np.isfinite(value) and np.isfinite(se)):
        raise AnalysisError(f"estimate: {value} with the standard error {se} is no figure")
    if census:
        return replace(found, se=0.0, lower=value, upper=value, note="census")
    if df <= 0:
        return replace(bare, se=se if lonely_fails and se > 0 else None, warrant="one_psu")
    if se <= 1e-12 * max(1.0, abs(value)):
        return replace(bare, warrant="constant")
    lower, upper = interval(value, se, df, how, level, found.n)
    return replace(found, lower=lower, upper=upper)
