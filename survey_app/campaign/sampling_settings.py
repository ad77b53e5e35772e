"""The table [sampling] of campaign.toml: totals, rules of allocation, selection, strata."""

import re
from decimal import Decimal
from typing import Any, cast

from sampling.sharing import ALLOCATIONS, BY_POWER, Rule
from sampling.units import Stratum
from survey_app.campaign.definition import SamplingSettings
from survey_app.campaign.tables import Table

__all__ = ["read_sampling"]

SELECTIONS = ("srs", "pps", "sampford", "pareto")
LATER_SELECTIONS = ("systematic", "bernoulli", "poisson", "sequential_poisson", "cube")
MOST_COST = 1_000_000_000  # đồng
MOST_DEVIATION = 1_000
NEEDING = {"power": ("power",), "deviations": ("neyman", "cost"), "costs": ("cost",)}


def read_sampling(table: Table) -> SamplingSettings:
    """How people are drawn; what cannot be had from the frame is told when it is there."""
    citizens, departments = table.table("citizens"), table.table("departments")
    officials = table.table("officials")
    officials.choice("selection", ("all",), ("srs", "systematic"))
    total, minimum = citizens.integer("total", 1, 1_000_000), _minimum(citizens)
    power, areas = _rule(citizens, minimum)
    least = _minimum(departments)
    departments_power, rule = _rule(departments, least)
    settings = SamplingSettings(
        total=total,
        power=power,
        minimum=minimum,
        communes_per_district=citizens.integer("communes_per_district", 2, 1_000),
        selection=cast(Any, _selection(citizens)),
        departments_total=departments.integer("total", 0, 1_000_000),
        departments_power=departments_power,
        departments_minimum=least,
        eligibility=table.share("expected_eligibility"),
        response=table.share("expected_response"),
        officials_response=officials.share("expected_response"),
        strata=_strata(table),
        one_stop_gap=(
            table.number("one_stop_gap", 0, 1) if table.has("one_stop_gap") else Decimal("0.05")
        ),
        areas=areas,
        departments=rule,
    )
    for one in (table, citizens, departments, officials):
        one.close()
    return settings


def _minimum(table: Table) -> int:
    return table.integer("minimum", 0, 100_000)


def _rule(table: Table, minimum: int) -> tuple[Decimal, Rule]:
    """The exponent of the lists that counts, and the rule beside it."""
    allocation = table.choice("allocation", ALLOCATIONS)
    for key, needed in NEEDING.items():
        if table.has(key) and allocation in ALLOCATIONS and allocation not in needed:
            table.note("other-allocation", key, key=key, needed=", ".join(needed))
    power = Decimal(0 if allocation == "equal" else 1)
    if allocation == "power" or (table.has("power") and allocation not in ALLOCATIONS):
        power = table.number("power", 0, 1)
    maximum = table.integer("maximum", max(1, minimum), 1_000_000) if table.has("maximum") else None
    take_all = table.texts("take_all") if table.has("take_all") else ()
    wanted = allocation == "neyman" or table.has("deviations")
    deviations = _deviations(table.table("deviations")) if wanted else {}
    wanted = allocation == "cost" or table.has("costs")
    costs = _costs(table.table("costs")) if wanted else {}
    if allocation not in ALLOCATIONS:
        return power, BY_POWER
    return power, Rule(
        allocation=allocation,
        maximum=maximum,
        take_all=take_all,
        deviations=deviations,
        costs=costs,
    )


def _deviations(table: Table) -> dict[str, Decimal]:
    """Standard deviations by code of the stratum, above 0."""
    found = table.numbers(0, MOST_DEVIATION)
    for code, value in found.items():
        if not value:
            table.note("out-of-range", code, key=code, value=0, low="0,0001", high=MOST_DEVIATION)
    return {code: value or Decimal(1) for code, value in found.items()}


def _costs(table: Table) -> dict[str, int]:
    """What one more answer costs, in đồng, by code of the stratum."""
    return {code: table.integer(code, 1, MOST_COST) for code in table.names()}


def _selection(citizens: Table) -> str:
    """By size unless the campaign says otherwise: every list is known (methods.md 5)."""
    if not citizens.has("selection"):
        return "pps"
    return citizens.choice("selection", SELECTIONS, LATER_SELECTIONS)


def _strata(table: Table) -> tuple[Stratum, ...]:
    """Strata of communes directly under the city; whether the frame has these it will say."""
    strata = []
    for one in table.tables("strata") if table.has("strata") else ():
        code = one.text("code")
        if code and not re.fullmatch(r"[0-9A-Za-z]{1,20}", code):
            one.expected("code", "chữ cái không dấu, chữ số", "unaccented letters, digits", code)
        strata.append(Stratum(code, one.text("name"), one.texts("communes")))
        one.close()
    return tuple(strata)
