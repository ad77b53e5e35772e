"""Estimates under a design: invariances, domains, degenerate cases.

Invariant 9: no margin of error where the design gives none; the estimate says why.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.design import SurveyDesign
from analysis.errors import DesignError, FloatArray, WeightError
from analysis.estimate import difference, interval, mean, ratio, share, total
from analysis.variance import components, covariance


def frame(seed: int, strata: int = 4, units: int = 3, rows: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    n = strata * units * rows
    stratum = np.repeat(np.arange(strata), units * rows)
    unit = np.repeat(np.arange(strata * units), rows)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "unit": unit,
            "person": np.arange(n),
            "weight": random.uniform(1, 20, n),
            "units": 10,
            "persons": 50,
            "y": np.where(random.random(n) < 0.1, np.nan, random.integers(0, 2, n)),
            "part": random.integers(0, 3, n),
        }
    )


def design(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign.build(
        table,
        strata="stratum",
        psus="unit",
        ssus="person",
        weights="weight",
        fpc=("units", "persons"),
    )


def y_of(table: pd.DataFrame) -> FloatArray:
    return table["y"].to_numpy(np.float64)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e4))
def test_means_do_not_depend_on_the_unit_of_the_weights(seed: int, unit: float) -> None:
    table = frame(seed)
    scaled = table.assign(weight=table["weight"] * unit)
    one, other = mean(design(table), y_of(table)), mean(design(scaled), y_of(scaled))
    assert other.value == pytest.approx(one.value, rel=1e-10)
    assert other.se == pytest.approx(one.se, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    table = frame(seed)
    mixed = table.sample(frac=1, random_state=seed)
    one, other = share(design(table), y_of(table)), share(design(mixed), y_of(mixed))
    assert other.value == pytest.approx(one.value, rel=1e-12)
    assert other.se == pytest.approx(one.se, rel=1e-12)
    assert (other.df, other.n, other.missing) == (one.df, one.n, one.missing)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_totals_of_domains_add_up_to_the_whole(seed: int) -> None:
    table = frame(seed)
    part = table["part"].to_numpy()
    whole = total(design(table), y_of(table)).value
    sums = sum(total(design(table), y_of(table), part == k).value or 0 for k in range(3))
    assert sums == pytest.approx(whole, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_components_sum_to_the_covariance_diagonal(seed: int) -> None:
    table = frame(seed)
    columns = np.random.default_rng(seed).standard_normal((len(table), 3))
    diagonal = np.diag(covariance(design(table), columns))
    assert components(design(table), columns).variance == pytest.approx(diagonal, rel=1e-10)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(1e-6, 0.5), st.floats(1, 500))
def test_a_logit_interval_stays_inside_zero_and_one(value: float, se: float, df: float) -> None:
    with np.errstate(over="ignore"):
        low, high = interval(value, se, df, "logit")
    assert 0 <= low <= value <= high <= 1


def test_a_domain_is_zeros_and_not_a_subset() -> None:
    table = frame(5)
    inside = (table["unit"] % 3 != 0).to_numpy()  # one unit of three in each stratum has nobody
    whole, few = clusters(table), clusters(table[inside])
    figure, subset = mean(whole, y_of(table), inside), mean(few, y_of(table[inside]))
    assert figure.value == pytest.approx(subset.value)
    assert figure.n == subset.n
    assert figure.se is not None
    assert subset.se is not None
    assert abs(figure.se / subset.se - 1) > 0.01


def clusters(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign.build(table, strata="stratum", psus="unit", weights="weight")


def test_a_difference_of_a_domain_with_itself_is_zero_without_an_interval() -> None:
    table = frame(6)
    everybody = np.ones(len(table), dtype=np.bool_)
    figure = difference(design(table), y_of(table), everybody, everybody)
    assert (figure.value, figure.se, figure.warrant) == (0, None, "constant")


def test_nothing_answered_gives_no_value_and_says_so() -> None:
    table = frame(7)
    silent = np.full(len(table), np.nan)
    assert mean(design(table), silent).warrant == "all_missing"
    assert mean(design(table), silent).missing == len(table)
    nobody = np.zeros(len(table), dtype=np.bool_)
    empty = total(design(table), y_of(table), nobody)
    assert (empty.value, empty.warrant) == (None, "empty_domain")


def test_a_constant_item_has_a_value_and_no_interval() -> None:
    table = frame(8)
    figure = share(design(table), np.ones(len(table)))
    assert (figure.value, figure.se, figure.lower, figure.warrant) == (1, None, None, "constant")


def test_one_unit_in_the_domain_gives_no_interval() -> None:
    table = frame(9)
    alone = SurveyDesign.build(table, psus=np.zeros(len(table)), weights="weight", lonely="adjust")
    figure = mean(alone, y_of(table))
    assert (figure.se, figure.lower, figure.warrant) == (None, None, "one_psu")


def test_a_ratio_over_nothing_has_no_value() -> None:
    table = frame(10)
    zero = np.zeros(len(table))
    assert ratio(design(table), y_of(table), zero).value is None


def test_a_lonely_unit_is_refused_by_the_name_of_its_stratum() -> None:
    table = frame(11)
    few = table[(table["stratum"] != 2) | (table["unit"] == 6)]
    with pytest.raises(DesignError, match="stratum 2 has one unit"):
        mean(design(few), y_of(few))


def test_a_bad_weight_names_its_row() -> None:
    with pytest.raises(WeightError, match="row 3"):
        design(frame(12).assign(weight=lambda t: t["weight"].where(t.index != 3, -1.0)))


def test_a_first_stage_count_without_the_second_is_refused() -> None:
    with pytest.raises(DesignError, match="1 of 2 stages"):
        SurveyDesign.build(
            frame(13), strata="stratum", psus="unit", ssus="person", weights="weight", fpc=["units"]
        )


def test_more_units_than_the_population_has_are_refused() -> None:
    with pytest.raises(DesignError, match="fewer in the population"):
        design(frame(14).assign(units=2))


def test_counts_that_differ_within_a_stratum_are_refused() -> None:
    with pytest.raises(DesignError, match="disagree"):
        design(frame(15).assign(units=lambda t: 10 + (t.index == 0)))


def test_an_empty_unit_names_the_row_and_the_column() -> None:
    table = frame(16).astype({"unit": "object"})
    table.loc[4, "unit"] = None
    with pytest.raises(DesignError, match="row 4 of unit"):
        design(table)
