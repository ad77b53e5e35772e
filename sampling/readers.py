"""Files of a frame -> its values: units, agencies, lists of desks."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from sampling.csv_table import Faults, Row, bad_number, read_table
from sampling.problems import FrameError
from sampling.units import (
    FIELDS,
    LEVELS,
    PARENT_LEVELS,
    SEXES,
    Agency,
    ListEntry,
    Unit,
    desks_of,
)

__all__ = ["read_agencies", "read_ids", "read_lists", "read_units"]

UNIT_COLUMNS = ("code", "name", "kind", "level", "parent_code", "valid_from", "valid_to")
AGENCY_COLUMNS = ("code", "name", "kind")
ID_COLUMNS = ("desk", "person")
LIST_COLUMNS = ("desk", "person", "field", "month", "sex")
SIZE = "size"
POPULATION = re.compile(r"population_[0-9]{4}")
MORE = re.compile(rf"{POPULATION.pattern}|{SIZE}")
CODE = re.compile(r"[0-9A-Za-z]+")
PERSON = re.compile(r"[0-9A-Za-z_-]{1,64}")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def read_units(data: bytes, file: str) -> tuple[Unit, ...]:
    """Administrative units of a CSV file or workbook, in its order.

    Columns code, name, kind, level, parent_code, valid_from, valid_to (ISO dates, the last may
    be empty); optional: population_YEAR (whole numbers or empty) and size (of every commune, from
    1), in proportion to which communes are drawn by size, instead of their lists.
    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, UNIT_COLUMNS, faults, also=MORE)
    _check_codes(rows, faults)
    year = next(
        (name for name in (rows[0].columns if rows else ()) if POPULATION.fullmatch(name)), ""
    )
    units = [(row.number, _unit(row, year, faults)) for row in rows]
    if rows:
        _check_tree(units, faults)
    _raise(faults)
    return tuple(unit for _, unit in units)


def read_agencies(data: bytes, file: str) -> tuple[Agency, ...]:
    """Departments of a CSV file with columns code, name, kind (always "department").

    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, AGENCY_COLUMNS, faults)
    _check_codes(rows, faults)
    for row in rows:
        if row["kind"] != "department":
            faults.add("unknown_kind", row.number, "kind", value=row["kind"], expected="department")
    _raise(faults)
    return tuple(Agency(row["code"], row["name"], row["kind"]) for row in rows)


def read_lists(
    data: bytes, file: str, units: Sequence[Unit], agencies: Sequence[Agency]
) -> Mapping[str, tuple[ListEntry, ...]]:
    """Lists by desk code, repeats included (`build_frame` takes them out).

    Columns desk, person (opaque id), field (one of FIELDS), month (YYYY-MM), sex (one of SEXES
    or empty) and no other: names and addresses are refused. Every desk needs an entry.
    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, LIST_COLUMNS, faults, unknown="personal_column")
    for row in rows:
        _check_entry(row, faults)
    return _by_desk(rows, faults, units, agencies)


def read_ids(
    data: bytes, file: str, units: Sequence[Unit], agencies: Sequence[Agency]
) -> Mapping[str, tuple[ListEntry, ...]]:
    """The lists of `ids_csv`: columns desk and person; field, month and sex come out empty.

    Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, ID_COLUMNS, faults, unknown="personal_column")
    for row in rows:
        _check_person(row, faults)
    return _by_desk(rows, faults, units, agencies)


def _by_desk(
    rows: Sequence[Row], faults: Faults, units: Sequence[Unit], agencies: Sequence[Agency]
) -> Mapping[str, tuple[ListEntry, ...]]:
    lists: dict[str, list[ListEntry]] = {desk.code: [] for desk in desks_of(units, agencies)}
    for row in rows:
        if row["desk"] in lists:
            more = (row.get(column) or "" for column in ("field", "month", "sex"))
            entry = ListEntry(row["desk"], row["person"], *more)
            lists[entry.desk].append(entry)
        else:
            faults.add("unknown_desk", row.number, "desk", value=row["desk"])
    if rows:
        for desk, entries in lists.items():
            if not entries:
                faults.add("empty_desk", None, "desk", value=desk)
    _raise(faults)
    return {desk: tuple(entries) for desk, entries in lists.items()}


def _raise(faults: Faults) -> None:
    if faults.problems:
        raise FrameError(faults.in_order())


def _check_codes(rows: Sequence[Row], faults: Faults) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        code = row["code"]
        if not CODE.fullmatch(code):
            faults.add("bad_code", row.number, "code", value=code)
        elif code in first:
            _repeated(row, first[code], faults)
        first.setdefault(code, row)
        if not row["name"].strip():
            faults.add("empty_value", row.number, "name")


def _repeated(row: Row, first: Row, faults: Faults) -> None:
    """A code again: for other days that overlap, or simply twice."""
    (since, until), (start, end) = (
        (_text(r, "valid_from"), _text(r, "valid_to")) for r in (first, row)
    )
    other, later = (since, until) != (start, end), max(since, start)
    if other and later <= min(until or "9999", end or "9999"):
        values = {"value": row["code"], "first": first.number, "since": later}
        faults.add("dates_overlap", row.number, "valid_from", **values)
    else:
        faults.add("duplicate_code", row.number, "code", value=row["code"], first=first.number)


def _text(row: Row, column: str) -> str:
    return row.get(column) or ""


def _check_person(row: Row, faults: Faults) -> None:
    if not PERSON.fullmatch(row["person"]):
        faults.add("bad_person", row.number, "person", value=row["person"])


def _check_entry(row: Row, faults: Faults) -> None:
    _check_person(row, faults)
    if row["field"] not in FIELDS:
        expected = ", ".join(FIELDS)
        faults.add("unknown_field", row.number, "field", value=row["field"], expected=expected)
    if not MONTH.fullmatch(row["month"]):
        faults.add("bad_month", row.number, "month", value=row["month"])
    if row["sex"] and row["sex"] not in SEXES:
        expected = ", ".join(SEXES)
        faults.add("unknown_sex", row.number, "sex", value=row["sex"], expected=expected)


def _unit(row: Row, year: str, faults: Faults) -> Unit:
    if row["level"] not in LEVELS:
        expected = ", ".join(LEVELS)
        faults.add("unknown_level", row.number, "level", value=row["level"], expected=expected)
    start = _date(row, "valid_from", faults) or date.min
    end = _date(row, "valid_to", faults) if row["valid_to"] else None
    if end is not None and end < start:
        faults.add("dates_reversed", row.number, "valid_to", to=end, start=start)
    return Unit(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        level=row["level"],
        parent=row["parent_code"] or None,
        valid_from=start,
        valid_to=end,
        population=_population(row, year, faults),
        size=_size(row, faults),
    )


def _date(row: Row, column: str, faults: Faults) -> date | None:
    found = _day(row[column])
    if found is None:
        faults.add("bad_date", row.number, column, value=row[column])
    return found


@lru_cache(maxsize=1000)
def _day(text: str) -> date | None:
    try:
        # fromisoformat alone would also take 20210131 and 2021-W05-7
        return date.fromisoformat(text if len(text) == 10 and text[4] == text[7] == "-" else "")
    except ValueError:
        return None


def _population(row: Row, column: str, faults: Faults) -> int | None:
    if not column or not row[column]:
        return None
    if not (row[column].isascii() and row[column].isdigit()):
        bad_number(row, column, 0, faults)
        return None
    return int(row[column])


def _size(row: Row, faults: Faults) -> int | None:
    text = row.get(SIZE)
    if not text:
        if text is not None and row["level"] == "commune":
            faults.add("missing_size", row.number, SIZE, value=row["code"])
        return None
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        bad_number(row, SIZE, 1, faults)
        return None
    return int(text)


def _check_tree(units: Sequence[tuple[int, Unit]], faults: Faults) -> None:
    known = {unit.code: unit for _, unit in units}
    cities = sum(unit.level == "province" for _, unit in units)
    if cities != 1:
        faults.add("city_count", None, "level", value=cities)
    for number, unit in units:
        if unit.parent is not None and unit.parent not in known:
            faults.add("unknown_parent", number, "parent_code", value=unit.parent)
        elif unit.level in LEVELS:
            _check_parent(number, unit, known, faults)
    _check_periods(units, faults)
    _check_cycles(units, known, faults)


def _check_parent(number: int, unit: Unit, known: Mapping[str, Unit], faults: Faults) -> None:
    parent = known[unit.parent] if unit.parent is not None else None
    above = PARENT_LEVELS[unit.level]
    if parent.level not in above if parent else above:
        faults.add(
            "parent_level",
            number,
            "parent_code",
            level=unit.level,
            expected=", ".join(above) or "—",
            value=unit.parent or "",
        )


def _check_periods(units: Sequence[tuple[int, Unit]], faults: Faults) -> None:
    """A unit is valid only on days when its parent is; rows with a wrong date are left out."""
    wrong = {p.row for p in faults.problems if p.code in ("bad_date", "dates_reversed")}
    sound = {unit.code: unit for number, unit in units if number not in wrong}
    for number, unit in units:
        parent = sound.get(unit.parent or "")
        if parent is None or number in wrong:
            continue
        ends_later = (unit.valid_to or date.max) > (parent.valid_to or date.max)
        if ends_later or unit.valid_from < parent.valid_from:
            column = "valid_to" if ends_later else "valid_from"
            faults.add("dates_outside_parent", number, column, value=unit.code, parent=parent.code)


def _check_cycles(
    units: Sequence[tuple[int, Unit]], known: Mapping[str, Unit], faults: Faults
) -> None:
    settled: set[str] = set()
    for number, unit in units:
        path: list[str] = []
        code: str | None = unit.code
        while code is not None and code in known and code not in settled and code not in path:
            path.append(code)
            code = known[code].parent
        if code is not None and code in path:
            circle = [*path[path.index(code) :], code]
            faults.add("cycle", number, "parent_code", value=" → ".join(circle))
        settled.update(path)
