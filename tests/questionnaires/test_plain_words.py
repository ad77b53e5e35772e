"""Conditions in the words that stand on paper, and where an answer sends its reader."""

from __future__ import annotations

import pytest

from questionnaires.model import Questionnaire
from questionnaires.plain_words import condition, question_numbers
from questionnaires.skips import END, PART_END, skips
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


def test_a_question_that_several_answers_decide_is_skipped_where_this_one_excludes_it() -> None:
    made = read(NESTED.replace("| | calculate | tong | | |\n", "").encode(), "Phiếu 2022 (cuối).md")
    assert skips(made) == {("q2", "n"): "z"}
    assert made.name == "Phieu-2022-cuoi"


REPEATED = """| survey |
| | type | name | label | relevant | repeat_count |
| | select_one yn | co_con | Có con không? | | |
| | integer | so_con | Mấy con? | ${co_con} = 'y' | |
| | begin_repeat | con | Con | ${co_con} = 'y' | %s |
| | select_one yn | di_hoc | Đi học không? | | |
| | text | truong | Trường nào? | ${di_hoc} = 'y' | |
| | end_repeat | | | | |
| | text | z | Cuối? | | |

| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
"""


def test_a_skip_in_a_repeat_leads_to_the_end_of_its_instance() -> None:
    made = read((REPEATED % "").encode(), "thu.md")
    assert skips(made) == {("co_con", "n"): "z", ("di_hoc", "n"): PART_END}


def test_a_repeat_whose_count_another_answer_decides_is_not_skipped_over() -> None:
    made = read((REPEATED % "${so_con}").replace("${co_con} = 'y' | ${", "| ${").encode(), "thu.md")
    assert skips(made)["co_con", "n"] == "di_hoc"


def test_in_a_group_asked_on_a_condition_answers_skip_too() -> None:
    inside = NESTED.replace("${x} = 1 |", "${x} = 1 |").replace(
        "| | text | p | Vì sao? | ${q2} = 'y' |",
        "| | select_one yn | r | Hỏi thêm? | |\n| | text | p | Vì sao? | ${r} = 'y' |",
    )
    made = read(inside.replace("| | calculate | tong | | |\n", "").encode(), "thu.md")
    assert skips(made)["r", "n"] == "z"
