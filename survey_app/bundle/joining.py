"""Answers of all versions of a questionnaire as if they were given in the one in use.

An item joins by its name. Where its codes changed, the recodes that were frozen with the answers
are applied; where the old answers are of another kind or of other people, they count as missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from questionnaires.changes import changes, effects
from questionnaires.model import Questionnaire
from questionnaires.stored import from_json

__all__ = ["RECODES", "joined"]

RECODES = "questionnaires/recodes.json"
"""The frozen file of recodes: a list of {"old", "new", "item", "codes"}; absent without any."""

_FOLDER, _FORM = "questionnaires/", ".json"


def joined(
    tables: Mapping[str, pd.DataFrame], files: Mapping[str, bytes], manifest: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """The tables, those of older versions recoded to the version that the groups answer.

    A table of answers is named after the kind, the questionnaire and the start of its digest.
    """
    forms = {
        name.removeprefix(_FOLDER).removesuffix(_FORM): from_json(content.decode())
        for name, content in files.items()
        if name.startswith(_FOLDER) and name.endswith(_FORM) and name != RECODES
    }
    used = {group["questionnaire"] for group in manifest["groups"]}
    current = {stem.rpartition("-")[0]: form for stem, form in forms.items() if form.digest in used}
    recodes = json.loads(files.get(RECODES, b"[]"))
    found = {}
    for name, table in tables.items():
        stem = name.partition("-")[2]
        old, new = forms.get(stem), current.get(stem.rpartition("-")[0])
        if old is not None and new is not None and old.digest not in used:
            table = _recoded(table, old, new, recodes)
        found[name] = table
    return found


def _recoded(
    table: pd.DataFrame, old: Questionnaire, new: Questionnaire, recodes: list[dict[str, Any]]
) -> pd.DataFrame:
    said = {
        each["item"]: each["codes"]
        for each in recodes
        if (each["old"], each["new"]) == (old.digest, new.digest)
    }
    result = table.copy()
    for item, effect in effects(changes(old, new)).items():
        if item not in table.columns or effect in ("none", "joins"):
            continue
        codes = said.get(item, {}) if effect == "recode" else {}
        result[item] = [_code(value, codes) for value in table[item]]
    return result


def _code(value: object, codes: Mapping[str, str]) -> str:
    """The new code, or codes of a select of several; "" where the answer counts as missing."""
    if not isinstance(value, str):  # no answer in the table
        return ""
    new = (codes.get(code, "") for code in value.split())
    return " ".join(dict.fromkeys(filter(None, new)))
