"""Excel workbooks, xlsx and xls, as grids of text: bounded in time and memory, never trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from questionnaires.file_kinds import foreign_ole, foreign_zip
from questionnaires.problems import Problem
from questionnaires.sheets import Grid

__all__ = ["read_xls", "read_xlsx"]

_LARGEST_CONTENT = 40_000_000  # bytes of an xlsx once it is unpacked
_MOST_PARTS = 1000
_MOST_CELLS = 150_000
_MOST_ROWS, _MOST_COLUMNS = 20_000, 300
_SHEETS = ("survey", "choices", "settings")
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class _TooManyCellsError(ValueError):
    """A sheet that no form needs."""


def read_xlsx(data: bytes, file: str, problems: list[Problem]) -> dict[str, Grid]:
    """The grids of a workbook's sheets by name in lower case.

    Formulas, cells that show an error and merged cells are reported with sheet and cell. A
    sheet that is no part of a form is named, its grid empty.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if foreign := foreign_zip(part.filename for part in parts):
                problems.append(Problem(foreign, file))
                return {}
            # zipfile unpacks no more of a part than the size it states here
            if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > _LARGEST_CONTENT:
                most = _LARGEST_CONTENT // 1_000_000
                problems.append(Problem("file.too-large-inside", file, values={"most": most}))
                return {}
            merged = _merged(archive)
        return _xlsx_grids(data, file, problems, merged)
    except _TooManyCellsError:
        problems.append(Problem("file.too-many-cells", file, values={"most": _MOST_CELLS}))
    except BadZipFile:
        problems.append(Problem("file.broken-workbook", file))
    except Exception:  # noqa: BLE001  (a broken file makes its reader raise anything at all)
        problems.append(Problem("file.broken-workbook", file))
    return {}


def read_xls(data: bytes, file: str, problems: list[Problem]) -> dict[str, Grid]:
    """The same of a workbook of Excel 97-2003, of whose formulas the results are read."""
    import xlrd

    if foreign := foreign_ole(data):
        problems.append(Problem(foreign, file))
        return {}
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=BytesIO(), on_demand=True)
        grids: dict[str, Grid] = {}
        for name in book.sheet_names():
            key = name.strip().lower()
            sheet = book.sheet_by_name(name) if key in _SHEETS else None
            grids[key] = _xls_grid(sheet, key, book.datemode, file, problems) if sheet else ()
    except _TooManyCellsError:
        problems.append(Problem("file.too-many-cells", file, values={"most": _MOST_CELLS}))
    except Exception as error:  # noqa: BLE001  (as above)
        locked = "encrypted" in str(error)
        problems.append(Problem("file.password" if locked else "file.broken-workbook", file))
    else:
        return grids
    return {}


def _xlsx_grids(
    data: bytes, file: str, problems: list[Problem], merged: dict[str, list[str]]
) -> dict[str, Grid]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    grids: dict[str, Grid] = {}
    for sheet in book.worksheets:
        key = sheet.title.strip().lower()
        if key not in _SHEETS:
            grids[key] = ()
            continue
        sheet.reset_dimensions()
        problems.extend(_at(file, key, "sheet.merged", cells) for cells in merged.get(key, ())[:20])
        grids[key] = [
            [_read(cell, key, file, problems) for cell in row] for row in _bounded(sheet.rows)
        ]
    book.close()
    return grids


def _bounded(rows: Any) -> Iterator[Any]:
    """The rows down to the last one that a form can have; raises _TooManyCellsError."""
    seen = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell for cell in row if cell.value is not None]
        if cells and number > _MOST_ROWS:
            raise _TooManyCellsError
        seen += len(cells)
        if seen > _MOST_CELLS or (cells and cells[-1].column > _MOST_COLUMNS):
            raise _TooManyCellsError
        if number <= _MOST_ROWS:
            yield row[:_MOST_COLUMNS]
        elif number > 4 * _MOST_ROWS:
            return


def _read(cell: Any, sheet: str, file: str, problems: list[Problem]) -> str:
    if cell.value is None:
        return ""
    if cell.data_type in ("f", "e"):
        code = "sheet.formula" if cell.data_type == "f" else "sheet.error-value"
        problems.append(_at(file, sheet, code, cell.coordinate, cell.row))
        return "0"  # the cell is not empty: what is missing is not reported as well
    return _text(cell.value)


def _text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a point, dates in ISO form."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _at(file: str, sheet: str, code: str, cell: str, row: int | None = None) -> Problem:
    number = re.search(r"\d+", cell)
    row = row or (int(number[0]) if number else None)
    return Problem(code, file, row, None, {"sheet": sheet, "cell": cell})


def _merged(archive: ZipFile) -> dict[str, list[str]]:
    """The merged cells of each sheet, as "A2:A5", by the sheet's name in lower case."""
    from defusedxml.ElementTree import fromstring

    targets = {
        each.get("Id"): each.get("Target", "").removeprefix("/xl/")
        for each in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(sheet.get(_RELATIONS))
        key = str(sheet.get("name", "")).strip().lower()
        if sheet.tag.endswith("}sheet") and key in _SHEETS and target:
            content = archive.read(f"xl/{target}")
            cells = re.findall(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{2,24})"', content)
            found[key] = [each.decode() for each in cells]
    return found


def _xls_grid(sheet: Any, name: str, datemode: int, file: str, problems: list[Problem]) -> Grid:
    import xlrd

    if sheet.nrows > _MOST_ROWS or sheet.nrows * sheet.ncols > 4 * _MOST_CELLS:
        raise _TooManyCellsError
    grid: list[list[str]] = []
    for number in range(sheet.nrows):
        cells: list[str] = []
        for cell in sheet.row(number):
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                letter = xlrd.colname(len(cells))
                problems.append(_at(file, name, "sheet.error-value", f"{letter}{number + 1}"))
                value = "0"
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, datemode)
            cells.append(_text(value))
        grid.append(cells)
    return grid
