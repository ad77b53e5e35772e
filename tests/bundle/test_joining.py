"""Answers of older versions join the version in use by item, with the recodes that were frozen."""

from __future__ import annotations

import json

import pandas as pd

from questionnaires.model import Questionnaire
from questionnaires.stored import to_json
from survey_app.bundle.joining import RECODES, joined
from tests.questionnaires.forms import CHOICES, questionnaire

FORM = """
| survey |
|        | type                   | name | label | relevant |
|        | select_one muc         | a    | A?    |          |
|        | select_multiple dichvu | b    | B?    |          |
|        | select_one cokhong     | c    | C?    | ${a} = '1' |
"""
OLD = questionnaire(FORM)
NEW = questionnaire(
    FORM.replace("'1'", "'2'"),
    CHOICES.replace("| muc       | 3 ", "| muc       | 5 ").replace("| dat  ", "| nha  "),
)
GIVEN = pd.DataFrame(
    {"uuid": ["u", "v", "w"], "a": ["3", "1", None], "b": ["dat thue", "thue", ""], "c": ["co"] * 3}
)


def together(recodes: list[dict[str, object]], in_use: Questionnaire = NEW) -> pd.DataFrame:
    files = {
        f"questionnaires/citizens-{form.digest[:8]}.json": to_json(form).encode()
        for form in (OLD, NEW)
    }
    files[RECODES] = json.dumps(recodes).encode()
    manifest = {"groups": [{"code": "citizens", "questionnaire": in_use.digest}]}
    name = f"answers-citizens-{OLD.digest[:8]}"
    return joined({name: GIVEN, "cells": GIVEN}, files, manifest)[name]


def test_old_codes_become_the_new_ones_that_were_said() -> None:
    said = {"a": {"3": "5", "1": "1"}, "b": {"dat": "thue", "thue": "thue"}}
    place = {"old": OLD.digest, "new": NEW.digest}
    table = together([{**place, "item": item, "codes": codes} for item, codes in said.items()])
    assert list(table["a"]) == ["5", "1", ""]
    assert list(table["b"]) == ["thue", "thue", ""]
    assert list(table["uuid"]) == ["u", "v", "w"]


def test_what_nobody_recoded_or_other_people_were_asked_counts_as_missing() -> None:
    table = together([{"old": "other", "new": NEW.digest, "item": "a", "codes": {"3": "5"}}])
    assert list(table["a"]) == ["", "", ""]
    assert list(table["c"]) == ["", "", ""]


def test_answers_in_the_version_in_use_stay_as_they_are() -> None:
    pd.testing.assert_frame_equal(together([], in_use=OLD), GIVEN)
