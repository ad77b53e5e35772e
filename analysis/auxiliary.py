"""What is known of everybody: categories and numbers by row, and their totals in the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import CalibrationError, FloatArray, IntArray

__all__ = ["Auxiliary", "Margin", "auxiliary", "category_codes"]


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
class Auxiliary:
    """The distinct rows of a sample as calibration sees them.

    base: (C,) weight of each; codes: for each margin (C,) its category; x: (C, p) indicators of
    all categories, then numbers; totals: (p,); rows: (n,) which of the C a row is, None where
    numbers make every row its own.
    """

    names: tuple[str, ...]
    column_names: tuple[str, ...]
    base: FloatArray
    codes: tuple[IntArray, ...]
    margin_totals: tuple[FloatArray, ...]
    x: FloatArray
    totals: FloatArray
    rows: IntArray | None

    def by_row(self, values: FloatArray) -> FloatArray:
        """(C,) to (n,)."""
        return values if self.rows is None else values[self.rows]

    def gaps(self, weights: FloatArray) -> FloatArray:
        """(margins,) largest relative miss of each under weights (C,)."""
        found = []
        for codes, totals in zip(self.codes, self.margin_totals, strict=True):
            sums = np.bincount(codes, weights, len(totals))
            found.append(np.max(np.abs(sums - totals) / np.where(totals > 0, totals, 1.0)))
        return np.array(found)


def auxiliary(
    weights: FloatArray,
    frame: pd.DataFrame,
    margins: Sequence[Margin],
    numbers: Mapping[str, float],
) -> Auxiliary:
    """One pass over the columns of margins and numbers.

    Raises CalibrationError for a row whose category has no total, a category that the sample
    lacks or has without a total, totals that are no counts, and margins that contradict.
    """
    coded = [category_codes(frame, margin) for margin in margins]
    totals = [np.array(list(margin.totals.values()), dtype=np.float64) for margin in margins]
    _check_grand_totals(margins, totals)
    n = len(weights)
    rows: IntArray | None = None
    if not numbers:
        rows, coded = _distinct(coded, [len(t) for t in totals])
    base = weights if rows is None else np.bincount(rows, weights, len(coded[0]))
    for margin, codes, wanted in zip(margins, coded, totals, strict=True):
        _check_categories(margin, wanted, np.bincount(codes, base, len(wanted)).astype(np.float64))
    columns = [np.eye(len(t))[codes] for codes, t in zip(coded, totals, strict=True)]
    columns += [_numeric(frame, name, n)[:, None] for name in numbers]
    every = [margin.name for margin, t in zip(margins, totals, strict=True) for _ in t]
    return Auxiliary(
        tuple(margin.name for margin in margins),
        (*every, *numbers),
        np.asarray(base, dtype=np.float64),
        tuple(coded),
        tuple(totals),
        np.column_stack(columns),
        np.concatenate([*totals, np.array(list(numbers.values()), dtype=np.float64)]),
        rows,
    )


def category_codes(frame: pd.DataFrame, margin: Margin) -> IntArray:
    """(n,) position among the margin's totals of each row's category.

    Raises CalibrationError naming the first row whose category has none.
    """
    at = np.zeros(len(frame), dtype=np.int64)
    places: list[dict[str, int]] = []
    for column in margin.columns:
        codes, labels = _labelled(frame[column])
        places.append({label: k for k, label in enumerate(labels)})
        at = at * (len(labels) + 1) + codes + 1  # 0 is an empty cell
    position = np.full(int(np.prod([len(place) + 1 for place in places])), -1, dtype=np.int64)
    for k, name in enumerate(margin.totals):
        key = (name,) if isinstance(name, str) else name
        parts = [place.get(str(part), -1) for place, part in zip(places, key, strict=True)]
        if min(parts) >= 0:
            index = 0
            for part, place in zip(parts, places, strict=True):
                index = index * (len(place) + 1) + part + 1
            position[index] = k
    found = position[at]
    if found.size and found.min() < 0:
        row = int(np.flatnonzero(found < 0)[0])
        said = " | ".join(str(frame[column].iloc[row]) for column in margin.columns)
        raise CalibrationError(
            f"calibration: row {row} is {said}, for which margin {margin.name} "
            "has no total; add the total or leave the margin out"
        )
    return found


def _labelled(column: pd.Series) -> tuple[IntArray, list[str]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        return codes.astype(np.int64), [str(label) for label in column.cat.categories]
    codes, labels = pd.factorize(column)
    return codes.astype(np.int64), [str(label) for label in labels]


def _distinct(coded: Sequence[IntArray], sizes: Sequence[int]) -> tuple[IntArray, list[IntArray]]:
    """Which combination of categories each row is, and each margin's category of those."""
    whole = int(np.prod([float(size) for size in sizes]))
    rows = coded[0]
    for codes, size in zip(coded[1:], sizes[1:], strict=True):
        rows = rows * size + codes
    if whole > 4 * len(rows) + 1000:
        found, rows = np.unique(rows, return_inverse=True)
        rows = rows.reshape(-1).astype(np.int64)
    else:
        found = np.flatnonzero(np.bincount(rows, minlength=whole))
        place = np.zeros(whole, dtype=np.int64)
        place[found] = np.arange(len(found))
        rows = rows if len(found) == whole else place[rows]
    own = []
    for size in reversed(sizes):
        own.append((found % size).astype(np.int64))
        found = found // size
    return rows, own[::-1]


def _numeric(frame: pd.DataFrame, name: str, n: int) -> FloatArray:
    values = frame[name].to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise CalibrationError(
            f"calibration: row {bad[0]} of {n} has no number in {name}; fill it in first"
        )
    return values


def _check_categories(margin: Margin, totals: FloatArray, sampled: FloatArray) -> None:
    for name, wanted, has in zip(margin.totals, totals, sampled, strict=True):
        if not np.isfinite(wanted) or wanted < 0 or (wanted == 0) != (has == 0):
            said = name if isinstance(name, str) else " | ".join(name)
            raise CalibrationError(
                f"calibration: margin {margin.name} wants {wanted:g} in {said} and the sample "
                f"has a weight of {has:g} there; merge the category or leave the margin out"
            )


def _check_grand_totals(margins: Sequence[Margin], totals: Sequence[FloatArray]) -> None:
    for margin, own in zip(margins, totals, strict=True):
        if abs(own.sum() - totals[0].sum()) > 1e-9 * totals[0].sum():
            raise CalibrationError(
                f"calibration: margin {margin.name} sums to {own.sum():g}, "
                f"{margins[0].name} to {totals[0].sum():g}; no weights meet both"
            )
