"""Results as tables: suppression, district intervals, notes, JSON; methods 16, 19, 26."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.tables import Results, results
from tests.analysis.city import (
    CITIZEN_ITEMS,
    OFFICIAL_ITEMS,
    SmallScheme,
    citizens,
    names,
    officials,
)


@pytest.fixture(scope="module")
def tables() -> Results:
    groups = {
        "citizens": citizens(),
        "deputies": officials("deputies", 55, 66),
        "leaders": officials("leaders", 40, 70, seed=4),
    }
    return results(SmallScheme(), groups)


def test_every_district_has_a_direct_and_a_pooled_interval_on_more_degrees(
    tables: Results,
) -> None:
    assert [row.district for row in tables.districts] == ["D0", "D1", "D2", "D3", "island"]
    for row in tables.districts[:4]:
        direct, pooled = row.direct.estimate, row.pooled.estimate
        assert direct is not None
        assert pooled is not None
        assert pooled.note == "between_commune_variance_pooled"
        assert direct.value == pooled.value
        assert direct.df is not None
        assert pooled.df is not None
    assert tables.districts[4].direct == tables.districts[4].pooled


def test_feedback_counts_only_those_who_gave_some(tables: Results) -> None:
    asked = {row.item: row.asked or 0 for row in tables.items if row.group == "citizens"}
    assert 0 < asked["f1"] < asked["a1"]
    silent = next(row for row in tables.items if row.item == "a1")
    assert silent.share.estimate is not None
    assert silent.missing is not None
    assert silent.not_counted is not None
    assert silent.share.estimate.n + silent.missing + silent.not_counted == silent.asked


def test_the_reconciliation_gives_both_figures_and_their_difference(tables: Results) -> None:
    row = tables.sipas["citizens"]
    assert row.unweighted is not None
    assert row.weighted.value is not None
    assert row.difference == pytest.approx(row.weighted.value - row.unweighted)


def test_a_district_below_the_threshold_is_hidden_and_a_second_with_it() -> None:
    frame = names()
    thin = (frame["district"] == "D2") & (frame["outcome"] == "respondent")
    drop = frame[thin].index[3:]
    frame.loc[drop, "outcome"] = "nonrespondent"
    shown = results(SmallScheme(), {"citizens": citizens_sample("citizens", frame, CITIZEN_ITEMS)})
    reasons = {row.district: row.direct.reason for row in shown.districts}
    assert reasons["D2"] == "below_threshold"
    assert list(reasons.values()).count("secondary") == 1
    assert all(
        (row.pooled.estimate is None) == (row.direct.estimate is None) for row in shown.districts
    )


def test_officials_who_answered_alike_get_no_figure() -> None:
    ballots = pd.DataFrame(
        {"cell": ["c"] * 20, "o1": ["5"] * 20, "o2": ["4", "5"] * 10, "o3": ["3"] * 20}
    )
    sample = officials_sample("deputies", ballots, {"c": 22}, OFFICIAL_ITEMS)
    shown = results(SmallScheme(), {"deputies": sample})
    cells = {row.item: (row.share.reason, row.mean.reason) for row in shown.items}
    assert cells == {
        "o1": ("unanimous", "unanimous"),
        "o2": ("unanimous", None),
        "o3": ("unanimous", "unanimous"),
    }


def test_an_invited_group_of_low_response_shows_no_interval_anywhere(tables: Results) -> None:
    for row in tables.items:
        if row.group == "leaders":
            assert row.share.estimate is not None
            assert row.share.estimate.lower is None
            assert row.share.estimate.warrant == "response_below_70"


def test_a_group_without_a_single_ballot_is_named() -> None:
    empty = officials("deputies", 0, 66)
    shown = results(SmallScheme(), {"deputies": empty, "citizens": citizens()})
    assert "group_missing" in [note.code for note in shown.notes]
    assert shown.responses[0].rate == 0


def test_results_are_json_without_a_nan(tables: Results) -> None:
    plain = json.loads(tables.to_json())
    assert plain["illustrative"] is True
    assert plain["index"]["total"]["points"]["value"] > 0
    codes = {note["code"] for note in plain["notes"]}
    assert {"illustrative_scheme", "not_calibrated", "bounds_only"} <= codes


def test_a_cell_nobody_answered_joins_another() -> None:
    ballots = pd.DataFrame(
        {"cell": ["x"] * 10, "o1": ["4", "5"] * 5, "o2": ["4", "2"] * 5, "o3": ["3", "4"] * 5}
    )
    sample: GroupSample = officials_sample("g", ballots, {"x": 12, "y": 3}, OFFICIAL_ITEMS)
    assert sample.official is not None
    assert sample.official.merged == {"x": "x", "y": "x"}
    assert sample.survey.weights.sum() == pytest.approx(15)
