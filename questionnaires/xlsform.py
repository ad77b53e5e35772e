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

from questionnaires.choices_sheet import columns_of, read_choices
from questionnaires.form_text import languages_of
from questionnaires.headers import KNOWN, TRANSLATED, meant
from questionnaires.item_row import YES
from questionnaires.kinds import Kind, read_kind
from questionnaires.model import Questionnaire
from questionnaires.problems import FormError, Problem
from questionnaires.reporting import Reporter
from questionnaires.sheets import Row, Sheet, read_sheets
from questionnaires.stored import with_digest
from questionnaires.survey_sheet import read_survey

__all__ = ["read"]

_MEDIA = ("image", "audio", "video", "big-image", "media")
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
    settings = _settings(sheets)
    languages = languages_of(sheets, settings["default_language"], file, problems)
    lists = sheets.get("choices")
    choices = read_choices(lists, Reporter("choices", file, problems, languages))
    survey = Reporter("survey", file, problems, languages)
    sections = read_survey(sheets.get("survey"), choices, columns_of(lists), survey)
    if not problems:
        problems += _pyxform(sheets, file)
    if problems:
        raise FormError(tuple(_pointed(each, sheets) for each in sorted(problems, key=_place)))
    name = settings["form_id"] or _identifier(PurePath(file).stem)
    title, version = settings["form_title"] or name, settings["version"]
    return with_digest(
        Questionnaire(name, title, version, "", languages.codes, languages.default, sections)
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
    columns = [problem.column, *(f"{problem.column}::{each}" for each in _languages(sheet))]
    letter = next(filter(None, map(sheet.letter, columns)), "")
    if not letter or "cell" in problem.values:
        return problem
    return replace(problem, values={**problem.values, "cell": f"{letter}{problem.row}"})


def _languages(sheet: Sheet) -> list[str]:
    return [column.partition("::")[2] for column in sheet.columns if "::" in column]


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
            values = {"sheet": name, "value": base, "nearest": nearest}
            yield Problem("sheet.misspelled-column", file, 1, column, values)
        else:
            yield Problem("sheet.unknown-column", file, 1, column, {"sheet": name})


def _is_meant(sheet: str) -> bool:
    """Whether a workbook's sheet belongs to XLSForm, or to a form but for its spelling.

    Other sheets hold their author's notes, as every reader of XLSForm takes them.
    """
    return sheet in _OTHER_SHEETS or bool(get_close_matches(sheet, KNOWN, n=1, cutoff=0.75))


def _settings(sheets: Mapping[str, Sheet]) -> Row:
    """The first row of the settings; an empty one where there is none."""
    rows = sheets["settings"].rows if "settings" in sheets else ()
    return next((row for row in rows if row.cells), Row(2, {}))


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
        context = getattr(error, "context", None) or {}
        row = context.get("row") or _row_in(str(error))
        values = {"message": str(error)}
        if "sheet" in context:
            values["sheet"] = str(context["sheet"])
        return [Problem("pyxform", file, row, None, values)]
    return []


def _for_pyxform(row: Row) -> dict[str, str]:
    """The row's cells; pyxform takes no row that is switched off and then ends a group."""
    if row["disabled"].lower() in YES:
        return {}
    cells = dict(row.cells)
    kind = read_kind(cells.get("type", ""))
    # a spreadsheet makes the first letter a capital, which pyxform does not know
    if isinstance(kind, Kind) and not kind.list_name and cells["type"].lower() == kind.base:
        cells["type"] = kind.base
    return cells


def _identifier(stem: str) -> str:
    """A file's name as a form's: letters without marks, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", stem.replace("đ", "d").replace("Đ", "D"))
    word = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain.encode("ascii", "ignore").decode()).strip("-.")
    return word if re.match(r"[A-Za-z_]", word) else f"form-{word}".rstrip("-")


def _row_in(message: str) -> int | None:
    match = re.search(r"\[row ?: ?(\d+)\]", message)
    return int(match[1]) if match else None
