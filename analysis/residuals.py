"""What calibration leaves of a variable: the residuals that its variance is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analysis.errors import FloatArray, IntArray
from analysis.variance import sums_by

__all__ = ["MarginSweeps", "RegressionResiduals"]


@dataclass(frozen=True, eq=False)
class RegressionResiduals:
    """Residuals of a regression on the margins under the weights before calibration.

    weights: (n,) those weights. x: (C, p) what the distinct rows hold of each margin, columns
    may be linearly dependent; rows: (n,) which of the C a row is, None where C is n. inverse:
    (p, p) of the columns' weighted products. stretch: (n,) factors, None for none (R has none).
    Source: Deville and Sarndal (1992), JASA 87(418), section 3.
    """

    weights: FloatArray
    x: FloatArray
    rows: IntArray | None
    inverse: FloatArray
    stretch: FloatArray | None = None

    @classmethod
    def of(
        cls,
        weights: FloatArray,
        x: FloatArray,
        rows: IntArray | None = None,
        base: FloatArray | None = None,
    ) -> RegressionResiduals:
        """Of weights (n,) on x (n, p), or on x[rows] with x (C, p) and base (C,) their sums."""
        if rows is not None and base is None:
            base = np.bincount(rows, weights, len(x)).astype(np.float64)
        by_row = weights if base is None else base
        return cls(weights, x, rows, _inverse(x.T @ (x * by_row[:, None])))

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
        x = self._by_row(self.x)
        held = sums_by(units, int(units.max()) + 1, x, self.weights)
        pull = np.einsum("np,np->n", self._by_row(self.x @ self.inverse), held[units])
        share = np.clip(np.bincount(units, pull) / np.bincount(units), 0, 0.75)
        stratum = np.zeros(len(share), dtype=np.int64)
        stratum[units] = strata
        usual = np.bincount(stratum, share) / np.bincount(stratum)
        return replace(self, stretch=((1 - usual[stratum]) / (1 - share))[units])

    def residuals(self, influence: FloatArray) -> FloatArray:
        """(n, k) to (n, k); rows of weight zero stay out of it."""
        if self.rows is None:
            products = self.x.T @ (influence * self.weights[:, None])
        else:
            products = self.x.T @ sums_by(self.rows, len(self.x), influence, self.weights)
        left = influence - self._by_row(self.x @ (self.inverse @ products))
        if self.stretch is not None:
            left = left * self.stretch[:, None]
        return np.where((self.weights > 0)[:, None], left, 0.0)

    def _by_row(self, values: FloatArray) -> FloatArray:
        return values if self.rows is None else values[self.rows]


@dataclass(frozen=True, eq=False)
class MarginSweeps:
    """R's `rake()`: plain means of each margin's categories taken out in turn, ten times.

    margins: for each, (n,) codes of the categories. Not the standard formula, see
    RegressionResiduals: base weights play no part in it.
    """

    margins: tuple[IntArray, ...]

    def residuals(self, influence: FloatArray) -> FloatArray:
        """(n, k) to (n, k)."""
        for codes in self.margins * 10:
            counts = np.maximum(np.bincount(codes), 1)
            means = sums_by(codes, len(counts), influence) / counts[:, None]
            influence = influence - means[codes]
        return influence


def _inverse(products: FloatArray) -> FloatArray:
    """A symmetric inverse over the directions in which the columns are independent."""
    size = np.sqrt(np.diag(products))
    size = np.where(size > 0, size, 1.0)
    roots, vectors = np.linalg.eigh(products / np.outer(size, size))
    kept = roots > 1e-11 * roots.max()
    scaled = vectors[:, kept] / size[:, None]
    return np.asarray((scaled / roots[kept]) @ scaled.T, dtype=np.float64)
