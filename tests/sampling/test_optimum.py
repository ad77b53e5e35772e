"""Optimal whole allocations against trying all of them, and three-way rounding."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import optimum
from sampling.problems import DesignError
from sampling.randomness import Stream
from sampling.rounding3 import round_three_way

strata = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=4
)


def every(sizes: tuple[int, ...]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(1, size + 1) for size in sizes)))


@given(strata, st.data())
def test_no_other_whole_allocation_has_less_variance_and_ties_are_counted(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    sizes, spread, _ = (list(column) for column in zip(*rows, strict=True))
    total = data.draw(st.integers(len(sizes), sum(sizes)))
    found = optimum.allocate_whole(sizes, spread, total, [1] * len(sizes), sizes)
    values = [
        optimum.variance_sum(sizes, spread, n) for n in every(tuple(sizes)) if sum(n) == total
    ]
    assert found.objective == min(values)
    assert found.optima == values.count(min(values))
    assert sum(found.n) == total


@given(strata, st.data())
def test_no_other_allocation_within_the_budget_has_less_variance(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    sizes, spread, costs = (list(column) for column in zip(*rows, strict=True))
    budget = data.draw(st.integers(sum(costs), sum(costs) * 6))

    def cost(n: tuple[int, ...]) -> int:
        return sum(c * k for c, k in zip(costs, n, strict=True))

    found = optimum.allocate_whole_budget(sizes, spread, costs, budget, [1] * len(sizes), sizes)
    assert cost(found.n) <= budget
    assert found.objective == min(
        optimum.variance_sum(sizes, spread, n) for n in every(tuple(sizes)) if cost(n) <= budget
    )


def test_a_budget_of_a_city_is_shared_out_quickly() -> None:
    sizes = [900 + 137 * h for h in range(15)]
    spread = [round(0.2 + 0.019 * h, 3) for h in range(15)]
    costs = [5 + (7 * h) % 11 for h in range(15)]
    found = optimum.allocate_whole_budget(sizes, spread, costs, 14_000, [20] * 15, sizes)
    real = optimum.allocate_budget(
        optimum.cost_weights(sizes, spread, costs), costs, 14_000, [20] * 15, sizes
    )
    bound = optimum.variance_sum(sizes, spread, real)
    assert bound <= found.objective <= bound * Fraction(10001, 10000)


@pytest.mark.parametrize(
    ("low", "high", "budget", "code"),
    [
        ([5, 5], [9, 9], 19, "minima_above_total"),
        ([5, 12], [9, 9], 60, "minimum_above_maximum"),
        ([0, 1], [9, 9], 60, "minimum_one"),
    ],
)
def test_an_impossible_budget_is_refused(
    low: list[int], high: list[int], budget: int, code: str
) -> None:
    with pytest.raises(DesignError) as refusal:
        optimum.allocate_whole_budget([9, 9], [1, 1], [2, 2], budget, low, high)
    assert code in [p.code for p in refusal.value.problems]


def test_the_same_seed_rounds_three_ways_the_same() -> None:
    table = [[[i + 0.4, 0.7 * j, 1.9] for j in range(3)] for i in range(3)]
    rounded = [round_three_way(table, Stream(b"seed", "three")) for _ in range(2)]
    assert rounded[0] == rounded[1]
    assert rounded[0].relaxed == ()


def test_sums_over_two_indices_give_only_when_those_over_one_are_not_enough() -> None:
    table = [[[0.0, 0.5], [0.0, 0.0]], [[0.5, 0.5], [0.0, 0.5]]]
    found = round_three_way(table, Stream(b"seed", "none"))
    assert found.relaxed == ("two_way",)
    assert found.excess == 1


def test_a_table_that_is_no_box_is_refused() -> None:
    with pytest.raises(ValueError, match="box"):
        round_three_way([[[1, 2], [3]]], Stream(b"seed", "box"))
