"""Cells of answers that no chance chose: intercept, counter, poster, top-up (methods 8).

They have counters of their own, never fill a cell of the draw, and are tabulated apart.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.db import Sessions
from survey_app.entered import plain
from survey_app.errors import NotAllowed, NotFound, Refused
from survey_app.models import Campaign, PostOffice, QuotaCell, RespondentGroup, Role, Unit
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.quotas import AREAS

__all__ = ["SOURCES", "BadChoiceCell", "ChoiceClosed", "open_cell"]

SOURCES = ("intercept", "counter", "poster", "top_up")
LONGEST_REASON = 500  # characters
CITIZENS = "citizens"
MOST = 100_000


class BadChoiceCell(Refused):
    """What a cell of chosen answers needs is missing, or there is such a cell."""

    code, status = "choice.bad-cell", 422
    sentence = (
        "Chọn cách thu, quận hoặc huyện, bưu cục thu; ghi số phiếu dự kiến (1 đến 100.000) và "
        "lý do. Mỗi cách thu ở một nơi chỉ có một ô."
    )


class ChoiceClosed(Refused):
    """A closed campaign opens no cells."""

    code, status = "choice.closed", 409
    sentence = "Cuộc điều tra đã chốt số liệu, không mở thêm ô nào."


def open_cell(
    sessions: Sessions,
    source: str,
    district: str,
    office: str,
    target: int | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Open a cell outside the probability sample; returns its id.

    source: one of SOURCES; district: a code of the frame; office: the post office whose
    collectors fill it. Raises NotAllowed, NotFound, BadChoiceCell or ChoiceClosed.
    """
    if not by.has(Role.MONITOR, Role.ADMINISTRATOR):
        raise NotAllowed
    reason = plain(reason).strip()[:LONGEST_REASON]
    if source not in SOURCES or target is None or not 1 <= target <= MOST or not reason:
        raise BadChoiceCell
    key = f"choice/{source}/{district}"
    with sessions.begin() as db:
        campaign = db.scalar(select(Campaign).where(Campaign.id == by.campaign).with_for_update())
        if campaign is None:
            raise NotFound
        if campaign.closed_at is not None:
            raise ChoiceClosed
        cell = _cell(db, by.campaign, key, district, office)
        cell.source, cell.target = source, target
        db.add(cell)
        db.flush()
        audit.record(db, "choice-cell.opened", by, about=key, at=now, count=target, reason=reason)
        return cell.id


def _cell(db: Session, campaign: str, key: str, district: str, office: str) -> QuotaCell:
    """The cell, without its source and target; raises BadChoiceCell."""
    name = db.scalar(
        select(Unit.name).where(
            Unit.campaign_id == campaign, Unit.code == district, Unit.level.in_(AREAS)
        )
    )
    post = select(PostOffice.id).where(
        PostOffice.campaign_id == campaign, PostOffice.code == office
    )
    asked = select(RespondentGroup.id).where(
        RespondentGroup.campaign_id == campaign, RespondentGroup.code == CITIZENS
    )
    own = QuotaCell.campaign_id == campaign
    taken = db.scalar(select(QuotaCell.id).where(own, QuotaCell.key == key))
    if name is None or taken is not None or db.scalar(post) is None or db.scalar(asked) is None:
        raise BadChoiceCell
    last = db.scalar(select(func.max(QuotaCell.position)).where(own))
    return QuotaCell(
        campaign_id=campaign,
        key=key,
        position=(last or 0) + 1,
        group=CITIZENS,
        district=district,
        place=name,
        stratum=key,
        office=office,
        probability=False,
        list_size=0,
        units_in_stratum=0,
        units_drawn=0,
    )
