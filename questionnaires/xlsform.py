"""XLSForm in Markdown -> Questionnaire: everything this product does not carry out is refused.

Our own checks find all mistakes at once, with sheet, row and column; a form that passes them is
built by pyxform too, so that whoever writes a form meets the checks known from ODK.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from questionnaires.form_text import languages_of
from questionnaires.model import Questionnaire
from questionnaires.problems import FormError, Problem
from questionnaires.sheets import Row, Sheet, read_markdown
from questionnaires.stored import with_digest
from questionnaires.survey_sheet import read_choices, read_survey

__all__ = ["read"]

_TRANSLATED = {
    "survey": ("label", "hint", "required_message", "constraint_message"),
    "choices": ("label",),
    "settings": (),
}
_PLAIN = {
    "survey": ("type", "name", "required", "relevant", "constraint", "appearance"),
    "choices": ("list_name", "name"),
    "settings": ("form_title", "form_id", "version", "default_language"),
}


def read(data: bytes, file: str) -> Questionnaire:
    """The questionnaire of a form written as Markdown tables (sheets survey, choices, settings).

    file: the name to show in problems. Raises FormError with every problem found.
    """
    sheets, problems = read_markdown(data, file)
    if not sheets:
        raise FormError(tuple(problems) or (_no_survey(file),))
    problems += _tables(sheets, file)
    settings = _settings(sheets)
    languages = languages_of(sheets, settings["default_language"], file, problems)
    choices = read_choices(sheets.get("choices"), languages, file, problems)
    sections = read_survey(sheets.get("survey"), choices, languages, file, problems)
    if not problems:
        problems += _pyxform(sheets, file)
    if problems:
        raise FormError(tuple(sorted(problems, key=_place)))
    name = settings["form_id"] or PurePath(file).stem
    title, version = settings["form_title"] or name, settings["version"]
    return with_digest(
        Questionnaire(name, title, version, "", languages.codes, languages.default, sections)
    )


def _place(problem: Problem) -> tuple[int, int]:
    sheet = str(problem.values.get("sheet", ""))
    order = [*_PLAIN].index(sheet) if sheet in _PLAIN else len(_PLAIN)
    return order, problem.row or 0


def _no_survey(file: str) -> Problem:
    return Problem("file.no-sheet", file, None, None, {"sheet": "survey"})


def _tables(sheets: Mapping[str, Sheet], file: str) -> list[Problem]:
    """Sheets that are missing or not known, and columns that are not known."""
    problems = [] if "survey" in sheets else [_no_survey(file)]
    for name, sheet in sheets.items():
        if name not in _PLAIN:
            problems.append(Problem("file.unknown-sheet", file, None, None, {"sheet": name}))
            continue
        for column in dict.fromkeys(sheet.columns):
            base, separator, _ = column.partition("::")
            known = _TRANSLATED[name] if separator else _TRANSLATED[name] + _PLAIN[name]
            if base not in known and any(row[column] for row in sheet.rows):
                place = Problem("sheet.unknown-column", file, 1, column, {"sheet": name})
                problems.append(place)
    return problems


def _settings(sheets: Mapping[str, Sheet]) -> Row:
    """The first row of the settings; an empty one where there is none."""
    rows = sheets["settings"].rows if "settings" in sheets else ()
    return next((row for row in rows if row.cells), Row(2, {}))


def _pyxform(sheets: Mapping[str, Sheet], file: str) -> list[Problem]:
    """What pyxform, which stops at the first mistake, finds in a form that passed our checks."""
    from pyxform.errors import PyXFormError  # late: the import takes a second
    from pyxform.xls2xform import convert

    workbook: dict[str, object] = {"sheet_names": list(sheets)}
    for name, sheet in sheets.items():
        workbook[name] = [dict(row.cells) for row in sheet.rows]
        workbook[f"{name}_header"] = [dict.fromkeys(filter(None, sheet.columns))]
    try:
        convert(workbook, form_name=PurePath(file).stem)
    except PyXFormError as error:
        context = getattr(error, "context", None) or {}
        row = context.get("row") or _row_in(str(error))
        values = {"message": str(error)}
        if "sheet" in context:
            values["sheet"] = str(context["sheet"])
        return [Problem("pyxform", file, row, None, values)]
    return []


def _row_in(message: str) -> int | None:
    match = re.search(r"\[row ?: ?(\d+)\]", message)
    return int(match[1]) if match else None
