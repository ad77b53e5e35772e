"""The choices sheet, row by row: the lists that may be chosen from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from questionnaires.headers import KNOWN
from questionnaires.model import Choice, Text
from questionnaires.reporting import Reporter
from questionnaires.sheets import Row, Sheet

__all__ = ["REFERENCE", "Choices", "columns_of", "read_choices"]

Choices = Mapping[str, tuple[Choice, ...]]
"""The lists of choices by name."""

REFERENCE = re.compile(r"\$\s*\{[^{}]*\}?")
"""What can only be meant as the answer to another question."""

_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def columns_of(sheet: Sheet | None) -> frozenset[str]:
    """The columns that a choice_filter may name."""
    if sheet is None or sheet.name != "choices":
        return frozenset()
    further = (name for name in sheet.columns if _COLUMN.fullmatch(name))
    return frozenset({"name", *further}) - {"list_name", "label"}


def read_choices(sheet: Sheet | None, report: Reporter) -> Choices:
    """The lists of choices by name, in the order of their rows."""
    lists: dict[str, list[Choice]] = defaultdict(list)
    first_rows: dict[tuple[str, str], int] = {}
    further = columns_of(sheet) - set(KNOWN["choices"])
    for row in sheet.rows if sheet else ():
        if not row.cells:
            continue
        name, code = row["list_name"], row["name"]
        default = report.languages.default
        label = report.text(row, "label") or Text({default: ""}, default)
        _check(row, first_rows, report)
        first_rows.setdefault((name, code), row.number)
        columns = {column: row[column] for column in sorted(further) if row[column]}
        lists[name].append(Choice(code, label, columns, row.number))
    return {name: tuple(choices) for name, choices in lists.items()}


def _check(row: Row, first_rows: Mapping[tuple[str, str], int], report: Reporter) -> None:
    code, key = row["name"], (row["list_name"], row["name"])
    missing = [column for column in ("list_name", "name") if not row[column]]
    missing += ["label"] if not any(cell.startswith("label") for cell in row.cells) else []
    for column in missing:
        report("sheet.missing", row, column)
    for column, words in row.cells.items():
        found = REFERENCE.search(words) if column.partition("::")[0] == "label" else None
        if found:
            report("choices.reference", row, column, found=found[0])
    if code.split() != [code] and code:
        report("choices.bad-code", row, "name", value=code)
    elif code and key in first_rows:
        report("choices.duplicate", row, "name", value=code, first=first_rows[key])
