"""What if: alternatives with paired errors (methods 20, 21)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from analysis.calibration import Margin
from analysis.points import index_points
from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.sensitivity import Alternative, Reweighted, alternatives
from analysis.weighting import WeightingPlan
from tests.analysis.city import (
    CITIZEN_ITEMS,
    OFFICIAL_ITEMS,
    SmallScheme,
    citizens,
    names,
    officials,
)


def groups(citizen: GroupSample | None = None) -> dict[str, GroupSample]:
    return {
        "citizens": citizen or citizens(),
        "deputies": officials("deputies", 50, 55),
        "leaders": officials("leaders", 30, 40, seed=9),
    }


def unanimous(group: str, answer: str, invited: int) -> GroupSample:
    """Eight ballots that all say the same."""
    table = pd.DataFrame({"cell": [f"{group}/all"] * 8, **{o.item: answer for o in OFFICIAL_ITEMS}})
    return officials_sample(group, table, {f"{group}/all": invited}, OFFICIAL_ITEMS)


def by_code(found: tuple[Alternative, ...]) -> Mapping[str, Alternative]:
    return {one.code: one for one in found}


def test_every_alternative_changes_one_choice_and_has_a_paired_interval() -> None:
    found = by_code(alternatives(SmallScheme(), groups()))
    assert list(found) == [
        "by_people", "dont_know_worst", "dont_know_middle", "mean_of_item_shares",
        "mean_of_factor_shares", "mean_score",
    ]  # fmt: skip
    for one in found.values():
        assert one.total.change is not None
        assert one.total.change.lower is not None
        assert one.total.change.upper is not None
    total = index_points(SmallScheme(), groups()).total.points
    worst = found["dont_know_worst"].total
    assert total.value is not None
    assert worst.value is not None
    assert worst.change is not None
    assert worst.change.value is not None
    assert worst.change.value == pytest.approx(worst.value - total.value)
    assert worst.change.value < 0


def test_a_paired_error_is_smaller_than_that_of_independent_samples() -> None:
    found = by_code(alternatives(SmallScheme(), groups()))
    change = found["dont_know_middle"].total.change
    total = index_points(SmallScheme(), groups()).total.points
    assert change is not None
    assert change.se is not None
    assert total.se is not None
    assert change.se < total.se


def test_the_same_weights_again_change_nothing_and_claim_no_limits() -> None:
    again = Reweighted("calibration", "same", groups())
    same = by_code(alternatives(SmallScheme(), groups(), [again]))["same"]
    change = same.total.change
    assert change is not None
    assert (change.value, change.se, change.lower, change.upper) == (0.0, None, None, None)
    assert (change.warrant, change.note) == ("constant", None)
    assert same.sipas["citizens"].change is not None


def test_where_all_answer_alike_a_change_has_limits_only_if_everybody_was_asked() -> None:
    for invited, warrant, note in ((10, "constant", None), (8, None, "census")):
        alike = {"deputies": unanimous("deputies", "5", invited)}
        alike |= {"leaders": unanimous("leaders", "3", invited)}
        scheme = SmallScheme(weights={"deputies": 0.7, "leaders": 0.3}, rows=SmallScheme().rows[:5])
        change = by_code(alternatives(scheme, alike))["equal"].total.change
        assert change is not None
        assert (change.warrant, change.note) == (warrant, note)
        assert (change.lower is None) == (note is None)


def test_a_paired_error_follows_how_two_weightings_differ_over_many_samples() -> None:
    """Linearized against the spread of the difference itself."""
    changes, errors = [], []
    for seed in range(30):
        frame = names(seed)
        total = float((frame["A"] / frame["a"] * frame["M"] / frame["m"]).sum())
        share = (frame["sex"] == "F").mean()
        plan = WeightingPlan(
            margins=(
                Margin(("sex",), {"F": total * (share + 0.1), "M": total * (0.9 - share)}, ""),
            )
        )
        one = citizens_sample("citizens", frame, CITIZEN_ITEMS)
        other = citizens_sample("citizens", frame, CITIZEN_ITEMS, plan)
        scheme = SmallScheme()
        reweighted = Reweighted("calibration", "sex", {"citizens": other})
        found = by_code(alternatives(scheme, {"citizens": one}, [reweighted]))["sex"]
        change = found.sipas["citizens"].change
        assert change is not None
        assert change.value is not None
        assert change.se is not None
        changes.append(change.value)
        errors.append(change.se)
    assert np.mean(errors) == pytest.approx(np.std(changes), rel=0.4)


def test_removed_interviews_count_as_non_response_and_their_difference_is_paired() -> None:
    frame = names()
    gone = frame.index[frame["outcome"] == "respondent"][:15]
    less = frame.copy()
    less.loc[gone, "outcome"] = "nonrespondent"
    less.loc[gone, [one.item for one in CITIZEN_ITEMS]] = None
    other = {**groups(), "citizens": citizens_sample("citizens", less, CITIZEN_ITEMS)}
    without = Reweighted("flagged", "without", other, rows=15)
    found = by_code(alternatives(SmallScheme(), groups(), [without]))["without"]
    assert found.rows == 15
    change, total = found.total.change, index_points(SmallScheme(), other).total.points
    assert change is not None
    assert found.total.value == pytest.approx(total.value)
    assert change.se is not None
    assert total.se is not None
    assert 0 < change.se < total.se


def test_without_a_total_there_is_none_under_any_choice_but_satisfaction_stays() -> None:
    some = {"citizens": citizens(), "deputies": officials("deputies", 50, 55)}
    for one in alternatives(SmallScheme(), some):
        assert one.total.value is None
        assert one.total.change is None
        assert one.sipas["citizens"].change is not None


def test_what_may_not_be_told_is_not_computed() -> None:
    hidden = Reweighted("flagged", "without", None, 0, "too_few")
    one = by_code(alternatives(SmallScheme(), groups(), [hidden]))["without"]
    assert (one.hidden, one.total.value, dict(one.sipas)) == ("too_few", None, {})
