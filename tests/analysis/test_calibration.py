"""Calibration within bounds and to numbers; what cannot be met is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.calibration import Margin, Method, calibrate
from analysis.errors import AnalysisError, CalibrationError, NoConvergence, WeightError

FOLDER = Path(__file__).parent.parent / "reference" / "analysis"
CITIZENS = pd.read_csv(FOLDER / "citizens.csv", dtype={"id": "str"})
WEIGHTS = CITIZENS["weight"].to_numpy(np.float64)


def _shifted(column: str, most: float) -> Margin:
    sums = CITIZENS.groupby(column)["weight"].sum()
    moved = sums * np.linspace(1 - most, 1 + most, len(sums))
    totals = moved * sums.sum() / moved.sum()
    return Margin((column,), {str(name): float(total) for name, total in totals.items()})


@pytest.mark.parametrize("method", ["logit", "linear_truncated"])
def test_bounded_weights_meet_the_margins_and_stay_within_their_bounds(method: Method) -> None:
    margins = [_shifted("sex", 0.1), _shifted("age_group", 0.15)]
    done = calibrate(WEIGHTS, CITIZENS, margins, method, bounds=(0.7, 1.3))
    factors = done.weights / WEIGHTS
    assert factors.min() >= 0.7 - 1e-12
    assert factors.max() <= 1.3 + 1e-12
    for margin in margins:
        sums = pd.Series(done.weights).groupby(CITIZENS[margin.name]).sum()
        assert sums.to_dict() == pytest.approx(dict(margin.totals), rel=1e-10)


def test_bounds_too_tight_for_the_margins_are_refused_with_the_gap() -> None:
    with pytest.raises(NoConvergence, match="margin sex is still off"):
        calibrate(WEIGHTS, CITIZENS, [_shifted("sex", 0.3)], "logit", bounds=(0.9, 1.1))


def test_a_bounded_method_needs_bounds_and_raking_takes_no_numbers() -> None:
    margins = [_shifted("sex", 0.1)]
    for bounds in (None, (1.1, 1.5)):
        with pytest.raises(CalibrationError, match="bounds around 1"):
            calibrate(WEIGHTS, CITIZENS, margins, "logit", bounds=bounds)
    with pytest.raises(CalibrationError, match="not totals of numbers"):
        calibrate(WEIGHTS, CITIZENS, margins, "raking", numbers={"age": 1.0})


def test_a_total_of_numbers_is_met_and_an_empty_number_is_refused() -> None:
    wanted = float(WEIGHTS @ CITIZENS["age"]) * 1.03
    margins = [_shifted("sex", 0.1)]
    done = calibrate(WEIGHTS, CITIZENS, margins, "linear", numbers={"age": wanted})
    assert float(done.weights @ CITIZENS["age"]) == pytest.approx(wanted, rel=1e-10)
    with pytest.raises(CalibrationError, match="has no number in q1"):
        calibrate(WEIGHTS, CITIZENS, margins, "linear", numbers={"q1": 1.0})


def test_text_and_categories_are_calibrated_alike() -> None:
    margins = [_shifted("sex", 0.1), _shifted("district", 0.2)]
    text = calibrate(WEIGHTS, CITIZENS, margins)
    coded = CITIZENS.astype({"sex": "category", "district": "category"})
    np.testing.assert_allclose(calibrate(WEIGHTS, coded, margins).weights, text.weights, 1e-12)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
@pytest.mark.parametrize("method", ["poststratify", "raking", "linear"])
def test_base_weights_that_are_none_are_refused_with_their_row(bad: float, method: Method) -> None:
    weights = WEIGHTS.copy()
    weights[4] = bad
    with pytest.raises(WeightError, match="row 4 is"):
        calibrate(weights, CITIZENS, [_shifted("sex", 0.1)], method)
    with pytest.raises(WeightError, match="shape"):
        calibrate(WEIGHTS[:9], CITIZENS, [_shifted("sex", 0.1)], method)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no method greg; there are poststratify"):
        calibrate(WEIGHTS, CITIZENS, [_shifted("sex", 0.1)], "greg")  # type: ignore[arg-type]
