"""How a draw shares a total among its strata: the rule, its bounds, strata taken whole."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from sampling.allocation import Number, allocate, exact_number, power_weights
from sampling.problems import DesignError, Problem

__all__ = ["ALLOCATIONS", "BY_POWER", "Bounds", "Listed", "Rule", "rule_values", "share_out"]

ALLOCATIONS = ("power", "proportional", "equal", "neyman", "cost")
_EXPONENTS = {"proportional": Fraction(1), "equal": Fraction(0)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How a total is shared among strata, all of which go by their codes.

    allocation: one of ALLOCATIONS; maximum: answers of a stratum at most, None for no such bound;
    take_all: strata where everybody on the lists is asked; deviations: S_h > 0 of every stratum,
    needed by "neyman" and, where they differ, taken by "cost"; costs: whole c_h > 0 of one
    answer in every stratum, for "cost".
    Raises DesignError naming every setting out of range.
    """

    allocation: str = "power"
    maximum: int | None = None
    take_all: tuple[str, ...] = ()
    deviations: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))
    costs: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        problems = [
            _number(f"{name} {code}", value)
            for name, of in (("deviation", self.deviations), ("cost", self.costs))
            for code, value in of.items()
            if exact_number(value) <= 0
        ]
        if self.allocation not in ALLOCATIONS:
            values = {"value": self.allocation, "expected": ", ".join(ALLOCATIONS)}
            problems.append(Problem("unknown_method", values=values))
        if self.maximum is not None and self.maximum < 1:
            problems.append(_number("maximum", self.maximum))
        if problems:
            raise DesignError(problems)

    def exponent(self, power: Number) -> Fraction:
        """The power of the list's size that counts: `power` where the rule is "power"."""
        if self.allocation == "power":
            return exact_number(power)
        return _EXPONENTS.get(self.allocation, Fraction(1))


BY_POWER = Rule()
"""Power allocation with a minimum alone."""


class Listed(NamedTuple):
    """A stratum that takes part: code, name for sentences, people on its lists."""

    code: str
    name: str
    size: int


class Bounds(NamedTuple):
    """What all strata of a table share: the total, the minimum, and answers expected per name."""

    total: int
    minimum: int
    yields: Fraction


def share_out(
    strata: Sequence[Listed], bounds: Bounds, power: Number, rule: Rule
) -> tuple[Fraction, ...]:
    """The exact share of each stratum: L M^e S / sqrt(c) within its bounds (methods.md 5, 6).

    sqrt(c) is rounded down to 12 decimals, as M^e is, so that any machine agrees. A stratum gets
    at least min(minimum, list) and at most what its list is expected to answer, or the rule's
    maximum; one that is taken whole gets just what its list is expected to answer.
    Raises DesignError, naming strata and figures, for codes that are none, deviations or costs
    that are missing, and totals that cannot be had.
    Source: Cochran (1977), Sampling Techniques, section 5.5.
    """
    problems = list(_unfit(strata, rule))
    if problems:
        raise DesignError(problems)
    low, high = zip(*(_bounds(one, bounds, rule) for one in strata), strict=True)
    names = [one.name for one in strata]
    return allocate(_weights(strata, power, rule), bounds.total, low, high, names)


def rule_values(rule: Rule) -> dict[str, object]:
    """The rule as plain values for a manifest, numbers as fractions; codes in order."""
    return {
        "allocation": rule.allocation,
        "maximum": rule.maximum,
        "take_all": sorted(rule.take_all),
        "deviations": {k: str(exact_number(x)) for k, x in sorted(rule.deviations.items())},
        "costs": dict(sorted(rule.costs.items())),
    }


def _weights(strata: Sequence[Listed], power: Number, rule: Rule) -> list[Fraction]:
    sizes = power_weights([one.size for one in strata], rule.exponent(power))
    deviations = [exact_number(rule.deviations.get(one.code, 1)) for one in strata]
    roots = power_weights([rule.costs.get(one.code, 1) for one in strata], Fraction(1, 2))
    return [a * s / c for a, s, c in zip(sizes, deviations, roots, strict=True)]


def _bounds(stratum: Listed, bounds: Bounds, rule: Rule) -> tuple[int, int]:
    """A list shorter than what its minimum needs is taken whole (methods.md 6)."""
    whole = math.floor(stratum.size * bounds.yields)
    if stratum.code in rule.take_all:
        return max(1, whole), max(1, whole)
    low = min(bounds.minimum, stratum.size)
    high = max(low, whole)
    if rule.maximum is None:
        return low, high
    return min(low, rule.maximum), min(high, rule.maximum)


def _unfit(strata: Sequence[Listed], rule: Rule) -> Iterator[Problem]:
    known = {one.code for one in strata}
    named = {"take_all": rule.take_all, "deviations": rule.deviations, "costs": rule.costs}
    for name, codes in named.items():
        for code in codes:
            if code not in known:
                yield Problem("unknown_stratum", values={"value": code, "name": name})
    needed: dict[str, Mapping[str, object]] = {}
    if rule.allocation == "neyman" or rule.deviations:
        needed["deviations"] = rule.deviations
    if rule.allocation == "cost":
        needed["costs"] = rule.costs
    for name, given in needed.items():
        for one in strata:
            if one.code not in given:
                values = {"stratum": one.name, "name": name, "value": rule.allocation}
                yield Problem("stratum_without", values=values)


def _number(name: str, value: object) -> Problem:
    return Problem("design_number", values={"name": name, "value": str(value), "expected": "> 0"})
