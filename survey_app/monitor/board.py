"""The board: how far the fieldwork is, where help is needed, and the cells behind each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.monitor import progress
from survey_app.monitor.blueprint import bp
from survey_app.monitor.progress import Chart, OfficialsRow, Plan, Row, Tile
from survey_app.services import closing, describing, published_draw, quotas
from survey_app.services.published_draw import ShortList
from survey_app.services.quotas import CellCount, Counts
from survey_app.services.reviewing import DEPARTMENTS
from survey_app.web import (
    HANOI,
    CampaignView,
    current_campaign,
    local,
    may,
    now,
    sessions,
    today,
)

__all__ = ["board", "cells", "current_plan", "district"]


@dataclass(frozen=True)
class BoardPage:
    """The board. figures and total: citizens of the sample; merged: sum of the officials' groups
    hidden; chosen: sum of the cells that no chance filled, None where there are none."""

    campaign: CampaignView
    updated: datetime
    plan: Plan
    total: Row
    done_by: date | None
    chart: Chart | None
    days_looked_back: int
    districts: tuple[Row, ...]
    departments: Row | None
    help: tuple[Row, ...]
    tiles: tuple[Tile, ...]
    officials: tuple[OfficialsRow, ...]
    merged: Counts | None
    least: int
    short_lists: tuple[ShortList, ...]
    closed_at: datetime | None
    chosen: Counts | None

    @property
    def exhausted(self) -> bool:
        """Whether a district's lists cannot give what is asked of them."""
        return any(row.pace.state == "exhausted" for row in self.districts)

    @property
    def behind(self) -> int:
        """Districts behind the plan."""
        return sum(row.pace.state in ("late", "far") for row in self.districts)


@dataclass(frozen=True)
class CellsPage:
    """The quota cells of a place, or all; code is the district's in addresses, if there is one."""

    name: str
    code: str | None
    total: Row
    rows: tuple[tuple[int, Row], ...]
    outcomes: Mapping[str | None, int]


@bp.get("/")
@may(Role.MONITOR, Role.OBSERVER)
def board(slug: str) -> ResponseReturnValue:
    """Where the fieldwork stands."""
    campaign, plan = current_campaign(), current_plan()
    found = quotas.board(sessions(), campaign.id)
    days = quotas.last_days(sessions(), campaign.id, plan.looked_back(), HANOI)
    names = quotas.areas(sessions(), campaign.id)
    citizens = [c for c in found if c.group == progress.CITIZENS]
    accepted = quotas.accepted_by(sessions(), campaign.id, progress.CITIZENS, plan.worked(), HANOI)
    total = progress.row_of("", _("Cộng"), citizens, days, plan)
    districts = progress.district_rows(found, days, plan, names)
    departments = progress.department_row(found, days, plan, _("Sở, ban, ngành"))
    groups = describing.group_names(sessions(), campaign.id, str(get_locale()))
    least = _least()
    officials, merged = progress.officials_rows(found, groups, least)
    page = BoardPage(
        campaign,
        local(now()),
        plan,
        total,
        plan.done_by(total.counts.left, total.recent or 0.0),
        progress.chart(total.counts, accepted, plan, total.recent),
        len(plan.looked_back()),
        districts,
        departments,
        progress.need_help([*districts, *([departments] if departments else [])]),
        progress.tiles(districts),
        officials,
        merged,
        least,
        published_draw.short_lists(sessions(), campaign.id),
        closing.state(sessions(), campaign.id).closed_at,
        _chosen(campaign.id),
    )
    return render_template("monitor/board.html", page=page)


@bp.get("/cells")
@may(Role.MONITOR, Role.OBSERVER)
def cells(slug: str) -> ResponseReturnValue:
    """All citizens' cells."""
    found = [
        c for c in quotas.board(sessions(), current_campaign().id) if c.group == progress.CITIZENS
    ]
    return _cells_page(_("Mọi ô phân bổ phiếu"), None, found)


@bp.get("/district/<code>")
@may(Role.MONITOR, Role.OBSERVER)
def district(slug: str, code: str) -> ResponseReturnValue:
    """The cells of a district, or of all departments' desks."""
    campaign = current_campaign()
    names = {
        **quotas.areas(sessions(), campaign.id),
        DEPARTMENTS: _("Sở, ban, ngành"),
    }
    found = [
        c
        for c in quotas.board(sessions(), campaign.id)
        if c.group == progress.CITIZENS and (c.district or DEPARTMENTS) == code
    ]
    if not found:
        raise NotFound
    return _cells_page(names.get(code, code), code, found)


def _cells_page(name: str, code: str | None, found: list[CellCount]) -> ResponseReturnValue:
    campaign, plan = current_campaign(), current_plan()
    days = quotas.last_days(sessions(), campaign.id, plan.looked_back(), HANOI)
    rows = tuple((c.id, progress.row_of(c.key, c.place, [c], days, plan)) for c in found)
    total = progress.row_of("", _("Cộng"), found, days, plan)
    outcomes = quotas.outcomes(sessions(), [c.id for c in found])
    return render_template("monitor/cells.html", page=CellsPage(name, code, total, rows, outcomes))


def current_plan() -> Plan:
    """The campaign's days as they stand today."""
    campaign = current_campaign()
    days = campaign.rules.get("holidays")
    holidays = days if isinstance(days, list) else []
    return Plan(
        today(),
        campaign.starts,
        campaign.ends,
        tuple(date.fromisoformat(day) for day in holidays),
        campaign.closed,
    )


def _chosen(campaign: str) -> Counts | None:
    cells = quotas.chosen_cells(sessions(), campaign)
    return sum((cell.counts for cell in cells), Counts()) if cells else None


def _least() -> int:
    least = current_campaign().rules.get("disclosure", 5)
    return least if isinstance(least, int) else 5
