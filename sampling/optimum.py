"""Optimal allocation: the weights of each rule, and whole numbers that are exactly optimal."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sampling.allocation import Number, allocate, exact_number, refuse_impossible
from sampling.problems import DesignError, Problem

__all__ = [
    "WholeAllocation",
    "above_least",
    "allocate_budget",
    "allocate_whole",
    "allocate_whole_budget",
    "bankier_weights",
    "cost_weights",
    "neyman_total",
    "neyman_weights",
    "variance_sum",
]


@dataclass(frozen=True, slots=True)
class WholeAllocation:
    """n_h in whole numbers, sum N_h^2 S_h^2 / n_h, and how many allocations are as good.

    optima is None where it was not counted.
    """

    n: tuple[int, ...]
    objective: Fraction
    optima: int | None


def neyman_weights(sizes: Sequence[int], spread: Sequence[Number]) -> tuple[Fraction, ...]:
    """a_h = N_h S_h. Source: Neyman (1934); Cochran (1977), section 5.5."""
    return tuple(n * exact_number(s) for n, s in zip(sizes, spread, strict=True))


def cost_weights(
    sizes: Sequence[int], spread: Sequence[Number], costs: Sequence[Number]
) -> tuple[Fraction, ...]:
    """a_h = N_h S_h / sqrt(c_h), the root as a float. Source: Cochran (1977), section 5.5."""
    _refuse_costs(costs)
    roots = [Fraction(math.sqrt(exact_number(cost))) for cost in costs]
    return tuple(a / root for a, root in zip(neyman_weights(sizes, spread), roots, strict=True))


def bankier_weights(
    sizes: Sequence[Number], exponent: float, variation: Sequence[Number]
) -> tuple[Fraction, ...]:
    """a_h = X_h^exponent CV_h, the power as a float; for planning.

    `allocation.power_weights` is the exact form that a draw uses.
    Source: Bankier (1988), The American Statistician 42, 174-177.
    """
    return tuple(
        Fraction(float(exact_number(x)) ** exponent) * exact_number(cv)
        for x, cv in zip(sizes, variation, strict=True)
    )


def variance_sum(sizes: Sequence[int], spread: Sequence[Number], n: Sequence[Number]) -> Fraction:
    """sum N_h^2 S_h^2 / n_h; a stratum without spread adds nothing, whatever its n_h."""
    return sum(
        (
            a**2 / exact_number(k)
            for a, k in zip(neyman_weights(sizes, spread), n, strict=True)
            if a
        ),
        Fraction(0),
    )


def neyman_total(
    sizes: Sequence[int], spread: Sequence[Number], variance: Number
) -> tuple[Fraction, int]:
    """n for a variance of the total under Neyman allocation: (sum N S)^2 / (V + sum N S^2).

    Exact, and rounded up; before bounds. Source: Cochran (1977), section 5.9.
    """
    if exact_number(variance) <= 0:
        values = {"name": "variance", "value": str(variance), "expected": "> 0"}
        raise DesignError([Problem("design_number", values=values)])
    weights = neyman_weights(sizes, spread)
    squares = sum((a * exact_number(s) for a, s in zip(weights, spread, strict=True)), Fraction(0))
    n = sum(weights, Fraction(0)) ** 2 / (exact_number(variance) + squares)
    return n, math.ceil(n)


def allocate_budget(
    weights: Sequence[Fraction],
    costs: Sequence[Number],
    budget: Number,
    minimum: Sequence[Number],
    maximum: Sequence[Number],
    strata: Sequence[str] | None = None,
) -> tuple[Fraction, ...]:
    """n_h = clip(L a_h, minimum_h, maximum_h) with the one L for which sum c_h n_h is the budget.

    With a_h of `cost_weights` the minimiser of sum N^2 S^2 / n_h by the Kuhn-Tucker conditions.
    Raises DesignError, in money, when the bounds do not allow it.
    """
    _refuse_costs(costs)
    c = [exact_number(cost) for cost in costs]
    money = allocate(
        [x * w for x, w in zip(c, weights, strict=True)],
        budget,
        [x * exact_number(bound) for x, bound in zip(c, minimum, strict=True)],
        [x * exact_number(bound) for x, bound in zip(c, maximum, strict=True)],
        strata,
    )
    return tuple(spent / x for spent, x in zip(money, c, strict=True))


def allocate_whole(
    sizes: Sequence[int],
    spread: Sequence[Number],
    total: int,
    minimum: Sequence[int],
    maximum: Sequence[int],
    strata: Sequence[str] | None = None,
) -> WholeAllocation:
    """The whole n_h within their bounds that add up to the total with the least variance.

    From the minima, one answer at a time to the stratum where it takes most off the variance,
    N^2 S^2 / (n (n + 1)), in fractions: exactly optimal, because the objective is separable and
    convex (Gross 1956). minimum: >= 1 where a stratum has spread; a bound above N_h becomes N_h.
    Raises DesignError, naming strata and figures, when no such allocation exists.
    Sources: Wright (2012), The American Statistician 66, 217-224; Friedrich, Münnich, de Vries
    and Wagner (2015), Computational Statistics and Data Analysis 92, 1-12 (bounds).
    """
    squares = [a**2 for a in neyman_weights(sizes, spread)]
    low = list(minimum)
    high = [min(x, size) for x, size in zip(maximum, sizes, strict=True)]
    names = _names(strata, len(sizes))
    _refuse_no_minimum(squares, low, names)
    refuse_impossible([Fraction(1)] * len(sizes), Fraction(total), _exact(low), _exact(high), names)
    n, last = list(low), None
    heap = [(-_gain(squares[h], k), h) for h, k in enumerate(n) if k < high[h]]
    heapq.heapify(heap)
    for _ in range(total - sum(low)):
        last, h = heap[0]
        n[h] += 1
        if n[h] < high[h]:
            heapq.heapreplace(heap, (-_gain(squares[h], n[h]), h))
        else:
            heapq.heappop(heap)
    optima = 1 if last is None else _ties(squares, -last, n, low, high)
    return WholeAllocation(tuple(n), variance_sum(sizes, spread, n), optima)


def allocate_whole_budget(
    sizes: Sequence[int],
    spread: Sequence[Number],
    costs: Sequence[Number],
    budget: Number,
    minimum: Sequence[int],
    maximum: Sequence[int],
    strata: Sequence[str] | None = None,
) -> WholeAllocation:
    """The whole n_h within their bounds that cost at most the budget with the least variance.

    A knapsack: taking the best gain for the money is not exact. That allocation gives an upper
    bound, its last gain for the money a Lagrangian lower bound; numbers whose reduced cost is
    above the gap cannot be part of an optimum, the others are tried by dynamic programming over
    the money spent, in fractions. Exactly optimal; ties are not counted.
    Raises DesignError, naming strata and figures, when the minima cost more than the budget.
    Sources: Ibaraki and Katoh (1988), Resource Allocation Problems; Everett (1963), Operations
    Research 11, 399-417 (the bound).
    """
    _refuse_costs(costs)
    squares = [a**2 for a in neyman_weights(sizes, spread)]
    c = [exact_number(cost) for cost in costs]
    low = list(minimum)
    high = [min(x, size) for x, size in zip(maximum, sizes, strict=True)]
    names = _names(strata, len(sizes))
    _refuse_no_minimum(squares, low, names)
    spent = [x * k for x, k in zip(c, low, strict=True)]
    reach = [max(x * k, exact_number(budget)) for x, k in zip(c, high, strict=True)]
    refuse_impossible([Fraction(1)] * len(c), exact_number(budget), spent, reach, names)
    refuse_impossible([Fraction(1)] * len(c), Fraction(sum(low)), _exact(low), _exact(high), names)
    return _knapsack(_Strata(squares, c, low, high), exact_number(budget))


def above_least(
    squares: Sequence[float],
    prices: Sequence[Mapping[int, float]],
    n: Sequence[int],
    money: float,
) -> float:
    """By what part sum a_h / n_h exceeds the least that whole numbers for the money have, at most.

    squares: a_h >= 0; prices: of each stratum what every n_h it may have costs, in whatever way;
    n: the numbers taken, which the money pays for. The bound is Everett's: for any price of
    money the sum of the strata's least a / n + price * (cost), less price * money. Of the prices
    that the next answer of each stratum suggests, and none, the one with the highest bound.
    Source: Everett (1963), Operations Research 11, 399-417.
    """
    found = sum(a / k for a, k in zip(squares, n, strict=True) if a)
    if not found:
        return 0.0
    tried = {0.0}
    for a, costs, k in zip(squares, prices, n, strict=True):
        for step in (k - 1, k):
            if a and step in costs and step + 1 in costs and costs[step + 1] > costs[step]:
                tried.add(a / (step * (step + 1)) / (costs[step + 1] - costs[step]))
    least = max(_bound(squares, prices, price, money) for price in tried)
    return max(0.0, found / least - 1) if least > 0 else math.inf


def _bound(
    squares: Sequence[float], prices: Sequence[Mapping[int, float]], price: float, money: float
) -> float:
    parts = (
        min((a / k if a else 0.0) + price * cost for k, cost in costs.items())
        for a, costs in zip(squares, prices, strict=True)
    )
    return sum(parts) - price * money


@dataclass(frozen=True, slots=True)
class _Strata:
    squares: list[Fraction]
    costs: list[Fraction]
    low: list[int]
    high: list[int]


def _knapsack(strata: _Strata, budget: Fraction) -> WholeAllocation:
    start, price = _by_gain_for_money(strata, budget)
    upper = _objective(strata.squares, start)
    choices = [
        _reduced(square, cost, low, high, price)
        for square, cost, low, high in zip(
            strata.squares, strata.costs, strata.low, strata.high, strict=True
        )
    ]
    best = [min(choice.values()) for choice in choices]
    gap = upper - (sum(best, Fraction(0)) - price * budget)
    # money spent -> (reduced cost above the bound, allocation so far)
    states: dict[Fraction, tuple[Fraction, tuple[int, ...]]] = {Fraction(0): (Fraction(0), ())}
    for h, choice in enumerate(choices):
        near = [(k, value - best[h]) for k, value in choice.items() if value - best[h] <= gap]
        after: dict[Fraction, tuple[Fraction, tuple[int, ...]]] = {}
        for spent, (above, n) in states.items():
            for k, more in near:
                money, excess = spent + strata.costs[h] * k, above + more
                if money > budget or excess > gap:
                    continue
                if money not in after or excess < after[money][0]:
                    after[money] = (excess, (*n, k))
        states = after
    found = min((_objective(strata.squares, n), n) for _, n in states.values())
    return WholeAllocation(found[1], found[0], None)


def _reduced(
    square: Fraction, cost: Fraction, low: int, high: int, price: Fraction
) -> dict[int, Fraction]:
    """Variance plus the price of the money, by number of answers."""
    return {
        k: (square / k if square else Fraction(0)) + price * cost * k for k in range(low, high + 1)
    }


def _by_gain_for_money(strata: _Strata, budget: Fraction) -> tuple[list[int], Fraction]:
    """A good allocation within the budget, and the last gain for the money."""
    n = list(strata.low)
    left = budget - sum((c * k for c, k in zip(strata.costs, n, strict=True)), Fraction(0))
    price = Fraction(0)
    heap = [
        (-_gain(square, k) / cost, h)
        for h, (square, cost, k) in enumerate(zip(strata.squares, strata.costs, n, strict=True))
    ]
    heapq.heapify(heap)
    while heap:
        gain, h = heapq.heappop(heap)
        if n[h] >= strata.high[h]:
            continue
        if strata.costs[h] > left:
            price = price or -gain
            continue
        n[h] += 1
        left -= strata.costs[h]
        heapq.heappush(heap, (-_gain(strata.squares[h], n[h]) / strata.costs[h], h))
    return n, price


def _objective(squares: Sequence[Fraction], n: Sequence[int]) -> Fraction:
    return sum((a / k for a, k in zip(squares, n, strict=True) if a), Fraction(0))


def _gain(square: Fraction, k: int) -> Fraction:
    return square / (k * (k + 1)) if square else Fraction(0)


def _ties(
    squares: list[Fraction], last: Fraction, n: list[int], low: list[int], high: list[int]
) -> int:
    """How many allocations are optimal: the last gain can be had in several strata.

    A stratum without spread gives the same whatever it gets; then all ways are counted.
    """
    if last == 0:
        rooms = [high[h] - low[h] for h, a in enumerate(squares) if not a]
        return _ways(rooms, sum(n[h] - low[h] for h, a in enumerate(squares) if not a))
    at = [h for h in range(len(n)) if _has_gain(squares[h], last, low[h], high[h])]
    taken = sum(n[h] > low[h] and _gain(squares[h], n[h] - 1) == last for h in at)
    return math.comb(len(at), taken)


def _has_gain(square: Fraction, gain: Fraction, low: int, high: int) -> bool:
    product = square / gain
    k = math.isqrt(product.numerator) if product.denominator == 1 else 0
    return k > 0 and k * (k + 1) == product and low <= k < high


def _ways(rooms: list[int], count: int) -> int:
    ways = [1] + [0] * count
    for room in rooms:
        ways = [sum(ways[max(0, k - room) : k + 1]) for k in range(count + 1)]
    return ways[count]


def _exact(bounds: Sequence[int]) -> list[Fraction]:
    return [Fraction(bound) for bound in bounds]


def _names(strata: Sequence[str] | None, count: int) -> list[str]:
    return list(strata) if strata is not None else [str(h) for h in range(count)]


def _refuse_no_minimum(squares: list[Fraction], low: list[int], names: list[str]) -> None:
    problems = [
        Problem("minimum_one", values={"stratum": name, "minimum": str(k)})
        for a, k, name in zip(squares, low, names, strict=True)
        if k < (1 if a else 0)
    ]
    if problems:
        raise DesignError(problems)


def _refuse_costs(costs: Sequence[Number]) -> None:
    problems = [
        Problem("design_number", values={"name": "cost", "value": str(cost), "expected": "> 0"})
        for cost in costs
        if exact_number(cost) <= 0
    ]
    if problems:
        raise DesignError(problems)
