"""Who is asked a scored item: one answer decides, or the campaign is refused.

Covers survey_app/campaign/filters.py and its use by cross_checks.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires.expressions import Expression, parse
from questionnaires.instruments import load_instrument
from questionnaires.model import Questionnaire, Section
from survey_app.bundle.material import scored_items
from survey_app.campaign.cross_checks import cross_check
from survey_app.campaign.definition import CampaignDefinition
from survey_app.campaign.filters import UnclearFilter, asked_of
from survey_app.campaign.folder import read_folder
from tests.campaign.test_settings import SHIPPED

FORM, SHEET = load_instrument("citizens")
ITEM = next(item for s in FORM.sections for item in s.items if item.name == "tc_chi_dan")
TYPES = {item.name: item.type for section in FORM.sections for item in section.items}
SIMPLE = "${da_gop_y} = 'co'"


@pytest.fixture(scope="module")
def shipped() -> CampaignDefinition:
    return read_folder(SHIPPED)


def relevant(text: str | None) -> Expression | None:
    return parse(text, TYPES) if text else None


def place(section: str | None, item: str | None) -> tuple[Questionnaire, str]:
    own = replace(ITEM, relevant=relevant(item))
    group = Section("g", None, None, (own,))
    sections = (Section("s", None, relevant(section), (group,)),)
    return replace(FORM, sections=sections), own.name


def with_relevance(text: str) -> Questionnaire:
    """The citizens' form in which one scored item is asked of some."""
    changed = replace(ITEM, relevant=relevant(text))
    sections = tuple(
        replace(section, members=tuple(changed if m == ITEM else m for m in section.members))
        for section in FORM.sections
    )
    return replace(FORM, sections=sections)


@pytest.mark.parametrize(("section", "item"), [(SIMPLE, None), (None, SIMPLE), (SIMPLE, SIMPLE)])
def test_one_answer_decides_who_is_asked(section: str | None, item: str | None) -> None:
    assert asked_of(*place(section, item)) == ("da_gop_y", frozenset({"co"}))


def test_without_conditions_everybody_is_asked() -> None:
    assert asked_of(*place(None, None)) is None


@pytest.mark.parametrize(
    ("section", "item"),
    [
        (None, "${da_gop_y} != 'khong'"),
        (None, f"{SIMPLE} and ${{linh_vuc}} = 'land'"),
        (None, f"{SIMPLE} or ${{linh_vuc}} = 'land'"),
        (SIMPLE, "${linh_vuc} = 'land'"),
        (SIMPLE, "${da_gop_y} = 'khong'"),
    ],
)
def test_a_longer_condition_is_refused_not_read_as_everybody(
    section: str | None, item: str | None
) -> None:
    with pytest.raises(UnclearFilter, match=r"tc_chi_dan.*must read"):
        asked_of(*place(section, item))


def test_analysis_refuses_a_scored_item_with_a_longer_condition() -> None:
    with pytest.raises(UnclearFilter, match="tc_chi_dan"):
        scored_items(with_relevance("${da_gop_y} != 'khong'"), SHEET)


def test_a_campaign_with_such_an_item_is_refused_with_file_and_row(
    shipped: CampaignDefinition,
) -> None:
    own = shipped.instruments["citizens"]
    spoiled = replace(own, questionnaire=with_relevance("${da_gop_y} != 'khong'"))
    instruments = {**shipped.instruments, "citizens": spoiled}
    settings, scheme = shipped.settings, shipped.scheme
    frame = shipped.units, shipped.agencies, shipped.roster
    (found,) = cross_check(settings, scheme, *frame, instruments)
    assert (found.code, found.row, found.column) == ("cross.unclear-filter", ITEM.row, "relevant")
    assert "${item} = 'code'" in found.sentence("en")
    assert "tc_chi_dan" in found.sentence("vi")
