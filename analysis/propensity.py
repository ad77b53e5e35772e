"""Response propensity: a logistic regression on what is known of everybody, and its classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import BoolArray, FloatArray, IntArray, NoConvergence, WeightError

__all__ = ["Propensity", "propensities", "propensity_classes"]


_SURE = 1e-6  # a fitted chance so near 0 or 1 comes from categories that separate the answers


@dataclass(frozen=True, eq=False)
class Propensity:
    """Chances of response (n,) in (0, 1), and how the fit ended.

    coefficients: intercept first, then a column's categories after its first in sorted order.
    rounds: of Newton's method; gap: largest score left, relative to the number of respondents.
    """

    chances: FloatArray
    coefficients: FloatArray
    names: tuple[str, ...]
    rounds: int
    gap: float


def propensities(
    frame: pd.DataFrame,
    columns: Sequence[str],
    responded: BoolArray,
    weights: FloatArray | None = None,
    *,
    most: int = 50,
    tolerance: float = 1e-10,
) -> Propensity:
    """Logistic regression of response on categorical columns, main effects only.

    frame: n rows, the eligible, with the columns known for those who did not answer, too;
    responded: (n,), both kinds present; weights: (n,), > 0, base weights (None: all alike).
    Raises WeightError for a missing column or empty value, where all or nobody responded, in a
    category or among all, and for a combination whose fitted chance is 0 or 1: merge it first;
    NoConvergence. Not for groups that cannot be linked to persons (methods 18).
    Source: Little (1986), International Statistical Review 54(2).
    """
    x, names = _indicators(frame, columns)
    n = len(frame)
    w = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if responded.all() or not responded.any():
        raise WeightError("propensity: all or none of the rows responded, nothing to estimate")
    if not (np.isfinite(w) & (w > 0)).all():
        raise WeightError("propensity: a weight is not a number above 0")
    _check_separation(frame, columns, np.asarray(responded, dtype=np.bool_))
    w = w / w.mean()
    beta = np.zeros(x.shape[1])
    gap = np.inf
    for rounds in range(1, most + 1):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -35, 35)))
        score = x.T @ (w * (responded - chance))
        gap = float(np.abs(score).max()) / float(w @ responded)
        if gap <= tolerance:
            _check_chances(frame, columns, chance)
            return Propensity(chance, beta, names, rounds, gap)
        information = (x * (w * chance * (1 - chance))[:, None]).T @ x
        beta = beta + np.linalg.lstsq(information, score, rcond=1e-12)[0]
        if np.abs(beta).max() > 20:  # a combination in which everybody or nobody answered
            break
    raise NoConvergence(names[int(np.abs(beta).argmax())], gap)


def propensity_classes(
    chances: FloatArray, weights: FloatArray | None = None, classes: int = 5
) -> IntArray:
    """(n,) class from 0, least likely to respond first; equal chances share a class.

    chances: 0 to 1; weights: > 0. Raises WeightError naming the row of another.

    Cut at the weighted quantiles; ties may leave fewer classes than asked for.
    Source: Rosenbaum and Rubin (1984), JASA 79(387): five classes remove most of the bias.
    """
    if classes < 1 or len(chances) == 0:
        raise WeightError(f"propensity: {classes} classes of {len(chances)} rows")
    w = np.ones(len(chances)) if weights is None else np.asarray(weights, dtype=np.float64)
    if w.shape != chances.shape:
        raise WeightError(f"propensity: {len(w)} weights for {len(chances)} rows")
    bad = np.flatnonzero(~((chances >= 0) & (chances <= 1) & np.isfinite(w) & (w > 0)))
    if bad.size:
        raise WeightError(
            f"propensity: row {bad[0]} has the chance {chances[bad[0]]} and the weight "
            f"{w[bad[0]]}, expected 0 to 1 and > 0"
        )
    distinct, place = np.unique(np.round(chances, 12), return_inverse=True)
    mass = np.bincount(place, w, len(distinct))
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    cut = np.minimum((middle * classes).astype(np.int64), classes - 1)
    return np.asarray(np.unique(cut, return_inverse=True)[1][place], dtype=np.int64)


def _check_separation(frame: pd.DataFrame, columns: Sequence[str], responded: BoolArray) -> None:
    for name in columns:
        codes, found = pd.factorize(frame[name].astype(str), sort=True)
        rows = np.bincount(codes, minlength=len(found))
        answered = np.bincount(codes[responded], minlength=len(found))
        alike = np.flatnonzero((answered == 0) | (answered == rows))
        if alike.size:
            k = alike[0]
            raise WeightError(
                f"propensity: {'all' if answered[k] else 'none'} of the {rows[k]} rows of "
                f"{name}={found[k]} responded; merge it with another category first"
            )


def _check_chances(frame: pd.DataFrame, columns: Sequence[str], chances: FloatArray) -> None:
    extreme = np.flatnonzero((chances < _SURE) | (chances > 1 - _SURE))
    if extreme.size:
        row = extreme[0]
        said = ", ".join(f"{name}={frame[name].iloc[row]}" for name in columns)
        raise WeightError(
            f"propensity: the fitted chance of row {row} ({said}) is {chances[row]:.3g}, as good "
            "as 0 or 1; merge its categories with others first"
        )


def _indicators(
    frame: pd.DataFrame, columns: Sequence[str]
) -> tuple[FloatArray, tuple[str, ...]]:  # fmt: skip
    lost = [name for name in columns if name not in frame.columns]
    if lost or not columns:
        raise WeightError(f"propensity: no column {', '.join(lost) or 'was named'}")
    parts, names = [np.ones((len(frame), 1))], ["(intercept)"]
    for name in columns:
        missing = np.flatnonzero(frame[name].isna().to_numpy())
        if missing.size:
            raise WeightError(f"propensity: row {missing[0]} of {name} is empty")
        codes, found = pd.factorize(frame[name].astype(str), sort=True)
        parts.append(np.eye(len(found))[codes][:, 1:])
        names += [f"{name}={value}" for value in found[1:]]
    return np.column_stack(parts), tuple(names)
