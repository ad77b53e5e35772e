"""What no honest figure follows from is refused with a sentence: never a silent NaN."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.adjusting import trim
from analysis.calibration import Margin, calibrate
from analysis.design import SurveyDesign
from analysis.domains import domain_means
from analysis.drivers import regression
from analysis.errors import (
    AnalysisError,
    CalibrationError,
    DesignError,
    FloatArray,
    WeightError,
)
from analysis.estimate import (
    Estimate,
    difference,
    linear_mean,
    mean,
    ratio,
    share,
    total,
    with_limits,
)
from analysis.independence import t_test
from analysis.intervals import Interval, interval
from analysis.quantiles import quantile
from analysis.replication import jackknife, replicated, stratified_jackknife

N = 60
RANDOM = np.random.default_rng(8)
FRAME = pd.DataFrame(
    {"psu": np.arange(N) // 3, "w": RANDOM.uniform(1, 3, N), "c": ["a", "b"] * (N // 2)}
)
DESIGN = SurveyDesign.build(FRAME, psus="psu", weights="w")
Y = RANDOM.random(N)
A = (FRAME["c"] == "a").to_numpy()

FIGURES: dict[str, Callable[[FloatArray], object]] = {
    "mean": lambda y: mean(DESIGN, y),
    "total": lambda y: total(DESIGN, y),
    "ratio above": lambda y: ratio(DESIGN, y, Y),
    "ratio below": lambda y: ratio(DESIGN, Y, y),
    "difference": lambda y: difference(DESIGN, y, A, ~A),
    "quantile": lambda y: quantile(DESIGN, y, 0.5),
    "domains": lambda y: domain_means(DESIGN, FRAME.assign(y=y), ["y"], ["c"]),
    "replicated": lambda y: replicated(jackknife(DESIGN), lambda d: linear_mean(d, y)),
    "t test": lambda y: t_test(DESIGN, y, FRAME["c"]),
    "regression y": lambda y: regression(DESIGN, y, Y[:, None]),
    "regression x": lambda y: regression(DESIGN, Y, y[:, None]),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("rows", [(3,), (3, 5)])
def test_the_row_of_an_infinite_value_is_named(name: str, rows: tuple[int, ...]) -> None:
    y = Y.copy()
    y[1] = np.nan
    FIGURES[name](y)
    y[list(rows)] = [np.inf, -np.inf][: len(rows)]
    with pytest.raises(AnalysisError, match="row 3 is inf"):
        FIGURES[name](y)


def test_infinite_values_outside_the_domain_do_not_matter() -> None:
    y = np.where(A, Y, np.inf)
    assert mean(DESIGN, y, A) == mean(DESIGN, Y, A)
    frame = FRAME.assign(y=y, c=FRAME["c"].where(A))
    assert domain_means(DESIGN, frame, ["y"], ["c"])[("a",)][0].value == pytest.approx(
        mean(DESIGN, Y, A).value
    )


@pytest.mark.parametrize("name", FIGURES)
def test_values_of_another_length_or_of_text_are_refused(name: str) -> None:
    if name != "domains":
        with pytest.raises(AnalysisError, match="rows"):
            FIGURES[name](Y[:7])
    with pytest.raises(AnalysisError, match="expected numbers"):
        FIGURES[name](Y.astype(str))


def test_a_figure_that_is_no_number_has_no_limits() -> None:
    for value, se in ((np.inf, 1.0), (np.nan, 1.0), (1.0, np.nan), (1.0, np.inf)):
        with pytest.raises(AnalysisError, match="no figure"):
            with_limits(Estimate(value, se, 9.0, None, None, 50), census=False)


def test_a_level_is_between_0_and_1() -> None:
    for level in (0.0, 1.0, 2.0, np.nan):
        for ask in (mean, total, share):
            with pytest.raises(AnalysisError, match="level"):
                ask(DESIGN, Y, level=level)
        with pytest.raises(AnalysisError, match="level"):
            interval(0.5, 0.1, 9, "t", level)


def test_a_share_is_of_values_from_0_to_1() -> None:
    with pytest.raises(AnalysisError, match="share: row"):
        share(DESIGN, Y * 3)
    assert share(DESIGN, np.where(A, Y, 3.0), A).value == mean(DESIGN, Y, A).value


def test_a_domain_of_0_and_1_is_one_of_booleans_and_row_numbers_are_refused() -> None:
    assert mean(DESIGN, Y, A.astype(np.int64)) == mean(DESIGN, Y, A)
    assert quantile(DESIGN, Y, 0.5, A.astype(np.int64)) == quantile(DESIGN, Y, 0.5, A)
    with pytest.raises(AnalysisError, match="domain: row 2 is 2"):
        mean(DESIGN, Y, np.arange(N))  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="domain: shape"):
        mean(DESIGN, Y, A[:5])


@pytest.mark.parametrize("constant", [0.1, 0.3, 0.7, 0.9, 1e9 + 0.1])
def test_a_constant_column_has_no_regression(constant: float) -> None:
    x = np.column_stack([np.full(N, constant), Y])
    y = 0.5 * Y + 0.2 * RANDOM.random(N)
    assert regression(DESIGN, y, x) is None
    assert regression(DESIGN, x[:, 0], x[:, 1:]) is None
    assert regression(DESIGN, y, x[:, 1:]) is not None


def test_a_design_of_text_of_other_lengths_or_an_unknown_rule_is_refused() -> None:
    mixed = FRAME["w"].astype(object)
    mixed[2] = "x"
    with pytest.raises(DesignError, match="row 2 of w is x, expected a number"):
        SurveyDesign.build(FRAME.assign(w=mixed), weights="w")
    codes = np.arange(N)
    with pytest.raises(WeightError, match="expected numbers"):
        SurveyDesign(DESIGN.weights.astype(str), codes * 0, codes)
    with pytest.raises(DesignError, match=r"shape \(5,\)"):
        SurveyDesign(DESIGN.weights, codes[:5], codes)
    with pytest.raises(DesignError, match="no lonely foo; there are fail, adjust"):
        SurveyDesign.build(FRAME, weights="w", lonely="foo")  # type: ignore[arg-type]


@pytest.mark.parametrize("df", [0.0, -1.0, np.nan])
@pytest.mark.parametrize("how", ["t", "logit", "wilson"])
def test_limits_without_degrees_of_freedom_are_refused(how: Interval, df: float) -> None:
    with pytest.raises(AnalysisError, match="degrees of freedom"):
        interval(0.5, 0.1, df, how)
    with pytest.raises(AnalysisError, match="no figure"):
        interval(0.5, np.nan, 9, how)


def test_a_group_without_rows_is_trimmed_to_nothing_and_spoils_nothing() -> None:
    weights = np.array([1.0, 1.0, 4.0, 1.0, 1.0, 1.5])
    codes = np.array([0, 0, 0, 2, 2, 2])
    done = trim(weights, times_median=2.5, groups=codes)
    assert done.weights[:3].sum() == pytest.approx(6)
    assert done.weights.max() <= 2.5
    assert np.isfinite(done.weights).all()
    for wrong in (codes[:3], codes - 1, codes.astype(float)):
        with pytest.raises(WeightError, match="trimming: groups"):
            trim(weights, times_median=2.5, groups=wrong)


def test_margins_may_name_whole_numbers() -> None:
    frame = pd.DataFrame({"age": [1, 1, 2, 2], "sex": ["f", "m", "f", "m"]})
    margins = [Margin(("age",), {1: 30.0, 2: 10.0}), Margin(("sex",), {"f": 20.0, "m": 20.0})]
    done = calibrate(np.ones(4), frame, margins)
    assert done.weights == pytest.approx([15, 15, 5, 5])
    crossed = Margin(("age", "sex"), {(1, "f"): 4.0, (1, "m"): 3.0, (2, "f"): 2.0, (2, "m"): 1.0})
    assert calibrate(np.ones(4), frame, [crossed], "poststratify").weights == pytest.approx(
        [4, 3, 2, 1]
    )
    with pytest.raises(CalibrationError, match="row 2 is 2"):
        calibrate(np.ones(4), frame, [Margin(("age",), {1: 30.0, 3: 10.0})])


def test_a_single_unit_left_out_leaves_nothing() -> None:
    with pytest.raises(DesignError, match="one sampling unit"):
        jackknife(SurveyDesign.build(FRAME, psus=np.zeros(N), weights="w"))


def test_replicates_of_a_census_and_its_t_test_say_that_nothing_is_left_to_chance() -> None:
    whole = SurveyDesign.build(FRAME, fpc=[np.full(N, N)])
    found = replicated(stratified_jackknife(whole), lambda d: linear_mean(d, Y))
    assert (found.se, found.note, found.lower) == (0.0, "census", found.value)
    with pytest.raises(AnalysisError, match="without error"):
        t_test(whole, Y, FRAME["c"])


def test_no_row_of_any_domain_gives_no_figures() -> None:
    assert domain_means(DESIGN, FRAME.assign(y=Y, c=None), ["y"], ["c"]) == {}
