"""The survey system's web app: `create_app` puts its parts together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, g, request, session
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from survey_app.config import Settings
from survey_app.cookies import StaffSessions
from survey_app.db import connect, make_sessions
from survey_app.web import Parts, check_access

__all__ = ["create_app"]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
LANGUAGES = ("vi", "en")


def create_app(
    settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Flask:
    """The app over the database of the settings, which must have been migrated."""
    # late: all pages with statistics and printing; the command line comes without them
    from survey_app import handlers, pages

    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,  # once a day instead: web.check_access
        WTF_CSRF_TIME_LIMIT=None,  # a form opened yesterday may be sent today
        MAX_CONTENT_LENGTH=2_000_000,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
    )
    app.session_interface = StaffSessions()
    engine = connect(settings.database)
    app.extensions["par_survey"] = Parts(settings, engine, make_sessions(engine), clock)
    Babel(app, locale_selector=language)
    csrf = CSRFProtect(app)
    handlers.register(app)
    app.before_request(check_access)
    app.after_request(_harden)
    pages.register(app, csrf)
    return app


def language() -> str:
    """The reader's language: asked for in the address, chosen earlier, or Vietnamese."""
    asked = request.args.get("lang") or g.get("language") or session.get("language")
    return asked if asked in LANGUAGES else "vi"


def _harden(response: Response) -> Response:
    if response.status_code == 304 or request.method == "HEAD":
        response.close()  # werkzeug leaves a file open whose content is not sent
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
