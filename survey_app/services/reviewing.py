"""Accepting and rejecting responses, each with a reason and a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.entered import plain
from survey_app.errors import NotFound, Refused
from survey_app.models import Campaign, Conflict, Name, QuotaCell, Response, Review, User
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.cells import move, open_reserve_if_short
from survey_app.services.collecting import OTHER_QUESTIONNAIRE, interviewed

__all__ = [
    "DEPARTMENTS",
    "LONGEST_REASON",
    "AlreadyReviewed",
    "ConflictView",
    "CountsAlready",
    "NoReason",
    "OtherQuestionnaire",
    "ResponseView",
    "ReviewView",
    "conflicts",
    "decide",
    "history",
    "response_of",
    "responses",
]

DEPARTMENTS = "departments"  # where a district's code stands: desks of no district
VERDICTS = ("accepted", "rejected")
LONGEST_REASON = 500  # characters


class AlreadyReviewed(Refused):
    """Somebody else decided in the meantime, or the figures are closed."""

    code, status = "review.already", 409
    sentence = (
        "Phiếu này vừa được người khác xử lý hoặc số liệu đã chốt. Xem lại kết quả rồi quyết định."
    )


class CountsAlready(Refused):
    """Another response of the same person is accepted: one person counts once."""

    code, status = "review.counts-already", 409
    sentence = (
        "Người này đã có một phiếu hợp lệ. Kết luận phiếu kia không hợp lệ trước, "
        "hoặc kết luận phiếu này không hợp lệ."
    )


class NoReason(Refused):
    """A verdict needs a reason that can be shown later."""

    code, status = "review.no-reason", 422
    sentence = "Cần chọn «hợp lệ» hoặc «không hợp lệ» và ghi lý do để sau này giải trình được."


class OtherQuestionnaire(Refused):
    """Answers to another group's questions can never count for this cell."""

    code, status = "review.other-questionnaire", 409
    sentence = (
        "Phiếu này làm theo mẫu phiếu của nhóm khác nên không thể tính là hợp lệ. "
        "Hãy ghi «không hợp lệ» kèm lý do; phiếu vẫn được lưu."
    )


@dataclass(frozen=True)
class ResponseView:
    """A response as reviewers see it: how it came about, never what was answered."""

    uuid: str
    place: str
    cell: str
    collector: str
    received_at: datetime
    minutes: float | None
    flags: tuple[str, ...]
    verdict: str | None
    reason: str
    reviews: int
    group: str
    mode: str


@dataclass(frozen=True)
class ReviewView:
    """A verdict with its reason; by is None where the rule decided."""

    number: int
    verdict: str
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True)
class ConflictView:
    """That other content came under the name of a stored response: when and from whom."""

    uuid: str
    digest: str
    place: str | None
    collector: str
    at: datetime


def responses(
    sessions: Sessions,
    campaign: str,
    *,
    verdict: str | None = None,
    district: str | None = None,
    group: str | None = None,
    cell: int | None = None,
    limit: int = 200,
) -> tuple[ResponseView, ...]:
    """The newest responses; verdict: accepted, rejected, waiting or None for all.

    district: a code, or "departments" for desks that belong to no district.
    """
    query = _query().where(Response.campaign_id == campaign)
    if verdict == "waiting":
        query = query.where(Review.verdict.is_(None))
    elif verdict:
        query = query.where(Review.verdict == verdict)
    if district:
        own = None if district == DEPARTMENTS else district
        query = query.where(QuotaCell.district.is_not_distinct_from(own))
    if group:
        query = query.where(QuotaCell.group == group)
    if cell is not None:
        query = query.where(QuotaCell.id == cell)
    with reading(sessions) as db:
        rows = db.execute(query.order_by(Response.received_at.desc()).limit(limit)).all()
    return tuple(_view(*row) for row in rows)


def response_of(sessions: Sessions, campaign: str, uuid: str) -> ResponseView:
    """One response of the campaign; raises NotFound."""
    query = _query().where(Response.campaign_id == campaign, Response.uuid == uuid)
    with reading(sessions) as db:
        row = db.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _view(*row)


def history(sessions: Sessions, campaign: str, uuid: str) -> tuple[ReviewView, ...]:
    """All verdicts on a response, the first one first."""
    query = (
        select(Review, User.name)
        .outerjoin(User, User.id == Review.by_id)
        .where(Review.campaign_id == campaign, Review.response_uuid == uuid)
        .order_by(Review.number)
    )
    with reading(sessions) as db:
        rows = db.execute(query).all()
    return tuple(ReviewView(r.number, r.verdict, r.reason, by, r.at) for r, by in rows)


def conflicts(sessions: Sessions, campaign: str, limit: int = 200) -> tuple[ConflictView, ...]:
    """The newest conflicts; what they contain stays sealed."""
    query = (
        select(Conflict, User.name, QuotaCell.place)
        .join(User, User.id == Conflict.collector_id)
        .outerjoin(Response, Response.uuid == Conflict.response_uuid)
        .outerjoin(QuotaCell, QuotaCell.id == Response.cell_id)
        .where(Conflict.campaign_id == campaign)
        .order_by(Conflict.at.desc(), Conflict.id.desc())
        .limit(limit)
    )
    with reading(sessions) as db:
        rows = db.execute(query).all()
    return tuple(ConflictView(c.response_uuid, c.digest, place, by, c.at) for c, by, place in rows)


def decide(
    sessions: Sessions,
    uuid: str,
    verdict: str,
    reason: str,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Accept or reject a response; seen: how many reviews the page showed;
    reason: cut after LONGEST_REASON characters.

    A response of somebody the name was not assigned to completes the name once it is accepted.
    Raises NoReason, NotFound, OtherQuestionnaire when accepting what cannot count,
    CountsAlready, or AlreadyReviewed when somebody else was quicker.
    """
    reason = plain(reason).strip()[:LONGEST_REASON]
    if verdict not in VERDICTS or not reason:
        raise NoReason
    try:
        with sessions.begin() as db:
            _decide(db, uuid, verdict, reason, seen, by, now)
    except IntegrityError as quicker:
        raise AlreadyReviewed from quicker


def _decide(
    db: Session, uuid: str, verdict: str, reason: str, seen: int, by: Actor, now: datetime
) -> None:
    closed = db.scalar(
        select(Campaign.closed_at).where(Campaign.id == by.campaign).with_for_update(read=True)
    )
    response = db.get(Response, uuid)
    if response is None or response.campaign_id != by.campaign:
        raise NotFound
    last = db.scalar(
        select(Review).where(Review.response_uuid == uuid).order_by(Review.number.desc()).limit(1)
    )
    if closed is not None or (last.number if last else 0) != seen:
        raise AlreadyReviewed
    if verdict == "accepted" and OTHER_QUESTIONNAIRE in response.flags:
        raise OtherQuestionnaire
    db.add(
        Review(
            campaign_id=by.campaign,
            response_uuid=uuid,
            number=seen + 1,
            verdict=verdict,
            reason=reason,
            by_id=by.id,
            at=now,
        )
    )
    db.flush()
    steps = dict.fromkeys(VERDICTS, 0)
    steps[verdict] += 1
    if last is not None:
        steps[last.verdict] -= 1
    name = _locked(db, response)
    if verdict == "accepted" and _counts_already(db, response):
        raise CountsAlready
    if verdict == "accepted" and name is not None and name.disposition != "completed":
        steps["handed_out"] = 1 if name.attempts == 0 else 0
        interviewed(db, name, response.collector_id, now)
    cell = move(db, response.cell_id, **steps)
    if verdict == "rejected" and name is not None:
        open_reserve_if_short(db, cell, name, now)
    audit.record(db, f"response.{verdict}", by, about=uuid, at=now, reason=reason)


def _counts_already(db: Session, response: Response) -> bool:
    """Whether another response of the same person was accepted; the caller holds the name.

    Of people whom no chance chose there is no name, so nobody can tell.
    """
    if response.name_id is None:
        return False
    others = _query().where(
        Response.name_id == response.name_id,
        Response.uuid != response.uuid,
        Review.verdict == "accepted",
    )
    return db.execute(others.limit(1)).first() is not None


def _locked(db: Session, response: Response) -> Name | None:
    """The name before its cell, in the order in which collectors lock them; not its key."""
    return db.scalar(
        select(Name).where(Name.id == response.name_id).with_for_update(key_share=True)
    )


def _query() -> Select[Response, QuotaCell, str, Review]:
    last = (
        select(Review.response_uuid, func.max(Review.number).label("number"))
        .group_by(Review.response_uuid)
        .subquery()
    )
    return (
        select(Response, QuotaCell, User.name, Review)
        .join(QuotaCell, QuotaCell.id == Response.cell_id)
        .join(User, User.id == Response.collector_id)
        .outerjoin(last, last.c.response_uuid == Response.uuid)
        .outerjoin(
            Review,
            (Review.response_uuid == Response.uuid) & (Review.number == last.c.number),
        )
    )


def _view(
    response: Response, cell: QuotaCell, collector: str, review: Review | None
) -> ResponseView:
    return ResponseView(
        response.uuid,
        cell.place,
        cell.key,
        collector,
        response.received_at,
        response.paradata.get("minutes"),
        tuple(response.flags),
        review.verdict if review else None,
        review.reason if review else "",
        review.number if review else 0,
        cell.group,
        response.mode,
    )
