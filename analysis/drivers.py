"""What goes with satisfaction: regression on factor scores, and each factor's part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from analysis.checks import members, numbers, weighted_sum
from analysis.design import SurveyDesign
from analysis.errors import BoolArray, FloatArray, ScoringError
from analysis.estimate import Estimate, Linear, estimates
from analysis.samples import GroupSample
from analysis.scoring import ItemScores

__all__ = ["OVERALL", "Association", "Driver", "Regression", "associations", "regression"]

OVERALL = "overall"
"""The outcome of a questionnaire that asks for satisfaction as a whole."""
MOST = 10  # factors; every subset of them is a regression
ROWS_PER_FACTOR = 20  # below it the shares are mostly noise


@dataclass(frozen=True)
class Driver:
    """A factor's part. share: of what all factors explain together, 0 to 1, sum 1; slope: how
    much higher the outcome is per unit of the factor's score, the other factors being equal."""

    factor: str
    share: Estimate
    slope: Estimate


@dataclass(frozen=True)
class Association:
    """What goes with the outcome in one group; an association, not a cause (methods 22).

    outcome: OVERALL, or the factor that stands for it where nobody is asked about the whole.
    n: complete answers used. explained: R2. left_out: factors asked of a part of the group only.
    """

    group: str
    outcome: str
    n: int
    explained: Estimate
    drivers: tuple[Driver, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Regression:
    """A weighted regression, linearized. explained: R2; shares: LMG shares of it, they sum to 1;
    slopes: coefficients without the intercept."""

    explained: Linear
    shares: tuple[Linear, ...]
    slopes: tuple[Linear, ...]


def regression(
    design: SurveyDesign, y: FloatArray, x: FloatArray, domain: BoolArray | None = None
) -> Regression | None:
    """Regression of y (n,) on the columns of x (n, k), 1 <= k <= 10, over the complete rows.

    A share is the mean, over all orders in which the columns can enter, of what a column adds to
    R2, divided by R2. Linearized through the residuals of every subset A of the columns:
    the influence of R2(A) is ((1 - R2(A)) (y - mean)^2 - e_A^2) / sum w (y - mean)^2.
    None where y or a column is constant, columns are linearly dependent, or nothing is explained.
    Not to be read as effects; with columns that correlate closely the shares become alike.
    Source: Lindeman, Merenda, Gold (1980); Gromping (2006), J. Statistical Software 17(1).
    """
    k = x.shape[1]
    if not 1 <= k <= MOST:
        raise ScoringError(f"regression: {k} columns, expected 1 to {MOST}")
    y = numbers(y, design.n)
    x = np.column_stack([numbers(column, design.n) for column in x.T])
    rows = design.weights > 0 if domain is None else members(domain, design.n)
    rows = rows & (design.weights > 0)
    used = rows & ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    w = design.weights[used]
    if used.sum() <= k + 1:
        return None
    for column in (y, *x.T):
        weighted_sum(design.weights, column, used)
    if any(_constant(column[used], w) for column in (y, *x.T)):
        return None
    own = _centred(x[used], w)
    left = _centred(y[used][:, None], w)[:, 0]
    whole = float(w @ left**2)
    spread = np.linalg.eigvalsh(_correlations(own, w))
    if whole <= 1e-12 * float(w.sum()) or spread[0] <= 1e-9:
        return None
    explained, residual = _subsets(own, left, w, whole)
    everything = frozenset(range(k))
    r2 = explained[everything]
    if r2 <= 1e-9:
        return None

    def influence(part: frozenset[int]) -> FloatArray:
        return np.asarray(((1 - explained[part]) * left**2 - residual[part] ** 2) / whole)

    def linear(value: float, on_used: FloatArray) -> Linear:
        column = np.zeros(design.n)
        column[used] = on_used
        return Linear(value, column, used, int(used.sum()), int((rows & ~used).sum()))

    of_whole = influence(everything)
    shares = []
    for j in range(k):
        value, effect = 0.0, np.zeros_like(left)
        for part, factor in _orders(j, k):
            value += factor * (explained[part | {j}] - explained[part])
            effect += factor * (influence(part | {j}) - influence(part))
        shares.append(linear(value / r2, (effect - value / r2 * of_whole) / r2))
    bread = np.linalg.inv((own * w[:, None]).T @ own)
    slopes = bread @ (own * w[:, None]).T @ left
    scores = (own * residual[everything][:, None]) @ bread
    return Regression(
        linear(r2, of_whole),
        tuple(shares),
        tuple(linear(float(slopes[j]), scores[:, j]) for j in range(k)),
    )


def associations(sample: GroupSample, criteria: Sequence[str]) -> Association | None:
    """What goes with satisfaction in a drawn group, over the items of some criteria.

    Scores of a factor are the mean of what was answered. The outcome is the mean score of items
    of no factor; where there are none, the last factor asked of everybody (the result of the
    service, which the others come before). The mean over all items would be no outcome: it is
    made of the factors. None for an invited group, and where there is nothing to compare.
    """
    if sample.official is not None or sample.answered == 0:
        return None
    scores = sample.scores
    columns = [k for code in criteria for k in scores.columns(criterion=code)]
    names = list(dict.fromkeys(scores.items[k].factor for k in columns))
    whole = [k for k in columns if not scores.items[k].factor]
    asked = [name for name in names if name and _asked_of_all(scores, columns, name)]
    left_out = tuple(name for name in names if name and name not in asked)
    outcome = OVERALL if whole else (asked.pop() if asked else "")
    if not asked or len(asked) > MOST:
        return None
    y = _score(scores, whole or _of(scores, columns, outcome))
    x = np.column_stack([_score(scores, _of(scores, columns, name)) for name in asked])
    found = regression(sample.survey, y, x, sample.domain)
    if found is None or found.explained.n < ROWS_PER_FACTOR * len(asked):
        return None
    design = sample.survey
    r2, *shares = estimates(
        design, [found.explained, *found.shares], how="logit", df="satterthwaite"
    )
    slopes = estimates(design, found.slopes, df="satterthwaite")
    drivers = tuple(
        Driver(name, share, slope) for name, share, slope in zip(asked, shares, slopes, strict=True)
    )
    return Association(sample.group, outcome, found.explained.n, r2, drivers, left_out)


def _of(scores: ItemScores, columns: Sequence[int], factor: str) -> list[int]:
    return [k for k in columns if scores.items[k].factor == factor]


def _asked_of_all(scores: ItemScores, columns: Sequence[int], factor: str) -> bool:
    return all(scores.items[k].asked_of is None for k in _of(scores, columns, factor))


def _score(scores: ItemScores, columns: Sequence[int]) -> FloatArray:
    """(n,) mean score of what a row answered of some items, NaN where nothing."""
    part = scores.score[:, list(columns)]
    valid = (~np.isnan(part)).sum(axis=1)
    return np.asarray(np.where(valid > 0, np.nansum(part, axis=1) / np.maximum(valid, 1), np.nan))


def _centred(x: FloatArray, w: FloatArray) -> FloatArray:
    return np.asarray(x - (w @ x) / w.sum())


def _constant(x: FloatArray, w: FloatArray) -> bool:
    """Whether what is left beside the mean is no more than rounding."""
    left = _centred(x[:, None], w)[:, 0]
    return float(w @ left**2) <= 1e-20 * float(w @ x**2)


def _correlations(x: FloatArray, w: FloatArray) -> FloatArray:
    products = (x * w[:, None]).T @ x
    size = np.sqrt(np.diag(products))
    if (size == 0).any():
        return np.zeros_like(products)
    return np.asarray(products / np.outer(size, size))


def _subsets(
    x: FloatArray, y: FloatArray, w: FloatArray, whole: float
) -> tuple[dict[frozenset[int], float], dict[frozenset[int], FloatArray]]:
    """R2 and residuals of the regression of centred y on every subset of centred columns."""
    explained: dict[frozenset[int], float] = {}
    residual: dict[frozenset[int], FloatArray] = {}
    for size in range(x.shape[1] + 1):
        for part in combinations(range(x.shape[1]), size):
            own = x[:, list(part)]
            fit = np.linalg.solve((own * w[:, None]).T @ own, (own * w[:, None]).T @ y)
            left = y - own @ fit
            residual[frozenset(part)] = left
            explained[frozenset(part)] = 1 - float(w @ left**2) / whole
    return explained, residual


def _orders(j: int, k: int) -> list[tuple[frozenset[int], float]]:
    """Every subset that can stand before column j, with the share of orders in which it does."""
    others = [column for column in range(k) if column != j]
    return [
        (frozenset(part), factorial(size) * factorial(k - size - 1) / factorial(k))
        for size in range(k)
        for part in combinations(others, size)
    ]
