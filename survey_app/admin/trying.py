"""Trying a version out as a respondent would see it: with its logic on, and nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaires.logic import needs_logic, plain_form
from questionnaires.model import Questionnaire
from questionnaires.validation import Trial, check, offered, try_answers, with_defaults
from survey_app import filling
from survey_app.admin.blueprint import bp
from survey_app.models import Role
from survey_app.services import campaign_versions
from survey_app.web import current_campaign, may, now, sessions

__all__ = ["trial", "try_out"]

SEED = "trial"
"""What random orders follow from: the same each time, so that a trial can be repeated."""


@dataclass(frozen=True)
class TrialPage:
    """The whole form after these answers; without `tried` nobody has answered yet."""

    form: Questionnaire
    screens: tuple[filling.Screen, ...]
    questions: int
    asked: int
    mistakes: tuple[filling.Mistake, ...]
    tried: Trial | None
    logic: Mapping[str, Any] | None


@bp.get("/versions/<digest>/try")
@may(Role.ADMINISTRATOR, Role.OBSERVER)
def trial(slug: str, digest: str) -> ResponseReturnValue:
    """The form before the first answer."""
    form = _form(digest)
    return _page(form, with_defaults(form, {}, now()), answered=False)


@bp.post("/versions/<digest>/try")
@may(Role.ADMINISTRATOR, Role.OBSERVER)
def try_out(slug: str, digest: str) -> ResponseReturnValue:
    """What the form makes of the answers; they are written nowhere."""
    form, action = _form(digest), request.form.get("action", "")
    answers = filling.entered(form, request.form)
    if action.startswith(("add:", "remove:")):
        return _page(form, filling.repeated(answers, action), answered=False)
    return _page(form, answers, answered=True)


def _form(digest: str) -> Questionnaire:
    return campaign_versions.version_of(sessions(), current_campaign().id, digest).form


def _page(form: Questionnaire, answers: filling.Answers, *, answered: bool) -> Response:
    language, moment = str(get_locale()), now()
    checked = check(form, answers, moment)
    errors = checked.errors if answered else {}
    live = needs_logic(form)
    screens = filling.screens(
        form,
        answers,
        checked,
        language,
        errors=errors,
        offers=offered(form, answers, moment),
        seed=SEED,
        live=live,
        guided=True,
    )
    shown = [field for screen in screens for field in screen.fields]
    page = TrialPage(
        form,
        screens,
        screens[0].questions if screens else 0,
        len({field.number for field in shown} - {None}),
        filling.mistakes(form, errors, language),
        try_answers(form, answers, moment) if answered else None,
        plain_form(form) if live else None,
    )
    response = Response(render_template("admin/try.html", page=page))
    # the page of a version shows it in a frame of a phone's size
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
    return response
