"""Reference results of R's `survey` package against this package, case by case.

`python -m analysis.reference FOLDER` reads FOLDER/reference.json and the CSV files beside it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.calibration import Margin, Method, calibrate, calibrate_linear
from analysis.design import SurveyDesign
from analysis.errors import BoolArray, FloatArray
from analysis.estimate import (
    Estimate,
    Linear,
    combined,
    design_effect,
    estimates,
    interval,
    linear_mean,
    linear_ratio,
    linear_total,
)

__all__ = ["Outcome", "main", "run"]

_CALIBRATIONS = ("poststratify", "raking", "linear", "rake")


class _Unsupported(Exception):  # noqa: N818 - not an error: a case this package has no answer to
    pass


@dataclass(frozen=True)
class Outcome:
    """One case: what missed (empty: all numbers within tolerance), or not supported."""

    case: str
    supported: bool
    misses: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every number of the case is within its tolerance."""
        return self.supported and not self.misses


def run(folder: Path) -> tuple[Outcome, ...]:
    """Every case of folder/reference.json, in its order."""
    document = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    bench = _Bench(folder, document)
    return tuple(bench.outcome(case) for case in document["cases"])


def main(arguments: list[str]) -> int:
    """Print misses, unsupported cases and a summary; 0 when nothing missed."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m analysis.reference FOLDER\n")
        return 2
    outcomes = run(Path(arguments[0]))
    for outcome in outcomes:
        for miss in outcome.misses:
            sys.stdout.write(f"miss {outcome.case}: {miss}\n")
    for outcome in outcomes:
        if not outcome.supported:
            sys.stdout.write(f"not supported: {outcome.case}\n")
    passed = sum(outcome.passed for outcome in outcomes)
    supported = sum(outcome.supported for outcome in outcomes)
    if supported < len(outcomes):
        sys.stdout.write(f"{len(outcomes) - supported} of {len(outcomes)} cases not supported\n")
    sys.stdout.write(f"{passed} of {supported} within tolerance\n")
    return 0 if passed == supported else 1


class _Bench:
    def __init__(self, folder: Path, document: Mapping[str, Any]) -> None:
        self.folder = folder
        self.specs: Mapping[str, Any] = document["designs"]
        self.derived = str(document.get("meta", {}).get("derived_variables", ""))
        self.frame = lru_cache(self._frame)
        self.design = lru_cache(self._design)

    def outcome(self, case: Mapping[str, Any]) -> Outcome:
        try:
            got = self._got(case)
        except _Unsupported:
            return Outcome(str(case["id"]), supported=False)
        misses = [
            f"{name} is {got.get(name)}, expected {case[name]}"
            for name in ("estimate", "se", "df", "ci_lower", "ci_upper", "deff")
            if case.get(name) is not None and not _close(got.get(name), name, case)
        ]
        return Outcome(str(case["id"]), supported=True, misses=tuple(misses))

    def _frame(self, name: str) -> pd.DataFrame:
        frame = pd.read_csv(self.folder / name, dtype={"id": "str"})
        return self._with_derived(frame.assign(one=1.0))

    def _with_derived(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add `X_sat` for every numeric X, and what the document defines as `Y = 1 if X >= c`."""
        numeric = list(frame.select_dtypes("number").columns)
        rules = [(f"{name}_sat", name, 4.0) for name in numeric]
        for new, old, least in re.findall(r"(\w+) = 1 if (\w+) >= (\d+)", self.derived):
            rules.append((new, old, float(least)))
        added = {
            new: (frame[old] >= least).where(frame[old].notna()).astype(float)
            for new, old, least in rules
            if old in numeric and new not in frame.columns
        }
        return frame.assign(**added)

    def _design(self, key: str) -> SurveyDesign:
        spec = self.specs[key]
        if "replicates" in spec:
            raise _Unsupported
        frame = self.frame(spec["file"])
        ids = list(spec["ids"] or [])
        design = SurveyDesign.build(
            frame,
            strata=spec["strata"],
            psus=ids[0] if ids else None,
            ssus=ids[1] if len(ids) > 1 else None,
            weights=spec["weights"],
            fpc=list(spec["fpc"] or []),
            lonely=spec["lonely_psu"],
        )
        return (
            self._calibrated(design, frame, spec["calibration"])
            if "calibration" in spec
            else design
        )

    def _calibrated(
        self, design: SurveyDesign, frame: pd.DataFrame, spec: Mapping[str, Any]
    ) -> SurveyDesign:
        if spec["method"] not in _CALIBRATIONS:
            raise _Unsupported
        population = self.frame(spec["population_file"])
        margins = [_margin(columns, population) for columns in spec["margins"]]
        if "numeric_totals" in spec:
            x = [_rows_of(frame, m, key) for m in margins for key in m.totals]
            totals = [count for m in margins for count in m.totals.values()]
            for name, count in spec["numeric_totals"].items():
                x.append(frame[name].to_numpy(np.float64))
                totals.append(float(count))
            done = calibrate_linear(design.weights, np.column_stack(x), np.array(totals))
        else:
            method: Method = "raking" if spec["method"] == "rake" else spec["method"]
            done = calibrate(design.weights, frame, margins, method, tolerance=1e-13)
        return design.calibrated(done.weights, done.adjustment)

    def _got(self, case: Mapping[str, Any]) -> dict[str, float | None]:
        design, frame = self.design(case["design"]), self.frame(self.specs[case["design"]]["file"])
        statistic = case["statistic"]
        if statistic == "weight":
            return {"estimate": float(design.weights[(frame["id"] == case["row_id"]).argmax()])}
        if statistic == "weight_sumsq":
            return {"estimate": float((design.weights**2).sum())}
        if statistic == "kish_deff":
            return {"estimate": _kish(design.weights)}
        if self.specs[case["design"]].get("calibration", {}).get("method") == "rake":
            raise _Unsupported
        figure = _figure(design, frame, case)
        how = case.get("ci_method", "t")
        if how not in ("t", "mean", "logit", "xlogit"):
            raise _Unsupported
        degrees = design.degrees(figure.rows)
        estimate = estimates(design, [figure], level=case["level"])[0]
        got = _numbers(estimate, degrees)
        if "deff" in case:
            got["deff"] = design_effect(
                design,
                _values(frame, case),
                _domain(frame, case.get("domain")),
                of_total=statistic == "total",
                replacement=str(case["id"]).endswith("deff_replace"),
            )
        if estimate.se is not None and degrees > 0 and "logit" in how:
            assert estimate.value is not None  # noqa: S101 - a standard error has a value
            limits = interval(estimate.value, estimate.se, degrees, "logit", case["level"])
            got["ci_lower"], got["ci_upper"] = limits
        return got


def _numbers(estimate: Estimate, degrees: int) -> dict[str, float | None]:
    return {
        "estimate": estimate.value,
        "se": estimate.se,
        "df": degrees,
        "ci_lower": estimate.lower,
        "ci_upper": estimate.upper,
    }


def _kish(weights: FloatArray) -> float:
    return len(weights) * float((weights**2).sum()) / float(weights.sum()) ** 2


def _margin(columns: str | list[str], population: pd.DataFrame) -> Margin:
    names = [columns] if isinstance(columns, str) else list(columns)
    sums = population.groupby(names, as_index=False)["count"].sum()
    keys = [tuple(str(part) for part in key) for key in sums[names].itertuples(index=False)]
    totals = [float(value) for value in sums["count"]]
    return Margin(tuple(names), dict(zip(keys, totals, strict=True)))


def _rows_of(frame: pd.DataFrame, margin: Margin, key: str | tuple[str, ...]) -> FloatArray:
    return _domain(frame, dict(zip(margin.columns, key, strict=True))).astype(np.float64)


def _domain(frame: pd.DataFrame, spec: Mapping[str, Any] | None) -> BoolArray:
    rows = np.ones(len(frame), dtype=np.bool_)
    for column, value in (spec or {}).items():
        rows &= (frame[column].astype(str) == str(value)).to_numpy()
    return rows


def _figure(design: SurveyDesign, frame: pd.DataFrame, case: Mapping[str, Any]) -> Linear:
    statistic, rows = case["statistic"], _domain(frame, case.get("domain"))
    if statistic not in _FIGURES:
        raise _Unsupported
    return _FIGURES[statistic](design, frame, case, rows)


def _values(frame: pd.DataFrame, case: Mapping[str, Any]) -> FloatArray:
    column = frame[case["variable"]]
    if "category" in case:
        column = column == case["category"]
    return np.asarray(column, dtype=np.float64)


def _mean(d: SurveyDesign, f: pd.DataFrame, case: Mapping[str, Any], rows: BoolArray) -> Linear:
    y = _values(f, case)
    if case["kind"] == "proportion_ci":  # R drops the rows without an answer as a domain first
        rows = rows & ~np.isnan(y)
    return linear_mean(d, y, rows)


def _total(d: SurveyDesign, f: pd.DataFrame, case: Mapping[str, Any], rows: BoolArray) -> Linear:
    return linear_total(d, _values(f, case), rows)


def _ratio(d: SurveyDesign, f: pd.DataFrame, case: Mapping[str, Any], rows: BoolArray) -> Linear:
    above, below = f[case["numerator"]], f[case["denominator"]]
    return linear_ratio(d, above.to_numpy(np.float64), below.to_numpy(np.float64), rows)


def _difference(
    d: SurveyDesign, f: pd.DataFrame, case: Mapping[str, Any], rows: BoolArray
) -> Linear:
    y = _values(f, case)
    parts = [linear_mean(d, y, _domain(f, case[side])) for side in ("domain_a", "domain_b")]
    return replace(combined(parts, [1.0, -1.0]), rows=rows)


def _composite(
    d: SurveyDesign, f: pd.DataFrame, case: Mapping[str, Any], rows: BoolArray
) -> Linear:
    items = f[list(case["items"])]
    used = rows & items.notna().all(axis=1).to_numpy() if case["missing"] == "listwise" else rows
    parts = [linear_mean(d, items[name].to_numpy(np.float64), used) for name in items]
    return replace(combined(parts, [20 / len(parts)] * len(parts)), rows=rows)


_FIGURES = {
    "mean": _mean,
    "proportion": _mean,
    "total": _total,
    "ratio": _ratio,
    "difference": _difference,
    "composite": _composite,
}


def _close(got: float | None, name: str, case: Mapping[str, Any]) -> bool:
    expected, tolerance = float(case[name]), float(case["rel_tol"])
    if got is None:
        return False
    if case.get("se_zero") and name in ("se", "ci_lower", "ci_upper"):
        return abs(got - expected) <= 1e-8 * max(1.0, abs(float(case["estimate"])))
    return abs(got - expected) <= tolerance * abs(expected)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
