"""The names of columns: what authors may write, and what each is called here.

Sources of the other names: the XLSForm reference and what pyxform reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

__all__ = ["KEYS", "KNOWN", "TRANSLATED", "canonical", "meant"]

KEYS: Mapping[str, tuple[str, ...]] = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": (),
}
"""By sheet, the columns without which no row can be read."""

TRANSLATED: Mapping[str, tuple[str, ...]] = {
    "survey": ("label", "hint", "guidance_hint", "required_message", "constraint_message"),
    "choices": ("label",),
    "settings": (),
}
"""By sheet, the columns that may name a language."""

KNOWN: Mapping[str, tuple[str, ...]] = {
    "survey": (
        *("type", "name", *TRANSLATED["survey"], "required", "relevant", "constraint"),
        *("choice_filter", "calculation", "default", "read_only", "appearance", "parameters"),
        *("repeat_count", "disabled"),
    ),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id", "version", "default_language", "style"),
}
"""By sheet, the columns that are carried out."""

_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "caption": "label",
        "command": "type",
        "tag": "name",
        "value": "name",
        "relevance": "relevant",
        "readonly": "read_only",
        "calculate": "calculation",
        "constraining_message": "constraint_message",
        "jr:constraintmsg": "constraint_message",
        "requiredmsg": "required_message",
        "jr:requiredmsg": "required_message",
        "count": "repeat_count",
        "jr:count": "repeat_count",
        "parameter": "parameters",
    },
    "choices": {"caption": "label", "value": "name"},
    "settings": {"set_form_title": "form_title", "set_form_id": "form_id"},
}
_CONTROL = ("appearance", "repeat_count")
_PREFIXED: Mapping[str, tuple[str, ...]] = {
    "bind": (
        *("required", "required_message", "relevant", "constraint", "constraint_message"),
        *("calculation", "read_only"),
    ),
    "control": _CONTROL,
    "body": _CONTROL,
}
"""Old forms write bind::relevant; by prefix, what may stand behind it."""
_PARTS = re.compile(r"\s*::\s*|(?<!jr)\s*:\s*")


def canonical(sheet: str, header: str) -> str:
    """A column's name as the rest of the package calls it, the language after `::` as written.

    `List Name` is list_name, `label:English` is `label::English`, `bind::relevance` relevant; a
    column that is not known keeps its spelling.
    """
    first, *rest = _PARTS.split(" ".join(header.split()))
    rest = [each for each in rest if each]  # `label::` names no language
    if rest and first.lower() in _PREFIXED:
        inner = canonical(sheet, "::".join(rest))
        if inner.partition("::")[0] in _PREFIXED[first.lower()]:
            return inner
    known, others = KNOWN.get(sheet, ()), _OTHER_NAMES.get(sheet, {})
    base = first.lower()
    for name in (base, re.sub(r"[ -]", "_", base)):
        if name in known or name in others:
            return "::".join((others.get(name, name), *rest))
    return "::".join((first, *rest))  # a choice_filter may name it: as it is written


def meant(sheet: str, column: str) -> str | None:
    """The known column that a misspelt one comes close to; None where there is none."""
    base = column.partition("::")[0].lower()
    close = get_close_matches(base, KNOWN.get(sheet, ()), n=1, cutoff=0.75)
    return close[0] if close and len(base) <= 40 else None
