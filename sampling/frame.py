"""The frame: desks of one-stop services, each with its list of people."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sampling.problems import FrameError, Problem
from sampling.readers import read_agencies, read_ids, read_lists, read_units
from sampling.units import (
    COUNCIL,
    FIELDS,
    SEXES,
    Agency,
    Desk,
    ListEntry,
    Stratum,
    Unit,
    all_agencies,
    default_strata,
    desks_of,
    under_the_city,
)

__all__ = [
    "COUNCIL",
    "FIELDS",
    "SEXES",
    "Agency",
    "Area",
    "Desk",
    "Frame",
    "ListEntry",
    "ListTotals",
    "Stratum",
    "Unit",
    "all_agencies",
    "build_frame",
    "check_strata",
    "desks_of",
    "ids_csv",
    "read_agencies",
    "read_ids",
    "read_lists",
    "read_units",
]


@dataclass(frozen=True, slots=True)
class Area:
    """A district, or a stratum of communes that have none; own: whether it has its own desk."""

    code: str
    name: str
    own: bool


@dataclass(frozen=True)
class ListTotals:
    """People on the lists.

    by_place: by (area or department code, desk kind); by_field: by field of procedure.
    """

    by_place: Mapping[tuple[str, str], int]
    by_field: Mapping[str, int]


@dataclass(frozen=True)
class Frame:
    """Units, departments and the list of each desk, every person once; see `build_frame`.

    removed: the entries that de-duplication took out; strata: of the communes directly under
    the city, which since July 2025 are all.
    """

    units: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    lists: Mapping[str, tuple[ListEntry, ...]]
    removed: tuple[ListEntry, ...] = ()
    strata: tuple[Stratum, ...] = ()

    @cached_property
    def desks(self) -> tuple[Desk, ...]:
        """Desks in the official order, see `desks_of`."""
        return desks_of(self.units, self.agencies, self.strata)

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts in the official order."""
        return tuple(unit.code for unit in self.units if unit.level == "district")

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """What answers in the communes are shared out over: districts, then strata."""
        districts = (Area(u.code, u.name, own=True) for u in self.units if u.level == "district")
        return (*districts, *(Area(s.code, s.name, own=False) for s in self.strata))

    @cached_property
    def all_agencies(self) -> tuple[Agency, ...]:
        """The council, the departments and the district committees."""
        return all_agencies(self.units, self.agencies)

    def submitted(self) -> Iterator[ListEntry]:
        """Every entry of the lists as they came, before anybody was taken out."""
        for entries in self.lists.values():
            yield from entries
        yield from self.removed

    @property
    def duplicates_removed(self) -> int:
        """How many entries de-duplication took out."""
        return len(self.removed)

    def unit(self, code: str) -> Unit:
        """The unit of this code; raises KeyError."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units}

    def desk_size(self, code: str) -> int:
        """Number of people on the list of a desk."""
        return len(self.lists.get(code, ()))

    def communes(self, area: str) -> tuple[Desk, ...]:
        """Commune desks of an area, in the official order; none on Bạch Long Vĩ."""
        return self._communes.get(area, ())

    @cached_property
    def _communes(self) -> Mapping[str | None, tuple[Desk, ...]]:
        desks: dict[str | None, list[Desk]] = {}
        for desk in self.desks:
            if desk.kind == "commune":
                desks.setdefault(desk.district, []).append(desk)
        return {area: tuple(own) for area, own in desks.items()}

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
        "frame 2"; then "unit" and its eight values, and its size where any unit has one, in file
        order; "stratum" with code, name and its communes; "agency" and its three, in file order;
        "entry" with desk and person, by desk in the official order and by person; "removed"
        likewise, by person and desk. A missing value is empty, dates are ISO. What somebody
        came for, and when, has no part in a draw: so that the digest can be computed from ids
        alone, which are all that is published of the lists (`read_ids`).
        """
        digest = hashlib.sha256()
        for line in self._canonical():
            digest.update(line.encode() + b"\n")
        return digest.hexdigest()

    def _canonical(self) -> Iterator[str]:
        yield "frame 2"
        sized = any(u.size is not None for u in self.units)
        for u in self.units:
            texts = (u.code, u.name, u.kind, u.level, u.parent, u.valid_from, u.valid_to)
            cells = (*texts, u.population, *((u.size,) if sized else ()))
            yield "\t".join(["unit", *("" if cell is None else str(cell) for cell in cells)])
        for stratum in self.strata:
            yield "\t".join(["stratum", stratum.code, stratum.name, *stratum.communes])
        for a in self.agencies:
            yield f"agency\t{a.code}\t{a.name}\t{a.kind}"
        for desk in self.desks:
            for e in sorted(self.lists.get(desk.code, ()), key=_sort_key):
                yield f"entry\t{e.desk}\t{e.person}"
        for person, code in sorted((e.person, e.desk) for e in self.removed):
            yield f"removed\t{code}\t{person}"


def build_frame(
    units: Sequence[Unit],
    agencies: Sequence[Agency],
    lists: Mapping[str, Sequence[ListEntry]],
    strata: Sequence[Stratum] = (),
) -> Frame:
    """The frame, with every person on one list only (methods.md 3).

    strata: of the communes directly under the city; `default_strata` where none are given.

    Within a desk a person's earliest entry stays; across desks the person stays at the desk
    whose SHA-256 of "person|desk" is smallest, so that nobody chooses.
    Raises FrameError for entries of an unknown desk, for desks left without an entry, and for
    strata that `check_strata` refuses.
    """
    if wrong := check_strata(units, strata):
        raise FrameError(wrong)
    strata = tuple(strata) or default_strata(units)
    in_order = desks_of(units, agencies, strata)
    desks = {desk.code for desk in in_order}
    problems = [
        Problem("unknown_desk", None, None, "desk", {"value": code})
        for code in sorted(lists.keys() - desks)
    ]
    kept, removed = _one_list_each(lists)
    problems += (
        Problem("empty_desk", None, None, "desk", {"value": desk.code})
        for desk in in_order
        if not kept.get(desk.code)
    )
    if problems:
        raise FrameError(problems)
    return Frame(tuple(units), tuple(agencies), kept, removed, strata)


def ids_csv(frame: Frame) -> bytes:
    """The lists as they are published: desk and opaque id of every entry, sorted, and no more.

    Nobody can tell from it what somebody came for or when; the draw needs no more than it.
    """
    rows = sorted(f"{entry.desk},{entry.person}\n" for entry in frame.submitted())
    return "".join(["desk,person\n", *rows]).encode()


def check_strata(units: Sequence[Unit], strata: Sequence[Stratum]) -> list[Problem]:
    """What is wrong with strata: each commune without a district belongs to exactly one.

    None at all is right: then `default_strata` serve.
    """
    if not strata:
        return []
    alone = {unit.code: unit.name for unit in under_the_city(units)}
    taken, home = {unit.code for unit in units}, dict[str, str]()
    problems = []
    for stratum in strata:
        if stratum.code in taken:
            problems.append(Problem("stratum_code", values={"stratum": stratum.code}))
        taken.add(stratum.code)
        for code in stratum.communes:
            values = {"stratum": stratum.code, "value": code, "other": home.get(code, "")}
            if code not in alone:
                problems.append(Problem("stratum_stranger", values=values))
            elif code in home:
                problems.append(Problem("stratum_twice", values=values))
            home.setdefault(code, stratum.code)
    left = [f"{code} {name}" for code, name in alone.items() if code not in home]
    if left:
        values = {"count": str(len(left)), "value": "; ".join(left[:3])}
        problems.append(Problem("stratum_missing", values=values))
    return problems


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
