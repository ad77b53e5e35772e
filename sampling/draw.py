"""The draw: a function of frame, roster, design and seed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sampling.allocation import (
    Number,
    allocate,
    answers_per_name,
    decimal_text,
    power_weights,
    release,
)
from sampling.design import CitizenDesign, Design, design_digest, design_values
from sampling.frame import Desk, Frame
from sampling.problems import DesignError, Problem
from sampling.randomness import Stream
from sampling.roster import Roster
from sampling.rounding import round_shares, round_table
from sampling.selection import select

__all__ = [
    "Cell",
    "CitizenDesign",
    "Design",
    "Draw",
    "DrawnName",
    "design_digest",
    "design_values",
    "draw",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """A quota cell: citizens of one drawn desk, or a group of officials in one type of agency.

    target: expected answers of citizens; everybody on the roster for officials. exact: the share
    before rounding. list_size: M, released: m; units_in_stratum: A, units_drawn: a; by_size: the
    desk's probability where it was drawn by size, else None.
    agency_type: commune, district or department for citizens' desks; council, department or
    district for officials. desk and district are None where there is none.
    """

    id: str
    group: str
    district: str | None
    desk: str | None
    agency_type: str
    stratum: str
    target: int
    exact: Fraction
    list_size: int
    units_in_stratum: int
    units_drawn: int
    released: int
    by_size: Fraction | None = None

    @property
    def stage1(self) -> Fraction:
        """Probability that the desk was drawn: a / A, or the one by size."""
        if self.by_size is not None:
            return self.by_size
        return Fraction(self.units_drawn, self.units_in_stratum)

    @property
    def stage2(self) -> Fraction:
        """Probability that a person on the list of the drawn desk was released: m / M."""
        return Fraction(self.released, self.list_size)


@dataclass(frozen=True, slots=True)
class DrawnName:
    """A person on the list of a drawn desk. order: from 1; those not released are reserves."""

    cell: str
    desk: str
    person: str
    order: int
    released: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """Quota cells in the official order, their names in random order, and what must be said."""

    cells: tuple[Cell, ...]
    names: tuple[DrawnName, ...]
    warnings: tuple[Problem, ...]


class _Place(NamedTuple):
    """A desk that takes part, before names are released."""

    desk: Desk
    stratum: str
    share: Fraction
    rounded: int
    units_in_stratum: int
    units_drawn: int
    by_size: Fraction | None = None


def draw(frame: Frame, roster: Roster, design: Design, seed: bytes) -> Draw:
    """Draw desks and names, and set the targets (methods.md 5 to 7).

    The answers expected in the areas (districts, and strata of communes without one) are shared
    out by power allocation, then over a district's own desk (taken with certainty, a stratum of
    its own) and its communes' desks in proportion to their lists, with controlled rounding; the
    communes' part goes to the desks drawn, in proportion to their lists over their
    probabilities: by list where desks were drawn
    with equal ones, equal where by size. Departments' desks are taken with certainty. All names
    of a drawn desk stand in random order, the first ones are released, the rest are reserves.
    Raises DesignError when the design is impossible for this frame, with strata and figures.
    """
    _refuse_missing(frame, roster, design)
    places = [
        *_department_places(frame, design.citizens, seed),
        *_district_places(frame, design.citizens, seed),
    ]
    warnings: list[Problem] = []
    citizens = tuple(_cell(place, frame, design.citizens, warnings) for place in places)
    names = tuple(name for cell in citizens for name in _names(cell, frame, seed))
    return Draw((*citizens, *_official_cells(roster, design)), names, tuple(warnings))


def _refuse_missing(frame: Frame, roster: Roster, design: Design) -> None:
    problems = [
        Problem("empty_desk", values={"value": desk.code})
        for desk in frame.desks
        if not frame.desk_size(desk.code)
    ]
    listed = {cell.group for cell in roster.cells()}
    problems += (
        Problem("group_without_roster", values={"group": group})
        for group in design.officials
        if group not in listed
    )
    if problems:
        raise DesignError(problems)


def _department_places(frame: Frame, design: CitizenDesign, seed: bytes) -> list[_Place]:
    desks = [desk for desk in frame.desks if desk.kind == "department"]
    if not desks or not design.departments_target:
        return []
    shares = _allocation(
        [frame.desk_size(desk.code) for desk in desks],
        design.departments_target,
        design.department_minimum,
        design.departments_power,
        design,
        [desk.code for desk in desks],
    )
    rounded = round_shares(shares, Stream(seed, "targets/departments"))
    return [
        _Place(desk, desk.code, share, target, 1, 1)
        for desk, share, target in zip(desks, shares, rounded, strict=True)
    ]


def _district_places(frame: Frame, design: CitizenDesign, seed: bytes) -> Iterator[_Place]:
    sizes = [
        (
            sum(frame.desk_size(c.code) for c in frame.communes(area.code)),
            frame.desk_size(f"district:{area.code}") if area.own else 0,
        )
        for area in frame.areas
    ]
    shares = _allocation(
        [sum(pair) for pair in sizes],
        design.districts_target,
        design.minimum,
        design.power,
        design,
        [area.code for area in frame.areas],
    )
    table = [
        [share * size / sum(pair) for size in pair]
        for share, pair in zip(shares, sizes, strict=True)
    ]
    rounded = round_table(table, Stream(seed, "targets/districts"))
    for area, exact, whole in zip(frame.areas, table, rounded, strict=True):
        code = area.code
        if area.own:
            desk = Desk(f"district:{code}", "district", code, code)
            yield _Place(desk, f"{code}/district", exact[1], whole[1], 1, 1)
        yield from _commune_places(frame, design, seed, code, exact[0], whole[0])


def _commune_places(
    frame: Frame, design: CitizenDesign, seed: bytes, area: str, share: Fraction, target: int
) -> Iterator[_Place]:
    desks = frame.communes(area)
    units = [frame.unit(desk.unit) for desk in desks]
    drawn = select(
        desks,
        design.communes_per_district,
        Stream(seed, f"communes/{area}"),
        design.selection,
        sizes=[
            frame.desk_size(desk.code) if unit.size is None else unit.size
            for desk, unit in zip(desks, units, strict=True)
        ],
        keys=[unit.kind for unit in units],
        stratum=f"{area}/commune",
    )
    # everybody in the area has the same expected weight: by list where desks were equally
    # likely, equal where they were drawn by the size of their lists
    parts = [
        frame.desk_size(desk.code) / chance
        for desk, chance in zip(drawn.units, drawn.probabilities, strict=True)
    ]
    shares = [share * part / sum(parts) for part in parts]
    rounded = round_shares(shares, Stream(seed, f"targets/{area}"), target)
    for place, desk in enumerate(drawn.units):
        by_size = None if design.selection == "simple_random" else drawn.probabilities[place]
        figures = (shares[place], rounded[place], len(desks), len(drawn.units), by_size)
        yield _Place(desk, f"{area}/commune", *figures)


def _allocation(
    sizes: Sequence[int],
    total: int,
    minimum: int,
    power: Number,
    design: CitizenDesign,
    strata: Sequence[str],
) -> tuple[Fraction, ...]:
    """Power allocation; at most what the whole list is expected to answer, at least the minimum.

    A list shorter than what its minimum needs is taken whole (methods.md 6).
    """
    yields = answers_per_name(design.eligibility, design.response)
    low = [min(minimum, size) for size in sizes]
    high = [max(x, math.floor(size * yields)) for x, size in zip(low, sizes, strict=True)]
    return allocate(power_weights(sizes, power), total, low, high, strata)


def _cell(place: _Place, frame: Frame, design: CitizenDesign, warnings: list[Problem]) -> Cell:
    code, size = place.desk.code, frame.desk_size(place.desk.code)
    target = min(place.rounded, size)
    names = release(target, design.eligibility, design.response, size)
    figures = {"desk": code, "share": decimal_text(place.share), "size": str(size)}
    if target < place.rounded:
        warnings.append(Problem("target_capped", values=figures))
    if names.short:
        needed = release(target, design.eligibility, design.response).names
        expected = decimal_text(names.expected)
        more = {"target": str(target), "needed": str(needed), "expected": expected}
        warnings.append(Problem("list_too_short", values=figures | more))
    if not target:
        warnings.append(Problem("empty_cell", values=figures))
    district = place.desk.district
    return Cell(
        id=f"citizens/{district}/{code}" if district else f"citizens/{code}",
        group="citizens",
        district=district,
        desk=code,
        agency_type=place.desk.kind,
        stratum=place.stratum,
        target=target,
        exact=place.share,
        list_size=size,
        units_in_stratum=place.units_in_stratum,
        units_drawn=place.units_drawn,
        released=names.names,
        by_size=place.by_size,
    )


def _names(cell: Cell, frame: Frame, seed: bytes) -> Iterator[DrawnName]:
    if cell.desk is None:
        return
    # sorted first, so that the order of a file has no part in the draw
    people = sorted(entry.person for entry in frame.lists[cell.desk])
    shuffled = Stream(seed, f"names/{cell.desk}").shuffle(people)
    for order, person in enumerate(shuffled, 1):
        yield DrawnName(cell.id, cell.desk, person, order, order <= cell.released)


def _official_cells(roster: Roster, design: Design) -> Iterator[Cell]:
    """Everybody on the roster is invited: a census."""
    for cell in roster.cells():
        if cell.group in design.officials:
            count = cell.head_count
            yield Cell(
                id=cell.id,
                group=cell.group,
                district=None,
                desk=None,
                agency_type=cell.agency_type,
                stratum=cell.id,
                target=count,
                exact=Fraction(count),
                list_size=count,
                units_in_stratum=1,
                units_drawn=1,
                released=count,
            )
