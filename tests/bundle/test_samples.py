"""Weighted samples from opened names: by hand, to the totals of the lists, with gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from analysis.estimate import share
from analysis.samples import GroupSample
from analysis.scheme_values import Scheme
from analysis.scoring import ScoredItem
from analysis.tables import results
from questionnaires.instruments import load_instrument
from sampling.draw import draw
from sampling.frame import Frame, ListEntry
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.material import names_of, scored_items
from survey_app.bundle.samples import FIELD, LEVEL, LIST, MERGED, PLACE, Rules, samples_of
from survey_app.campaign.weighting_settings import WeightingSettings
from survey_app.report.sentences import NOTES
from tests.sampling.small import small_city

SCALE: dict[str, float | None] = {"1": 0.0, "5": 1.0, "dk": None}
ITEM = ScoredItem("q", "access", "8.1", SCALE, frozenset({"5"}))
SCHEME = Scheme({"vi": "Thử"}, None, "pooled_ratio", (), {}, {}, "0")
LISTS = {("1", "commune", "land"): 100}


def cells(*rows: tuple[str, str, str, int, int, int]) -> pd.DataFrame:
    """Cells as frozen: kind of desk, place, desk, list, units in the stratum, units drawn."""
    return pd.DataFrame(
        [
            {
                "key": f"citizens/{desk}",
                "group": "citizens",
                "district": None if kind == "department" else place,
                "desk": f"{kind}:{desk}",
                "agency_type": kind,
                "stratum": f"{place}/{kind}",
                "list_size": size,
                "units_in_stratum": units,
                "units_drawn": drawn,
                "opened": 0,
            }
            for kind, place, desk, size, units, drawn in rows
        ]
    )


def names(*rows: tuple[str, str, str], field: str = "land") -> pd.DataFrame:
    """Opened names: desk, what became of them (r, n, i or u), their answer."""
    outcomes = {"r": "respondent", "n": "nonrespondent", "i": "ineligible", "u": "unknown"}
    return pd.DataFrame(
        [
            {"cell": f"citizens/{desk}", "outcome": outcomes[what], "field": field, "q": answer}
            for desk, what, answer in rows
        ]
    )


COMMUNES = cells(("commune", "1", "X", 10, 4, 2), ("commune", "1", "Y", 30, 4, 2))
OPENED = names(
    ("X", "r", "5"), ("X", "r", "1"),
    ("Y", "r", "5"), ("Y", "r", "5"), ("Y", "n", ""),
)  # fmt: skip
NO_BALLOTS = pd.DataFrame(columns=["cell"])


def sample(
    cells: pd.DataFrame,
    names: pd.DataFrame,
    lists: dict[tuple[str, str, str], int],
    margins: tuple[str, ...] = (LIST, FIELD),
) -> GroupSample:
    rules = Rules(SCHEME, {"citizens": (ITEM,)}, lists, 5, margins)
    return samples_of(rules, cells, names, NO_BALLOTS)["citizens"]


def test_weights_and_a_share_computed_by_hand() -> None:
    """Two of four communes: 4/2 x 10/2 = 10 and 4/2 x 30/3 = 20 a name; 80 in all, of which
    the one who did not answer had 20, so the others carry 80/60; the lists of all four
    communes hold 100, so they carry 100/80 more."""
    found = sample(COMMUNES, OPENED, LISTS)
    expected = [w * 80 / 60 * 100 / 80 for w in (10, 10, 20, 20)]
    assert found.survey.weights == pytest.approx(expected)
    assert found.weighting is not None
    assert [step.total for step in found.weighting.steps] == pytest.approx([80, 80, 80, 100])
    satisfied = share(found.survey, found.scores.satisfied[:, 0])
    assert satisfied.value == pytest.approx((10 + 20 + 20) / 60)


def test_unknown_totals_mean_no_calibration() -> None:
    found = sample(COMMUNES, OPENED, {})
    assert found.weighting is not None
    assert found.weighting.margins == ()
    assert found.survey.weights.sum() == pytest.approx(80)


def test_a_commune_is_a_psu_of_its_stratum_and_a_desk_of_its_own_a_stratum_of_persons() -> None:
    both = cells(
        ("commune", "1", "X", 10, 4, 2), ("commune", "1", "Y", 30, 4, 2),
        ("district", "1", "1", 50, 1, 1),
    )  # fmt: skip
    opened = pd.concat([OPENED, names(*[("1", "r", "5")] * 5)], ignore_index=True)
    first = sample(both, opened, {}).survey.stages[0]
    assert sorted(first.taken.tolist()) == [2, 5]  # two communes; five people
    by_size = dict(zip(first.taken.tolist(), first.fraction.tolist(), strict=True))
    assert by_size[2] == pytest.approx(2 / 4)
    assert by_size[5] == pytest.approx(5 / 50)


def test_weights_meet_the_lists_totals_by_place_and_kind_and_by_field() -> None:
    lists = {
        ("1", "commune", "land"): 60, ("1", "commune", "justice"): 40,
        ("S", "department", "land"): 30, ("S", "department", "justice"): 20,
    }  # fmt: skip
    both = pd.concat([COMMUNES, cells(("department", "S", "S", 50, 1, 1))], ignore_index=True)
    opened = pd.concat(
        [
            OPENED,
            names(("X", "r", "5"), ("Y", "r", "1"), ("Y", "i", ""), field="justice"),
            names(("S", "r", "5"), ("S", "u", "")),
            names(("S", "r", "1"), ("S", "r", "5"), field="justice"),
        ],
        ignore_index=True,
    )
    found = sample(both, opened, lists)
    kept = opened[opened["outcome"].isin(["respondent", "ineligible"])]
    weights = found.survey.weights
    by_field: Counter[str] = Counter()
    for field, weight in zip(kept["field"], weights, strict=True):
        by_field[field] += weight
    assert by_field == pytest.approx({"land": 90, "justice": 60})
    department = (kept["cell"] == "citizens/S").to_numpy()
    assert weights[department].sum() == pytest.approx(50)
    assert found.weighting is not None
    assert found.weighting.margins == (LIST, FIELD)


def test_margins_may_be_coarser_than_strata() -> None:
    lists = {**LISTS, ("1", "district", "land"): 50, ("S", "department", "land"): 20}
    both = pd.concat(
        [
            COMMUNES,
            cells(("district", "1", "1", 50, 1, 1), ("department", "S", "S", 20, 1, 1)),
        ],
        ignore_index=True,
    )
    opened = pd.concat([OPENED, names(("1", "r", "5"), ("S", "r", "1"))], ignore_index=True)
    by_level = sample(both, opened, lists, (LEVEL,))
    assert by_level.weighting is not None
    assert by_level.weighting.margins == (LEVEL,)
    assert sorted(by_level.survey.weights)[-1] == pytest.approx(50)
    by_place = sample(both, opened, lists, (PLACE,)).survey.weights
    assert by_place.sum() == pytest.approx(170)
    assert by_place[-1] == pytest.approx(20)


def test_a_list_where_nobody_answered_is_counted_with_its_neighbour() -> None:
    both = pd.concat([COMMUNES, cells(("district", "1", "1", 50, 1, 1))], ignore_index=True)
    opened = pd.concat([OPENED, names(("1", "n", ""))], ignore_index=True)
    found = sample(both, opened, {**LISTS, ("1", "district", "land"): 50})
    assert found.weighting is not None
    assert found.weighting.margins[0] == LIST + MERGED
    assert found.survey.weights.sum() == pytest.approx(150)


def test_a_margin_no_weights_can_meet_is_given_up_and_the_reader_is_told() -> None:
    """All of the communes ask about land, all of the department about justice: the lists' 60
    and 90 persons by field contradict their 100 and 50 by list."""
    lists = {
        ("1", "commune", "land"): 40, ("1", "commune", "justice"): 60,
        ("S", "department", "land"): 20, ("S", "department", "justice"): 30,
    }  # fmt: skip
    both = pd.concat([COMMUNES, cells(("department", "S", "S", 50, 1, 1))], ignore_index=True)
    department = names(("S", "r", "5"), ("S", "r", "1"), field="justice")
    found = sample(both, pd.concat([OPENED, department], ignore_index=True), lists)
    assert found.weighting is not None
    assert (found.weighting.margins, found.weighting.given_up) == ((LIST,), (FIELD,))
    assert found.survey.weights.sum() == pytest.approx(150)
    told = {n.code: n.values for n in results(SCHEME, {"citizens": found}, 5).notes}
    assert told["margin_given_up"] == {"group": "citizens", "margins": FIELD}
    assert "margin_given_up" in NOTES


def test_without_any_answer_a_drawn_group_has_no_sample() -> None:
    rules = Rules(SCHEME, {"citizens": (ITEM,)}, LISTS, 5)
    assert samples_of(rules, COMMUNES, names(("X", "n", "")), NO_BALLOTS) == {}


def test_officials_are_those_invited_by_cell_and_the_ballots_they_sent() -> None:
    invited = pd.DataFrame(
        [{"key": "leaders/department", "group": "leaders", "desk": None, "opened": 8}]
    )
    ballots = pd.DataFrame({"cell": ["leaders/department"] * 6, "q": ["5"] * 6})
    rules = Rules(SCHEME, {"leaders": (ITEM,)}, {}, 5)
    found = samples_of(rules, invited, OPENED, ballots)["leaders"]
    assert found.answered == 6
    assert found.official is not None
    assert found.official.response == pytest.approx(6 / 8)


def test_a_rejected_interview_and_one_that_waits_are_non_response() -> None:
    sample_table = pd.DataFrame(
        {
            "cell": ["citizens/X"] * 4,
            "person": ["a", "b", "c", "d"],
            "disposition": ["completed", "completed", "completed", None],
            "response": ["u1", None, None, None],
            "rejected": [0, 1, 0, 0],
        }
    )
    answers = pd.DataFrame(
        {"uuid": ["u1", "u2"], "cell": ["citizens/X"] * 2, "mode": "interview", "flags": "",
         "q": ["5", "1"]}
    )  # fmt: skip
    tables = {"cells": COMMUNES, "sample": sample_table, "answers-citizens-0": answers}
    entries = tuple(ListEntry("commune:X", p, "land", "2021-05", "") for p in "abcd")
    frame = Frame((), (), {"commune:X": entries})
    found = names_of(Frozen(tables, {}, {"groups": []}), frame)
    assert found["outcome"].tolist() == [
        "respondent", "nonrespondent", "nonrespondent", "unknown",
    ]  # fmt: skip
    assert found["q"].tolist() == ["5", "", "", ""]


def test_items_asked_of_some_know_of_whom() -> None:
    items = {item.item: item for item in scored_items(*load_instrument("citizens"))}
    assert items["gy_thai_do"].asked_of == ("da_gop_y", frozenset({"co"}))
    assert items["tc_chi_dan"].asked_of is None


BY_SIZE = cells(
    ("commune", "1", "X", 10, 4, 3), ("commune", "1", "Y", 30, 4, 3),
    ("commune", "1", "Z", 90, 4, 3),
    ("department", "D", "D", 40, 1, 1),
).assign(by_size=pd.Series(["1/4", "3/4", "1", None], dtype=object))  # fmt: skip


def test_communes_drawn_by_size_weigh_by_their_probabilities_without_a_population_count() -> None:
    """10/2 names of X at 1/4 are 20 each, 30/2 of Y at 3/4 are 20 each (that is what PPS is
    for), 90/3 of Z, which was certain, are 30 each; Z is a stratum of its 90 people."""
    opened = names(*[("X", "r", "5")] * 2, *[("Y", "r", "1")] * 2, *[("Z", "r", "5")] * 3)
    opened = pd.concat([opened, names(("D", "r", "5"), ("D", "r", "5"))], ignore_index=True)
    found = sample(BY_SIZE, opened, {})
    assert found.survey.weights == pytest.approx([20] * 4 + [30] * 3 + [20] * 2)
    first = found.survey.stages[0]
    taken = sorted(zip(first.taken.tolist(), first.fraction.tolist(), strict=True))
    assert taken[0] == (2, 0)  # the variance is the one with replacement (methods 17)
    assert taken[1:] == [(2, pytest.approx(2 / 40)), (3, pytest.approx(3 / 90))]


def test_weights_by_size_give_the_lists_total_in_every_draw() -> None:
    """M over its probability adds up to everybody on the lists: what PPS by the list is for."""
    frame, roster, design = small_city()
    by_size = replace(design, citizens=replace(design.citizens, selection="pps_systematic"))
    totals = []
    for n in range(100):
        drawn = draw(frame, roster, by_size, f"seed {n}".encode())
        communes = [cell for cell in drawn.cells if cell.agency_type == "commune"]
        totals.append(float(sum(cell.list_size / cell.stage1 for cell in communes)))
    people = sum(frame.desk_size(desk.code) for desk in frame.communes("1"))
    assert totals == pytest.approx([people] * 100, rel=1e-9)


def _many() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two lists of one kind; in both some answer in each field, more for land than for justice."""
    given = cells(("commune", "1", "a", 100, 4, 2), ("commune", "1", "b", 300, 4, 2))
    parts = []
    for desk in ("a", "b"):
        parts += [names(*[(desk, "r", "5")] * 18, *[(desk, "n", "")] * 2)]
        parts += [names(*[(desk, "r", "1")] * 6, *[(desk, "n", "")] * 12, field="justice")]
    return given, pd.concat(parts, ignore_index=True)


def _weighed(rules: Rules) -> GroupSample:
    given, opened = _many()
    return samples_of(rules, given, opened, pd.DataFrame())["citizens"]


def _rules(**chosen: object) -> Rules:
    lists = {("1", "commune", "land"): 250, ("1", "commune", "justice"): 150}
    weighting = WeightingSettings(**chosen)  # type: ignore[arg-type]  # what a test asks for
    return Rules(SCHEME, {"citizens": (ITEM,)}, lists, 5, margins=(), weighting=weighting)


def test_propensities_by_what_the_lists_say_weigh_up_who_rarely_answers() -> None:
    classes, chances = _weighed(_rules()), _weighed(
        _rules(nonresponse="propensity", propensity=("field",))
    )  # fmt: skip
    assert chances.weighting is not None
    assert chances.weighting.propensity_rounds
    rare = np.array(chances.answers["q"] == "1")
    for sample, heavier in ((classes, False), (chances, True)):
        weights = sample.survey.weights
        assert (weights[rare].mean() > 1.5 * weights[~rare].mean()) == heavier
        assert weights.sum() == pytest.approx(_weighed(_rules()).survey.weights.sum())


def test_a_regression_or_cap_this_sample_cannot_bear_is_left_out_and_told() -> None:
    given = cells(("commune", "1", "a", 100, 4, 2), ("commune", "1", "b", 300, 4, 2))
    opened = pd.concat(
        [names(*[("a", "r", "5")] * 12, *[("b", "r", "5")] * 12, ("b", "n", "")),
         names(("a", "r", "1"), field="justice")],
        ignore_index=True,
    )  # fmt: skip
    rules = _rules(nonresponse="propensity", propensity=("field",), trim=Decimal(2))
    sample = samples_of(rules, given, opened, pd.DataFrame())["citizens"]
    assert sample.weighting is not None
    assert sample.weighting.skipped == ("propensity", "trim")
    notes = {note.code for note in results(SCHEME, {"citizens": sample}, 5).notes}
    assert {"propensity_given_up", "trim_given_up"} <= notes
    assert notes <= set(NOTES)


def test_a_cap_holds_in_every_stratum_and_keeps_its_total() -> None:
    given = cells(("commune", "1", "a", 1000, 4, 2), ("commune", "1", "b", 20, 4, 2))
    opened = names(*[("a", "r", "5")] * 3, *[("b", "r", "1")] * 20)
    free, cut = (
        samples_of(rules, given, opened, pd.DataFrame())["citizens"]
        for rules in (_rules(), _rules(trim=Decimal(60)))
    )
    assert cut.weighting is not None
    assert cut.weighting.trimmed == 3
    median = np.median(free.survey.weights)
    assert cut.survey.weights.max() == pytest.approx(60 * median)
    assert cut.survey.weights.sum() == pytest.approx(free.survey.weights.sum())


def test_a_respondent_listed_twice_counts_half_and_one_who_says_nothing_once() -> None:
    given = cells(("commune", "1", "a", 100, 1, 1))
    opened = names(*[("a", "r", "5")] * 10).assign(times=["1"] * 7 + ["2", "", "x"])
    sample = samples_of(
        _rules(multiplicity="times"), given, opened, pd.DataFrame()
    )["citizens"]  # fmt: skip
    assert list(sample.survey.weights) == pytest.approx([10.0] * 7 + [5.0, 10.0, 10.0])
    assert sample.weighting is not None
    assert sample.weighting.counted_once == 2
    assert sample.weighting.margins == ()
