"""Answers from a file, tried on a form: mistakes in the file are said, nothing raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.trying import AnswersError, answers_of
from questionnaires.validation import check, offered, try_answers
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


EVERY = questionnaire("""
| survey |
| | type            | name | label | calculation | repeat_count | constraint |
| | decimal         | d    | D     |             |              | . < 9      |
| | integer         | i    | I     |             |              |            |
| | text            | t    | T     |             |              | regex(., '[a-z]*') |
| | select_one cokhong | s | S     |             |              |            |
| | select_multiple dichvu | m | M |             |              |            |
| | rank muc        | k    | K     |             |              |            |
| | date            | n    | N     |             |              | . <= today() |
| | dateTime        | ng   | NG    |             |              |            |
| | time            | g    | G     |             |              |            |
| | geopoint        | v    | V     |             |              |            |
| | range           | r    | R     |             |              |            |
| | calculate       | c1   |       | round(${d}, ${i}) |        |            |
| | calculate       | c2   |       | date(${d} * 10000) |       |            |
| | calculate       | c3   |       | substr(${t}, ${d}, pow(${i}, 99)) | | |
| | calculate       | c4   |       | once(selected-at(${m}, ${d})) | | |
| | begin_repeat    | con  | Con   |             |              |            |
| | decimal         | x    | X     |             |              |            |
| | begin_repeat    | viec | Việc  |             | ${x}         |            |
| | text            | y    | Y     |             |              |            |
| | end_repeat      |      |       |             |              |            |
| | end_repeat      |      |       |             |              |            |
""")
NAMES = st.sampled_from([*"ditsmkngvrxy", "ng", "c1", "c4", "con", "viec", "la"])
PLAIN = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    st.booleans().map(lambda _: 10**5000),
    st.sampled_from(["co", "2 1 3", "9999-12-31", "0001-01-01T00:00+14:00", "1e999", "\ud800"]),
)
NONSENSE = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[*HealthCheck])
@given(st.dictionaries(NAMES, NONSENSE, max_size=6))
def test_whatever_comes_is_clean_dropped_or_told_in_words(answers: dict[str, object]) -> None:
    tried = try_answers(EVERY, answers)
    for checked in (check(EVERY, answers), tried):
        assert all(e.sentence("vi") and e.sentence("en") for e in checked.errors.values())
        json.dumps(dict(checked.clean))
    offered(EVERY, answers)


@pytest.mark.parametrize("number", ["9" * 10_000, "-" + "9" * 10_000, "1e999", "-1e999", "1e30"])
def test_a_number_beyond_its_type_is_an_error_of_its_item(number: str) -> None:
    answers = answers_of(f'{{"i": {number}, "d": {number}}}'.encode(), EVERY)
    errors = try_answers(EVERY, answers).errors
    assert errors["d"].code == "out-of-range"
    assert set(errors) == {"d", "i"}
