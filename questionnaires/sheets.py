"""The sheets of an XLSForm, with rows and columns as their author counts them.

A file is told by its first bytes, not by its name: an Excel workbook (workbooks.py) or the
Markdown form. pyxform's own readers drop blank rows and with them the count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.headers import canonical
from questionnaires.problems import Problem

__all__ = ["LARGEST_FILE", "Grid", "Row", "Sheet", "read_sheets"]

LARGEST_FILE = 8_000_000
"""Bytes of the largest file that is looked into."""

MOST_ROWS: Mapping[str, int] = {"survey": 3000, "choices": 5000, "settings": 100}
"""By sheet, how many rows may be filled."""

Grid = Sequence[Sequence[str]]
"""The cells of a sheet as text, row by row; "" where a cell is empty."""

_LINE = re.compile(r"\s*\|(.*)\|\s*")
_RULE = re.compile(r"[\s|:\-]*-[\s|:\-]*")
_PIPE = re.compile(r"(?<!\\)\|")
_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """One row: its number (the header is row 1) and its cells by column; empty ones are absent."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """One sheet, blank rows included, so that rows[i] is row i + 2.

    columns: their names as this package calls them, in the order of the sheet; headers: as
    written; letters: whether the author sees columns as A, B, C (in a workbook).
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    headers: tuple[str, ...] = ()
    letters: bool = False

    def letter(self, column: str) -> str:
        """Where a column stands, as Excel says it; "" where that means nothing."""
        if not self.letters or column not in self.columns:
            return ""
        index, letters = self.columns.index(column) + 1, ""
        while index:
            index, rest = divmod(index - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def read_sheets(data: bytes, file: str) -> tuple[dict[str, Sheet], list[Problem]]:
    """The sheets by name in lower case, and what is wrong with them as tables."""
    if len(data) > LARGEST_FILE:
        most = LARGEST_FILE // 1_000_000
        return {}, [Problem("file.too-large", file, values={"most": most})]
    problems: list[Problem] = []
    if data.startswith((_XLSX, _XLS)):
        from questionnaires.workbooks import read_xls, read_xlsx  # late: most forms are text

        reader = read_xlsx if data.startswith(_XLSX) else read_xls
        grids, letters = reader(data, file, problems), True
    else:
        grids, letters = _read_markdown(data, file, problems), False
    return {name: _sheet(name, grid, letters, file, problems) for name, grid in grids.items()}, (
        problems
    )


def _read_markdown(data: bytes, file: str, problems: list[Problem]) -> dict[str, Grid]:
    """A sheet's name stands in the first cell of a line; `|---|` rules and lines outside tables
    are passed over."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem("file.encoding", file))
        return {}
    tables: dict[str, list[list[str]]] = {}
    current: list[list[str]] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None and line.lstrip().startswith("|"):
            problems.append(Problem("file.open-row", file, values={"line": number}))
        if match is None or _RULE.fullmatch(match[1]):
            continue
        first, *cells = (cell.strip().replace(r"\|", "|") for cell in _PIPE.split(match[1]))
        if first:
            current = tables.setdefault(first.lower(), [])
        # a line that only names the sheet is no row of it
        if current is not None and (current or any(cells)):
            current.append(cells)
    return {**tables}


def _sheet(name: str, grid: Grid, letters: bool, file: str, problems: list[Problem]) -> Sheet:
    def report(code: str, row: int | None, column: str | None = None, **values: int) -> None:
        problems.append(Problem(code, file, row, column, {"sheet": name, **values}))

    tidy = [[_tidy(cell) for cell in row] for row in grid]
    headers = tuple(tidy[0]) if tidy else ()
    columns = tuple(canonical(name, cell) for cell in headers)
    if tidy and not any(headers) and any(map(any, tidy)):
        report("sheet.no-header", 1)
        return Sheet(name, (), (), (), letters)
    named = [column for column in columns if column]
    for column in dict.fromkeys(named):
        if named.count(column) > 1:
            report("sheet.duplicate-column", 1, column)
    filled = [number for number, cells in enumerate(tidy[1:], start=2) if any(cells)]
    most = MOST_ROWS.get(name)
    if most is not None and len(filled) > most:
        report("sheet.too-many-rows", filled[most], None, count=len(filled), most=most)
        tidy = tidy[: filled[most] - 1]
    rows = []
    for number, cells in enumerate(tidy[1:], start=2):
        if any(cells[len(columns) :]) or any(
            cell and not column for column, cell in zip(columns, cells, strict=False)
        ):
            report("sheet.no-column", number)
        pairs = zip(columns, cells, strict=False)
        rows.append(Row(number, {column: cell for column, cell in pairs if column and cell}))
    return Sheet(name, columns, tuple(rows), headers, letters)


def _tidy(cell: str) -> str:
    """NFC, without the spaces around it and without those that cannot be told from others."""
    if cell.isascii():
        return cell.strip()
    plain = unicodedata.normalize("NFC", cell).replace("\xa0", " ").replace("\u202f", " ")
    return plain.replace("\u200b", "").replace("\ufeff", "").strip()
