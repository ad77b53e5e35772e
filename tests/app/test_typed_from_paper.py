"""What a clerk types from paper -> answers, and back: days, times, rankings, repeats."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.validation import check
from survey_app.keyed_in import read_typed, typed
from survey_app.keyed_order import answers_by_path, jumps, slots
from tests.questionnaires.forms import questionnaire

ONE = """
| survey |
| | type | name | label |
| | date | ngay | Ngày? |
| | time | gio | Giờ? |
| | dateTime | luc | Lúc? |
| | decimal | km | Bao xa? |
| | rank dichvu | xep | Xếp |
| | acknowledge | dong_y | Đồng ý |
"""
FORM = questionnaire(ONE)
FIRST, LAST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (as written, of no zone)

TYPED = [
    ("ngay", "31122021", "2021-12-31"),
    ("ngay", "31/12/2021", "2021-12-31"),
    ("ngay", "5.1.2022", "2022-01-05"),
    ("ngay", "05 01 2022", "2022-01-05"),
    ("ngay", "2021-12-31", "2021-12-31"),
    ("gio", "1430", "14:30"),
    ("gio", "930", "09:30"),
    ("gio", "14h30", "14:30"),
    ("gio", "14:30", "14:30"),
    ("luc", "311220211430", "2021-12-31T14:30"),
    ("luc", "31/12/2021 14h05", "2021-12-31T14:05"),
    ("luc", "31122021 1430", "2021-12-31T14:30"),
    ("km", "2,5", 2.5),
    ("dong_y", "1", "OK"),
    ("xep", "21345", ("thue", "dat", "xd", "ho_tich", "khac")),
]


@pytest.mark.parametrize(("name", "text", "answer"), TYPED)
def test_it_is_typed_as_it_is_written(name: str, text: str, answer: object) -> None:
    read = read_typed(FORM, {name: text})
    assert read.mistakes == {}
    checked = check(FORM, read.answers)
    assert (checked.clean[name], checked.errors) == (answer, {})


@pytest.mark.parametrize("name", ["ngay", "gio", "luc"])
@pytest.mark.parametrize("text", ["31132021", "9999", "hôm qua", "311220219999", "٣١١٢٢٠٢١"])
def test_no_day_or_time_comes_of_what_is_none(name: str, text: str) -> None:
    assert check(FORM, read_typed(FORM, {name: text}).answers).clean == {}


@pytest.mark.parametrize("text", ["1", "11345", "123456", "13450", "abc"])
def test_a_ranking_that_cannot_be_is_told(text: str) -> None:
    assert "Gõ 5 số trong các ô" in read_typed(FORM, {"xep": text}).mistakes["xep"]


@given(st.permutations([choice.name for choice in FORM.item("xep").choices]))
def test_a_ranking_is_typed_back_as_it_stands_in_the_boxes(order: list[str]) -> None:
    item = FORM.item("xep")
    assert read_typed(FORM, {"xep": typed(item, order)}).answers["xep"] == order


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_days_and_times_are_typed_back(moment: datetime) -> None:
    text = f"{moment:%d/%m/%Y %H:%M}"
    clean = check(FORM, read_typed(FORM, {"luc": text, "ngay": text[:10]}).answers).clean
    for name in ("luc", "ngay"):
        shown = typed(FORM.item(name), str(clean[name]))
        assert check(FORM, read_typed(FORM, {name: shown}).answers).clean[name] == clean[name]


REPEATED = questionnaire("""
| survey |
| | type | name | label | relevant |
| | begin_repeat | con | Con | |
| | select_one cokhong | di_hoc | Đi học? | |
| | text | truong | Trường? | ${di_hoc} = 'co' |
| | begin_repeat | lop | Lớp | |
| | text | ten | Tên lớp? | |
| | end_repeat | | | |
| | end_repeat | | | |
| | text | cuoi | Cuối? | |
""")


def test_a_repeat_has_as_many_fields_as_paper_and_more_on_demand() -> None:
    assert [s.path for s in slots(REPEATED) if s.item.name == "di_hoc"] == [
        "con/1/di_hoc",
        "con/2/di_hoc",
        "con/3/di_hoc",
    ]
    assert "con/4/di_hoc" in {s.path for s in slots(REPEATED, more="con")}
    assert "con/2/lop/4/ten" in {s.path for s in slots(REPEATED, more="con/2/lop")}
    assert "con/7/di_hoc" in {s.path for s in slots(REPEATED, ["con/7/truong"])}
    assert "con/101/di_hoc" not in {s.path for s in slots(REPEATED, ["con/999/truong"])}


def test_instances_are_read_up_to_the_last_that_has_something() -> None:
    assert read_typed(REPEATED, {"con/1/di_hoc": ""}).answers == {"con": []}
    fields = {"con/1/di_hoc": "2", "con/3/di_hoc": "1", "con/3/lop/2/ten": "B"}
    read = read_typed(REPEATED, fields).answers
    assert [each.get("di_hoc") for each in read["con"]] == ["khong", None, "co"]
    assert [each["lop"] for each in read["con"]] == [[], [], [{}, {"ten": "B"}]]
    assert answers_by_path(read) == fields | {"con/1/di_hoc": "khong", "con/3/di_hoc": "co"}


def test_paper_sends_on_within_the_instance() -> None:
    going = jumps(REPEATED, slots(REPEATED))
    assert going["con/1/di_hoc"] == {"2": "con/1/lop/1/ten"}
    assert going["con/3/di_hoc"] == {"2": "con/3/lop/1/ten"}
