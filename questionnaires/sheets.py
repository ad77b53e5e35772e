"""The sheets of an XLSForm in its Markdown form, with row numbers as their author counts them.

pyxform's own reader drops blank rows and with them the count; this one keeps them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.problems import Problem

__all__ = ["Row", "Sheet", "read_markdown"]

_LINE = re.compile(r"\s*\|(.*)\|\s*")
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
    """One sheet, blank rows included, so that rows[i] is row i + 2."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_markdown(data: bytes, file: str) -> tuple[dict[str, Sheet], list[Problem]]:
    """The sheets by name in lower case, and what is wrong with them as tables.

    A sheet's name stands in the first cell of a line; `|---|` rules and lines outside tables
    are passed over.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [Problem("file.encoding", file)]
    tables: dict[str, list[list[str]]] = {}
    current: list[list[str]] | None = None
    problems: list[Problem] = []
    for number, line in enumerate(unicodedata.normalize("NFC", text).split("\n"), start=1):
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
    sheets = {name: _sheet(name, rows, file, problems) for name, rows in tables.items()}
    return sheets, problems


def _sheet(name: str, rows: Sequence[Sequence[str]], file: str, problems: list[Problem]) -> Sheet:
    columns = tuple(_column(cell) for cell in rows[0]) if rows else ()
    named = [column for column in columns if column]
    problems.extend(
        Problem("sheet.duplicate-column", file, 1, column, {"sheet": name})
        for column in dict.fromkeys(named)
        if named.count(column) > 1
    )
    read = []
    for number, cells in enumerate(rows[1:], start=2):
        filled = {column: cell for column, cell in zip(columns, cells, strict=False) if cell}
        if any(cells[len(columns) :]) or "" in filled:
            problems.append(Problem("sheet.no-column", file, number, None, {"sheet": name}))
        read.append(Row(number, {column: cell for column, cell in filled.items() if column}))
    return Sheet(name, columns, tuple(read))


def _column(cell: str) -> str:
    """A column's name in lower case, the language after `::` as written."""
    name, separator, language = cell.partition("::")
    return f"{name.strip().lower()}{separator}{language.strip()}"
