"""Questionnaire <-> JSON, so that a server starts without pyxform (whose import takes 1 s)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from questionnaires.expressions import Expression, Tree
from questionnaires.model import Choice, Item, Questionnaire, Section, Text

__all__ = ["from_json", "to_json", "with_digest"]

_TEXTS = {"label", "hint", "guidance", "required_message", "constraint_message"}
_EXPRESSIONS = {
    *("choice_filter", "required_when", "relevant", "constraint", "calculation"),
    "default_value",
}


def to_json(questionnaire: Questionnaire) -> str:
    """The questionnaire as JSON text with sorted keys, in which `from_json` finds all of it.

    The keys are the fields of model.py; what has its default value is left out.
    """
    return _canonical(_plain(questionnaire))


def from_json(text: str) -> Questionnaire:
    """The questionnaire that `to_json` wrote.

    Raises ValueError where the content does not have the digest it claims.
    """
    plain = json.loads(text)
    sections = tuple(map(_section, plain["sections"]))
    languages = tuple(plain["languages"])
    stored = Questionnaire(**{**plain, "languages": languages, "sections": sections})
    if with_digest(stored).digest != stored.digest:
        raise ValueError(f"questionnaire {stored.name}: content and digest do not agree")
    return stored


def with_digest(questionnaire: Questionnaire) -> Questionnaire:
    """The same questionnaire with its digest: SHA-256 over the canonical JSON of its content.

    Row numbers and the digest itself are no content: a blank row more is the same form.
    """
    plain = _plain(questionnaire, without=("row",))
    del plain["digest"]
    digest = hashlib.sha256(_canonical(plain).encode()).hexdigest()
    return replace(questionnaire, digest=digest)


def _canonical(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any, without: Collection[str] = ()) -> Any:
    if is_dataclass(value):
        return {
            each.name: _plain(inner, without)
            for each in fields(value)
            if each.name not in without
            and ((inner := getattr(value, each.name)) != each.default)
            and (inner != {} or each.default_factory is MISSING)
        }
    if isinstance(value, Mapping):
        return {key: _plain(inner, without) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner, without) for inner in value]
    return value


def _section(plain: Mapping[str, Any]) -> Section:
    """A section, or a group in one: what has members is a group, all else an item."""
    read = {**plain, "members": tuple(map(_member, plain["members"]))}
    read["label"] = _text(plain["label"])
    read["relevant"] = _expression(plain["relevant"])
    if "count" in plain:
        read["count"] = _expression(plain["count"])
    return Section(**read)


def _member(plain: Mapping[str, Any]) -> Item | Section:
    return _section(plain) if "members" in plain else _item(plain)


def _item(plain: Mapping[str, Any]) -> Item:
    read = dict(plain)
    for key in _TEXTS & plain.keys():
        read[key] = _text(plain[key])
    for key in _EXPRESSIONS & plain.keys():
        read[key] = _expression(plain[key])
    if "choices" in plain:
        read["choices"] = tuple(map(_choice, plain["choices"]))
    return Item(**read)


def _choice(plain: Mapping[str, Any]) -> Choice:
    return Choice(**{**plain, "label": Text(**plain["label"])})


def _text(plain: Mapping[str, Any] | None) -> Text | None:
    return None if plain is None else Text(**plain)


def _expression(plain: Mapping[str, Any] | None) -> Expression | None:
    return None if plain is None else Expression(plain["text"], _tree(plain["tree"]))


def _tree(plain: list[Any]) -> Tree:
    return tuple(_tree(part) if isinstance(part, list) else part for part in plain)
