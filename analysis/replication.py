"""Variances from replicate weights: the figure again under each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.calibration import Margin, Method, calibrated_weights
from analysis.design import SurveyDesign
from analysis.errors import BoolArray, DesignError, FloatArray, IntArray
from analysis.estimate import Estimate, Linear, Weighted
from analysis.intervals import Interval, interval

__all__ = [
    "ReplicateDesign",
    "balanced_repeated",
    "bootstrap",
    "jackknife",
    "replicated",
    "stratified_jackknife",
]


@dataclass(frozen=True, eq=False)
class ReplicateDesign:
    """A sample of n rows that carries its variance as R further sets of weights.

    weights: (n,). replicates: (n, R) weights. Variance of a figure t:
    scale * sum_r rscales_r (t_r - centre)^2, centre the mean of the t_r with a positive factor,
    or with `mse` the figure under `weights`.
    """

    weights: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    mse: bool = False

    def __post_init__(self) -> None:
        n, r = len(self.weights), len(self.rscales)
        if self.replicates.shape != (n, r) or n == 0 or r == 0:
            raise DesignError(
                f"replicates: {self.replicates.shape} weights for {n} rows and {r} factors"
            )
        if not np.isfinite(self.replicates).all() or not np.isfinite(self.rscales).all():
            raise DesignError("replicates: a replicate weight or its factor is not a number")
        if not (np.isfinite(self.scale) and self.scale >= 0 and np.isfinite(self.weights).all()):
            raise DesignError(
                f"replicates: a weight is not a number, or the scale ({self.scale}) none from 0"
            )

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.weights)

    def degrees(self, rows: BoolArray | None = None) -> int:
        """Rank of the replicate weights of some rows minus 1, as R's `degf`."""
        used = self.replicates if rows is None else self.replicates[rows]
        used = np.unique(used, axis=0)
        size = np.linalg.norm(used, axis=1, keepdims=True)
        scaled = used / np.where(size > 0, size, 1.0)
        return int(np.linalg.matrix_rank(scaled, tol=1e-7)) - 1 if len(used) else -1

    def calibrated(
        self, frame: pd.DataFrame, margins: Sequence[Margin], method: Method = "raking"
    ) -> ReplicateDesign:
        """Every set of weights calibrated on its own; raises what `calibrate` raises."""
        done = [
            calibrated_weights(weights, frame, margins, method)
            for weights in (self.weights, *self.replicates.T)
        ]
        return replace(self, weights=done[0], replicates=np.column_stack(done[1:]))

    def variance(self, full: float, values: FloatArray) -> float:
        """From the figure and its (R,) replicates; those without a value (NaN) are left out."""
        there = ~np.isnan(values)
        found, factors = values[there], self.rscales[there]
        counted = factors > 0
        if not counted.any():
            return 0.0
        centre = full if self.mse else float(found[counted].mean())
        return float(self.scale * (factors @ (found - centre) ** 2))


@dataclass(frozen=True, eq=False)
class _Replicate:
    weights: FloatArray

    @property
    def n(self) -> int:
        return len(self.weights)


def replicated(
    design: ReplicateDesign,
    figure: Callable[[Weighted], Linear],
    *,
    how: Interval = "t",
    level: float = 0.95,
    linearized: bool = False,
) -> Estimate:
    """A figure with the standard error of its replicates.

    figure: any of the package's linear figures as a function of the design, for instance
    `lambda d: linear_mean(d, y, domain)`; a step or a cap inside it is recomputed each time.
    linearized: the replicates of the figure's linear part alone, as R does for a function of
    totals.
    """
    full = figure(design)
    n, missing = full.n, full.missing
    if full.value is None:
        return Estimate(None, None, None, None, None, n, level, missing, warrant=full.why)
    values = _linear(design, full) if linearized else _again(design, figure)
    df = float(design.degrees(full.rows))
    if df <= 0 or np.isnan(values).all():
        return Estimate(full.value, None, None, None, None, n, level, missing, warrant="one_psu")
    se = float(np.sqrt(design.variance(full.value, values)))
    if not design.rscales.any():  # every unit of every stratum is in the sample
        value = full.value
        return Estimate(value, 0.0, df, value, value, n, level, missing, note="census")
    if se <= 1e-12 * max(1.0, abs(full.value)):
        return Estimate(full.value, None, None, None, None, n, level, missing, warrant="constant")
    lower, upper = interval(full.value, se, df, how, level, n)
    return Estimate(full.value, se, df, lower, upper, n, level, missing)


def _again(design: ReplicateDesign, figure: Callable[[Weighted], Linear]) -> FloatArray:
    values = [figure(_Replicate(column)).value for column in design.replicates.T]
    return np.array([np.nan if value is None else value for value in values])


def _linear(design: ReplicateDesign, full: Linear) -> FloatArray:
    change = design.replicates - design.weights[:, None]
    return np.asarray((full.value or 0.0) + full.influence @ change)


def jackknife(design: SurveyDesign) -> ReplicateDesign:
    """JK1: each PSU left out in turn, strata not looked at.

    Raises DesignError for a single PSU.
    """
    units = int(design.psus.max()) + 1
    if units < 2:
        raise DesignError("replicates: one sampling unit, and leaving it out leaves nobody")
    kept = 1 - np.eye(units)[design.psus]
    return _replicates(design, kept * units / (units - 1), (units - 1) / units, np.ones(units))


def stratified_jackknife(design: SurveyDesign) -> ReplicateDesign:
    """JKn: each PSU left out, the others of its stratum carry its weight; fpc in the factors.

    Raises DesignError for a stratum of one PSU that is not a census.
    """
    stage = design.stages[0]
    _check_pairs(design, least=2)
    taken = stage.taken[stage.parent]
    together = stage.parent[:, None] == stage.parent[None, :]
    others = together * (taken / np.maximum(taken - 1, 1))[None, :] * (1 - np.eye(len(taken)))
    multipliers = np.where(together, others, 1.0)
    factors = (1 - 1 / taken) * (1 - stage.fraction[stage.parent])
    return _replicates(design, multipliers[stage.units], 1.0, factors)


def balanced_repeated(design: SurveyDesign, rho: float = 0.0) -> ReplicateDesign:
    """Balanced repeated replication over strata of two PSUs; Fay's with 0 < rho < 1.

    Half of the PSUs weigh 2 - rho and half rho, by the columns of a Hadamard matrix (Sylvester).
    Raises DesignError for a stratum of another size.
    Source: McCarthy (1969), Review of the ISI 37(3); Judkins (1990), J. Official Stat. 6(3).
    """
    if not 0 <= rho < 1:
        raise DesignError(f"replicates: rho is {rho}, expected 0 <= rho < 1")
    stage = design.stages[0]
    _check_pairs(design, least=2, most=2)
    strata = len(stage.taken)
    hadamard = np.ones((1, 1))
    while len(hadamard) <= strata:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
    first = np.zeros(len(stage.parent), dtype=np.bool_)
    first[np.unique(stage.parent, return_index=True)[1]] = True
    sign = hadamard[1 : strata + 1][stage.parent] * np.where(first, 1.0, -1.0)[:, None]
    r = len(hadamard)
    multipliers = 1 + (1 - rho) * sign
    return _replicates(design, multipliers[stage.units], 1 / (r * (1 - rho) ** 2), np.ones(r))


def bootstrap(design: SurveyDesign, replicates: int, seed: int) -> ReplicateDesign:
    """Rao and Wu's rescaled bootstrap: n - 1 of a stratum's n PSUs drawn with replacement.

    Takes PSUs as drawn with replacement. Raises DesignError for a stratum of one PSU.
    Source: Rao, Wu, Yue (1992), Survey Methodology 18(2).
    """
    if replicates < 2:
        raise DesignError(f"replicates: {replicates} bootstrap samples, expected 2 or more")
    stage = design.stages[0]
    _check_pairs(design, least=2)
    random = np.random.default_rng(seed)
    multipliers = np.zeros((len(stage.parent), replicates))
    for stratum, taken in enumerate(stage.taken.astype(int)):
        own = np.flatnonzero(stage.parent == stratum)
        counts = random.multinomial(taken - 1, np.full(taken, 1 / taken), size=replicates)
        multipliers[own] = counts.T * taken / (taken - 1)
    scale = 1 / (replicates - 1)
    return _replicates(design, multipliers[stage.units], scale, np.ones(replicates))


def _replicates(
    design: SurveyDesign, multipliers: FloatArray, scale: float, rscales: FloatArray
) -> ReplicateDesign:
    return ReplicateDesign(design.weights, design.weights[:, None] * multipliers, scale, rscales)


def _check_pairs(design: SurveyDesign, least: int, most: int | None = None) -> None:
    stage = design.stages[0]
    wrong: IntArray = np.flatnonzero(
        (stage.taken < least) | (stage.taken > (most or np.inf)) & (stage.fraction < 1)
    )
    if wrong.size:
        name = (design.stratum_labels or tuple(map(str, range(len(stage.taken)))))[wrong[0]]
        raise DesignError(
            f"replicates: stratum {name} has {int(stage.taken[wrong[0]])} units, expected "
            f"{least}{' or more' if most is None else ''}"
        )
