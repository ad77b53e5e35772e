"""Small forms of every kind that XLSForm knows: each loads, or is refused naming what it uses.

The forms are our own; they cover what the forms of pyxform's tests are about.
"""

from __future__ import annotations

import json

import pytest

from questionnaires.problems import FormError
from questionnaires.stored import from_json, to_json
from questionnaires.validation import check, try_answers
from questionnaires.xlsform import read

CHOICES = """
| choices |
|         | list_name | name  | label   | tinh |
|         | tinh      | hp    | Hải Phòng |    |
|         | tinh      | hd    | Hải Dương |    |
|         | huyen     | an    | An Dương | hp  |
|         | huyen     | kien  | Kiến Thụy | hp |
|         | huyen     | kinh  | Kinh Môn | hd  |
"""


def form(columns: str, *rows: str) -> bytes:
    lines = ["| survey |", f"| | {columns} |", *(f"| | {row} |" for row in rows)]
    return ("\n".join(lines) + CHOICES).encode()


LOADS = {
    "integer": form("type | name | label", "integer | a | A"),
    "int alias": form("type | name | label", "int | a | A"),
    "decimal": form("type | name | label", "decimal | a | A"),
    "text of lines": form("type | name | label | appearance", "text | a | A | multiline"),
    "date": form("type | name | label", "date | a | A"),
    "time": form("type | name | label", "time | a | A"),
    "dateTime": form("type | name | label", "dateTime | a | A"),
    "range": form("type | name | label | parameters", "range | a | A | start=0 end=10 step=2"),
    "range by itself": form("type | name | label", "range | a | A"),
    "select one": form("type | name | label", "select one tinh | a | A"),
    "select1": form("type | name | label", "select1 tinh | a | A"),
    "select_multiple": form("type | name | label", "select_multiple tinh | a | A"),
    "all that apply": form("type | name | label", "select all that apply from tinh | a | A"),
    "or_other": form("type | name | label", "select_one tinh or_other | a | A"),
    "rank": form("type | name | label", "rank tinh | a | A"),
    "acknowledge": form("type | name | label", "acknowledge | a | A"),
    "trigger": form("type | name | label", "trigger | a | A"),
    "geopoint": form("type | name | label", "geopoint | a | A"),
    "gps": form("type | name | label", "gps | a | A"),
    "note with a value": form(
        "type | name | label", "integer | a | A", "note | b | Tuổi: ${a}"
    ),
    "hidden": form("type | name | label | default", "hidden | a | | 7", "text | b | B |"),
    "calculate": form(
        "type | name | label | calculation", "integer | a | A |", "calculate | b | | ${a} * 2"
    ),
    "calculate column": form("type | name | label | calculate", "calculate | b | | 1 + 1"),
    "metadata": form(
        "type | name | label", "start | s |", "end | e |", "today | t |", "deviceid | d |",
        "text | a | A",
    ),
    "group in group": form(
        "type | name | label", "begin_group | g | G", "begin group | h | H", "text | a | A",
        "end group | |", "end_group | |",
    ),
    "table of choices": form(
        "type | name | label | appearance", "begin_group | g | G | table-list",
        "select_one tinh | a | A |", "select_one tinh | b | B |", "end_group | | |",
    ),
    "likert by hand": form(
        "type | name | label | appearance", "begin_group | g | G | field-list",
        "select_one tinh | h | | label", "select_one tinh | a | A | list-nolabel",
        "end_group | | |",
    ),
    "repeat": form(
        "type | name | label", "begin_repeat | r | R", "text | a | A", "end_repeat | |"
    ),
    "repeat as often as said": form(
        "type | name | label | repeat_count", "integer | n | N |",
        "begin repeat | r | R | ${n}", "text | a | A |", "end repeat | | |",
    ),
    "jr:count": form(
        "type | name | label | jr:count", "begin repeat | r | R | 3", "text | a | A |",
        "end repeat | | |",
    ),
    "sum over a repeat": form(
        "type | name | label | calculation", "begin_repeat | r | R |", "integer | a | A |",
        "end_repeat | | |", "calculate | s | | sum(${a}) + count(${r})",
    ),
    "position in a repeat": form(
        "type | name | label | calculation", "begin_repeat | r | R |",
        "calculate | p | | position(..)", "text | a | Người thứ ${p} |", "end_repeat | | |",
    ),
    "cascade": form(
        "type | name | label | choice_filter", "select_one tinh | t | T |",
        "select_one huyen | h | H | tinh = ${t}",
    ),
    "relevance alias": form(
        "type | name | caption | relevance", "integer | a | A |", "text | b | B | ${a} > 3"
    ),
    "bind columns": form(
        "type | name | label | bind::relevant | bind::required | bind:constraint",
        "integer | a | A | | yes | . > 1", "text | b | B | ${a} > 3 | |",
    ),
    "old languages": form(
        "type | name | label:Tiếng Việt (vi) | label:English (en)", "text | a | Tên | Name"
    ),
    "required as expression": form(
        "type | name | label | required", "integer | a | A | yes", "text | b | B | ${a} > 3"
    ),
    "messages": form(
        "type | name | label | required | required message | constraint | constraint message",
        "integer | a | A | yes | Phải có. | . > 0 | Phải dương.",
    ),
    "static default": form("type | name | label | default", "select_one tinh | a | A | hp"),
    "dynamic default": form("type | name | label | default", "date | a | A | today()"),
    "read only": form(
        "type | name | label | readonly | default", "text | a | A | yes | đã biết"
    ),
    "randomized": form(
        "type | name | label | parameters", "select_one tinh | a | A | randomize=true seed=42"
    ),
    "guidance": form(
        "type | name | label | hint | guidance_hint", "text | a | A | Gợi ý | Hướng dẫn"
    ),
    "disabled": form(
        "type | name | label | disabled", "text | a | A |", "video | b | B | yes"
    ),
    "once": form("type | name | label | calculation", "calculate | a | | once(random())"),
    "choice name": form(
        "type | name | label | calculation", "select_one tinh | a | A |",
        "calculate | b | | jr:choice-name(${a}, '${a}')",
    ),
    "indexed repeat": form(
        "type | name | label | calculation", "begin_repeat | r | R |", "integer | a | A |",
        "end_repeat | | |", "calculate | s | | indexed-repeat(${a}, ${r}, 1)",
    ),
    "today in a constraint": form(
        "type | name | label | constraint", "date | a | A | . <= today()"
    ),
    "thousands": form("type | name | label | appearance", "integer | a | A | thousands-sep"),
}  # fmt: skip

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "image": (form("type | name | label", "image | a | A"), "survey.unsupported-type", "image"),
    "audio": (form("type | name | label", "audio | a | A"), "survey.unsupported-type", "audio"),
    "video": (form("type | name | label", "video | a | A"), "survey.unsupported-type", "video"),
    "file": (form("type | name | label", "file | a | A"), "survey.unsupported-type", "file"),
    "barcode": (form("type | name | label", "barcode | a | A"), "survey.unsupported-type", ""),
    "geotrace": (form("type | name | label", "geotrace | a | A"), "survey.unsupported-type", ""),
    "geoshape": (form("type | name | label", "geoshape | a | A"), "survey.unsupported-type", ""),
    "audit": (form("type | name | label", "audit | audit | "), "survey.unsupported-type", "audit"),
    "username": (form("type | name | label", "username | u | "), "survey.unsupported-type", ""),
    "select from file": (
        form("type | name | label", "select_one_from_file xa.csv | a | A"),
        "survey.unsupported-type", "select_one_from_file",
    ),
    "external select": (
        form("type | name | label", "select_one_external xa | a | A"),
        "survey.unsupported-type", "select_one_external",
    ),
    "csv-external": (
        form("type | name | label", "csv-external | xa | "), "survey.unsupported-type", ""
    ),
    "background audio": (
        form("type | name | label", "background-audio | a | "), "survey.unsupported-type", ""
    ),
    "loop": (
        form("type | name | label", "begin loop over tinh | a | A", "text | b | B", "end loop | |"),
        "survey.unsupported-type", "begin_loop",
    ),
    "pulldata": (
        form("type | name | label | calculation", "calculate | a | | pulldata('x', 'y', 'z', 1)"),
        "expression.unknown-function", "pulldata",
    ),
    "media column": (
        form("type | name | label | media::image", "text | a | A | x.png"),
        "sheet.unknown-column", "media::image",
    ),
    "audio in a language": (
        form("type | name | label | audio::English (en)", "text | a | A | x.mp3"),
        "sheet.unknown-column", "audio::English (en)",
    ),
    "trigger column": (
        form("type | name | label | trigger", "text | a | A | ${a}"),
        "sheet.unknown-column", "trigger",
    ),
    "save_to": (
        form("type | name | label | save_to", "text | a | A | ten"),
        "sheet.unknown-column", "save_to",
    ),
    "search": (
        form("type | name | label | appearance", "select_one tinh | a | A | search('x')"),
        "survey.appearance", "search",
    ),
    "signature": (
        form("type | name | label | appearance", "text | a | A | signature"),
        "survey.appearance", "signature",
    ),
    "month-year": (
        form("type | name | label | appearance", "date | a | A | month-year"),
        "survey.appearance", "month-year",
    ),
    "accuracy": (
        form("type | name | label | parameters", "geopoint | a | A | capture-accuracy=5"),
        "survey.parameter", "capture-accuracy",
    ),
    "backward step": (
        form("type | name | label | parameters", "range | a | A | step=-1"),
        "survey.parameter-value", "step",
    ),
    "wrong default": (
        form("type | name | label | default", "integer | a | A | ba"), "survey.default", "ba"
    ),
    "choice that is none": (
        form("type | name | label | default", "select_one tinh | a | A | hn"),
        "survey.default", "hn",
    ),
    "filter by what is no column": (
        form("type | name | label | choice_filter", "select_one tinh | a | A | vung = 1"),
        "expression.unknown-column", "vung",
    ),
    "misspelt type": (
        form("type | name | label", "slect_one tinh | a | A"), "survey.unknown-type", "slect_one"
    ),
    "other and filter": (
        form(
            "type | name | label | choice_filter", "select_one tinh | a | A |",
            "select_one huyen or_other | h | H | tinh = ${a}",
        ),
        "survey.other-filter", "or_other",
    ),
    "reserved": (
        form("type | name | label", "text | uuid | U"), "survey.reserved-name", "uuid_1"
    ),
    "a repeat's answer outside": (
        form(
            "type | name | label | relevant", "begin_repeat | r | R |", "integer | a | A |",
            "end_repeat | | |", "text | b | B | ${a} > 3",
        ),
        "expression.in-repeat", "sum",
    ),
    "a group as an answer": (
        form(
            "type | name | label | relevant", "begin_group | g | G |", "integer | a | A |",
            "end_group | | |", "text | b | B | ${g} = 'x'",
        ),
        "expression.no-answer", "${g}",
    ),
    "a circle of calculations": (
        form(
            "type | name | label | calculation", "calculate | a | | ${b} + 1",
            "calculate | b | | ${a} + 1",
        ),
        "survey.cycle", "a → b → a",
    ),
    "a circle through a repeat": (
        form(
            "type | name | label | repeat_count", "begin_repeat | r | R | sum(${a})",
            "integer | a | A |", "end_repeat | | |",
        ),
        "survey.cycle", "r → a → r",
    ),
    "a circle through a filter": (
        form(
            "type | name | label | choice_filter | relevant",
            "select_one tinh | a | A | | ${h} = 'an'",
            "select_one huyen | h | H | tinh = ${a} |",
        ),
        "survey.cycle", "→",
    ),
    "an unknown value in a note": (
        form("type | name | label", "note | a | Xin chào ${ten}"), "expression.unknown-item", "ten"
    ),
    "a dot where none means anything": (
        form("type | name | label | calculation", "calculate | a | | . + 1"),
        "expression.self", "calculation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOADS)
def test_a_form_of_this_kind_loads_is_stored_and_takes_any_answers(name: str) -> None:
    loaded = read(LOADS[name], "x.md")
    assert from_json(to_json(loaded)) == loaded
    assert json.loads(to_json(loaded))["digest"] == loaded.digest
    for answers in ({}, dict.fromkeys(("a", "b", "n", "r", "t", "h"), "1"), {"r": [{"a": "2"}]}):
        checked = check(loaded, answers)
        again = check(loaded, checked.clean)
        assert again.clean == checked.clean
        try_answers(loaded, answers)


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_of_this_kind_is_refused_by_the_name_of_what_it_uses(name: str) -> None:
    data, code, word = REFUSED[name]
    with pytest.raises(FormError) as refused:
        read(data, "x.md")
    problem = refused.value.problems[0]
    assert problem.code == code
    for language in ("vi", "en"):
        assert word in problem.sentence(language)
    assert problem.row is not None


def test_all_that_a_form_asks_for_in_vain_is_told_at_once() -> None:
    data = form(
        "type | name | label | appearance | parameters | media::image",
        "image | a | A | | | x.png",
        "range | b | B | rating | start=x |",
        "begin_loop | c | C | | |",
        "text | action | E | | |",
    )
    with pytest.raises(FormError) as refused:
        read(data, "x.md")
    assert [(each.code, each.row) for each in refused.value.problems] == [
        ("sheet.unknown-column", 1),
        ("survey.unsupported-type", 2),
        ("survey.appearance", 3),
        ("survey.parameter-value", 3),
        ("survey.unsupported-type", 4),
        ("survey.reserved-name", 5),
    ]
