"""The values a frame is made of: units, agencies, desks, entries of their lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

__all__ = [
    "COUNCIL",
    "FIELDS",
    "LEVELS",
    "SEXES",
    "Agency",
    "Desk",
    "ListEntry",
    "Unit",
    "all_agencies",
    "desks_of",
]

LEVELS = ("province", "district", "commune")
FIELDS = ("land", "justice", "business", "construction", "social", "other")
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit. level is one of LEVELS; parent is None for the city."""

    code: str
    name: str
    kind: str
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    population: int | None


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
    """A one-stop desk, the frame's unit. unit is the code of its unit or department."""

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


def desks_of(units: Sequence[Unit], agencies: Sequence[Agency]) -> tuple[Desk, ...]:
    """Desks in the official order: departments, then each district's own and its communes'."""
    communes: dict[str | None, list[Unit]] = {}
    for unit in units:
        if unit.level == "commune":
            communes.setdefault(unit.parent, []).append(unit)
    desks = [Desk(f"department:{a.code}", "department", a.code, None) for a in agencies]
    for district in (unit.code for unit in units if unit.level == "district"):
        desks.append(Desk(f"district:{district}", "district", district, district))
        desks += (
            Desk(f"commune:{unit.code}", "commune", unit.code, district)
            for unit in communes.get(district, ())
        )
    return tuple(desks)
