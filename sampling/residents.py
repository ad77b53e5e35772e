"""Residents' campaigns: district -> commune -> thôn/tổ -> household -> one adult (methods.md 4).

Communes and thôn or tổ are drawn by simple random sampling or by size, households by simple
random sampling, and one adult of each household by a Kish card or the last birthday. Every
stage's probability is kept; the number of adults is in the weight.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Literal

from sampling.problems import DesignError, Problem
from sampling.randomness import Stream
from sampling.selection import select

__all__ = [
    "Area",
    "DrawnHousehold",
    "ResidentDesign",
    "draw_residents",
    "kish_adult",
    "kish_card",
    "resident_weight",
    "second_order",
]

CARD = 12  # numbers of adults that a printed card answers for


@dataclass(frozen=True, slots=True)
class Area:
    """A thôn or tổ dân phố with its households, in the order of the list.

    district, commune: where it lies; households: their ids, at least one.
    """

    code: str
    commune: str
    district: str
    households: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentDesign:
    """Units taken at each stage.

    communes: in each district (stratum), at least 2; areas: in each drawn commune; households:
    in each drawn area; selection: of communes, areas in a commune alike, "simple_random" or
    "pps_systematic" by number of households; within: how the adult is chosen.
    Raises DesignError naming every setting out of range.
    """

    communes: int = 2
    areas: int = 3
    households: int = 30
    selection: str = "pps_systematic"
    within: Literal["kish", "last_birthday"] = "kish"

    def __post_init__(self) -> None:
        least = {"communes": 2, "areas": 1, "households": 1}
        problems = [
            Problem("design_number", values={"name": n, "value": str(v), "expected": f"≥ {low}"})
            for n, low in least.items()
            if not (type(v := getattr(self, n)) is int and v >= low)
        ]
        words = (
            (self.selection, ("simple_random", "pps_systematic")),
            (self.within, ("kish", "last_birthday")),
        )
        for value, known in words:
            if value not in known:
                values = {"value": value, "expected": ", ".join(known)}
                problems.append(Problem("unknown_method", values=values))
        if problems:
            raise DesignError(problems)


@dataclass(frozen=True, slots=True)
class DrawnHousehold:
    """A household that was drawn, with the probability of each stage.

    stages: of the commune in its district, the area in the commune, the household in the area;
    card: which adult to ask of 1, 2, ... adults (see `kish_card`), empty for the last birthday.
    order: place in the area's random order, from 1.
    """

    household: str
    area: str
    commune: str
    district: str
    order: int
    stages: tuple[Fraction, Fraction, Fraction]
    card: tuple[int, ...]

    @property
    def probability(self) -> Fraction:
        """That the household is in the sample."""
        return prod(self.stages, start=Fraction(1))


def draw_residents(
    areas: Sequence[Area], design: ResidentDesign, seed: bytes
) -> tuple[DrawnHousehold, ...]:
    """Households of a residents' sample, the same for the same areas, design and seed.

    Every stage has streams of its own, so that what one commune takes never shifts another.
    Raises DesignError naming every area without households, code or household twice, and
    every district with fewer than two communes: one alone gives no margin of error.
    """
    _check(areas)
    drawn: list[DrawnHousehold] = []
    for district, inside in _by(areas, "district").items():
        communes = _by(inside, "commune")
        sizes = [sum(len(area.households) for area in own) for own in communes.values()]
        stream = Stream(seed, f"residents/communes/{district}")
        first = select(list(communes), design.communes, stream, design.selection,
                       sizes=sizes, keys=[""] * len(sizes))  # fmt: skip
        for commune, chance in zip(first.units, first.probabilities, strict=True):
            drawn += _of_commune(communes[commune], chance, design, seed)
    return tuple(drawn)


def _of_commune(
    areas: Sequence[Area], first: Fraction, design: ResidentDesign, seed: bytes
) -> Iterable[DrawnHousehold]:
    stream = Stream(seed, f"residents/areas/{areas[0].commune}")
    sizes = [len(area.households) for area in areas]
    second = select(areas, design.areas, stream, design.selection,
                    sizes=sizes, keys=[""] * len(sizes))  # fmt: skip
    for area, chance in zip(second.units, second.probabilities, strict=True):
        count = min(design.households, len(area.households))
        stages = (first, chance, Fraction(count, len(area.households)))
        own = Stream(seed, f"residents/households/{area.code}")
        for order, household in enumerate(own.sample(sorted(area.households), count), 1):
            card = kish_card(seed, household) if design.within == "kish" else ()
            yield DrawnHousehold(
                household, area.code, area.commune, area.district, order, stages, card
            )


def kish_adult(seed: bytes, household: str, adults: int) -> int:
    """The adult to ask, from 1, in a list by sex (men first) and age (oldest first).

    Each of them as likely, for every number of adults; fixed by the draw before anybody knocks,
    so that the interviewer has no choice. Raises DesignError for adults < 1.
    Source: Kish (1949), J. American Statistical Association 44, 380-387, whose eight tables
    give five adults unequal chances and a seventh none; a number drawn for each household and
    each number of adults does not.
    """
    _check_adults(adults)
    return 1 + Stream(seed, f"residents/kish/{household}/{adults}").below(adults)


def kish_card(seed: bytes, household: str, most: int = CARD) -> tuple[int, ...]:
    """`kish_adult` for 1 to `most` adults, as it is printed on the household's form."""
    return tuple(kish_adult(seed, household, adults) for adults in range(1, most + 1))


def resident_weight(household: DrawnHousehold, adults: int) -> Fraction:
    """Base weight of the adult asked: adults / probability of the household; adults >= 1.

    Exact for `kish_adult`; for the last birthday if birthdays say nothing about answers.
    """
    _check_adults(adults)
    return adults / household.probability


def second_order(
    design: ResidentDesign, areas: Sequence[Area], one: str, other: str
) -> Fraction | None:
    """The probability that two households are both drawn; of two adults, by 1/adults each.

    Exact where all stages are simple random. None where communes were drawn systematically by
    size: many pairs then have no chance at all, and no unbiased variance exists.
    Raises DesignError for an unknown household or twice the same.
    """
    where = {h: area for area in areas for h in area.households}
    lost = [h for h in (one, other) if h not in where]
    if lost or one == other:
        values = {"value": lost[0] if lost else one}
        raise DesignError([Problem("unknown_household", values=values)])
    a, b = where[one], where[other]
    if design.selection != "simple_random":
        return None
    communes = _by([area for area in areas if area.district == a.district], "commune")
    first = _share(design.communes, len(communes))
    inside = len(communes[a.commune])
    second = _share(design.areas, inside)
    size = len(a.households)
    third = _share(design.households, size)
    if a.code == b.code:
        return first * second * _pair(design.households, size)
    far = _share(design.households, len(b.households))
    if a.commune == b.commune:
        return first * _pair(design.areas, inside) * third * far
    if a.district == b.district:
        there = _share(design.areas, len(communes[b.commune]))
        return _pair(design.communes, len(communes)) * second * there * third * far
    others = _by([area for area in areas if area.district == b.district], "commune")
    own = _share(design.communes, len(others)) * _share(design.areas, len(others[b.commune]))
    return first * second * third * own * far


def _check_adults(adults: int) -> None:
    if adults < 1:
        values = {"name": "adults", "value": str(adults), "expected": "≥ 1"}
        raise DesignError([Problem("design_number", values=values)])


def _share(take: int, size: int) -> Fraction:
    return Fraction(min(take, size), size)


def _pair(take: int, size: int) -> Fraction:
    """That two given units of a simple random sample are both drawn; 0 for a single unit."""
    n = min(take, size)
    return Fraction(n * (n - 1), size * (size - 1)) if size > 1 else Fraction(0)


def _by(areas: Sequence[Area], level: str) -> Mapping[str, list[Area]]:
    found: dict[str, list[Area]] = {}
    for area in areas:
        found.setdefault(getattr(area, level), []).append(area)
    return found


def _check(areas: Sequence[Area]) -> None:
    problems: list[Problem] = []
    seen: set[str] = set()
    for area in areas:
        if not area.households:
            problems.append(Problem("area_empty", values={"area": area.code}))
        for code in (area.code, *area.households):
            if code in seen:
                problems.append(Problem("area_twice", values={"value": code}))
            seen.add(code)
    homes: dict[str, str] = {}
    problems += [
        Problem("area_twice", values={"value": area.commune})
        for area in areas
        if homes.setdefault(area.commune, area.district) != area.district
    ]
    for district, inside in _by(areas, "district").items():
        communes = len(_by(inside, "commune"))
        if communes < 2:
            values = {"stratum": district, "size": str(communes)}
            problems.append(Problem("one_commune", values=values))
    if problems:
        raise DesignError(problems)
