"""Conditions in the words that stand on paper, and where an answer sends its reader."""

from __future__ import annotations

import pytest

from questionnaires.model import Questionnaire
from questionnaires.plain_words import condition, question_numbers
from questionnaires.skips import END, skips
from questionnaires.validation import relevant_items
from questionnaires.xlsform import read

FORM = """| survey |
| | type | name | label | relevant |
| | note | chao | Xin chào | |
| | select_one yn | di_hoc | Có đi học không? | |
| | select_one lop | lop | Lớp mấy? | ${di_hoc} = 'y' |
| | integer | tuoi | Bao nhiêu tuổi? | |
| | select_multiple lop | cac_lop | Các lớp nào? | %s |
| | select_one yn | cuoi | Câu cuối? | |
| | text | vi_sao | Vì sao? | ${cuoi} = 'n' |

| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
| | lop | a | Lớp A |
| | lop | b | Lớp B |
"""


def form(relevant: str = "") -> Questionnaire:
    return read((FORM % relevant).encode(), "thu.md")


WORDS = [
    ("${di_hoc} = 'y'", "câu 1 chọn “Có”", "“Có” is chosen in question 1"),
    ("${di_hoc} != 'y'", "câu 1 không chọn “Có”", "“Có” is not chosen in question 1"),
    ("not(${di_hoc} = 'y')", "câu 1 không chọn “Có”", "“Có” is not chosen in question 1"),
    ("selected(${lop}, 'b')", "câu 2 chọn “Lớp B”", "“Lớp B” is chosen in question 2"),
    ("not(selected(${lop}, 'b'))", "câu 2 không chọn “Lớp B”", None),
    ("${tuoi} >= 18", "câu 3 từ 18 trở lên", "question 3 is 18 or more"),
    ("18 > ${tuoi}", "câu 3 nhỏ hơn 18", None),
    ("not(${tuoi} >= 18)", "câu 3 nhỏ hơn 18", None),
    ("${tuoi} = ''", "câu 3 để trống", "question 3 is empty"),
    ("${tuoi} != ''", "câu 3 có trả lời", None),
    (
        "${di_hoc} = 'y' and (${tuoi} < 6 or ${tuoi} > 60)",
        "câu 1 chọn “Có” và (câu 3 nhỏ hơn 6 hoặc câu 3 lớn hơn 60)",
        None,
    ),
    ("count-selected(${lop}) >= 2", "số phương án chọn ở câu 2 từ 2 trở lên", None),
]


@pytest.mark.parametrize(("written", "vietnamese", "english"), WORDS)
def test_a_condition_is_said_in_words(written: str, vietnamese: str, english: str | None) -> None:
    made = form(written)
    expression = made.item("cac_lop").relevant
    assert expression is not None
    assert condition(expression, made, "vi") == vietnamese
    if english:
        assert condition(expression, made, "en") == english


@pytest.mark.parametrize("written", ["${tuoi} * 2 > 3", "string-length(${lop}) = 2"])
def test_what_is_more_than_a_comparison_is_left_to_its_reader(written: str) -> None:
    made = form(written)
    expression = made.item("cac_lop").relevant
    assert expression is not None
    assert condition(expression, made, "vi") is None


def test_notes_take_no_number() -> None:
    assert question_numbers(form())["di_hoc"] == 1


def test_an_answer_that_leaves_questions_out_says_where_to_go() -> None:
    assert skips(form()) == {("di_hoc", "n"): "tuoi", ("cuoi", "y"): END}


def test_a_question_that_depends_on_more_than_one_answer_is_nowhere_skipped_to() -> None:
    made = form("${di_hoc} = 'y' and ${tuoi} > 3")
    assert skips(made)["di_hoc", "n"] == "tuoi"


def test_a_skip_never_jumps_over_a_question_that_is_asked() -> None:
    made = form()
    names = [item.name for item in made.items if item.type != "note"]
    for (item, choice), target in skips(made).items():
        asked = relevant_items(made, {item: choice})
        end = names.index(target) if target else len(names)
        assert not asked & set(names[names.index(item) + 1 : end])


NESTED = """| survey |
| | type | name | label | relevant |
| | begin_group | g | Nhóm | |
| | select_one yn | q | Hỏi? | |
| | integer | x | Số? | |
| | select_one yn | q2 | Hỏi nữa? | |
| | begin_group | trong | Trong | ${x} = 1 |
| | text | p | Vì sao? | ${q2} = 'y' |
| | end_group | | | |
| | text | z | Cuối? | |
| | calculate | tong | | |
| | end_group | | | |

| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
"""


def test_a_condition_of_a_group_around_is_not_skipped_over() -> None:
    made = read(NESTED.replace("| | calculate | tong | | |\n", "").encode(), "Phiếu 2022 (cuối).md")
    assert ("q2", "n") not in skips(made)
    assert made.name == "Phieu-2022-cuoi"
