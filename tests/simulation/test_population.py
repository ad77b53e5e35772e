"""The demo's world: lists of desks, people whose opinions are known, invented identities.

Covers survey_app/simulation/population.py and its parts (methods.md 24, 25).
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.scheme import read_scheme
from analysis.scoring import ScoredItem, score
from questionnaires.instruments import load_instrument
from sampling.frame import Frame, build_frame, read_agencies, read_lists, read_units
from sampling.roster import Roster, RosterEntry
from survey_app.simulation.population import (
    INVENTED,
    Citizens,
    CitizenWorld,
    ItemSpec,
    Officials,
    OfficialWorld,
    invented_identity,
    item_specs,
    make_lists,
    populate_citizens,
    populate_officials,
    true_points,
)

FRAMES = Path(__file__).parents[2] / "survey_app" / "campaigns" / "hai-phong-2021" / "frames"
UNITS = read_units((FRAMES / "hai-phong-2021.csv").read_bytes(), "units")
AGENCIES = read_agencies((FRAMES / "agencies-hai-phong-2021.csv").read_bytes(), "agencies")
CODES = ("1", "2", "3", "4", "5")
ITEMS = (*(ItemSpec(f"q{n}", CODES, "dk") for n in range(6)), ItemSpec("f0", CODES, None, True))


@dataclass(frozen=True)
class Rule:
    item: str
    factor: str | None
    criterion: str | None = "8.1"
    satisfied: frozenset[str] = frozenset("45")
    scores: dict[str, float | None] = field(
        default_factory=lambda: {**{c: (int(c) - 1) / 4 for c in CODES}, "dk": None}
    )


RULES = (*(Rule(f"q{n}", f"factor{n // 3}") for n in range(6)), Rule("f0", "feedback"))


@pytest.fixture(scope="module")
def frame() -> Frame:
    lists = read_lists(make_lists(UNITS, AGENCIES, 2021), "lists", UNITS, AGENCIES)
    return build_frame(UNITS, AGENCIES, lists)


@pytest.fixture(scope="module")
def citizens(frame: Frame) -> Citizens:
    return populate_citizens(frame, ITEMS, 7)


def test_lists_are_the_same_for_the_same_seed_and_only_then() -> None:
    again = make_lists(UNITS, AGENCIES, 2021)
    assert make_lists(UNITS, AGENCIES, 2021) == again
    assert make_lists(UNITS, AGENCIES, 2022) != again
    assert again.count(b"\n") < 50_000


def test_commune_lists_are_skewed_and_bach_long_vi_is_small(frame: Frame) -> None:
    sizes = np.array([frame.desk_size(d.code) for d in frame.desks if d.kind == "commune"])
    assert sizes.size == 217
    assert 80 <= np.median(sizes) <= 125
    assert sizes.mean() > np.median(sizes) * 1.08
    assert sizes.max() > 3 * np.median(sizes)
    assert 55 <= frame.desk_size("district:318") <= 90


def test_people_are_repeated_within_and_across_desks(frame: Frame) -> None:
    lists = read_lists(make_lists(UNITS, AGENCIES, 2021), "lists", UNITS, AGENCIES)
    desks: dict[str, set[str]] = {}
    within = 0
    for desk, entries in lists.items():
        counts = Counter(entry.person for entry in entries)
        within += sum(count > 1 for count in counts.values())
        for person in counts:
            desks.setdefault(person, set()).add(desk)
    assert within > 1_000
    assert sum(len(places) > 1 for places in desks.values()) > 1_000
    sexes: dict[str, set[str]] = {}
    for entry in (entry for entries in lists.values() for entry in entries):
        sexes.setdefault(entry.person, set()).add(entry.sex)
    assert all(len(sex) == 1 for sex in sexes.values())
    assert frame.duplicates_removed > 3_000


def test_a_population_is_a_function_of_frame_and_seed(frame: Frame, citizens: Citizens) -> None:
    again, other = populate_citizens(frame, ITEMS, 7), populate_citizens(frame, ITEMS, 8)
    assert (again.opinions.choice == citizens.opinions.choice).all()
    assert (again.cooperation == citizens.cooperation).all()
    assert (other.opinions.choice != citizens.opinions.choice).any()


def test_about_eight_in_a_hundred_do_not_belong_to_the_population(citizens: Citizens) -> None:
    assert 0.06 < 1 - citizens.eligible.mean() < 0.10


def test_truth_is_the_count_over_eligible_people_and_nobody_else(citizens: Citizens) -> None:
    truth = citizens.truth(RULES)
    given = [citizens.opinions.answers(int(row)) for row in np.flatnonzero(citizens.eligible)]
    valid = [a["q0"] for a in given if a["q0"] != "dk"]
    assert truth.people == len(given)
    assert truth.shares["q0"] == pytest.approx(np.mean([code in "45" for code in valid]))
    assert truth.means["q0"] == pytest.approx(np.mean([(int(c) - 1) / 4 for c in valid]))
    every = [c for a in given for c in a.values() if c != "dk"]
    pooled = truth.sipas["8.1"]["pooled_ratio"]
    assert pooled == pytest.approx(np.mean([code in "45" for code in every]))
    assert truth.sipas["8.1"]["mean_of_item_shares"] == pytest.approx(
        np.mean([*truth.shares.values()])
    )
    assert truth.sipas["8.1"]["mean_of_factor_shares"] == pytest.approx(
        np.mean([*truth.factor_shares.values()])
    )


def test_truth_agrees_with_the_scores_of_the_analysis(citizens: Citizens) -> None:
    rows = np.flatnonzero(citizens.eligible).tolist()
    answers = pd.DataFrame([citizens.opinions.answers(row) for row in rows]).fillna("")
    items = [ScoredItem(r.item, r.factor, r.criterion, r.scores, r.satisfied) for r in RULES]
    scores = score(items, answers)
    truth = citizens.truth(RULES)
    assert truth.sipas["8.1"]["pooled_ratio"] == pytest.approx(np.nanmean(scores.satisfied))
    means = np.nanmean(scores.score, axis=0)
    assert truth.criterion_scores["8.1"] == pytest.approx(means.mean())
    assert [*truth.means.values()] == pytest.approx([*means])


def test_true_points_are_maximum_times_weighted_scores() -> None:
    text = (FRAMES.parent / "scheme.toml").read_bytes()
    scheme = read_scheme(text, "scheme.toml")
    rules = [Rule(f"q{n % 6}", None, row.code) for n, row in enumerate(scheme.survey_rows())]
    people = officials()
    truth = people.truth(rules, "council_deputies")
    points = true_points(scheme, dict.fromkeys(scheme.groups(), truth))
    assert points["1.6"] == pytest.approx(2.0 * truth.criterion_scores["1.6"])
    assert points["8.1"] == pytest.approx(10 * truth.sipas["8.1"]["pooled_ratio"])
    assert points["total"] == pytest.approx(sum(points[row.code] for row in scheme.survey_rows()))


def test_feedback_items_are_answered_by_those_who_gave_feedback_alone(citizens: Citizens) -> None:
    answered = np.array(
        ["f0" in citizens.opinions.answers(row) for row in range(len(citizens.entries))]
    )
    assert (answered == citizens.gave_feedback).all()


@pytest.mark.parametrize("satisfied", [0.60, 0.85, 0.95])
def test_satisfaction_is_about_what_was_asked_for(frame: Frame, satisfied: float) -> None:
    world = CitizenWorld(satisfied=satisfied)
    truth = populate_citizens(frame, ITEMS, 3, world).truth(RULES)
    assert truth.sipas["8.1"]["pooled_ratio"] == pytest.approx(satisfied, abs=0.05)


@pytest.mark.parametrize("icc", [0.02, 0.10])
def test_people_of_one_commune_are_alike_by_the_icc_asked_for(frame: Frame, icc: float) -> None:
    people = populate_citizens(frame, ITEMS, 5, CitizenWorld(icc=icc, dont_know=0.0))
    seen = [_icc((people.opinions.choice[:, j] >= 3).astype(float), people.desk) for j in range(6)]
    assert np.mean(seen) == pytest.approx(icc, rel=0.35)


def _icc(answers: np.ndarray, cluster: np.ndarray) -> float:
    """One-way analysis of variance."""
    sizes = np.bincount(cluster)
    means = np.bincount(cluster, answers) / sizes
    n, k = answers.size, sizes.size
    between = (sizes * (means - answers.mean()) ** 2).sum() / (k - 1)
    within = ((answers - means[cluster]) ** 2).sum() / (n - k)
    m = (n - (sizes**2).sum() / n) / (k - 1)
    return float((between - within) / (between + (m - 1) * within))


def test_response_depends_on_district_and_age(citizens: Citizens) -> None:
    young, old = citizens.age < 30, citizens.age > 60
    assert citizens.cooperation[old].mean() > citizens.cooperation[young].mean() + 0.04
    districts = np.array([desk.split(":")[1][:3] for desk in citizens.desks])[citizens.desk]
    means = [citizens.cooperation[districts == code].mean() for code in ("303", "311", "316")]
    assert citizens.cooperation.mean() == pytest.approx(0.85, abs=1e-6)
    assert max(means) - min(means) < 0.5


def test_fieldwork_varies_and_the_population_does_not(citizens: Citizens) -> None:
    first, second = citizens.fieldwork(1), citizens.fieldwork(2)
    people = [entry.person for entry in citizens.entries[:2_000]]
    ends = [first.final(person) for person in people]
    assert ends == [citizens.fieldwork(1).final(person) for person in people]
    assert ends != [second.final(person) for person in people]
    assert set(ends) == {"completed", "refused", "not_found", "not_eligible", "try_again"}


def test_nobody_outside_the_population_completes_an_interview(citizens: Citizens) -> None:
    fieldwork = citizens.fieldwork(1)
    for row in np.flatnonzero(~citizens.eligible)[:500]:
        assert fieldwork.final(citizens.entries[row].person) in {"not_found", "not_eligible"}


def test_full_response_means_that_everybody_eligible_answers(citizens: Citizens) -> None:
    fieldwork = citizens.fieldwork(1, full=True)
    for row in range(0, len(citizens.entries), 97):
        completed = fieldwork.disposition(citizens.entries[row].person, 1) == "completed"
        assert completed == citizens.eligible[row]


def test_satisfied_people_answer_more_only_where_the_world_says_so(frame: Frame) -> None:
    def gap(world: CitizenWorld) -> float:
        people = populate_citizens(frame, ITEMS, 3, world)
        high = people.opinions.latent > 0
        return float(people.cooperation[high].mean() - people.cooperation[~high].mean())

    assert gap(CitizenWorld(age_slope=0.0)) == pytest.approx(0.0, abs=0.02)
    assert gap(CitizenWorld(age_slope=0.0, opinion_slope=0.8)) > 0.1


def officials(first: slice = slice(None), second: slice = slice(None)) -> Officials:
    """Two groups; first, second: which of ITEMS each is asked."""
    entries = (
        RosterEntry("council_deputies", "HDND", 66, "số liệu ví dụ"),
        RosterEntry("division_heads", "SNV", 90, "số liệu ví dụ"),
        RosterEntry("division_heads", "STP", 110, "số liệu ví dụ"),
    )
    world = OfficialWorld(response={"council_deputies": 0.6, "division_heads": 0.9})
    asked = {"council_deputies": ITEMS[first], "division_heads": ITEMS[second]}
    return populate_officials(Roster(entries), asked, 1, world)


def test_officials_answer_by_group_some_below_seventy_in_a_hundred() -> None:
    people = officials()
    rounds = np.mean([people.responding(seed) for seed in range(50)], axis=0)
    assert rounds[people.of_group("council_deputies")].mean() == pytest.approx(0.6, abs=0.05)
    assert rounds[people.of_group("division_heads")].mean() == pytest.approx(0.9, abs=0.05)
    assert (people.responding(3) == people.responding(3)).all()


def test_officials_have_answers_to_what_their_own_group_is_asked() -> None:
    people = officials(slice(3), slice(1, None))
    first, last = people.answers(0), people.answers(len(people.group) - 1)
    assert first.keys() == {item.name for item in ITEMS[:3]}
    assert last.keys() == {item.name for item in ITEMS[1:]}
    assert [item.name for item in people.opinions.items] == [item.name for item in ITEMS]


def test_the_truth_of_a_group_is_over_everybody_in_it() -> None:
    people = officials()
    assert people.truth(RULES, "division_heads").people == 200
    assert people.truth(RULES, "council_deputies").people == 66
    score = people.truth(RULES, "division_heads").criterion_scores["8.1"]
    assert 0.6 < score < 0.9


def test_a_group_without_a_response_share_is_refused() -> None:
    roster = Roster((RosterEntry("district_leaders", "303", 3, ""),))
    with pytest.raises(KeyError):
        populate_officials(roster, {"district_leaders": ITEMS}, 1, OfficialWorld(response={}))


def test_items_come_from_the_questionnaire_and_its_scoring_sheet(frame: Frame) -> None:
    questionnaire, sheet = load_instrument("citizens")
    items = item_specs(questionnaire, sheet)
    assert [item.name for item in items] == [score.item for score in sheet.items]
    assert {item.of_feedback for item in items if sheet.by_item[item.name].factor == "gop_y"} == {
        True
    }
    assert items[0].codes == CODES
    truth = populate_citizens(frame, items, 1).truth(sheet.items)
    assert truth.sipas["8.1"]["pooled_ratio"] == pytest.approx(0.85, abs=0.05)


def test_invented_identities_are_fixed_plausible_and_marked() -> None:
    name, address = invented_identity("p01", "Xã An Lư", "female")
    assert (name, address) == invented_identity("p01", "Xã An Lư", "female")
    assert name.endswith(INVENTED)
    assert address.endswith(f"Xã An Lư {INVENTED}")
    assert address.startswith("Thôn ")
    assert "Tổ dân phố" in invented_identity("p01", "Phường Quán Toan")[1]
    assert "Khu dân cư" in invented_identity("p01", "Huyện Bạch Long Vĩ")[1]
    assert len({invented_identity(f"p{n}", "Xã An Lư")[0] for n in range(200)}) > 120
