"""What other choices and counts may tell beside results that hide something (invariant 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.sensitivity import alternatives
from analysis.sipas import CONVENTIONS
from analysis.tables import results
from survey_app.bundle.alternatives import reweighted
from survey_app.bundle.chosen import chosen_rows
from survey_app.bundle.disclosure import Disclosed, publishable
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.samples import Rules, samples_of
from survey_app.bundle.told import rare_items
from tests.analysis.city import (
    CITIZEN_ITEMS,
    OFFICIAL_ITEMS,
    SmallScheme,
    citizens,
    names,
    officials,
)
from tests.bundle.test_samples import ITEM, NO_BALLOTS, SCHEME, cells


def unanimous(group: str, answer: str) -> GroupSample:
    """Eight ballots of ten that all say the same."""
    table = pd.DataFrame({"cell": [f"{group}/all"] * 8, **{o.item: answer for o in OFFICIAL_ITEMS}})
    return officials_sample(group, table, {f"{group}/all": 10}, OFFICIAL_ITEMS)


def test_a_total_that_only_bounds_may_be_shown_of_is_shown_under_no_other_choice() -> None:
    alike = {"deputies": unanimous("deputies", "5"), "leaders": unanimous("leaders", "3")}
    scheme = SmallScheme(weights={"deputies": 0.7, "leaders": 0.3}, rows=SmallScheme().rows[:5])
    raw = alternatives(scheme, alike)
    assert any(one.total.value is not None for one in raw)
    told = publishable(scheme, results(scheme, alike), alike, choices=raw)
    assert told.results.index.total.points.value is None
    assert [one.code for one in told.alternatives] == [one.code for one in raw]
    assert {(one.total.value, one.total.change) for one in told.alternatives} == {(None, None)}


def with_little_feedback(satisfied: bool = True) -> pd.DataFrame:
    """Names of citizens of whom three gave feedback: its item and factor are below the
    threshold."""
    frame = names()
    some = frame.index[frame["f1"].notna()]
    frame.loc[some[3:], "f1"] = None
    frame.loc[some[3:], "gave_feedback"] = "no"
    frame.loc[some[:3], "f1"] = "5" if satisfied else "1"
    return frame


def told_with_little_feedback(satisfied: bool, scheme: SmallScheme) -> Disclosed:
    frame = with_little_feedback(satisfied)
    sample = citizens_sample("citizens", frame, CITIZEN_ITEMS)
    counted = tuple(item for item in CITIZEN_ITEMS if item.item not in rare_items(sample, 5))
    assert [item.item for item in counted] == ["a1", "a2", "p1"]
    groups = {"citizens": citizens_sample("citizens", frame, counted)}
    choices = alternatives(scheme, groups)
    return publishable(scheme, results(scheme, groups), groups, choices=choices)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_no_published_number_depends_on_an_item_that_few_answered(convention: str) -> None:
    scheme = SmallScheme(convention, rows=SmallScheme().rows[5:])
    one, other = (told_with_little_feedback(answer, scheme) for answer in (True, False))
    assert one == other
    assert one.results.sipas["citizens"].weighted.value is not None
    assert {each.hidden for each in one.alternatives} == {None}


def test_choices_beside_a_total_stay_as_they_are() -> None:
    groups = {
        "citizens": citizens(),
        "deputies": officials("deputies", 50, 55),
        "leaders": officials("leaders", 30, 40, seed=9),
    }
    raw = alternatives(SmallScheme(), groups)
    told = publishable(SmallScheme(), results(SmallScheme(), groups), groups, choices=raw)
    assert told.alternatives == raw
    assert None not in {row.asked for row in told.results.items}


@pytest.mark.parametrize(
    ("accepted", "asked_again", "hidden"),
    [
        ({"one": 20, "two": 20}, {"one": 6, "two": 1}, "too_few"),
        ({"one": 20, "two": 20}, {"one": 3, "two": 3}, "too_few"),
        ({"one": 9, "two": 20}, {"one": 6, "two": 0}, "too_few"),
        ({"one": 20, "two": 20}, {"one": 6, "two": 0}, None),
    ],
)
def test_leaving_out_flagged_interviews_is_shown_only_if_no_group_loses_or_keeps_a_few(
    accepted: Mapping[str, int], asked_again: Mapping[str, int], hidden: str | None
) -> None:
    desks, people = drawn_by_persons(accepted, asked_again)
    own = samples_of(RULES, desks, people, NO_BALLOTS)
    [found] = [o for o in reweighted(RULES, desks, people, NO_BALLOTS, own) if o.kind == "flagged"]
    assert found.hidden == hidden
    assert (found.samples is None) == (hidden is not None)


def test_a_chosen_cell_whose_forms_hold_few_valid_answers_shows_no_share() -> None:
    assert satisfied_of(["5", "dk", "dk", "dk", "dk", "dk"]) is None
    assert satisfied_of(["5", "5", "5", "5", "1", "dk"]) == pytest.approx(4 / 5)


RULES = Rules(SCHEME, {"one": (ITEM,), "two": (ITEM,)}, {}, 5, ())


def drawn_by_persons(
    accepted: Mapping[str, int], asked_again: Mapping[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells and names of two drawn groups: accepted interviews, the first so many flagged."""
    desks = cells(("department", "S", "S", 100, 1, 1))
    parts = [desks.assign(key=group, group=group) for group in accepted]
    rows = [
        {
            "cell": group, "outcome": "respondent", "field": "land",
            "q": "5" if k % 2 else "1", "flags": "gps" if k < asked_again[group] else "",
        }
        for group, count in accepted.items()
        for k in range(count)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True), pd.DataFrame(rows)


def satisfied_of(answers: list[str]) -> float | None:
    """The share of one cell that nobody drew, whose forms answered one item so."""
    forms = [f"u{n}" for n in range(len(answers))]
    cell: dict[str, Any] = {
        "key": "web", "group": "citizens", "district": "303", "source": "web", "target": 10,
        "received": len(forms), "accepted": len(forms), "probability": False,
    }  # fmt: skip
    tables = {
        "cells": pd.DataFrame([cell]),
        "chosen": pd.DataFrame({"cell": "web", "response": forms}),
        "answers-citizens": pd.DataFrame({"uuid": forms, "a1": answers}),
    }
    [row] = chosen_rows(Frozen(tables, {}, {}), {"citizens": CITIZEN_ITEMS}, 5)
    return row.satisfied
