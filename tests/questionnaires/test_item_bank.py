"""Items written once: what an include row becomes, and the mistakes in it by row and column."""

from __future__ import annotations

import pytest

from questionnaires import shared_scoring
from questionnaires.item_bank import read, resolve
from questionnaires.problems import FormError
from questionnaires.scoring_sheet import ScoringSheet
from questionnaires.scoring_sheet import read as read_sheet
from tests.questionnaires.workbook import workbook

BANK = """
| survey |
| | type           | name   | label | hint     | required | relevant    |
| | select_one muc | rieng  | R?    |          |          |             |
| | begin_group    | chung  | Chung |          |          |             |
| | select_one muc | a      | A?    | Một \\| hai | yes   |             |
| | select_one muc | b      | B?    |          | yes      | ${a} = '1'  |
| | integer        | c      | C?    |          |          |             |
| | end_group      |        |       |          |          |             |

| choices |
| | list_name | name | label |
| | muc       | 1    | Kém   |
| | muc       | 2    | Tốt   |
| | khac      | x    | X     |
"""
FORM = """
| survey |
| | type      | name  | label |
| | note      | chao  | Chào  |
| | include   | chung |       |
| | include   | rieng |       |

| settings |
| | form_title | form_id |
| | Phiếu      | phieu   |
"""
RULES = """
[scales.muc]
direction = "worst_first"
scores = { 1 = 0.0, 2 = 1.0 }
satisfied = ["2"]
missing = []
[scales.la]
scores = { 1 = 0.0, 2 = 1.0 }
satisfied = ["2"]
missing = []
[factors]
f = { vi = "Chung \\"thật\\"", en = "General" }
g = { vi = "Khác" }
[items]
a = { factor = "f", criterion = "1.1", scale = "muc" }
b = { factor = "f", criterion = "1.2", scale = "muc" }
khac = { factor = "g", criterion = "1.3", scale = "la" }
[unscored]
c = { factor = "f", content = "perception" }
"""


def problems(form: str, bank: str = BANK) -> list[tuple[str, str, int | None, str | None]]:
    with pytest.raises(FormError) as refused:
        read(form.encode(), "phieu.md", bank.encode(), "items.md")
    for each in refused.value.problems:
        assert each.sentence("vi")
        assert each.sentence("en")
    return [(each.code, each.file, each.row, each.column) for each in refused.value.problems]


def names(form: str) -> list[tuple[str, list[str]]]:
    questionnaire, _ = read(form.encode(), "phieu.md", BANK.encode(), "items.md")
    return [(each.name, [item.name for item in each.items]) for each in questionnaire.sections]


def sheet(text: str, form: str = FORM) -> tuple[ScoringSheet, bytes]:
    questionnaire, _ = read(form.encode(), "phieu.md", BANK.encode(), "items.md")
    whole = shared_scoring.with_shared(
        text.encode(), "p.scoring.toml", RULES.encode(), "items.scoring.toml", questionnaire
    )
    return read_sheet(whole, "p.scoring.toml", questionnaire), whole


def test_a_form_takes_a_group_and_an_item_with_their_choices() -> None:
    assert names(FORM) == [("", ["chao"]), ("chung", ["a", "b", "c"]), ("", ["rieng"])]
    questionnaire, data = read(FORM.encode(), "phieu.md", BANK.encode(), "items.md")
    a = questionnaire.item("a")
    assert a.required
    assert a.hint is not None
    assert a.hint.in_("vi") == "Một | hai"
    assert [choice.name for choice in a.choices] == ["1", "2"]
    assert questionnaire.item("b").relevant is not None
    assert b"include" not in data
    assert b"khac" not in data


def test_of_a_group_only_the_items_that_are_named_are_taken() -> None:
    assert names(FORM.replace("include   | chung", "include c a | chung"))[1] == (
        "chung",
        ["c", "a"],
    )


def test_what_was_resolved_resolves_to_itself() -> None:
    once = resolve(FORM.encode(), "phieu.md", BANK.encode(), "items.md").data
    assert resolve(once, "phieu.md", b"", "items.md").data == once


def test_a_forms_own_list_of_choices_comes_before_the_banks() -> None:
    own = FORM + "\n| choices |\n| | list_name | name | label |\n| | muc | 9 | Chín |\n"
    questionnaire, _ = read(own.encode(), "phieu.md", BANK.encode(), "items.md")
    assert [choice.name for choice in questionnaire.item("a").choices] == ["9"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("include   | chung", "include   | chug", ("include.mistyped", 3, "name")),
        ("include   | chung", "include   | zzzz", ("include.unknown", 3, "name")),
        ("include   | chung", "include aa | chung", ("include.mistyped", 3, "type")),
        ("include   | rieng", "include a | rieng", ("include.not-a-group", 4, "type")),
        ("include   | rieng |       |", "include   | rieng | R?    |",
         ("include.own-cell", 4, "label")),
        ("include   | rieng", "include   |      ", ("sheet.missing", 4, "name")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_row_and_column(
    old: str, new: str, expected: tuple[str, int, str]
) -> None:
    code, row, column = expected
    assert problems(FORM.replace(old, new)) == [(code, "phieu.md", row, column)]


def test_all_unknown_names_are_told_at_once_with_the_nearest_right_one() -> None:
    form = FORM.replace("| chung", "| chug").replace("| rieng", "| rieg")
    assert len(problems(form)) == 2
    with pytest.raises(FormError, match="did you mean 'chung'"):
        resolve(form.encode(), "phieu.md", BANK.encode(), "items.md")


def test_a_mistake_in_the_bank_is_told_where_it_stands_there() -> None:
    bank = BANK.replace("${a} = '1'", "${z} = '1'")
    assert problems(FORM, bank) == [
        ("expression.unknown-item", "items.md", 5, "relevant"),
    ]


def test_a_mistake_after_included_rows_is_told_at_its_own_row() -> None:
    form = FORM.replace(
        "| | include   | rieng |       |", "| | include | rieng | |\n| | text | d | |"
    )
    assert problems(form) == [("sheet.missing", "phieu.md", 5, "label")]


def test_an_item_taken_twice_is_a_duplicate() -> None:
    form = FORM.replace("include   | rieng", "include   | a    ")
    assert {code for code, *_ in problems(form)} == {"survey.duplicate-name"}


def test_a_scoring_sheet_takes_the_rules_of_the_items_that_its_form_asks() -> None:
    found, whole = sheet('subject = "agency"\nshared = true\n')
    assert [score.item for score in found.items] == ["a", "b"]
    assert found.by_item["a"].direction == "worst_first"
    assert [(each.item, each.content) for each in found.unscored] == [("c", "perception")]
    assert found.subject == "agency"
    assert found.factors["f"].in_("vi") == 'Chung "thật"'
    assert "g" not in found.factors
    assert b"[scales.la]" not in whole
    assert b"shared" not in whole


def test_a_sheets_own_word_stands_before_the_banks() -> None:
    own = 'shared = true\n[items]\na = { factor = "f", criterion = "9.9", scale = "muc" }\n'
    found, _ = sheet(own)
    assert [score.criterion for score in found.items] == ["9.9", "1.2"]


def test_a_sheet_that_takes_nothing_stays_as_it_is_byte_for_byte() -> None:
    text = RULES.replace('khac = { factor = "g", criterion = "1.3", scale = "la" }', "")
    found, whole = sheet(text)
    assert whole.decode() == text
    assert found.subject == "city"


def test_a_mistake_of_toml_names_its_file() -> None:
    with pytest.raises(FormError, match=r"p\.scoring\.toml"):
        sheet("[items")


def test_a_workbook_that_includes_items_is_told_by_cell_and_by_the_file_of_each_row() -> None:
    survey = [
        ("type", "name", "label", "relevant", "media::image"),
        (None, None, None, None, None),
        ("include", "chung", None, None, None),
        ("text", "a", "A?", None, None),
        ("text", "z", "Z?", "${y} = 1", "z.png"),
    ]
    with pytest.raises(FormError) as refused:
        read(workbook({"survey": survey}), "phieu.xlsx", BANK.encode(), "items.md")
    told = {each.code: each for each in refused.value.problems}
    assert told["sheet.unknown-column"].values["cell"] == "E1"
    assert told["survey.duplicate-name"].values["cell"] == "B4"
    assert "dòng 4 (items.md)" in told["survey.duplicate-name"].sentence("vi")
    assert told["expression.unknown-item"].values["cell"] == "D5"
