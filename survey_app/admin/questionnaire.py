"""A preview of a questionnaire: every item in every language, with when it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from questionnaires.model import Questionnaire
from survey_app.admin.blueprint import bp
from survey_app.models import Role
from survey_app.services import describing
from survey_app.web import current_campaign, may, sessions

__all__ = ["preview"]


@dataclass(frozen=True)
class PreviewPage:
    """A questionnaire with its languages, the default one first."""

    questionnaire: Questionnaire
    languages: tuple[str, ...]

    @property
    def questions(self) -> int:
        """Items that take an answer."""
        return sum(item.is_asked for item in self.questionnaire.items)


@bp.get("/questionnaires/<name>")
@may(Role.ADMINISTRATOR, Role.MONITOR, Role.OBSERVER)
def preview(slug: str, name: str) -> ResponseReturnValue:
    """All that is asked, as people may read it before the fieldwork."""
    found = describing.questionnaire_named(sessions(), current_campaign().id, name)
    first = found.default_language
    others = tuple(language for language in found.languages if language != first)
    page = PreviewPage(found, (first, *others))
    return render_template("admin/questionnaire.html", page=page)
