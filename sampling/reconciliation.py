"""Lists held against the one-stop system's own counts before the frame is frozen (methods 2)."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampling.csv_table import Faults, bad_number, read_table
from sampling.problems import FrameError
from sampling.units import FIELDS, ListEntry

__all__ = ["Gap", "gaps_csv", "read_counts", "read_gaps", "reconcile"]

COLUMNS = ("month", "field", "count")
PUBLISHED = ("month", "field", "on_lists", "one_stop", "beyond")
MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Gap:
    """Procedures of a month and field on the lists and in the one-stop system.

    beyond: whether they differ by more than the stated share of the system's count.
    """

    month: str
    field: str
    on_lists: int
    one_stop: int
    beyond: bool

    @property
    def difference(self) -> int:
        """On the lists less in the system: negative where procedures are missing from them."""
        return self.on_lists - self.one_stop


def read_counts(data: bytes, file: str) -> Counts:
    """The system's counts of procedures by (month, field): columns month, field, count.

    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    first: dict[tuple[str, str], int] = {}
    counts: dict[tuple[str, str], int] = {}
    for row in read_table(data, COLUMNS, faults):
        month, field, text = (row[column] for column in COLUMNS)
        year, _, number = month.partition("-")
        if not (len(year) == 4 and (year + number).isdigit() and number in MONTHS):
            faults.add("bad_month", row.number, "month", value=month)
        if field not in FIELDS:
            known = ", ".join(FIELDS)
            faults.add("unknown_field", row.number, "field", value=field, expected=known)
        if (month, field) in first:
            values = {"value": f"{month} {field}", "first": first[month, field]}
            faults.add("duplicate_code", row.number, "month", **values)
        first.setdefault((month, field), row.number)
        if text.isascii() and text.isdigit():
            counts[month, field] = int(text)
        else:
            bad_number(row, "count", 0, faults)
    if faults.problems:
        raise FrameError(faults.in_order())
    return counts


def reconcile(entries: Iterable[ListEntry], counts: Counts, threshold: float) -> tuple[Gap, ...]:
    """The gap of every month and field that either side knows, in their order.

    entries: every procedure as submitted, repeats of a person included, as the system counts
    them; threshold: the share of the system's count up to which a difference is no gap.
    """
    listed = Counter((entry.month, entry.field) for entry in entries)
    keys = sorted({*listed, *counts}, key=lambda key: (key[0], FIELDS.index(key[1])))
    return tuple(
        Gap(*key, on, known, abs(on - known) > threshold * known)
        for key in keys
        for on, known in ((listed[key], counts.get(key, 0)),)
    )


def gaps_csv(gaps: Sequence[Gap]) -> bytes:
    """The gaps as the file that is published beside the draw."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PUBLISHED)
    writer.writerows(
        (g.month, g.field, g.on_lists, g.one_stop, "yes" if g.beyond else "no") for g in gaps
    )
    return text.getvalue().encode()


def read_gaps(data: bytes) -> tuple[Gap, ...]:
    """What `gaps_csv` wrote."""
    return tuple(
        Gap(row["month"], row["field"], int(row["on_lists"]), int(row["one_stop"]),
            row["beyond"] == "yes")
        for row in csv.DictReader(io.StringIO(data.decode()))
    )  # fmt: skip
