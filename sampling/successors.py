"""What became of a unit or agency: a sample of one vintage read with the units of a later one.

The vintages hold codes, names and days of validity alone. A code that is still there is the
unit's successor; of a code that is gone they say nothing but which unit above it remains. What a
decision on mergers says beyond that stands in a file of its own (`read_successors`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sampling.csv_table import Faults, Row, read_table
from sampling.problems import FrameError
from sampling.units import Unit

__all__ = ["Fate", "Heir", "Successors", "fates", "read_successors", "totals_today"]

COLUMNS = ("code", "successor", "share")
Kind = Literal["same", "renamed", "merged", "split", "ended"]


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit of the later vintage, and the share of the earlier one that it took over."""

    code: str
    share: Fraction


Successors = Mapping[str, tuple[Heir, ...]]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a unit.

    kind: "same" code and name; "renamed": its code under another name, as a rule larger now;
    "merged" into one unit, "split" over several (both known from a file of successors); "ended":
    nothing is known but `within`, the nearest unit above it that remains, None for none.
    """

    code: str
    kind: Kind
    heirs: tuple[Heir, ...]
    within: str | None = None


def fates(
    vintages: Sequence[Sequence[Unit]], successors: Successors | None = None
) -> Mapping[str, Fate]:
    """By code of the first vintage, what became of it by the last.

    vintages: at least one, in the order of time. successors: of codes that are gone; they may
    lead through vintages in between, many to one, or one to several with shares.
    """
    first, last = vintages[0], {unit.code: unit for unit in vintages[-1]}
    parents: dict[str, str | None] = {}
    for vintage in vintages:  # the latest parent known
        parents |= {unit.code: unit.parent for unit in vintage}
    return {unit.code: _fate(unit, last, parents, successors or {}) for unit in first}


def totals_today(totals: Mapping[str, int], found: Mapping[str, Fate]) -> dict[str, Fraction]:
    """Totals by code of the first vintage as totals by code of the last.

    A split unit's total is shared by its shares; one that ended counts where it lay. Raises
    KeyError for a code without a fate.
    """
    today: dict[str, Fraction] = {}
    for code, total in totals.items():
        fate = found[code]
        heirs = fate.heirs or ((Heir(fate.within, Fraction(1)),) if fate.within else ())
        for heir in heirs:
            today[heir.code] = today.get(heir.code, Fraction(0)) + total * heir.share
    return today


def read_successors(data: bytes, file: str) -> Successors:
    """Successors of a CSV file or workbook: columns code, successor, share.

    One row for each successor. share: of the earlier unit, a fraction "a/b" or a decimal, empty
    for a whole one; of a split unit every share is needed and they add up to 1. Units and
    agencies may stand in one file. Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows: dict[str, list[Row]] = {}
    for row in read_table(data, COLUMNS, faults):
        for column in ("code", "successor"):
            if not row[column].strip():
                faults.add("empty_value", row.number, column)
        rows.setdefault(row["code"], []).append(row)
    heirs = {code: _heirs(code, own, faults) for code, own in rows.items()}
    _check_circles(heirs, rows, faults)
    if faults.problems:
        raise FrameError(faults.in_order())
    return heirs


def _fate(
    unit: Unit, last: Mapping[str, Unit], parents: Mapping[str, str | None], successors: Successors
) -> Fate:
    if unit.code in last and unit.code not in successors:
        kind: Kind = "same" if last[unit.code].name == unit.name else "renamed"
        return Fate(unit.code, kind, (Heir(unit.code, Fraction(1)),))
    heirs = _followed(unit.code, last, successors)
    if heirs:
        return Fate(unit.code, "merged" if len(heirs) == 1 else "split", heirs)
    above = unit.parent
    while above is not None and above not in last:
        above = parents.get(above)
    return Fate(unit.code, "ended", (), above)


def _followed(code: str, last: Mapping[str, Unit], successors: Successors) -> tuple[Heir, ...]:
    """Heirs in the last vintage; none where one of them is not known to be there."""
    found: dict[str, Fraction] = {}
    open_ = [Heir(code, Fraction(1))]
    while open_:
        heir = open_.pop()
        following = successors.get(heir.code, ())
        if following:
            open_ += (Heir(next_.code, heir.share * next_.share) for next_ in following)
        elif heir.code in last:
            found[heir.code] = found.get(heir.code, Fraction(0)) + heir.share
        else:
            return ()
    return tuple(Heir(each, share) for each, share in sorted(found.items()))


def _heirs(code: str, rows: Sequence[Row], faults: Faults) -> tuple[Heir, ...]:
    heirs = []
    for row in rows:
        try:
            share = Fraction(row["share"]) if row["share"] else Fraction(1)
        except (ValueError, ZeroDivisionError):
            share = Fraction(0)
        if not 0 < share <= 1:
            faults.add("bad_share", row.number, "share", value=row["share"])
        heirs.append(Heir(row["successor"], share))
    total = sum(heir.share for heir in heirs)
    if total != 1 and all(0 < heir.share <= 1 for heir in heirs):
        values = {"value": code, "count": len(rows), "total": total}
        faults.add("shares_total", rows[0].number, "share", **values)
    return tuple(heirs)


def _check_circles(heirs: Successors, rows: Mapping[str, Sequence[Row]], faults: Faults) -> None:
    for code in heirs:
        seen, open_ = set[str](), [code]
        while open_:
            for heir in heirs.get(open_.pop(), ()):
                if heir.code == code:
                    circle = f"{code} → … → {code}"
                    faults.add("successor_circle", rows[code][0].number, "successor", value=circle)
                    open_ = []
                    break
                if heir.code not in seen:
                    seen.add(heir.code)
                    open_.append(heir.code)
