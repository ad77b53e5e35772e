"""Weights that meet known totals, and the residuals their variance is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import linalg

from analysis.errors import CalibrationError, FloatArray, IntArray, NoConvergence

__all__ = [
    "Calibrated",
    "Margin",
    "Method",
    "RegressionResiduals",
    "calibrate",
    "calibrate_linear",
]

Method = Literal["poststratify", "raking", "linear"]


@dataclass(frozen=True)
class Margin:
    """Totals of the frame by category of one column, or of several crossed.

    totals: a category, or a tuple of one of each column, to its count. population: whose
    totals they are, so that a campaign can refuse those of another population.
    """

    columns: tuple[str, ...]
    totals: Mapping[str, float] | Mapping[tuple[str, ...], float]
    population: str = ""

    @property
    def name(self) -> str:
        """The columns, crossed."""
        return " x ".join(self.columns)


@dataclass(frozen=True, eq=False)
class RegressionResiduals:
    """Residuals of a regression on the margins under the weights before calibration.

    root: (n,) square roots of those weights; basis: (n, r) orthonormal columns that span the
    margins times root; stretch: (n,) factors, None for none (R has none).
    Source: Deville and Sarndal (1992), JASA 87(418), section 3.
    """

    root: FloatArray
    basis: FloatArray
    stretch: FloatArray | None = None

    @classmethod
    def of(cls, weights: FloatArray, x: FloatArray) -> RegressionResiduals:
        """x: (n, p), columns may be linearly dependent."""
        root = np.sqrt(weights)
        q, r, _ = linalg.qr(x * root[:, None], mode="economic", pivoting=True)
        size = np.abs(np.diag(r))
        return cls(root, np.asarray(q[:, size > 1e-10 * size[0]], dtype=np.float64))

    def for_few_units(self, units: IntArray, strata: IntArray) -> RegressionResiduals:
        """The same, stretched for what a large sampling unit absorbs of its own residual.

        units, strata: (n,) codes of the PSUs and their strata. A unit that holds the share h of
        a margin's category pulls the fit to itself; its residuals are multiplied by
        (1 - mean h of its stratum) / (1 - h), h at most 3/4: 1 where units are of equal size,
        for there n / (n - 1) already says it. Without it, three communes of unequal size in a
        category make the variance too small (docs/coverage.md: measured).
        Source: after Bell and McCaffrey (2002), Survey Methodology 28(2), who divide by (1 - h)
        to imitate the jackknife; multiplying by the stratum's mean is ours.
        """
        pull = np.zeros((int(units.max()) + 1, self.basis.shape[1]))
        np.add.at(pull, units, self.basis * self.root[:, None])
        safe = np.where(self.root > 0, self.root, 1.0)
        rows = np.einsum("nr,nr->n", self.basis, pull[units]) / safe
        share = np.clip(np.bincount(units, rows) / np.bincount(units), 0, 0.75)
        stratum = np.zeros(len(share), dtype=np.int64)
        stratum[units] = strata
        usual = np.bincount(stratum, share) / np.bincount(stratum)
        stretch = ((1 - usual[stratum]) / (1 - share))[units]
        return RegressionResiduals(self.root, self.basis, np.asarray(stretch))

    def residuals(self, influence: FloatArray) -> FloatArray:
        """(n, k) to (n, k); rows of weight zero stay out of it."""
        scaled = influence * self.root[:, None]
        left = scaled - self.basis @ (self.basis.T @ scaled)
        safe = np.where(self.root > 0, self.root, 1.0)
        plain = np.asarray(left / safe[:, None], dtype=np.float64)
        return plain if self.stretch is None else plain * self.stretch[:, None]


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
    tolerance: float = 1e-11,
    most: int = 1000,
) -> Calibrated:
    """Weights (n,) moved to the totals of margins over the rows of frame.

    Post-stratification takes one margin. Linear weights may turn negative; look at the report.
    Raises CalibrationError naming the margin for one that cannot be met, NoConvergence.
    Source: Deville, Sarndal, Sautory (1993), JASA 88(423); raking by Deming and Stephan (1940).
    """
    if not margins or (method == "poststratify" and len(margins) > 1):
        raise CalibrationError(f"calibration: {len(margins)} margins for {method}")
    coded = [_coded(weights, frame, margin) for margin in margins]
    _check_grand_totals(margins, coded)
    x = np.column_stack([_indicators(codes, len(totals)) for codes, totals in coded])
    if method == "linear":
        return calibrate_linear(weights, x, np.concatenate([totals for _, totals in coded]))
    moved, rounds = _rake(weights, coded, margins, tolerance, most)
    gap = max(_gap(moved, codes, totals) for codes, totals in coded)
    return Calibrated(moved, RegressionResiduals.of(weights, x), gap, rounds)


def calibrate_linear(weights: FloatArray, x: FloatArray, totals: FloatArray) -> Calibrated:
    """Linear (GREG) calibration to totals (p,) of the columns of x (n, p)."""
    scale = np.abs(x).max(axis=0)
    z = x / scale
    wanted = totals / scale
    gram = z.T @ (z * weights[:, None])
    factor = np.linalg.lstsq(gram, wanted - z.T @ weights, rcond=1e-12)[0]
    moved = np.asarray(weights * (1 + z @ factor), dtype=np.float64)
    misses = np.abs(z.T @ moved - wanted) / np.maximum(np.abs(wanted), 1e-300)
    gap = float(misses.max())
    if gap > 1e-8:
        raise NoConvergence(str(int(misses.argmax())), gap)
    return Calibrated(moved, RegressionResiduals.of(weights, z), gap, 1)


def _coded(weights: FloatArray, frame: pd.DataFrame, margin: Margin) -> tuple[IntArray, FloatArray]:
    keys = _keys(frame, margin)
    names = [_key(name) for name in margin.totals]
    totals = np.array(list(margin.totals.values()), dtype=np.float64)
    codes = np.asarray(pd.Index(names).get_indexer(pd.Index(keys)), dtype=np.int64)
    lost = np.flatnonzero(codes < 0)
    if lost.size:
        raise CalibrationError(
            f"calibration: row {lost[0]} is {keys[lost[0]]}, for which margin {margin.name} "
            "has no total; add the total or leave the margin out"
        )
    for name, wanted, sampled in zip(
        names, totals, np.bincount(codes, weights, len(totals)), strict=True
    ):
        if not np.isfinite(wanted) or wanted < 0 or (wanted == 0) != (sampled == 0):
            raise CalibrationError(
                f"calibration: margin {margin.name} wants {wanted:g} in {name} and the sample "
                f"has a weight of {sampled:g} there; merge the category or leave the margin out"
            )
    return codes, totals


def _keys(frame: pd.DataFrame, margin: Margin) -> list[str]:
    columns = [frame[column].astype(str) for column in margin.columns]
    return [" | ".join(row) for row in zip(*columns, strict=True)]


def _key(name: str | tuple[str, ...]) -> str:
    return name if isinstance(name, str) else " | ".join(name)


def _check_grand_totals(
    margins: Sequence[Margin], coded: Sequence[tuple[IntArray, FloatArray]]
) -> None:
    first = coded[0][1].sum()
    for margin, (_, totals) in zip(margins, coded, strict=True):
        if abs(totals.sum() - first) > 1e-9 * first:
            raise CalibrationError(
                f"calibration: margin {margin.name} sums to {totals.sum():g}, "
                f"{margins[0].name} to {first:g}; no weights meet both"
            )


def _indicators(codes: IntArray, size: int) -> FloatArray:
    return np.eye(size)[codes]


def _rake(
    weights: FloatArray,
    coded: Sequence[tuple[IntArray, FloatArray]],
    margins: Sequence[Margin],
    tolerance: float,
    most: int,
) -> tuple[FloatArray, int]:
    """Proportional fitting over the distinct combinations of categories, not the rows."""
    stacked = np.column_stack([codes for codes, _ in coded])
    cells, cell_of_row = np.unique(stacked, axis=0, return_inverse=True)
    cells = cells.astype(np.int64)
    cell_of_row = cell_of_row.reshape(-1)
    base = np.bincount(cell_of_row, weights).astype(np.float64)
    now = base.copy()
    gaps = [0.0]
    for rounds in range(1, most + 1):
        for k, (_, totals) in enumerate(coded):
            sums = np.bincount(cells[:, k], now, len(totals))
            now = now * (totals / np.where(sums > 0, sums, 1.0))[cells[:, k]]
        gaps = [_gap(now, cells[:, k], totals) for k, (_, totals) in enumerate(coded)]
        if max(gaps) <= tolerance:
            factor = np.divide(now, base, out=np.zeros_like(now), where=base > 0)
            return np.asarray(weights * factor[cell_of_row]), rounds
    worst = int(np.argmax(gaps))
    raise NoConvergence(margins[worst].name, gaps[worst])


def _gap(weights: FloatArray, codes: IntArray, totals: FloatArray) -> float:
    sums = np.bincount(codes, weights, len(totals))
    return float(np.max(np.abs(sums - totals) / np.where(totals > 0, totals, 1.0)))
