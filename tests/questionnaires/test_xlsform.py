"""Reading forms: what is read, and what is refused by name, sheet, row and column, all at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.problems import FormError, Problem
from questionnaires.stored import from_json, to_json
from questionnaires.xlsform import read
from tests.questionnaires.forms import CHOICES, questionnaire

HEADER = "| survey |\n| | type | name | label | relevant | constraint | required | appearance |\n"


def problems(tables: str, choices: str = CHOICES) -> list[Problem]:
    with pytest.raises(FormError) as refused:
        questionnaire(tables, choices)
    found = list(refused.value.problems)
    for each in found:
        assert each.sentence("vi")
        assert each.sentence("en")
        assert each.sentence("en") in str(refused.value)
    return found


def codes(tables: str, choices: str = CHOICES) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.row, each.column) for each in problems(tables, choices)]


def test_groups_become_sections_and_items_outside_stand_in_unnamed_ones() -> None:
    form = questionnaire(
        HEADER
        + "| | note | chao | Kính chào | | | | |\n"
        + "| | begin_group | g | Nhóm | ${a} = 'co' | | | |\n"
        + "| | integer | n | Mấy lần? | | . >= 0 | yes | |\n"
        + "| | end_group | | | | | | |\n"
        + "| | select_one cokhong | a | Có không? | | | | |\n"
    )
    assert [(section.name, len(section.items)) for section in form.sections] == [
        ("", 1),
        ("g", 1),
        ("", 1),
    ]
    assert [item.name for item in form.items] == ["chao", "n", "a"]
    assert form.sections[1].label is not None
    assert form.sections[1].label.in_("vi") == "Nhóm"
    number = form.item("n")
    assert (number.type, number.required, number.row) == ("integer", True, 4)
    assert number.constraint is not None
    assert number.constraint.tree == (">=", ("self",), ("number", 0.0))
    assert [choice.name for choice in form.item("a").choices] == ["co", "khong"]


def test_texts_come_in_every_language_and_fall_back_to_the_default() -> None:
    form = questionnaire(
        "| survey |\n"
        "| | type | name | label::English (en) | label::Tiếng Việt (vi) |\n"
        "| | text | y | Anything else? | Ý kiến khác? |\n"
        "| | text | z | | Nữa? |\n"
        "| settings |\n| | default_language | form_title | form_id | version |\n"
        "| | Tiếng Việt (vi) | Phiếu | phieu | 3 |\n",
        choices="",
    )
    assert (form.name, form.title, form.version) == ("phieu", "Phiếu", "3")
    assert (form.languages, form.default_language) == (("en", "vi"), "vi")
    assert form.item("y").label.in_("en") == "Anything else?"
    assert form.item("z").label.in_("en") == "Nữa?"
    assert form.item("y").label.in_("fr") == "Ý kiến khác?"


def test_blank_rows_count_as_they_do_in_excel() -> None:
    blank = "| | | | | | | | |\n"
    form = HEADER + blank + "| | integer | a | A | | | | |\n" + blank * 2
    assert questionnaire(form + "| | text | b | B | | | | |\n").item("b").row == 6
    assert codes(form + "| | text | b | B | ${x} = 1 | | | |\n") == [
        ("expression.unknown-item", 6, "relevant")
    ]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("${a} ${b}", "expression.syntax"),
        ("${a} = = 'x'", "expression.syntax"),
        ("${a} = 'x", "expression.syntax"),
        ("tuoi > 18", "expression.bare-name"),
        ("${tuoi} > 18", "expression.unknown-item"),
        ("upper-case(${a})", "expression.unknown-function"),
        ("selected(${a})", "expression.arguments"),
        ("selected(${a}, 'x')", "expression.not-a-choice"),
        (". > 1", "expression.self"),
        ("${a}" + " + 1" * 100, "expression.too-long"),
        ("${a} = '" + "x" * 2000 + "'", "expression.too-long"),
    ],
)
def test_an_expression_that_means_nothing_is_refused_where_it_stands(
    expression: str, code: str
) -> None:
    form = HEADER + "| | integer | a | A | | | | |\n| | integer | b | B | | | | |\n"
    form += f"| | text | c | C | {expression} | | | |\n"
    assert codes(form) == [(code, 4, "relevant")]


def test_a_place_in_an_expression_is_told_by_character() -> None:
    form = HEADER + "| | integer | a | A | | . > 1 and foo(2) | | |\n"
    [problem] = problems(form)
    assert problem.values == {"sheet": "survey", "position": 11, "found": "foo"}
    assert "phieu.md, trang tính survey, dòng 2, cột constraint" in problem.sentence("vi")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("geotrace | a | A | | | | ", ("survey.unsupported-type", 2, "type")),
        ("cau_hoi | a | A | | | | ", ("survey.unknown-type", 2, "type")),
        ("calculate | a | A | | | | ", ("sheet.missing", 2, "calculation")),
        ("rank cokhong or_other | a | A | | | | ", ("survey.unknown-type", 2, "type")),
        ("select_one vang | a | A | | | | ", ("survey.no-list", 2, "type")),
        ("text | 1a | A | | | | ", ("survey.bad-name", 2, "name")),
        ("text | | A | | | | ", ("sheet.missing", 2, "name")),
        ("text | a | | | | | ", ("sheet.missing", 2, "label")),
        (" | a | A | | | | ", ("sheet.missing", 2, "type")),
        ("text | a | A | | | ${z} | ", ("expression.unknown-item", 2, "required")),
        ("text | a | A | | | | signature", ("survey.appearance", 2, "appearance")),
        ("note | a | A | | . > 1 | | ", ("survey.not-here", 2, "constraint")),
        ("text | b | A | | | | ", ("survey.duplicate-name", 3, "name")),
        ("end_group | | | | | | ", ("survey.group-not-open", 2, "type")),
        ("begin_group | g | G | | | | ", ("survey.group-not-closed", 2, "name")),
        ("text | a | A | ${b} = '1' | | | ", ("survey.cycle", 2, "relevant")),
    ],
)
def test_what_is_not_carried_out_is_refused_by_sheet_row_and_column(
    row: str, expected: tuple[str, int | None, str | None]
) -> None:
    form = HEADER + f"| | {row} |\n| | text | b | B | ${{b}} = '' | | | |\n"
    if "cycle" in expected[0]:
        form = form.replace("${b} = ''", "${a} = ''")
    else:
        form = form.replace("${b} = ''", "")
    assert expected in codes(form)


def test_empty_groups_and_groups_that_end_as_repeats_are_refused() -> None:
    empty = HEADER + "| | text | a | A | | | | |\n| | begin_group | g | G | | | | |\n"
    assert ("survey.empty-group", 3, "name") in codes(empty + "| | end_group | | | | | | |\n")
    crossed = empty + "| | text | b | B | | | | |\n| | end_repeat | | | | | | |\n"
    assert codes(crossed) == [("survey.wrong-end", 5, "type")]


def test_groups_stand_in_groups_but_not_without_end() -> None:
    def nested(depth: int) -> str:
        begin = "".join(f"| | begin_group | g{n} | G | | | | |\n" for n in range(depth))
        return HEADER + begin + "| | text | a | A | | | | |\n" + "| | end_group | |\n" * depth

    form = questionnaire(nested(19))
    assert [group.name for group in form.around("a")] == [f"g{n}" for n in range(19)]
    assert {"survey.too-deep"} == {code for code, _, _ in codes(nested(1000))}


def test_all_mistakes_of_a_form_are_told_at_once_in_the_order_of_its_rows() -> None:
    form = (
        "| survey |\n| | type | name | label | relevant | media::image |\n"
        "| | audio | a | A | | |\n"
        "| | text | b | | ${z} = 1 | 1 |\n"
        "| choices |\n| | list_name | name | label |\n"
        "| | l | a b | X |\n| | l | c | X |\n| | l | c | Y |\n"
        "| settings |\n| | form_title | instance_name |\n| | T | ${b} |\n"
        "| osm |\n| | a |\n"
    )
    assert codes(form, choices="") == [
        ("sheet.unknown-column", 1, "media::image"),
        ("survey.unsupported-type", 2, "type"),
        ("sheet.missing", 3, "label"),
        ("expression.unknown-item", 3, "relevant"),
        ("choices.bad-code", 2, "name"),
        ("choices.duplicate", 4, "name"),
        ("sheet.unknown-column", 1, "instance_name"),
        ("file.unknown-sheet", None, None),
    ]


def test_an_unknown_column_without_content_is_harmless() -> None:
    form = "| survey |\n| | type | name | label | media::image |\n| | text | a | A | |\n"
    assert questionnaire(form).item("a").type == "text"


def test_a_row_that_is_not_closed_is_not_passed_over_in_silence() -> None:
    form = HEADER + "| | text | a | A | | | | |\n| | text | b | B\n"
    [problem] = problems(form)
    assert (problem.code, problem.values["line"]) == ("file.open-row", 4)


def test_rules_comments_and_escaped_pipes_are_read_as_in_markdown() -> None:
    form = "# Phiếu\n| survey |\n| | type | name | label |\n|---|---|---|---|\n"
    item = questionnaire(form + "| | text | a | Có \\| không? |\n").item("a")
    assert (item.label.in_("vi"), item.row) == ("Có | không?", 2)


def test_a_missing_translation_into_the_default_language_is_refused() -> None:
    form = (
        "| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) |\n"
        "| | text | a | | A |\n"
    )
    assert codes(form, choices="") == [("survey.no-label", 2, "label::Tiếng Việt (vi)")]


@pytest.mark.parametrize(
    "data", [b"", b"no table", "| survey |".encode("utf-16"), b"| x |\n| | a |"]
)
def test_a_file_that_is_no_form_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(FormError):
        read(data, "x.md")


def test_pyxforms_own_refusal_reaches_the_author() -> None:
    form = HEADER + "| | integer | data | A | | | | |\n| | text | b | B | ${data} = 1 | | | |\n"
    [problem] = problems(form)
    assert problem.code == "pyxform"
    assert "${data}" in problem.sentence("en")


@pytest.mark.parametrize("name", ["meta", "instanceID", "elements", "submit", "action"])
def test_a_name_that_odk_or_the_page_needs_is_refused_at_its_cell(name: str) -> None:
    [problem] = problems(HEADER + f"| | text | {name} | A | | | | |\n")
    assert (problem.code, problem.row, problem.column) == ("survey.reserved-name", 2, "name")


def test_the_digest_is_of_the_content_not_of_blank_rows() -> None:
    one = HEADER + "| | text | a | A | | | | |\n"
    spaced = HEADER + "| | | | | | | | |\n| | text | a  | A | | | | |\n"
    other = one.replace("| A |", "| B |")
    assert questionnaire(one).digest == questionnaire(spaced).digest
    assert questionnaire(one).digest != questionnaire(other).digest


words = ["", "text", "note", "integer", "select_one l", "begin_group", "end_group", "a", "b", "l"]
words += [
    "yes",
    "${a} = 1",
    ". > 1",
    "${b}",
    "'x",
    "Nhãn",
    "label",
    "name",
    "type",
    "relevant",
    "|",
]
cells = st.sampled_from(words)
rows = st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6)


@settings(deadline=None)
@given(rows, rows)
def test_any_table_is_either_read_or_refused_in_sentences(
    survey: list[list[str]], choices: list[list[str]]
) -> None:
    lines = ["| survey |", "| | type | name | label | relevant |"]
    lines += [f"| | {' | '.join(row)} |" for row in survey]
    lines += ["| choices |", "| | list_name | name | label |"]
    lines += [f"| | {' | '.join(row)} |" for row in choices]
    try:
        form = read("\n".join(lines).encode(), "x.md")
    except FormError as refused:
        for problem in refused.problems:
            problem.sentence("vi")
    else:
        assert from_json(to_json(form)) == form
