"""Questionnaire versions as they were stored: parsed once per process, they never change."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.stored import from_json
from survey_app.errors import NotFound
from survey_app.models import QuestionnaireVersion

__all__ = ["questionnaire"]


def questionnaire(db: Session, digest: str) -> Questionnaire:
    """The questionnaire of that digest; raises NotFound."""
    version = db.get(QuestionnaireVersion, digest)
    if version is None:
        raise NotFound
    return _parsed(digest, version.parsed)


@lru_cache(maxsize=64)
def _parsed(_digest: str, text: str) -> Questionnaire:
    return from_json(text)
