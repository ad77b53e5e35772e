"""The four conventions of the satisfaction index by hand, and scoring of answers; methods 19."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import ScoringError
from analysis.estimate import estimates
from analysis.scoring import ItemScores, score
from analysis.sipas import reconcile, sipas
from tests.analysis.city import CITIZEN_ITEMS

ANSWERS = pd.DataFrame(
    {
        "a1": ["5", "4", "1", "dk"],
        "a2": ["4", "2", "", None],
        "p1": ["5", "5", "3", "4"],
        "f1": ["2", "5", None, None],
        "gave_feedback": ["yes", "no", "no", "no"],
    },
    dtype="object",
)


def scores() -> ItemScores:
    return score(CITIZEN_ITEMS, ANSWERS)


def design(weights: list[float]) -> SurveyDesign:
    return SurveyDesign.build(ANSWERS, weights=weights)


def index(convention: str, weights: list[float]) -> float | None:
    return sipas(convention, design(weights), scores(), range(4)).value


def test_each_convention_gives_its_own_figure() -> None:
    equal = [1.0] * 4
    # satisfied of valid: a1 2/3, a2 1/2, p1 3/4, f1 0/1 (the second person was not asked)
    assert index("pooled_ratio", equal) == pytest.approx(6 / 10)
    assert index("mean_of_item_shares", equal) == pytest.approx((2 / 3 + 1 / 2 + 3 / 4 + 0) / 4)
    assert index("mean_of_factor_shares", equal) == pytest.approx((3 / 5 + 3 / 4 + 0) / 3)
    assert index("mean_score", equal) == pytest.approx((1.75 + 1.0 + 3.25 + 0.25) / 10)


def test_weights_count() -> None:
    assert index("pooled_ratio", [3.0, 1, 1, 1]) == pytest.approx((3 * 3 + 3) / (3 * 4 + 6))


def test_the_linearized_error_is_that_of_leaving_each_person_out() -> None:
    """Against the jackknife, which needs no derivative."""
    random = np.random.default_rng(2)
    n = 400
    codes = random.choice(["1", "2", "3", "4", "5", "dk"], (n, 4))
    table = pd.DataFrame(codes, columns=["a1", "a2", "p1", "f1"]).assign(gave_feedback="yes")
    weights = random.uniform(1, 3, n)
    for convention in (
        "pooled_ratio",
        "mean_of_item_shares",
        "mean_of_factor_shares",
        "mean_score",
    ):
        found = score(CITIZEN_ITEMS, table)
        whole = SurveyDesign.build(table, weights=weights)
        figure = sipas(convention, whole, found, range(4))
        left_out = [
            sipas(
                convention, replace(whole, weights=weights * (np.arange(n) != i)), found, range(4)
            ).value
            or 0.0
            for i in range(n)
        ]
        jackknife = np.sqrt((n - 1) ** 2 / n * np.var(left_out, ddof=1))
        assert estimates(whole, [figure])[0].se == pytest.approx(jackknife, rel=0.01)


def test_the_reconciliation_ignores_weights_on_one_side_only() -> None:
    row = reconcile("pooled_ratio", design([3.0, 1, 1, 1]), scores(), range(4))
    assert row.unweighted == pytest.approx(0.6)
    assert row.difference == pytest.approx(12 / 18 - 0.6)


def test_dont_know_is_an_answer_that_does_not_count() -> None:
    found = scores()
    assert found.not_counted[3, 0]
    assert not found.not_counted[3, 1]
    assert found.asked[:, 3].tolist() == [True, False, False, False]


def test_a_code_without_a_score_names_row_and_item() -> None:
    with pytest.raises(ScoringError, match="row 1 answers 9 to p1"):
        score(CITIZEN_ITEMS, ANSWERS.assign(p1=["5", "9", "5", "5"]))


def test_an_unknown_convention_and_an_index_without_items_are_refused() -> None:
    with pytest.raises(ScoringError, match="no convention median"):
        index("median", [1.0] * 4)
    with pytest.raises(ScoringError, match="no item"):
        sipas("pooled_ratio", design([1.0] * 4), scores(), [])


def test_scores_outside_zero_to_one_are_refused() -> None:
    bad = replace(CITIZEN_ITEMS[0], scores={"5": 5.0})
    with pytest.raises(ScoringError, match="expected 0 to 1"):
        score([bad], ANSWERS)
