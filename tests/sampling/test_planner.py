"""Planning: a total, a budget or margins give answers, margins and costs, or a sentence.

Covers sampling/planner.py, precision.py, plan_refusals.py, plan_curve.py and costs.py;
methods.md 12: t with the design's degrees of freedom, communes or forms.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.costs import Costs
from sampling.optimum import allocate_whole_budget, variance_sum
from sampling.plan_curve import advice, curve
from sampling.plan_values import ALLOCATIONS, PlanDesign, PlanFrame, Targets
from sampling.planner import plan, plan_budget, plan_margins
from sampling.precision import (
    AreaLists,
    Expected,
    answers_needed,
    area_precision,
    group_margin,
    over_city,
    response_needed,
    rho_from_deff,
)
from sampling.problems import DesignError

HONG_BANG = AreaLists("303", "Quận Hồng Bàng", 300, (70, 90, 60, 80, 50))
THUY_NGUYEN = AreaLists("311", "Huyện Thuỷ Nguyên", 340, (150, 190, 60, 200, 120, 130, 100, 250))
ISLAND = AreaLists("318", "Huyện Bạch Long Vĩ", 69, ())
FRAME = PlanFrame((HONG_BANG, THUY_NGUYEN, ISLAND), (150, 170, 190), 4)
DESIGN = PlanDesign(communes=3, minimum=40, departments_total=60, department_minimum=8)
EXPECTED = Expected(eligibility=0.92, response=0.75)
COSTS = Costs(
    fixed=Decimal(5_000_000),
    per_answer=Decimal(60_000),
    per_name=Decimal(12_000),
    per_commune=Decimal(1_500_000),
    per_office=Decimal(1_000_000),
    more_per_answer={"318": Decimal(250_000)},
)


def test_three_communes_mean_two_degrees_of_freedom_and_a_margin_of_21_points() -> None:
    communes_alone = AreaLists("1", "Một quận", 0, (1000,) * 12)
    found = area_precision(communes_alone, 107, 3, Expected(share=0.85, deff=2))
    assert found.df == 2
    assert found.half_width == pytest.approx(0.210, abs=0.0005)


def test_the_own_desk_is_taken_with_certainty_and_dampens_the_design_effect() -> None:
    found = area_precision(HONG_BANG, 70, 3, Expected(rho=0.05))
    part = 350 / 650
    take = 70 * part / 3
    assert found.deff == pytest.approx(1 - part + part * (1 + (take - 1) * 0.05))
    assert found.limit is not None
    assert found.half_width is not None
    endless = area_precision(HONG_BANG, 10**9, 3, Expected(rho=0.05)).half_width
    assert found.limit == pytest.approx(endless, rel=1e-4)


def test_where_every_desk_takes_part_people_are_the_sampling_units() -> None:
    found = area_precision(ISLAND, 47, 3, Expected(share=0.85))
    assert found.df == 46
    assert area_precision(HONG_BANG, 100, 5, Expected()).df == 100 - 6
    assert area_precision(ISLAND, 69, 3, Expected()).half_width == 0  # the whole list
    one = area_precision(HONG_BANG, 70, 1, Expected())
    assert (one.df, one.half_width) == (None, None)


def test_the_answers_needed_keep_the_margin_and_one_fewer_does_not() -> None:
    for wanted in (0.12, 0.15, 0.2, 0.3):
        n = answers_needed(wanted, THUY_NGUYEN, 4, EXPECTED)
        assert n is not None
        at, before = (area_precision(THUY_NGUYEN, k, 4, EXPECTED).half_width for k in (n, n - 1))
        assert at is not None
        assert before is not None
        assert at <= wanted < before
    assert answers_needed(0.05, THUY_NGUYEN, 3, EXPECTED) is None


def test_a_design_effect_of_the_last_campaign_gives_the_likeness_within_communes() -> None:
    assert rho_from_deff(2.0, 21) == pytest.approx(0.05)
    assert rho_from_deff(0.8, 21) == 0
    with pytest.raises(DesignError):
        rho_from_deff(2.0, 1)


def test_the_city_has_satterthwaites_degrees_of_freedom_never_more_than_the_designs() -> None:
    parts = [
        area_precision(HONG_BANG, 70, 3, EXPECTED),
        area_precision(THUY_NGUYEN, 90, 3, EXPECTED),
    ]
    df, half_width = over_city([650, 1540], parts, 0.95)
    assert df is not None
    assert 2 <= df <= 4
    assert half_width is not None
    assert half_width > 0
    lone = area_precision(HONG_BANG, 70, 1, EXPECTED)
    assert over_city([650, 1540], [lone, parts[1]], 0.95) == (None, None)


@pytest.mark.parametrize("allocation", ALLOCATIONS)
@given(total=st.integers(160, 1100), minimum=st.integers(1, 50))
@settings(max_examples=25, deadline=None)
def test_every_rule_gives_the_total_within_the_bounds(
    allocation: str, total: int, minimum: int
) -> None:
    design = replace(DESIGN, allocation=allocation, minimum=minimum)
    made = plan(FRAME, design, EXPECTED, COSTS, total)
    assert made.in_areas == total
    for area in made.areas:
        most = max(min(minimum, area.size), math.floor(area.size * 0.69 + 1e-9))
        assert min(minimum, area.size) <= area.answers <= most
        assert area.names <= area.size


def test_the_cost_is_the_sum_of_its_rates() -> None:
    made = plan(FRAME, DESIGN, EXPECTED, COSTS, 300)
    by_hand = (
        5_000_000
        + 4 * 1_000_000
        + 6 * 1_500_000
        + 60_000 * made.answers
        + 12_000 * made.names
        + 250_000 * made.areas[2].answers
    )
    assert made.cost == by_hand


def test_take_all_asks_everybody_and_a_maximum_holds() -> None:
    design = replace(DESIGN, take_all=frozenset({"318"}), maximum=120)
    made = plan(FRAME, design, EXPECTED, COSTS, 250)
    assert made.areas[2].names == 69
    assert made.areas[2].answers == 47  # of 69 people 47 are expected to answer
    assert max(area.answers for area in made.areas) <= 120


def test_margins_and_total_are_two_ways_to_one_plan() -> None:
    wanted = Targets(city=0.09, areas=0.25)
    made = plan_margins(FRAME, DESIGN, EXPECTED, COSTS, wanted)
    assert made.half_width is not None
    assert made.half_width <= 0.09
    widths = [area.precision.half_width for area in made.areas]
    assert all(width is not None and width <= 0.25 for width in widths)
    fewer = [a.answers for a in made.areas]
    assert plan_margins(FRAME, DESIGN, EXPECTED, COSTS, Targets(areas=0.25)).in_areas <= sum(fewer)


SMALL = PlanFrame(
    (AreaLists("1", "Một", 30, (9, 25, 14, 31)), AreaLists("2", "Hai", 20, (40, 8, 22, 17, 12))), ()
)
SMALL_DESIGN = PlanDesign(communes=3)


@pytest.mark.parametrize("allocation", ["power", "neyman", "cost"])
@given(city=st.integers(90, 260), rho=st.sampled_from([0.0, 0.05, 0.2]), share=st.integers(30, 95))
@settings(max_examples=6, deadline=None)
def test_no_smaller_total_keeps_the_citys_margin(
    allocation: str, city: int, rho: float, share: int
) -> None:
    """Against every total: degrees of freedom are rounded down, so the margin goes up and down."""
    design = replace(SMALL_DESIGN, allocation=allocation)
    expected = Expected(rho=rho, share=share / 100, shares={"2": 0.55})

    def width(total: int) -> float:
        found = plan(SMALL, design, expected, COSTS, total).half_width
        return math.inf if found is None else found

    wanted = city / 1000
    keeping = [total for total in range(2, 229) if width(total) <= wanted]
    if keeping and keeping[-1] == 228:
        made = plan_margins(SMALL, design, expected, COSTS, Targets(city=wanted))
        assert made.in_areas == keeping[0]


@given(
    millions=st.integers(3, 22),
    more=st.sampled_from([0, 90_000, 400_000]),
    allocation=st.sampled_from(["power", "equal", "proportional"]),
)
@settings(max_examples=8, deadline=None)
def test_no_larger_total_is_within_the_budget(millions: int, more: int, allocation: str) -> None:
    design = replace(SMALL_DESIGN, allocation=allocation)
    costs = Costs(per_answer=Decimal(50_000), per_name=Decimal(15_000),
                  more_per_answer={"1": Decimal(more)})  # fmt: skip
    expected = Expected(eligibility=0.92, response=0.75)
    budget = Decimal(1_000_000 * millions)
    made = plan_budget(SMALL, design, expected, costs, budget)
    assert made.cost <= budget
    larger = range(made.in_areas + 1, min(158, made.in_areas + 40))
    assert all(plan(SMALL, design, expected, costs, n).cost > budget for n in larger)


@given(millions=st.integers(2, 24), more=st.sampled_from([0, 90_000, 400_000]))
@settings(max_examples=40, deadline=None)
def test_the_cost_optimal_plan_says_how_far_from_the_optimum_it_can_be(
    millions: int, more: int
) -> None:
    """Against every pair of whole numbers that the budget pays for."""
    design = replace(SMALL_DESIGN, allocation="cost")
    costs = Costs(per_answer=Decimal(50_000), per_name=Decimal(15_000),
                  more_per_answer={"1": Decimal(more)})  # fmt: skip
    expected = Expected(eligibility=0.92, response=0.75)
    budget = 1_000_000 * millions
    made = plan_budget(SMALL, design, expected, costs, Decimal(budget))
    first, second = made.areas

    def price(n: int, extra: int) -> int:
        return n * (50_000 + extra) + math.ceil(n / 0.69 - 1e-9) * 15_000

    objective = {
        (j, k): first.size**2 / j + second.size**2 / k
        for j in range(1, 76)
        for k in range(1, 83)
        if price(j, more) + price(k, 0) <= budget
    }
    best, own = min(objective.values()), objective[first.answers, second.answers]
    assert made.above is not None
    assert own <= best * (1 + made.above) * (1 + 1e-9)
    assert own <= 1.05 * best


@pytest.mark.parametrize("allocation", ["power", "cost"])
def test_a_budget_is_used_and_never_exceeded(allocation: str) -> None:
    design = replace(DESIGN, allocation=allocation)
    made = plan_budget(FRAME, design, EXPECTED, COSTS, Decimal(60_000_000))
    assert 59_000_000 < made.cost <= 60_000_000


@pytest.mark.parametrize("allocation", ["power", "cost"])
def test_a_budget_above_what_the_lists_can_give_asks_everybody(allocation: str) -> None:
    design = replace(DESIGN, allocation=allocation)
    made = plan_budget(FRAME, design, EXPECTED, COSTS, Decimal(900_000_000))
    assert [area.answers for area in made.areas] == [448, 1062, 47]


def test_the_plan_within_a_budget_is_next_to_the_exact_optimum() -> None:
    design = replace(DESIGN, allocation="cost", minimum=5)
    flat = Expected(deff=1)  # everybody answers: a name costs what an answer costs
    rates = [72_000, 72_000, 322_000]
    sizes, spread = [650, 1540, 69], [Fraction(3571, 10_000)] * 3
    made = plan_budget(FRAME, design, flat, COSTS, Decimal(50_000_000))
    spent = made.cost - sum(a.answers * r for a, r in zip(made.areas, rates, strict=True))
    exact = allocate_whole_budget(sizes, spread, rates, 50_000_000 - spent, [5] * 3, sizes)
    own = variance_sum(sizes, spread, [area.answers for area in made.areas])
    assert exact.objective <= own <= exact.objective * Fraction(1005, 1000)


def test_the_cost_optimal_plan_is_never_less_precise_than_another_of_its_price() -> None:
    budget = Decimal(60_000_000)
    flat = Expected(eligibility=0.92, response=0.75, deff=1)
    best = plan_budget(FRAME, replace(DESIGN, allocation="cost", minimum=20), flat, COSTS, budget)

    def variance(answers: list[int]) -> float:
        sizes = [area.size for area in FRAME.areas]
        return sum(s**2 / n for s, n in zip(sizes, answers, strict=True))

    for rule in ("power", "proportional", "equal", "neyman"):
        other = plan_budget(
            FRAME, replace(DESIGN, allocation=rule, minimum=20), flat, COSTS, budget
        )
        assert variance([a.answers for a in best.areas]) <= variance(
            [a.answers for a in other.areas]
        )


@pytest.mark.parametrize(
    ("change", "total", "said"),
    [
        ({}, 0, "total = 0"),
        ({}, -5, "total = -5"),
        ({}, 100_000, "các danh sách chỉ có thể cho 1557 phiếu (Quận Hồng Bàng: 448"),
        ({"minimum": 400}, 500, "tổng mức tối thiểu là 869 (Quận Hồng Bàng: 400"),
        ({"communes": 1}, 300, "không tính được biên độ sai số (Quận Hồng Bàng: 1/5, Huyện"),
        ({"communes": 0}, 300, "communes = 0"),
        ({"allocation": "best"}, 300, "phương pháp “best” chưa có"),
        ({"minimum": 50, "maximum": 30}, 300, "tối thiểu 50 lớn hơn tối đa 30"),
    ],
)
def test_what_is_impossible_is_said_with_stratum_and_figures(
    change: dict[str, object], total: int, said: str
) -> None:
    with pytest.raises(DesignError) as refused:
        plan(FRAME, replace(DESIGN, **change), EXPECTED, COSTS, total)  # type: ignore[arg-type]  # by name
    text = "\n".join(problem.sentence("vi") for problem in refused.value.problems)
    assert said.casefold() in text.casefold()


def test_an_empty_list_is_said() -> None:
    empty = replace(FRAME, areas=(replace(HONG_BANG, communes=(70, 0, 60)), THUY_NGUYEN))
    with pytest.raises(DesignError, match="Quận Hồng Bàng"):
        plan(empty, DESIGN, EXPECTED, COSTS, 200)


def test_a_margin_out_of_reach_says_how_many_communes_it_takes() -> None:
    with pytest.raises(DesignError) as refused:
        plan_margins(FRAME, DESIGN, EXPECTED, COSTS, Targets(by_area={"311": 0.12}))
    (problem,) = refused.value.problems
    assert problem.code == "margin_needs_communes"
    assert "Huyện Thuỷ Nguyên" in problem.sentence("vi")
    needed = int(problem.values["needed"])
    more = replace(DESIGN, communes=needed)
    made = plan_margins(FRAME, more, EXPECTED, COSTS, Targets(by_area={"311": 0.12}))
    width = made.areas[1].precision.half_width
    assert width is not None
    assert width <= 0.12
    fewer = replace(DESIGN, communes=needed - 1)
    with pytest.raises(DesignError):
        plan_margins(FRAME, fewer, EXPECTED, COSTS, Targets(by_area={"311": 0.12}))


def test_a_margin_that_no_list_can_give_is_said() -> None:
    with pytest.raises(DesignError) as refused:
        plan_margins(FRAME, DESIGN, EXPECTED, COSTS, Targets(by_area={"318": 0.01}, city=0.001))
    assert refused.value.problems[0].code == "margin_above_list"
    with pytest.raises(DesignError) as refused:
        plan_margins(FRAME, DESIGN, EXPECTED, COSTS, Targets(city=0.001))
    assert refused.value.problems[0].code == "city_margin_never"


def test_a_budget_below_the_minima_is_said_in_money() -> None:
    with pytest.raises(DesignError, match="does not pay for the minima"):
        plan_budget(FRAME, DESIGN, EXPECTED, COSTS, Decimal(1_000_000))


def test_with_few_communes_a_further_one_helps_more_than_twice_the_forms() -> None:
    made = plan(FRAME, DESIGN, EXPECTED, COSTS, 300)
    said = advice(FRAME, DESIGN, EXPECTED, COSTS, made)
    assert said is not None
    assert said.more_communes
    alike = replace(EXPECTED, rho=0.0)
    many = replace(DESIGN, communes=7)
    made = plan(FRAME, many, alike, COSTS, 300)
    said = advice(FRAME, many, alike, COSTS, made)
    assert said is not None
    assert not said.more_communes


def test_along_the_curve_money_buys_precision() -> None:
    points = curve(FRAME, DESIGN, EXPECTED, COSTS, 600).points
    assert len(points) > 5
    costs, middles = [p.cost for p in points], [p.middle for p in points]
    assert costs == sorted(costs)
    assert middles == sorted(middles, reverse=True)


def test_a_census_with_silent_people_has_a_small_margin_under_its_assumption() -> None:
    assert group_margin(50, 1.0, 0.85, 0.95) == 0
    found = group_margin(50, 0.8, 0.85, 0.95)
    assert found is not None
    assert 0.04 < found < 0.06
    assert group_margin(2, 0.5, 0.85, 0.95) is None


def test_the_answers_a_group_needs_keep_its_margin_and_one_fewer_does_not() -> None:
    needed = response_needed(70, 0.04, 0.85, 0.95)
    assert needed is not None
    answers = round(70 * needed)
    at, before = (group_margin(70, n / 70, 0.85, 0.95) for n in (answers, answers - 1))
    assert at is not None
    assert before is not None
    assert at <= 0.04 < before
    assert response_needed(1, 0.04, 0.85, 0.95) is None
