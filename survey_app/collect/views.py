"""A collector's pages: the day's list, a name, and the outcome of an attempt to reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from survey_app.entered import number
from survey_app.errors import Refused
from survey_app.models import Role
from survey_app.services import quotas, versions, visiting
from survey_app.services.quotas import CellCount
from survey_app.services.visiting import AlreadyRecorded, AssignmentView, NameView
from survey_app.web import (
    CampaignView,
    current_actor,
    current_campaign,
    may,
    now,
    say,
    sessions,
    today,
)

bp = Blueprint("collect", __name__, url_prefix="/c/<slug>/collect")

MOST_SQUARES = 60
IN_A_ROW = 12
AT_ONCE = 6  # names of an assignment that stand open
STEP = 26  # from one square of the tally to the next, in its own units


@dataclass(frozen=True)
class Row:
    """A name on the day's list; state: what came of the last attempt, in words."""

    name: NameView
    state: str


@dataclass(frozen=True)
class Sheet:
    """An assignment on the day's list: the first names to visit, more of them, the finished."""

    id: str
    place: str
    group: str
    given: int
    left: int
    first: tuple[Row, ...]
    more: tuple[Row, ...]
    finished: tuple[Row, ...]


@dataclass(frozen=True)
class Square:
    """One form of the tally: its symbol and where it stands."""

    symbol: str
    x: int
    y: int


@dataclass(frozen=True)
class DayPage:
    """The day's work; done: interviewed, ended: closed otherwise, per_day: to finish in time.

    chosen: cells outside the sample that the collector's office fills.
    """

    day: date
    given: int
    left: int
    done: int
    ended: int
    per_day: int
    days_left: int
    squares: tuple[Square, ...]
    tally_height: int
    sheets: tuple[Sheet, ...]
    following: NameView | None
    chosen: tuple[CellCount, ...] = ()


@dataclass(frozen=True)
class Visit:
    """An attempt to reach a name, its outcome in words."""

    at: datetime
    outcome: str
    note: str


@dataclass(frozen=True)
class NamePage:
    """A name with the attempts so far; entered: what a refused form held."""

    name: NameView
    place: str
    visits: tuple[Visit, ...]
    state: str
    outcomes: tuple[tuple[str, str, str], ...]
    disposition: str = ""
    note: str = ""
    error: str | None = None


@bp.get("/")
@may(Role.COLLECTOR)
def day(slug: str) -> ResponseReturnValue:
    """What is left, and where to go next."""
    assignments = visiting.day_list(sessions(), current_actor())
    groups = versions.group_names(sessions(), current_campaign().id, str(get_locale()))
    offices = current_actor().scopes(Role.COLLECTOR)
    chosen = tuple(
        cell
        for cell in quotas.chosen_cells(sessions(), current_campaign().id)
        if cell.office in offices
    )
    page = replace(_day_page(assignments, groups, current_campaign(), today()), chosen=chosen)
    return render_template("collect/day.html", page=page)


@bp.get("/names/<int(max=2147483647):name>")
@may(Role.COLLECTOR)
def name_page(slug: str, name: int) -> ResponseReturnValue:
    """A name: interview, or another outcome."""
    return render_template("collect/name.html", page=_name_page(name))


@bp.post("/names/<int(max=2147483647):name>/contact")
@may(Role.COLLECTOR)
def contact(slug: str, name: int) -> ResponseReturnValue:
    """Record an attempt that was no interview."""
    disposition, note = request.form.get("disposition", ""), request.form.get("note", "")
    try:
        recorded = visiting.record_contact(
            sessions(),
            name,
            disposition,
            attempt=request.form.get("attempt", -1, type=number),
            note=note,
            by=current_actor(),
            now=now(),
        )
    except AlreadyRecorded as repeated:  # a second press does no harm and needs no error page
        flash(say(repeated))
        return redirect(url_for(".day", slug=slug), 303)
    except (visiting.UnknownOutcome, visiting.FieldClosed) as refused:
        return _again(name, disposition, note, refused)
    flash(_("Đã ghi: %(outcome)s.", outcome=dict(_labels()).get(disposition, disposition)))
    if recorded.opened_reserve is not None:
        flash(_("Đã mở thêm một người dự phòng trong cùng danh sách."))
    return redirect(url_for(".day", slug=slug), 303)


def _again(name: int, disposition: str, note: str, refused: Refused) -> ResponseReturnValue:
    page = _name_page(name, disposition, note, say(refused))
    return render_template("collect/name.html", page=page), refused.status


def _name_page(
    name: int, disposition: str = "", note: str = "", error: str | None = None
) -> NamePage:
    view, assignment = visiting.name_of(sessions(), name, current_actor())
    words = dict(_labels())
    visits = tuple(
        Visit(each.at, words.get(each.disposition, each.disposition), each.note)
        for each in visiting.attempts_at(sessions(), name, current_actor())
    )
    return NamePage(
        view, assignment.place, visits, state(view), outcomes(), disposition, note, error
    )


def _labels() -> tuple[tuple[str, str], ...]:
    return (*((code, label) for code, label, _why in outcomes()), ("completed", _("Đã phỏng vấn")))


def outcomes() -> tuple[tuple[str, str, str], ...]:
    """Outcomes of an attempt that was no interview: code, words, what it leads to."""
    return (
        ("try_again", _("Vắng nhà hoặc hẹn lại"), _("Người này ở lại trong danh sách.")),
        ("refused", _("Từ chối"), _("Không đến nữa.")),
        ("not_found", _("Không tìm thấy"), _("Sai địa chỉ, đã chuyển đi hoặc đã mất.")),
        (
            "not_eligible",
            _("Không thuộc đối tượng"),
            _("Không làm thủ tục ở cơ quan này trong kỳ điều tra."),
        ),
    )


def state(name: NameView) -> str:
    """Where a name stands, in words; empty before the first attempt.

    Closed without an attempt: the commune could not be worked and was replaced.
    """
    if name.disposition is None:
        return _("Nơi này đã dừng điều tra") if name.closed else ""
    if name.disposition == "try_again":
        times = ngettext(
            "Đã đến %(num)d lần, chưa gặp", "Đã đến %(num)d lần, chưa gặp", name.attempts
        )
        return str(times)
    return dict(_labels()).get(name.disposition, name.disposition)


def _day_page(
    assignments: Sequence[AssignmentView],
    groups: dict[str, str],
    campaign: CampaignView,
    day: date,
) -> DayPage:
    names = [name for assignment in assignments for name in assignment.names]
    done = sum(assignment.done for assignment in assignments)
    left = [name for name in names if not name.closed]
    days = quotas.working_days(max(day, campaign.starts), campaign.ends, _holidays(campaign))
    squares = _tally(done, len(names) - done - len(left), len(left))
    return DayPage(
        day,
        len(names),
        len(left),
        done,
        len(names) - done - len(left),
        -(-len(left) // days) if days else len(left),
        days,
        squares,
        squares[-1].y + STEP if squares else 0,
        tuple(_sheet(assignment, groups) for assignment in assignments),
        min(left, key=lambda name: name.attempts, default=None),
    )


def _holidays(campaign: CampaignView) -> tuple[date, ...]:
    found = campaign.rules.get("holidays", ())
    days = found if isinstance(found, list | tuple) else ()
    return tuple(date.fromisoformat(str(each)) for each in days)


def _tally(done: int, ended: int, left: int) -> tuple[Square, ...]:
    if done + ended + left > MOST_SQUARES:
        return ()
    symbols = ["full"] * done + ["gone"] * ended + ["left"] * left
    return tuple(
        Square(symbol, 1 + STEP * (place % IN_A_ROW), 1 + STEP * (place // IN_A_ROW))
        for place, symbol in enumerate(symbols)
    )


def _sheet(assignment: AssignmentView, groups: dict[str, str]) -> Sheet:
    rows = [Row(name, state(name)) for name in assignment.names]
    left = [row for row in rows if not row.name.closed]
    shown = len(left) if len(left) <= AT_ONCE + 2 else AT_ONCE  # never "1 more"
    return Sheet(
        assignment.id,
        assignment.place,
        groups.get(assignment.group, assignment.group),
        len(rows),
        len(left),
        tuple(left[:shown]),
        tuple(left[shown:]),
        tuple(row for row in rows if row.name.closed),
    )
