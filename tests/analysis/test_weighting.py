"""Weights step by step: who carries whose weight, merged classes, calibration; methods 13-14."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.calibration import Margin, Method, RegressionResiduals, calibrate
from analysis.errors import CalibrationError, FloatArray, NoConvergence, WeightError
from analysis.response import outcome_of, response_rates
from analysis.weighting import WeightingPlan, effective_size, weigh
from tests.analysis.city import names


def desk(outcomes: list[str], size: int = 100, **more: object) -> pd.DataFrame:
    columns: dict[str, object] = {
        "stratum": "s",
        "psu": "",
        "A": 1,
        "a": 1,
        "M": size,
        "m": len(outcomes),
    }
    return pd.DataFrame({"outcome": outcomes, **columns, **more})


def test_unknown_names_pass_their_weight_to_all_others_and_silent_ones_to_respondents() -> None:
    outcomes = ["respondent"] * 4 + ["nonrespondent"] * 2 + ["ineligible"] * 2 + ["unknown"] * 2
    done = weigh(desk(outcomes), WeightingPlan(fewest=1))
    assert done.frame["w_base"].tolist() == [10.0] * 10
    assert done.frame["w_known"].tolist() == pytest.approx([12.5] * 8 + [0] * 2)
    assert done.frame["weight"].tolist() == pytest.approx(
        [18.75] * 4 + [0] * 2 + [12.5] * 2 + [0] * 2
    )
    assert done.respondents.sum() == 4
    assert done.design.n == 6


def test_the_weights_keep_the_size_of_the_lists_at_every_step() -> None:
    done = weigh(names())
    sums = [step.total for step in done.report.steps]
    assert sums == pytest.approx([sums[0]] * len(sums))
    assert done.report.steps[0].n > done.report.steps[-1].n


def test_base_weights_multiply_both_stages() -> None:
    frame = desk(["respondent"] * 5, size=50, psu="c1", A=12, a=3)
    assert weigh(frame).frame["w_base"].tolist() == [4.0 * 10.0] * 5


def test_classes_with_too_few_answers_join_each_other_and_then_the_smallest_sibling() -> None:
    outcomes = (
        ["respondent"] * 3 + ["respondent"] * 12 + ["respondent"] * 20 + ["nonrespondent"] * 5
    )
    frame = desk(outcomes, kind=["a"] * 3 + ["b"] * 12 + ["c"] * 20 + ["a"] * 5)
    done = weigh(frame, WeightingPlan(response_by=("stratum", "kind"), fewest=10))
    merge = next(m for m in done.report.merges if m.step == "response")
    assert (merge.classes, merge.into) == (("s/a", "s/b"), "s")
    weights = done.frame["weight"]
    assert weights[0] == pytest.approx(2.5 * 20 / 15)
    assert weights[20] == pytest.approx(2.5)


def test_a_class_in_which_nobody_answered_loses_no_weight() -> None:
    outcomes = ["nonrespondent"] * 6 + ["respondent"] * 20
    frame = desk(outcomes, district=["x"] * 6 + ["y"] * 20)
    done = weigh(frame, WeightingPlan(response_by=("district",)))
    assert done.frame["weight"].sum() == pytest.approx(100)


@pytest.mark.parametrize("method", ["raking", "linear"])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_calibrated_margins_are_hit(method: Method, seed: int) -> None:
    table, base, margins = calibration_case(seed)
    done = calibrate(base, table, margins, method)
    for margin in margins:
        (column,) = margin.columns
        for category, wanted in margin.totals.items():
            got = done.weights[(table[column] == category).to_numpy()].sum()
            assert got == pytest.approx(wanted, rel=1e-8)
    assert done.gap < 1e-8


def calibration_case(seed: int) -> tuple[pd.DataFrame, FloatArray, list[Margin]]:
    """Ninety people, weights, and margins of three and of two categories that can be met."""
    random = np.random.default_rng(seed)
    a, b = random.permutation(np.arange(90) % 3), random.permutation(np.arange(90) % 2)
    table = pd.DataFrame({"a": a.astype(str), "b": b.astype(str)})
    aim = random.uniform(5, 15, 90)
    sums_a = {k: float(aim[(table["a"] == k).to_numpy()].sum()) for k in "012"}
    sums_b = {k: float(aim[(table["b"] == k).to_numpy()].sum()) for k in "01"}
    return table, random.uniform(5, 15, 90), [Margin(("a",), sums_a), Margin(("b",), sums_b)]


def test_calibration_in_the_chain_meets_the_lists_and_is_reported() -> None:
    frame = names()
    lists = frame.drop_duplicates(["stratum", "psu"]).groupby("stratum")["M"].sum()
    totals = {str(name): float(size) for name, size in lists.items()}
    margin = Margin(("stratum",), dict(totals))
    done = weigh(frame, WeightingPlan(margins=(margin,), method="poststratify"))
    assert done.frame.groupby("stratum")["weight"].sum().to_numpy() == pytest.approx(
        lists.to_numpy()
    )
    assert done.report.margins == ("stratum",)
    assert done.report.steps[-1].step == "calibrated"


def test_a_category_without_a_total_is_refused_by_name() -> None:
    table, base, (first, second) = calibration_case(1)
    short = Margin(first.columns, {"0": 1.0, "1": 1.0})
    with pytest.raises(CalibrationError, match="margin a has no total"):
        calibrate(base, table, [short, second])


def test_a_total_without_anybody_in_the_sample_is_refused() -> None:
    table, base, (first, _) = calibration_case(1)
    more = Margin(first.columns, {"0": 1.0, "1": 1.0, "2": 1.0, "9": 10.0})
    with pytest.raises(CalibrationError, match="wants 10 in 9"):
        calibrate(base, table, [more])


def test_margins_of_different_sums_are_refused() -> None:
    table, base, (first, second) = calibration_case(1)
    other = Margin(second.columns, {"0": 1.0, "1": 1.0})
    with pytest.raises(CalibrationError, match="no weights meet both"):
        calibrate(base, table, [first, other])


def test_margins_that_contradict_the_empty_cells_end_without_convergence() -> None:
    table = pd.DataFrame({"a": ["x", "y"], "b": ["x", "y"]})
    margins = [Margin(("a",), {"x": 5.0, "y": 5.0}), Margin(("b",), {"x": 4.0, "y": 6.0})]
    with pytest.raises(NoConvergence) as caught:
        calibrate(np.ones(2), table, margins)
    assert caught.value.margin == "a"
    assert caught.value.gap == pytest.approx(0.2)
    with pytest.raises(NoConvergence):
        calibrate(np.ones(2), table, margins, "linear")


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(1e-3, 1e6)), st.floats(1e-3, 1e3))
def test_effective_size_lies_between_one_and_n_whatever_the_unit(
    weights: FloatArray, unit: float
) -> None:
    size = effective_size(weights)
    assert 1 - 1e-9 <= size <= len(weights) * (1 + 1e-9)
    assert effective_size(weights * unit) == pytest.approx(size)


def test_a_rejected_interview_is_nonresponse() -> None:
    assert outcome_of("completed", accepted=False) == "nonrespondent"
    assert outcome_of("completed", accepted=True) == "respondent"
    assert [outcome_of(code) for code in ("refused", "not_found", "not_eligible", "try_again")] == [
        "nonrespondent",
        "unknown",
        "ineligible",
        "unknown",
    ]
    assert outcome_of(None) == "unknown"
    with pytest.raises(WeightError, match="vanished"):
        outcome_of("vanished")


def test_response_rates_count_a_share_of_the_unknown_as_eligible() -> None:
    outcomes = ["respondent"] * 6 + ["nonrespondent"] * 2 + ["ineligible"] * 2 + ["unknown"] * 5
    whole, place = response_rates("g", outcomes, ["p"] * 15)
    assert whole.rate == place.rate == pytest.approx(6 / (8 + 0.8 * 5))
    assert (whole.place, place.place, whole.opened) == (None, "p", 15)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "gone"}, "outcome gone"),
        ({"m": 101}, "m = 101 of M = 100"),
        ({"A": 0, "a": 0}, "a = 0"),
        ({"outcome": "refused"}, "outcome refused"),
        ({"outcome": "nonrespondent"}, "nobody answered"),
    ],
)
def test_a_frame_that_cannot_be_weighted_is_refused(
    change: dict[str, str | int], said: str
) -> None:
    with pytest.raises(WeightError, match=said):
        weigh(desk(["respondent"] * 5).assign(**change))


def test_residuals_of_large_units_are_stretched_and_those_of_equal_ones_are_not() -> None:
    """One category, three units: of equal size each holds a third, (1 - 1/3) / (1 - 1/3) = 1;
    of 1, 1 and 2 rows the last holds half, (1 - 1/3) / (1 - 1/2) = 4/3."""
    strata, everybody = np.zeros(4, dtype=np.int64), np.ones((4, 1))
    residuals = RegressionResiduals.of(np.ones(4), everybody)
    y = np.array([[1.0], [0.0], [4.0], [5.0]])
    plain = residuals.residuals(y)
    unequal = residuals.for_few_units(np.array([0, 1, 2, 2]), strata).residuals(y)
    assert unequal[:, 0] / plain[:, 0] == pytest.approx([8 / 9, 8 / 9, 4 / 3, 4 / 3])
    equal = residuals.for_few_units(np.array([0, 1, 2, 3]), strata).residuals(y)
    assert equal == pytest.approx(plain)
