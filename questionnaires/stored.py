"""Questionnaire <-> JSON, so that a server starts without pyxform (whose import takes 1 s)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from questionnaires.expressions import Expression, Tree
from questionnaires.model import Choice, Item, Questionnaire, Section, Text

__all__ = ["from_json", "to_json", "with_digest"]


def to_json(questionnaire: Questionnaire) -> str:
    """The questionnaire as JSON text with sorted keys, in which `from_json` finds all of it."""
    return _canonical(_plain(questionnaire))


def from_json(text: str) -> Questionnaire:
    """The questionnaire that `to_json` wrote.

    Raises ValueError where the content does not have the digest it claims.
    """
    plain = json.loads(text)
    stored = Questionnaire(
        **{**plain, "languages": tuple(plain["languages"]), "sections": _sections(plain)}
    )
    if with_digest(stored).digest != stored.digest:
        raise ValueError(f"questionnaire {stored.name}: content and digest do not agree")
    return stored


def with_digest(questionnaire: Questionnaire) -> Questionnaire:
    """The same questionnaire with its digest: SHA-256 over the canonical JSON of its content.

    Row numbers and the digest itself are no content: a blank row more is the same form.
    """
    plain = _plain(questionnaire)
    del plain["digest"]
    for section in plain["sections"]:
        for item in section["items"]:
            del item["row"]
    digest = hashlib.sha256(_canonical(plain).encode()).hexdigest()
    return replace(questionnaire, digest=digest)


def _canonical(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value


def _sections(plain: Mapping[str, Any]) -> tuple[Section, ...]:
    return tuple(
        Section(
            section["name"],
            _text(section["label"]),
            _expression(section["relevant"]),
            tuple(map(_item, section["items"])),
        )
        for section in plain["sections"]
    )


def _item(plain: Mapping[str, Any]) -> Item:
    texts = {key: _text(plain[key]) for key in ("hint", "required_message", "constraint_message")}
    expressions = {key: _expression(plain[key]) for key in ("relevant", "constraint")}
    choices = tuple(Choice(each["name"], Text(**each["label"])) for each in plain["choices"])
    label = Text(**plain["label"])
    return Item(**{**plain, **texts, **expressions, "label": label, "choices": choices})


def _text(plain: Mapping[str, Any] | None) -> Text | None:
    return None if plain is None else Text(**plain)


def _expression(plain: Mapping[str, Any] | None) -> Expression | None:
    return None if plain is None else Expression(plain["text"], _tree(plain["tree"]))


def _tree(plain: list[Any]) -> Tree:
    return tuple(_tree(part) if isinstance(part, list) else part for part in plain)
