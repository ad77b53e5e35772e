"""The data files of a reference and the designs it declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.auxiliary import category_codes
from analysis.calibration import Margin, Method, calibrate
from analysis.design import SurveyDesign
from analysis.errors import BoolArray, DesignError
from analysis.replication import ReplicateDesign
from analysis.residuals import MarginSweeps

__all__ = ["ReferenceData", "domain_of"]

Design = SurveyDesign | ReplicateDesign


class ReferenceData:
    """Frames and designs by name, read and built once."""

    def __init__(self, folder: Path, document: Mapping[str, Any]) -> None:
        self.folder = folder
        self.specs: Mapping[str, Any] = document["designs"]
        self.derived = str(document.get("meta", {}).get("derived_variables", ""))
        self.design = lru_cache(self._design)
        self.frame_of = lru_cache(self._frame_of)
        self._frame = lru_cache(self._read)
        self._multipliers = lru_cache(self._read_multipliers)

    def _read(self, name: str) -> pd.DataFrame:
        frame = pd.read_csv(
            self.folder / name, dtype={"id": "str"}, keep_default_na=False, na_values=["", "NA"]
        )
        return with_derived(frame.assign(one=1.0), self.derived)

    def _read_multipliers(self, name: str) -> pd.DataFrame:
        packed = self.folder / f"{name}.gz"
        file = packed if packed.exists() else self.folder / name
        return pd.read_csv(file, dtype={"id": "str"}).set_index("id")

    def _frame_of(self, key: str) -> pd.DataFrame:
        """The rows of a design; of replicates, those the replicate file lists."""
        spec = self.specs[key]
        frame = self._frame(spec["file"])
        if "replicates" not in spec:
            return frame
        listed = self._multipliers(spec["replicates"]["file"]).index
        return frame[frame["id"].isin(listed)].reset_index(drop=True)

    def _design(self, key: str) -> Design:
        spec, frame = self.specs[key], self.frame_of(key)
        if "replicates" in spec:
            return self._replicate_design(spec, frame)
        ids = list(spec["ids"] or [])
        fpc = list(spec["fpc"] or [])
        ids = ids[: max(1, len(fpc))]  # R takes the stages below the last count as drawn whole
        design = SurveyDesign.build(
            frame,
            strata=spec["strata"],
            psus=ids[0] if ids else None,
            ssus=ids[1] if len(ids) > 1 else None,
            further=ids[2:],
            weights=spec["weights"],
            fpc=fpc,
            lonely=spec["lonely_psu"],
        )
        if "calibration" not in spec:
            return design
        return self._calibrated(design, frame, spec["calibration"])

    def _replicate_design(self, spec: Mapping[str, Any], frame: pd.DataFrame) -> ReplicateDesign:
        replicates = spec["replicates"]
        weights = frame[spec["weights"]].to_numpy(np.float64)
        listed = self._multipliers(replicates["file"]).loc[list(frame["id"])].to_numpy(np.float64)
        if replicates.get("multipliers", True):
            listed = listed * weights[:, None]
        factors = np.atleast_1d(np.asarray(replicates["rscales"], dtype=np.float64))
        factors = np.broadcast_to(factors, (listed.shape[1],)).copy()
        design = ReplicateDesign(
            weights, listed, float(replicates["scale"]), factors, bool(replicates["mse"])
        )
        if "calibration" not in spec:
            return design
        method = _method(spec["calibration"])
        return design.calibrated(frame, self._margins(spec["calibration"]), method)

    def _calibrated(
        self, design: SurveyDesign, frame: pd.DataFrame, spec: Mapping[str, Any]
    ) -> SurveyDesign:
        margins = self._margins(spec)
        low_high = spec.get("bounds")
        done = calibrate(
            design.weights,
            frame,
            margins,
            _method(spec),
            numbers={name: float(v) for name, v in spec.get("numeric_totals", {}).items()},
            bounds=None if low_high is None else (float(low_high[0]), float(low_high[1])),
            tolerance=1e-13,
        )
        if spec["method"] == "rake":
            swept = MarginSweeps(tuple(category_codes(frame, margin) for margin in margins))
            return design.calibrated(done.weights, swept)
        return design.calibrated(done.weights, done.adjustment)

    def _margins(self, spec: Mapping[str, Any]) -> list[Margin]:
        population = self._frame(spec["population_file"])
        return [_margin(columns, population) for columns in spec["margins"]]


def with_derived(frame: pd.DataFrame, rules: str) -> pd.DataFrame:
    """Add what the document defines as `Y = 1 if X >= c`; a K in both stands for any number.

    Every other numeric X gets `X_sat` by the threshold of such a rule, 4 without one.
    """
    found = re.findall(r"(\w+) = 1 if (\w+) >= ([\d.]+)", rules)
    usual = next((float(least) for new, _, least in found if new.endswith("_sat")), 4.0)
    numeric = list(frame.select_dtypes("number").columns)
    wanted = {f"{name}_sat": (name, usual) for name in numeric}
    for new, old, least in found:
        for name in numeric:
            match = re.fullmatch(re.escape(old).replace("K", r"(\d+)"), name)
            if match:
                number = match[1] if match.groups() else "K"
                wanted[new.replace("K", number)] = (name, float(least))
    added = {
        new: (frame[old] >= least).where(frame[old].notna()).astype(float)
        for new, (old, least) in wanted.items()
        if new not in frame.columns
    }
    return pd.concat([frame, pd.DataFrame(added, index=frame.index)], axis=1)


def domain_of(frame: pd.DataFrame, spec: Mapping[str, Any] | None) -> BoolArray:
    """(n,) rows whose columns have the values named."""
    rows = np.ones(len(frame), dtype=np.bool_)
    for column, value in (spec or {}).items():
        given = frame[column]
        if pd.api.types.is_numeric_dtype(given):
            rows &= (given == float(value)).to_numpy()
        else:
            rows &= (given.astype(str) == str(value)).to_numpy()
    return rows


def _method(spec: Mapping[str, Any]) -> Method:
    names: dict[str, Method] = {
        "poststratify": "poststratify",
        "rake": "raking",
        "raking": "raking",
        "linear": "linear",
        "logit": "logit",
        "linear_truncated": "linear_truncated",
    }
    if spec["method"] not in names:
        raise DesignError(f"calibration: the method {spec['method']} is not known")
    return names[spec["method"]]


def _margin(columns: str | list[str], population: pd.DataFrame) -> Margin:
    names = [columns] if isinstance(columns, str) else list(columns)
    sums = population.groupby(names, as_index=False)["count"].sum()
    keys = [tuple(str(part) for part in key) for key in sums[names].itertuples(index=False)]
    totals = [float(value) for value in sums["count"]]
    return Margin(tuple(names), dict(zip(keys, totals, strict=True)))
