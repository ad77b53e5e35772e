"""Typed answers, repeats, calculations, filters and defaults: what validation makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.form_check import FormPlan, checked_form
from questionnaires.instruments import INSTRUMENTS, load_instrument
from questionnaires.model import Questionnaire
from questionnaires.moments import Moment
from questionnaires.plain_check import is_plain
from questionnaires.stored import from_json, to_json
from questionnaires.validation import (
    check,
    metadata_of,
    stamped_with,
    try_answers,
    with_defaults,
)
from questionnaires.wording import worded
from tests.questionnaires.forms import questionnaire
from tests.questionnaires.test_validation import FORM, answered

NOON = datetime(2022, 1, 5, 5, 0, tzinfo=UTC)  # noon in Hải Phòng

TYPED = questionnaire(
    """
| survey |
| | type        | name | label | parameters            |
| | decimal     | d    | D     |                       |
| | date        | n    | N     |                       |
| | time        | g    | G     |                       |
| | dateTime    | ng   | NG    |                       |
| | range       | r    | R     | start=1 end=5 step=0.5 |
| | range       | s    | S     | start=0 end=100 step=10 |
| | geopoint    | v    | V     |                       |
| | acknowledge | x    | X     |                       |
| | rank cokhong | h   | H     |                       |
| | hidden      | an   |       |                       |
| | today       | hom_nay |    |                       |
"""
)

FAMILY = questionnaire(
    """
| survey |
| | type           | name  | label | relevant | constraint | calculation | required | choice_filter | default | repeat_count | read_only |
| | integer        | so    | Số?   |          |            |             | yes      |               |         |              |           |
| | begin_repeat   | nguoi | Người |          |            |             |          |               |         | ${so}        |           |
| | calculate      | thu   |       |          |            | position(..) |         |               |         |              |           |
| | text           | ten   | Tên   |          |            |             | yes      |               |         |              |           |
| | integer        | tuoi  | Tuổi của ${ten} | | . < 120   |             | ${thu} = 1 |             |         |              |           |
| | begin_group    | tre   | Trẻ   | ${tuoi} < 16 |        |             |          |               |         |              |           |
| | text           | truong | Trường |        |            |             |          |               |         |              |           |
| | end_group      |       |       |          |            |             |          |               |         |              |           |
| | begin_repeat   | giay  | Giấy  | ${tuoi} >= 16 |       |             |          |               |         |              |           |
| | text           | loai  | Loại  |          |            |             |          |               | CCCD    |              |           |
| | end_repeat     |       |       |          |            |             |          |               |         |              |           |
| | end_repeat     |       |       |          |            |             |          |               |         |              |           |
| | calculate      | tong  |       |          |            | sum(${tuoi}) |         |               |         |              |           |
| | note           | loi   | Tổng số tuổi là ${tong} | | |            |          |               |         |              |           |
| | select_one tinh | t    | T     |          |            |             |          |               |         |              |           |
| | select_one huyen | hu  | H     |          |            |             |          | tinh = ${t}   |         |              |           |
| | text           | co_dinh | C   |          |            |             |          |               | cố định |              | yes       |
| | date           | ngay  | Ngày  |          | . <= today() |           |          |               | today() |              |           |
""",  # noqa: E501
    """
| choices |
| | list_name | name | label | tinh |
| | tinh | hp | Hải Phòng | |
| | tinh | hd | Hải Dương | |
| | huyen | an | An Dương | hp |
| | huyen | kinh | Kinh Môn | hd |
""",
)


@pytest.mark.parametrize(
    ("item", "given", "clean"),
    [
        ("d", "2,50", 2.5),
        ("d", "-.5", -0.5),
        ("d", 3.25, 3.25),
        ("n", "31/12/2021", "2021-12-31"),
        ("n", "2021-2-3", "2021-02-03"),
        ("g", "8:05", "08:05"),
        ("g", "14:30:15.000+07:00", "14:30:15"),
        ("ng", "31/12/2021 8:05", "2021-12-31T08:05"),
        ("ng", "2021-12-31T08:05:00.000Z", "2021-12-31T15:05"),
        ("r", "2,5", 2.5),
        ("s", "30", 30),
        ("v", "20.8449, 106.6881", "20.8449 106.6881"),
        ("v", "20.8 106.7 3 5", "20.8 106.7 3 5"),
        ("x", "OK", "OK"),
        ("h", "khong co", ("khong", "co")),
        ("hom_nay", "2021-12-31", "2021-12-31"),
    ],
)
def test_an_answer_comes_back_in_its_type(item: str, given: object, clean: object) -> None:
    checked = check(TYPED, {item: given})
    assert (checked.errors, checked.clean) == ({}, {item: clean})
    assert check(TYPED, checked.clean).clean == {item: clean}


@pytest.mark.parametrize(
    ("item", "given", "code"),
    [
        ("d", "ba", "not-a-decimal"),
        ("d", "1e5", "not-a-decimal"),
        ("n", "31/02/2021", "not-a-date"),
        ("n", "2021", "not-a-date"),
        ("g", "25:00", "not-a-time"),
        ("g", "2021-12-31", "not-a-time"),
        ("ng", "2021-12-31", "not-a-moment"),
        ("r", "2.3", "not-on-scale"),
        ("r", "6", "not-on-scale"),
        ("s", "35", "not-on-scale"),
        ("v", "20.8", "not-a-place"),
        ("v", "91 10", "not-a-place"),
        ("x", "không", "not-agreed"),
        ("h", "co", "not-a-ranking"),
        ("h", "co co", "not-a-ranking"),
        ("h", "co vang", "unknown-choice"),
    ],
)
def test_an_answer_of_another_type_is_told_in_words(item: str, given: str, code: str) -> None:
    error = check(TYPED, {item: given}).errors[item]
    assert error.code == code
    assert error.sentence("vi")
    assert error.sentence("en")


def test_a_scale_says_its_ends() -> None:
    assert "từ 1 đến 5, mỗi bước 0.5" in check(TYPED, {"r": "6"}).errors["r"].sentence("vi")


def test_a_repeat_has_as_many_instances_as_the_form_says() -> None:
    people = [
        {"ten": "An", "tuoi": "40"},
        {"ten": "Bình", "tuoi": "8", "truong": "A"},
        {"ten": "x"},
    ]
    checked = check(FAMILY, {"so": "2", "nguoi": people}, NOON)
    assert checked.clean == {
        "so": 2,
        "nguoi": (
            {"thu": "1", "ten": "An", "tuoi": 40, "giay": ({},)},
            {"thu": "2", "ten": "Bình", "tuoi": 8, "truong": "A"},
        ),
        "tong": "48",
        "co_dinh": "cố định",
    }
    assert checked.dropped == ("nguoi/3/ten",)
    assert {"nguoi", "nguoi/1/giay", "nguoi/1/giay/1/loai"} <= checked.relevant
    assert "nguoi/2/truong" in checked.relevant
    assert "nguoi/1/truong" not in checked.relevant
    assert check(FAMILY, checked.clean, NOON).clean == checked.clean


def test_what_is_missing_in_a_repeat_is_told_by_its_instance() -> None:
    errors = check(FAMILY, {"so": "2", "nguoi": [{"ten": "An"}]}, NOON).errors
    assert {path: error.code for path, error in errors.items()} == {
        "nguoi/1/tuoi": "missing",
        "nguoi/2/ten": "missing",
    }


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ("x", {"nguoi": "not-a-list"}),
        (["x"], {"nguoi": "not-a-list"}),
        ([{"ten": "An", "tuoi": "200"}], {"nguoi/1/tuoi": "constraint"}),
        ([{"ten": "An", "tuoi": "2", "la": "x"}], {"nguoi/1/la": "unknown-item"}),
        ([{"ten": "x", "tuoi": "1"}] * 101, {"nguoi": "too-many"}),
    ],
)
def test_wrong_answers_in_a_repeat_are_told_where_they_stand(
    given: object, errors: Mapping[str, str]
) -> None:
    found = check(FAMILY, {"so": "1", "nguoi": given}, NOON).errors
    found = {path: each for path, each in found.items() if each.code != "missing"}
    assert {path: error.code for path, error in found.items()} == errors


def test_a_choice_that_the_filter_hides_is_an_error() -> None:
    base = {"so": "0", "t": "hp"}
    assert check(FAMILY, {**base, "hu": "an"}, NOON).errors == {}
    assert check(FAMILY, {**base, "hu": "kinh"}, NOON).errors["hu"].code == "not-offered"
    assert check(FAMILY, {"so": "0", "hu": "an"}, NOON).errors["hu"].code == "not-offered"


def test_what_is_calculated_or_fixed_cannot_be_answered() -> None:
    clean = check(FAMILY, {"so": "0", "tong": "99"}, NOON).clean
    assert clean["co_dinh"] == "cố định"
    assert clean["tong"] == "0"


FIXED = questionnaire(
    """
| survey |
| | type         | name      | label | calculation   | read_only | default      | appearance |
| | integer      | tuoi      | Tuổi  |               |           |              |            |
| | hidden       | dot       |       |               |           | 2021         |            |
| | hidden       | trong     |       |               |           |              |            |
| | text         | co_dinh   | C     |               | yes       | cố định      |            |
| | text         | theo      | T     |               | yes       | concat('HP-', ${tuoi}) |  |
| | text         | bo_trong  | B     |               | yes       |              |            |
| | integer      | gap_doi   | G     | ${tuoi} * 2   |           |              |            |
| | calculate    | tinh      |       | ${tuoi} + 1   |           |              |            |
| | calculate    | mot_lan   |       | once(${tuoi}) |           |              |            |
| | begin_repeat | r         | R     |               |           |              |            |
| | text         | trong_lap | L     |               | yes       | x            |            |
| | text         | t         | T     |               |           |              |            |
| | end_repeat   |           |       |               |           |              |            |
"""
)


def test_nothing_that_is_sent_changes_what_nobody_answers() -> None:
    names = ("dot", "trong", "co_dinh", "theo", "bo_trong", "gap_doi", "tinh", "trong_lap")
    forged = {**dict.fromkeys(names[:-1], "giả"), "r": [{"trong_lap": "giả", "t": "t"}]}
    honest = {"tuoi": "7", "r": [{"t": "t"}]}
    checked = check(FIXED, honest | forged)
    assert checked.errors == {}
    assert checked.clean == check(FIXED, honest).clean
    assert checked.clean["theo"] == "HP-7"
    assert checked.clean["gap_doi"] == 14
    assert {"trong", "bo_trong"}.isdisjoint(checked.clean)


def test_what_once_made_stays_as_it_came_unless_it_is_endless() -> None:
    assert check(FIXED, {"tuoi": "7", "mot_lan": "3"}).clean["mot_lan"] == "3"
    assert check(FIXED, {"tuoi": "7", "mot_lan": "3" * 2001}).clean["mot_lan"] == "7"


def test_an_item_may_be_called_as_odk_calls_the_whole_form() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label | relevant |\n| | integer | a | A | |\n"
        "| | text | data | D | ${a} = 1 |\n| | begin_repeat | r | R | |\n| | text | b | B | |\n"
        "| | end_repeat | | | |\n"
    )
    assert check(form, {"a": "1", "data": "x"}).clean == {"a": 1, "data": "x", "r": ({},)}
    assert check(form, {"a": "2"}).clean == {"a": 2, "r": ({},)}


def test_metadata_are_what_the_server_vouches_for() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label |\n| | start | s | |\n| | end | e | |\n"
        "| | deviceid | m | |\n| | text | t | T |\n| | begin_repeat | r | R |\n"
        "| | today | n | |\n| | text | u | U |\n| | end_repeat | | |\n"
    )
    came = {"s": "1999-01-01T00:00", "e": "x", "t": "x", "r": [{"n": "1999-01-01", "u": "1"}]}
    known = metadata_of(NOON, NOON + timedelta(hours=2), "may-1")
    assert check(form, stamped_with(form, came, known)).clean == {
        "s": "2022-01-05T12:00",
        "e": "2022-01-05T14:00",
        "m": "may-1",
        "t": "x",
        "r": ({"n": "2022-01-05", "u": "1"},),
    }
    nothing = check(form, stamped_with(form, came, {}))
    assert (nothing.clean, nothing.errors) == ({"t": "x", "r": ({"u": "1"},)}, {})


def test_clean_numbers_are_clean_again_however_small_and_endless_ones_are_told() -> None:
    tiny = check(TYPED, {"d": "0,0000001"}).clean
    assert check(TYPED, tiny).clean == tiny == {"d": 1e-07}
    for endless in (10**10_000, -(10**10_000), 1e300, "9" * 10_000):
        for name, code in (("d", "out-of-range"), ("r", "not-a-decimal"), ("n", "not-a-date")):
            assert check(TYPED, {name: endless}).errors[name].code == code
    assert check(TYPED, {"d": float("inf")}).errors["d"].code == "not-a-decimal"


def test_answers_to_a_repeat_that_are_none_are_told_with_defaults_too() -> None:
    assert set(try_answers(FIXED, {"r": "x"}).errors) == {"r"}
    assert set(try_answers(FIXED, {"r": [{}] * 101}).errors) == {"r"}


def test_today_is_the_day_in_vietnam_at_the_time_given() -> None:
    assert check(FAMILY, {"so": "0", "ngay": "2022-01-05"}, NOON).errors == {}
    late = check(FAMILY, {"so": "0", "ngay": "2022-01-06"}, NOON).errors
    assert late["ngay"].code == "constraint"


def test_defaults_stand_where_nothing_is_said_and_only_there() -> None:
    given = {"so": "1", "nguoi": [{"ten": "An", "tuoi": "40", "giay": [{}, {"loai": ""}]}]}
    filled = with_defaults(FAMILY, given, NOON)
    assert filled["ngay"] == "2022-01-05"
    assert filled["nguoi"] == [
        {"ten": "An", "tuoi": "40", "giay": [{"loai": "CCCD"}, {"loai": ""}]}
    ]
    assert with_defaults(FAMILY, {"ngay": ""}, NOON)["ngay"] == ""
    assert "hom_nay" not in with_defaults(TYPED, {}, NOON)
    assert with_defaults(TYPED, {}, NOON, {"today": "2022-01-05"})["hom_nay"] == "2022-01-05"


def test_a_trial_says_what_is_asked_in_order_and_what_was_calculated() -> None:
    trial = try_answers(FAMILY, {"so": 1, "nguoi": [{"ten": "An", "tuoi": 8}], "la": "x"}, NOON)
    assert trial.relevant == (
        *("so", "nguoi/1/thu", "nguoi/1/ten", "nguoi/1/tuoi", "nguoi/1/truong"),
        *("tong", "loi", "t", "hu", "co_dinh", "ngay"),
    )
    assert trial.calculated == {"nguoi/1/thu": "1", "tong": "8", "co_dinh": "cố định"}
    assert set(trial.errors) == {"la"}
    assert trial.clean["ngay"] == "2022-01-05"


def test_texts_show_the_answers_of_their_own_instance() -> None:
    people = [{"ten": "An", "tuoi": "40"}, {"ten": "Bình", "tuoi": "8"}]
    clean = check(FAMILY, {"so": "2", "nguoi": people}, NOON).clean
    label = FAMILY.item("tuoi").label.in_("vi")
    assert worded(label, clean, "nguoi/2/tuoi") == "Tuổi của Bình"
    assert worded(label, clean, "nguoi/9/tuoi") == "Tuổi của "
    assert worded(FAMILY.item("loi").label.in_("vi"), clean, "loi") == "Tổng số tuổi là 48"


def test_random_is_drawn_once_and_once_keeps_what_was() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label | calculation |\n| | calculate | a | | random() |\n"
        "| | calculate | b | | once(uuid()) |\n| | text | t | T | |\n"
    )
    first = check(form, {}).clean
    assert check(form, first).clean == first
    assert check(form, {}).clean != first


def test_or_other_asks_what_the_other_answer_is() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label |\n| | select_one cokhong or_other | a | A |\n"
    )
    assert [choice.name for choice in form.item("a").choices] == ["co", "khong", "other"]
    assert check(form, {"a": "other", "a_other": "x"}).clean == {"a": "other", "a_other": "x"}
    assert check(form, {"a": "co", "a_other": "x"}).dropped == ("a_other",)


def test_shipped_questionnaires_take_the_fast_way() -> None:
    assert all(is_plain(load_instrument(name)[0]) for name in INSTRUMENTS)
    assert not is_plain(FAMILY)


REQUIRED = questionnaire(
    """
| survey |
| | type               | name | label | relevant               | constraint             | required |
| | select_one cokhong | a    | A?    |                        |                        | yes      |
| | begin_group        | g    | G     | ${a} = 'co'            |                        |          |
| | decimal            | n    | N?    |                        | . >= 0 and . <= 50     | ${a} = 'co' |
| | begin_group        | k    | K     | ${n} > 1               |                        |          |
| | select_multiple dichvu | m | M? | string-length(${n}) > 0 | count-selected(.) <= 2 | |
| | end_group          |      |       |                        |                        |          |
| | text               | t    | T?    | selected(${m}, 'khac') | regex(., '[a-z]+')     |          |
| | end_group          |      |       |                        |                        |          |
| | text               | y    | Y?    | ${n} div 2 > 3 or ${t} != '' |                  | count-selected(${m}) = 2 |
"""  # noqa: E501
)


@settings(deadline=None)
@given(st.sampled_from([FORM, REQUIRED]), answered)
def test_the_fast_way_and_the_full_way_say_the_same(
    form: Questionnaire, answers: Mapping[str, object]
) -> None:
    assert is_plain(form)
    fast = check(form, answers)
    full = checked_form(FormPlan(form), answers, Moment(0))
    assert (fast.clean, fast.errors) == (full.clean, full.errors)
    assert fast.relevant == full.relevant
    assert sorted(fast.dropped) == sorted(full.dropped)


people = st.fixed_dictionaries(
    {},
    optional={
        "ten": st.sampled_from(["An", "", "x" * 3000]),
        "tuoi": st.sampled_from(["5", "40", "200", "x"]),
        "truong": st.sampled_from(["A", " "]),
        "giay": st.lists(st.fixed_dictionaries({"loai": st.just("B")}), max_size=2),
        "thu": st.just("9"),
    },
)
families = st.fixed_dictionaries(
    {},
    optional={
        "so": st.sampled_from(["0", "1", "3", "-1", "x", "999"]),
        "nguoi": st.lists(people, max_size=4) | st.just("x") | st.just([["x"]]),
        "t": st.sampled_from(["hp", "hd", "z"]),
        "hu": st.sampled_from(["an", "kinh"]),
        "ngay": st.sampled_from(["2022-01-05", "2030-01-01", "?"]),
        "co_dinh": st.just("khác"),
        "la": st.just("x"),
    },
)


@settings(deadline=None)
@given(families)
def test_any_answers_to_a_form_with_repeats_are_sorted_and_clean_ones_stay(
    answers: Mapping[str, object],
) -> None:
    checked = check(FAMILY, answers, NOON)
    assert not set(checked.dropped) & set(checked.errors)
    if not checked.errors:
        again = check(FAMILY, checked.clean, NOON)
        assert (again.clean, again.errors, again.dropped) == (checked.clean, {}, ())
    try_answers(FAMILY, answers, NOON)


def test_a_form_with_everything_is_stored_and_read_again() -> None:
    for form in (FAMILY, TYPED, REQUIRED):
        assert from_json(to_json(form)) == form
        assert from_json(to_json(form)).digest == form.digest
