"""A CSV file or a workbook as rows with numbers, its faults collected, not raised one by one."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sampling.problems import Problem
from sampling.workbook import is_workbook, sheet_of

__all__ = ["Faults", "Row", "bad_number", "read_table"]

THOUSANDS = re.compile(r"[0-9]{1,3}([.,  ][0-9]{3})+")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its cells, and at which place each column stands."""

    number: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]  # one for all rows: a million rows must fit

    def __getitem__(self, column: str) -> str:
        return self.cells[self.columns[column]]

    def get(self, column: str) -> str | None:
        """The cell of a column, None where the file has no such column."""
        place = self.columns.get(column)
        return None if place is None else self.cells[place]


class Faults:
    """The problems found in one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(
        self, code: str, row: int | None = None, column: str | None = None, **values: object
    ) -> None:
        """Note one problem."""
        texts = {name: str(value) for name, value in values.items()}
        self.problems.append(Problem(code, self.file, row, column, texts))

    def note(self, problem: Problem) -> None:
        """Note a problem that was found elsewhere, as one of this file."""
        self.problems.append(replace(problem, file=self.file))

    def in_order(self) -> list[Problem]:
        """The problems by row; those of the whole file last."""
        return sorted(self.problems, key=lambda p: (p.row is None, p.row or 0))


def read_table(
    data: bytes,
    columns: Sequence[str],
    faults: Faults,
    *,
    also: re.Pattern[str] | None = None,
    unknown: str = "unknown_column",
) -> list[Row]:
    """Rows of a UTF-8 CSV file (with or without a byte order mark) or of an Excel workbook's only
    sheet; blank lines are skipped.

    columns are required, in any order; names matching `also` are allowed; another is noted
    as the problem `unknown`. With a bad encoding or header nothing is returned, a row with the
    wrong number of cells is left out; each is noted in `faults`.
    """
    lines = _workbook(data, faults) if is_workbook(data) else _csv(data, faults)
    _, header = next(lines, (1, []))
    if faults.problems or not _header_is_right(header, columns, also, unknown, faults):
        return []
    before = len(faults.problems)
    rows = _rows(lines, header, faults)
    if not rows and len(faults.problems) == before:
        faults.add("no_rows")
    return [] if any(p.code == "csv" for p in faults.problems) else rows


def bad_number(row: Row, column: str, least: int, faults: Faults) -> None:
    """Note a cell that is no whole number from `least`, separators of thousands by name."""
    code = "thousands" if THOUSANDS.fullmatch(row[column]) else "bad_number"
    faults.add(code, row.number, column, value=row[column], least=least)


def _csv(data: bytes, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    if data.startswith(UTF16) or b"\0" in data[:400]:
        return faults.add("utf16", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return faults.add("encoding", line, None, byte=error.start + 1)
    first = text.partition("\n")[0]
    if ";" in first and "," not in first:
        return faults.add("semicolons", 1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        faults.add("csv", reader.line_num, None, reason=error)


def _workbook(data: bytes, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    sheet = sheet_of(data)
    if isinstance(sheet, Problem):
        faults.note(sheet)
        return
    faults.file = f"{faults.file} [{sheet.name}]"
    yield from sheet.rows


def _header_is_right(
    header: list[str],
    columns: Sequence[str],
    also: re.Pattern[str] | None,
    unknown: str,
    faults: Faults,
) -> bool:
    before, expected = len(faults.problems), ", ".join(columns)
    for column in columns:
        if column not in header:
            faults.add("missing_column", 1, None, value=column, expected=expected)
    for position, column in enumerate(header):
        if column in header[:position]:
            faults.add("repeated_column", 1, None, value=column)
        elif column not in columns and not (also and also.fullmatch(column)):
            faults.add(unknown, 1, None, value=column, expected=expected)
    return len(faults.problems) == before


def _rows(lines: Iterator[tuple[int, list[str]]], header: list[str], faults: Faults) -> list[Row]:
    rows = []
    columns = {column: place for place, column in enumerate(header)}
    for number, cells in lines:
        if not cells:
            continue
        if len(cells) != len(header):
            faults.add("cell_count", number, None, found=len(cells), expected=len(header))
            continue
        if not unicodedata.is_normalized("NFC", "".join(cells)):
            for column, cell in zip(header, cells, strict=True):
                if not unicodedata.is_normalized("NFC", cell):
                    faults.add("not_nfc", number, column, value=cell)
        rows.append(Row(number, tuple(cells), columns))
    return rows
