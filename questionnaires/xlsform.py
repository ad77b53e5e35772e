"""XLSForm -> Questionnaire: everything this product does not carry out is refused.

Our own checks find all mistakes at once, with sheet, row and column; a form that passes them is
built by pyxform too, so that whoever writes a form meets the checks known from ODK.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING

from questionnaires.choices_sheet import columns_of, read_choices
from questionnaires.form_text import languages_of
from questionnaires.headers import KNOWN, TRANSLATED, meant
from questionnaires.item_row import YES
from questionnaires.kinds import Kind, read_kind
from questionnaires.model import Questionnaire
from questionnaires.problems import FormError, Problem
from questionnaires.reporting import Reporter
from questionnaires.settings_sheet import read_settings
from questionnaires.sheets import Row, Sheet, read_sheets
from questionnaires.stored import with_digest
from questionnaires.survey_sheet import read_survey

if TYPE_CHECKING:
    from pyxform.errors import PyXFormError

__all__ = ["read"]

_MEDIA = ("image", "audio", "video", "big-image", "media")
_OF_CHOICES = ("survey.no-list", "expression.unknown-column")
_OTHER_SHEETS = {"external_choices", "entities", "osm", "cascades", "columns", "select choices"}


def read(data: bytes, file: str) -> Questionnaire:
    """The questionnaire of a form: an Excel workbook (xlsx, xls) or Markdown tables, with sheets
    survey, choices and settings.

    file: the name to show in problems. Raises FormError with every problem found.
    """
    sheets, problems = read_sheets(data, file)
    if not sheets:
        raise FormError(tuple(problems) or (_no_survey(file),))
    problems += _tables(sheets, file)
    readable = {name: sheet for name, sheet in sheets.items() if sheet.readable}
    settings = read_settings(readable.get("settings"), file, problems)
    languages = languages_of(readable, settings, file, problems)
    lists = readable.get("choices")
    choices = read_choices(lists, Reporter("choices", file, problems, languages))
    survey = Reporter("survey", file, problems, languages)
    sections = read_survey(readable.get("survey"), choices, columns_of(lists), survey)
    if "choices" in sheets.keys() - readable.keys():
        problems = [each for each in problems if each.code not in _OF_CHOICES]
    if not problems:
        problems += _pyxform(sheets, file)
    if problems:
        raise FormError(tuple(_pointed(each, sheets) for each in sorted(problems, key=_place)))
    name = settings.form_id or _identifier(PurePath(file).stem)
    return with_digest(
        Questionnaire(
            name,
            settings.title or name,
            settings.version,
            "",
            languages.codes,
            languages.default,
            sections,
            settings.style,
        )
    )


def _place(problem: Problem) -> tuple[int, int]:
    sheet = str(problem.values.get("sheet", ""))
    order = [*KNOWN].index(sheet) if sheet in KNOWN else len(KNOWN)
    return order, problem.row or 0


def _pointed(problem: Problem, sheets: Mapping[str, Sheet]) -> Problem:
    """The same problem with its cell, where the author sees letters and numbers."""
    sheet = sheets.get(str(problem.values.get("sheet", "")))
    if sheet is None or problem.row is None or problem.column is None:
        return problem
    letter = sheet.letter(problem.column)
    if not letter or "cell" in problem.values:
        return problem
    return replace(problem, values={**problem.values, "cell": f"{letter}{problem.row}"})


def _no_survey(file: str) -> Problem:
    return Problem("file.no-sheet", file, None, None, {"sheet": "survey"})


def _tables(sheets: Mapping[str, Sheet], file: str) -> list[Problem]:
    """Sheets that are missing or not known, and columns that are not known."""
    problems = [] if "survey" in sheets else [_no_survey(file)]
    for name, sheet in sheets.items():
        if name in KNOWN:
            problems += _unknown_columns(sheet, file)
        elif not sheet.letters or _is_meant(name):
            problems.append(Problem("file.unknown-sheet", file, None, None, {"sheet": name}))
    return problems


def _unknown_columns(sheet: Sheet, file: str) -> Iterator[Problem]:
    name = sheet.name
    for column in dict.fromkeys(filter(None, sheet.columns)):
        base, separator, _ = column.partition("::")
        if base in (TRANSLATED[name] if separator else KNOWN[name]):
            continue
        if not any(row[column] for row in sheet.rows):
            continue
        nearest = meant(name, column)
        if nearest is None and column in columns_of(sheet) and base not in _MEDIA:
            continue  # a column for choice_filter
        if nearest is not None and base not in KNOWN[name]:
            written = re.split(r"\s*::?", sheet.header(column))[0]
            values = {"sheet": name, "value": written, "nearest": nearest}
            yield Problem("sheet.misspelled-column", file, 1, column, values)
        else:
            values = {"sheet": name, "value": sheet.header(column)}
            yield Problem("sheet.unknown-column", file, 1, column, values)


def _is_meant(sheet: str) -> bool:
    """Whether a workbook's sheet belongs to XLSForm, or to a form but for its spelling.

    Other sheets hold their author's notes, as every reader of XLSForm takes them.
    """
    return sheet in _OTHER_SHEETS or bool(get_close_matches(sheet, KNOWN, n=1, cutoff=0.75))


def _pyxform(sheets: Mapping[str, Sheet], file: str) -> list[Problem]:
    """What pyxform, which stops at the first mistake, finds in a form that passed our checks."""
    from pyxform.errors import PyXFormError  # late: the import takes a second
    from pyxform.xls2xform import convert

    forms = {name: sheet for name, sheet in sheets.items() if name in KNOWN}
    workbook: dict[str, object] = {"sheet_names": list(forms)}
    for name, sheet in forms.items():
        workbook[name] = [_for_pyxform(row) for row in sheet.rows]
        workbook[f"{name}_header"] = [dict.fromkeys(filter(None, sheet.columns))]
    try:
        convert(workbook, form_name="data")  # a file may be called anything
    except PyXFormError as error:
        return [_told(error, file)]
    return []


def _told(error: PyXFormError, file: str) -> Problem:
    """The refusal at the place that it names, in its context or in its words."""
    message, context = str(error), getattr(error, "context", None) or {}
    named = re.search(r"On the '(\w+)' sheet, the '(\w+)' value", message)
    row = context.get("row") or _row_in(message)
    sheet = context.get("sheet") or (named[1] if named else "survey")
    column = context.get("column") or (named[2] if named else None)
    values = {"message": message, **({"sheet": str(sheet)} if row or named else {})}
    return Problem("pyxform", file, row, str(column) if column else None, values)


def _for_pyxform(row: Row) -> dict[str, str]:
    """The row's cells; pyxform takes no row that is switched off and then ends a group."""
    if row["disabled"].lower() in YES:
        return {}
    kind = read_kind(row["type"])
    # pyxform knows no capitals, which a spreadsheet makes of first letters
    return {**row.cells, **({"type": kind.spelling} if isinstance(kind, Kind) else {})}


def _identifier(stem: str) -> str:
    """A file's name as a form's: letters without marks, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", stem.replace("đ", "d").replace("Đ", "D"))
    word = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain.encode("ascii", "ignore").decode()).strip("-.")
    return word if re.match(r"[A-Za-z_]", word) else f"form-{word}".rstrip("-")


def _row_in(message: str) -> int | None:
    match = re.search(r"\[row ?: ?(\d+)\]", message)
    return int(match[1]) if match else None
