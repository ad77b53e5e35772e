"""The margins that a planned sample gives: in an area, at the departments, over the city.

An area is a district, or a stratum of communes. t is the one of the design's degrees of
freedom (methods.md 12): communes drawn less one. Where every commune takes part (or there is
none) each desk is a stratum and people are the sampling units.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sampling.allocation import exact_number
from sampling.planning import t_quantile
from sampling.problems import DesignError, Problem

__all__ = [
    "AreaLists",
    "Expected",
    "Precision",
    "answers_needed",
    "area_precision",
    "group_margin",
    "over_city",
    "over_city_smooth",
    "response_needed",
    "rho_from_deff",
    "self_weighted",
]

SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class AreaLists:
    """The lists of an area: its own desk's size (0 where it has none), its communes' sizes."""

    code: str
    name: str
    own: int
    communes: tuple[int, ...]

    @property
    def size(self) -> int:
        """People on all its lists."""
        return self.own + sum(self.communes)

    def drawn(self, communes: int) -> int:
        """Communes drawn, of those there are."""
        return min(communes, len(self.communes))

    def clustered(self, communes: int) -> bool:
        """Whether communes are drawn, not all taken."""
        return self.drawn(communes) < len(self.communes)

    @property
    def in_communes(self) -> float:
        """Share of the people who are on communes' lists."""
        return sum(self.communes) / self.size


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What is assumed, or known from the last campaign.

    share: who will say yes, in [0, 1], shares: by area where that is known; rho: intraclass
    correlation within communes, in [0, 1); deff: a design effect to be used instead, > 0;
    eligibility, response: of names released, in (0, 1]; level: of the intervals, in (0, 1).
    Raises DesignError naming every figure out of range.
    """

    share: float = 0.85
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    rho: float = 0.05
    deff: float | None = None
    eligibility: float = 1.0
    response: float = 1.0
    level: float = 0.95

    def __post_init__(self) -> None:
        ranges = [
            ("share", self.share, 0 <= self.share <= 1, "0–1"),
            *(("share " + k, x, 0 <= x <= 1, "0–1") for k, x in self.shares.items()),
            ("rho", self.rho, 0 <= self.rho < 1, "≥ 0, < 1"),
            ("deff", self.deff, self.deff is None or 0 < self.deff < math.inf, "> 0"),
            ("eligibility", self.eligibility, 0 < self.eligibility <= 1, "> 0, ≤ 1"),
            ("response", self.response, 0 < self.response <= 1, "> 0, ≤ 1"),
            ("level", self.level, 0 < self.level < 1, "> 0, < 1"),
        ]
        problems = [
            Problem("design_number", values={"name": n, "value": f"{x:g}", "expected": e})
            for n, x, holds, e in ranges
            if x is not None and not holds
        ]
        if problems:
            raise DesignError(problems)

    def spread(self, area: str) -> float:
        """p (1 - p) in the area."""
        p = self.shares.get(area, self.share)
        return p * (1 - p)

    @property
    def yields(self) -> float:
        """Answers expected for a name released, free of a float's rounding."""
        return float(exact_number(self.eligibility) * exact_number(self.response))


@dataclass(frozen=True, slots=True)
class Precision:
    """What so many answers give.

    variance: of the share; df, half_width: None where the design gives no margin; limit: the
    half width that no number of answers gets below with these communes, None where there is none.
    """

    deff: float
    variance: float
    df: int | None
    half_width: float | None
    limit: float | None


def rho_from_deff(deff: float, take: float) -> float:
    """The intraclass correlation behind a design effect measured with `take` answers a commune.

    (deff - 1) / (take - 1), at least 0; take > 1. Source: Kish (1965), section 5.4.
    """
    if take <= 1 or deff <= 0:
        values = {"name": "take", "value": f"{take:g}", "expected": "> 1"}
        raise DesignError([Problem("design_number", values=values)])
    return max(0.0, (deff - 1) / (take - 1))


def area_precision(
    lists: AreaLists, answers: float, communes: int, expected: Expected
) -> Precision:
    """The precision of an area's share with so many answers from so many of its communes.

    deff = W + (1 - W) (1 + (take - 1) rho) with W the part of the own desk, which is taken with
    certainty; the fraction of communes drawn is left out, which keeps on the safe side. Where
    every desk takes part the finite population of the lists is used.
    """
    spread = expected.spread(lists.code)
    a = lists.drawn(communes)
    if not lists.clustered(communes):
        deff = expected.deff or 1.0
        variance = deff * spread / answers * max(0.0, 1 - answers / lists.size)
        df = math.floor(answers) - a - bool(lists.own)
        return _precision(deff, variance, df, expected.level, None)
    part = lists.in_communes
    take = max(1.0, answers * part / a)
    deff = expected.deff or 1 - part + part * (1 + (take - 1) * expected.rho)
    floor = None if expected.deff else spread * part**2 * expected.rho / a
    return _precision(deff, deff * spread / answers, a - 1, expected.level, floor)


def answers_needed(
    half_width: float, lists: AreaLists, communes: int, expected: Expected
) -> int | None:
    """The fewest answers that keep the margin with these communes; None where no number does."""
    most = 10**9 if lists.clustered(communes) else lists.size

    def kept(answers: int) -> bool:
        found = area_precision(lists, answers, communes, expected).half_width
        return found is not None and found <= half_width * (1 + SLACK)

    if not kept(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle) else (middle + 1, high)
    return low


def self_weighted(sizes: Sequence[int], answers: Sequence[float], expected: Expected) -> Precision:
    """The precision of a share over desks that all take part, people being the sampling units."""
    total, spread = sum(sizes), expected.spread("")
    parts = [
        (size / total) ** 2 * spread / n * max(0.0, 1 - n / size)
        for size, n in zip(sizes, answers, strict=True)
        if n > 0
    ]
    deff = sum((s / total) ** 2 / n for s, n in zip(sizes, answers, strict=True) if n > 0)
    df = math.floor(sum(answers)) - len(sizes)
    return _precision(deff * sum(answers), sum(parts), df, expected.level, None)


def over_city(
    sizes: Sequence[int], parts: Sequence[Precision], level: float
) -> tuple[int | None, float | None]:
    """Degrees of freedom and half width of the share over all strata, weighted by their lists.

    Satterthwaite's degrees of freedom, rounded down and never more than the sum of the strata's
    (methods.md 15). None where a stratum has no margin: its variance cannot be estimated.
    Source: Cochran (1977), Sampling Techniques, sections 5.4 and 5.6.
    """
    if any(part.df is None for part in parts):
        return None, None
    variance, df = _satterthwaite(sizes, parts)
    whole = max(1, math.floor(df + SLACK))
    return whole, t_quantile(level, whole) * math.sqrt(variance) if variance else 0.0


def over_city_smooth(sizes: Sequence[int], parts: Sequence[Precision], level: float) -> float:
    """The half width of `over_city` were its degrees of freedom not rounded down: never wider.

    It falls steadily as answers are added, where the other steps up with each degree of freedom
    that is lost. Infinite where a stratum has no margin.
    """
    if any(part.df is None for part in parts):
        return math.inf
    variance, df = _satterthwaite(sizes, parts)
    return t_quantile(level, max(1.0, df)) * math.sqrt(variance) if variance else 0.0


def _satterthwaite(sizes: Sequence[int], parts: Sequence[Precision]) -> tuple[float, float]:
    """The variance over the strata and its degrees of freedom, never more than their sum."""
    total = sum(sizes)
    pieces = [
        ((size / total) ** 2 * part.variance, part.df or 1)
        for size, part in zip(sizes, parts, strict=True)
    ]
    variance, most = sum(v for v, _ in pieces), float(sum(df for _, df in pieces))
    if not variance:
        return 0.0, most
    return variance, min(most, variance**2 / sum(v**2 / df for v, df in pieces))


def group_margin(invited: int, response: float, share: float, level: float) -> float | None:
    """Half width for a group of whom everybody is invited, were the silent ones like the others.

    With the finite population's correction; None with fewer than two answers (methods.md 18).
    """
    answers = round(invited * response)
    if answers < 2:
        return None
    variance = share * (1 - share) / (answers - 1) * max(0.0, 1 - answers / invited)
    return t_quantile(level, answers - 1) * math.sqrt(variance)


def response_needed(invited: int, half_width: float, share: float, level: float) -> float | None:
    """The smallest share of a group that must answer for the margin; None where none gives it.

    Everybody is invited, so that only their answering can narrow it; see `group_margin`.
    """
    for answers in range(2, invited + 1):
        found = group_margin(invited, answers / invited, share, level)
        if found is not None and found <= half_width + SLACK:
            return answers / invited
    return None


def _precision(
    deff: float, variance: float, df: int, level: float, floor: float | None
) -> Precision:
    if df < 1:
        return Precision(deff, variance, None, None, None)
    t = t_quantile(level, df)
    limit = None if floor is None else t * math.sqrt(floor)
    return Precision(deff, variance, df, t * math.sqrt(variance), limit)
