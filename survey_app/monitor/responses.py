"""Responses as reviewers see them: how each came about, never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.entered import number
from survey_app.errors import Refused
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import describing, quotas, reviewing
from survey_app.services.reviewing import DEPARTMENTS, ConflictView, ResponseView, ReviewView
from survey_app.web import current_actor, current_campaign, may, now, say, sessions

__all__ = ["conflicts", "decide", "response", "responses"]

LIMIT = 200
VERDICTS = ("waiting", "accepted", "rejected")


@dataclass(frozen=True)
class Filter:
    """What is looked for; empty where everything is."""

    verdict: str
    district: str
    group: str
    cell: int | None


@dataclass(frozen=True)
class ResponsesPage:
    """The newest responses that pass the filter; more: whether there may be others."""

    filter: Filter
    responses: tuple[ResponseView, ...]
    more: bool
    place: str | None
    districts: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    conflicts: int


@dataclass(frozen=True)
class ResponsePage:
    """One response with its verdicts, and the review form as it was last sent."""

    response: ResponseView
    history: tuple[ReviewView, ...]
    group: str
    may_decide: bool
    verdict: str = ""
    reason: str = ""
    error: str | None = None


@dataclass(frozen=True)
class ConflictsPage:
    """Other content that came under the name of a stored response."""

    conflicts: tuple[ConflictView, ...]


@bp.get("/responses")
@may(Role.MONITOR, Role.OBSERVER)
def responses(slug: str) -> ResponseReturnValue:
    """The newest responses, by verdict, district, group or cell."""
    campaign = current_campaign()
    asked = Filter(
        verdict if (verdict := request.args.get("verdict", "")) in VERDICTS else "",
        request.args.get("district", ""),
        request.args.get("group", ""),
        request.args.get("cell", type=number),
    )
    found = reviewing.responses(
        sessions(),
        campaign.id,
        verdict=asked.verdict or None,
        district=asked.district or None,
        group=asked.group or None,
        cell=asked.cell,
        limit=LIMIT + 1,
    )
    cell = quotas.cell_of(sessions(), campaign.id, asked.cell) if asked.cell else None
    page = ResponsesPage(
        asked,
        found[:LIMIT],
        len(found) > LIMIT,
        cell.place if cell else None,
        _districts(campaign.id),
        tuple(_groups(campaign.id).items()),
        len(reviewing.conflicts(sessions(), campaign.id)),
    )
    return render_template("monitor/responses.html", page=page)


def _districts(campaign: str) -> tuple[tuple[str, str], ...]:
    names = quotas.areas(sessions(), campaign)
    return (*names.items(), (DEPARTMENTS, _("Sở, ban, ngành")))


def _groups(campaign: str) -> dict[str, str]:
    return dict(describing.group_names(sessions(), campaign, str(get_locale())))


@bp.get("/responses/<uuid:uuid>")
@may(Role.MONITOR, Role.OBSERVER)
def response(slug: str, uuid: UUID) -> ResponseReturnValue:
    """How one response came about, and the verdicts on it."""
    return render_template("monitor/response.html", page=_page(str(uuid)))


@bp.post("/responses/<uuid:uuid>")
@may(Role.MONITOR)
def decide(slug: str, uuid: UUID) -> ResponseReturnValue:
    """Accept or reject; whoever was slower sees the other's verdict and keeps the reason."""
    verdict, reason = request.form.get("verdict", ""), request.form.get("reason", "")
    try:
        reviewing.decide(
            sessions(),
            str(uuid),
            verdict,
            reason,
            seen=request.form.get("seen", -1, type=number),
            by=current_actor(),
            now=now(),
        )
    except (
        reviewing.AlreadyReviewed,
        reviewing.NoReason,
        reviewing.CountsAlready,
        reviewing.OtherQuestionnaire,
    ) as refused:
        page = _page(str(uuid), verdict, reason, refused)
        return render_template("monitor/response.html", page=page), refused.status
    flash(_("Đã ghi kết quả kiểm tra phiếu."))
    return redirect(url_for(".responses", slug=slug, verdict="waiting"), 303)


def _page(
    uuid: str, verdict: str = "", reason: str = "", refused: Refused | None = None
) -> ResponsePage:
    campaign = current_campaign()
    found = reviewing.response_of(sessions(), campaign.id, uuid)
    return ResponsePage(
        found,
        reviewing.history(sessions(), campaign.id, uuid),
        _groups(campaign.id).get(found.group, found.group),
        current_actor().has(Role.MONITOR) and not campaign.closed,
        verdict,
        reason,
        say(refused) if refused else None,
    )


@bp.get("/conflicts")
@may(Role.MONITOR, Role.OBSERVER)
def conflicts(slug: str) -> ResponseReturnValue:
    """Same name, other content: both are kept."""
    found = reviewing.conflicts(sessions(), current_campaign().id)
    return render_template("monitor/conflicts.html", page=ConflictsPage(found))
