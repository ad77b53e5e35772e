"""The only sheet of an Excel workbook as the cells that a CSV file of it would hold."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from sampling.problems import FrameError, Problem

__all__ = ["Sheet", "as_csv", "is_workbook", "sheet_of"]


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its rows with the numbers that Excel shows; blank rows are left out."""

    name: str
    rows: tuple[tuple[int, list[str]], ...]


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook by its first bytes, whatever its name says."""
    return data.startswith(b"PK\x03\x04")


def sheet_of(data: bytes) -> Sheet | Problem:
    """The only sheet that holds anything; a problem where there are several, or it is no workbook.

    Whole numbers have no decimals and dates are ISO, as Excel cells of codes and dates would
    read in a CSV file.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(each.title, _rows(each.iter_rows(values_only=True))) for each in book.worksheets]
        full = [(name, rows) for name, rows in sheets if rows]
    except (BadZipFile, KeyError, ValueError, ParseError) as error:
        return Problem("workbook", values={"reason": str(error)})
    if len(full) != 1:
        names = ", ".join(name for name, _ in full) or "—"
        return Problem("sheets", values={"found": str(len(full)), "value": names})
    return Sheet(*full[0])


def as_csv(data: bytes, file: str) -> bytes:
    """The workbook's sheet as the CSV file that reads the same; raises FrameError.

    docs/verify_draw.py reads CSV files alone.
    """
    sheet = sheet_of(data)
    if isinstance(sheet, Problem):
        raise FrameError([Problem(sheet.code, file, values=sheet.values)])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(cells for _, cells in sheet.rows)
    return text.getvalue().encode()


def _rows(rows: Iterable[Sequence[object]]) -> tuple[tuple[int, list[str]], ...]:
    """Rows that are not blank, as wide as the first: Excel keeps cells that were emptied."""
    found: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            width = len(found[0][1]) if found else 0
            found.append((number, cells + [""] * (width - len(cells))))
    return tuple(found)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(cell)
