"""What the items of a bank are worth, written once: a scoring sheet takes it with `shared = true`.

What comes out is an ordinary scoring sheet of one form: it is what is read and stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from questionnaires.model import Questionnaire
from questionnaires.toml_file import read_toml

__all__ = ["with_shared"]

_TABLES = ("factors", "items", "unscored")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
Table = Mapping[str, object]


def with_shared(
    sheet: bytes, file: str, bank: bytes, bank_file: str, questionnaire: Questionnaire
) -> bytes:
    """The scoring sheet of a form with the bank's rules for all items that the form asks.

    A sheet without `shared = true` comes out byte for byte. Where both deal with an item, a
    factor or a scale, the sheet's own word stands. Scales and factors that no item of the form
    needs are left out. Raises FormError where a file is no TOML.
    """
    own = read_toml(sheet, file)
    if own.get("shared") is not True:
        return sheet
    shared = read_toml(bank, bank_file)
    asked = {item.name for item in questionnaire.items}
    merged: dict[str, Table] = {}
    for table in _TABLES[1:]:
        taken = {n: rule for n, rule in _table(shared, table).items() if n in asked}
        merged[table] = {**taken, **_table(own, table)}
    rules = [rule for table in merged.values() for rule in table.values()]
    for table, key in (("factors", "factor"), ("scales", "scale")):
        needed = {rule.get(key) for rule in rules if isinstance(rule, dict)}
        taken = {n: value for n, value in _table(shared, table).items() if n in needed}
        merged[table] = {**taken, **_table(own, table)}
    merged = {name: table for name, table in merged.items() if table or name != "unscored"}
    plain = {key: value for key, value in own.items() if key not in {*merged, "shared"}}
    return _written({**plain, **{name: merged[name] for name in sorted(merged, key=_order)}})


def _order(name: str) -> int:
    return ("scales", *_TABLES).index(name)


def _table(document: Table, name: str) -> Table:
    found = document.get(name, {})
    return found if isinstance(found, dict) else {}


def _written(document: Table) -> bytes:
    """The document as TOML: plain values, then a table each, with one line for each entry."""
    lines = [f"{_key(k)} = {_value(v)}" for k, v in document.items() if not isinstance(v, dict)]
    for name, table in document.items():
        if isinstance(table, dict):
            lines += [
                "",
                f"[{_key(name)}]",
                *(f"{_key(k)} = {_value(v)}" for k, v in table.items()),
            ]
    return ("\n".join(lines).lstrip("\n") + "\n").encode()


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return (
        str(value)
        if isinstance(value, float)
        else json.dumps(value, ensure_ascii=False, default=str)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
