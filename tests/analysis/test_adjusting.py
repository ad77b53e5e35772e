"""Trimming, multiplicity, response propensity and quality figures of weights (methods 3, 13)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize

from analysis.adjusting import multiplicity_factors, quality, trim
from analysis.errors import FloatArray, NoConvergence, WeightError
from analysis.propensity import propensities, propensity_classes
from analysis.weighting import WeightingPlan, weigh
from tests.analysis.city import names

weights_of = arrays(np.float64, st.integers(3, 40), elements=st.floats(0.1, 100))


@given(weights_of, st.floats(1.2, 5))
def test_trimmed_weights_keep_their_total_and_stay_below_the_cap(
    weights: FloatArray, times: float
) -> None:
    try:
        done = trim(weights, times_median=times)
    except WeightError:
        assert times * np.median(weights) < weights.mean()
        return
    assert done.weights.sum() == pytest.approx(weights.sum())
    assert (done.weights <= done.cap[0] * (1 + 1e-9)).all()
    assert quality(done.weights).kish_deff <= quality(weights).kish_deff + 1e-9


def test_what_is_cut_goes_to_the_others_of_the_group_again_and_again() -> None:
    weights = np.array([10.0, 4.8, 1.0, 1.0, 1.0, 7.0])
    groups = np.array([0, 0, 0, 0, 0, 1])
    done = trim(weights, most=7.0, groups=groups)
    # 3 from the first over 7.8 in proportion lifts the second to 6.65 only
    assert done.weights[:2] == pytest.approx([7.0, 4.8 * 10.8 / 7.8])
    assert done.cut == 1
    again = trim(weights, most=6.0, groups=np.zeros(6, dtype=np.int64))
    assert again.cut == 3
    assert again.weights.sum() == pytest.approx(weights.sum())


def test_a_cap_that_no_weights_can_keep_is_refused() -> None:
    with pytest.raises(WeightError, match="below its mean weight"):
        trim(np.array([1.0, 9.0]), most=4.0)


def test_multiplicity_is_one_over_the_results_and_refuses_what_is_no_count() -> None:
    assert multiplicity_factors([1, 2, 4]) == pytest.approx([1, 0.5, 0.25])
    for bad in ([1, None], [0], [1.5]):
        with pytest.raises(WeightError, match="expected a whole number"):
            multiplicity_factors(bad)


def people(n: int = 4000, seed: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"sex": random.choice(["F", "M"], n), "kind": random.choice(["a", "b", "c"], n)}
    )
    level = -0.2 + 0.6 * (frame["sex"] == "M") + 0.9 * (frame["kind"] == "b")
    return frame, random.random(n) < 1 / (1 + np.exp(-level))


def test_propensities_are_the_maximum_likelihood_fit() -> None:
    frame, responded = people()
    weights = np.random.default_rng(1).uniform(1, 4, len(frame))
    found = propensities(frame, ["sex", "kind"], responded, weights)
    x = np.column_stack(
        [np.ones(len(frame)), frame["sex"] == "M", frame["kind"] == "b", frame["kind"] == "c"]
    ).astype(np.float64)

    def loss(beta: FloatArray) -> float:
        eta = x @ beta
        return float(weights @ (np.logaddexp(0, eta) - responded * eta)) / len(frame)

    best = optimize.minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    assert found.names == ("(intercept)", "sex=M", "kind=b", "kind=c")
    assert found.coefficients == pytest.approx(best, abs=1e-5)
    assert found.gap <= 1e-10
    assert 1 < found.rounds < 10


def test_a_category_in_which_everybody_answered_is_named() -> None:
    frame, responded = people(200)
    responded |= (frame["kind"] == "b").to_numpy()
    with pytest.raises(WeightError, match=r"all of the .* rows of kind=b responded"):
        propensities(frame, ["sex", "kind"], responded)


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("size", [2, 2000])
def test_a_small_category_of_one_answer_is_named_even_the_first_in_order(
    answer: bool, size: int
) -> None:
    for name in ("0", "z"):
        group = np.array(["a", "b"] * 1000, dtype=object)
        responded = np.random.default_rng(size).random(2000) < 0.7
        group[:10], responded[:10] = name, answer
        with pytest.raises(WeightError, match=f"of the 10 rows of g={name} responded"):
            propensities(pd.DataFrame({"g": group}), ["g"], responded)


def test_chances_as_good_as_sure_are_refused() -> None:
    rows = [("a", "x", 1), ("a", "y", 1), ("a", "y", 0), ("b", "x", 1), ("b", "x", 0)]
    rows += [("b", "y", 0)]
    frame = pd.DataFrame(rows * 50, columns=["g", "h", "r"])
    with pytest.raises((WeightError, NoConvergence)):
        propensities(frame, ["g", "h"], frame["r"].to_numpy(np.bool_), tolerance=1e-7)


def test_classes_of_chances_or_weights_that_are_none_are_refused() -> None:
    chances = np.array([0.2, 0.1, 0.3])
    with pytest.raises(WeightError, match="row 1 has the chance nan"):
        propensity_classes(np.array([0.2, np.nan, 0.3]))
    for bad in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(WeightError, match=r"row 2 .* the weight"):
            propensity_classes(chances, np.array([1, 1, bad]))
    with pytest.raises(WeightError, match="2 weights"):
        propensity_classes(chances, np.ones(2))


@pytest.mark.parametrize("bad", [np.nan, 0.0, -1.0])
def test_a_cap_that_is_none_is_refused(bad: float) -> None:
    with pytest.raises(WeightError, match="trimming: "):
        trim(np.array([1.0, 2.0]), most=bad)
    with pytest.raises(WeightError, match="trimming: "):
        trim(np.array([1.0, 2.0]), times_median=bad)


def test_without_both_kinds_or_with_gaps_nothing_is_fitted() -> None:
    frame, responded = people(50)
    with pytest.raises(WeightError, match="all or none"):
        propensities(frame, ["sex"], np.ones(50, dtype=np.bool_))
    with pytest.raises(WeightError, match="row 0 of sex is empty"):
        propensities(frame.assign(sex=None), ["sex"], responded)
    with pytest.raises(WeightError, match="no column age"):
        propensities(frame, ["age"], responded)


def test_quintiles_hold_about_a_fifth_each_and_ties_stay_together() -> None:
    classes = propensity_classes(np.linspace(0.1, 0.9, 100))
    assert np.bincount(classes).tolist() == [20] * 5
    tied = propensity_classes(np.array([0.2] * 50 + [0.7] * 50))
    assert len(np.unique(tied)) == 2
    assert len(np.unique(tied[:50])) == 1


def test_weights_by_propensity_keep_the_size_of_the_lists_and_say_how_it_converged() -> None:
    frame = names()
    done = weigh(frame, WeightingPlan(propensity=("sex", "stratum")))
    sums = [step.total for step in done.report.steps]
    assert sums == pytest.approx([sums[0]] * len(sums))
    assert done.report.propensity_rounds is not None
    ratio = done.frame["w_response"] / done.frame["w_known"]
    answered = frame["outcome"] == "respondent"
    assert 2 <= ratio[answered].round(9).nunique() <= 5
    assert (ratio[answered] >= 1).all()


def test_multiplicity_and_trimming_are_steps_of_their_own() -> None:
    frame = names().assign(results=1)
    frame.loc[frame["outcome"] == "respondent", "results"] = 2
    done = weigh(frame, WeightingPlan(multiplicity="results", trim=2.0))
    steps = {step.step: step for step in done.report.steps}
    assert list(steps) == ["base", "known", "response", "multiplicity", "trimmed"]
    answered = frame["outcome"] == "respondent"
    halves = done.frame.loc[answered, "w_multiplicity"] * 2
    assert halves.to_numpy() == pytest.approx(done.frame.loc[answered, "w_response"].to_numpy())
    assert steps["trimmed"].total == pytest.approx(steps["multiplicity"].total)
    assert steps["trimmed"].effective <= steps["trimmed"].n
