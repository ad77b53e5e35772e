"""Scoring sheets: what is read, the digest of their own, mistakes by key and all at once."""

from __future__ import annotations

import pytest

from questionnaires.problems import FormError
from questionnaires.scoring_sheet import ScoringSheet, read
from tests.questionnaires.forms import questionnaire

FORM = questionnaire(
    """
| survey |
| | type           | name | label |
| | select_one muc | a    | A?    |
| | select_one muc | b    | B?    |
| | integer        | n    | N?    |
"""
)
SHEET = """
[scales.muc]
scores = { 3 = 1.0, 2 = 0.5 }
satisfied = ["3"]
missing = ["1"]
[factors]
chung = { vi = "Chung", en = "General" }
[items]
a = { factor = "chung", criterion = "1.1", scale = "muc" }
b = { factor = "chung", criterion = "1.2", scale = "muc" }
"""


def sheet(text: str) -> ScoringSheet:
    return read(text.encode(), "phieu.scoring.toml", FORM)


def problems(text: str) -> set[tuple[str, str | None]]:
    with pytest.raises(FormError) as refused:
        sheet(text)
    for each in refused.value.problems:
        assert each.sentence("vi")
        assert each.sentence("en")
    return {(each.code, each.column) for each in refused.value.problems}


def test_an_item_gets_factor_criterion_scores_and_what_counts_as_satisfied() -> None:
    read_sheet = sheet(SHEET)
    score = read_sheet.by_item["a"]
    assert (score.factor, score.criterion) == ("chung", "1.1")
    assert score.scores == {"1": None, "2": 0.5, "3": 1.0}
    assert score.satisfied == {"3"}
    assert read_sheet.criteria == ("1.1", "1.2")
    assert read_sheet.factors["chung"].in_("en") == "General"
    assert "n" not in read_sheet.by_item


def test_the_digest_changes_with_a_rule_and_not_with_layout() -> None:
    digest = sheet(SHEET).digest
    assert sheet("# lời ghi\n" + SHEET).digest == digest
    assert sheet(SHEET.replace("0.5", "0.6")).digest != digest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a = {", "z = {", ("scoring.unknown-item", "items.z")),
        ("a = {", "n = {", ("scoring.not-select-one", "items.n")),
        (
            'a = { factor = "chung"',
            'a = { factor = "x"',
            ("scoring.unknown-factor", "items.a.factor"),
        ),
        ('1.1", scale = "muc"', '1.1", scale = "x"', ("scoring.unknown-scale", "items.a.scale")),
        ("criterion", "kriterion", ("scoring.missing-key", "items.a.criterion")),
        ("criterion", "kriterion", ("scoring.unknown-key", "items.a.kriterion")),
        ("0.5", "1.5", ("scoring.score", "scales.muc.scores")),
        ("0.5", '"x"', ("scoring.score", "scales.muc.scores")),
        ("0.5", "nan", ("scoring.score", "scales.muc.scores")),
        ('["3"]', '["9"]', ("scoring.satisfied", "scales.muc.satisfied")),
        ('["3"]', "3", ("scoring.kind", "scales.muc.satisfied")),
        ('["1"]', '["1", "2"]', ("scoring.twice", "scales.muc.missing")),
        (
            "[scales.muc]",
            '[scales.muc]\ndirection = "up"',
            ("scoring.kind", "scales.muc.direction"),
        ),
        (
            "[scales.muc]",
            '[scales.muc]\ndirection = "best_first"',
            ("scoring.direction", "items.a.scale"),
        ),
        ("[scales.muc]", 'subject = "ward"\n[scales.muc]', ("scoring.kind", "subject")),
        (
            "[items]",
            '[unscored]\na = { factor = "chung", content = "perception" }\n[items]',
            ("scoring.both", "unscored.a"),
        ),
        (
            "[items]",
            '[unscored]\nz = { factor = "x", content = "hope" }\n[items]',
            ("scoring.unknown-item", "unscored.z"),
        ),
        (
            "[items]",
            '[unscored]\nn = { factor = "x", content = "perception" }\n[items]',
            ("scoring.unknown-factor", "unscored.n.factor"),
        ),
        (
            "[items]",
            '[unscored]\nn = { factor = "chung", content = "hope" }\n[items]',
            ("scoring.kind", "unscored.n.content"),
        ),
        ('["1"]', "[]", ("scoring.not-scored", "items.a.scale")),
        ('vi = "Chung", ', "", ("scoring.missing-key", "factors.chung.vi")),
        ("[items]", "[items]\nc = 3", ("scoring.kind", "items.c")),
        ("[items]", "[things]", ("scoring.missing-key", "items")),
        ("[items]", "[items", ("file.toml", None)),
    ],
)
def test_a_mistake_is_told_by_its_key(old: str, new: str, expected: tuple[str, str | None]) -> None:
    assert expected in problems(SHEET.replace(old, new))


def test_all_mistakes_are_told_at_once() -> None:
    wrong = SHEET.replace("0.5", "2").replace('criterion = "1.1", ', "").replace("b = {", "q = {")
    assert {code for code, _ in problems(wrong)} >= {
        "scoring.score",
        "scoring.missing-key",
        "scoring.unknown-item",
    }
