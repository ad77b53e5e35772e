"""Residents' samples: stated probabilities hold at every stage, and anybody can draw again.

Monte Carlo bounds are computed: a share over R rounds lies within 6 sqrt(p(1 - p)/R) of p but
once in 10^8 comparisons; seeds are fixed, so that a failure is a fault and not chance.
"""

import json
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.problems import DesignError
from sampling.residents import (
    Area,
    ResidentDesign,
    draw_residents,
    kish_adult,
    kish_card,
    resident_weight,
    second_order,
)
from sampling.residents_manifest import residents_manifest, verify_residents

ROUNDS = 3000


def areas(districts: int = 1, communes: int = 3, inside: int = 2) -> list[Area]:
    """Areas of unlike sizes."""
    found = []
    for d in range(districts):
        for c in range(communes):
            for a in range(inside):
                code = f"{d}.{c}.{a}"
                homes = tuple(f"{code}-{h}" for h in range(2 + (c + a) % 3))
                found.append(Area(code, f"{d}.{c}", f"{d}", homes))
    return found


def seeds() -> list[bytes]:
    return [f"round {n}".encode() for n in range(ROUNDS)]


def near(count: int, p: Fraction) -> bool:
    share, true = count / ROUNDS, float(p)
    return abs(share - true) <= 6 * sqrt(true * (1 - true) / ROUNDS) + 1e-12


@pytest.mark.parametrize("selection", ["simple_random", "pps_systematic"])
def test_every_household_is_drawn_as_often_as_its_stages_say(selection: str) -> None:
    frame = areas()
    design = ResidentDesign(communes=2, areas=1, households=2, selection=selection)
    counts, stated = Counter[str](), dict[str, Fraction]()
    for seed in seeds():
        for each in draw_residents(frame, design, seed):
            counts[each.household] += 1
            assert stated.setdefault(each.household, each.probability) == each.probability
    everybody = {h for area in frame for h in area.households}
    assert set(stated) == everybody
    assert all(near(counts[h], stated[h]) for h in everybody)


def test_pairs_are_drawn_as_often_as_the_second_order_probabilities_say() -> None:
    frame = areas(districts=2, communes=3, inside=2)
    design = ResidentDesign(communes=2, areas=1, households=2, selection="simple_random")
    watched = ["0.0.0-0", "0.0.0-1", "0.0.1-0", "0.1.0-0", "1.2.1-0"]
    counts = Counter[tuple[str, str]]()
    for seed in seeds():
        own = {each.household for each in draw_residents(frame, design, seed)}
        counts.update(pair for pair in combinations(watched, 2) if own.issuperset(pair))
    for pair in combinations(watched, 2):
        stated = second_order(design, frame, *pair)
        assert stated is not None
        assert near(counts[pair], stated), pair
    assert second_order(design, frame, "0.0.0-0", "0.0.1-0") == 0  # one area a commune


def test_pairs_add_up_to_the_fixed_sample_size() -> None:
    frame = [Area(f"{c}.{a}", str(c), "d", tuple(f"{c}.{a}-{h}" for h in range(4)))
             for c in range(3) for a in range(3)]  # fmt: skip
    design = ResidentDesign(communes=2, areas=2, households=3, selection="simple_random")
    everybody = [h for area in frame for h in area.households]
    n, one = 2 * 2 * 3, everybody[0]
    drawn = draw_residents(frame, design, b"any")
    chance = Fraction(2, 3) * Fraction(2, 3) * Fraction(3, 4)
    assert len(drawn) == n
    pairs = [second_order(design, frame, one, other) for other in everybody[1:]]
    assert sum(pair for pair in pairs if pair is not None) == (n - 1) * chance


def test_systematic_selection_by_size_states_no_second_order() -> None:
    design = ResidentDesign(selection="pps_systematic")
    assert second_order(design, areas(), "0.0.0-0", "0.0.0-1") is None


@pytest.mark.parametrize("adults", [1, 2, 5, 7, 12])
def test_each_adult_is_asked_as_often_as_any_other(adults: int) -> None:
    counts = Counter(kish_adult(b"kish", f"h{n}", adults) for n in range(ROUNDS))
    assert set(counts) == set(range(1, adults + 1))
    assert all(near(count, Fraction(1, adults)) for count in counts.values())


def test_the_printed_card_says_what_the_draw_says() -> None:
    card = kish_card(b"kish", "h1")
    assert card[0] == 1
    assert [kish_adult(b"kish", "h1", n) for n in range(1, 13)] == list(card)


def test_weights_with_the_number_of_adults_estimate_the_adults_without_bias() -> None:
    frame = areas()
    homes = {h: 1 + n % 4 for n, h in enumerate(h for a in frame for h in a.households)}
    design = ResidentDesign(communes=2, areas=1, households=2)
    totals = []
    for seed in seeds():
        drawn = draw_residents(frame, design, seed)
        totals.append(float(sum(resident_weight(d, homes[d.household]) for d in drawn)))
    mean = sum(totals) / ROUNDS
    spread = sqrt(sum((t - mean) ** 2 for t in totals) / ROUNDS / ROUNDS)
    assert abs(mean - sum(homes.values())) < 6 * spread


@given(st.integers(2, 4), st.integers(1, 3), st.integers(1, 4), st.binary(min_size=1, max_size=8))
def test_takes_are_kept_and_a_draw_is_a_function(
    communes: int, inside: int, households: int, seed: bytes
) -> None:
    frame = areas(districts=2, communes=4, inside=3)
    design = ResidentDesign(communes=communes, areas=inside, households=households)
    drawn = draw_residents(frame, design, seed)
    assert drawn == draw_residents(frame, design, seed)
    assert len({d.household for d in drawn}) == len(drawn)
    for district in ("0", "1"):
        own = {d.commune for d in drawn if d.district == district}
        assert len(own) == min(communes, 4)
    for area in {d.area for d in drawn}:
        orders = sorted(d.order for d in drawn if d.area == area)
        assert orders == list(range(1, len(orders) + 1))
        assert len(orders) <= households


def test_what_is_wrong_is_named_all_at_once() -> None:
    frame = [Area("a", "c1", "d", ()), Area("b", "c1", "d", ("x", "x"))]
    with pytest.raises(DesignError) as refused:
        draw_residents(frame, ResidentDesign(), b"seed")
    codes = {p.code for p in refused.value.problems}
    assert codes == {"area_empty", "area_twice", "one_commune"}
    with pytest.raises(DesignError, match="communes = 1"):
        ResidentDesign(communes=1)
    with pytest.raises(DesignError, match="cluster"):
        ResidentDesign(selection="cluster")
    with pytest.raises(DesignError):
        resident_weight(draw_residents(areas(), ResidentDesign(), b"s")[0], 0)


def test_the_manifest_verifies_and_every_change_is_found() -> None:
    frame, design = areas(), ResidentDesign(communes=2, areas=1, households=2)
    written = json.loads(json.dumps(residents_manifest(frame, design, b"seed", earlier=["ab"])))
    commitment = str(written["commitment"])
    assert verify_residents(written, frame, design, published=commitment) == ()
    for key, value in (
        ("seed", "00"),
        ("digest", "0" * 64),
        ("areas_digest", "1"),
        ("earlier", []),
        ("households", written["households"][1:]),
    ):
        assert verify_residents({**written, key: value}, frame, design), key
    assert verify_residents(written, frame[::-1], design)
    assert verify_residents(written, frame, ResidentDesign())
    assert verify_residents(written, frame, design, published="0" * 64)
