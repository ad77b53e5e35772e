"""A form back as the sheets of an XLSForm: what its author may open, change and bring again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import Choice, Item, Questionnaire, Section, Text
from questionnaires.walking import Begin, End, expressions_of, steps, texts_of

__all__ = ["Table", "tables_of"]

Cells = dict[str, str]

_NAMES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_OTHER = "other"
_EARLIER = ("type", "name")
_LATER = (
    *("required", "relevant", "constraint", "choice_filter", "calculation", "default"),
    *("read_only", "appearance", "parameters", "repeat_count"),
)


@dataclass(frozen=True)
class Table:
    """One sheet: its columns in order, those alone that hold something, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def tables_of(form: Questionnaire) -> tuple[Table, ...]:
    """The sheets survey, choices and settings, in which `xlsform.read` finds the same form."""
    names = _names(form)
    settings = {
        "form_title": form.title,
        "form_id": form.name,
        "version": form.version,
        "default_language": names[form.default_language],
        "style": form.style,
    }
    texts = [f"{column}::{name}" for column in _TEXTS for name in names.values()]
    choices = [
        {"list_name": list_name, "name": choice.name, **choice.columns}
        | _texts("label", choice.label, names)
        for list_name, options in _lists(form).items()
        for choice in options
    ]
    labels = [f"label::{name}" for name in names.values()]
    further = sorted({column for row in choices for column in row} - {"list_name", "name", *labels})
    tables = [
        _table("survey", _survey(form, names), [*_EARLIER, *texts, *_LATER]),
        _table("choices", choices, ["list_name", "name", *labels, *further]),
        _table("settings", [settings], [*settings]),
    ]
    return tuple(table for table in tables if table.rows)


def _table(name: str, rows: list[Cells], columns: list[str]) -> Table:
    kept = [column for column in columns if any(row.get(column) for row in rows)]
    filled = ({column: text for column, text in row.items() if text} for row in rows)
    return Table(name, tuple(kept), tuple(filled))


def _names(form: Questionnaire) -> dict[str, str]:
    """The languages as columns name them; one that is no code stays as its author wrote it."""
    return {
        code: _NAMES.get(code) or (f"{code} ({code})" if len(code) in (2, 3) else code)
        for code in form.languages
    }


def _texts(column: str, text: Text | None, names: Mapping[str, str]) -> Cells:
    found = text.by_language if text is not None else {}
    return {f"{column}::{name}": found[code] for code, name in names.items() if found.get(code)}


def _survey(form: Questionnaire, names: Mapping[str, str]) -> list[Cells]:
    rows: list[Cells] = []
    added = _added(form)
    for step in steps(form):
        match step:
            case Begin(group):
                rows.append(_begin(group, names))
            case End(group):
                rows.append({"type": "end_repeat" if group.repeat else "end_group"})
            case Item() if step.name not in added:
                rows.append(_row(step, f"{step.name}_other" in added, names))
    return rows


def _begin(group: Section, names: Mapping[str, str]) -> Cells:
    cells = {
        "type": "begin_repeat" if group.repeat else "begin_group",
        "name": group.name,
        "relevant": group.relevant.text if group.relevant else "",
        "repeat_count": group.count.text if group.count else "",
        "appearance": group.appearance,
    }
    return cells | _texts("label", group.label, names)


def _row(item: Item, other: bool, names: Mapping[str, str]) -> Cells:
    words = [item.type, item.list_name, "or_other" if other else ""]
    cells = {
        "type": " ".join(filter(None, words)),
        "name": item.name,
        "required": "yes" if item.required else "",
        "default": item.default,
        "read_only": "yes" if item.read_only else "",
        "appearance": item.appearance,
        "parameters": " ".join(f"{key}={value}" for key, value in item.parameters.items()),
    }
    for column, expression in expressions_of(item).items():
        if expression is not None:
            cells[column] = expression.text
    for column, text in texts_of(item).items():
        cells |= _texts(column, text, names)
    return cells


def _added(form: Questionnaire) -> frozenset[str]:
    """Items that reading made of an or_other."""
    return frozenset(item.name for item in form.items if _asks_for_other(item, form.items))


def _asks_for_other(item: Item, items: tuple[Item, ...]) -> bool:
    of = item.name.removesuffix("_other")
    asked = f"selected(${{{of}}}, '{_OTHER}')"
    return (
        item.type == "text"
        and item.relevant is not None
        and item.relevant.text == asked
        and item == Item(item.name, "text", item.label, relevant=item.relevant, row=item.row)
        and any(each.name == of and _ends_with_other(each) for each in items)
    )


def _ends_with_other(item: Item) -> bool:
    return bool(item.choices) and item.choices[-1].name == _OTHER


def _lists(form: Questionnaire) -> dict[str, tuple[Choice, ...]]:
    """The lists by name; a choice "other" that reading adds by itself is left out."""
    added = _added(form)
    lists: dict[str, tuple[Choice, ...]] = {}
    for item in form.items:
        if not item.choices:
            continue
        whole = f"{item.name}_other" not in added
        choices = item.choices if whole else item.choices[:-1]
        if whole or item.list_name not in lists:
            lists[item.list_name] = choices
    return lists
