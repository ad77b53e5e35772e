"""What goes with satisfaction: shares, slopes and their errors (methods 22)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.drivers import OVERALL, associations, regression
from analysis.errors import FloatArray, ScoringError
from analysis.estimate import estimates
from analysis.replication import replicated, stratified_jackknife
from tests.analysis.city import citizens, item


def survey(seed: int = 5, n: int = 400) -> tuple[SurveyDesign, FloatArray, FloatArray]:
    """Four strata of ten PSUs, unequal weights, three correlated columns."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"stratum": np.arange(n) % 4, "psu": np.arange(n) % 40})
    shared = random.standard_normal(n) + 0.5 * random.standard_normal(40)[frame["psu"]]
    x = random.standard_normal((n, 3)) + 0.7 * shared[:, None]
    y = 0.6 * x[:, 0] + 0.3 * x[:, 1] + random.standard_normal(n)
    weights = random.uniform(1, 5, n)
    return SurveyDesign.build(frame, strata="stratum", psus="psu", weights=weights), y, x


def r2(y: FloatArray, x: FloatArray, w: FloatArray) -> float:
    columns = np.column_stack([np.ones(len(y)), x]) * np.sqrt(w)[:, None]
    fit = np.linalg.lstsq(columns, y * np.sqrt(w), rcond=None)[0]
    left = y - np.column_stack([np.ones(len(y)), x]) @ fit
    return 1 - float(w @ left**2) / float(w @ (y - w @ y / w.sum()) ** 2)


def test_shares_are_means_over_all_orders_of_entering() -> None:
    design, y, x = survey()
    found = regression(design, y, x)
    assert found is not None
    added = np.zeros(3)
    for order in permutations(range(3)):
        for place, j in enumerate(order):
            before = list(order[:place])
            gain = r2(y, x[:, [*before, j]], design.weights)
            added[j] += gain - (r2(y, x[:, before], design.weights) if before else 0.0)
    added /= 6
    assert found.explained.value == pytest.approx(added.sum())
    assert [share.value for share in found.shares] == pytest.approx(list(added / added.sum()))


def test_slopes_are_those_of_weighted_least_squares() -> None:
    design, y, x = survey()
    found = regression(design, y, x)
    assert found is not None
    root = np.sqrt(design.weights)
    columns = np.column_stack([np.ones(len(y)), x])
    fit = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0]
    assert [slope.value for slope in found.slopes] == pytest.approx(list(fit[1:]))


def test_linearized_errors_agree_with_the_jackknife() -> None:
    design, y, x = survey(n=1600)
    found = regression(design, y, x)
    assert found is not None
    replicates = stratified_jackknife(design)
    linear = estimates(design, [found.explained, *found.shares, *found.slopes])

    def again(k: int) -> float:
        def figure(weights: object) -> object:
            one = regression(replace(design, weights=weights.weights), y, x)  # type: ignore[attr-defined]  # a replicate
            assert one is not None
            return [one.explained, *one.shares, *one.slopes][k]

        return replicated(replicates, figure).se or 0.0  # type: ignore[arg-type]  # as above

    errors = [estimate.se for estimate in linear]
    assert errors == pytest.approx([again(k) for k in range(len(linear))], rel=0.08)


def test_columns_that_do_not_correlate_share_what_each_explains_alone() -> None:
    x = np.array([[a, b] for a in (-1, 1) for b in (-1, 1)] * 50, dtype=np.float64)
    random = np.random.default_rng(1)
    y = 2 * x[:, 0] + x[:, 1] + random.standard_normal(len(x))
    design = SurveyDesign.build(pd.DataFrame({"p": range(len(x))}), weights=np.ones(len(x)))
    found = regression(design, y, x)
    assert found is not None
    alone = [r2(y, x[:, [j]], design.weights) for j in range(2)]
    assert [s.value for s in found.shares] == pytest.approx([a / sum(alone) for a in alone])


def test_nothing_is_said_of_constants_copies_and_too_few_answers() -> None:
    design, y, x = survey()
    assert regression(design, np.ones_like(y), x) is None
    assert regression(design, y, np.column_stack([x[:, 0], x[:, 0]])) is None
    assert regression(design, y, np.zeros((len(y), 1))) is None
    few = np.where(np.arange(len(y)) < 4, y, np.nan)
    assert regression(design, few, x) is None
    with pytest.raises(ScoringError, match="11 columns"):
        regression(design, y, np.zeros((len(y), 11)))


def test_the_last_factor_asked_of_all_stands_for_the_whole_unless_that_is_asked() -> None:
    sample = citizens()
    found = associations(sample, ["8.1"])
    assert found is not None
    assert (found.outcome, found.left_out) == ("procedures", ("feedback",))
    assert [driver.factor for driver in found.drivers] == ["access"]
    assert found.drivers[0].share.value == pytest.approx(1.0)
    whole = replace(sample, items=(*sample.items[:2], item("p1", None, "8.1"), sample.items[3]))
    asked = associations(whole, ["8.1"])
    assert asked is not None
    assert asked.outcome == OVERALL


def test_shares_of_two_factors_have_intervals_between_zero_and_one() -> None:
    sample = citizens()
    items = (*sample.items[:1], item("a2", "seats", "8.1"), *sample.items[2:])
    found = associations(replace(sample, items=items), ["8.1"])
    assert found is not None
    assert sum(d.share.value or 0 for d in found.drivers) == pytest.approx(1)
    for driver in found.drivers:
        assert driver.share.lower is not None
        assert driver.share.upper is not None
        assert 0 <= driver.share.lower <= driver.share.upper <= 1
        assert driver.slope.se is not None
