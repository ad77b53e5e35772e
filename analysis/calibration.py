"""Weights that meet known totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analysis.auxiliary import Auxiliary, Margin, auxiliary
from analysis.errors import AnalysisError, CalibrationError, FloatArray, NoConvergence, WeightError
from analysis.residuals import RegressionResiduals

__all__ = [
    "Calibrated",
    "Margin",
    "Method",
    "RegressionResiduals",
    "calibrate",
    "calibrated_weights",
]

Method = Literal["poststratify", "raking", "linear", "logit", "linear_truncated"]
Bounds = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Calibrated weights (n,), what the variance needs, and how closely the totals are met.

    gap: the largest miss relative to the total of its category; rounds: iterations.
    """

    weights: FloatArray
    adjustment: RegressionResiduals
    gap: float
    rounds: int


def calibrate(
    weights: FloatArray,
    frame: pd.DataFrame,
    margins: Sequence[Margin],
    method: Method = "raking",
    *,
    numbers: Mapping[str, float] | None = None,
    bounds: Bounds | None = None,
    tolerance: float = 1e-11,
    most: int = 1000,
) -> Calibrated:
    """Weights (n,) moved to the totals of margins over the rows of frame.

    numbers: totals of numeric columns beside the margins. bounds: least and largest factor a
    weight may move by, around 1, for "logit" and "linear_truncated" and needed by them.
    Post-stratification takes one margin; raking and it no numbers. Linear weights may turn
    negative; look at the report.
    Raises CalibrationError naming the margin for one that cannot be met, NoConvergence,
    WeightError naming the row of a weight that is negative or no number, AnalysisError for an
    unknown method.
    Source: Deville, Sarndal, Sautory (1993), JASA 88(423); raking by Deming and Stephan (1940).
    """
    _check_weights(weights, len(frame))
    _check(margins, method, numbers or {}, bounds)
    x = auxiliary(weights, frame, margins, numbers or {})
    factors, gap, rounds = _factors(x, method, bounds, tolerance, most)
    moved = weights * x.by_row(factors)
    return Calibrated(moved, RegressionResiduals.of(weights, x.x, x.rows, x.base), gap, rounds)


def calibrated_weights(
    weights: FloatArray,
    frame: pd.DataFrame,
    margins: Sequence[Margin],
    method: Method = "raking",
    *,
    bounds: Bounds | None = None,
) -> FloatArray:
    """The weights of `calibrate` alone, for sets of replicate weights."""
    return calibrate(weights, frame, margins, method, bounds=bounds).weights


def _check_weights(weights: FloatArray, n: int) -> None:
    if np.shape(weights) != (n,):
        raise WeightError(f"calibration: weights of shape {np.shape(weights)} for {n} rows")
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if bad.size:
        raise WeightError(f"calibration: the weight of row {bad[0]} is {weights[bad[0]]}")


def _check(
    margins: Sequence[Margin], method: Method, numbers: Mapping[str, float], bounds: Bounds | None
) -> None:
    if method not in get_args(Method):
        known = ", ".join(get_args(Method))
        raise AnalysisError(f"calibration: no method {method}; there are {known}")
    if (not margins and not numbers) or (method == "poststratify" and len(margins) > 1):
        raise CalibrationError(f"calibration: {len(margins)} margins for {method}")
    if numbers and method in ("raking", "poststratify"):
        raise CalibrationError(f"calibration: {method} meets counts, not totals of numbers")
    if method in ("logit", "linear_truncated") and not (bounds and 0 <= bounds[0] < 1 < bounds[1]):
        raise CalibrationError(f"calibration: {method} needs bounds around 1, got {bounds}")


def _factors(
    x: Auxiliary, method: Method, bounds: Bounds | None, tolerance: float, most: int
) -> tuple[FloatArray, float, int]:
    if method in ("raking", "poststratify"):
        return _rake(x, tolerance, most)
    if method == "linear":
        return _newton(x, _Distance(None, curved=False), 1e-8, 2)
    return _newton(x, _Distance(bounds, curved=method == "logit"), tolerance, most)


def _rake(x: Auxiliary, tolerance: float, most: int) -> tuple[FloatArray, float, int]:
    """Proportional fitting over the distinct combinations of categories, not the rows."""
    now = x.base.copy()
    gaps = np.zeros(1)
    for rounds in range(1, most + 1):
        for codes, totals in zip(x.codes, x.margin_totals, strict=True):
            sums = np.bincount(codes, now, len(totals))
            now = now * (totals / np.where(sums > 0, sums, 1.0))[codes]
        gaps = x.gaps(now)
        if gaps.max() <= tolerance:
            factors = np.divide(now, x.base, out=np.zeros_like(now), where=x.base > 0)
            return factors, float(gaps.max()), rounds
    raise NoConvergence(x.names[int(gaps.argmax())], float(gaps.max()))


@dataclass(frozen=True)
class _Distance:
    """How a weight's factor grows with its argument: straight, cut at the bounds, or logistic."""

    bounds: Bounds | None
    curved: bool

    def factor(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Factors and their slopes, 1 and 1 at u = 0."""
        if self.bounds is None:
            return 1 + u, np.ones_like(u)
        low, high = self.bounds
        if not self.curved:
            inside = (1 + u > low) & (1 + u < high)
            return np.clip(1 + u, low, high), inside.astype(np.float64)
        steep = (high - low) / ((1 - low) * (high - 1))
        grown = (1 - low) * np.exp(np.clip(steep * u, -600, 600))
        factor = (low * (high - 1) + high * grown) / (high - 1 + grown)
        return factor, steep * (factor - low) * (high - factor) / (high - low)


def _newton(
    x: Auxiliary, distance: _Distance, tolerance: float, most: int
) -> tuple[FloatArray, float, int]:
    """Newton's method on the multipliers of the totals, halving steps that do not help."""
    scale = np.maximum(np.abs(x.x).max(axis=0), 1e-300)
    z, totals = x.x / scale, x.totals / scale
    size = np.where(x.totals != 0, np.abs(totals), 1.0)
    at = np.zeros(z.shape[1])
    factors, slopes = distance.factor(z @ at)
    misses = totals - z.T @ (x.base * factors)
    for rounds in range(most):
        gap = float(np.max(np.abs(misses) / size))
        if gap <= tolerance:
            return factors, gap, max(rounds, 1)
        curvature = z.T @ (z * (x.base * slopes)[:, None])
        step = np.linalg.lstsq(curvature, misses, rcond=1e-12)[0]
        for _ in range(30):
            tried, tried_slopes = distance.factor(z @ (at + step))
            left = totals - z.T @ (x.base * tried)
            if np.linalg.norm(left / size) < np.linalg.norm(misses / size):
                break
            step = step / 2
        else:
            break
        at, factors, slopes, misses = at + step, tried, tried_slopes, left
    gaps = np.abs(misses) / size
    if gaps.max() <= max(tolerance, 1e-10):
        return factors, float(gaps.max()), most
    raise NoConvergence(x.column_names[int(gaps.argmax())], float(gaps.max()))
