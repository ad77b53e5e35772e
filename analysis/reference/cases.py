"""The figure of one case of a reference file, computed by this package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.design import SurveyDesign
from analysis.errors import BoolArray, FloatArray
from analysis.estimate import (
    Estimate,
    Linear,
    Weighted,
    combined,
    design_effect,
    estimates,
    linear_mean,
    linear_ratio,
    linear_total,
)
from analysis.independence import ChiSquare, chi_square, t_test
from analysis.intervals import Interval, interval
from analysis.reference.data import ReferenceData, domain_of
from analysis.replication import ReplicateDesign, replicated

__all__ = ["Numbers", "Unsupported", "computed"]

Numbers = dict[str, float | None]
Case = Mapping[str, Any]


class Unsupported(Exception):  # noqa: N818 - not an error: a case this package has no answer to
    """A statistic or interval of a name that is not known here."""


def computed(data: ReferenceData, case: Case) -> Numbers:
    """The numbers of a case by the names of the file; raises Unsupported, AnalysisError."""
    design, frame = data.design(case["design"]), data.frame_of(case["design"])
    statistic = str(case["statistic"])
    if statistic in _WEIGHTS:
        return {"estimate": _weight(design.weights, frame, case)}
    if statistic in _FIGURES:
        return _estimated(design, frame, case)
    if isinstance(design, SurveyDesign) and statistic == "ttest":
        return _t_test(design, frame, case)
    if isinstance(design, SurveyDesign) and statistic.startswith("chisq_"):
        return _chi_square(design, frame, case, statistic.removeprefix("chisq_"))
    raise Unsupported(statistic)


def _estimated(design: SurveyDesign | ReplicateDesign, frame: pd.DataFrame, case: Case) -> Numbers:
    how = str(case.get("ci_method", "t")).replace("mean", "t")
    if how not in get_args(Interval):
        raise Unsupported(how)
    rows = domain_of(frame, case.get("domain"))

    def figure(weighted: Weighted) -> Linear:
        return _FIGURES[case["statistic"]](weighted, frame, case, rows)

    level = float(case["level"])
    if isinstance(design, ReplicateDesign):
        # R makes this composite from totals, by the delta method on their covariance
        totals = case.get("missing") == "available"
        found = replicated(design, figure, how=cast(Interval, how), level=level, linearized=totals)
        return _numbers(found, found.df)
    linear = figure(design)
    found = estimates(design, [linear], level=level)[0]
    degrees = float(design.degrees(linear.rows))
    if found.value is not None and found.se and degrees > 0 and how != "t":
        low, high = interval(found.value, found.se, degrees, cast(Interval, how), level, linear.n)
        found = replace(found, lower=low, upper=high)
    return _numbers(found, degrees) | _deff(design, frame, case, rows)


def _numbers(found: Estimate, degrees: float | None) -> Numbers:
    return {
        "estimate": found.value,
        "se": found.se,
        "df": degrees,
        "ci_lower": found.lower,
        "ci_upper": found.upper,
    }


def _deff(design: SurveyDesign, frame: pd.DataFrame, case: Case, rows: BoolArray) -> Numbers:
    if case.get("deff") is None:
        return {}
    effect = design_effect(
        design,
        _values(frame, case),
        rows,
        of_total=case["statistic"] == "total",
        replacement=re.search(r"deff\s*=\s*[\"']replace", case["r"]) is not None,
    )
    return {"deff": effect}


def _t_test(design: SurveyDesign, frame: pd.DataFrame, case: Case) -> Numbers:
    test = t_test(design, _values(frame, case), _labels(frame, case["by"]), float(case["level"]))
    found = cast(Estimate, test.difference)
    return _numbers(found, found.df) | {"t": test.statistic, "p_value": test.p_value}


def _chi_square(design: SurveyDesign, frame: pd.DataFrame, case: Case, statistic: str) -> Numbers:
    if statistic not in get_args(ChiSquare):
        raise Unsupported(f"chi-square {statistic}")
    test = chi_square(
        design,
        _labels(frame, case["variable"]),
        _labels(frame, case["by"]),
        cast(ChiSquare, statistic),
    )
    found: Numbers = {"estimate": test.statistic, "p_value": test.p_value}
    return found | {f"parameter{k + 1}": value for k, value in enumerate(test.parameters)}


def _labels(frame: pd.DataFrame, name: str) -> npt.NDArray[Any]:
    return frame[name].to_numpy()


def _values(frame: pd.DataFrame, case: Case) -> FloatArray:
    column = frame[case["variable"]]
    if "category" not in case:
        return np.asarray(column, dtype=np.float64)
    alike = column == case["category"]
    if pd.api.types.is_numeric_dtype(column):
        alike = column == float(case["category"])
    return np.asarray(alike.astype(float).where(column.notna()), dtype=np.float64)


def _mean(d: Weighted, f: pd.DataFrame, case: Case, rows: BoolArray) -> Linear:
    y = _values(f, case)
    if case["kind"] == "proportion_ci":  # R drops the rows without an answer as a domain first
        rows = rows & ~np.isnan(y)
    return linear_mean(d, y, rows)


def _total(d: Weighted, f: pd.DataFrame, case: Case, rows: BoolArray) -> Linear:
    return linear_total(d, _values(f, case), rows)


def _ratio(d: Weighted, f: pd.DataFrame, case: Case, rows: BoolArray) -> Linear:
    above, below = f[case["numerator"]], f[case["denominator"]]
    return linear_ratio(d, above.to_numpy(np.float64), below.to_numpy(np.float64), rows)


def _difference(d: Weighted, f: pd.DataFrame, case: Case, rows: BoolArray) -> Linear:
    y = _values(f, case)
    parts = [linear_mean(d, y, domain_of(f, case[side])) for side in ("domain_a", "domain_b")]
    return replace(combined(parts, [1.0, -1.0]), rows=rows)


def _composite(d: Weighted, f: pd.DataFrame, case: Case, rows: BoolArray) -> Linear:
    items = f[list(case["items"])]
    used = rows & items.notna().all(axis=1).to_numpy() if case["missing"] == "listwise" else rows
    parts = [linear_mean(d, items[name].to_numpy(np.float64), used) for name in items]
    return replace(combined(parts, [20 / len(parts)] * len(parts)), rows=rows)


_FIGURES: dict[str, Callable[[Weighted, pd.DataFrame, Case, BoolArray], Linear]] = {
    "mean": _mean,
    "proportion": _mean,
    "total": _total,
    "ratio": _ratio,
    "difference": _difference,
    "composite": _composite,
}


def _weight(weights: FloatArray, frame: pd.DataFrame, case: Case) -> float:
    if case["statistic"] == "weight_sumsq":
        return float((weights**2).sum())
    if case["statistic"] == "kish_deff":
        return len(weights) * float((weights**2).sum()) / float(weights.sum()) ** 2
    return float(weights[(frame["id"] == str(case["row_id"])).to_numpy().argmax()])


_WEIGHTS = ("weight", "weight_sumsq", "kish_deff")
