"""From rows to unit totals to variances: the one place that touches rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.design import Stage, SurveyDesign
from analysis.errors import BoolArray, DesignError, FloatArray, IntArray

__all__ = [
    "Components",
    "components",
    "components_of",
    "covariance",
    "satterthwaite",
    "sums_by",
    "unit_totals",
]


@dataclass(frozen=True, eq=False)
class Components:
    """The parts a variance is the sum of, one for each parent of each stage.

    values: (C, k), >= 0; df: (C,), >= 1; stage: (C,) from 1; parent: (C,) stratum (stage 1) or
    unit of the stage above.
    """

    values: FloatArray
    df: FloatArray
    stage: IntArray
    parent: IntArray

    @property
    def variance(self) -> FloatArray:
        """(k,) their sum."""
        return np.asarray(self.values.sum(axis=0))


def unit_totals(design: SurveyDesign, columns: FloatArray) -> tuple[FloatArray, ...]:
    """Weighted totals of columns (n, k) by unit, one (U, k) array for each stage.

    Calibrated designs first give up what their margins explain.
    """
    for adjustment in design.adjustments:
        columns = adjustment.residuals(columns)
    return tuple(
        sums_by(stage.units, len(stage.parent), columns, design.weights) for stage in design.stages
    )


def sums_by(
    codes: IntArray, size: int, columns: FloatArray, weights: FloatArray | None = None
) -> FloatArray:
    """(size, k) sums of columns (n, k), times weights (n,), over the rows of each code."""
    n = len(codes)
    factors = np.ones(n) if weights is None else weights
    matrix = sparse.csc_array((factors, codes, np.arange(n + 1)), shape=(size, n))
    return np.asarray(matrix @ columns)


def covariance(design: SurveyDesign, influence: FloatArray) -> FloatArray:
    """(k, k) covariance of the estimates whose influences are the columns of (n, k).

    V = (1 - f1) between PSUs + f1 times the stages below within PSUs, as R's `svyrecvar`;
    Sarndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, section 4.3.
    Raises DesignError for a stratum of one PSU when the design says "fail".
    """
    total = np.zeros((influence.shape[1],) * 2)
    for part in _deviations(design, unit_totals(design, influence)):
        total += part.T @ part
    return total


def components(design: SurveyDesign, influence: FloatArray) -> Components:
    """The same variances (the diagonal), by stratum and by PSU with its second stage."""
    return components_of(design, unit_totals(design, influence))


def components_of(design: SurveyDesign, totals: Sequence[FloatArray]) -> Components:
    """The same from the unit totals: all that variances need to know of the rows."""
    values, df, stages, parents = [], [], [], []
    parts = _deviations(design, totals)
    for number, (stage, part) in enumerate(zip(design.stages, parts, strict=True), start=1):
        values.append(sums_by(stage.parent, len(stage.taken), part**2))
        df.append(np.maximum(stage.taken - 1, 1))
        stages.append(np.full(len(stage.taken), number, dtype=np.int64))
        parents.append(np.arange(len(stage.taken), dtype=np.int64))
    return Components(
        np.concatenate(values), np.concatenate(df), np.concatenate(stages), np.concatenate(parents)
    )


def satterthwaite(values: FloatArray, df: FloatArray) -> FloatArray:
    """(k,) degrees of freedom of sums of components (C, k); 0 where the sum is 0.

    Source: Satterthwaite (1946), Biometrics Bulletin 2(6): (sum v)^2 / sum(v^2 / df).
    """
    scaled = values / np.maximum(values.max(axis=0, initial=0.0), 1e-300)
    below = np.sum(scaled**2 / df[:, None], axis=0)
    return np.asarray(np.where(below > 0, scaled.sum(axis=0) ** 2 / np.maximum(below, 1e-300), 0.0))


def _deviations(design: SurveyDesign, by_stage: Sequence[FloatArray]) -> list[FloatArray]:
    """By stage: (U, k) deviations from the parent's mean whose squares sum to the variance."""
    parts = []
    above = np.ones(len(design.stages[0].taken))
    for stage, totals in zip(design.stages, by_stage, strict=True):
        parts.append(_scaled(stage, totals, above, design))
        above = (above * stage.fraction)[stage.parent]  # by unit, which the next stage divides
    return parts


def _scaled(
    stage: Stage, totals: FloatArray, above: FloatArray, design: SurveyDesign
) -> FloatArray:
    taken = stage.taken
    scale = above * np.clip(1 - stage.fraction, 0, None)
    scale[scale < 1e-7 * above] = 0.0
    alone = (taken == 1) & (scale > 0)
    if alone.any() and design.lonely == "fail":
        raise DesignError(_lonely_sentence(design, stage, int(np.flatnonzero(alone)[0])))
    means = _parent_means(stage, totals)
    if design.lonely == "adjust":
        means[alone] = totals.mean(axis=0)
    scale = scale * np.where(taken > 1, taken / np.maximum(taken - 1, 1), 1.0)
    spread = totals - means[stage.parent]
    if design.lonely == "average" and alone.any():
        spread = spread * np.sqrt(_average_factor(stage, totals, alone))
    return np.asarray(spread * np.sqrt(scale[stage.parent])[:, None])


def _average_factor(stage: Stage, totals: FloatArray, alone: BoolArray) -> FloatArray:
    """(k,) strata that a column touches / those of them that have a variance."""
    touched = _parent_means(stage, np.abs(totals)) > 0
    usable = (touched & ~alone[:, None]).sum(axis=0)
    return np.asarray(touched.sum(axis=0) / np.maximum(usable, 1))


def _parent_means(stage: Stage, totals: FloatArray) -> FloatArray:
    return sums_by(stage.parent, len(stage.taken), totals) / stage.taken[:, None]


def _lonely_sentence(design: SurveyDesign, stage: Stage, parent: int) -> str:
    labels = design.stratum_labels
    name = labels[parent] if stage is design.stages[0] and parent < len(labels) else str(parent)
    return (
        f"design: stratum {name} has one unit in the sample, which gives no variance; "
        'merge it with a neighbour or choose lonely="adjust"'
    )
