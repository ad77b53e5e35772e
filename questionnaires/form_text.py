"""The languages of a form and the texts in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.headers import TRANSLATED
from questionnaires.model import Text
from questionnaires.problems import Problem
from questionnaires.settings_sheet import Settings
from questionnaires.sheets import Row, Sheet

__all__ = ["Languages", "languages_of"]

_CODE = re.compile(r".*\(\s*([A-Za-z-]+)\s*\)")
_BARE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
_WITHOUT = "vi"  # the language of a column that names none, unless the settings say otherwise
_NAMED = {
    **dict.fromkeys(("vietnamese", "tiếng việt", "việt"), "vi"),
    **dict.fromkeys(("english", "tiếng anh", "anh"), "en"),
}


@dataclass(frozen=True)
class Languages:
    """The languages by the code in brackets (or their whole name), as columns name them.

    A column that names no language is in the default one. columns: those of each sheet.
    """

    names: Mapping[str, str]
    default: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.names)

    def column(self, sheet: str, base: str, code: str = "") -> str:
        """The column that holds these words in a language ("": the default one)."""
        code = code or self.default
        named, columns = f"{base}::{self.names.get(code, code)}", self.columns.get(sheet, ())
        translated = any(each.startswith(f"{base}::") for each in columns)
        bare = code == self.default and (base in columns or not translated)
        return base if bare and named not in columns else named

    def columns_of(self, base: str) -> tuple[str, ...]:
        """All columns that may hold these words."""
        return (base, *(f"{base}::{name}" for name in self.names.values()))

    def text(
        self, row: Row, column: str, sheet: str, file: str, problems: list[Problem]
    ) -> Text | None:
        """The cells of a column in all languages; None where all are empty.

        Where the default language alone is empty, that is a problem.
        """
        words = {code: row[f"{column}::{name}"] for code, name in self.names.items()}
        words = {code: word for code, word in words.items() if word}
        if row[column]:
            words.setdefault(self.default, row[column])
        if words and self.default not in words:
            values = {"sheet": sheet, "language": self.names[self.default]}
            empty = self.column(sheet, column)
            problems.append(Problem("survey.no-label", file, row.number, empty, values))
            return None
        return Text(words, self.default) if words else None


def languages_of(
    sheets: Mapping[str, Sheet], settings: Settings, file: str, problems: list[Problem]
) -> Languages:
    """The languages of all columns, in their order; without any name for them Vietnamese."""
    columns = {name: tuple(filter(None, sheet.columns)) for name, sheet in sheets.items()}
    names: dict[str, str] = {}
    for sheet, column in ((sheet, each) for sheet, found in columns.items() for each in found):
        base, _, name = column.partition("::")
        if not name or base not in _texts(sheet):
            continue
        first = names.setdefault(_code(name), name)
        if first != name:  # whose words would be lost
            values = {"sheet": sheet, "value": name, "first": first}
            problems.append(Problem("sheet.same-language", file, 1, column, values))
    default = settings.default_language
    if default and default not in names.values():
        if (names and not _bare(columns)) or not (names or _is_language(default)):
            known = ", ".join(names.values()) or "Tiếng Việt (vi), English (en)"
            values = {"sheet": "settings", "value": default, "known": known}
            place = (settings.row, "default_language")
            problems.append(Problem("settings.language", file, *place, values))
            default = ""
        else:
            names = {_code(default): default, **names}
    if not names or (not default and _both(columns) and _WITHOUT not in names):
        names = {_WITHOUT: _WITHOUT, **names}
    found = Languages(names, _code(default) if default else next(iter(names)), columns)
    problems += _twice(found, sheets, file)
    return found


def _bare(columns: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a column of texts names no language."""
    return any(base in columns.get(sheet, ()) for sheet in columns for base in _texts(sheet))


def _both(columns: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the same texts stand in a column without language and in one that names one."""
    return any(
        base in found and any(each.startswith(f"{base}::") for each in found)
        for sheet, found in columns.items()
        for base in _texts(sheet)
    )


def _texts(sheet: str) -> tuple[str, ...]:
    return TRANSLATED.get(sheet, ())


def _twice(languages: Languages, sheets: Mapping[str, Sheet], file: str) -> list[Problem]:
    """Columns without language beside one in the default language: which of them counts?"""
    name = languages.names[languages.default]
    return [
        Problem("sheet.two-defaults", file, 1, base, {"sheet": key, "value": f"{base}::{name}"})
        for key, sheet in sheets.items()
        for base in _texts(key)
        if f"{base}::{name}" in sheet.columns and any(row[base] for row in sheet.rows)
    ]


def _is_language(name: str) -> bool:
    return _code(name) != name or bool(_BARE_CODE.fullmatch(name))


def _code(name: str) -> str:
    match = _CODE.fullmatch(name)
    return match[1] if match else _NAMED.get(name.strip().lower(), name)
