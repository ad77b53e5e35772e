"""One quota cell: its counts, how its names stand, and what two people may change about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.entered import number
from survey_app.errors import NotFound, Refused
from survey_app.models import Role
from survey_app.monitor import progress
from survey_app.monitor.blueprint import bp
from survey_app.monitor.board import current_plan
from survey_app.monitor.progress import Row
from survey_app.services import changing, quotas
from survey_app.services.changing import AreaView, ChangeView
from survey_app.services.quotas import CellCount
from survey_app.web import (
    HANOI,
    current_actor,
    current_campaign,
    may,
    now,
    say,
    sessions,
)

__all__ = ["ask_area", "ask_target", "cell", "changes", "decide_change"]


@dataclass(frozen=True)
class CellPage:
    """One quota cell: counts and how the names of it stand; never who they are.

    changes: of this cell, the newest first; area: who would come in for a commune, if anybody;
    entered: target and reason of a form that was refused with `error`.
    """

    cell: CellCount
    row: Row
    district: str | None
    outcomes: Mapping[str | None, int]
    changes: tuple[ChangeView, ...]
    area: AreaView | None
    may_ask: bool
    institution: str
    entered: tuple[str, str] = ("", "")
    error: str | None = None

    @property
    def waits(self) -> bool:
        """Whether a change of this cell waits for its second person."""
        return any(change.decided_at is None for change in self.changes)


@dataclass(frozen=True)
class ChangesPage:
    """All changes of cells, those that wait first; institution: of whoever looks."""

    waiting: tuple[ChangeView, ...]
    decided: tuple[ChangeView, ...]
    institution: str
    error: str | None = None


@bp.get("/cells/<int(max=2147483647):cell>")
@may(Role.MONITOR, Role.OBSERVER)
def cell(slug: str, cell: int) -> ResponseReturnValue:
    """One quota cell of citizens."""
    return render_template("monitor/cell.html", page=_page(cell))


@bp.post("/cells/<int(max=2147483647):cell>/target")
@may(Role.MONITOR, Role.OBSERVER)
def ask_target(slug: str, cell: int) -> ResponseReturnValue:
    """Ask for another target; somebody of another institution decides."""
    reason, target = request.form.get("reason", ""), request.form.get("target", type=number)
    try:
        changing.ask_target(sessions(), cell, target, reason, current_actor(), now())
    except (
        changing.BadTarget,
        changing.NoChangeReason,
        changing.AskedAlready,
        changing.ChangesOver,
    ) as refused:
        return _refused(cell, refused, reason)
    return _asked(cell)


@bp.post("/cells/<int(max=2147483647):cell>/area")
@may(Role.MONITOR, Role.OBSERVER)
def ask_area(slug: str, cell: int) -> ResponseReturnValue:
    """Ask for the replacement of a commune that cannot be worked."""
    reason = request.form.get("reason", "")
    try:
        changing.ask_area(sessions(), cell, reason, current_actor(), now())
    except (
        changing.NoChangeReason,
        changing.NotACommune,
        changing.NoNextCommune,
        changing.AskedAlready,
        changing.ChangesOver,
    ) as refused:
        return _refused(cell, refused, reason)
    return _asked(cell)


@bp.get("/changes")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def changes(slug: str) -> ResponseReturnValue:
    """All changes of cells after the draw."""
    return render_template("monitor/changes.html", page=_changes())


@bp.post("/changes/<int(max=2147483647):change>")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def decide_change(slug: str, change: int) -> ResponseReturnValue:
    """The second person confirms or declines."""
    confirm = request.form.get("verdict") == "confirm"
    try:
        changing.decide(sessions(), change, confirm=confirm, by=current_actor(), now=now())
    except (changing.NotAsked, changing.OtherInstitution, changing.ChangesOver) as refused:
        page = _changes(say(refused))
        return render_template("monitor/changes.html", page=page), refused.status
    flash(_("Đã xác nhận thay đổi.") if confirm else _("Đã không chấp nhận thay đổi."))
    return redirect(url_for(".changes", slug=slug), 303)


def _asked(cell: int) -> ResponseReturnValue:
    flash(_("Đã ghi đề nghị. Người của cơ quan khác sẽ quyết định ở trang «Thay đổi ô phân bổ»."))
    return redirect(url_for(".cell", slug=current_campaign().slug, cell=cell), 303)


def _refused(cell: int, refused: Refused, reason: str) -> ResponseReturnValue:
    page = _page(cell, (request.form.get("target", ""), reason), say(refused))
    return render_template("monitor/cell.html", page=page), refused.status


def _page(cell: int, entered: tuple[str, str] = ("", ""), error: str | None = None) -> CellPage:
    campaign, plan, actor = current_campaign(), current_plan(), current_actor()
    found = quotas.cell_of(sessions(), campaign.id, cell)
    if found.group != progress.CITIZENS:  # nothing smaller than a sum is shown of officials
        raise NotFound
    days = quotas.last_days(sessions(), campaign.id, plan.looked_back(), HANOI)
    names = quotas.areas(sessions(), campaign.id)
    may_ask = not campaign.closed and found.probability and not found.stopped
    return CellPage(
        found,
        progress.row_of(found.key, found.place, [found], days, plan),
        names.get(found.district or ""),
        quotas.outcomes(sessions(), [found.id]),
        changing.changes_of(sessions(), campaign.id, found.id),
        _area(found) if may_ask else None,
        may_ask,
        actor.institution,
        entered,
        error,
    )


def _area(cell: CellCount) -> AreaView | None:
    try:
        return changing.area_of(sessions(), current_campaign().id, cell.id)
    except (changing.NotACommune, changing.NoNextCommune):
        return None


def _changes(error: str | None = None) -> ChangesPage:
    found = changing.changes_of(sessions(), current_campaign().id)
    return ChangesPage(
        tuple(change for change in found if change.decided_at is None),
        tuple(change for change in found if change.decided_at is not None),
        current_actor().institution,
        error,
    )
