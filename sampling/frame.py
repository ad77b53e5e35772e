"""The frame: desks of one-stop services, each with its list of people."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sampling.problems import FrameError, Problem
from sampling.readers import read_agencies, read_lists, read_units
from sampling.units import (
    COUNCIL,
    FIELDS,
    SEXES,
    Agency,
    Desk,
    ListEntry,
    Unit,
    all_agencies,
    desks_of,
)

__all__ = [
    "COUNCIL",
    "FIELDS",
    "SEXES",
    "Agency",
    "Desk",
    "Frame",
    "ListEntry",
    "ListTotals",
    "Unit",
    "all_agencies",
    "build_frame",
    "desks_of",
    "read_agencies",
    "read_lists",
    "read_units",
]


@dataclass(frozen=True)
class ListTotals:
    """People on the lists.

    by_place: by (district or department code, desk kind); by_field: by field of procedure.
    """

    by_place: Mapping[tuple[str, str], int]
    by_field: Mapping[str, int]


@dataclass(frozen=True)
class Frame:
    """Units, departments and the list of each desk, every person once; see `build_frame`.

    removed: the entries that de-duplication took out.
    """

    units: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    lists: Mapping[str, tuple[ListEntry, ...]]
    removed: tuple[ListEntry, ...] = ()

    @cached_property
    def desks(self) -> tuple[Desk, ...]:
        """Desks in the official order: departments, then each district's own and its communes'."""
        return desks_of(self.units, self.agencies)

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts in the official order."""
        return tuple(unit.code for unit in self.units if unit.level == "district")

    @cached_property
    def all_agencies(self) -> tuple[Agency, ...]:
        """The council, the departments and the district committees."""
        return all_agencies(self.units, self.agencies)

    @property
    def duplicates_removed(self) -> int:
        """How many entries de-duplication took out."""
        return len(self.removed)

    def desk_size(self, code: str) -> int:
        """Number of people on the list of a desk."""
        return len(self.lists.get(code, ()))

    def communes(self, district: str) -> tuple[Desk, ...]:
        """Commune desks of a district, in the official order; none on Bạch Long Vĩ."""
        return tuple(d for d in self.desks if d.kind == "commune" and d.district == district)

    def totals(self) -> ListTotals:
        """People on the lists by place and kind of desk, and by field of procedure."""
        places: Counter[tuple[str, str]] = Counter()
        for desk in self.desks:
            places[desk.district or desk.unit, desk.kind] += self.desk_size(desk.code)
        fields = Counter(e.field for entries in self.lists.values() for e in entries)
        return ListTotals(dict(places), {f: fields[f] for f in FIELDS if fields[f]})

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the frame's canonical text.

        The text is UTF-8, one line each ending in a line feed, cells parted by tabs:
        "frame 1"; then "unit" and its eight values, in file order; "agency" and its three, in file
        order; "entry" and its five, by desk in the official order and by person; "removed" and
        its five, sorted. A missing value is empty, dates are ISO.
        """
        digest = hashlib.sha256()
        for line in self._canonical():
            digest.update(line.encode() + b"\n")
        return digest.hexdigest()

    def _canonical(self) -> Iterator[str]:
        yield "frame 1"
        for u in self.units:
            texts = (u.code, u.name, u.kind, u.level, u.parent, u.valid_from, u.valid_to)
            cells = (*texts, u.population)
            yield "\t".join(["unit", *("" if cell is None else str(cell) for cell in cells)])
        for a in self.agencies:
            yield f"agency\t{a.code}\t{a.name}\t{a.kind}"
        for desk in self.desks:
            for e in sorted(self.lists.get(desk.code, ()), key=_sort_key):
                yield _entry_line("entry", e)
        for e in sorted(self.removed, key=_sort_key):
            yield _entry_line("removed", e)


def build_frame(
    units: Sequence[Unit],
    agencies: Sequence[Agency],
    lists: Mapping[str, Sequence[ListEntry]],
) -> Frame:
    """The frame, with every person on one list only (methods.md 3).

    Within a desk a person's earliest entry stays; across desks the person stays at the desk
    whose SHA-256 of "person|desk" is smallest, so that nobody chooses.
    Raises FrameError for entries of an unknown desk and for desks left without an entry.
    """
    desks = {desk.code for desk in desks_of(units, agencies)}
    problems = [
        Problem("unknown_desk", None, None, "desk", {"value": code})
        for code in sorted(lists.keys() - desks)
    ]
    kept, removed = _one_list_each(lists)
    problems += (
        Problem("empty_desk", None, None, "desk", {"value": desk.code})
        for desk in desks_of(units, agencies)
        if not kept.get(desk.code)
    )
    if problems:
        raise FrameError(problems)
    return Frame(tuple(units), tuple(agencies), kept, removed)


def _one_list_each(
    lists: Mapping[str, Sequence[ListEntry]],
) -> tuple[dict[str, tuple[ListEntry, ...]], tuple[ListEntry, ...]]:
    homes: dict[str, str] = {}
    for desk, entries in lists.items():
        for person in {entry.person for entry in entries}:
            other = homes.get(person)
            if other is None or _precedence(person, desk) < _precedence(person, other):
                homes[person] = desk
    kept: dict[str, tuple[ListEntry, ...]] = {}
    removed: list[ListEntry] = []
    for desk, entries in lists.items():
        stay: dict[str, ListEntry] = {}
        for entry in sorted(entries, key=_sort_key):
            if homes[entry.person] == desk and entry.person not in stay:
                stay[entry.person] = entry
            else:
                removed.append(entry)
        kept[desk] = tuple(stay.values())
    return kept, tuple(sorted(removed, key=_sort_key))


def _precedence(person: str, desk: str) -> bytes:
    return hashlib.sha256(f"{person}|{desk}".encode()).digest()


def _sort_key(entry: ListEntry) -> tuple[str, str, str, str, str]:
    return entry.person, entry.month, entry.field, entry.sex, entry.desk


def _entry_line(kind: str, e: ListEntry) -> str:
    return f"{kind}\t{e.desk}\t{e.person}\t{e.field}\t{e.month}\t{e.sex}"
