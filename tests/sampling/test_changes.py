"""Changes after the draw are functions of frame, design, seed and the list of changes."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import pytest

from sampling.changes import Change, area_effect, changed, next_commune, reserve_order
from sampling.draw import commune_chances, draw
from sampling.problems import DesignError
from tests.sampling.small import small_city

SEED = b"changes"


def test_the_reserve_order_begins_with_the_communes_drawn() -> None:
    frame, roster, design = small_city()
    for number in range(50):
        seed = f"seed {number}".encode()
        drawn = draw(frame, roster, design, seed)
        own = {c.desk for c in drawn.cells if c.stratum == "1/commune"}
        order = [desk.code for desk in reserve_order(frame, design, seed, "1")]
        assert set(order[: len(own)]) == own
        assert len(set(order)) == len(frame.communes("1"))


def test_every_commune_is_the_first_reserve_as_often_as_any_other() -> None:
    frame, _roster, design = small_city()
    rounds, communes = 4000, len(frame.communes("1"))
    counts = Counter(
        next_commune(
            frame,
            design,
            f"{n}".encode(),
            "1",
            [d.code for d in reserve_order(frame, design, f"{n}".encode(), "1")[:3]],
        ).code
        for n in range(rounds)
    )
    p = 1 / communes
    # six standard errors of a share, for each of five: a false alarm in 10^8 runs
    bound = 6 * sqrt(p * (1 - p) / rounds)
    assert all(abs(count / rounds - p) < bound for count in counts.values())
    assert len(counts) == communes


def test_a_replaced_commune_stays_in_the_draw_and_the_next_one_comes_in() -> None:
    frame, roster, design = small_city()
    drawn = draw(frame, roster, design, SEED)
    gone = next(c for c in drawn.cells if c.stratum == "1/commune")
    unit = reserve_order(frame, design, SEED, "1")[3].code
    change = Change("area", gone.id, gone.target, 2, unit)
    after = changed(drawn, frame, design, SEED, [change])
    cells = {c.id: c for c in after.cells}
    assert cells[gone.id].target == 2
    added = cells[f"citizens/1/{unit}"]
    assert added.target == gone.target - 2
    assert {c.units_drawn for c in after.cells if c.stratum == "1/commune"} == {4}
    assert sum(n.released for n in after.names if n.cell == added.id) == added.released
    assert [c for c in after.cells if c.stratum != "1/commune"] == [
        c for c in drawn.cells if c.stratum != "1/commune"
    ]


def test_changes_against_the_rule_are_all_named() -> None:
    frame, roster, design = small_city()
    drawn = draw(frame, roster, design, SEED)
    gone = next(c for c in drawn.cells if c.stratum == "1/commune")
    last = reserve_order(frame, design, SEED, "1")[4].code
    with pytest.raises(DesignError) as refused:
        changed(
            drawn,
            frame,
            design,
            SEED,
            [
                Change("area", gone.id, gone.target, 0, last),
                Change("target", "citizens/1/nowhere", 3, 4),
                Change("target", gone.id, 99, 4),
            ],
        )
    assert [p.code for p in refused.value.problems] == [
        "change_unit", "change_target", "change_target",
    ]  # fmt: skip
    assert all(p.sentence("vi") != p.sentence("en") for p in refused.value.problems)


@pytest.mark.parametrize("selection", ["pps_systematic", "sampford", "pareto"])
def test_a_commune_drawn_by_size_is_replaced_and_all_chances_rise(selection: str) -> None:
    frame, roster, design = small_city()
    sized = replace(
        design,
        citizens=replace(design.citizens, selection=selection, communes_per_district=2),
    )
    drawn = draw(frame, roster, sized, SEED)
    chances = commune_chances(frame, sized.citizens, "1")
    changes, cells = [], {c.id: c for c in drawn.cells}
    for _ in range(2):
        opened = [c.desk for c in cells.values() if c.stratum == "1/commune" and c.desk]
        unit = next_commune(frame, sized, SEED, "1", opened).code
        gone = cells[f"citizens/1/{opened[-1]}"]
        changes.append(Change("area", gone.id, gone.target, 0, unit))
        cells = {c.id: c for c in changed(drawn, frame, sized, SEED, changes).cells}
    own = [c for c in cells.values() if c.stratum == "1/commune"]
    assert {c.units_drawn for c in own} == {4}
    for cell in own:
        p = chances[cell.desk or ""]
        assert cell.by_size == p + (1 - p) * Fraction(2, 5 - 2)


@pytest.mark.parametrize("selection", ["pps_systematic", "sampford"])
def test_communes_come_as_often_as_their_chance_with_a_replacement_says(selection: str) -> None:
    frame, _roster, design = small_city()
    sized = replace(
        design, citizens=replace(design.citizens, selection=selection, communes_per_district=2)
    )
    rounds = 2500
    counts = Counter(
        desk.code
        for n in range(rounds)
        for desk in reserve_order(frame, sized, f"{n}".encode(), "1")[:3]
    )
    for code, p in commune_chances(frame, sized.citizens, "1").items():
        chance = float(p + (1 - p) / 3)
        # six standard errors for each of five: a false alarm in 10^8 runs
        assert abs(counts[code] / rounds - chance) < 6 * sqrt(chance * (1 - chance) / rounds)


def test_a_stratum_that_is_used_up_says_so() -> None:
    frame, _roster, design = small_city()
    everything = [desk.code for desk in frame.communes("1")]
    with pytest.raises(DesignError, match="all 5 communes"):
        next_commune(frame, design, SEED, "1", everything)


def test_the_effect_keeps_the_stratum_at_its_size_on_average() -> None:
    effect = area_effect(8, 2, [100], [120, 80])
    assert (effect.before, effect.after) == (Fraction(4), Fraction(8, 3))
    assert effect.carried == Fraction(3, 2)
    by_size = area_effect(8, 2, [100], [120, 80], Fraction(1, 2))
    assert (by_size.before, by_size.after) == (Fraction(2), Fraction(12, 7))
