"""Communes drawn by size: exact probabilities, equal weights, the same draw for the same seed."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.design import CitizenDesign, Design
from sampling.draw import draw
from sampling.frame import Frame
from sampling.manifest import manifest, verify
from sampling.problems import DesignError
from sampling.randomness import Stream
from sampling.roster import Roster
from sampling.selection import exact_probabilities, select
from tests.sampling.conftest import SEED

DRAWS = 3000


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=25), st.data())
def test_the_sample_has_its_size_and_probabilities_add_up_exactly(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    keys = data.draw(st.lists(st.sampled_from("ab"), min_size=len(sizes), max_size=len(sizes)))
    chances = exact_probabilities(sizes, n)
    assert sum(chances) == n
    assert max(chances) <= 1
    units = range(len(sizes))
    stream = Stream(b"seed", "by size")
    drawn = select(units, n, stream, "pps_systematic", sizes=sizes, keys=keys)
    assert len(drawn.units) == n
    assert drawn.probabilities == tuple(chances[k] for k in drawn.units)


def test_units_come_as_often_as_their_size_says() -> None:
    sizes, keys = [50, 7, 9, 12, 3, 9], "abbaab"
    chances = exact_probabilities(sizes, 3)
    assert chances[0] == 1
    counts = Counter(
        unit
        for n in range(DRAWS)
        for unit in select(
            range(6), 3, Stream(b"seed", f"{n}"), "pps_systematic", sizes=sizes, keys=keys
        ).units
    )
    for unit, chance in enumerate(map(float, chances)):
        error = math.sqrt(chance * (1 - chance) / DRAWS)
        assert abs(counts[unit] / DRAWS - chance) <= 5 * error


def test_implicit_strata_each_get_their_part() -> None:
    """Two kinds with half of the size each: two of four communes are of either kind, always."""
    sizes, keys = [3, 5, 8, 4, 4, 8], "aaabbb"
    for n in range(200):
        stream = Stream(b"seed", f"strata {n}")
        drawn = select(range(6), 2, stream, "pps_systematic", sizes=sizes, keys=keys)
        assert sum(keys[k] == "a" for k in drawn.units) == 1


def test_a_size_of_zero_is_refused() -> None:
    with pytest.raises(DesignError):
        select("ab", 1, Stream(b"s", "zero"), "pps_systematic", sizes=[0, 1], keys="aa")


def test_drawn_by_size_communes_of_a_district_share_its_answers_equally(
    frame: Frame, roster: Roster
) -> None:
    citizens = CitizenDesign(eligibility="0.9", response="0.7", selection="pps_systematic")
    design = Design(citizens)
    drawn = draw(frame, roster, design, SEED)
    by_district: dict[str, list[Fraction]] = {}
    for cell in drawn.cells:
        if cell.agency_type == "commune" and cell.by_size is not None and cell.by_size < 1:
            by_district.setdefault(cell.stratum, []).append(cell.exact)
    assert by_district
    assert all(len(set(shares)) == 1 for shares in by_district.values())
    made = manifest(drawn, frame, roster, design, SEED)
    assert verify(made, frame, roster, design) == ()
