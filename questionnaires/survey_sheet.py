"""The survey and choices sheets, row by row: what each must hold and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.expressions import Expression, ExpressionError, parse
from questionnaires.form_text import Languages
from questionnaires.model import QUESTION_TYPES, Choice, Item, Section, Text
from questionnaires.problems import Problem
from questionnaires.relevance import circular
from questionnaires.sheets import Row, Sheet

__all__ = ["Choices", "read_choices", "read_survey"]

Choices = Mapping[str, tuple[Choice, ...]]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SELECT = ("select_one", "select_multiple")
_GROUP_MARKS = {"begin_group", "begin group", "end_group", "end group"}
_FOREIGN = {
    "note": ("required", "required_message", "constraint", "constraint_message"),
    "begin_group": ("hint", "required", "required_message", "constraint", "constraint_message"),
}
_APPEARANCES = {"", "minimal", "multiline", "likert", "horizontal", "columns", "field-list"}
_REQUIRED = {"yes": True, "true": True, "true()": True}
_OPTIONAL = {"": False, "no": False, "false": False, "false()": False}


def read_choices(
    sheet: Sheet | None, languages: Languages, file: str, problems: list[Problem]
) -> Choices:
    """The lists of choices by name, in the order of their rows."""
    lists: dict[str, tuple[Choice, ...]] = {}
    first_rows: dict[tuple[str, str], int] = {}

    def report(code: str, row: Row, column: str, **values: str | int) -> None:
        place = {"sheet": "choices", **values}
        problems.append(Problem(code, file, row.number, column, place))

    for row in sheet.rows if sheet else ():
        if not row.cells:
            continue
        name, code = row["list_name"], row["name"]
        label = languages.text(row, "label", "choices", file, problems)
        missing = [column for column in ("list_name", "name") if not row[column]]
        missing += ["label"] if not any(key.startswith("label") for key in row.cells) else []
        for column in missing:
            report("sheet.missing", row, column)
        if code.split() != [code] and code:
            report("choices.bad-code", row, "name", value=code)
        elif code and (name, code) in first_rows:
            report("choices.duplicate", row, "name", value=code, first=first_rows[name, code])
        first_rows.setdefault((name, code), row.number)
        if label:
            lists[name] = (*lists.get(name, ()), Choice(code, label))
    return lists


def read_survey(
    sheet: Sheet | None,
    choices: Choices,
    languages: Languages,
    file: str,
    problems: list[Problem],
) -> tuple[Section, ...]:
    """The sections in order; items outside groups stand in sections without a name."""
    if sheet is None:
        return ()
    survey = _Survey(choices, languages, file, problems)
    survey.find_names(sheet)
    for row in sheet.rows:
        if row.cells:
            survey.take(row)
    survey.finish()
    return tuple(survey.sections)


@dataclass
class _Survey:
    """The state of reading: the group that is open, the sections so far."""

    choices: Choices
    languages: Languages
    file: str
    problems: list[Problem]
    types: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    group: tuple[Row, Section] | None = None

    def report(self, code: str, row: Row, column: str | None, **values: str | int) -> None:
        place = {"sheet": "survey", **values}
        self.problems.append(Problem(code, self.file, row.number, column, place))

    def find_names(self, sheet: Sheet) -> None:
        """Learn all names and types first: an expression may name a later item."""
        for row in sheet.rows:
            kind = row["type"].split(" ")[0]
            if row["name"] and row["type"] not in _GROUP_MARKS:
                self.types.setdefault(row["name"], kind)

    def take(self, row: Row) -> None:
        kind = row["type"].replace("begin group", "begin_group").replace("end group", "end_group")
        if not kind:
            self.report("sheet.missing", row, "type")
        elif kind == "begin_group":
            self.open_group(row)
        elif kind == "end_group":
            self.close_group(row)
        else:
            self.take_item(row, kind)

    def open_group(self, row: Row) -> None:
        self.check_name(row)
        self.check_columns(row, "begin_group")
        if self.group:
            self.report("survey.nested-group", row, "type")
            return
        self.close_section(Section("", None, None, ()))
        label = self.text(row, "label")
        relevant = self.expression(row, "relevant")
        self.group = row, Section(row["name"], label, relevant, ())

    def close_group(self, row: Row) -> None:
        if self.group is None:
            self.report("survey.group-not-open", row, "type")
            return
        opened, section = self.group
        if not self.items:
            self.report("survey.empty-group", opened, "name", value=section.name)
        self.close_section(section)
        self.group = None

    def close_section(self, section: Section) -> None:
        if self.items:
            items = tuple(self.items)
            self.sections.append(Section(section.name, section.label, section.relevant, items))
        self.items = []

    def finish(self) -> None:
        if self.group:
            opened, section = self.group
            self.report("survey.group-not-closed", opened, "name", value=section.name)
        self.close_section(self.group[1] if self.group else Section("", None, None, ()))
        if not self.types:
            self.problems.append(
                Problem("survey.empty", self.file, None, None, {"sheet": "survey"})
            )
        if not self.problems:
            cycle = circular(self.sections)
            if cycle:
                row = Row(self.rows[cycle[0]], {})
                self.report("survey.cycle", row, "relevant", value=cycle[0])

    def take_item(self, row: Row, kind: str) -> None:
        base, *arguments = kind.split()
        takes_list = base in _SELECT
        if base not in QUESTION_TYPES or len(arguments) != takes_list:
            self.report("survey.unknown-type", row, "type", value=kind)
            return
        if takes_list and arguments[0] not in self.choices:
            self.report("survey.no-list", row, "type", value=arguments[0])
        self.check_name(row)
        self.check_columns(row, base)
        label = self.text(row, "label", needed=True)
        item = Item(
            name=row["name"],
            type=base,
            label=label or Text({self.languages.default: ""}, self.languages.default),
            hint=self.text(row, "hint"),
            choices=self.choices.get(arguments[0], ()) if takes_list else (),
            required=self.required(row),
            required_message=self.text(row, "required_message"),
            relevant=self.expression(row, "relevant"),
            constraint=self.expression(row, "constraint", base),
            constraint_message=self.text(row, "constraint_message"),
            appearance=row["appearance"],
            row=row.number,
        )
        self.items.append(item)

    def check_name(self, row: Row) -> None:
        name = row["name"]
        if not name:
            self.report("sheet.missing", row, "name")
        elif not _NAME.fullmatch(name):
            self.report("survey.bad-name", row, "name", value=name)
        elif name in self.rows:
            self.report("survey.duplicate-name", row, "name", value=name, first=self.rows[name])
        self.rows.setdefault(name, row.number)

    def check_columns(self, row: Row, kind: str) -> None:
        """Cells that mean nothing for this type, and appearances that we do not draw."""
        for column in row.cells:
            if column.partition("::")[0] in _FOREIGN.get(kind, ()):
                self.report("survey.not-here", row, column, value=kind)
        if row["appearance"] not in _APPEARANCES:
            self.report("survey.appearance", row, "appearance", value=row["appearance"])

    def text(self, row: Row, column: str, needed: bool = False) -> Text | None:
        if needed and not any(cell.partition("::")[0] == column for cell in row.cells):
            self.report("sheet.missing", row, column)
        return self.languages.text(row, column, "survey", self.file, self.problems)

    def required(self, row: Row) -> bool:
        value = row["required"].lower()
        known = _REQUIRED | _OPTIONAL
        if value not in known:
            self.report("survey.required", row, "required", value=row["required"])
        return known.get(value, False)

    def expression(self, row: Row, column: str, own: str | None = None) -> Expression | None:
        """The cell as an expression; a mistake in it is reported at its row and column."""
        if not row[column]:
            return None
        try:
            return parse(row[column], self.types, own)
        except ExpressionError as error:
            self.report(error.code, row, column, **error.values)
            return None
