"""The people behind a stored campaign: its frame and roster filled with known opinions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet, read
from questionnaires.stored import from_json
from survey_app.campaign.definition import Settings
from survey_app.models import QuestionnaireVersion, RespondentGroup
from survey_app.services.campaigns import stored_files
from survey_app.services.drawing import inputs, official_counts
from survey_app.simulation.answering import complete
from survey_app.simulation.population import (
    Citizens,
    Officials,
    item_specs,
    populate_citizens,
    populate_officials,
)

__all__ = ["Form", "People", "people_of"]

SEXES = {"female": "nu", "male": "nam"}


@dataclass(frozen=True)
class Form:
    """A questionnaire with its scoring sheet."""

    questionnaire: Questionnaire
    sheet: ScoringSheet


@dataclass(frozen=True)
class People:
    """Everybody who could be asked in a campaign, and what they would answer.

    official_forms: by group.
    """

    settings: Settings
    citizens: Citizens
    officials: Officials
    citizen_form: Form
    official_forms: Mapping[str, Form]
    invited: tuple[tuple[str, str, int], ...]

    def citizen_answers(self, person: str) -> dict[str, str | list[str]]:
        """What a citizen answers to the whole questionnaire."""
        row = self.citizens.row_of[person]
        entry = self.citizens.entries[row]
        form = self.citizen_form.questionnaire
        known: dict[str, str | list[str]] = {
            "da_gop_y": "co" if self.citizens.gave_feedback[row] else "khong",
            "linh_vuc": entry.field,
            "gioi_tinh": SEXES.get(entry.sex or "", "ref"),
            "tuoi": str(int(self.citizens.age[row])),
            **self.citizens.answers(person),
        }
        names = {item.name for item in form.items}
        return complete(form, {k: v for k, v in known.items() if k in names}, person)

    def official_answers(self, number: int) -> dict[str, str | list[str]]:
        """What an official answers to the whole questionnaire."""
        known: dict[str, str | list[str]] = {**self.officials.answers(number)}
        form = self.official_forms[self.officials.group[number]].questionnaire
        return complete(form, known, f"official {number}")


def people_of(db: Session, campaign: str) -> People:
    """The people of a campaign, the same each time."""
    given = inputs(stored_files(db, campaign))
    seed = given.settings.simulation_seed or 0
    asked = _form(db, campaign, "citizens")
    rating = {group: _form(db, campaign, group) for group in given.settings.official_groups()}
    items = {group: item_specs(form.questionnaire, form.sheet) for group, form in rating.items()}
    return People(
        given.settings,
        populate_citizens(given.frame, item_specs(asked.questionnaire, asked.sheet), seed),
        populate_officials(given.roster, items, seed),
        asked,
        rating,
        official_counts(given.roster),
    )


def _form(db: Session, campaign: str, group: str) -> Form:
    version = db.scalars(
        select(QuestionnaireVersion)
        .join(RespondentGroup, RespondentGroup.questionnaire == QuestionnaireVersion.digest)
        .where(RespondentGroup.campaign_id == campaign, RespondentGroup.code == group)
    ).one()
    questionnaire = from_json(version.parsed)
    return Form(questionnaire, read(version.scoring, f"{version.name}.scoring.toml", questionnaire))
