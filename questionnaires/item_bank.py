"""Items that several forms share, written once: a form takes them from a bank by name.

A bank is a form without settings. In a form, a row of type `include` names an item or a group
of the bank; `include a b` before the name of a group takes only these items of it. What comes
out is an ordinary form without such rows: it is what is read, digested, stored and downloaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from questionnaires import xlsform
from questionnaires.model import Questionnaire
from questionnaires.problems import FormError, Problem
from questionnaires.sheets import Row, Sheet, read_sheets

__all__ = ["Resolved", "read", "resolve"]

INCLUDE = "include"
_OPEN, _CLOSE = ("begin_group", "begin group"), ("end_group", "end group")
_OWN = {"type", "name"}  # the cells of an include row that mean something
_Placed = tuple[str, Row]  # a row and the file it stands in


@dataclass(frozen=True)
class Resolved:
    """A form without include rows. places: by sheet, the file and row each of its rows is from;
    file, sheets: as its author wrote them, where anything was included."""

    data: bytes
    places: Mapping[str, tuple[tuple[str, int], ...]]
    file: str = ""
    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def told(self, problem: Problem) -> Problem:
        """A problem of the resolved form at the place where its author finds it."""
        name, row = str(problem.values.get("sheet", "")), problem.row
        if name not in self.places or row is None:
            return problem
        file, row = self.place(name, row)
        values = dict(problem.values)
        own = self.sheets.get(name) if file == self.file else None
        letter = own.letter(problem.column or "") if own is not None else ""
        if letter:
            values["cell"] = f"{letter}{row}"
        first = values.get("first")
        if isinstance(first, int):  # the row that the sentence names beside its own
            other, first = self.place(name, first)
            values["first"] = first if other == file else f"{first} ({other})"
        return replace(problem, file=file, row=row, values=values)

    def place(self, sheet: str, row: int) -> tuple[str, int]:
        """The file and row that a row of the resolved sheet is from."""
        rows = self.places[sheet]
        return rows[row - 2] if 2 <= row < len(rows) + 2 else (self.file, row)


def resolve(form: bytes, file: str, bank: bytes, bank_file: str) -> Resolved:
    """The form with what it includes from the bank, and the lists of choices these need.

    A form that includes nothing comes out byte for byte. Raises FormError with every include
    row that names nothing of the bank, or says more than what to take.
    """
    sheets, problems = read_sheets(form, file)
    survey = sheets.get("survey")
    if survey is None or not any(_is_include(row) for row in survey.rows):
        return Resolved(form, {})
    shared, more = read_sheets(bank, bank_file)
    problems += more
    taking = _Taking(_Bank(shared, bank_file), file, problems)
    rows = [placed for row in survey.rows for placed in taking.row(row)]
    if problems:
        raise FormError(tuple(problems))
    written = {"survey": rows, **{n: _own(s, file) for n, s in sheets.items() if n != "survey"}}
    lists = [*_lists(rows, written.get("choices", []), taking.bank)]
    if lists:
        written["choices"] = [*written.get("choices", []), *lists]
    text = "\n".join(
        _markdown(name, _columns(name, sheets, shared), rows) for name, rows in written.items()
    )
    places = {
        name: tuple((where, row.number) for where, row in rows) for name, rows in written.items()
    }
    return Resolved(text.encode(), places, file, sheets)


def read(form: bytes, file: str, bank: bytes, bank_file: str) -> tuple[Questionnaire, bytes]:
    """The questionnaire of a form that may include items of a bank, and the resolved form.

    Raises FormError; a problem of an included item is told at its place in the bank.
    """
    resolved = resolve(form, file, bank, bank_file)
    try:
        return xlsform.read(resolved.data, file), resolved.data
    except FormError as error:
        raise FormError(tuple(resolved.told(each) for each in error.problems)) from None


class _Bank:
    """The rows of a bank by name; a group is all its rows, from its opening to its end."""

    def __init__(self, sheets: Mapping[str, Sheet], file: str) -> None:
        self.file = file
        self.items: dict[str, Row] = {}
        self.groups: dict[str, tuple[Row, ...]] = {}
        self.choices = sheets["choices"].rows if "choices" in sheets else ()
        opened: list[Row] = []
        for row in sheets["survey"].rows if "survey" in sheets else ():
            if row["type"] in _OPEN:
                opened = [row]
            elif row["type"] in _CLOSE and opened:
                self.groups[opened[0]["name"]] = (*opened, row)
                opened = []
            elif row["name"]:
                self.items[row["name"]] = row
                opened += [row] if opened else []


@dataclass(frozen=True)
class _Taking:
    """The rows of a form being replaced by what they include."""

    bank: _Bank
    file: str
    problems: list[Problem]

    def row(self, row: Row) -> Iterator[_Placed]:
        """The row itself, or what it includes."""
        if not _is_include(row):
            yield self.file, row
            return
        for column in sorted(row.cells.keys() - _OWN):
            self.report("include.own-cell", row, column)
        name, only = row["name"], row["type"].split()[1:]
        if not name:
            self.report("sheet.missing", row, "name")
        elif name in self.bank.groups:
            yield from ((self.bank.file, each) for each in self.group(row, name, only))
        elif name not in self.bank.items:
            self.unknown(row, "name", name, {*self.bank.items, *self.bank.groups})
        elif only:
            self.report("include.not-a-group", row, "type", value=name)
        else:
            yield self.bank.file, self.bank.items[name]

    def group(self, row: Row, name: str, only: list[str]) -> list[Row]:
        """The group's rows; with `only`, these items in the order they are named."""
        opening, *items, end = self.bank.groups[name]
        own = {each["name"]: each for each in items}
        for item in only:
            if item not in own:
                self.unknown(row, "type", item, own)
        chosen = [own[item] for item in only if item in own] if only else items
        return [opening, *chosen, end]

    def unknown(self, row: Row, column: str, value: str, known: Iterable[str]) -> None:
        close = get_close_matches(value, sorted(known), 1)
        values = {"value": value, "bank": self.bank.file}
        if close:
            self.report("include.mistyped", row, column, **values, nearest=close[0])
        else:
            self.report("include.unknown", row, column, **values)

    def report(self, code: str, row: Row, column: str, **values: str) -> None:
        place = {"sheet": "survey", **values}
        self.problems.append(Problem(code, self.file, row.number, column, place))


def _is_include(row: Row) -> bool:
    return row["type"].split(" ")[0] == INCLUDE


def _own(sheet: Sheet, file: str) -> list[_Placed]:
    return [(file, row) for row in sheet.rows]


def _lists(rows: list[_Placed], own: list[_Placed], bank: _Bank) -> Iterator[_Placed]:
    """The bank's rows of every list that is asked for and that the form does not have."""
    kinds = [row["type"].split() for _, row in rows]
    wanted = {kind[1] for kind in kinds if len(kind) > 1}
    wanted -= {row["list_name"] for _, row in own}
    return ((bank.file, row) for row in bank.choices if row["list_name"] in wanted)


def _columns(name: str, form: Mapping[str, Sheet], bank: Mapping[str, Sheet]) -> list[str]:
    """The form's columns, then the bank's own ones."""
    both = [sheets[name].columns for sheets in (form, bank) if name in sheets]
    return [column for column in dict.fromkeys(sum(both, ())) if column]


def _markdown(name: str, columns: list[str], rows: list[_Placed]) -> str:
    lines = [["", *columns], *(["", *(row[column] for column in columns)] for _, row in rows)]
    written = (
        "| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines
    )
    return "\n".join([f"| {name} |", *written]) + "\n"
