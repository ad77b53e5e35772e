"""Tests of independence and of a difference refuse what they cannot test; the rest is R's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import AnalysisError
from analysis.independence import ChiSquare, chi_square, t_test


def _people(n: int = 400) -> tuple[SurveyDesign, pd.DataFrame]:
    random = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "psu": np.arange(n) // 10,
            "a": random.choice(["x", "y", "z"], n),
            "b": random.choice(["u", "v"], n),
            "score": random.normal(size=n),
            "weight": random.uniform(1, 3, n),
        }
    )
    return SurveyDesign.build(frame, psus="psu", weights="weight"), frame


def test_independent_answers_are_not_found_dependent_and_equal_ones_are() -> None:
    design, frame = _people()
    for statistic in ("F", "Chisq", "Wald", "adjWald"):
        assert chi_square(design, frame["a"], frame["b"], statistic).p_value > 0.01
    doubled = frame["a"].replace({"z": "y"})
    assert chi_square(design, doubled, doubled.str.upper(), "Chisq").p_value < 1e-10


def test_the_order_of_labels_and_rows_does_not_matter() -> None:
    design, frame = _people()
    first = chi_square(design, frame["a"], frame["b"], "adjWald")
    renamed = frame["a"].map({"x": "3", "y": "1", "z": "2"})
    second = chi_square(design, renamed, frame["b"], "adjWald")
    assert second.statistic == pytest.approx(first.statistic, rel=1e-9)


def test_one_category_or_three_groups_are_refused() -> None:
    design, frame = _people()
    with pytest.raises(AnalysisError, match="1 x 2"):
        chi_square(design, frame["a"].where(frame["a"] == "x"), frame["b"])
    with pytest.raises(AnalysisError, match="3 groups"):
        t_test(design, frame["score"].to_numpy(), frame["a"])


def test_a_difference_of_a_constant_has_no_test() -> None:
    design, frame = _people()
    with pytest.raises(AnalysisError, match="constant"):
        t_test(design, np.ones(len(frame)), frame["b"])


@pytest.mark.parametrize("statistic", ["F", "Chisq", "Wald", "adjWald"])
def test_too_few_units_for_the_table_are_refused(statistic: ChiSquare) -> None:
    _, frame = _people()
    one = SurveyDesign.build(frame.assign(psu=1), psus="psu", weights="weight", lonely="adjust")
    with pytest.raises(AnalysisError, match="0 degrees of freedom"):
        chi_square(one, frame["a"], frame["b"], statistic)
    two = SurveyDesign.build(frame.assign(psu=frame["psu"] % 2), psus="psu", weights="weight")
    with pytest.raises(AnalysisError, match="1 of the 2 differences"):
        chi_square(two, frame["a"], frame["b"], statistic)
    with pytest.raises(AnalysisError, match="3 of the 4 differences"):
        chi_square(_people()[0], frame["a"], frame["a"], statistic)
    with pytest.raises(AnalysisError, match="7 and 400 answers"):
        chi_square(two, frame["a"][:7], frame["b"], statistic)
