"""Numbers and domains as they come in: refused where no honest figure can follow from them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError, BoolArray, FloatArray

__all__ = ["check_finite", "check_level", "members", "numbers", "weighted_sum"]


def numbers(y: npt.ArrayLike, n: int) -> FloatArray:
    """y as it is, (n,) numbers.

    Raises AnalysisError for text and for another length.
    """
    found: npt.NDArray[Any] = np.asarray(y)
    if found.shape != (n,):
        raise AnalysisError(f"values: shape {found.shape} for a design of {n} rows")
    if found.dtype.kind not in "biuf":
        raise AnalysisError(f"values: expected numbers, got {found.dtype}")
    return found


def members(domain: npt.ArrayLike, n: int) -> BoolArray:
    """(n,) whether a row is in the domain, from booleans or 0 and 1.

    Raises AnalysisError for anything else, row numbers for instance.
    """
    found: npt.NDArray[Any] = np.asarray(domain)
    if found.shape != (n,):
        raise AnalysisError(f"domain: shape {found.shape} for a design of {n} rows")
    if found.dtype == np.bool_:
        return found
    wrong = [] if found.dtype.kind in "iuf" else [0]
    wrong = wrong or np.flatnonzero((found != 0) & (found != 1)).tolist()
    if wrong:
        raise AnalysisError(
            f"domain: row {wrong[0]} is {found[wrong[0]]}, expected true or false (or 1 or 0)"
        )
    return found.astype(np.bool_)


def weighted_sum(weights: FloatArray, y: FloatArray, used: BoolArray) -> float:
    """Weighted total of the used rows of y.

    Raises AnalysisError naming the row of an infinite value.
    """
    with np.errstate(invalid="ignore"):
        found = float(weights @ np.where(used, y, 0.0))
    check_finite(found, y, used)
    return found


def check_finite(total: float, y: FloatArray, used: BoolArray) -> None:
    """Raises AnalysisError naming the row where `total`, a sum over used rows of y, is infinite.

    The rows are searched only then.
    """
    if np.isfinite(total):
        return
    infinite = np.flatnonzero(used & np.isinf(y))
    if infinite.size:
        raise AnalysisError(f"values: row {infinite[0]} is {y[infinite[0]]}, expected a number")
    raise AnalysisError("values: their weighted sum is too large to be a number")


def check_level(level: float) -> None:
    """Raises AnalysisError unless between 0 and 1."""
    if not 0 < level < 1:
        raise AnalysisError(f"interval: level is {level}, expected between 0 and 1")
