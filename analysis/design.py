"""How the sample was drawn: strata, units by stage, weights, population counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import BoolArray, DesignError, FloatArray, IntArray, WeightError

__all__ = ["Adjustment", "Lonely", "Stage", "SurveyDesign"]

Lonely = Literal["fail", "adjust", "certainty", "average", "remove"]
Column = str | Sequence[Any] | npt.NDArray[Any] | pd.Series


class Adjustment(Protocol):
    """A calibration of the weights, which takes from a variable what the margins explain."""

    def residuals(self, influence: FloatArray) -> FloatArray:
        """influence: (n, k) per row, not weighted; the same shape back."""
        ...


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of selection.

    units: (n,) code from 0 of the unit a row lies in, no code unused; parent: (U,) code of the
    stratum (stage 1) or of the unit of the stage above it was drawn from; taken: (parents,) units
    in the sample; fraction: (parents,) taken / population count, 0 without a count.
    """

    units: IntArray
    parent: IntArray
    taken: FloatArray
    fraction: FloatArray


@dataclass(frozen=True, eq=False)
class SurveyDesign:
    """The design of one sample of n rows; rows outside a domain stay in it.

    weights: (n,), finite, >= 0, some > 0. strata, psus, ssus: (n,) codes from 0; a PSU lies in
    one stratum. further: the same for units of the third and later stages. fpc: by stage, (n,)
    population counts of units of that stage within their parent, inf where there is none.
    lonely: what a stratum of one PSU does to the variance. adjustments: calibrations in the
    order they were made.
    Not for unequal first-stage probabilities with an fpc: a count is no inclusion probability.
    """

    weights: FloatArray
    strata: IntArray
    psus: IntArray
    ssus: IntArray | None = None
    fpc: tuple[FloatArray, ...] = ()
    lonely: Lonely = "fail"
    adjustments: tuple[Adjustment, ...] = ()
    stratum_labels: tuple[str, ...] = field(default=())
    further: tuple[IntArray, ...] = ()

    def __post_init__(self) -> None:
        _check_weights(self.weights)
        if self.lonely not in get_args(Lonely):
            known = ", ".join(get_args(Lonely))
            raise DesignError(f"design: no lonely {self.lonely}; there are {known}")
        for codes in (self.strata, *self._units, *self.fpc):
            if np.shape(codes) != self.weights.shape:
                raise DesignError(
                    f"design: a column of shape {np.shape(codes)} beside {self.n} weights"
                )
        if self.further and self.ssus is None:
            raise DesignError("design: units of a third stage without those of the second")
        if 0 < len(self.fpc) < len(self._units):
            raise DesignError(
                f"fpc: counts for {len(self.fpc)} of {len(self._units)} stages would leave out "
                "the variance of the stages below"
            )
        if len(self.fpc) > len(self._units):
            raise DesignError(f"fpc: {len(self.fpc)} stages of counts for fewer stages of units")
        for number, counts in enumerate(self.fpc, start=1):
            _check_counts(counts, number)
        for stage in self.stages:
            _check_fractions(stage)

    @classmethod
    def build(
        cls,
        frame: pd.DataFrame,
        *,
        strata: Column | None = None,
        psus: Column | None = None,
        ssus: Column | None = None,
        further: Sequence[Column] = (),
        weights: Column | None = None,
        fpc: Sequence[Column] = (),
        lonely: Lonely = "fail",
    ) -> SurveyDesign:
        """A design from columns of `frame` (by name) or arrays of its length.

        psus are nested in strata, ssus in psus, further units in those above: equal names in two
        strata are two units. Without psus every row is one. fpc: as in R, population counts, or
        the fractions sampled where nothing in it exceeds 1. Without weights: the inverse of the
        sampling fractions.
        Raises DesignError for counts mixed with fractions.
        """
        n = len(frame)
        stratum, labels = _coded(frame, strata, n)
        psu = np.arange(n) if psus is None else _nested(stratum, _coded(frame, psus, n)[0])
        ssu = None if ssus is None else _nested(psu, _coded(frame, ssus, n)[0])
        units = [stratum, psu, *([] if ssu is None else [ssu])]
        for column in further:
            units.append(_nested(units[-1], _coded(frame, column, n)[0]))
        below = tuple(units[3:])
        counts = _counts([_numbers(frame, column, n) for column in fpc], units)
        given = np.ones(n) if weights is None else _numbers(frame, weights, n)
        design = cls(given, stratum, psu, ssu, counts, lonely, (), labels, below)
        if weights is None:
            if not counts:
                raise WeightError("weights: neither weights nor population counts were given")
            design = replace(design, weights=1.0 / design.fractions)
        return design

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.weights)

    @property
    def _units(self) -> tuple[IntArray, ...]:
        """Codes of the units, one for each stage that has some."""
        return (self.psus, *(() if self.ssus is None else (self.ssus,)), *self.further)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that add variance: later ones only below the fractions of those above."""
        if not self.fpc:
            return (_stage(self.psus, self.strata, None),)
        parents = (self.strata, *self._units)
        return tuple(
            _stage(units, above, counts)
            for units, above, counts in zip(self._units, parents, self.fpc, strict=False)
        )

    @cached_property
    def fractions(self) -> FloatArray:
        """(n,) product of the sampling fractions of a row's units."""
        product: FloatArray = np.ones(self.n)
        parents = (self.strata, *self._units)
        for stage, above in zip(self.stages, parents, strict=False):
            product = product * stage.fraction[above]
        return product

    @cached_property
    def censused(self) -> BoolArray:
        """(n,) rows about which sampling leaves nothing open."""
        return np.asarray(self.fractions >= 1 - 1e-12)

    @cached_property
    def clustered(self) -> BoolArray:
        """(strata,) whether the PSUs of a stratum hold more than one row."""
        rows = np.bincount(self.psus)
        several = np.zeros(int(self.strata.max()) + 1, dtype=np.bool_)
        several[self.strata[rows[self.psus] > 1]] = True
        return several

    def degrees(self, rows: BoolArray | None = None) -> int:
        """PSUs minus strata among `rows` of non-zero weight, as R's `degf`."""
        used = self.weights > 0 if rows is None else rows & (self.weights > 0)
        return _distinct(self.psus[used]) - _distinct(self.strata[used])

    def calibrated(self, weights: FloatArray, adjustment: Adjustment) -> SurveyDesign:
        """The same design under calibrated weights, with what the variance must know of them."""
        return replace(self, weights=weights, adjustments=(*self.adjustments, adjustment))


def _column(frame: pd.DataFrame, column: Column, n: int) -> pd.Series:
    """The column as a series of n values, none empty."""
    if isinstance(column, str) and column not in frame.columns:
        raise DesignError(f"design: no column {column}; there are {', '.join(frame.columns)}")
    values = frame[column] if isinstance(column, str) else column
    if np.shape(values) != (n,):
        raise DesignError(f"design: a column of shape {np.shape(values)}, expected ({n},)")
    series = values if isinstance(values, pd.Series) else pd.Series(np.asarray(values))
    missing = np.flatnonzero(series.isna().to_numpy())
    if missing.size:
        name = column if isinstance(column, str) else "an array"
        raise DesignError(f"design: row {missing[0]} of {name} is empty")
    return series


def _numbers(frame: pd.DataFrame, column: Column, n: int) -> FloatArray:
    series = _column(frame, column, n)
    try:
        return np.asarray(series, dtype=np.float64)
    except (TypeError, ValueError):
        wrong = np.flatnonzero(pd.to_numeric(series, errors="coerce").isna().to_numpy())
        name = column if isinstance(column, str) else "an array"
        row = int(wrong[0]) if wrong.size else 0
        raise DesignError(
            f"design: row {row} of {name} is {series.iloc[row]}, expected a number"
        ) from None


def _coded(frame: pd.DataFrame, column: Column | None, n: int) -> tuple[IntArray, tuple[str, ...]]:
    """(n,) codes from 0, none unused, and the label of each; one label for no column."""
    if column is None:
        return np.zeros(n, dtype=np.int64), ("0",)
    series = _column(frame, column, n)
    if isinstance(series.dtype, pd.CategoricalDtype):
        labels = series.cat.categories
        codes = series.cat.codes.to_numpy()
        used = np.bincount(codes, minlength=len(labels)) > 0
        return _renumbered(codes, used), tuple(str(label) for label in labels[used])
    found, labels = pd.factorize(series, sort=True)
    return np.asarray(found, dtype=np.int64), tuple(str(label) for label in labels)


def _nested(parents: IntArray, codes: IntArray) -> IntArray:
    """(n,) codes from 0, none unused, of the pairs, in the parents' order."""
    within = int(codes.max(initial=0)) + 1
    size = (int(parents.max(initial=0)) + 1) * within
    pairs = parents * within + codes
    if size > 4 * len(codes) + 1000:
        return np.asarray(np.unique(pairs, return_inverse=True)[1], dtype=np.int64)
    return _renumbered(pairs, np.bincount(pairs, minlength=size) > 0)


def _renumbered(codes: npt.NDArray[np.integer[Any]], used: BoolArray) -> IntArray:
    if used.all():
        return np.asarray(codes, dtype=np.int64)
    place: IntArray = (np.cumsum(used) - 1).astype(np.int64)
    return np.asarray(place[codes])


def _distinct(codes: IntArray) -> int:
    return int(np.count_nonzero(np.bincount(codes)))


def _check_weights(weights: FloatArray) -> None:
    if weights.ndim != 1 or weights.size == 0:
        raise WeightError(f"weights: shape {weights.shape}, expected (n,) with n >= 1")
    if weights.dtype.kind not in "biuf":
        raise WeightError(f"weights: expected numbers, got {weights.dtype}")
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if bad.size:
        raise WeightError(f"weights: row {bad[0]} is {weights[bad[0]]}, expected >= 0")
    if not weights.any():
        raise WeightError("weights: all are zero")


def _counts(given: Sequence[FloatArray], units: Sequence[IntArray]) -> tuple[FloatArray, ...]:
    """Population counts by stage; fractions become counts of the units that they were drawn from.

    units: strata, then the units of each stage. As R's `as.fpc`: all columns are one or the other.
    """
    if not given or max(float(column.max()) for column in given) > 1:
        for number, column in enumerate(given, start=1):
            mixed = np.flatnonzero((column > 0) & (column < 1))
            if mixed.size:
                raise DesignError(
                    f"fpc: row {mixed[0]} has the fraction {column[mixed[0]]:g} at stage {number} "
                    "where others have counts; give counts or fractions, not both"
                )
        return tuple(given)
    counts = []
    for number, (column, above, own) in enumerate(zip(given, units, units[1:], strict=False), 1):
        bad = np.flatnonzero(~(column >= 0))
        if bad.size:
            raise DesignError(
                f"fpc: row {bad[0]} has the fraction {column[bad[0]]} at stage {number}"
            )
        taken = _stage(own, above, None).taken[above]
        counts.append(np.divide(taken, column, out=np.full(len(column), np.inf), where=column > 0))
    return (*counts, *given[len(counts) :])


def _check_counts(counts: FloatArray, number: int) -> None:
    bad = np.flatnonzero(~(counts > 0))
    if bad.size:
        raise DesignError(
            f"fpc: row {bad[0]} has {counts[bad[0]]} units at stage {number}, expected > 0"
        )


def _check_fractions(stage: Stage) -> None:
    bad = np.flatnonzero(stage.fraction > 1 + 1e-9)
    if bad.size:
        taken = int(stage.taken[bad[0]])
        raise DesignError(f"fpc: {taken} units in the sample, fewer in the population")


def _stage(units: IntArray, parents: IntArray, counts: FloatArray | None) -> Stage:
    used = np.bincount(units) > 0
    units = units if used.all() else _renumbered(units, used)
    parent = np.zeros(int(used.sum()), dtype=np.int64)
    parent[units] = parents
    taken = np.bincount(parent).astype(np.float64)
    fraction = np.zeros(len(taken))
    if counts is not None:
        population = np.full(len(taken), np.nan)
        population[parents] = counts
        differs = np.flatnonzero(population[parents] != counts)
        if differs.size:
            raise DesignError(f"fpc: row {differs[0]} and another of its stratum or unit disagree")
        fraction = taken / population
    return Stage(units, parent, taken, fraction)
