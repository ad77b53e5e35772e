"""Closing: Home Affairs or the administrator asks, the observer confirms with the second key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.errors import Refused
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import analysis_plan, closing, quotas
from survey_app.services.analysis_plan import FrozenPlan
from survey_app.services.closing import ClosingState
from survey_app.services.quotas import Counts
from survey_app.web import current_actor, current_campaign, may, now, parts, say, sessions

__all__ = ["ask_closing", "closing_page", "confirm_closing", "deviate", "plan_file"]


@dataclass(frozen=True)
class ClosingPage:
    """How far closing has come, what would be frozen, and why the last try was refused."""

    state: ClosingState
    counts: Counts
    at: datetime
    may_ask: bool
    may_confirm: bool
    plan: FrozenPlan | None
    error: str | None = None


@bp.get("/closing")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def closing_page(slug: str) -> ResponseReturnValue:
    """The state of closing and the next step of whoever looks."""
    return render_template("monitor/closing.html", page=_page())


@bp.post("/closing/ask")
@may(Role.MONITOR, Role.ADMINISTRATOR)
def ask_closing(slug: str) -> ResponseReturnValue:
    """The first key."""
    try:
        closing.ask(sessions(), current_actor(), now())
    except closing.AlreadyClosed as refused:
        return _refused(refused)
    flash(_("Đã gửi đề nghị chốt số liệu. Giám sát viên của cơ quan khác sẽ xác nhận."))
    return redirect(url_for(".closing_page", slug=slug), 303)


@bp.post("/closing/confirm")
@may(Role.OBSERVER)
def confirm_closing(slug: str) -> ResponseReturnValue:
    """The second key: answers are frozen, figures become visible."""
    try:
        closing.confirm(sessions(), parts().settings.data, current_actor(), now())
    except (closing.NotAsked, closing.SameKey, closing.AlreadyClosed) as refused:
        return _refused(refused)
    flash(_("Đã chốt số liệu. Kết quả bây giờ xem được."))
    return redirect(url_for(".closing_page", slug=slug), 303)


@bp.post("/closing/deviation")
@may(Role.MONITOR, Role.ADMINISTRATOR)
def deviate(slug: str) -> ResponseReturnValue:
    """What is done otherwise than the frozen analysis plan says, and why."""
    try:
        analysis_plan.deviate(sessions(), current_actor(), request.form.get("reason", ""), now())
    except (analysis_plan.NoReason, analysis_plan.NoPlan) as refused:
        return _refused(refused)
    flash(_("Đã ghi thay đổi so với kế hoạch phân tích vào nhật ký."))
    return redirect(url_for(".closing_page", slug=slug), 303)


@bp.get("/closing/plan.json")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def plan_file(slug: str) -> ResponseReturnValue:
    """The analysis plan, whose digest the closing page shows."""
    text = analysis_plan.frozen_text(sessions(), current_campaign().id)
    return Response(text, mimetype="application/json")


def _refused(refused: Refused) -> ResponseReturnValue:
    page = _page(say(refused))
    return render_template("monitor/closing.html", page=page), refused.status


def _page(error: str | None = None) -> ClosingPage:
    campaign, actor = current_campaign(), current_actor()
    counts = sum((c.counts for c in quotas.board(sessions(), campaign.id)), Counts())
    return ClosingPage(
        closing.state(sessions(), campaign.id),
        counts,
        now(),
        actor.has(Role.MONITOR, Role.ADMINISTRATOR),
        actor.has(Role.OBSERVER),
        analysis_plan.frozen_plan(sessions(), campaign.id),
        error,
    )
