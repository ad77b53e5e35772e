"""Pages of officials who answer: a code becomes a form, a form becomes a ballot.

No cookie is read or set here (survey_app/cookies.py), nothing is logged, and after the
letter's QR code neither code nor ticket stands in an address. CSRF tokens would need a
cookie; what authorises a form here is the ticket in it, which no other site knows.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaires.logic import needs_logic, plain_form
from questionnaires.model import Questionnaire
from questionnaires.validation import Checked, ItemError, check, offered, with_defaults
from survey_app import filling
from survey_app.db import reading
from survey_app.entered import number
from survey_app.errors import Refused
from survey_app.models import Campaign
from survey_app.services import officials, versions
from survey_app.services.collecting import InvalidAnswers
from survey_app.services.officials import Answering
from survey_app.web import now, open_to_all, parts, say, sessions

bp = Blueprint("answer", __name__, url_prefix="/answer")


@dataclass(frozen=True)
class About:
    """What a code or ticket is for, in the reader's language."""

    campaign: str
    questionnaire: str
    group: str


@dataclass(frozen=True)
class StartPage:
    """Where a code is typed; request: random, so that a repeat gets the same form."""

    code: str
    request: str
    about: About | None = None
    error: str | None = None


@dataclass(frozen=True)
class AnswersPage:
    """The whole form on one page; nothing leaves it before it is sent.

    turn: how many times it was sent before; logic: the form for the evaluator in the browser,
    where it has any conditions.
    """

    ticket: str
    turn: int
    version: str
    about: About
    screens: tuple[filling.Screen, ...]
    questions: int
    shown: str
    mistakes: tuple[filling.Mistake, ...]
    logic: Mapping[str, Any] | None


@dataclass(frozen=True)
class DonePage:
    """The answer is in; check_number proves it to its sender only."""

    check_number: str


@dataclass(frozen=True)
class RefusedPage:
    """Why a form was not taken, and whether that is no harm at all."""

    sentence: str
    harmless: bool


@bp.get("/")
@open_to_all
def start() -> ResponseReturnValue:
    """Where a code is typed."""
    return render_template("answer/start.html", page=StartPage("", _new_request()))


@bp.get("/<code>")
@open_to_all
def arrive(code: str) -> ResponseReturnValue:
    """Arriving from a letter's QR code, which is not used up by looking."""
    try:
        opened = officials.code_state(sessions(), parts().settings.secret, code)
    except Refused as refused:
        page = StartPage(code, _new_request(), error=say(refused))
        return render_template("answer/start.html", page=page), refused.status
    page = StartPage(code, _new_request(), _about(opened))
    return render_template("answer/start.html", page=page)


@bp.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What is protected and what is not yet."""
    return render_template("answer/privacy.html")


@bp.get("/redeem")
@bp.get("/send")
@open_to_all
def back_to_start() -> ResponseReturnValue:
    """An address from the browser's history: forms come by POST only."""
    return redirect(url_for(".start"), 303)


@bp.post("/redeem")
@open_to_all
def redeem() -> ResponseReturnValue:
    """Fetch the form: the code is used up, the ticket takes its place."""
    code, asked = request.form.get("code", ""), request.form.get("request", "")
    secret = parts().settings.secret
    try:
        ticket = officials.redeem(sessions(), secret, code, asked)
        opened = officials.answering(sessions(), secret, ticket)
    except Refused as refused:
        if _wants_json():
            raise
        page = StartPage(code, asked or _new_request(), error=say(refused))
        return render_template("answer/start.html", page=page), refused.status
    if _wants_json():
        return {"ticket": ticket, "version": opened.version}
    # no metadata: nothing may say when, or from where, an official answered
    return _form(ticket, opened, with_defaults(_questionnaire(opened), {}, _day()))


@bp.post("/send")
@open_to_all
def send() -> ResponseReturnValue:
    """Put the answer into the box."""
    ticket, secret = request.form.get("ticket", ""), parts().settings.secret
    try:
        opened = officials.answering(sessions(), secret, ticket)
        answers = filling.entered(_questionnaire(opened), request.form)
        action = request.form.get("action", "")
        if action == "stay":  # another language, nothing sent yet
            return _form(ticket, opened, answers)
        if action.startswith(("add:", "remove:")):
            return _form(ticket, opened, filling.repeated(answers, action))
        check_number = officials.send(sessions(), secret, ticket, answers, now())
    except InvalidAnswers as refused:
        if _wants_json():
            return _refused_json(refused)
        return _form(ticket, opened, answers, refused.errors)
    except Refused as refused:
        if _wants_json():
            raise
        page = RefusedPage(say(refused), isinstance(refused, officials.TicketSpent))
        return render_template("answer/refused.html", page=page), refused.status
    if _wants_json():
        return {"check_number": check_number}, 201
    return render_template("answer/done.html", page=DonePage(check_number)), 201


def _form(
    ticket: str,
    opened: Answering,
    answers: filling.Answers,
    errors: Mapping[str, ItemError] | None = None,
) -> ResponseReturnValue:
    questionnaire = _questionnaire(opened)
    checked = check(questionnaire, answers, _day())
    seen = filling.names_shown(request.form.get("shown", ""))
    wrong = dict(errors or {})
    asked_now = {
        name
        for name, error in wrong.items()
        if error.code == "missing" and seen and name not in seen
    }
    page = _answers_page(ticket, opened, answers, checked, wrong, asked_now)
    return render_template("answer/form.html", page=page), 422 if wrong else 200


def _answers_page(
    ticket: str,
    opened: Answering,
    answers: filling.Answers,
    checked: Checked,
    errors: dict[str, ItemError],
    asked_now: Collection[str],
) -> AnswersPage:
    questionnaire = _questionnaire(opened)
    language = str(get_locale())
    offers = offered(questionnaire, answers, _day())
    beside = {name: error for name, error in errors.items() if name not in asked_now}
    live = needs_logic(questionnaire)
    screens = filling.screens(
        questionnaire,
        answers,
        checked,
        language,
        errors=beside,
        asked_now=asked_now,
        offers=offers,
        seed=ticket,
        live=live,
    )
    fields = [field for screen in screens for field in screen.fields]
    return AnswersPage(
        ticket,
        request.form.get("turn", -1, type=number) + 1,
        opened.version,
        _about(opened),
        screens,
        sum(field.number is not None for field in fields),
        " ".join(screen.shown for screen in screens),
        filling.mistakes(questionnaire, errors, language),
        plain_form(questionnaire) if live else None,
    )


def _day() -> datetime:
    """Today, without the time of day."""
    return officials.day_of(now())


def _questionnaire(opened: Answering) -> Questionnaire:
    with reading(sessions()) as db:
        return versions.questionnaire(db, opened.version)


def _about(opened: Answering) -> About:
    language = str(get_locale())
    with reading(sessions()) as db:
        campaign = db.get_one(Campaign, opened.campaign)
        name = campaign.name_en if language == "en" else campaign.name_vi
    groups = versions.group_names(sessions(), opened.campaign, language)
    return About(name, _questionnaire(opened).title, groups.get(opened.group, opened.group))


def _refused_json(refused: InvalidAnswers) -> ResponseReturnValue:
    language = str(get_locale())
    items = {name: error.sentence(language) for name, error in refused.errors.items()}
    return {"error": {"code": refused.code, "message": say(refused), "items": items}}, 422


def _new_request() -> str:
    return secrets.token_hex(16)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
