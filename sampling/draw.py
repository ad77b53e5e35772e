"""The draw: a function of frame, roster, design and seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sampling.allocation import answers_per_name, decimal_text, release
from sampling.design import CitizenDesign, Design, design_digest, design_values
from sampling.frame import Desk, Frame
from sampling.problems import DesignError, Problem
from sampling.randomness import Stream
from sampling.roster import Roster
from sampling.rounding import round_shares, round_table
from sampling.selection import Selection, exact_probabilities, select
from sampling.sharing import Bounds, Listed, share_out

__all__ = [
    "Cell",
    "CitizenDesign",
    "Design",
    "Draw",
    "DrawnName",
    "commune_chances",
    "design_digest",
    "design_values",
    "draw",
    "draw_communes",
    "impossibilities",
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
    everybody: bool = False


def draw(frame: Frame, roster: Roster, design: Design, seed: bytes) -> Draw:
    """Draw desks and names, and set the targets (methods.md 5 to 7).

    The answers expected in the areas (districts, and strata of communes without one) are shared
    out by the rule of the design, then over a district's own desk (taken with certainty, a
    stratum of its own) and its communes' desks in proportion to their lists, with controlled
    rounding; the communes' part goes to the desks drawn, in proportion to their lists over their
    probabilities: by list where desks were drawn with equal ones, equal where by size.
    Departments' desks are taken with certainty. All names of a drawn desk stand in random order,
    the first ones are released, the rest are reserves; of an area or department that the rule
    takes whole, all communes take part with all names.
    Raises DesignError when the design is impossible for this frame, with strata and figures.
    """
    _refuse_missing(frame, roster, design)
    places = [
        *_department_places(frame, design.citizens, seed),
        *_area_places(frame, design.citizens, seed),
    ]
    warnings: list[Problem] = []
    citizens = tuple(_cell(place, frame, design.citizens, warnings) for place in places)
    names = tuple(name for cell in citizens for name in _names(cell, frame, seed))
    return Draw((*citizens, *_official_cells(roster, design)), names, tuple(warnings))


def impossibilities(frame: Frame, roster: Roster, design: Design) -> dict[str, list[Problem]]:
    """What a draw would refuse whatever its seed, by part of the design; empty when nothing.

    Parts: "frame" (empty lists, missing groups), "areas", "departments", "communes" (a stratum
    with one commune where communes are drawn with equal probabilities: no margin of error).
    """
    found: dict[str, list[Problem]] = {}
    parts: dict[str, Callable[[], object]] = {
        "frame": lambda: _refuse_missing(frame, roster, design),
        "departments": lambda: _department_places(frame, design.citizens, b"any"),
        "areas": lambda: list(_area_places(frame, design.citizens, b"any")),
        "communes": lambda: _refuse_lonely(frame, design.citizens),
    }
    for part, check in parts.items():
        if part in ("areas", "departments") and "frame" in found:
            continue  # sizes of zero would be told a second time
        try:
            check()
        except DesignError as error:
            found[part] = list(error.problems)
    return found


def draw_communes(frame: Frame, design: CitizenDesign, seed: bytes, area: str) -> Selection[Desk]:
    """The commune desks drawn in an area, with their probabilities."""
    desks = frame.communes(area)
    return select(
        desks,
        _taken(frame, design, area),
        Stream(seed, f"communes/{area}"),
        design.selection,
        sizes=_sizes(frame, area),
        keys=[frame.unit(desk.unit).kind for desk in desks],
        stratum=_named(frame, area),
    )


def commune_chances(frame: Frame, design: CitizenDesign, area: str) -> dict[str, Fraction]:
    """The probability of each commune desk of an area where desks are drawn by size."""
    desks, taken = frame.communes(area), _taken(frame, design, area)
    chances = exact_probabilities(_sizes(frame, area), min(taken, len(desks)), area)
    return {desk.code: chance for desk, chance in zip(desks, chances, strict=True)}


def _refuse_missing(frame: Frame, roster: Roster, design: Design) -> None:
    problems = [
        Problem("empty_desk", values={"value": _desk_named(frame, desk)})
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


def _refuse_lonely(frame: Frame, design: CitizenDesign) -> None:
    problems = [
        Problem("lonely_commune", values={"stratum": f"{area.name} ({area.code})"})
        for area in frame.areas
        if design.selection == "simple_random" and len(frame.communes(area.code)) == 1
    ]
    if problems:
        raise DesignError(problems)


def _named(frame: Frame, area: str) -> str:
    name = next((each.name for each in frame.areas if each.code == area), "")
    return f"{name} ({area})"


def _desk_named(frame: Frame, desk: Desk) -> str:
    if desk.kind == "department":
        name = next(agency.name for agency in frame.agencies if agency.code == desk.unit)
    else:
        name = frame.unit(desk.unit).name
    return f"{desk.code} ({name})"


def _taken(frame: Frame, design: CitizenDesign, area: str) -> int:
    """Communes to draw in an area: all of them where everybody is asked."""
    whole = area in design.areas.take_all
    return len(frame.communes(area)) if whole else design.communes_per_district


def _sizes(frame: Frame, area: str) -> list[int]:
    """What communes are drawn by: the frame's size, or else the list's."""
    sizes = ((frame.unit(d.unit).size, frame.desk_size(d.code)) for d in frame.communes(area))
    return [listed if size is None else size for size, listed in sizes]


def _department_places(frame: Frame, design: CitizenDesign, seed: bytes) -> list[_Place]:
    desks = [desk for desk in frame.desks if desk.kind == "department"]
    if not desks or not design.departments_target:
        return []
    names = {agency.code: agency.name for agency in frame.agencies}
    shares = share_out(
        [Listed(d.unit, f"{names[d.unit]} ({d.unit})", frame.desk_size(d.code)) for d in desks],
        Bounds(design.departments_target, design.department_minimum, _yields(design)),
        design.departments_power,
        design.departments,
    )
    rounded = round_shares(shares, Stream(seed, "targets/departments"))
    whole = design.departments.take_all
    return [
        _Place(desk, desk.code, share, target, 1, 1, everybody=desk.unit in whole)
        for desk, share, target in zip(desks, shares, rounded, strict=True)
    ]


def _area_places(frame: Frame, design: CitizenDesign, seed: bytes) -> Iterator[_Place]:
    sizes = [
        (
            sum(frame.desk_size(c.code) for c in frame.communes(area.code)),
            frame.desk_size(f"district:{area.code}") if area.own else 0,
        )
        for area in frame.areas
    ]
    shares = share_out(
        [
            Listed(area.code, f"{area.name} ({area.code})", sum(pair))
            for area, pair in zip(frame.areas, sizes, strict=True)
        ],
        Bounds(design.districts_target, design.minimum, _yields(design)),
        design.power,
        design.areas,
    )
    table = [
        [share * size / sum(pair) for size in pair]
        for share, pair in zip(shares, sizes, strict=True)
    ]
    rounded = round_table(table, Stream(seed, "targets/districts"))
    for area, exact, whole in zip(frame.areas, table, rounded, strict=True):
        code, everybody = area.code, area.code in design.areas.take_all
        if area.own:
            desk = Desk(f"district:{code}", "district", code, code)
            stratum = f"{code}/district"
            yield _Place(desk, stratum, exact[1], whole[1], 1, 1, everybody=everybody)
        yield from _commune_places(frame, design, seed, code, exact[0], whole[0])


def _commune_places(
    frame: Frame, design: CitizenDesign, seed: bytes, area: str, share: Fraction, target: int
) -> Iterator[_Place]:
    drawn = draw_communes(frame, design, seed, area)
    # everybody in the area has the same expected weight: by list where desks were equally
    # likely, equal where they were drawn by the size of their lists
    parts = [
        frame.desk_size(desk.code) / chance
        for desk, chance in zip(drawn.units, drawn.probabilities, strict=True)
    ]
    shares = [share * part / sum(parts) for part in parts]
    rounded = round_shares(shares, Stream(seed, f"targets/{area}"), target)
    everybody = area in design.areas.take_all
    for place, desk in enumerate(drawn.units):
        by_size = None if design.selection == "simple_random" else drawn.probabilities[place]
        counts = (len(frame.communes(area)), len(drawn.units), by_size, everybody)
        yield _Place(desk, f"{area}/commune", shares[place], rounded[place], *counts)


def _yields(design: CitizenDesign) -> Fraction:
    return answers_per_name(design.eligibility, design.response)


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
        released=size if place.everybody else names.names,
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
