"""Two years: intervals of changes, and what is refused across a break (methods 19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.comparison import Comparison, Year, change, compare
from analysis.estimate import Estimate
from analysis.samples import GroupSample
from analysis.tables import results
from tests.analysis.city import SmallScheme, citizens, officials

SCHEME = SmallScheme()
MAXIMA = {row.code: row.maximum for row in SCHEME.rows if row.maximum is not None}


def groups(seed: int) -> dict[str, GroupSample]:
    return {
        "citizens": citizens(seed),
        "deputies": officials("deputies", 50, 55, seed=seed),
        "leaders": officials("leaders", 30, 40, seed=seed + 9),
    }


def year(number: int, seed: int, decision: str = "1149") -> Year:
    found = results(SCHEME, groups(seed))
    return Year(number, f"c{number}", decision, MAXIMA, f"digest {number}", found)


def refusals(found: Comparison) -> dict[tuple[str, str], str | None]:
    return {(each.kind, each.code): each.refused for each in found.changes}


def test_within_one_scheme_every_figure_has_a_change_with_an_interval() -> None:
    found = compare(year(2020, 1), year(2021, 2))
    assert found.breaks == ()
    assert {each.kind for each in found.changes} == {"total", "criterion", "sipas", "factor"}
    for each in found.changes:
        assert each.change is not None
        assert each.change.lower is not None
        assert each.change.upper is not None
        assert each.change.lower <= (each.change.value or 0) <= each.change.upper


def test_the_error_of_a_change_is_that_of_independent_samples() -> None:
    one = Estimate(0.80, 0.03, 10.0, 0.7, 0.9, 200)
    other = Estimate(0.86, 0.04, 20.0, 0.8, 0.9, 300)
    found = change(one, other)
    assert found is not None
    assert found.value == pytest.approx(0.06)
    assert found.se == pytest.approx(0.05)
    assert found.df == pytest.approx(0.05**4 / (0.03**4 / 10 + 0.04**4 / 20))
    assert found.n == 200


def test_a_change_without_a_margin_is_not_given() -> None:
    one = Estimate(0.80, 0.03, 10.0, 0.7, 0.9, 200)
    assert change(one, replace(one, se=None)) is None
    assert change(replace(one, value=None), one) is None


def test_a_change_of_an_invited_group_carries_what_its_interval_takes_for_granted() -> None:
    one = Estimate(0.80, 0.03, 10.0, 0.7, 0.9, 200)
    invited = replace(one, note="nonresponse_at_random")
    for pair in ((one, invited), (invited, one), (invited, replace(one, se=0.0, note="census"))):
        found = change(*pair)
        assert found is not None
        assert found.note == "nonresponse_at_random"
    drawn = change(one, one)
    assert drawn is not None
    assert drawn.note is None


def test_beside_the_citys_own_survey_a_ministrys_decision_is_named_once() -> None:
    assert compare(year(2020, 1, ""), year(2021, 2, "1149")).breaks == ("own_survey",)
    assert compare(year(2020, 1, ""), year(2021, 2, "")).breaks == ()


def test_across_the_two_decisions_neither_criteria_nor_the_total_are_compared() -> None:
    found = compare(year(2020, 1), year(2021, 2, "876"))
    said = refusals(found)
    assert said["total", "total"] == "other_decision"
    assert said["criterion", "1.6"] == "other_decision"
    assert said["sipas", "citizens"] is None


def test_from_2022_satisfaction_speaks_of_other_people_and_is_refused() -> None:
    found = compare(year(2021, 1), year(2022, 2))
    said = refusals(found)
    assert said["sipas", "citizens"] == "other_population"
    assert said["factor", "citizens/access"] == "other_population"
    assert said["criterion", "8.1"] == "other_population"
    assert said["total", "total"] == "other_population"
    assert said["criterion", "1.6"] is None
    assert found.breaks == ("other_population",)


def test_another_convention_or_another_maximum_refuses_what_it_touches() -> None:
    later = year(2021, 2)
    other = replace(later, results=replace(later.results, convention="mean_score"))
    said = refusals(compare(year(2020, 1), other))
    assert said["sipas", "citizens"] == "other_convention"
    assert said["factor", "citizens/access"] is None
    said = refusals(compare(year(2020, 1), replace(later, maxima={**MAXIMA, "1.6": 3.0})))
    assert said["criterion", "1.6"] == "other_maximum"
    assert said["criterion", "2.1"] is None
    assert said["total", "total"] == "other_maximum"


def test_the_same_figures_or_years_in_the_wrong_order_are_refused() -> None:
    one = year(2020, 1)
    with pytest.raises(ValueError, match="same frozen figures"):
        compare(one, replace(year(2021, 1), digest=one.digest))
    with pytest.raises(ValueError, match="2021 is not before 2020"):
        compare(year(2021, 1), one)


def labels(found: Comparison) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(each.kind, each.code): each.labels for each in found.changes if each.labels}


def test_other_weights_of_the_groups_are_said_beside_the_change() -> None:
    one, other = year(2020, 1), year(2021, 2)
    index = one.results.index
    row = next(row for row in index.rows if len(row.groups) > 1)
    weights = (0.9, 0.1, *[0.0] * len(row.groups))
    moved = tuple(replace(g, weight=w) for g, w in zip(row.groups, weights, strict=False))
    rows = tuple(replace(each, groups=moved) if each is row else each for each in index.rows)
    changed = replace(one, results=replace(one.results, index=replace(index, rows=rows)))
    found = compare(changed, other)
    assert labels(found) == {
        ("total", "total"): ("other_weights",),
        ("criterion", row.code): ("other_weights",),
    }
    assert all(each.change is not None for each in found.changes)
    assert labels(compare(one, other)) == {}


def test_other_questions_are_said_beside_everything_made_of_them() -> None:
    one, other = year(2020, 1), year(2021, 2)
    gone = next(row for row in one.results.items if row.group == "citizens" and row.factor)
    items = tuple(row for row in one.results.items if row is not gone)
    found = labels(compare(replace(one, results=replace(one.results, items=items)), other))
    assert found == {
        ("total", "total"): ("other_items",),
        ("criterion", str(gone.criterion)): ("other_items",),
        ("sipas", "citizens"): ("other_items",),
        ("factor", f"citizens/{gone.factor}"): ("other_items",),
    }
    reworded = replace(one, wordings={gone.item: "Hỏi khác"})
    same = replace(other, wordings={gone.item: "Hỏi như cũ"})
    assert labels(compare(reworded, same)) == found
    assert labels(compare(reworded, replace(other, wordings={gone.item: "Hỏi khác"}))) == {}
