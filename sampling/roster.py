"""The roster of officials: how many of each group are in each agency."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sampling.csv_table import Faults, Row, bad_number, read_table
from sampling.problems import FrameError
from sampling.units import Agency

__all__ = [
    "AGENCY_TYPE_OF_GROUP",
    "OFFICIAL_GROUPS",
    "Roster",
    "RosterCell",
    "RosterEntry",
    "read_roster",
]

AGENCY_TYPE_OF_GROUP: Mapping[str, str] = {
    "council_deputies": "council",
    "department_leaders": "department",
    "division_heads": "department",
    "district_leaders": "district",
}
OFFICIAL_GROUPS = tuple(AGENCY_TYPE_OF_GROUP)
COLUMNS = ("group", "agency", "head_count", "note")


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """head_count (>= 1) officials of a group in an agency."""

    group: str
    agency: str
    head_count: int
    note: str


@dataclass(frozen=True, slots=True)
class RosterCell:
    """All officials of a group in agencies of one type."""

    group: str
    agency_type: str
    head_count: int

    @property
    def id(self) -> str:
        """The id of the quota cell, such as "division_heads/department"."""
        return f"{self.group}/{self.agency_type}"


@dataclass(frozen=True)
class Roster:
    """Head counts by group and agency; no names."""

    entries: tuple[RosterEntry, ...]

    def cells(self) -> tuple[RosterCell, ...]:
        """Group x type of agency with totals, in the order of OFFICIAL_GROUPS."""
        totals = Counter[str]()
        for entry in self.entries:
            totals[entry.group] += entry.head_count
        return tuple(
            RosterCell(group, kind, totals[group])
            for group, kind in AGENCY_TYPE_OF_GROUP.items()
            if totals[group]
        )

    @cached_property
    def by_agency(self) -> Mapping[str, Mapping[str, int]]:
        """Head counts by agency, then group."""
        counts: dict[str, dict[str, int]] = {}
        for entry in self.entries:
            counts.setdefault(entry.agency, {})[entry.group] = entry.head_count
        return counts

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the roster's canonical text.

        UTF-8 lines, each ending in a line feed, cells parted by tabs: "roster 1", then group,
        agency, head count and note of each entry, sorted.
        """
        lines = sorted(f"{e.group}\t{e.agency}\t{e.head_count}\t{e.note}" for e in self.entries)
        return hashlib.sha256("".join(f"{x}\n" for x in ("roster 1", *lines)).encode()).hexdigest()


def read_roster(data: bytes, file: str, agencies: Sequence[Agency]) -> Roster:
    """The roster of a CSV file or workbook: columns group, agency, head_count, note, no other.

    agencies: the council, departments and district committees (`Frame.all_agencies`).
    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, COLUMNS, faults, unknown="personal_column")
    kinds = {agency.code: agency.kind for agency in agencies}
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        _check(row, kinds, faults)
        key = row["group"], row["agency"]
        if key in first:
            faults.add(
                "duplicate_group", row.number, "group", group=key[0], value=key[1], first=first[key]
            )
        first.setdefault(key, row.number)
    if faults.problems:
        raise FrameError(faults.in_order())
    return Roster(
        tuple(RosterEntry(r["group"], r["agency"], int(r["head_count"]), r["note"]) for r in rows)
    )


def _check(row: Row, kinds: Mapping[str, str], faults: Faults) -> None:
    group, agency, count = row["group"], row["agency"], row["head_count"]
    expected = AGENCY_TYPE_OF_GROUP.get(group)
    if expected is None:
        known = ", ".join(OFFICIAL_GROUPS)
        faults.add("unknown_group", row.number, "group", value=group, expected=known)
    if agency not in kinds:
        faults.add("unknown_agency", row.number, "agency", value=agency)
    elif expected is not None and kinds[agency] != expected:
        faults.add(
            "group_agency",
            row.number,
            "agency",
            group=group,
            expected=expected,
            value=agency,
            found=kinds[agency],
        )
    if not (count.isascii() and count.isdigit() and int(count) >= 1):
        bad_number(row, "head_count", 1, faults)
