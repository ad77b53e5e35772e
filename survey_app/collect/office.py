"""Pages of post-office supervisors: their offices, who has what, and moving assignments."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.entered import plain
from survey_app.models import Role
from survey_app.services import assigning, versions
from survey_app.services.assigning import AlreadyMoved, AssignmentLine, NotYourOffice, OfficeView
from survey_app.web import current_actor, current_campaign, may, now, say, sessions

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
    """An office; groups: names of respondent groups by code; error: about which assignment."""

    office: OfficeView
    sums: OfficeLine
    groups: dict[str, str]
    error: str | None = None
    about: str = ""


@bp.get("/")
@may(Role.SUPERVISOR)
def offices(slug: str) -> ResponseReturnValue:
    """The offices with what is left; the only one at once."""
    actor = current_actor()
    codes = assigning.offices_of(sessions(), actor)
    if len(codes) == 1:
        return redirect(url_for(".office", slug=slug, code=codes[0]), 303)
    lines = tuple(_sums(assigning.office_view(sessions(), code, actor)) for code in codes)
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
        assigning.move(
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


def _line(page: OfficePage, assignment: str) -> AssignmentLine | None:
    return next((each for each in page.office.assignments if each.id == assignment), None)


def _page(code: str, error: str | None = None, about: str = "") -> OfficePage:
    view = assigning.office_view(sessions(), code, current_actor())
    groups = versions.group_names(sessions(), current_campaign().id, str(get_locale()))
    return OfficePage(view, _sums(view), groups, error, about)


def _sums(view: OfficeView) -> OfficeLine:
    return OfficeLine(
        view.code,
        view.name,
        len(view.collectors),
        sum(line.given for line in view.assignments),
        sum(line.left for line in view.assignments),
        sum(line.completed for line in view.assignments),
    )
