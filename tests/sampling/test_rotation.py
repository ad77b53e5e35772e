"""Rotation by permanent random numbers: overlap when wanted, each year's probabilities kept.

Shares over R rounds lie within 6 sqrt(p(1 - p)/R) of the true probability but once in 10^8.
"""

import json
from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.probabilities import order_probabilities
from sampling.problems import DesignError
from sampling.rotation import (
    RotationDesign,
    permanent_number,
    rotate,
    rotation_manifest,
    verify_rotation,
)

SIZES = {f"{n:05d}": 20 + 7 * (n % 5) for n in range(12)}
ROUNDS = 3000


def codes(sizes: dict[str, int], design: RotationDesign, seed: bytes = b"long") -> set[str]:
    return {unit.code for unit in rotate(sizes, design, seed)}


def test_a_unit_keeps_its_number_and_the_sample_most_of_its_units_when_the_frame_changes() -> None:
    before = codes(SIZES, RotationDesign(take=4))
    more = {**SIZES, "99999": 30}
    assert permanent_number(b"long", "00003") == permanent_number(b"long", "00003")
    assert len(before & codes(more, RotationDesign(take=4))) >= 3


def test_moving_the_start_far_enough_gives_other_units() -> None:
    equal = dict.fromkeys(SIZES, 1)
    order = sorted(equal, key=lambda code: permanent_number(b"long", code))
    first = codes(equal, RotationDesign(take=4))
    assert first == set(order[:4])
    start = permanent_number(b"long", order[4])
    assert codes(equal, RotationDesign(take=4, start=start)) == set(order[4:8])


@pytest.mark.parametrize("method", ["pareto", "sequential_poisson"])
@pytest.mark.parametrize("start", [Fraction(0), Fraction(2, 5)])
def test_each_years_probabilities_are_the_true_ones_of_the_method(
    method: str, start: Fraction
) -> None:
    design = RotationDesign(take=4, start=start, method=method)  # type: ignore[arg-type]
    counts = Counter(code for n in range(ROUNDS) for code in codes(SIZES, design, f"{n}".encode()))
    wanted = [4 * size / sum(SIZES.values()) for size in SIZES.values()]
    true = order_probabilities(wanted, method)
    for code, p in zip(SIZES, true, strict=True):
        assert abs(counts[code] / ROUNDS - p) < 6 * sqrt(p * (1 - p) / ROUNDS)


@given(
    st.dictionaries(st.text("0123456789", min_size=1, max_size=5), st.integers(1, 90), min_size=2),
    st.integers(1, 6),
    st.fractions(0, Fraction(99, 100)),
)
def test_the_size_is_kept_certain_units_are_always_in(
    sizes: dict[str, int], take: int, start: Fraction
) -> None:
    take = min(take, len(sizes))
    drawn = rotate(sizes, RotationDesign(take=take, start=start), b"long")
    assert len(drawn) == take
    again = rotate(sizes, RotationDesign(take=take), b"long")
    certain = {unit.code for unit in drawn if unit.wanted == 1}
    assert certain == {unit.code for unit in again if unit.wanted == 1}


def test_impossible_rotations_are_refused_with_figures() -> None:
    with pytest.raises(DesignError, match="12 units, 13"):
        rotate(SIZES, RotationDesign(take=13), b"long")
    with pytest.raises(DesignError, match="take = 0"):
        RotationDesign(take=0)
    with pytest.raises(DesignError, match="start"):
        RotationDesign(take=1, start=Fraction(1))
    with pytest.raises(DesignError, match="systematic"):
        RotationDesign(take=1, method="systematic")  # type: ignore[arg-type]


def test_the_manifest_holds_the_years_before_and_verifies() -> None:
    first = rotation_manifest(SIZES, RotationDesign(take=4), b"long")
    years = [str(first["digest"])]
    design = RotationDesign(take=4, start=Fraction(1, 3))
    second = json.loads(json.dumps(rotation_manifest(SIZES, design, b"long", earlier=years)))
    assert verify_rotation(second, SIZES, design, b"long", years) == ()
    assert verify_rotation(second, SIZES, design, b"long", [])
    assert verify_rotation(second, SIZES, design, b"another", years)
    assert verify_rotation({**second, "units": []}, SIZES, design, b"long", years)
