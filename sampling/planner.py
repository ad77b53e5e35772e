"""The plan of a campaign: so many answers from whom, the margins they give, and what they cost.

From a total, from a budget, or from the margins wanted; see precision.py for the margins.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sampling.allocation import allocate, power_weights
from sampling.costs import Costs
from sampling.optimum import (
    above_least,
    allocate_budget,
    allocate_whole,
    cost_weights,
    neyman_weights,
)
from sampling.plan_refusals import city_out_of_reach, out_of_reach, refuse, refuse_targets
from sampling.plan_values import AreaPlan, Plan, PlanDesign, PlanFrame, Targets
from sampling.precision import (
    AreaLists,
    Expected,
    answers_needed,
    area_precision,
    over_city,
    over_city_smooth,
    self_weighted,
)
from sampling.problems import DesignError, Problem

__all__ = ["plan", "plan_budget", "plan_margins"]

MOST_TRIED = 500  # totals beyond the first that a budget does not pay for


def plan(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, total: int
) -> Plan:
    """The plan with so many answers in the areas.

    Raises DesignError naming strata and figures where the design is impossible.
    """
    refuse(frame, design, total)
    low, high = _bounds(frame, design, expected)
    return _priced(
        frame,
        design,
        expected,
        costs,
        _share(frame, design, expected, costs, total, low, high),
    )


def plan_budget(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, budget: Decimal
) -> Plan:
    """The plan with the most answers that the budget pays for, shared out by the design's rule.

    Of "cost" the most precise one, to within `Plan.above`.
    Raises DesignError, in money, when it does not pay for the minima.
    """
    refuse(frame, design, 1)
    low, high = _bounds(frame, design, expected)
    least = _priced(frame, design, expected, costs, low)
    if least.cost > budget:
        values = {"found": f"{least.cost:.0f}", "budget": f"{budget:.0f}", "answers": str(sum(low))}
        raise DesignError([Problem("budget_too_small", values=values)])
    if design.allocation == "cost":
        return _cheapest(frame, design, expected, costs, low, high, budget)

    def paid(total: int) -> bool:
        return plan(frame, design, expected, costs, total).cost > budget

    most = sum(high)
    total = _first(sum(low), most + 1, lambda n: n > most or paid(n)) - 1
    if design.allocation == "neyman":  # one answer after the other, none is moved
        return plan(frame, design, expected, costs, max(total, sum(low)))
    # whole numbers may move an answer to a cheaper area, so that a larger total costs less; each
    # area is within one answer of its exact share, whose costs only grow
    rates = [_rate(costs, area.code, expected) for area in frame.areas]
    further = 2 * sum(rate + costs.per_name for rate in rates) / min(rates)
    last = min(most, total + min(MOST_TRIED, math.ceil(further)))
    total = next((n for n in range(last, total, -1) if not paid(n)), total)
    return plan(frame, design, expected, costs, max(total, sum(low)))


def plan_margins(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, targets: Targets
) -> Plan:
    """The plan with the fewest answers that keeps every margin wanted.

    Each area gets what its own margin takes; the city's margin raises the total, shared out by
    the design's rule, and no smaller total so shared out keeps it.
    Raises DesignError naming each area whose margin cannot be had, why (too few communes, or
    lists too short), and how many communes it takes.
    """
    refuse(frame, design, 1)
    refuse_targets(targets)
    low, high = _bounds(frame, design, expected)
    needed = list(low)
    problems = []
    for place, area in enumerate(frame.areas):
        wanted = targets.of(area.code)
        if wanted is None:
            continue
        answers = answers_needed(wanted, area, design.communes, expected)
        if answers is None or answers > high[place]:
            problems.append(out_of_reach(area, wanted, answers, high[place], design, expected))
        else:
            needed[place] = max(low[place], answers)
    if problems:
        raise DesignError(problems)
    if targets.city is None:
        return _priced(frame, design, expected, costs, needed)
    wanted_city = targets.city

    def at(total: int) -> Plan:
        shares = _share(frame, design, expected, costs, total, needed, high)
        return _priced(frame, design, expected, costs, shares)

    def kept(total: int) -> bool:
        found = at(total).half_width
        return found is not None and found <= wanted_city

    if not kept(sum(high)):
        raise DesignError([city_out_of_reach(at(sum(high)), wanted_city, design)])

    def near(total: int) -> bool:
        places = at(total).places
        sizes, parts = [p.size for p in places], [p.precision for p in places]
        return over_city_smooth(sizes, parts, expected.level) <= wanted_city

    # the margin steps up with each degree of freedom that is lost, so a smaller total may keep it
    # where a larger one does not: all are tried from where the smooth margin first comes near
    last = _first(sum(needed), sum(high), kept)
    first = max(sum(needed), _first(sum(needed), last, near) - 2 * len(frame.areas))
    return at(next(total for total in range(first, last + 1) if kept(total)))


# --- parts


def _bounds(
    frame: PlanFrame, design: PlanDesign, expected: Expected
) -> tuple[list[int], list[int]]:
    """The least and most answers in each area: as in a draw, with maximum and take-all."""
    low, high = [], []
    for area in frame.areas:
        whole = max(1, math.floor(area.size * expected.yields + 1e-9))
        least = min(max(design.minimum, 1), area.size)
        most = max(least, whole)
        if area.code in design.take_all:
            least = most = whole
        elif design.maximum is not None:
            least, most = min(least, design.maximum), min(most, design.maximum)
        low.append(least)
        high.append(most)
    return low, high


def _share(
    frame: PlanFrame,
    design: PlanDesign,
    expected: Expected,
    costs: Costs,
    total: int,
    low: Sequence[int],
    high: Sequence[int],
) -> list[int]:
    """The answers of each area, in whole numbers within the bounds."""
    sizes = [area.size for area in frame.areas]
    names = [area.name for area in frame.areas]
    spread = [_deviation(expected, area.code) for area in frame.areas]
    if design.allocation == "neyman":
        return list(allocate_whole(sizes, spread, total, low, high, names).n)
    weights = {
        "proportional": lambda: power_weights(sizes, 1),
        "equal": lambda: power_weights(sizes, 0),
        "power": lambda: power_weights(sizes, design.power),
        "cost": lambda: cost_weights(
            sizes, spread, [_rate(costs, area.code, expected) for area in frame.areas]
        ),
    }[design.allocation]()
    return _rounded(allocate(weights, total, low, high, names))


def _rounded(shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers with the same sum, the largest remainders rounded up."""
    whole = [math.floor(share) for share in shares]
    left = int(sum(shares, Fraction(0))) - sum(whole)
    order = sorted(range(len(shares)), key=lambda h: (whole[h] - shares[h], h))
    for h in order[:left]:
        whole[h] += 1
    return whole


def _deviation(expected: Expected, area: str) -> Fraction:
    """sqrt(p (1 - p)) in the area, to four decimals: exact arithmetic stays quick."""
    return Fraction(round(10_000 * math.sqrt(expected.spread(area))), 10_000)


def _rate(costs: Costs, area: str, expected: Expected) -> Decimal:
    """What one more answer costs, the visits it takes included; at least one đồng."""
    rate = costs.of_answer(area) + costs.per_name / Decimal(str(expected.yields))
    return max(Decimal(1), rate.quantize(Decimal(1)))


def _priced(
    frame: PlanFrame,
    design: PlanDesign,
    expected: Expected,
    costs: Costs,
    answers: Sequence[int],
) -> Plan:
    areas = tuple(
        _area(area, n, design, expected, costs)
        for area, n in zip(frame.areas, answers, strict=True)
    )
    departments = _departments(frame, design, expected, costs)
    places = areas if departments is None else (*areas, departments)
    df, half_width = over_city(
        [place.size for place in places], [place.precision for place in places], expected.level
    )
    cost = costs.once(frame.offices) + sum((place.cost for place in places), Decimal(0))
    return Plan(areas, departments, df, half_width, cost)


def _area(
    area: AreaLists, answers: int, design: PlanDesign, expected: Expected, costs: Costs
) -> AreaPlan:
    names = _names(answers, area.size, expected)
    coming = min(float(answers), area.size * expected.yields)
    drawn = area.drawn(design.communes)
    return AreaPlan(
        area.code,
        area.name,
        area.size,
        len(area.communes),
        drawn,
        answers,
        coming,
        names,
        area_precision(area, coming, design.communes, expected),
        costs.of_area(area.code, answers, names, drawn),
    )


def _area_cost(
    area: AreaLists, answers: int, design: PlanDesign, expected: Expected, costs: Costs
) -> Decimal:
    names = _names(answers, area.size, expected)
    return costs.of_area(area.code, answers, names, area.drawn(design.communes))


def _departments(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs
) -> AreaPlan | None:
    sizes, total = frame.departments, design.departments_total
    if not sizes or not total:
        return None
    low = [min(design.department_minimum, size) for size in sizes]
    high = [max(x, math.floor(s * expected.yields)) for x, s in zip(low, sizes, strict=True)]
    weights = power_weights(sizes, design.departments_power)
    shares = _rounded(
        allocate(weights, total, low, high, [f"department {n}" for n in range(1, 1 + len(sizes))])
    )
    coming = [min(float(n), size * expected.yields) for n, size in zip(shares, sizes, strict=True)]
    names = sum(_names(n, size, expected) for n, size in zip(shares, sizes, strict=True))
    return AreaPlan(
        None,
        "",
        sum(sizes),
        0,
        0,
        total,
        sum(coming),
        names,
        self_weighted(sizes, coming, expected),
        costs.of_area(None, total, names, 0),
    )


def _names(answers: int, size: int, expected: Expected) -> int:
    return min(size, math.ceil(answers / expected.yields - 1e-9))


def _cheapest(
    frame: PlanFrame,
    design: PlanDesign,
    expected: Expected,
    costs: Costs,
    low: Sequence[int],
    high: Sequence[int],
    budget: Decimal,
) -> Plan:
    """The whole numbers below the exact optimum that the budget pays for, filled up.

    The optimum is `allocate_budget`'s. What whole numbers leave over buys one answer after the
    other, each where it takes most off the variance for its price. `allocate_whole_budget` would
    prove the last answer's place, at the price of seconds; here `Plan.above` says how far from
    the optimum it can be. Whole names make an answer cost a little more or less than its rate, so
    the whole plan is priced before each.
    """
    sizes = [area.size for area in frame.areas]
    spread = [_deviation(expected, area.code) for area in frame.areas]
    rates = [_rate(costs, area.code, expected) for area in frame.areas]
    weights = cost_weights(sizes, spread, rates)
    least, most = (
        sum(Fraction(rate) * n for rate, n in zip(rates, bound, strict=True))
        for bound in (low, [y if w else x for w, x, y in zip(weights, low, high, strict=True)])
    )
    # the rest of the budget goes to what does not depend on how answers are shared out
    money = least + Fraction(budget - _priced(frame, design, expected, costs, low).cost)
    shares = allocate_budget(weights, rates, min(most, money), low, high)
    n = [max(x, math.floor(share) - 1) for x, share in zip(low, shares, strict=True)]
    made = _priced(frame, design, expected, costs, n)
    while made.cost > budget:
        h = max((h for h in range(len(n)) if n[h] > low[h]), key=lambda h: n[h] - low[h])
        n[h] -= 1
        made = _priced(frame, design, expected, costs, n)
    squares = [a**2 for a in neyman_weights(sizes, spread)]
    open_to = {h for h in range(len(n)) if n[h] < high[h] and squares[h]}
    while open_to:
        h = max(open_to, key=lambda h: squares[h] / (n[h] * (n[h] + 1)) / Fraction(rates[h]))
        n[h] += 1
        tried = _priced(frame, design, expected, costs, n)
        if tried.cost > budget:
            n[h] -= 1
            open_to.discard(h)
        else:
            made = tried
            if n[h] == high[h]:
                open_to.discard(h)
    others = made.cost - sum((area.cost for area in made.areas), Decimal(0))
    ranges = [range(x, y + 1) for x, y in zip(low, high, strict=True)]
    prices = [
        {k: float(_area_cost(area, k, design, expected, costs)) for k in every}
        for area, every in zip(frame.areas, ranges, strict=True)
    ]
    above = above_least([float(a) for a in squares], prices, n, float(budget - others))
    return replace(made, above=above)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number in [low, high] for which it holds, given that it does for high."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
