"""Quantiles: the plain ones under equal weights, limits around them, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import AnalysisError
from analysis.quantiles import quantile


def _design(weights: list[float]) -> SurveyDesign:
    return SurveyDesign.build(pd.DataFrame({"w": weights}), weights="w")


def test_half_of_the_weight_is_at_or_below_the_median() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert quantile(_design([1.0] * 5), values, 0.5).value == 3
    assert quantile(_design([6.0, 1.0, 1.0, 1.0, 1.0]), values, 0.5).value == 1
    assert quantile(_design([1.0, 1.0, 2.0, 2.0, 4.0]), values, 0.6).value == 4


def test_limits_hold_the_true_median_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(2)
    held = 0
    for _ in range(300):
        found = quantile(_design([1.0] * 200), random.normal(size=200), 0.5)
        assert found.lower is not None
        assert found.upper is not None
        held += found.lower <= 0 <= found.upper
    assert 0.92 <= held / 300 <= 0.98


def test_a_domain_without_answers_and_a_constant_have_no_limits() -> None:
    design = _design([1.0] * 4)
    assert quantile(design, np.full(4, np.nan), 0.5).warrant == "all_missing"
    alike = quantile(design, np.ones(4), 0.5)
    assert (alike.value, alike.lower, alike.warrant) == (1, None, "constant")


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, float("nan")])
def test_a_probability_outside_0_and_1_is_refused(probability: float) -> None:
    with pytest.raises(AnalysisError, match="expected between 0 and 1"):
        quantile(_design([1.0] * 4), np.arange(4.0), probability)
