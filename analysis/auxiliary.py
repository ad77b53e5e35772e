"""What is known of everybody: categories and numbers by row, and their totals in the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import CalibrationError, FloatArray, IntArray

__all__ = ["Auxiliary", "Cells", "Margin", "auxiliary", "category_codes", "crossed"]


@dataclass(frozen=True)
class Margin:
    """Totals of the frame by category of one column, or of several crossed.

    totals: a category (text or a whole number, as in the column), or a tuple of one of each
    column, to its count. population: whose
    totals they are, so that a campaign can refuse those of another population.
    """

    columns: tuple[str, ...]
    totals: (
        Mapping[str, float]
        | Mapping[int, float]
        | Mapping[tuple[str, ...], float]
        | Mapping[tuple[int, str], float]
        | Mapping[tuple[str, int], float]
        | Mapping[tuple[str | int, ...], float]
    )
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
    totals = [np.array(list(margin.totals.values()), dtype=np.float64) for margin in margins]
    cells = crossed(frame, [column for margin in margins for column in margin.columns])
    coded = [_positions(frame, cells, margin) for margin in margins]
    _check_grand_totals(margins, totals)
    rows: IntArray | None = cells.rows
    base: FloatArray = np.bincount(cells.rows, weights, cells.size).astype(np.float64)
    if numbers:
        coded, base, rows = [codes[cells.rows] for codes in coded], weights, None
    for margin, codes, wanted in zip(margins, coded, totals, strict=True):
        sampled = np.bincount(codes, base, len(wanted))
        _check_categories(margin, wanted, sampled.astype(np.float64))
    columns = [np.eye(len(t))[codes] for codes, t in zip(coded, totals, strict=True)]
    columns += [_numeric(frame, name, len(weights))[:, None] for name in numbers]
    every = [margin.name for margin, t in zip(margins, totals, strict=True) for _ in t]
    return Auxiliary(
        tuple(margin.name for margin in margins),
        (*every, *numbers),
        base,
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
    cells = crossed(frame, margin.columns)
    return _positions(frame, cells, margin)[cells.rows]


@dataclass(frozen=True, eq=False)
class Cells:
    """The combinations of labels that rows have, over several columns.

    rows: (n,) the cell of each. codes: by column, (size,) position among its labels, -1 for an
    empty cell of the frame.
    """

    rows: IntArray
    size: int
    codes: Mapping[str, IntArray]
    labels: Mapping[str, Sequence[str]]


def crossed(frame: pd.DataFrame, columns: Sequence[str]) -> Cells:
    """One number a row, so that all later work is on the few combinations that occur."""
    names = list(dict.fromkeys(columns))
    rows = np.zeros(len(frame), dtype=np.int64)
    labels: dict[str, Sequence[str]] = {}
    whole = 1
    for name in names:
        codes, labels[name] = _labelled(frame[name])
        rows *= len(labels[name]) + 1
        rows += codes
        rows += 1  # 0 is an empty cell of the frame
        whole *= len(labels[name]) + 1
    if whole > 4 * len(rows) + 1000:
        found, rows = np.unique(rows, return_inverse=True)
        rows = rows.reshape(-1).astype(np.int64)
    else:
        found = np.flatnonzero(np.bincount(rows, minlength=whole))
        place = np.zeros(whole, dtype=np.int64)
        place[found] = np.arange(len(found))
        rows = np.take(place, rows)
    by_column: dict[str, IntArray] = {}
    left = found
    for name in reversed(names):
        left, code = np.divmod(left, len(labels[name]) + 1)
        by_column[name] = code.astype(np.int64) - 1
    return Cells(rows, len(found), by_column, labels)


def _labelled(
    column: pd.Series,
) -> tuple[npt.NDArray[np.integer[Any]], list[str]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), [str(label) for label in column.cat.categories]
    codes, labels = pd.factorize(column)
    return codes, [str(label) for label in labels]


def _positions(frame: pd.DataFrame, cells: Cells, margin: Margin) -> IntArray:
    """(cells,) position among the margin's totals."""
    places = [{x: k for k, x in enumerate(cells.labels[name])} for name in margin.columns]
    wanted: dict[tuple[int, ...], int] = {}
    for k, name in enumerate(margin.totals):
        key = name if isinstance(name, tuple) else (name,)
        wanted[tuple(p.get(str(x), -2) for p, x in zip(places, key, strict=True))] = k
    codes = [cells.codes[name].tolist() for name in margin.columns]
    found = np.array([wanted.get(key, -1) for key in zip(*codes, strict=True)], dtype=np.int64)
    if (found < 0).any():
        row = int(np.flatnonzero(found[cells.rows] < 0)[0])
        said = " | ".join(str(frame[column].iloc[row]) for column in margin.columns)
        raise CalibrationError(
            f"calibration: row {row} is {said}, for which margin {margin.name} "
            "has no total; add the total or leave the margin out"
        )
    return found


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
            said = " | ".join(map(str, name)) if isinstance(name, tuple) else name
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
