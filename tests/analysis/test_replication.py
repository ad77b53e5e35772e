"""Replicate weights: made as R makes them, and telling the same variance as linearization."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import DesignError, FloatArray
from analysis.estimate import Linear, Weighted, linear_mean, linear_ratio, mean
from analysis.replication import (
    ReplicateDesign,
    balanced_repeated,
    bootstrap,
    jackknife,
    replicated,
    stratified_jackknife,
)

FOLDER = Path(__file__).parent.parent / "reference" / "analysis"
CITIZENS = pd.read_csv(FOLDER / "citizens.csv", dtype={"id": "str"})
SCORES = CITIZENS["q1"].to_numpy(np.float64)


def _design(frame: pd.DataFrame, fpc: bool = False) -> SurveyDesign:
    counts = ["n_communes"] if fpc else []
    return SurveyDesign.build(
        frame, strata="district", psus="commune", weights="weight", fpc=counts
    )


def _mean(design: Weighted) -> Linear:
    return linear_mean(design, SCORES)


def _multipliers(name: str) -> FloatArray:
    frame = pd.read_csv(FOLDER / name, dtype={"id": "str"})
    return frame.drop(columns="id").to_numpy(np.float64)


def _sorted(multipliers: FloatArray) -> FloatArray:
    return multipliers[:, np.lexsort(multipliers)]


def test_both_jackknifes_leave_out_what_r_leaves_out() -> None:
    design = _design(CITIZENS)
    stratified = stratified_jackknife(design)
    ours = stratified.replicates / design.weights[:, None]
    np.testing.assert_allclose(_sorted(ours), _sorted(_multipliers("replicates_jkn.csv")), 1e-12)
    plain = jackknife(design).replicates / design.weights[:, None]
    theirs = _multipliers("replicates_jk1.csv.gz")
    np.testing.assert_allclose(_sorted(plain), _sorted(theirs), 1e-12)


def test_the_stratified_jackknife_of_a_mean_has_the_linearized_error() -> None:
    for fpc in (False, True):
        design = _design(CITIZENS, fpc)
        linear, repeated = mean(design, SCORES), replicated(stratified_jackknife(design), _mean)
        assert linear.se is not None
        assert repeated.se == pytest.approx(linear.se, rel=5e-3)
        assert repeated.value == linear.value


def test_halves_and_fays_halves_have_the_linearized_error_of_a_total_exactly() -> None:
    pairs = CITIZENS[CITIZENS["commune_no"] <= 2].reset_index(drop=True)
    design = _design(pairs)
    ones = np.ones(len(pairs))

    def count(weighted: Weighted) -> Linear:
        return linear_ratio(weighted, weighted.weights * 0 + ones, ones / len(pairs))

    def visits(weighted: Weighted) -> Linear:
        return linear_mean(weighted, pairs["n_visits"].to_numpy(np.float64))

    exact = mean(design, pairs["n_visits"].to_numpy(np.float64))
    for rho in (0.0, 0.3):
        found = replicated(balanced_repeated(design, rho), visits, linearized=True)
        assert found.se == pytest.approx(exact.se, rel=1e-10)
        assert replicated(balanced_repeated(design, rho), count).warrant == "constant"


def test_the_bootstrap_is_repeatable_and_near_the_linearized_error() -> None:
    design = _design(CITIZENS)
    once, again = bootstrap(design, 400, 7), bootstrap(design, 400, 7)
    np.testing.assert_array_equal(once.replicates, again.replicates)
    assert replicated(once, _mean).se == pytest.approx(mean(design, SCORES).se, rel=0.15)


def test_a_stratum_of_one_unit_cannot_be_replicated() -> None:
    lonely = CITIZENS.assign(district=CITIZENS["stratum_lonely"])
    design = _design(lonely)
    for make in (stratified_jackknife, balanced_repeated):
        with pytest.raises(DesignError, match="stratum D"):
            make(design)


def test_replicates_of_another_shape_or_without_numbers_are_refused() -> None:
    with pytest.raises(DesignError, match="3 rows"):
        ReplicateDesign(np.ones(3), np.ones((2, 4)), 1.0, np.ones(4))
    with pytest.raises(DesignError, match="not a number"):
        ReplicateDesign(np.ones(2), np.full((2, 4), np.nan), 1.0, np.ones(4))


def test_figures_without_answers_say_why_instead_of_a_number() -> None:
    design = stratified_jackknife(_design(CITIZENS))
    nothing = np.full(len(CITIZENS), np.nan)
    assert replicated(design, lambda d: linear_mean(d, nothing)).warrant == "all_missing"
    nobody = np.zeros(len(CITIZENS), dtype=np.bool_)
    assert replicated(design, lambda d: linear_mean(d, SCORES, nobody)).warrant == "empty_domain"


def test_a_scale_that_is_no_number_and_a_single_sample_are_refused() -> None:
    for scale in (np.inf, np.nan, -1.0):
        with pytest.raises(DesignError, match="scale"):
            ReplicateDesign(np.ones(2), np.ones((2, 4)), scale, np.ones(4))
    for replicates in (1, 0):
        with pytest.raises(DesignError, match="expected 2 or more"):
            bootstrap(_design(CITIZENS), replicates, 1)
