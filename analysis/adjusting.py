"""Weights that are moved on their own: trimming, multiplicity, and how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import FloatArray, IntArray, NoConvergence, WeightError

__all__ = ["Quality", "Trimmed", "multiplicity_factors", "quality", "trim"]


@dataclass(frozen=True, eq=False)
class Trimmed:
    """Trimmed weights (n,), the same total in every group. cut: rows at the cap; cap: by group."""

    weights: FloatArray
    cap: FloatArray
    cut: int
    rounds: int


@dataclass(frozen=True)
class Quality:
    """Positive weights: how many, their sum, extremes, Kish's design effect and effective size."""

    n: int
    total: float
    smallest: float
    largest: float
    kish_deff: float
    effective: float


def trim(
    weights: FloatArray,
    *,
    times_median: float | None = None,
    most: float | None = None,
    groups: IntArray | None = None,
    rounds: int = 100,
) -> Trimmed:
    """No weight above a cap; what is cut off goes to the others of its group, in proportion.

    weights: (n,), > 0. The cap is `most`, or `times_median` (> 1) times the group's median.
    groups: (n,) codes from 0 whose totals are kept (None: one); one without rows has no cap
    under `times_median` (infinite). Redistributing can push others
    over the cap, so it is repeated until none is. A trimmed estimate trades bias for variance:
    both stand in the methods sheet. Calibrate afterwards.
    Raises WeightError for a cap below a group's mean weight, which no weights can keep, and for
    groups that are no codes, and NoConvergence.
    Source: Potter (1990), Proceedings of the ASA Survey Research Section.
    """
    _positive(weights)
    if (times_median is None) == (most is None):
        raise WeightError("trimming: give either times_median or most")
    for name, given in (("times_median", times_median), ("most", most)):
        if given is not None and not given > 0:
            raise WeightError(f"trimming: {name} is {given}, expected above 0")
    codes = _groups(groups, len(weights))
    size = int(codes.max()) + 1
    members = np.bincount(codes, minlength=size)
    cap = np.full(size, np.inf if most is None else most)
    if times_median is not None:
        for group in np.flatnonzero(members):
            cap[group] = times_median * np.median(weights[codes == group])
    totals = np.bincount(codes, weights, size)
    means = totals / np.maximum(members, 1)
    low = np.flatnonzero(cap < means * (1 - 1e-12))
    if low.size:
        raise WeightError(
            f"trimming: the cap {cap[low[0]]:g} of group {low[0]} is below its mean weight "
            f"{means[low[0]]:g}, so no weights can keep the total"
        )
    now, limit = weights.astype(np.float64).copy(), cap[codes]
    at_cap = np.zeros(len(now), dtype=np.bool_)
    for number in range(1, rounds + 1):
        over = now > limit * (1 + 1e-12)
        if not over.any():
            return Trimmed(now, cap, int(at_cap.sum()), number)
        at_cap |= over
        held = np.bincount(codes, np.where(at_cap, limit, 0.0), size)
        free = np.bincount(codes, np.where(at_cap, 0.0, weights), size)
        factor = np.divide(totals - held, free, out=np.ones(size), where=free > 0)
        now = np.where(at_cap, limit, weights * factor[codes])
    raise NoConvergence("trimming", float((now / limit).max() - 1))


def _groups(groups: IntArray | None, n: int) -> IntArray:
    if groups is None:
        return np.zeros(n, dtype=np.int64)
    codes = np.asarray(groups)
    if codes.shape != (n,) or codes.dtype.kind not in "iu" or codes.min() < 0:
        raise WeightError(f"trimming: groups must be {n} codes from 0, one a weight")
    return codes


def multiplicity_factors(results: Sequence[float | None] | FloatArray) -> FloatArray:
    """(n,) factors 1 / number of results a person got, for lists that hold transactions.

    results: (n,) as answered, whole and >= 1. A person who could be drawn through any of them
    has so many chances (methods 3). Not after the lists were de-duplicated: that would be twice.
    Raises WeightError naming the first row without a count or with one below 1.
    Source: Sirken (1970), JASA 65(329).
    """
    counts = np.array([np.nan if x is None else x for x in results], dtype=np.float64)
    bad = np.flatnonzero(~(np.isfinite(counts) & (counts >= 1) & (counts == np.round(counts))))
    if bad.size:
        raise WeightError(
            f"multiplicity: row {bad[0]} has {counts[bad[0]]} results, expected a whole number "
            "from 1"
        )
    return np.asarray(1 / counts)


def quality(weights: FloatArray) -> Quality:
    """Figures of the positive ones among weights (n,).

    Source: Kish (1992), J. Official Statistics 8(2): deff n sum w^2 / (sum w)^2.
    """
    positive = weights[weights != 0]
    _positive(positive)
    scaled = positive / positive.max()  # the square of a large weight would overflow
    effective = float(scaled.sum() ** 2 / (scaled**2).sum())
    n = len(positive)
    return Quality(
        n,
        float(positive.sum()),
        float(positive.min()),
        float(positive.max()),
        n / effective,
        effective,
    )


def _positive(weights: FloatArray) -> None:
    if weights.ndim != 1 or weights.size == 0:
        raise WeightError(f"weights: shape {weights.shape}, expected (n,) with n >= 1")
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))
    if bad.size:
        raise WeightError(f"weights: row {bad[0]} is {weights[bad[0]]}, expected > 0")
