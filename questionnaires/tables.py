"""A form back as the sheets of an XLSForm: what its author may open, change and bring again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.model import Choice, Item, Questionnaire, Text
from questionnaires.walking import Begin, End, steps

__all__ = ["Table", "tables_of"]

Cells = dict[str, str]
Lists = dict[str, tuple[Choice, ...]]

_NAMES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
_TEXTS = ("label", "hint", "required_message", "constraint_message")
_EXPRESSIONS = ("relevant", "constraint")


@dataclass(frozen=True)
class Table:
    """One sheet: its columns in order, those alone that hold something, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def tables_of(form: Questionnaire) -> tuple[Table, ...]:
    """The sheets survey, choices and settings, in which `xlsform.read` finds the same form."""
    lists = _lists(form)
    survey = [_step(step, lists, form) for step in steps(form)]
    choices = [
        {"list_name": name, "name": choice.name, **_texts("label", choice.label, form)}
        for name, options in lists.items()
        for choice in options
    ]
    settings = {
        "form_title": form.title,
        "form_id": form.name,
        "version": form.version,
        "default_language": _language(form.default_language),
    }
    tables = [
        _table("survey", survey, _survey_columns(form)),
        _table("choices", choices, ["list_name", "name", *_columns("label", form)]),
        _table("settings", [settings], list(settings)),
    ]
    return tuple(table for table in tables if table.rows)


def _table(name: str, rows: list[Cells], columns: list[str]) -> Table:
    kept = [column for column in columns if any(row.get(column) for row in rows)]
    filled = ({column: text for column, text in row.items() if text} for row in rows)
    return Table(name, tuple(kept), tuple(filled))


def _survey_columns(form: Questionnaire) -> list[str]:
    texts = {column: _columns(column, form) for column in _TEXTS}
    return [
        "type", "name", *texts["label"], *texts["hint"], "required", *texts["required_message"],
        "relevant", "constraint", *texts["constraint_message"], "appearance",
    ]  # fmt: skip


def _columns(column: str, form: Questionnaire) -> list[str]:
    return [f"{column}::{_language(code)}" for code in form.languages]


def _language(code: str) -> str:
    """A language as columns name it; one that is no code stays as its author wrote it."""
    return _NAMES.get(code) or (f"{code} ({code})" if len(code) in (2, 3) else code)


def _texts(column: str, text: Text | None, form: Questionnaire) -> Cells:
    found = text.by_language if text is not None else {}
    return {
        f"{column}::{_language(code)}": found[code] for code in form.languages if found.get(code)
    }


def _step(step: Begin | End | Item, lists: Lists, form: Questionnaire) -> Cells:
    match step:
        case Begin(group):
            cells = {"type": "begin_group", "name": group.name}
            cells |= _texts("label", group.label, form)
            return cells | ({"relevant": group.relevant.text} if group.relevant else {})
        case End():
            return {"type": "end_group"}
    cells = dict(_plain(step, lists))
    for column in _TEXTS:
        cells |= _texts(column, getattr(step, column), form)
    for column in _EXPRESSIONS:
        expression = getattr(step, column)
        if expression is not None:
            cells[column] = expression.text
    return cells


def _plain(item: Item, lists: Lists) -> Iterator[tuple[str, str]]:
    named = [name for name, choices in lists.items() if item.choices == choices]
    yield "type", " ".join([item.type, *named])
    yield "name", item.name
    if item.required:
        yield "required", "yes"
    if item.appearance:
        yield "appearance", item.appearance


def _lists(form: Questionnaire) -> Lists:
    """The lists of choices, each named after the first item that uses it."""
    lists: Lists = {}
    for item in form.items:
        if item.choices and item.choices not in lists.values():
            lists[item.name] = item.choices
    return lists
