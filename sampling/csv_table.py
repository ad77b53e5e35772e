"""A CSV file as rows with numbers, its faults collected instead of raised one by one."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sampling.problems import Problem

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["Faults", "Row", "read_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


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
    """Rows of a UTF-8 CSV file (with or without a byte order mark); blank lines are skipped.

    columns are required, in any order; names matching `also` are allowed; another is noted
    as the problem `unknown`. With a bad encoding or header nothing is returned, a row with the
    wrong number of cells is left out; each is noted in `faults`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add("encoding", data.count(b"\n", 0, error.start) + 1, None, byte=error.start + 1)
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not _header_is_right(header, columns, also, unknown, faults):
            return []
        rows = _rows(reader, header, faults)
    except csv.Error as error:
        faults.add("csv", reader.line_num, None, reason=error)
        return []
    if not rows:
        faults.add("no_rows")
    return rows


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


def _rows(reader: "Reader", header: list[str], faults: Faults) -> list[Row]:
    rows = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            faults.add("cell_count", reader.line_num, None, found=len(cells), expected=len(header))
            continue
        for column, cell in zip(header, cells, strict=True):
            if not cell.isascii() and not unicodedata.is_normalized("NFC", cell):
                faults.add("not_nfc", reader.line_num, column, value=cell)
        rows.append(Row(reader.line_num, dict(zip(header, cells, strict=True))))
    return rows
