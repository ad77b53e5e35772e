"""Pages of post-office supervisors: their offices, who has what, and moving assignments."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.entered import number, plain
from survey_app.errors import Refused
from survey_app.field_plan import OfficePlan
from survey_app.models import Role
from survey_app.services import assigning, reassigning, scheduling, versions
from survey_app.services.assigning import NoCollectors
from survey_app.services.offices import (
    AssignmentLine,
    NotYourOffice,
    OfficeView,
    office_view,
    offices_of,
)
from survey_app.services.reassigning import AlreadyMoved, BadSplit, NothingToHandOver
from survey_app.web import current_actor, current_campaign, may, now, say, sessions, today

bp = Blueprint("office", __name__, url_prefix="/c/<slug>/office")


@dataclass(frozen=True)
class OfficeLine:
    """An office in the list, with the sums of its assignments."""

    code: str
    name: str
    collectors: int
    given: int
    left: int
    completed: int


@dataclass(frozen=True)
class OfficesPage:
    """The offices a supervisor looks after."""

    offices: tuple[OfficeLine, ...]
    given: int
    left: int
    completed: int


@dataclass(frozen=True)
class OfficePage:
    """An office; groups: names of respondent groups by code; error: about which assignment.

    plan: of days, None where the campaign states no calendar or nothing is left.
    """

    office: OfficeView
    sums: OfficeLine
    groups: dict[str, str]
    plan: OfficePlan | None
    error: str | None = None
    about: str = ""


@bp.get("/")
@may(Role.SUPERVISOR)
def offices(slug: str) -> ResponseReturnValue:
    """The offices with what is left; the only one at once."""
    actor = current_actor()
    codes = offices_of(sessions(), actor)
    if len(codes) == 1:
        return redirect(url_for(".office", slug=slug, code=codes[0]), 303)
    lines = tuple(_sums(office_view(sessions(), code, actor)) for code in codes)
    page = OfficesPage(
        lines,
        sum(line.given for line in lines),
        sum(line.left for line in lines),
        sum(line.completed for line in lines),
    )
    return render_template("office/offices.html", page=page)


@bp.get("/<code>")
@may(Role.SUPERVISOR)
def office(slug: str, code: str) -> ResponseReturnValue:
    """Who has what in an office."""
    return render_template("office/office.html", page=_page(code))


@bp.post("/<code>/move")
@may(Role.SUPERVISOR)
def move(slug: str, code: str) -> ResponseReturnValue:
    """Hand an assignment to a colleague."""
    assignment = plain(request.form.get("assignment", ""))
    to = plain(request.form.get("to", ""))
    if not to:
        page = _page(code, _("Chọn người nhận rồi bấm «Chuyển cho người này»."), assignment)
        return render_template("office/office.html", page=page), 422
    try:
        reassigning.move(
            sessions(),
            assignment,
            to,
            current_actor(),
            now(),
            held_by=request.form.get("held_by", type=plain),
        )
    except (AlreadyMoved, NotYourOffice) as refused:
        page = _page(code, say(refused), assignment)
        return render_template("office/office.html", page=page), refused.status
    moved = _line(_page(code), assignment)
    if moved is not None:
        flash(_("Đã chuyển %(number)s cho %(name)s.", number=moved.number, name=moved.collector))
    return redirect(url_for(".office", slug=slug, code=code), 303)


@bp.post("/<code>/split")
@may(Role.SUPERVISOR)
def split(slug: str, code: str) -> ResponseReturnValue:
    """Give a part of an assignment to a colleague."""
    assignment = plain(request.form.get("assignment", ""))
    count, to = request.form.get("count", type=number), plain(request.form.get("to", ""))
    try:
        made = reassigning.split(sessions(), assignment, count, to, current_actor(), now())
    except (BadSplit, NotYourOffice) as refused:
        return _refused(code, refused, assignment)
    flash(_("Đã tách %(count)d người sang phân công %(number)s.", count=count or 0, number=made))
    return redirect(url_for(".office", slug=slug, code=code), 303)


@bp.post("/<code>/hand-over")
@may(Role.SUPERVISOR)
def hand_over(slug: str, code: str) -> ResponseReturnValue:
    """Give everything somebody has left to a colleague."""
    giver, to = plain(request.form.get("giver", "")), plain(request.form.get("to", ""))
    try:
        count = reassigning.hand_over(sessions(), code, giver, to, current_actor(), now())
    except (NothingToHandOver, NotYourOffice) as refused:
        return _refused(code, refused, "")
    flash(_("Đã bàn giao %(count)d phân công.", count=count))
    return redirect(url_for(".office", slug=slug, code=code), 303)


@bp.post("/<code>/distribute")
@may(Role.SUPERVISOR)
def distribute(slug: str, code: str) -> ResponseReturnValue:
    """Share out the names of the office that nobody has yet."""
    campaign = current_campaign().id
    try:
        made = assigning.distribute(sessions(), campaign, current_actor(), now(), office=code)
    except (NoCollectors, NotYourOffice) as refused:
        return _refused(code, refused, "")
    flash(_("Đã lập %(count)d phân công mới.", count=made))
    return redirect(url_for(".office", slug=slug, code=code), 303)


def _refused(code: str, refused: Refused, about: str) -> ResponseReturnValue:
    page = _page(code, say(refused), about)
    return render_template("office/office.html", page=page), refused.status


def _plan(code: str) -> OfficePlan | None:
    found = scheduling.office_plans(sessions(), current_campaign().id, today())
    return next((each.plan for each in found if each.code == code), None)


def _line(page: OfficePage, assignment: str) -> AssignmentLine | None:
    return next((each for each in page.office.assignments if each.id == assignment), None)


def _page(code: str, error: str | None = None, about: str = "") -> OfficePage:
    view = office_view(sessions(), code, current_actor())
    groups = versions.group_names(sessions(), current_campaign().id, str(get_locale()))
    return OfficePage(view, _sums(view), groups, _plan(code), error, about)


def _sums(view: OfficeView) -> OfficeLine:
    return OfficeLine(
        view.code,
        view.name,
        len(view.collectors),
        sum(line.given for line in view.assignments),
        sum(line.left for line in view.assignments),
        sum(line.completed for line in view.assignments),
    )
