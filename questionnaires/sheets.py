"""The sheets of an XLSForm, with rows and columns as their author counts them.

A file is told by its first bytes, not by its name: an Excel workbook (workbooks.py) or the
Markdown form. pyxform's own readers drop blank rows and with them the count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias

from questionnaires.file_kinds import XLS, XLSX, foreign_text
from questionnaires.headers import KEYS, KNOWN, canonical, meant
from questionnaires.problems import Problem

__all__ = ["LARGEST_FILE", "Grid", "Row", "Sheet", "read_sheets"]

LARGEST_FILE = 8_000_000
"""Bytes of the largest file that is looked into."""

MOST_ROWS: Mapping[str, int] = {"survey": 3000, "choices": 5000, "settings": 100}
"""By sheet, how many rows may be filled."""

Grid = Sequence[Sequence[str]]
"""The cells of a sheet as text, row by row; "" where a cell is empty."""

_Report: TypeAlias = Callable[..., None]
_LINE = re.compile(r"\s*\|(.*)\|\s*")
_DEEPEST_HEADER = 20  # how far down the names of the columns are looked for
_RULE = re.compile(r"[\s|:\-]*-[\s|:\-]*")
_PIPE = re.compile(r"(?<!\\)\|")


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
    written; letters: whether the author sees columns as A, B, C (in a workbook); readable: whether
    the names of its columns are where they must be.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    headers: tuple[str, ...] = ()
    letters: bool = False
    readable: bool = True

    def letter(self, column: str) -> str:
        """Where a column stands, as Excel says it; "" where that means nothing."""
        known = self.letters and column in self.columns
        return _letter(self.columns.index(column)) if known else ""

    def header(self, column: str) -> str:
        """The name of a column as its author wrote it."""
        return self.headers[self.columns.index(column)] if column in self.columns else column


def _letter(index: int) -> str:
    """A for 0, AA for 26."""
    letters, index = "", index + 1
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
    if data.startswith((XLSX, XLS)):
        from questionnaires.workbooks import read_xls, read_xlsx  # late: most forms are text

        reader = read_xlsx if data.startswith(XLSX) else read_xls
        grids, letters = reader(data, file, problems), True
    elif foreign := foreign_text(data):
        return {}, [Problem(foreign, file)]
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
    def report(
        code: str, row: int, column: str | None = None, at: int | None = None, **values: str | int
    ) -> None:
        if letters and at is not None:
            values["cell"] = f"{_letter(at)}{row}"
        problems.append(Problem(code, file, row, column, {"sheet": name, **values}))

    tidy = [[_tidy(cell) for cell in row] for row in grid]
    below = _header_row(name, tidy)
    if below is not None:
        # whatever else is wrong with the sheet was told of the wrong rows
        problems[:] = [each for each in problems if each.values.get("sheet") != name]
        code = "sheet.no-header" if below == 0 else "sheet.header-below"
        report(code, 1, found=below + 1)
        return Sheet(name, (), (), (), letters, readable=False)
    headers = tuple(tidy[0]) if tidy else ()
    columns = tuple(canonical(name, cell) for cell in headers)
    for index, column in enumerate(columns):
        if column and columns.index(column) < index:
            report("sheet.duplicate-column", 1, column, index, value=headers[index])
    absent = _absent(name, columns) if tidy else []
    for column in absent:
        if column not in (meant(name, each) for each in columns):
            report("sheet.missing-column", 1, column, value=column)
    return Sheet(
        name,
        columns,
        tuple(_rows(name, columns, tidy, report)),
        headers,
        letters,
        readable=not absent,
    )


def _header_row(name: str, tidy: Grid) -> int | None:
    """Where the names of the columns stand instead of the first row, counted from 0.

    0: the first row is blank and no other holds them; None: nothing is wrong with the first row.
    """
    if not tidy or _names_columns(name, tidy[0]):
        return None
    for number, row in enumerate(tidy[1:_DEEPEST_HEADER], start=1):
        if _names_columns(name, row):
            return number
    return 0 if not any(tidy[0]) and any(map(any, tidy)) else None


def _names_columns(name: str, row: Sequence[str]) -> bool:
    """Whether a row holds the names of columns: all that no sheet can do without."""
    found = [canonical(name, cell) for cell in row]
    return any(each in KNOWN.get(name, ()) for each in found) and not _absent(name, found)


def _absent(name: str, columns: Sequence[str]) -> list[str]:
    return [column for column in KEYS.get(name, ()) if column not in columns]


def _rows(name: str, columns: Sequence[str], tidy: Grid, report: _Report) -> Iterator[Row]:
    """The rows below the first one, as many as may be filled."""
    filled = [number for number, cells in enumerate(tidy[1:], start=2) if any(cells)]
    most = MOST_ROWS.get(name)
    if most is not None and len(filled) > most:
        report("sheet.too-many-rows", filled[most], count=len(filled), most=most)
        tidy = tidy[: filled[most] - 1]
    for number, cells in enumerate(tidy[1:], start=2):
        pairs = list(zip_longest(columns, cells, fillvalue=""))
        stray = [index for index, (column, cell) in enumerate(pairs) if cell and not column]
        if stray:
            report("sheet.no-column", number, None, stray[0])
        yield Row(number, {column: cell for column, cell in pairs if column and cell})


def _tidy(cell: str) -> str:
    """NFC, without the spaces around it and without those that cannot be told from others."""
    if cell.isascii():
        return cell.strip()
    plain = unicodedata.normalize("NFC", cell).replace("\xa0", " ").replace("\u202f", " ")
    return plain.replace("\u200b", "").replace("\ufeff", "").strip()
