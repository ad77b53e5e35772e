"""What may be told of invited groups: nothing hidden follows from what stays (invariant 9)."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.samples import GroupSample, officials_sample
from analysis.scoring import ScoredItem
from analysis.tables import ItemRow, Results, results
from survey_app.bundle.disclosure import publishable
from tests.analysis.city import HAPPY, SCALE, SmallScheme, citizens

ITEMS = tuple(ScoredItem(f"o{n}", "work", "1.6", SCALE, HAPPY) for n in range(3))


def group(name: str, invited: int, answers: list[tuple[str, str, str]]) -> GroupSample:
    table = pd.DataFrame(answers, columns=["o0", "o1", "o2"])
    table["cell"] = f"{name}/council"
    return officials_sample(name, table, {f"{name}/council": invited}, ITEMS)


MIXED = [
    ("5", "4", "1"),
    ("1", "5", "5"),
    ("4", "1", "2"),
    ("2", "2", "4"),
    ("5", "5", "5"),
    ("3", "4", "3"),
]
ALIKE = [("5", b, c) for _, b, c in MIXED]


def published(*samples: GroupSample) -> Results:
    own = {sample.group: sample for sample in samples}
    return publishable(SmallScheme(), results(SmallScheme(), own), own).results


def rows(found: Results, name: str) -> list[ItemRow]:
    return [row for row in found.items if row.group == name]


def test_an_unanimous_item_hides_a_second_one_of_the_group_and_of_another_group() -> None:
    found = published(group("deputies", 6, ALIKE), group("leaders", 7, MIXED))
    deputies = [row.share.reason for row in rows(found, "deputies")]
    assert deputies[0] == "majority"
    assert deputies.count("majority") >= 2
    assert "majority" in [row.share.reason for row in rows(found, "leaders")]
    assert [row.share.reason for row in found.factors] == ["majority", "majority"]


def test_a_criterion_with_a_hidden_item_does_not_tell_its_groups_apart() -> None:
    found = published(group("deputies", 6, ALIKE), group("leaders", 7, MIXED))
    row = next(row for row in found.index.rows if row.code == "1.6")
    assert row.groups == ()
    assert row.points.value is not None


def test_nothing_is_hidden_where_nobody_agrees() -> None:
    found = published(group("deputies", 6, MIXED), group("leaders", 7, MIXED))
    assert {row.share.reason for row in found.items} == {None}


def test_under_seventy_percent_only_bounds_stay() -> None:
    found = published(group("deputies", 6, MIXED), group("leaders", 12, MIXED))
    leaders = next(row for row in found.groups if row.group == "leaders").share.estimate
    assert leaders is not None
    assert leaders.value is None
    assert leaders.bounds is not None
    points = next(row for row in found.index.rows if row.code == "1.6").points
    assert (points.value, points.lower, points.upper) == (None, None, None)
    assert points.bounds is not None


def test_bounds_of_a_group_count_the_silent_at_worst_and_at_best() -> None:
    found = published(group("leaders", 8, MIXED))
    share = found.groups[0].share.estimate
    satisfied = sum(a in HAPPY for row in MIXED for a in row)
    assert share is not None
    assert share.bounds is not None
    assert share.bounds == pytest.approx((satisfied / 24, (satisfied + 6) / 24))
    assert share.bounds is not None
    assert share.lower is not None
    assert share.upper is not None
    assert share.bounds[0] <= share.lower <= share.upper <= share.bounds[1]


def test_an_interval_that_holds_the_error_of_a_draw_is_not_cut_at_the_bounds() -> None:
    """The total's bounds keep drawn groups at their estimate: they are no limit for it."""
    samples = {"citizens": citizens(), "deputies": group("deputies", 6, MIXED)}
    scheme = SmallScheme(weights={"deputies": 1.0})
    computed = results(scheme, samples)
    assert publishable(scheme, computed, samples).results.index.total == computed.index.total


def test_of_a_group_below_the_threshold_only_its_size_is_told() -> None:
    found = published(group("deputies", 6, MIXED[:4]), group("leaders", 7, MIXED))
    row = next(row for row in found.groups if row.group == "deputies")
    assert (row.answered, row.share.estimate) == (4, None)
    assert {item.share.reason for item in rows(found, "deputies")} == {"below_threshold"}
    assert {item.mean.reason for item in rows(found, "deputies")} == {"below_threshold"}
    assert {(item.asked, item.missing) for item in rows(found, "deputies")} == {(None, None)}
    line = next(row for row in found.index.rows if row.code == "1.6")
    assert (line.points.value, line.points.bounds) == (None, None)
    for score in (score for line in found.index.rows for score in line.groups):
        if score.group == "deputies":
            assert (score.score.value, score.score.se, score.score.bounds) == (None, None, None)


def test_a_near_census_has_a_margin_beside_bounds_and_neither_for_a_hidden_item() -> None:
    found = published(group("deputies", 7, ALIKE), group("leaders", 6, MIXED))
    share = next(row for row in found.groups if row.group == "deputies").share.estimate
    assert share is not None
    assert share.note == "nonresponse_at_random"
    assert share.bounds is not None
    for row in (row for row in found.items if row.share.reason):
        assert (row.share.estimate, row.mean.estimate, row.deff) == (None, None, None)


def test_which_of_two_hidden_items_is_unanimous_is_not_told() -> None:
    found = published(group("deputies", 6, ALIKE), group("leaders", 7, MIXED))
    hidden = [row for row in found.items if row.share.estimate is None]
    assert len(hidden) > 1
    assert len({(row.share.reason, row.mean.reason) for row in hidden}) == 1
