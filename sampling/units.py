"""The values a frame is made of: units, agencies, desks, entries of their lists."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

__all__ = [
    "COUNCIL",
    "FIELDS",
    "LEVELS",
    "PARENT_LEVELS",
    "SEXES",
    "Agency",
    "Desk",
    "ListEntry",
    "Stratum",
    "Unit",
    "all_agencies",
    "default_strata",
    "desks_of",
    "under_the_city",
]

PARENT_LEVELS: Mapping[str, tuple[str, ...]] = {
    "province": (),
    "district": ("province",),
    "commune": ("district", "province"),
    "hamlet": ("commune", "hamlet"),
}
"""To which levels a unit of a level may belong directly. Since 1 July 2025 there are no
districts; hamlets (thôn, tổ dân phố) may hold hamlets, to any depth."""
LEVELS = tuple(PARENT_LEVELS)
FIELDS = ("land", "justice", "business", "construction", "social", "other")
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit. level is one of LEVELS; parent is None for the city.

    size: what communes are drawn in proportion to, where the file has such a column.
    """

    code: str
    name: str
    kind: str
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    population: int | None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Communes directly under the city that are drawn from together; code is no unit's."""

    code: str
    name: str
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency whose officials answer; kind is council, department or district."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A person (opaque id) on the list of a desk: field of procedure, month YYYY-MM, sex or ""."""

    desk: str
    person: str
    field: str
    month: str
    sex: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A one-stop desk, the frame's unit. unit is the code of its unit or department.

    district: of a commune without one, the code of its stratum; None for departments.
    """

    code: str
    kind: str
    unit: str
    district: str | None


COUNCIL = Agency("HDND", "Hội đồng nhân dân thành phố", "council")


def all_agencies(units: Sequence[Unit], agencies: Sequence[Agency]) -> tuple[Agency, ...]:
    """The council, the departments and the district committees, in the official order."""
    districts = (
        Agency(unit.code, f"UBND {unit.name[0].lower()}{unit.name[1:]}", "district")
        for unit in units
        if unit.level == "district"
    )
    return (COUNCIL, *agencies, *districts)


def default_strata(units: Sequence[Unit]) -> tuple[Stratum, ...]:
    """The communes directly under the city by kind, in order of first appearance.

    The code is the kind without marks and spaces ("đặc khu" gives "dackhu").
    """
    kinds: dict[str, list[str]] = {}
    for unit in under_the_city(units):
        kinds.setdefault(unit.kind, []).append(unit.code)
    return tuple(
        Stratum(_plain(kind), f"Các {kind}", tuple(codes)) for kind, codes in kinds.items()
    )


def desks_of(
    units: Sequence[Unit], agencies: Sequence[Agency], strata: Sequence[Stratum] = ()
) -> tuple[Desk, ...]:
    """Desks in the official order.

    Departments; each district's own and its communes'; then those of the communes directly under
    the city, by stratum. strata: `default_strata` where none are given.
    """
    communes: dict[str | None, list[Unit]] = {}
    for unit in units:
        if unit.level == "commune":
            communes.setdefault(unit.parent, []).append(unit)
    desks = [Desk(f"department:{a.code}", "department", a.code, None) for a in agencies]
    for district in (unit.code for unit in units if unit.level == "district"):
        desks.append(Desk(f"district:{district}", "district", district, district))
        desks += (_of_commune(unit.code, district) for unit in communes.get(district, ()))
    order = {unit.code: place for place, unit in enumerate(units)}
    for stratum in strata or default_strata(units):
        members = sorted(stratum.communes, key=lambda code: order.get(code, 0))
        desks += (_of_commune(code, stratum.code) for code in members)
    return tuple(desks)


def _of_commune(code: str, district: str) -> Desk:
    return Desk(f"commune:{code}", "commune", code, district)


def under_the_city(units: Sequence[Unit]) -> list[Unit]:
    """The communes that belong to no district."""
    cities = {unit.code for unit in units if unit.level == "province"}
    return [unit for unit in units if unit.level == "commune" and unit.parent in cities]


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in marked if letter.isascii() and letter.isalnum())
