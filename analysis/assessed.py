"""The rows of the index that no survey scores: their points from a file, and the whole index."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Protocol, SupportsFloat

from analysis.estimate import Estimate
from analysis.points import IndexPoints
from analysis.problems import Problem, ValuesError
from analysis.toml_file import nearest

__all__ = ["COLUMNS", "NAME", "AssessedValue", "IndexRow", "WholeIndex", "WholeRow"]
__all__ += ["read_values", "whole_index"]

COLUMNS = ("code", "self_scored", "verified", "source")
NAME = "name"
"""A column that people may keep for themselves; it is not read."""
MOST_BYTES = 1_000_000


class IndexRow(Protocol):
    """A row of the index, as far as its points need it."""

    @property
    def code(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def maximum(self) -> SupportsFloat | None: ...


@dataclass(frozen=True)
class AssessedValue:
    """Points of an assessed row as the city scored itself and as they were verified.

    Either may be None, not yet known; source: the document they are from.
    """

    code: str
    self_scored: float | None
    verified: float | None
    source: str


@dataclass(frozen=True)
class WholeRow:
    """Points of one row and all below it; None where any row below has none yet.

    survey: of the rows below that a survey scores; waiting: assessed rows not verified yet.
    """

    code: str
    self_scored: float | None
    verified: float | None
    waiting: int
    survey: Estimate | None = None


@dataclass(frozen=True)
class WholeIndex:
    """The index as far as it is known.

    rows: by code; total: verified and surveyed points together, None unless every row has its
    points; then `lacking` says what is missing: no_survey, not_verified. unverified: maximum of
    the assessed rows not verified yet.
    """

    rows: Mapping[str, WholeRow]
    self_scored: float | None
    verified: float | None
    total: Estimate | None
    lacking: tuple[str, ...]
    unverified: float


def read_values(data: bytes, file: str, rows: Sequence[IndexRow]) -> tuple[AssessedValue, ...]:
    """The values of a CSV file with the columns code, self_scored, verified, source.

    rows: of the scheme. Comma or semicolon between cells; 1.5 or 1,5. Rows without any value
    are passed over. Raises ValuesError with every mistake by row and column: another encoding or
    other columns, a code the scheme lacks, scores by survey or has as a sum, one given twice,
    points that are no number or not between 0 and the maximum, a value without its source.
    """
    reading = _Reading(file, {row.code: row for row in rows})
    found = reading.values(data)
    if reading.problems:
        raise ValuesError(reading.problems)
    return found


class _Reading:
    """One file being read: every mistake is noted and reading goes on."""

    def __init__(self, file: str, rows: Mapping[str, IndexRow]) -> None:
        self.file, self.rows = file, rows
        self.problems: list[Problem] = []

    def values(self, data: bytes) -> tuple[AssessedValue, ...]:
        text = self._text(data)
        if text is None:
            return ()
        head, _, _ = text.partition("\n")
        lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in head else ",")
        names = [name.strip() for name in next(lines, [])]
        if sorted(set(names) - {NAME}) != sorted(COLUMNS) or len(set(names)) < len(names):
            said = ", ".join(names) or "–"
            self._note("columns", 1, None, expected=", ".join(COLUMNS), found=said)
            return ()
        first: dict[str, int] = {}
        found = [self._value(lines.line_num, names, cells, first) for cells in lines if any(cells)]
        kept = tuple(value for value in found if value is not None)
        if not kept and not self.problems:
            self._note("nothing", None, None)
        return kept

    def _text(self, data: bytes) -> str | None:
        if len(data) > MOST_BYTES:
            self._note("too-large", None, None)
            return None
        try:
            return data.decode("utf-8-sig").replace("\0", "")
        except UnicodeDecodeError:
            self._note("not-utf8", None, None)
            return None

    def _value(
        self, line: int, names: Sequence[str], cells: Sequence[str], first: dict[str, int]
    ) -> AssessedValue | None:
        if len(cells) != len(names):
            self._note("width", line, None, found=len(cells), expected=len(names))
            return None
        cell = {name: text.strip() for name, text in zip(names, cells, strict=True)}
        code = cell["code"]
        if not self._is_assessed(code, line):
            return None
        if code in first:
            self._note("duplicate", line, "code", value=code, first=first[code])
        first.setdefault(code, line)
        maximum = Decimal(str(self.rows[code].maximum))
        points = [self._points(cell[name], name, line, maximum) for name in COLUMNS[1:3]]
        if not cell["self_scored"] and not cell["verified"]:
            return None
        if not cell["source"]:
            self._note("no-source", line, "source", value=code)
        return AssessedValue(code, points[0], points[1], cell["source"])

    def _is_assessed(self, code: str, line: int) -> bool:
        row = self.rows.get(code)
        if row is None:
            known = [each.code for each in self.rows.values() if each.kind == "assessed"]
            self._note("unknown-code", line, "code", value=code, nearest=nearest(code, known))
        elif row.kind in ("survey", "sipas"):
            self._note("by-survey", line, "code", value=code)
        elif row.kind != "assessed":
            self._note("a-sum", line, "code", value=code)
        else:
            return True
        return False

    def _points(self, text: str, column: str, line: int, maximum: Decimal) -> float | None:
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            self._note("not-a-number", line, column, value=text)
        elif not 0 <= number <= maximum:
            self._note("out-of-range", line, column, value=text, maximum=f"{maximum.normalize():f}")
        else:
            return float(number)
        return None

    def _note(self, code: str, row: int | None, column: str | None, /, **values: object) -> None:
        self.problems.append(Problem(f"values.{code}", self.file, row, column, values))


def whole_index(
    rows: Sequence[IndexRow], values: Sequence[AssessedValue], survey: IndexPoints | None
) -> WholeIndex:
    """The index from values of assessed rows and points by survey (None before closing).

    Verified points are known numbers: the interval of the total is the survey's, moved by them,
    and where the survey has bounds alone so has the total.
    """
    known = {value.code: value for value in values}
    below = {row.code: tuple(_leaves(row, rows)) for row in rows}
    surveyed = {} if survey is None else {r.code: r.points for r in (*survey.rows, *survey.fields)}
    found = {
        row.code: _summed(row.code, below[row.code], known, surveyed.get(row.code)) for row in rows
    }
    assessed = [row for row in rows if row.kind == "assessed"]
    whole = _summed("", assessed, known, None)
    unverified = [row for row in assessed if _verified(known, row) is None]
    points = None if survey is None else survey.total.points
    no_survey = points is None or (points.value is None and points.bounds is None)
    lacking = (*["no_survey"] * no_survey, *["not_verified"] * bool(unverified))
    total = None
    if points is not None and whole.verified is not None and not lacking:
        total = _moved(points, whole.verified)
    missing = math.fsum(float(row.maximum or 0) for row in unverified)
    return WholeIndex(found, whole.self_scored, whole.verified, total, lacking, missing)


def _leaves(row: IndexRow, rows: Sequence[IndexRow]) -> Iterator[IndexRow]:
    """The assessed rows at or below a row."""
    if row.kind == "assessed":
        yield row
    for other in rows:
        if other.parent == row.code:
            yield from _leaves(other, rows)


def _summed(
    code: str,
    leaves: Sequence[IndexRow],
    known: Mapping[str, AssessedValue],
    survey: Estimate | None,
) -> WholeRow:
    own = [known[row.code].self_scored if row.code in known else None for row in leaves]
    verified = [_verified(known, row) for row in leaves]
    return WholeRow(code, _sum(own), _sum(verified), verified.count(None), survey)


def _verified(known: Mapping[str, AssessedValue], row: IndexRow) -> float | None:
    return known[row.code].verified if row.code in known else None


def _sum(points: Sequence[float | None]) -> float | None:
    there = [each for each in points if each is not None]
    return math.fsum(there) if there and len(there) == len(points) else None


def _moved(points: Estimate, by: float) -> Estimate:
    def moved(value: float | None) -> float | None:
        return None if value is None else value + by

    bounds = None if points.bounds is None else (points.bounds[0] + by, points.bounds[1] + by)
    return replace(
        points,
        value=moved(points.value),
        lower=moved(points.lower),
        upper=moved(points.upper),
        bounds=bounds,
    )
