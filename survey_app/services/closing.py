"""Closing: two people of different institutions freeze the answers; then figures may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.bundle.freeze import freeze, sums_digest
from survey_app.bundle.plan import PLAN, plan_digest
from survey_app.db import Sessions, reading
from survey_app.errors import NotAllowed, NotFound, Refused
from survey_app.models import Campaign, Closing, Role, User
from survey_app.services import audit
from survey_app.services.actors import Actor, CampaignId, same_institution
from survey_app.services.analysis_plan import changed_since, text_of
from survey_app.services.freezing import about, campaign_files, frozen_tables
from survey_app.services.sealing import record_seal

__all__ = [
    "AlreadyClosed",
    "Closed",
    "ClosingState",
    "NotAsked",
    "NotClosed",
    "SameKey",
    "ask",
    "confirm",
    "folder_of",
    "state",
]


PLAN_CHANGED = "Chương trình thay đổi sau khi khóa kế hoạch phân tích: mã {} thành {}."


class NotAsked(Refused):
    """Closing has to be asked for before it can be confirmed."""

    code, status = "closing.not-asked", 409
    sentence = "Chưa có đề nghị chốt số liệu. Sở Nội vụ đề nghị trước, giám sát viên xác nhận sau."


class SameKey(Refused):
    """Both keys in the hands of one person or one institution."""

    code, status = "closing.same-key", 409
    sentence = (
        "Người xác nhận phải thuộc cơ quan khác với người đề nghị (%(institution)s). "
        "Việc chốt số liệu cần hai người của hai cơ quan."
    )


class AlreadyClosed(Refused):
    """The campaign is closed; it cannot be closed again."""

    code, status = "closing.already", 409
    sentence = "Cuộc điều tra này đã chốt số liệu."


class NotClosed(Refused):
    """Figures are sealed until closing (invariant 6)."""

    code, status = "closing.not-closed", 409
    sentence = (
        "Chưa chốt số liệu nên chưa có kết quả. Kết quả chỉ mở sau khi hai cơ quan cùng chốt."
    )


@dataclass(frozen=True)
class ClosingState:
    """How far closing has come, and by whom."""

    asked_at: datetime | None
    asked_by: str | None
    asked_by_id: str | None
    closed_at: datetime | None
    closed_by: str | None
    digest: str | None


@dataclass(frozen=True)
class Closed:
    """A campaign is closed; digest names what was frozen."""

    campaign: CampaignId
    at: datetime
    digest: str


def folder_of(data: Path, campaign: str) -> Path:
    """Where a campaign's frozen figures are kept."""
    return data / "closed" / campaign


def state(sessions: Sessions, campaign: str) -> ClosingState:
    """How far closing has come."""
    with reading(sessions) as db:
        found = db.get(Campaign, campaign)
        if found is None:
            raise NotFound
        closing = db.get(Closing, campaign)
        return ClosingState(
            found.closing_asked_at,
            _who(db, found.closing_asked_by),
            found.closing_asked_by,
            found.closed_at,
            _who(db, found.closed_by),
            closing.digest if closing else None,
        )


def _who(db: Session, user: str | None) -> str | None:
    person = db.get(User, user) if user else None
    return f"{person.name} ({person.institution})" if person else None


def ask(sessions: Sessions, by: Actor, now: datetime) -> None:
    """Ask for closing, the first key, which freezes the analysis plan; asking again renews both.

    Raises NotAllowed (but to monitors and administrators) or AlreadyClosed.
    """
    if not by.has(Role.MONITOR, Role.ADMINISTRATOR):
        raise NotAllowed
    asking = (
        update(Campaign)
        .where(Campaign.id == by.campaign, Campaign.closed_at.is_(None))
        .values(closing_asked_at=now, closing_asked_by=by.id)
        .returning(Campaign.slug)
    )
    with sessions.begin() as db:
        slug = db.scalar(asking)
        if slug is None:
            raise AlreadyClosed
        plan = plan_digest(text_of(db, by.campaign))
        audit.record(db, "closing.asked", by, about=slug, at=now, plan=plan)


def confirm(sessions: Sessions, data: Path, by: Actor, now: datetime) -> Closed:
    """Close with the second key: answers are frozen, figures become visible.

    The one who confirms is an observer of another institution than the one who asked.
    Raises NotAllowed, NotAsked, SameKey or AlreadyClosed; nothing is written when it raises.
    """
    if not by.has(Role.OBSERVER):
        raise NotAllowed
    with sessions.begin() as db:
        slug = _close(db, by, now)
        if slug is None:
            raise _why_not(db, by)
        if changed := changed_since(db, by.campaign):
            reason = PLAN_CHANGED.format(*changed)
            audit.record(db, "plan.deviated", by, about=slug, at=now, reason=reason)
        plan = {PLAN: text_of(db, by.campaign).encode()}
        manifest = freeze(
            folder_of(data, by.campaign),
            frozen_tables(db, by.campaign),
            campaign_files(db, by.campaign) | plan,
            about(db, by.campaign, now),
        )
        record_seal(db, by.campaign, by, now, lag=timedelta())
        digest = sums_digest(manifest)
        db.add(Closing(campaign_id=by.campaign, manifest=manifest, digest=digest))
        audit.record(db, "campaign.closed", by, about=slug, at=now, frozen=digest)
    return Closed(by.campaign, now, digest)


def _close(db: Session, by: Actor, now: datetime) -> str | None:
    """Close if it is open and somebody of another institution asked; the campaign's slug."""
    asked = (
        select(User)
        .join(Campaign, Campaign.closing_asked_by == User.id)
        .where(Campaign.id == by.campaign)
    )
    asker = db.scalar(asked)
    if asker is None or same_institution(asker.institution, by.institution):
        return None
    return db.scalar(
        update(Campaign)
        .where(
            Campaign.id == by.campaign,
            Campaign.closed_at.is_(None),
            Campaign.closing_asked_by == asker.id,
        )
        .values(closed_at=now, closed_by=by.id)
        .returning(Campaign.slug)
    )


def _why_not(db: Session, by: Actor) -> Refused:
    campaign = db.get(Campaign, by.campaign)
    if campaign is None:
        return NotFound()
    if campaign.closed_at is not None:
        return AlreadyClosed()
    if campaign.closing_asked_by is None:
        return NotAsked()
    asked = db.get_one(User, campaign.closing_asked_by)
    return SameKey(institution=asked.institution)
