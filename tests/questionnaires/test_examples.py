"""Every feature of XLSForm: carried out from reading to export, or refused by its name and cell."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from questionnaires.craft import remarks
from questionnaires.export import to_xform, to_xlsx
from questionnaires.problems import FormError
from questionnaires.stored import from_json, to_json
from questionnaires.xlsform import read
from tests.questionnaires.examples import LOADS, REFUSED, column


@pytest.mark.parametrize("name", LOADS)
def test_a_form_with_this_feature_loads_and_comes_back_the_same(name: str) -> None:
    form = read(LOADS[name].encode(), "x.md")
    assert from_json(to_json(form)) == form
    assert read(to_xlsx(form), "x.xlsx").digest == form.digest
    ElementTree.fromstring(to_xform(form))
    for each in remarks(form, want_apart=True):
        assert each.sentence("vi")


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_with_this_feature_is_refused_by_its_name_and_cell(name: str) -> None:
    text, code, at, word = REFUSED[name]
    with pytest.raises(FormError) as refused:
        read(text.encode(), "x.md")
    found = [each for each in refused.value.problems if each.code == code]
    assert [each.column for each in found] == [at]
    for language in ("vi", "en"):
        assert word in found[0].words(language) or word == found[0].values.get("sheet")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", "31/12/2022", "2022-12-31"),
        ("date", "1-2-2022", "2022-02-01"),
        ("date", "2022-12-31", "2022-12-31"),
        ("dateTime", "31/12/2022 14:30", "2022-12-31T14:30"),
        ("time", "7:05", "07:05"),
        ("decimal", "2,5", "2.5"),
        ("decimal", "0,000001", "0.000001"),
        ("range", "5", "5"),
        ("integer", "03", "3"),
        ("select_multiple yn", "n y", "y n"),
        ("text", "31/12/2022", "31/12/2022"),
        ("geopoint", "20.84, 106.68", "20.84 106.68"),
    ],
)
def test_a_default_typed_as_people_here_do_is_kept_as_odk_stores_it(
    kind: str, typed: str, kept: str
) -> None:
    form = read(column("default", typed, kind).encode(), "x.md")
    assert form.item("q").default == kept
    assert f">{kept}<" in to_xform(form).decode()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("date", "12/31/2022"),
        ("date", "31/02/2022"),
        ("decimal", "1,000"),
        ("decimal", "1.000.000"),
        ("integer", "2,5"),
        ("integer", "1.000"),
        ("geopoint", "20,8 106,6"),
        ("time", "7h"),
    ],
)
def test_a_default_that_may_mean_two_things_or_nothing_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(FormError) as refused:
        read(column("default", typed, kind).encode(), "x.md")
    assert [(each.code, each.row, each.column) for each in refused.value.problems] == [
        ("survey.default", 3, "default")
    ]
