"""Texts, filtered lists and repeats as they stand on paper."""

from __future__ import annotations

import pytest

from questionnaires.model import Questionnaire
from questionnaires.paper_words import (
    condition_in_words,
    instances_on_paper,
    offers,
    text_on_paper,
)
from tests.questionnaires.forms import questionnaire

FORM = """
| survey |
| | type | name | label | calculation | choice_filter | relevant |
| | select_one quan | quan | Quận nào? | | | |
| | select_one phuong | phuong | Phường nào của ${quan}? | | %s | |
| | integer | nam | Sinh năm nào? | | | |
| | calculate | tuoi | | 2022 - ${nam} | | |
| | text | y | ${tuoi} tuổi? | | | ${tuoi} * 2 >= 18 |
"""
CHOICES = """
| choices |
| | list_name | name | label | quan |
| | quan | ha | Hải An | |
| | quan | nq | Ngô Quyền | |
| | phuong | cd | Cầu Đất | nq |
| | phuong | dh | Đông Hải 1 | ha |
| | phuong | lt | Lạch Tray | nq |
| | phuong | la | Ở nơi khác | |
"""


def form(choice_filter: str = "quan = ${quan}") -> Questionnaire:
    return questionnaire(FORM % choice_filter, CHOICES)


def test_an_answer_in_a_text_is_named_by_the_number_of_its_question() -> None:
    assert text_on_paper("Phường nào của ${ quan }?", form(), "vi") == "Phường nào của [câu 1]?"
    assert text_on_paper("${quan}?", form(), "en") == "[question 1]?"


def test_a_calculated_value_is_printed_as_how_it_is_worked_out() -> None:
    assert text_on_paper("${tuoi} tuổi?", form(), "vi") == "[tính: 2022 - câu 3] tuổi?"
    relevant = form().item("y").relevant
    assert relevant is not None
    assert condition_in_words(relevant, form(), "vi") == "(2022 - câu 3) * 2 >= 18"


def test_a_list_that_an_earlier_choice_filters_is_printed_by_that_choice_with_its_numbers() -> None:
    made = form()
    found = [
        (offer.when, [(number, choice.name) for number, choice in offer.choices])
        for offer in offers(made.item("phuong"), made, "vi")
    ]
    assert found == [
        ("câu 1 chọn “Hải An”", [(2, "dh")]),
        ("câu 1 chọn “Ngô Quyền”", [(1, "cd"), (3, "lt")]),
        ("câu 1 để trống", [(4, "la")]),
    ]


def test_any_other_filter_stands_above_the_whole_list() -> None:
    made = form("quan = ${quan} or quan = ''")
    [offer] = offers(made.item("phuong"), made, "vi")
    assert offer.when == "quan = câu 1 or quan = ''"
    assert len(offer.choices) == 4


@pytest.mark.parametrize(("count", "printed"), [("", 3), ("2", 2), ("100", 12), ("${n}", 3)])
def test_a_repeat_is_printed_as_often_as_it_is_asked_or_three_times(
    count: str, printed: int
) -> None:
    made = questionnaire(f"""
| survey |
| | type | name | label | repeat_count |
| | integer | n | Mấy con? | |
| | begin_repeat | con | Con | {count} |
| | text | ten | Tên? | |
| | end_repeat | | | |
""")
    assert instances_on_paper(made.repeats[0]) == printed
