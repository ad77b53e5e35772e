"""The plan of days: which post offices have enough collectors to finish in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.field_plan import FieldCalendar
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import scheduling
from survey_app.services.scheduling import OfficeDays
from survey_app.web import current_campaign, may, sessions, today

__all__ = ["days"]


@dataclass(frozen=True)
class Ferry:
    """A place that cannot be reached every day; weekdays: 0 Monday to 6 Sunday."""

    name: str
    weekdays: tuple[int, ...]


@dataclass(frozen=True)
class DaysPage:
    """Offices with names left; calendar: None where campaign.toml has no [calendar]."""

    today: date
    ends: date
    calendar: FieldCalendar | None
    ferries: tuple[Ferry, ...]
    offices: tuple[OfficeDays, ...]

    @property
    def short(self) -> int:
        """Offices with too few collectors."""
        return sum(office.plan.short for office in self.offices)


@bp.get("/days")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def days(slug: str) -> ResponseReturnValue:
    """Collectors needed, office by office."""
    campaign = current_campaign()
    calendar = scheduling.calendar_of(campaign.rules)
    ferries = scheduling.ferry_places(sessions(), campaign.id, calendar) if calendar else ()
    page = DaysPage(
        today(),
        campaign.ends,
        calendar,
        tuple(Ferry(name, tuple(sorted(on))) for name, on in ferries),
        scheduling.office_plans(sessions(), campaign.id, today()),
    )
    return render_template("monitor/days.html", page=page)
