"""The shipped questionnaires: complete, in both languages, scored, and cheap to load and check."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from questionnaires.instruments import INSTRUMENTS, load_instrument, scoring_source, source
from questionnaires.model import Questionnaire
from questionnaires.stored import from_json, to_json
from questionnaires.validation import Answer, check

CRITERIA = [f"{number}" for number in (1.6, 2.1, 2.2, 2.3, 2.4, 4.1, 4.2, 4.3)]
CRITERIA += [f"{number}" for number in (5.1, 5.2, 5.3, 5.4, 6.1, 6.2, 7.1, 7.2, 7.3)]
FACTORS = ["tiep_can", "thu_tuc", "cong_chuc", "ket_qua", "gop_y"]


def first_answers(questionnaire: Questionnaire) -> dict[str, Answer]:
    """The first choice, the number 20 or a word for every item."""
    words = {"integer": "20", "text": "Không có ý kiến khác."}
    return {
        item.name: words.get(item.type) or item.choices[0].name
        for item in questionnaire.items
        if item.type != "note"
    }


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


def test_officials_rate_every_criterion_and_write_nothing_that_could_name_them() -> None:
    questionnaire, sheet = load_instrument("officials")
    assert list(sheet.criteria) == CRITERIA
    assert {item.type for item in questionnaire.items} == {"note", "select_one"}
    rated = [item for item in questionnaire.items if item.type == "select_one"]
    assert len(rated) == len(sheet.items) == 20
    assert all(sheet.by_item[item.name].scores["dk"] is None for item in rated)


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
    assert b"[scales" in scoring_source("officials")
    for name, year in [("citizens", 1999), ("../citizens", 2021), ("khac", 2021)]:
        with pytest.raises(KeyError):
            source(name, year)
