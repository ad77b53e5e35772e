"""Warnings of craft: untranslated, never asked, contradictory, without "không biết", feeding
nothing, the same words twice, two things at once, too long.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import scoring_sheet
from questionnaires.craft import Remark, remarks
from questionnaires.duration import seconds
from questionnaires.instruments import INSTRUMENTS, load_instrument
from questionnaires.model import Questionnaire
from questionnaires.validation import check
from tests.questionnaires.forms import questionnaire


def found(form: Questionnaire, code: str, **options: Any) -> list[Remark]:
    return [each for each in remarks(form, **options) if each.code == code]


def asked(relevant: str = "", constraint: str = "") -> Questionnaire:
    """A form whose last item has this condition, and whose number has this constraint."""
    return questionnaire(f"""
| survey |
|        | type                   | name   | label      | relevant | constraint |
|        | select_one cokhong     | co_xe  | Có xe?     |  |  |
|        | select_multiple dichvu | dich   | Dịch vụ?   |  |  |
|        | integer                | tuoi   | Bao tuổi?  |  | {constraint} |
|        | text                   | ten    | Tên gì?    |  |  |
|        | text                   | y_kien | Ý kiến gì? | {relevant} |  |
""")


@pytest.mark.parametrize(
    "relevant",
    [
        "${co_xe} = 'co' and ${co_xe} = 'khong'",
        "${co_xe} = 'Co'",
        "selected(${dich}, 'nha')",
        "selected(${dich}, 'dat') and count-selected(${dich}) = 0",
        "${tuoi} > 60 and ${tuoi} < 18",
        "${tuoi} > 17 and not(${tuoi} >= 18)",
        "${tuoi} = -1 and ${co_xe} = 'co'",
        "false()",
    ],
)
def test_an_item_that_no_answers_lead_to_is_told(relevant: str) -> None:
    (remark,) = found(asked(relevant, ". >= 0 and . <= 120"), "unreachable")
    assert (remark.row, remark.column) == (6, "relevant")
    assert "y_kien" in remark.sentence("vi")


@pytest.mark.parametrize(
    "relevant",
    [
        "",
        "${co_xe} = 'co' or ${co_xe} = 'khong'",
        "${co_xe} = ''",
        "count-selected(${dich}) = 5",
        "${tuoi} > 60 or ${tuoi} < 18",
        "${tuoi} > 17 and ${tuoi} < 19",
        "${tuoi} + 1 > 18 and ${tuoi} < 10",  # not decided: nothing is said
        "${ten} = 'a' and ${ten} = 'b'",
        "regex(${ten}, 'a')",
    ],
)
def test_an_item_that_may_be_asked_is_let_alone(relevant: str) -> None:
    assert found(asked(relevant), "unreachable") == []


def test_a_condition_on_an_item_that_is_not_asked_itself_is_seen_through() -> None:
    form = questionnaire("""
| survey |
|        | type               | name | label | relevant |
|        | select_one cokhong | a    | A?    |          |
|        | select_one cokhong | b    | B?    | ${a} = 'co' |
|        | text               | c    | C?    | ${a} = 'khong' and ${b} = 'co' |
""")
    assert [each.values["item"] for each in found(form, "unreachable")] == ["c"]


@pytest.mark.parametrize(
    ("constraint", "told"),
    [
        (". > 5 and . < 3", True),
        (". > 5 and . < 6", True),
        (". >= 18 and . <= 17", True),
        (". > -3 and . < -1", False),
        (". > 5 and . < 7", False),
        (". mod 2 = 0 and . mod 2 = 1", False),
        (". != 4", False),
    ],
)
def test_a_constraint_that_no_answer_satisfies_is_told(constraint: str, told: bool) -> None:
    assert bool(found(asked("", constraint), "unsatisfiable")) is told


@given(st.integers(-20, 20), st.integers(-20, 20), st.sampled_from(["and", "or"]))
def test_what_is_told_as_never_satisfied_never_is(low: int, high: int, word: str) -> None:
    form = asked("", f". > {low} {word} . < {high}")
    some = any("tuoi" in check(form, {"tuoi": n}).clean for n in range(-25, 26))
    assert bool(found(form, "unsatisfiable")) is not some


def test_a_missing_translation_is_told_with_its_row_and_column() -> None:
    form = questionnaire(
        """
| survey |
|        | type           | name | label::vi | label::en | hint::vi |
|        | select_one muc | a    | Mấy?      | How?      | Chọn một |
""",
        """
| choices |
|         | list_name | name | label::vi | label::en |
|         | muc       | 1    | Kém       |           |
|         | muc       | 2    | Tốt       | Good      |
""",
    )
    hint, choice = found(form, "untranslated")
    assert (hint.row, hint.column, hint.values["item"]) == (2, "hint::en", "a")
    assert (choice.values["sheet"], choice.values["item"]) == ("choices", "1")


def test_a_list_without_dont_know_is_told_where_the_campaign_wants_one() -> None:
    form = questionnaire(
        """
| survey |
|        | type            | name | label |
|        | select_one muc  | a    | A?    |
|        | select_one muc  | b    | B?    |
|        | select_one muc2 | c    | C?    |
|        | select_one muc3 | d    | D?    |
""",
        """
| choices |
|         | list_name | name | label |
|         | muc       | 1    | Kém   |
|         | muc       | 2    | Vừa   |
|         | muc       | 3    | Tốt   |
|         | muc2      | 1    | Kém   |
|         | muc2      | 2    | Tốt   |
|         | muc2      | 9    | Không biết / không có ý kiến |
|         | muc3      | 1    | Có    |
|         | muc3      | 0    | Không |
""",
    )
    assert [each.values["item"] for each in found(form, "no-apart", want_apart=True)] == ["a"]
    assert found(form, "no-apart") == []


def test_an_item_that_feeds_nothing_is_told_where_there_is_a_scoring_sheet() -> None:
    form = questionnaire("""
| survey |
|        | type               | name    | label     | relevant |
|        | select_one muc     | cham    | Mức nào?  |  |
|        | select_one cokhong | loc     | Đã góp ý? |  |
|        | select_one cokhong | thua    | Có xe?    |  |
|        | text               | y_kien  | Góp ý gì? | ${loc} = 'co' |
""")
    sheet = scoring_sheet.read(
        b"""
[scales.muc]
scores = { 1 = 0.0, 2 = 0.5, 3 = 1.0 }
satisfied = ["3"]
missing = []
[factors]
f = { vi = "F" }
[items]
cham = { factor = "f", criterion = "8.1", scale = "muc" }
""",
        "cham.toml",
        form,
    )
    told = [each for each in remarks(form, sheet) if each.code == "feeds-nothing"]
    assert [(each.values["item"], each.level) for each in told] == [("thua", "hint")]


def test_the_same_words_and_two_things_at_once_are_told() -> None:
    form = questionnaire("""
| survey |
|        | type           | name | label |
|        | select_one muc | a    | Ông/Bà hài lòng về chỗ ngồi? |
|        | select_one muc | b    | ông/bà hài lòng  về chỗ ngồi? |
|        | select_one muc | c    | Nhanh và/hoặc rẻ? |
""")
    (same,) = found(form, "same-label")
    assert (same.row, same.values["other"], same.values["first"]) == (3, "a", 2)
    (two,) = found(form, "two-things")
    assert (two.row, two.level) == (4, "hint")


def test_a_form_longer_than_ten_minutes_is_told_with_its_length() -> None:
    rows = "".join(f"| | text | cau_{n} | Câu hỏi số {n}? |\n" for n in range(40))
    form = questionnaire(f"| survey |\n| | type | name | label |\n{rows}")
    (remark,) = found(form, "too-long")
    assert remark.values["questions"] == 40
    assert seconds(form) == pytest.approx(40 * (15 + 4 / 4))
    short = questionnaire("| survey |\n| | type | name | label |\n| | text | a | A? |\n")
    assert found(short, "too-long") == []


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_the_shipped_forms_carry_no_warning(name: str) -> None:
    form, sheet = load_instrument(name)
    told = remarks(form, sheet, want_apart=True)
    assert [each.sentence("en") for each in told if each.level == "warning"] == []
