"""Answers from a file, tried on a form: mistakes in the file are said, nothing raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.trying import AnswersError, answers_of
from questionnaires.validation import try_answers
from tests.questionnaires.forms import questionnaire

FORM = questionnaire("""
| survey |
|        | type                   | name    | label     | relevant | constraint |
|        | select_one cokhong     | co_xe   | Có xe?    |  |  |
|        | integer                | so_xe   | Mấy xe?   | ${co_xe} = 'co' | . > 0 |
|        | select_multiple dichvu | dich_vu | Dịch vụ?  |  |  |
""")


def test_what_is_asked_wrong_and_dropped_is_told() -> None:
    answers = answers_of(b'{"co_xe": "khong", "so_xe": 3, "dich_vu": ["dat", "nha"]}', FORM)
    result = try_answers(FORM, answers)
    assert result.relevant == ("co_xe", "dich_vu")
    assert result.dropped == ("so_xe",)
    assert set(result.errors) == {"dich_vu"}
    assert result.clean == {"co_xe": "khong"}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("{", "json", "dòng 1"),
        ("[1]", "shape", "dạng"),
        ('{"coxe": "co"}', "misspelt", "co_xe"),
        ('{"hoan_toan_khac": "co"}', "unknown", "hoan_toan_khac"),
        ('{"co_xe": {"a": 1}}', "value", "co_xe"),
        ('{"co_xe": true}', "value", "co_xe"),
        ('{"co_xe": "co", "co_xe": "khong"}', "twice", "co_xe"),
        ("[" * 100_000, "shape", "dạng"),
    ],
)
def test_a_file_that_is_no_answers_says_what_is_wrong(text: str, code: str, words: str) -> None:
    with pytest.raises(AnswersError) as raised:
        answers_of(text.encode(), FORM)
    (mistake,) = raised.value.mistakes
    assert mistake.code == code
    assert words in mistake.sentence("vi")
    assert mistake.sentence("en")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(AnswersError) as raised:
        answers_of(b'{"a": 1, "b": 2, "co_xe": [1]}', FORM)
    assert len(raised.value.mistakes) == 3


def test_the_answers_of_a_repeat_are_a_list() -> None:
    form = questionnaire("""
| survey |
|        | type         | name | label    | calculation |
|        | begin_repeat | con  | Con      |  |
|        | begin_group  | g    | Nhóm     |  |
|        | integer      | tuoi | Mấy tuổi? |  |
|        | end_group    |      |          |  |
|        | end_repeat   |      |          |  |
|        | calculate    | tong |          | sum(${tuoi}) |
""")
    tried = try_answers(form, answers_of(b'{"con": [{"tuoi": 3}, {"tuoi": "4"}]}', form))
    assert tried.calculated == {"tong": "7"}
    assert "con/2/tuoi" in tried.relevant
    for wrong, code in (
        (b'{"con": 3}', "instances"), (b'{"tuoi": 3}', "unknown"),
        (b'{"con": [{"tuoi": [3]}]}', "value"), (b'{"con": [{"tuoii": 3}]}', "misspelt"),
    ):  # fmt: skip
        with pytest.raises(AnswersError) as raised:
            answers_of(wrong, form)
        assert [each.code for each in raised.value.mistakes] == [code]


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(AnswersError, match="UTF-8"):
        answers_of(b"\xff\xfe\x00", FORM)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_whatever_json_an_answer_is_it_is_taken_or_told(value: object) -> None:
    try:
        answers = answers_of(json.dumps({"so_xe": value}).encode(), FORM)
    except AnswersError:
        return
    assert set(try_answers(FORM, answers).relevant) == {"co_xe", "dich_vu"}
