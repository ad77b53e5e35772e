"""The design of a draw: how many answers from whom, and how they are shared out."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sampling.allocation import Number, exact_number
from sampling.problems import DesignError, Problem
from sampling.roster import OFFICIAL_GROUPS
from sampling.selection import METHODS
from sampling.sharing import BY_POWER, Rule, rule_values

__all__ = ["CitizenDesign", "Design", "design_digest", "design_values"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CitizenDesign:
    """The citizens' sample. Targets are expected answers, not names.

    districts_target answers over the districts by power allocation with exponent `power`, at
    least min(minimum, list) in each; communes_per_district commune desks in each district (at
    least 2: one alone gives no margin of error) drawn by `selection`, one of
    `selection.METHODS` ("pps_systematic": by list size, kinds of units and sizes as implicit
    strata); departments_target over the departments' desks, at least min(department_minimum,
    list), with exponent `departments_power` (1: in proportion to the lists). areas, departments:
    other rules of allocation than by power, maxima and strata taken whole. eligibility and
    response: expected shares of released names, in (0, 1]. Numbers may be given as text or
    decimals; a float counts as it is written.
    Raises DesignError naming every setting out of range.
    """

    districts_target: int = 1500
    power: Number = "0.5"
    minimum: int = 60
    communes_per_district: int = 3
    selection: str = "simple_random"
    departments_target: int = 300
    department_minimum: int = 5
    departments_power: Number = "1"
    eligibility: Number
    response: Number
    areas: Rule = BY_POWER
    departments: Rule = BY_POWER

    def __post_init__(self) -> None:
        problems = [
            *_wholes(self),
            *_shares(self),
        ]
        if self.selection not in METHODS:
            values = {"value": self.selection, "expected": ", ".join(METHODS)}
            problems.append(Problem("unknown_method", values=values))
        if problems:
            raise DesignError(problems)


@dataclass(frozen=True, slots=True)
class Design:
    """The whole design: citizens, and the groups of officials of whom everybody is invited."""

    citizens: CitizenDesign
    officials: tuple[str, ...] = OFFICIAL_GROUPS

    def __post_init__(self) -> None:
        problems = [
            Problem("unknown_group", values={"value": g, "expected": ", ".join(OFFICIAL_GROUPS)})
            for g in self.officials
            if g not in OFFICIAL_GROUPS
        ]
        if problems:
            raise DesignError(problems)


def design_values(design: Design) -> dict[str, object]:
    """The design as plain values: whole numbers, and other numbers as fractions "a/b".

    power and departments_power are those that count under the rule; a rule stands there only
    where it is another than the plain power allocation.
    """
    own = design.citizens
    citizens: dict[str, object] = {
        "districts_target": own.districts_target,
        "power": str(own.areas.exponent(own.power)),
        "minimum": own.minimum,
        "communes_per_district": own.communes_per_district,
        "selection": own.selection,
        "departments_target": own.departments_target,
        "department_minimum": own.department_minimum,
        "departments_power": str(own.departments.exponent(own.departments_power)),
        "eligibility": str(exact_number(own.eligibility)),
        "response": str(exact_number(own.response)),
    }
    rules = {"areas": own.areas, "departments": own.departments}
    citizens |= {name: rule_values(rule) for name, rule in rules.items() if rule != BY_POWER}
    officials = [group for group in OFFICIAL_GROUPS if group in design.officials]
    return {"citizens": citizens, "officials": officials}


def design_digest(design: Design) -> str:
    """SHA-256, in hexadecimal, of `design_values` as JSON with sorted keys and no spaces."""
    text = json.dumps(design_values(design), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _wholes(design: CitizenDesign) -> list[Problem]:
    least = {
        "districts_target": 1,
        "minimum": 0,
        "communes_per_district": 2,
        "departments_target": 0,
        "department_minimum": 0,
    }
    return [
        _out_of_range(name, value, f"≥ {bound}")
        for name, bound in least.items()
        if not (type(value := getattr(design, name)) is int and value >= bound)
    ]


def _shares(design: CitizenDesign) -> list[Problem]:
    ranges: dict[str, tuple[Callable[[Fraction], bool], str]] = {
        "power": (lambda x: 0 <= x <= 1, "0–1"),
        "departments_power": (lambda x: 0 <= x <= 1, "0–1"),
        "eligibility": (lambda x: 0 < x <= 1, "> 0, ≤ 1"),
        "response": (lambda x: 0 < x <= 1, "> 0, ≤ 1"),
    }
    problems = []
    for name, (holds, expected) in ranges.items():
        value = getattr(design, name)
        try:
            fine = holds(exact_number(value))
        except ValueError:
            fine = False
        if not fine:
            problems.append(_out_of_range(name, value, expected))
    return problems


def _out_of_range(name: str, value: object, expected: str) -> Problem:
    return Problem(
        "design_number", values={"name": name, "value": str(value), "expected": expected}
    )
