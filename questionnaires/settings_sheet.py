"""The settings sheet: the form's name, title and version, its language and its style."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.problems import Problem
from questionnaires.sheets import Row, Sheet

__all__ = ["Settings", "read_settings"]

_FORM_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_STYLES = ("pages", "theme-grid", "theme-plain", "theme-formhub", "no-text-transform")
"""Looks that ODK's web forms know; here a section is a screen whatever is said."""


@dataclass(frozen=True)
class Settings:
    """What the settings say; "" where they say nothing. row: where they say it."""

    form_id: str = ""
    title: str = ""
    version: str = ""
    default_language: str = ""
    style: str = ""
    row: int = 2


def read_settings(sheet: Sheet | None, file: str, problems: list[Problem]) -> Settings:
    """The one filled row of the settings, everything wrong with it reported at its cell."""
    rows = [row for row in sheet.rows if row.cells] if sheet is not None else []
    if not rows:
        return Settings()

    def report(code: str, row: Row, column: str | None, **values: str | int) -> None:
        place = {"sheet": "settings", **values}
        problems.append(Problem(code, file, row.number, column, place))

    first = rows[0]
    for row in rows[1:]:
        report("settings.second-row", row, None, first=first.number)
    if first["form_id"] and not _FORM_ID.fullmatch(first["form_id"]):
        report("settings.form-id", first, "form_id", value=first["form_id"])
    for word in first["style"].split():
        if word not in _STYLES:
            report("settings.style", first, "style", value=word, known=", ".join(_STYLES))
    return Settings(
        first["form_id"],
        first["form_title"],
        first["version"],
        first["default_language"],
        " ".join(first["style"].split()),
        first.number,
    )
