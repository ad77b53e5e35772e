"""The shipped questionnaires: complete, in both languages, scored, and cheap to load and check."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import questionnaires
from questionnaires import item_bank
from questionnaires.instruments import (
    INSTRUMENTS,
    bank,
    load_instrument,
    read_with_bank,
    scoring_source,
    source,
)
from questionnaires.model import Item, Questionnaire
from questionnaires.scoring_sheet import CONTENTS
from questionnaires.stored import from_json, to_json
from questionnaires.validation import Answer, check

FACTORS = ["tiep_can", "thu_tuc", "cong_chuc", "ket_qua", "gop_y"]


ALL_FOUR = ("council_deputies", "department_leaders", "division_heads", "district_leaders")
"""The groups of officials of the 2021 round, each with a form of its own."""
RATED = {
    "council_deputies": 17,
    "department_leaders": 21,
    "division_heads": 19,
    "district_leaders": 19,
}
SHIPPED = Path(questionnaires.__file__).parent.parent / "survey_app/campaigns/hai-phong-2021"
"""As files alone: this package knows nothing of campaigns."""


def first_answers(questionnaire: Questionnaire) -> dict[str, Answer]:
    """The first choice, the number 20 or a word for every item."""
    words = {"integer": "20", "text": "Không có ý kiến khác."}
    return {
        item.name: words.get(item.type) or item.choices[0].name
        for item in questionnaire.items
        if item.type != "note"
    }


def seconds(item: Item) -> float:
    """How long an item takes: reading at three syllables a second, then deciding."""
    words = [item.label, item.hint, *(choice.label for choice in item.choices[:2])]
    if item.appearance == "likert":
        words = words[:2]  # the scale is read once and then known
    syllables = sum(len(text.in_("vi").split()) for text in words if text)
    return syllables / 3 + {"note": 0, "text": 12}.get(item.type, 3)


def scored_by_survey() -> dict[str, Mapping[str, float]]:
    """The shipped scheme's survey rows with their groups, from its TOML."""
    scheme = tomllib.loads((SHIPPED / "scheme.toml").read_text())
    return {
        row["code"]: {
            g: w for g, w in row.get("group_weights", scheme["group_weights"]).items() if w
        }
        for row in scheme["rows"]
        if row["kind"] in ("survey", "sipas")
    }


def forms_of_groups() -> dict[str, str]:
    """The questionnaire of each group of the shipped campaign."""
    campaign = tomllib.loads((SHIPPED / "campaign.toml").read_text())
    return {group["code"]: group["questionnaire"] for group in campaign["groups"]}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_text_is_there_in_vietnamese_and_english(name: str) -> None:
    questionnaire, sheet = load_instrument(name)
    assert questionnaire.default_language == "vi"
    texts = [section.label for section in questionnaire.sections if section.name]
    for item in questionnaire.items:
        texts += [item.label, item.hint, item.required_message, item.constraint_message]
        texts += [choice.label for choice in item.choices]
    texts += sheet.factors.values()
    assert all(text is None or text.by_language.keys() == {"vi", "en"} for text in texts)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_filled_questionnaire_is_valid(name: str) -> None:
    questionnaire, _ = load_instrument(name)
    assert check(questionnaire, first_answers(questionnaire)).errors == {}


def test_citizens_are_asked_about_the_five_factors() -> None:
    questionnaire, sheet = load_instrument("citizens")
    assert list(sheet.factors) == FACTORS
    assert {score.factor for score in sheet.items} == set(FACTORS)
    assert sheet.criteria == ("8.1",)
    assert 20 <= len(sheet.items) <= 22
    for score in sheet.items:
        assert score.scores == {
            "5": 1, "4": 0.75, "3": 0.5, "2": 0.25, "1": 0, "dk": None, "ref": None
        }  # fmt: skip
        assert score.satisfied == {"5", "4"}
        assert score.item in {item.name for item in questionnaire.items}


def test_only_those_who_gave_feedback_are_asked_how_it_was_handled() -> None:
    questionnaire, sheet = load_instrument("citizens")
    handling = {score.item for score in sheet.items if score.factor == "gop_y"}
    answers = first_answers(questionnaire)
    asked = check(questionnaire, {**answers, "da_gop_y": "khong"})
    assert not handling & asked.relevant
    assert handling <= check(questionnaire, {**answers, "da_gop_y": "co"}).relevant


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("so_lan_den", "-1"),
        ("so_lan_den", "51"),
        ("tuoi", "17"),
        ("tuoi", "111"),
        ("dong_y", "khong"),
    ],
)
def test_citizens_numbers_and_consent_have_bounds(item: str, answer: str) -> None:
    questionnaire, _ = load_instrument("citizens")
    found = check(questionnaire, {**first_answers(questionnaire), item: answer}).errors
    assert {name: error.code for name, error in found.items()} == {item: "constraint"}


def test_every_criterion_scored_by_survey_is_fed_by_each_group_that_scores_it() -> None:
    fed = {g: load_instrument(form)[1].criteria for g, form in forms_of_groups().items()}
    rows = scored_by_survey()
    assert len(rows) == 18
    missing = [(row, g) for row, groups in rows.items() for g in groups if row not in fed[g]]
    assert missing == []


def test_every_scored_item_feeds_a_criterion_in_which_its_group_has_a_weight() -> None:
    rows = scored_by_survey()
    for group, form in forms_of_groups().items():
        for score in load_instrument(form)[1].items:
            assert group in rows[score.criterion], (form, score.item, score.criterion)


@pytest.mark.parametrize("name", ["citizens", "organisations"])
def test_each_factor_is_asked_for_perception_satisfaction_and_expectation(name: str) -> None:
    _, sheet = load_instrument(name)
    asked = {(each.factor, each.content) for each in sheet.unscored}
    asked |= {(score.factor, "satisfaction") for score in sheet.items}
    assert asked == {(factor, content) for factor in FACTORS for content in CONTENTS}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_scored_item_states_its_direction_and_keeps_dont_know_apart(name: str) -> None:
    questionnaire, sheet = load_instrument(name)
    for score in sheet.items:
        item = questionnaire.item(score.item)
        assert item.required  # left empty is never taken for "don't know"
        assert score.direction == "best_first"
        assert {code for code, worth in score.scores.items() if worth is None} == {"dk", "ref"}
        worth = [value for value in score.scores.values() if value is not None]
        assert worth == [1.0, 0.75, 0.5, 0.25, 0.0]  # as many good answers as bad ones


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_opinions_can_be_withheld_and_each_form_asks_who_else_was_there(name: str) -> None:
    questionnaire, _ = load_instrument(name)
    for item in questionnaire.items:
        if item.appearance == "likert":
            assert {"dk", "ref"} <= {choice.name for choice in item.choices}, item.name
    assert {"nguoi_co_mat", "nguoi_ben_canh"} & {item.name for item in questionnaire.items}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_form_takes_less_than_ten_minutes(name: str) -> None:
    questionnaire, _ = load_instrument(name)
    assert sum(map(seconds, questionnaire.items)) < 600


@pytest.mark.parametrize("name", [*ALL_FOUR, "agency_rating"])
def test_officials_write_nothing_that_could_name_them(name: str) -> None:
    questionnaire, _ = load_instrument(name)
    assert {item.type for item in questionnaire.items} == {"note", "select_one"}


@pytest.mark.parametrize(("name", "rated"), RATED.items())
def test_each_group_of_officials_rates_the_city_with_a_form_of_its_own(
    name: str, rated: int
) -> None:
    questionnaire, sheet = load_instrument(name)
    assert sheet.subject == "city"
    assert len(sheet.items) == rated
    assert len({load_instrument(other)[0].digest for other in ALL_FOUR}) == 4
    assert questionnaire.name == name


def test_items_shared_by_forms_are_the_same_in_all_of_them() -> None:
    seen: dict[str, Item] = {}
    shared = 0
    for name in INSTRUMENTS:
        questionnaire, sheet = load_instrument(name)
        for score in sheet.items:
            item = replace(questionnaire.item(score.item), row=0)
            shared += score.item in seen
            assert seen.setdefault(score.item, item) == item
    assert shared > 60


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [("so", "dv_tham_muu", "dv_ban_hanh"), ("huyen", "dv_chi_dao_xa", "dv_huong_dan")],
)
def test_the_citys_own_survey_asks_of_a_department_and_of_a_district_what_each_does(
    kind: str, asked: str, not_asked: str
) -> None:
    questionnaire, sheet = load_instrument("agency_rating")
    assert sheet.subject == "agency"
    assert sheet.criteria == ("DV.1", "DV.2", "DV.3", "DV.4", "DV.5", "DV.6")
    answers = {**first_answers(questionnaire), "loai_co_quan": kind}
    found = check(questionnaire, answers)
    assert asked in found.relevant
    assert not_asked not in found.relevant
    rated = {sheet.by_item[name].criterion for name in found.relevant if name in sheet.by_item}
    assert rated == set(sheet.criteria)


def test_organisations_are_asked_what_citizens_are_asked_of_the_five_factors() -> None:
    _, citizens = load_instrument("citizens")
    questionnaire, organisations = load_instrument("organisations")
    assert organisations.items == citizens.items
    assert organisations.unscored == citizens.unscored
    bystander = {**first_answers(questionnaire), "truc_tiep_lam": "khong"}
    assert set(check(questionnaire, bystander).errors) == {"truc_tiep_lam"}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_stored_questionnaire_is_the_same_one(name: str) -> None:
    questionnaire, _ = load_instrument(name)
    text = to_json(questionnaire)
    assert from_json(text) == questionnaire
    assert to_json(from_json(text)) == text


def test_a_stored_questionnaire_that_was_changed_is_refused() -> None:
    text = to_json(replace(load_instrument("citizens")[0], title="Phiếu khác"))
    with pytest.raises(ValueError, match="digest"):
        from_json(text)


def test_a_server_reads_stored_questionnaires_without_pyxform_or_lark() -> None:
    code = (
        "import sys, questionnaires.stored, questionnaires.validation, questionnaires.instruments;"
        "sys.exit(bool({'pyxform', 'lark'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_sources_are_bytes_and_unknown_names_are_refused() -> None:
    assert source("citizens").startswith(b"| survey |")
    assert b"[scales" in scoring_source("council_deputies")
    for name, year in [("items", 2021), ("citizens", 1999), ("../citizens", 2021), ("khac", 2021)]:
        with pytest.raises(KeyError):
            source(name, year)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_what_is_stored_of_a_shipped_form_stands_without_the_bank(name: str) -> None:
    questionnaire, sheet = load_instrument(name)
    nothing = replace(bank(), form=b"", scoring=b"")
    again = read_with_bank(name, source(name), scoring_source(name), nothing)
    assert again == (questionnaire, sheet, source(name), scoring_source(name))


def test_every_shared_item_is_asked_by_a_form() -> None:
    settings = b"\n| settings |\n| | form_title | default_language |\n"
    settings += "| | Chung | Tiếng Việt (vi) |\n".encode()
    everything, _ = item_bank.read(bank().form + settings, "items.md", b"", "")
    asked = {item.name for name in INSTRUMENTS for item in load_instrument(name)[0].items}
    assert {item.name for item in everything.items} <= asked
