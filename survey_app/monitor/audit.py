"""The audit log in words, and whether its chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.models import Role
from survey_app.monitor import acts
from survey_app.monitor.blueprint import bp
from survey_app.services import audit
from survey_app.services.audit import Broken, Entry
from survey_app.web import current_campaign, may, sessions

__all__ = ["audit_log"]


@dataclass(frozen=True)
class AuditPage:
    """The newest acts; broken: the first entry that was changed, length: how many there are.

    words, details, abouts: how acts, the names of values, and values themselves are said.
    """

    entries: tuple[Entry, ...]
    words: Mapping[str, str]
    details: Mapping[str, str]
    abouts: Mapping[str, str]
    length: int
    broken: Broken | None


@bp.get("/audit")
@may(Role.OBSERVER, Role.ADMINISTRATOR)
def audit_log(slug: str) -> ResponseReturnValue:
    """What staff did, newest first."""
    found = audit.verify(sessions())
    page = AuditPage(
        audit.recent(sessions(), current_campaign().id),
        acts.words(),
        acts.details(),
        acts.abouts(),
        found.number if isinstance(found, Broken) else found,
        found if isinstance(found, Broken) else None,
    )
    return render_template("monitor/audit.html", page=page)
