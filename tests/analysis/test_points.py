"""Index points: groups are independent, one respondent's answers are not; methods 18 and 20.

Invariant 9: no number without its warrant.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.estimate import Estimate
from analysis.points import IndexPoints, PointsRow, index_points
from analysis.variance import covariance
from tests.analysis.city import SmallScheme, citizens, officials


def full() -> IndexPoints:
    groups = {
        "citizens": citizens(),
        "deputies": officials("deputies", 55, 66),
        "leaders": officials("leaders", 60, 70, seed=4),
    }
    return index_points(SmallScheme(), groups)


def row(points: IndexPoints, code: str) -> PointsRow:
    return next(line for line in points.rows if line.code == code)


def test_the_total_is_the_sum_of_the_rows_and_so_are_the_fields() -> None:
    points = full()
    values = [line.points.value or 0 for line in points.rows]
    assert points.total.points.value == pytest.approx(sum(values), rel=1e-12)
    assert [line.code for line in points.fields] == ["1", "2", "8"]
    assert points.total.maximum == 13.5


def test_satisfaction_points_are_the_index_times_the_maximum() -> None:
    line = row(full(), "8.1")
    assert line.points.value == pytest.approx(10 * (line.groups[0].score.value or 0))


def test_every_number_lies_within_its_limits_and_these_within_the_maximum() -> None:
    points = full()
    for line in (*points.rows, *points.fields, points.total):
        e = line.points
        assert e.lower is not None
        assert e.upper is not None
        assert e.value is not None
        assert 0 <= e.lower < e.value < e.upper <= line.maximum


def test_answers_of_one_respondent_share_covariance_in_the_sum() -> None:
    groups = {"deputies": officials("deputies", 55, 66)}
    scheme = SmallScheme(
        weights={"deputies": 1.0}, rows=[r for r in SmallScheme().rows if r.kind != "sipas"]
    )
    points = index_points(scheme, groups)
    sample = groups["deputies"]
    x = sample.scores.score
    centred = []
    for columns, maximum in (((0, 1), 2.0), ((2,), 1.5)):
        influence = np.zeros(len(x))
        for k in columns:
            used = ~np.isnan(x[:, k])
            w = sample.survey.weights * used
            mean = np.nansum(w * x[:, k]) / w.sum()
            influence += np.where(used, x[:, k] - mean, 0) / w.sum() / len(columns) * maximum
        centred.append(influence)
    v = covariance(sample.survey, np.column_stack(centred))
    assert points.total.points.se == pytest.approx(np.sqrt(v.sum()), rel=1e-9)


def test_independent_groups_add_their_variances() -> None:
    points = full()
    parts = [points.fields[i].points.se or 0 for i in (2,)]
    others = index_points(
        SmallScheme(rows=[r for r in SmallScheme().rows if r.kind != "sipas"]),
        {
            "deputies": officials("deputies", 55, 66),
            "leaders": officials("leaders", 60, 70, seed=4),
        },
    )
    parts.append(others.total.points.se or 0)
    assert points.total.points.se == pytest.approx(math.hypot(*parts), rel=1e-9)


def test_officials_carry_the_assumption_and_bounds_around_the_value() -> None:
    line = row(full(), "1.6")
    assert line.points.note == "nonresponse_at_random"
    assert line.points.bounds is not None
    low, high = line.points.bounds
    assert low < (line.points.value or 0) < high


def test_below_seventy_percent_response_there_are_only_bounds_and_the_total_says_so() -> None:
    groups = {
        "citizens": citizens(),
        "deputies": officials("deputies", 40, 66),
        "leaders": officials("leaders", 60, 70, seed=4),
    }
    points = index_points(SmallScheme(), groups)
    line = row(points, "1.6").points
    assert (line.se, line.lower, line.warrant) == (None, None, "response_below_70")
    assert line.bounds is not None
    total = points.total.points
    assert (total.se, total.lower, total.warrant) == (None, None, "part_without_interval")
    assert total.bounds is not None
    assert row(points, "8.1").points.lower is not None


def test_the_campaign_says_which_response_is_enough() -> None:
    for minimum, has_interval in ((0.5, True), (0.7, False)):
        group = officials("deputies", 40, 66, minimum_response=minimum)
        scheme = SmallScheme(weights={"deputies": 1.0})
        line = row(index_points(scheme, {"citizens": citizens(), "deputies": group}), "1.6").points
        assert (line.lower is not None) == has_interval


def test_a_census_has_no_sampling_error() -> None:
    groups = {name: officials(name, 30, 30) for name in ("deputies", "leaders")}
    scheme = SmallScheme(rows=[r for r in SmallScheme().rows if r.kind != "sipas"])
    total = index_points(scheme, groups).total.points
    assert (total.se, total.note) == (0, "census")
    assert total.lower == total.value == total.upper


def test_a_missing_group_leaves_no_number_and_none_above_it() -> None:
    points = index_points(SmallScheme(), {"citizens": citizens()})
    assert _bare(row(points, "1.6").points) == (None, None, "group_missing")
    assert _bare(points.total.points) == (None, None, "criterion_missing")
    assert row(points, "8.1").points.value is not None


def test_too_few_answers_leave_no_number() -> None:
    groups = {"deputies": officials("deputies", 4, 5), "leaders": officials("leaders", 60, 70)}
    points = index_points(SmallScheme(), groups)
    assert _bare(row(points, "1.6").points) == (None, None, "too_few_answers")


def _bare(e: Estimate) -> tuple[float | None, float | None, str | None]:
    return e.value, e.se, e.warrant
