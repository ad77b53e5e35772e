"""The languages of a form and the texts in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import Text
from questionnaires.problems import Problem
from questionnaires.sheets import Row, Sheet

__all__ = ["Languages", "languages_of"]

_CODE = re.compile(r".*\(\s*([A-Za-z-]+)\s*\)")
_WITHOUT = "vi"  # the language of a column that names none, in a form that names none anywhere


@dataclass(frozen=True)
class Languages:
    """The languages by the code in brackets (or their whole name), as columns name them."""

    names: Mapping[str, str]
    default: str

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.names)

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
            problems.append(Problem("survey.no-label", file, row.number, column, values))
            return None
        return Text(words, self.default) if words else None


def languages_of(
    sheets: Mapping[str, Sheet], default: str, file: str, problems: list[Problem]
) -> Languages:
    """The languages of all columns, in their order.

    default: as the settings name it; "" means the first language.
    """
    names: dict[str, str] = {}
    for sheet in sheets.values():
        for column in sheet.columns:
            _, separator, name = column.partition("::")
            if separator:
                names.setdefault(_code(name), name)
    if not names:
        names = {_code(default or _WITHOUT): default or _WITHOUT}
    if default and default not in names.values():
        values = {"sheet": "settings", "value": default}
        problems.append(Problem("settings.language", file, 2, "default_language", values))
        default = ""
    return Languages(names, _code(default) if default else next(iter(names)))


_NAMED = {"vietnamese": "vi", "tiếng việt": "vi", "english": "en", "tiếng anh": "en"}


def _code(name: str) -> str:
    match = _CODE.fullmatch(name)
    return match[1] if match else _NAMED.get(name.strip().lower(), name)
