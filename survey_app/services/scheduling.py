"""The plan of days: what each post office has before it, and how many collectors it needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.field_plan import FieldCalendar, OfficePlan, plan_office
from survey_app.models import Campaign, Membership, Name, PostOffice, QuotaCell, Role, Unit, User

__all__ = ["OfficeDays", "calendar_of", "ferry_places", "office_plans"]


@dataclass(frozen=True)
class OfficeDays:
    """An office with its plan."""

    code: str
    name: str
    plan: OfficePlan


def calendar_of(rules: Mapping[str, Any]) -> FieldCalendar | None:
    """The calendar of a campaign's rules; None where campaign.toml has no [calendar]."""
    found = rules.get("calendar")
    if not found:
        return None
    return FieldCalendar(
        int(found["visits_per_day"]),
        Decimal(found["visits_per_name"]),
        frozenset(found["working_days"]),
        frozenset(date.fromisoformat(day) for day in rules["holidays"]),
        {code: frozenset(days) for code, days in found["ferries"].items()},
    )


def ferry_places(
    sessions: Sessions, campaign: str, calendar: FieldCalendar
) -> tuple[tuple[str, frozenset[int]], ...]:
    """The name of each district, stratum or commune with a ferry, and the ferry's weekdays."""
    query = select(Unit.code, Unit.name).where(
        Unit.campaign_id == campaign, Unit.code.in_(calendar.ferries)
    )
    with reading(sessions) as db:
        names = dict(db.execute(query).all())
    return tuple((names.get(code, code), days) for code, days in calendar.ferries.items())


def office_plans(sessions: Sessions, campaign: str, today: date) -> tuple[OfficeDays, ...]:
    """Every office that has names to visit, in the file's order; nothing without a calendar.

    Raises NotFound.
    """
    with reading(sessions) as db:
        found = db.get(Campaign, campaign)
        if found is None:
            raise NotFound
        calendar = calendar_of(found.rules)
        if calendar is None:
            return ()
        names: dict[str, Counter[str]] = defaultdict(Counter)
        left = db.execute(
            select(QuotaCell.office, QuotaCell.district, QuotaCell.desk, func.count(Name.id))
            .join(Name, Name.cell_id == QuotaCell.id)
            .where(
                QuotaCell.campaign_id == campaign,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .group_by(QuotaCell.office, QuotaCell.district, QuotaCell.desk)
        )
        for office, district, desk, count in left:
            names[office or ""][calendar.place(district, desk)] += count
        have = dict(
            db.execute(
                select(Membership.scope, func.count())
                .join(User, User.id == Membership.user_id)
                .where(
                    Membership.campaign_id == campaign,
                    Membership.role == Role.COLLECTOR,
                    User.disabled_at.is_(None),
                )
                .group_by(Membership.scope)
            ).all()
        )
        offices = db.execute(
            select(PostOffice.code, PostOffice.name)
            .where(PostOffice.campaign_id == campaign)
            .order_by(PostOffice.id)
        ).all()
    first = max(today, found.starts)
    return tuple(
        OfficeDays(
            code, name, plan_office(names[code], have.get(code, 0), calendar, first, found.ends)
        )
        for code, name in offices
        if code in names
    )
