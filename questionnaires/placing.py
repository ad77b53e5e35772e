"""Remarks where the author of a form finds them: in the file, sheet, row and cell they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from questionnaires.craft import Remark
from questionnaires.form_text import Languages, languages_of
from questionnaires.headers import TRANSLATED
from questionnaires.item_bank import Resolved
from questionnaires.problems import Problem
from questionnaires.settings_sheet import read_settings
from questionnaires.sheets import Sheet, read_sheets

__all__ = ["placed"]


def placed(found: Iterable[Remark], resolved: Resolved, file: str) -> tuple[Remark, ...]:
    """The remarks on the form that was read from `resolved`, with columns as they are written.

    Their values name the file, and the cell where the form is a workbook.
    """
    sheets, _ = read_sheets(resolved.data, file)
    settings = read_settings(sheets.get("settings"), file, [])
    languages = languages_of(sheets, settings, file, [])
    return tuple(_placed(each, resolved, file, sheets, languages) for each in found)


def _placed(
    remark: Remark,
    resolved: Resolved,
    file: str,
    sheets: Mapping[str, Sheet],
    languages: Languages,
) -> Remark:
    sheet = sheets[str(remark.values["sheet"])]
    base, _, code = (remark.column or "").partition("::")
    if base in TRANSLATED[sheet.name]:
        column: str | None = languages.column(sheet.name, base, code)
    else:
        column = remark.column
    letter = sheet.letter(column or "")
    cell = {"cell": f"{letter}{remark.row}"} if letter and remark.row else {}
    there = Problem(remark.code, file, remark.row, column, {**remark.values, **cell})
    told = resolved.told(there)
    return replace(remark, row=told.row, column=column, values={"file": told.file, **told.values})
