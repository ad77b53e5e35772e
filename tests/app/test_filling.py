"""Questionnaires of every kind as pages without JavaScript: what is shown, and what comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from questionnaires.model import Questionnaire
from questionnaires.validation import check, offered, with_defaults
from survey_app import filling
from tests.questionnaires.forms import questionnaire

PAGE = """{% from "fields.html" import question with context %}
{% for field in fields %}{{ question(field) }}{% endfor %}"""

FORM = questionnaire(
    """
| survey |
| | type | name | label | appearance | parameters | choice_filter | calculation | default | repeat_count |
| | begin_group | g | Chung | | | | | | |
| | decimal | d | Bao nhiêu? | | | | | | |
| | date | n | Ngày nào? | | | | | 2021-10-15 | |
| | time | t | Mấy giờ? | | | | | | |
| | dateTime | dt | Lúc nào? | | | | | | |
| | range | r | Mấy điểm? | | start=0 end=10 | | | | |
| | acknowledge | ok | Tôi đã đọc | | | | | | |
| | rank muc | h | Xếp hạng | | | | | | |
| | select_one cokhong or_other | k | Có không? | | | | | | |
| | select_one tinh | tinh | Tỉnh? | | | | | | |
| | select_one huyen | huyen | Huyện? | | | tinh = ${tinh} | | | |
| | calculate | hai | | | | | ${d} * 2 | | |
| | hidden | an | | | | | | x | |
| | note | loi | Gấp đôi là ${hai} | | | | | | |
| | end_group | | | | | | | | |
| | begin_repeat | con | Người con | | | | | | |
| | text | ten | Tên? | | | | | | |
| | integer | tuoi | Tuổi của ${ten}? | | | | | | |
| | begin_repeat | viec | Việc làm | | | | | | |
| | text | ten_viec | Việc gì? | | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | begin_group | luoi | Đánh giá | table-list | | | | | |
| | select_one nam | a | Chỗ ngồi | | | | | | |
| | select_one nam | b | Biển chỉ dẫn | | | | | | |
| | end_group | | | | | | | | |
""",  # noqa: E501
    """
| choices |
| | list_name | name | label | tinh |
| | cokhong | co | Có | |
| | cokhong | khong | Không | |
| | muc | 1 | Kém | |
| | muc | 2 | Tốt | |
| | tinh | hp | Hải Phòng | |
| | tinh | hd | Hải Dương | |
| | huyen | an | An Dương | hp |
| | huyen | kinh | Kinh Môn | hd |
"""
    + "".join(f"| | nam | {n} | Mức {n} | |\n" for n in range(1, 6)),
)


def shown(form: Questionnaire, index: int, answers: dict[str, Any]) -> filling.Screen:
    checked = check(form, answers)
    return filling.screen(form, index, answers, checked, "vi", offers=offered(form, answers))


def html(app: Flask, screen: filling.Screen) -> str:
    with app.test_request_context("/"):
        return render_template_string(PAGE, fields=screen.fields)


def layouts(screen: filling.Screen) -> dict[str, str]:
    return {field.name: field.layout for field in screen.fields}


def test_every_type_has_its_field_and_what_is_hidden_has_none(app: Flask) -> None:
    answers = {**with_defaults(FORM, {}), "d": "2,5", "k": "other"}
    screen = shown(FORM, 0, answers)
    assert layouts(screen) == {
        "d": "decimal",
        "n": "date",
        "t": "time",
        "dt": "dateTime",
        "r": "choices",
        "ok": "acknowledge",
        "h": "rank",
        "k": "choices",
        "k_other": "text",
        "tinh": "choices",
        "huyen": "choices",
        "loi": "note",
    }
    page = html(app, screen)
    assert "Gấp đôi là 5<" in page
    assert 'type="date"' in page
    assert 'value="2021-10-15"' in page
    assert len(re.findall(r'name="r" value="\d+"', page)) == 11
    assert len(re.findall(r'<select name="h">', page)) == 2


def test_a_filtered_list_is_narrowed_by_what_was_answered_before() -> None:
    def districts(answers: dict[str, Any]) -> list[str]:
        field = next(each for each in shown(FORM, 0, answers).fields if each.name == "huyen")
        return [option.value for option in field.options]

    assert districts({}) == []
    assert districts({"tinh": "hp"}) == ["an"]


def test_a_ranking_comes_back_by_place_and_is_shown_again(app: Flask) -> None:
    answers = filling.entered(FORM, MultiDict([("h", "2"), ("h", "1")]))
    assert answers == {"h": ["2", "1"]}
    assert check(FORM, answers).clean["h"] == ("2", "1")
    page = html(app, shown(FORM, 0, answers))
    assert re.findall(r'value="(\d)" selected', page) == ["2", "1"]
    assert check(FORM, {"h": ["2", ""]}).errors["h"].code == "not-a-ranking"


def test_a_grid_of_five_answers_is_a_scale_in_each_row() -> None:
    assert layouts(shown(FORM, 2, {})) == {"a": "scale", "b": "scale"}


def test_instances_of_a_repeat_are_added_filled_and_removed(app: Flask) -> None:
    screen = shown(FORM, 1, {})
    assert layouts(screen) == {
        "con/1/": "instance",
        "con/1/ten": "text",
        "con/1/tuoi": "integer",
        "con/1/viec/1/": "instance",
        "con/1/viec/1/ten_viec": "text",
        "con/1/viec": "more",
        "con": "more",
    }
    sent = MultiDict([("con/", "1"), ("con/1/", "1"), ("con/1/ten", "An"), ("con/1/tuoi", "7")])
    sent.add("con/1/viec/", "1")
    answers = filling.entered(FORM, sent)
    assert answers == {"con": [{"ten": "An", "tuoi": "7", "viec": []}]}
    more = filling.repeated(answers, "add:con")
    assert more["con"] == [{"ten": "An", "tuoi": "7", "viec": []}, {}]
    assert "Tuổi của An?" in html(app, shown(FORM, 1, more))
    inner = filling.repeated(more, "add:con/1/viec")
    assert inner["con"][0]["viec"] == [{}]
    assert filling.repeated(more, "remove:con/2") == answers
    none = filling.repeated(answers, "remove:con/1")
    assert filling.entered(FORM, MultiDict([("con/", "1")])) == none == {"con": []}


@pytest.mark.parametrize(
    "path", ["con/0/ten", "con/101/ten", "con/x/ten", "la/1/ten", "con/1", "/"]
)
def test_a_field_of_no_instance_is_left_alone(path: str) -> None:
    answers = filling.entered(FORM, MultiDict([(path, "x")]))
    assert answers.get("con", [{}]) in ([{}], [])


@pytest.mark.parametrize("action", ["add:la", "remove:con/9", "remove:con", "add:con/5/viec"])
def test_an_action_on_no_instance_changes_no_answer(action: str) -> None:
    answers = {"con": [{"ten": "An"}]}
    assert check(FORM, filling.repeated(answers, action)).clean == check(FORM, answers).clean


def test_answers_elsewhere_travel_as_hidden_fields_and_come_back_the_same() -> None:
    answers = {
        "d": "1",
        "con": [{"ten": "An", "viec": [{"ten_viec": "x"}, {}]}, {}],
        "h": ["1", "2"],
    }
    assert filling.entered(FORM, MultiDict(filling.hidden(answers, ()))) == answers


def test_mistakes_in_a_repeat_are_told_with_their_field_and_open_their_section() -> None:
    errors = check(FORM, {"con": [{}, {"tuoi": "x"}], "b": "9"}).errors
    assert filling.first_mistaken(FORM, errors) == 1
    assert [each.name for each in filling.mistakes(FORM, errors, "vi")] == ["con/2/tuoi", "b"]
    assert set(filling.of_section(FORM, 1, errors)) == {"con/2/tuoi"}


def test_a_random_order_is_the_same_for_one_response_and_not_for_all() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label | parameters |\n"
        "| | select_one dichvu | a | A | randomize=true |\n"
        "| | select_one dichvu | b | B | randomize=true seed=7 |\n"
    )

    def order(seed: str, name: str) -> list[str]:
        screen = filling.screen(form, 0, {}, check(form, {}), "vi", seed=seed)
        field = next(each for each in screen.fields if each.name == name)
        return [option.value for option in field.options]

    assert order("u1", "a") == order("u1", "a")
    assert len({tuple(order(f"u{n}", "a")) for n in range(20)}) > 5
    assert order("u1", "b") == order("u2", "b")
    assert sorted(order("u1", "b")) == ["dat", "ho_tich", "khac", "thue", "xd"]


def test_a_list_with_nothing_to_choose_from_counts_as_not_shown() -> None:
    assert "huyen" not in shown(FORM, 0, {}).shown.split()
    assert "huyen" in shown(FORM, 0, {"tinh": "hp"}).shown.split()


GUIDED = questionnaire(
    "| survey |\n| | type | name | label | hint | guidance_hint |\n"
    "| | text | ten | Tên? | | |\n"
    "| | integer | tuoi | Mấy tuổi? | Tuổi tròn | Hỏi lại ${ten} nếu ngập ngừng |\n"
    "| | note | loi | Cảm ơn | Chào hỏi | Dừng ở đây |\n"
)


def test_guidance_is_for_whoever_asks_and_hints_for_everybody(app: Flask) -> None:
    answers = {"ten": "An"}
    checked = check(GUIDED, answers)
    for guided, shows in ((True, 2), (False, 0)):
        screens = filling.screens(GUIDED, answers, checked, "vi", guided=guided)
        page = "".join(html(app, each) for each in screens)
        assert page.count("<details") == shows
        assert ("Hỏi lại An nếu ngập ngừng" in re.sub("<[^>]+>", "", page)) is guided
        assert "Tuổi tròn" in page
        assert "Chào hỏi" in page


def test_a_repeat_in_a_repeat_that_is_not_asked_yet_is_drawn_for_the_logic() -> None:
    form = questionnaire(
        "| survey |\n| | type | name | label | relevant |\n| | begin_repeat | ho | Người | |\n"
        "| | text | ten | Tên? | |\n| | begin_repeat | viec | Việc của ${ten} | ${ten} != '' |\n"
        "| | text | gi | Gì? | |\n| | end_repeat | | | |\n| | end_repeat | | | |\n"
    )
    for answers, others in (({}, ""), ({"ho": [{"ten": "An", "viec": [{"gi": "x"}]}]}, "An")):
        drawn = filling.screen(form, 0, answers, check(form, answers), "vi", live=True).drawn
        fresh = next(each for each in drawn if each.name == "ho" and each.layout == "new")
        labels = [each.label for each in fresh.inside if each.layout == "instance"]
        assert others == "" or not any(others in label for label in labels)
