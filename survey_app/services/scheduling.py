"""The plan of days: what each post office has before it, and how many collectors it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.field_plan import FieldCalendar, OfficePlan, plan_office
from survey_app.models import Campaign, Membership, Name, PostOffice, QuotaCell, Role, User

__all__ = ["OfficeDays", "calendar_of", "office_plans"]


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
        names: dict[str, dict[str, int]] = defaultdict(dict)
        left = db.execute(
            select(QuotaCell.office, QuotaCell.district, func.count(Name.id))
            .join(Name, Name.cell_id == QuotaCell.id)
            .where(
                QuotaCell.campaign_id == campaign,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .group_by(QuotaCell.office, QuotaCell.district)
        )
        for office, district, count in left:
            names[office or ""][district or ""] = count
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
