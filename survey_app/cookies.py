"""Where sessions live: signed cookies for staff, none at all for officials who answer."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

__all__ = ["StaffSessions"]

WITHOUT = "/answer"


class StaffSessions(SecureCookieSessionInterface):
    """Sessions in signed cookies, bar under /answer: no cookie is read or set there.

    A page there that tried to write into the session would fail loudly.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the cookie; None (Flask then takes one nobody can write to)."""
        if request.path == WITHOUT or request.path.startswith(WITHOUT + "/"):
            return None
        return super().open_session(app, request)
