"""The analysis plan: frozen by its digest when closing is asked for; deviations with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.bundle.plan import plan_digest, plan_text
from survey_app.db import Sessions, reading
from survey_app.errors import NotAllowed, Refused
from survey_app.models import AuditEntry, Campaign, Role
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.freezing import campaign_files

__all__ = [
    "Deviation",
    "FrozenPlan",
    "NoPlan",
    "NoReason",
    "changed_since",
    "deviate",
    "frozen_plan",
    "frozen_text",
    "text_of",
    "told_deviations",
]

LONGEST = 1_000
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class NoPlan(Refused):
    """The plan is frozen when closing is asked for."""

    code, status = "plan.none", 409
    sentence = "Kế hoạch phân tích được khóa khi có đề nghị chốt số liệu; chưa có đề nghị nào."


class NoReason(Refused):
    """A deviation says why."""

    code, status = "plan.no-reason", 422
    sentence = "Ghi lý do thay đổi so với kế hoạch phân tích, tối đa 1.000 ký tự."


@dataclass(frozen=True)
class Deviation:
    """What is done otherwise than planned, when it was said and by whom."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class FrozenPlan:
    """digest: of the plan's text when closing was asked for; current: of what it is now."""

    digest: str
    at: datetime
    current: str
    deviations: tuple[Deviation, ...]


def text_of(db: Session, campaign: str) -> str:
    """The plan as it follows from the campaign's files and this program."""
    return plan_text(campaign_files(db, campaign), version("par-survey"))


def frozen_plan(sessions: Sessions, campaign: str) -> FrozenPlan | None:
    """The plan as it was frozen; None before closing was asked for, or where it had none."""
    with reading(sessions) as db:
        asked = _last(db, campaign)
        if asked is None:
            return None
        entries = db.scalars(
            select(AuditEntry)
            .where(AuditEntry.campaign_id == campaign, AuditEntry.act == "plan.deviated")
            .order_by(AuditEntry.number)
        )
        deviations = tuple(Deviation(e.at, e.actor, str(e.detail["reason"])) for e in entries)
        current = plan_digest(text_of(db, campaign))
        return FrozenPlan(str(asked.detail["plan"]), asked.at, current, deviations)


def told_deviations(sessions: Sessions, campaign: str) -> tuple[tuple[date, str], ...] | None:
    """Days (in Hà Nội) and reasons of deviations, as report and workbook say them; None without
    a plan."""
    plan = frozen_plan(sessions, campaign)
    if plan is None:
        return None
    return tuple((one.at.astimezone(HANOI).date(), one.reason) for one in plan.deviations)


def frozen_text(sessions: Sessions, campaign: str) -> str:
    """The plan's text for whoever wants to read it; raises NoPlan."""
    with reading(sessions) as db:
        if _last(db, campaign) is None:
            raise NoPlan
        return text_of(db, campaign)


def _last(db: Session, campaign: str) -> AuditEntry | None:
    """The newest asking for closing that froze a plan."""
    entries = db.scalars(
        select(AuditEntry)
        .where(AuditEntry.campaign_id == campaign, AuditEntry.act == "closing.asked")
        .order_by(AuditEntry.number.desc())
    )
    return next((entry for entry in entries if "plan" in entry.detail), None)


def deviate(sessions: Sessions, by: Actor, reason: str, now: datetime) -> None:
    """Say what is done otherwise than planned; stays in the chained log with its date.

    Raises NotAllowed (but to monitors and administrators), NoReason or NoPlan.
    """
    if not by.has(Role.MONITOR, Role.ADMINISTRATOR):
        raise NotAllowed
    if not 0 < len(reason.strip()) <= LONGEST:
        raise NoReason
    with sessions.begin() as db:
        if _last(db, by.campaign) is None:
            raise NoPlan
        slug = db.get_one(Campaign, by.campaign).slug
        audit.record(db, "plan.deviated", by, about=slug, at=now, reason=reason.strip())


def changed_since(db: Session, campaign: str) -> tuple[str, str] | None:
    """Digests of the frozen plan and of today's, where the program changed in between."""
    asked = _last(db, campaign)
    now = plan_digest(text_of(db, campaign))
    if asked is None or asked.detail["plan"] == now:
        return None
    return str(asked.detail["plan"]), now
