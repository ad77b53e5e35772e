"""A form as files for other programs: Excel, Markdown tables, and the XForm of ODK Collect."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping

from questionnaires.model import Questionnaire
from questionnaires.tables import Table, tables_of

__all__ = ["WRITERS", "to_markdown", "to_xform", "to_xlsx"]

_LEADING = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for a formula when typed
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST, _NARROWEST = 60, 10


def to_markdown(form: Questionnaire) -> bytes:
    """The form as Markdown tables in UTF-8; line breaks in a text become spaces."""
    lines: list[str] = []
    for table in tables_of(form):
        lines.append(f"| {table.name} |")
        lines.append(_line(table.columns))
        lines += [_line(row.get(column, "") for column in table.columns) for row in table.rows]
        lines.append("")
    return "\n".join(lines).encode()


def _line(cells: Iterable[str]) -> str:
    tidy = (" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return f"| | {' | '.join(tidy)} |"


def to_xlsx(form: Questionnaire) -> bytes:
    """The form as an Excel workbook of text alone: a cell that looks like a formula is none.

    Such cells are marked as text for Excel too, so that editing one keeps it text.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables_of(form):
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        rows = [table.columns, *([row.get(c, "") for c in table.columns] for row in table.rows)]
        for number, row in enumerate(rows, start=1):
            for index, text in enumerate(row, start=1):
                if text:
                    cell = sheet.cell(number, index)
                    cell.value = _UNPRINTABLE.sub("", text)
                    cell.data_type = "s"  # openpyxl takes "=1" for a formula
                    cell.quotePrefix = text.startswith(_LEADING)
                    if number == 1:
                        cell.font = Font(bold=True)
        for letter, width in zip(_letters(len(table.columns)), _widths(table), strict=True):
            sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(count: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(index) for index in range(1, count + 1)]


def _widths(table: Table) -> list[int]:
    longest = (
        max(len(column), *(len(row.get(column, "")) for row in table.rows))
        for column in table.columns
    )
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]


def to_xform(form: Questionnaire) -> bytes:
    """The form as ODK's XForm (XML in UTF-8), made by pyxform from the same sheets.

    Raises ValueError with pyxform's words where it refuses the form.
    """
    from pyxform.errors import PyXFormError  # late: the import takes a second
    from pyxform.xls2xform import convert

    tables = tables_of(form)
    workbook: dict[str, object] = {"sheet_names": [table.name for table in tables]}
    for table in tables:
        workbook[table.name] = [dict(row) for row in table.rows]
        workbook[f"{table.name}_header"] = [dict.fromkeys(table.columns)]
    try:
        return str(convert(workbook, form_name="data").xform).encode()
    except PyXFormError as error:
        raise ValueError(str(error)) from error


WRITERS: Mapping[str, Callable[[Questionnaire], bytes]] = {
    "xlsx": to_xlsx,
    "xform": to_xform,
    "md": to_markdown,
}
"""By the name of a format, what writes it."""
