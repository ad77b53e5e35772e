"""Where a reader of a sheet puts what it finds wrong."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.form_text import Languages
from questionnaires.headers import TRANSLATED
from questionnaires.model import Text
from questionnaires.problems import Problem
from questionnaires.sheets import Row

__all__ = ["Reporter"]


@dataclass(frozen=True)
class Reporter:
    """The problems of one sheet of a file, and its texts in the languages of the form."""

    sheet: str
    file: str
    problems: list[Problem]
    languages: Languages

    def __call__(self, code: str, row: Row, column: str | None, **values: str | int) -> None:
        """Note a problem of a cell; of a text without language the cell of the default one."""
        if column in TRANSLATED[self.sheet]:
            column = self.languages.column(self.sheet, column)
        place = {"sheet": self.sheet, **values}
        self.problems.append(Problem(code, self.file, row.number, column, place))

    def whole(self, code: str, **values: str | int) -> None:
        """Note a problem of the whole sheet."""
        place = {"sheet": self.sheet, **values}
        self.problems.append(Problem(code, self.file, None, None, place))

    def text(self, row: Row, column: str) -> Text | None:
        """A cell in all languages; None where it is empty in all."""
        return self.languages.text(row, column, self.sheet, self.file, self.problems)
