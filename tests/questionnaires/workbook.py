"""Workbooks for tests, written as openpyxl and as a hand that means harm would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

__all__ = ["CHOICES", "workbook", "zip_bomb"]

Cells = Sequence[Sequence[object]]

CHOICES: Cells = (
    ("list_name", "name", "label"),
    ("cokhong", "co", "Có"),
    ("cokhong", "khong", "Không"),
)


def workbook(sheets: Mapping[str, Cells], merge: Mapping[str, str] | None = None) -> bytes:
    """An xlsx file of these sheets; merge: by sheet, the cells to be merged."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if merge and name in merge:
            sheet.merge_cells(merge[name])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def zip_bomb(size: int) -> bytes:
    """A workbook whose survey sheet unpacks to `size` bytes of blank rows."""
    good = workbook({"survey": [("type", "name", "label")]})
    written = BytesIO()
    with ZipFile(BytesIO(good)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                head, tail = content.split(b"</sheetData>")
                content = head + b" " * size + b"</sheetData>" + tail
            new.writestr(part.filename, content)
    return written.getvalue()
