"""Every blueprint in one list, and what all templates may use."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, g, request, session
from flask_babel import get_locale
from flask_wtf.csrf import CSRFProtect

from survey_app import words
from survey_app.models import Role
from survey_app.web import local

__all__ = ["register"]


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Add all pages to the app."""
    from survey_app.account.views import bp as account
    from survey_app.admin.views import bp as admin
    from survey_app.answer.views import bp as answer
    from survey_app.collect.interview import bp as interview
    from survey_app.collect.keying import bp as keying
    from survey_app.collect.office import bp as office
    from survey_app.collect.sheet import bp as sheet
    from survey_app.collect.views import bp as collect
    from survey_app.draws.views import bp as draws
    from survey_app.monitor.views import bp as monitor
    from survey_app.results.views import bp as results

    field = (collect, interview, office, keying, sheet)
    for blueprint in (account, admin, answer, *field, draws, monitor, results):
        app.register_blueprint(blueprint)
    # officials have neither cookie nor session: their ticket is what authorises them
    csrf.exempt(answer)
    # an interview is authorised by its device: a SameSite cookie, which other sites' forms
    # cannot send; a token would expire in a page kept since yesterday (design.md section 1)
    csrf.exempt(interview)
    app.context_processor(_for_templates)
    app.jinja_env.filters.update(
        number=words.number, percent=words.percent, day=words.date, local=local
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _for_templates() -> dict[str, object]:
    return {
        "campaign": g.get("campaign"),
        "actor": g.get("actor"),
        "Role": Role,
        "signed_in_user": session.get("user"),
        "locale": get_locale(),
        "here": _here(),
    }


def _here() -> str:
    """The address of this page without a choice of language in it."""
    asked = {name: found for name, found in request.args.lists() if name != "lang"}
    return f"{request.path}?{urlencode(asked, doseq=True)}" if asked else request.path
