"""Validation of answers: what is clean, what is dropped, what is wrong, and in which words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.validation import Answer, check, relevant_items
from tests.questionnaires.forms import questionnaire

FORM = questionnaire(
    """
| survey |
| | type               | name | label | relevant               | constraint             | required |
| | note               | chao | Chào  |                        |                        |          |
| | select_one cokhong | a    | A?    |                        |                        | yes      |
| | begin_group        | g    | G     | ${a} = 'co'            |                        |          |
| | integer            | n    | N?    |                        | . >= 0 and . <= 50     | yes      |
| | select_multiple dichvu | m | M? | | count-selected(.) <= 2 | |
| | note               | nho  | Nhớ   | ${m} != ''             |                        |          |
| | text               | t    | T?    | selected(${m}, 'khac') |                        |          |
| | end_group          |      |       |                        |                        |          |
| | text               | y    | Y?    | ${n} > 3 or ${t} != '' |                        |          |
"""
)

codes = st.sampled_from(["co", "khong", "dat", "khac", "thue", "7", "51", "-1", "", " "])
texts = (
    codes | st.text(st.characters(), max_size=8) | st.from_regex(r"-?[0-9]{1,12}", fullmatch=True)
)
answered: st.SearchStrategy[Mapping[str, Answer]] = st.dictionaries(
    st.sampled_from(["chao", "nho", "a", "n", "m", "t", "y", "la"]) | st.text(max_size=3),
    texts | st.lists(texts, max_size=4) | st.integers(),
)
FULL: dict[str, Answer] = {"a": "co", "n": "4", "m": ["khac", "dat"], "t": " x ", "y": "Tốt"}


def errors(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {name: error.code for name, error in check(FORM, answers).errors.items()}


def test_good_answers_come_back_clean_in_their_types() -> None:
    checked = check(FORM, FULL)
    assert checked.clean == {"a": "co", "n": 4, "m": ("dat", "khac"), "t": "x", "y": "Tốt"}
    assert checked.relevant == {"chao", "a", "n", "m", "nho", "t", "y"}
    assert (checked.dropped, checked.errors) == ((), {})


def test_answers_to_what_is_not_asked_are_dropped_along_the_chain() -> None:
    checked = check(FORM, {**FULL, "a": "khong"})
    assert checked.clean == {"a": "khong"}
    assert set(checked.dropped) == {"n", "m", "t", "y"}
    assert checked.relevant == {"chao", "a"}
    assert relevant_items(FORM, {"a": "khong"}) == {"chao", "a"}


@pytest.mark.parametrize(
    ("item", "answer", "code"),
    [
        ("n", "ba", "not-a-number"),
        ("n", "1,5", "not-a-number"),
        ("n", "1.000", "not-a-number"),
        ("n", "٣", "not-a-number"),
        ("n", "12345678901", "out-of-range"),
        ("n", "51", "constraint"),
        ("n", "", "missing"),
        ("n", ["1", "2"], "several"),
        ("a", "Co", "unknown-choice"),
        ("a", ["co", "khong"], "several"),
        ("m", ["dat", "nha"], "unknown-choice"),
        ("m", ["dat", "thue", "xd"], "constraint"),
        ("t", "x" * 2001, "too-long"),
        ("chao", "x", "unknown-item"),
        ("la", "x", "unknown-item"),
    ],
)
def test_a_wrong_answer_is_told_with_its_item(item: str, answer: Answer, code: str) -> None:
    found = errors({**FULL, item: answer})
    assert found[item] == code
    error = check(FORM, {**FULL, item: answer}).errors[item]
    assert error.sentence("vi")
    assert error.sentence("en")


def test_the_forms_own_words_come_before_ours() -> None:
    form = questionnaire(
        """
| survey |
| | type    | name | label | constraint | constraint_message | required | required_message |
| | integer | n    | N?    | . <= 50    | Nhiều nhất là 50.  | yes      | Xin ghi số lần.  |
| | integer | k    | K?    | . <= 50    |                    | yes      |                  |
"""
    )
    wrong, missing = check(form, {"n": "51", "k": "51"}).errors, check(form, {}).errors
    assert wrong["n"].sentence("vi") == wrong["n"].sentence("en") == "Nhiều nhất là 50."
    assert missing["n"].sentence("vi") == "Xin ghi số lần."
    assert "ngoài phạm vi" in wrong["k"].sentence("vi")
    assert "chưa được trả lời" in missing["k"].sentence("vi")


def test_a_number_may_have_spaces_and_a_sign_and_2000_characters_are_enough() -> None:
    assert check(FORM, {**FULL, "n": " +07 "}).clean["n"] == 7
    assert check(FORM, {**FULL, "t": "x" * 2000}).errors == {}


def test_text_is_kept_as_typed_but_for_composition_line_ends_and_control_characters() -> None:
    checked = check(FORM, {**FULL, "t": "\x00To\u0302\u0301t\r\nla\u0301\ud800 "})
    assert checked.clean["t"] == "Tốt\nlá"


def test_select_multiple_takes_odks_one_text_with_spaces_too() -> None:
    assert check(FORM, {**FULL, "m": "khac\x08 dat"}).clean["m"] == ("dat", "khac")
    assert "m" not in check(FORM, {**FULL, "m": []}).clean


@given(answered)
def test_every_answer_that_is_not_blank_ends_in_exactly_one_place(
    answers: Mapping[str, Answer],
) -> None:
    checked = check(FORM, answers)
    places = [*checked.clean, *checked.dropped, *checked.errors]
    assert len(places) == len(set(places))
    given_names = {name for name, answer in answers.items() if not blank(answer)}
    missing = {name for name, error in checked.errors.items() if error.code == "missing"}
    unknown = {name for name, error in checked.errors.items() if error.code == "unknown-item"}
    assert given_names - unknown == set(places) - missing - unknown
    assert unknown <= answers.keys()


def blank(answer: Answer) -> bool:
    """No character that would be kept: nothing a person could miss."""
    parts = [str(each) for each in answer] if isinstance(answer, list | tuple) else [str(answer)]
    kept = "".join(parts).encode("utf-8", "ignore").decode()
    return not "".join(each for each in kept if each >= " " and each != "\x7f").strip()


@given(answered)
def test_clean_answers_are_clean_again(answers: Mapping[str, Answer]) -> None:
    checked = check(FORM, answers)
    again = check(FORM, checked.clean)
    if not checked.errors:
        assert (again.clean, again.relevant) == (checked.clean, checked.relevant)
        assert (again.errors, again.dropped) == ({}, ())
    clean_items = {name for name in checked.clean if name in again.clean}
    assert all(again.clean[name] == checked.clean[name] for name in clean_items)
