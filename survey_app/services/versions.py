"""Questionnaire versions as they were stored: parsed once per process, they never change."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.stored import from_json
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.models import QuestionnaireVersion, RespondentGroup

__all__ = ["current", "group_names", "questionnaire"]


def questionnaire(db: Session, digest: str) -> Questionnaire:
    """The questionnaire of that digest; raises NotFound."""
    version = db.get(QuestionnaireVersion, digest) if digest.isalnum() else None
    if version is None:
        raise NotFound
    return _parsed(digest, version.parsed)


def current(sessions: Sessions, campaign: str, group: str) -> Questionnaire:
    """What a group of the campaign is asked now; raises NotFound."""
    with reading(sessions) as db:
        digest = db.scalar(
            select(RespondentGroup.questionnaire).where(
                RespondentGroup.campaign_id == campaign, RespondentGroup.code == group
            )
        )
        return questionnaire(db, digest or "")


def group_names(sessions: Sessions, campaign: str, language: str) -> dict[str, str]:
    """The campaign's respondent groups by code, named in this language."""
    with reading(sessions) as db:
        groups = db.scalars(
            select(RespondentGroup).where(RespondentGroup.campaign_id == campaign)
        ).all()
    return {each.code: each.name_en if language == "en" else each.name_vi for each in groups}


@lru_cache(maxsize=64)
def _parsed(_digest: str, text: str) -> Questionnaire:
    return from_json(text)
