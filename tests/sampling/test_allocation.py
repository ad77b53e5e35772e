"""Allocation: bounds are kept, the sum is exact, what is impossible is refused with figures."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.allocation import allocate, exact_number, power_weights, release
from sampling.problems import DesignError

fractions = st.fractions(0, 100, max_denominator=50)


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(st.tuples(fractions, fractions, fractions), min_size=1, max_size=12),
    st.fractions(0, 1, max_denominator=100),
)
def test_shares_add_up_within_their_bounds_and_are_proportional_between_them(
    strata: list[tuple[Fraction, Fraction, Fraction]], position: Fraction
) -> None:
    weights = [weight for weight, _, _ in strata]
    low = [min(bounds) for _, *bounds in strata]
    high = [max(bounds) for _, *bounds in strata]
    reach = sum(y if w else x for w, x, y in zip(weights, low, high, strict=True))
    total = sum(low) + position * (reach - sum(low))
    shares = allocate(weights, total, low, high)
    assert sum(shares) == total
    assert all(x <= n <= y for x, n, y in zip(low, shares, high, strict=True))
    scales = {
        n / w for w, x, n, y in zip(weights, low, shares, high, strict=True) if w and x < n < y
    }
    assert len(scales) <= 1


def test_power_weights_are_roots_rounded_down_to_twelve_decimals() -> None:
    assert list(power_weights([0, 1, 4, 624], "0.5")) == [0, 1, 2, Fraction("24.979991993593")]
    assert list(power_weights([7, 9], 1)) == [7, 9]
    assert list(power_weights([7, 9], 0)) == [1, 1]
    assert list(power_weights([16], 0.25)) == [2]


@settings(deadline=None)  # the machine may be busy
@given(st.integers(1, 10**9), st.integers(0, 20))
def test_a_power_is_never_above_and_less_than_one_unit_below(size: int, twentieths: int) -> None:
    [weight] = power_weights([size], Fraction(twentieths, 20))
    step = Fraction(1, 10**12)
    assert weight**20 <= Fraction(size) ** twentieths < (weight + step) ** 20


def test_a_number_is_taken_as_written() -> None:
    assert exact_number(0.1) == Fraction(1, 10) == exact_number("0.10")
    for wrong in ("none", "nan", "inf", ""):
        with pytest.raises(ValueError, match="not a number"):
            exact_number(wrong)


def test_an_impossible_total_is_refused_with_the_strata_and_their_figures() -> None:
    one = [Fraction(1), Fraction(1)]
    with pytest.raises(DesignError, match=r"minima add up to 9 \(A: 4, B: 5\), the total is 8"):
        allocate(one, 8, [4, 5], [10, 10], ["A", "B"])
    with pytest.raises(DesignError, match=r"only 20 answers \(A: 10, B: 10\), the total is 21"):
        allocate(one, 21, [4, 5], [10, 10], ["A", "B"])
    with pytest.raises(DesignError, match="Stratum B: minimum 12 is above maximum 10"):
        allocate(one, 21, [4, 12], [10, 10], ["A", "B"])


def test_a_stratum_without_weight_gets_its_minimum() -> None:
    assert list(allocate([Fraction(0), Fraction(1)], 9, [2, 0], [5, 10])) == [2, 7]
    with pytest.raises(DesignError, match="only 12"):
        allocate([Fraction(0), Fraction(1)], 13, [2, 0], [5, 10])


def test_names_released_are_rounded_up_in_decimals() -> None:
    assert release(63, 0.9, 0.7).names == 100
    short = release(60, "0.9", "0.5", 80)
    assert short.short
    assert (short.names, int(short.expected)) == (80, 36)


def test_both_shares_out_of_range_are_named_at_once() -> None:
    with pytest.raises(DesignError) as refused:
        release(60, 0, "1.2")
    assert [p.values["name"] for p in refused.value.problems] == ["eligibility", "response"]
