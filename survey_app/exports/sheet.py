"""One sheet of a workbook: title, labels, what it is, heads, rows, notes in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.exports.tables import safe_text

__all__ = ["COUNT", "POINTS", "SCORE", "SHARE", "Noted", "Row", "Sheet"]
__all__ += ["Value", "noted", "write"]

POINTS, SHARE, COUNT, SCORE = "#,##0.00", "0.0%", "#,##0", "0.000"
"""Excel shows the separators of the reader's language: 1.234,5 in Vietnamese."""
WIDE = ("Tiêu chí", "Câu hỏi", "Nội dung", "Lựa chọn", "Lý do")

Value = str | float | int | None


@dataclass(frozen=True)
class Noted:
    """A value with an explanation beside it, shown when the cell is pointed at."""

    value: Value
    note: str


Row = Sequence[Value | Noted]


@dataclass(frozen=True)
class Sheet:
    """A table: title, what it is, heads with their number formats, rows."""

    name: str
    title: str
    says: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def noted(value: Value, note: str) -> Value | Noted:
    """The value, with the note where there is one."""
    return Noted(value, note) if note else value


def write(page: Worksheet, sheet: Sheet, about: str, labels: str) -> None:
    """Title, labels, what it is, heads and rows, each in its format.

    about: the campaign in a line; labels: that stand on every page.
    """
    for line in (sheet.title, about, labels, sheet.says):
        page.append([line])
    page.append([])
    page["A1"].font = Font(bold=True, size=14)
    page["A3"].font = Font(bold=True, color="9C2A00")
    page.append([head for head, _ in sheet.heads])
    top = page.max_row
    for cell in page[top]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7EEF3")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(sheet.rows, top + 1):
        for column, (value, (_, form)) in enumerate(zip(values, sheet.heads, strict=True), 1):
            _put(page, row, column, value, form)
    page.freeze_panes = page.cell(top + 1, 1)
    for column, (head, form) in enumerate(sheet.heads, 1):
        width = 14 if form else 60 if head in WIDE else 26
        page.column_dimensions[get_column_letter(column)].width = 8 if head == "STT" else width


def _put(page: Worksheet, row: int, column: int, value: Value | Noted, form: str) -> None:
    note = value.note if isinstance(value, Noted) else ""
    plain = value.value if isinstance(value, Noted) else value
    cell = page.cell(row, column, safe_text(plain) if isinstance(plain, str) else plain)
    if form:
        cell.number_format = form
    else:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if note:
        cell.comment = Comment(note, "par-survey", width=320, height=90)
