"""Controlled rounding: floors and ceilings, margins kept, no cell favoured (Cox 1987)."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.randomness import Stream
from sampling.rounding import round_shares, round_table

cells = st.one_of(st.just(Fraction(0)), st.fractions(0, 5, max_denominator=60))
tables = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(cells, min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)
seeds = st.binary(min_size=1, max_size=8)


def next_to(rounded: int, exact: Fraction) -> bool:
    return rounded in (floor(exact), ceil(exact))


@settings(deadline=None)  # the machine may be busy
@given(tables, seeds)
def test_cells_margins_and_total_are_next_to_their_exact_values(
    table: list[list[Fraction]], seed: bytes
) -> None:
    rounded = round_table(table, Stream(seed, "x"))
    for got, row in zip(rounded, table, strict=True):
        assert all(next_to(x, exact) for x, exact in zip(got, row, strict=True))
        assert next_to(sum(got), sum(row, Fraction(0)))
    for column, exact in zip(zip(*rounded, strict=True), zip(*table, strict=True), strict=True):
        assert next_to(sum(column), sum(exact, Fraction(0)))
    total = sum((sum(row, Fraction(0)) for row in table), Fraction(0))
    assert next_to(sum(map(sum, rounded)), total)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(cells, max_size=8), seeds, st.booleans())
def test_shares_are_next_to_their_exact_values_and_agree_with_the_total(
    shares: list[Fraction], seed: bytes, up: bool
) -> None:
    exact = sum(shares, Fraction(0))
    total = ceil(exact) if up else floor(exact)
    rounded = round_shares(shares, Stream(seed, "x"), total)
    assert sum(rounded) == total
    assert all(next_to(x, share) for x, share in zip(rounded, shares, strict=True))
    free = round_shares(shares, Stream(seed, "x"))
    assert next_to(sum(free), exact)


def assert_unbiased(draws: Sequence[Sequence[int]], exact: Sequence[Fraction]) -> None:
    n = len(draws)
    for position, value in enumerate(exact):
        part = float(value - floor(value))
        mean = sum(draw[position] for draw in draws) / n
        # 4.5 standard errors: with about forty checks a false alarm in 4,000 seeds
        bound = 4.5 * sqrt(part * (1 - part) / n)
        assert abs(mean - float(value)) <= bound + 1e-12


def test_the_mean_of_many_roundings_of_a_table_is_the_table() -> None:
    third, stream = Fraction(1, 3), Stream(b"unbiased", "table")
    table = [
        [Fraction("0.15"), Fraction(0), Fraction("2.4"), third],
        [Fraction("1.6"), Fraction("2.4"), Fraction("3.43"), Fraction(2)],
        [Fraction("0.9"), Fraction("0.05"), Fraction("1.5"), 2 * third],
    ]
    draws = [[x for row in round_table(table, stream) for x in row] for _ in range(4000)]
    assert_unbiased(draws, [cell for row in table for cell in row])
    sums = [[sum(draw[i : i + 4]) for i in (0, 4, 8)] + [sum(draw)] for draw in draws]
    rows = [sum(row, Fraction(0)) for row in table]
    assert_unbiased(sums, [*rows, sum(rows, Fraction(0))])


def test_the_mean_of_many_roundings_of_shares_is_the_shares_also_after_their_total() -> None:
    shares = [Fraction("3.27"), Fraction("0.4"), Fraction("5.98"), Fraction("1.2")]
    exact, stream = sum(shares, Fraction(0)), Stream(b"unbiased", "shares")
    draws = []
    for _ in range(4000):
        [total] = round_shares([exact], stream)
        draws.append(round_shares(shares, stream, total))
    assert_unbiased(draws, shares)


def test_a_zero_stays_zero_and_a_whole_table_stays_as_it_is() -> None:
    table = [[Fraction(0), Fraction(3)], [Fraction(2), Fraction(0)]]
    assert round_table(table, Stream(b"x", "x")) == ((0, 3), (2, 0))
    assert round_table([], Stream(b"x", "x")) == ()


def test_sums_are_taken_in_decimals_not_in_floats() -> None:
    row = [Fraction("0.1"), Fraction("0.2"), Fraction("0.7")]
    for draw in range(50):
        [rounded] = round_table([row], Stream(b"x", str(draw)))
        assert sum(rounded) == 1


def test_negative_ragged_and_unreachable_input_is_refused() -> None:
    stream = Stream(b"x", "x")
    with pytest.raises(ValueError, match=">= 0"):
        round_table([[-1]], stream)
    with pytest.raises(ValueError, match="one length"):
        round_table([[1], [1, 2]], stream)
    with pytest.raises(ValueError, match=">= 0"):
        round_shares([-1], stream)
    with pytest.raises(ValueError, match="total 3"):
        round_shares([Fraction(3, 2)], stream, 3)
