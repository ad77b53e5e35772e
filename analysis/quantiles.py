"""Weighted quantiles with Woodruff's limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.checks import check_finite, check_level, members, numbers
from analysis.design import SurveyDesign
from analysis.errors import AnalysisError, BoolArray, FloatArray
from analysis.estimate import Estimate, estimates, linear_mean
from analysis.intervals import t_quantile

__all__ = ["quantile"]


def quantile(
    design: SurveyDesign,
    y: FloatArray,
    probability: float,
    domain: BoolArray | None = None,
    level: float = 0.95,
) -> Estimate:
    """The least value of y (n,) that at least this share of the weight does not exceed.

    Limits: the quantiles at the ends of the t interval of that share; se: their distance over
    2 t. Of answers in few steps the limits are steps too. probability: in (0, 1).
    Source: Woodruff (1952), JASA 47(260). The value is R's with qrule "hf1"; the limits were not
    compared with R.
    """
    if not 0 < probability < 1:
        raise AnalysisError(f"quantile: probability is {probability}, expected between 0 and 1")
    check_level(level)
    y = numbers(y, design.n)
    rows = (design.weights > 0) & ~np.isnan(y)
    rows = rows if domain is None else rows & members(domain, design.n)
    if not rows.any():
        return estimates(design, [linear_mean(design, y, domain)], level=level)[0]
    values, shares = _distribution(y[rows], design.weights[rows])
    check_finite(float(abs(values[0]) + abs(values[-1])), y, rows)
    at = _inverse(values, shares, probability)
    below = np.where(np.isnan(y), np.nan, (y <= at).astype(np.float64))
    share = estimates(design, [linear_mean(design, below, domain)], level=level)[0]
    if share.se is None or share.df is None:
        return replace(share, value=at, lower=None, upper=None)
    if share.note == "census":
        return replace(share, value=at, lower=at, upper=at)
    t = t_quantile(0.5 + level / 2, share.df)
    low, high = (
        _inverse(values, shares, min(max(probability + side * t * share.se, 0.0), 1.0))
        for side in (-1, 1)
    )
    return replace(share, value=at, se=(high - low) / (2 * t), lower=low, upper=high)


def _distribution(y: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The distinct values, ascending, and the share of the weight at or below each."""
    values, place = np.unique(y, return_inverse=True)
    sums = np.cumsum(np.bincount(place, weights))
    return values, sums / sums[-1]


def _inverse(values: FloatArray, shares: FloatArray, probability: float) -> float:
    place = int(np.searchsorted(shares, probability - 1e-12))  # a sum may end a rounding short
    return float(values[min(place, len(values) - 1)])
