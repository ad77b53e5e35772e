"""Every problem at its very cell: settings, languages, headers that stand elsewhere, circles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from questionnaires.model import Questionnaire
from questionnaires.problems import FormError, Problem
from questionnaires.xlsform import read
from tests.questionnaires.workbook import CHOICES, Cells, workbook

GOOD: Cells = (("type", "name", "label"), ("text", "a", "Tên gì?"))
TWO = ("type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "hint::English (en)")


def form(survey: Cells, **sheets: Cells) -> Questionnaire:
    return read(workbook({"survey": survey, **sheets}), "phieu.xlsx")


def problems(survey: Cells, **sheets: Cells) -> list[Problem]:
    with pytest.raises(FormError) as refused:
        form(survey, **sheets)
    for each in refused.value.problems:
        assert each.sentence("vi").endswith((".", "?"))
        assert each.sentence("en").endswith((".", "?"))
    return list(refused.value.problems)


def cells(survey: Cells, **sheets: Cells) -> list[tuple[str, object]]:
    return [(each.code, each.values.get("cell")) for each in problems(survey, **sheets)]


@pytest.mark.parametrize("form_id", ["phieu 2021", "phiếu-2021", "a/b", "-a", 'a"b'])
def test_a_form_id_that_odk_does_not_take_is_refused_at_its_cell(form_id: str) -> None:
    settings = [("form_title", "form_id"), ("Phiếu", form_id)]
    assert cells(GOOD, settings=settings) == [("settings.form-id", "B2")]


@pytest.mark.parametrize("form_id", ["phieu_2021", "2021", "_a.b-c"])
def test_other_form_ids_are_taken(form_id: str) -> None:
    assert form(GOOD, settings=[("form_id",), (form_id,)]).name == form_id


def test_a_style_that_nobody_knows_is_refused_and_a_known_one_is_kept() -> None:
    assert cells(GOOD, settings=[("style",), ("pages dep",)]) == [("settings.style", "A2")]
    assert form(GOOD, settings=[("style",), ("theme-grid  pages",)]).style == "theme-grid pages"


def test_a_second_row_of_settings_is_not_passed_over() -> None:
    settings = [("form_id",), (None,), ("a",), ("b",)]
    (problem,) = problems(GOOD, settings=settings)
    assert (problem.code, problem.row, problem.values["first"]) == ("settings.second-row", 4, 3)


@pytest.mark.parametrize("language", ["Français (fr)", "vi", "Tiếng việt (vi)"])
def test_a_default_language_that_no_column_has_is_refused(language: str) -> None:
    survey = [TWO, ("text", "a", "A", "B")]
    settings = [("form_id", "default_language"), ("a", language)]
    (problem,) = problems(survey, settings=settings)
    assert (problem.code, problem.values["cell"]) == ("settings.language", "B2")
    assert "Tiếng Việt (vi), English (en)" in problem.sentence("en")


def test_a_default_language_that_is_no_language_is_refused_without_named_columns_too() -> None:
    assert cells(GOOD, settings=[("default_language",), ("mặc định",)]) == [
        ("settings.language", "A2")
    ]


def test_columns_without_language_are_in_the_default_one() -> None:
    settings = [("default_language",), ("English (en)",)]
    survey = [("type", "name", "label", "label::Tiếng Việt (vi)"), ("text", "a", "Who?", "Ai?")]
    assert form(survey, settings=settings).item("a").label.by_language == {
        "en": "Who?",
        "vi": "Ai?",
    }
    plain = [("type", "name", "label", "label::English (en)"), ("text", "a", "Ai?", "Who?")]
    assert form(plain).item("a").label.by_language == {"vi": "Ai?", "en": "Who?"}
    assert form(plain).default_language == "vi"


def test_two_columns_in_the_default_language_are_refused() -> None:
    header = ("type", "name", "label", *TWO[2:4])
    assert cells([header, ("text", "a", "A", "B", "C")]) == [("sheet.two-defaults", "C1")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("text", "a", "A", "Who is ${b}?"), ("expression.unknown-item", "D2")),
        (("text", "a", "Tên ${b}?", "Who?"), ("expression.unknown-item", "C2")),
        (("text", "a", "Tên?", "Who?", "About ${b}"), ("expression.unknown-item", "E2")),
        (("text", "a", None, "Who?"), ("survey.no-label", "C2")),
        (("text", "a", None, None), ("sheet.missing", "C2")),
        (("calculate", "a", None, None, "Hint"), ("survey.not-here", "E2")),
        (("text", "a", "Tên $ {b}?", "Who?"), ("survey.reference", "C2")),
        (("text", "a", "Tên?", "Who ${a b}?"), ("survey.reference", "D2")),
    ],
)
def test_a_problem_of_a_text_names_the_cell_of_its_language(
    row: Sequence[str | None], expected: tuple[str, str]
) -> None:
    assert expected in cells([TWO, row])


def test_a_choice_without_words_is_told_at_the_column_of_the_default_language() -> None:
    choices = [("list_name", "name", "label::English (en)", "label::Tiếng Việt (vi)")]
    choices += [("l", "a", "A", ""), ("l", "b", "", "")]
    settings = [("default_language",), ("Tiếng Việt (vi)",)]
    survey = [("type", "name", "label::Tiếng Việt (vi)"), ("select_one l", "a", "A")]
    assert cells(survey, choices=choices, settings=settings) == [
        ("survey.no-label", "D2"),
        ("sheet.missing", "D3"),
    ]


def test_a_text_of_a_column_that_does_not_exist_points_at_no_other_cell() -> None:
    (problem,) = problems([TWO, ("text", "a", "A", "B", "Hint")])
    assert (problem.column, problem.values.get("cell")) == ("hint::Tiếng Việt (vi)", None)


def test_columns_that_are_not_carried_out_are_named_as_they_are_written() -> None:
    header = (*GOOD[0], "Media::Image", "omit_instanceID", "bind::type", "LABEL")
    found = problems([header, (*GOOD[1], "a.png", "x", "int", "B")])
    told = {each.values["cell"]: each.sentence("vi") for each in found}
    for cell, name in zip("DEFG", header[3:], strict=True):
        assert f"“{name}”" in told[f"{cell}1"]


def test_a_cell_without_a_column_is_told_by_its_letter() -> None:
    assert cells([GOOD[0], (*GOOD[1], "", "thừa")]) == [("sheet.no-column", "E2")]


TITLE: Cells = (("PHIẾU KHẢO SÁT NĂM 2022",), ())


@pytest.mark.parametrize("above", [TITLE, TITLE[:1], [()], [(), ()]])
def test_column_names_below_the_first_row_are_one_problem_and_the_sheet_is_left(
    above: Cells,
) -> None:
    bad = ("select_one", "1 a", "=B2", "extra")
    (problem,) = problems([*above, *GOOD, bad])
    assert (problem.code, problem.values["found"]) == ("sheet.header-below", len(above) + 1)
    assert f"phải ở dòng 1; tìm thấy chúng ở dòng {len(above) + 1}" in problem.sentence("vi")


def test_the_other_sheets_are_still_read_and_none_is_blamed_for_this_one() -> None:
    survey = [GOOD[0], ("select_one cokhong", "a", ""), ("foo", "b", "B")]
    settings = [("Cài đặt",), ("form_id",), ("a b",)]
    found = problems(survey, choices=[*TITLE, *CHOICES], settings=settings)
    assert [(each.code, each.row) for each in found] == [
        ("sheet.missing", 2),
        ("survey.unknown-type", 3),
        ("sheet.header-below", 1),
        ("sheet.header-below", 1),
    ]


def test_a_sheet_without_a_column_it_needs_is_one_problem() -> None:
    found = problems([("type", "label"), ("text", "A"), ("foo", "B")])
    assert [(each.code, each.values["value"]) for each in found] == [
        ("sheet.missing-column", "name")
    ]
    typed = problems([("typ", "name", "label"), ("text", "a", "A"), ("text", "b", "B")])
    assert [(each.code, each.values["cell"]) for each in typed] == [
        ("sheet.misspelled-column", "A1")
    ]


def test_each_circle_is_told_once_with_the_rest_of_what_is_wrong() -> None:
    header = ("type", "name", "label", "relevant")
    rows = [
        ("text", "a", "A", "${b} = '1'"),
        ("text", "b", "B", "${a} = '1' or ${c} = '1'"),
        ("text", "c", "C", "${b} = '1'"),
        ("text", "d", "D", "${d} = '1'"),
        ("text", "e", "E", "${a} = '1'"),
        ("begin_group", "g", "G", "${f} = '1'"),
        ("text", "f", "F", ""),
        ("end_group", "", "", ""),
        ("foo", "z", "Z", ""),
    ]
    found = problems([header, *rows])
    assert [(each.values.get("path"), each.values["cell"]) for each in found] == [
        ("a → b → a", "D2"),
        ("b → c → b", "D3"),
        ("d → d", "D5"),
        ("g → f → g", "D7"),
        (None, "A10"),
    ]


def test_a_thousand_questions_in_one_circle_are_one_problem() -> None:
    header = ("type", "name", "label", "relevant")
    rows = [("text", f"q{n}", "Q", f"${{q{(n + 1) % 1000}}} = '1'") for n in range(1000)]
    (problem,) = problems([header, *rows])
    assert problem.code == "survey.cycle"
    assert "q7 → … (1000) → q0" in problem.sentence("vi")
