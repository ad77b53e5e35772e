"""Assignments moved, split and handed over between collectors of one office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.db import Sessions
from survey_app.errors import NotFound, Refused
from survey_app.models import Assignment, Membership, Name, QuotaCell, Role, User
from survey_app.services import assigning, audit, offices
from survey_app.services.actors import Actor
from survey_app.services.offices import NotYourOffice

__all__ = ["AlreadyMoved", "BadSplit", "NothingToHandOver", "hand_over", "move", "split"]


class AlreadyMoved(Refused):
    """Somebody else moved the assignment after the page was opened."""

    code, status = "assign.already-moved", 409
    sentence = (
        "Phân công %(number)s vừa được chuyển cho %(holder)s. Danh sách đã cập nhật; "
        "nếu vẫn cần chuyển, hãy chọn lại."
    )


class BadSplit(Refused):
    """A split leaves something to both."""

    code, status = "assign.bad-split", 422
    sentence = (
        "Phân công này còn %(left)s người: tách được từ 1 đến %(most)s người cho một "
        "điều tra viên khác."
    )


class NothingToHandOver(Refused):
    """The collector has nothing left, or is to hand over to themselves."""

    code, status = "assign.nothing-to-hand-over", 409
    sentence = "Không có gì để bàn giao: chọn người còn việc và một người nhận khác."


def move(
    sessions: Sessions,
    assignment: str,
    to: str,
    by: Actor,
    now: datetime,
    *,
    held_by: str | None = None,
) -> None:
    """Hand an assignment to another collector of the same office; to its holder: no change.

    held_by: who had it when the page was opened; None does not ask.
    Raises NotFound, NotYourOffice or AlreadyMoved.
    """
    with sessions.begin() as db:
        found = db.scalar(
            select(Assignment)
            .where(Assignment.id == assignment, Assignment.campaign_id == by.campaign)
            .with_for_update(key_share=True)
        )
        if found is None:
            raise NotFound
        colleague = _collector_of(db, found, to)
        if colleague is None or found.office not in offices.within(db, by):
            raise NotYourOffice
        if found.collector_id == to:
            return
        before = db.get_one(User, found.collector_id)
        if held_by is not None and held_by != before.id:
            raise AlreadyMoved(number=found.number, holder=before.name)
        found.collector_id = to
        audit.record(
            db,
            "assignment.moved",
            by,
            about=found.number,
            at=now,
            before=before.name,
            after=colleague.name,
        )


def split(
    sessions: Sessions, assignment: str, count: int | None, to: str, by: Actor, now: datetime
) -> str:
    """Give so many of an assignment's names that are left, the last ones, to a colleague.

    count: 1 to one fewer than are left. Returns the number of the new assignment.
    Raises NotFound, NotYourOffice or BadSplit.
    """
    with sessions.begin() as db:
        assigning.one_at_a_time(db, by.campaign)
        found = db.get(Assignment, assignment)
        if found is None or found.campaign_id != by.campaign:
            raise NotFound
        colleague = _collector_of(db, found, to)
        if colleague is None or found.office not in offices.within(db, by):
            raise NotYourOffice
        left = db.scalars(
            select(Name.id)
            .where(Name.assignment_id == assignment, offices.to_visit())
            .order_by(Name.position)
        ).all()
        if count is None or not 1 <= count < len(left) or to == found.collector_id:
            raise BadSplit(left=len(left), most=max(0, len(left) - 1))
        number = assigning.next_number(db, by.campaign)
        assigning.write_sheet(
            db, db.get_one(QuotaCell, found.cell_id), left[-count:], to, number, now
        )
        audit.record(
            db, "assignment.split", by, about=found.number, at=now, after=number, count=count,
            name=colleague.name,
        )  # fmt: skip
    return number


def hand_over(
    sessions: Sessions, office: str, giver: str, to: str, by: Actor, now: datetime
) -> int:
    """Give everything a collector of the office has still to do to a colleague.

    Returns how many assignments changed hands. Raises NotYourOffice or NothingToHandOver.
    """
    with sessions.begin() as db:
        assigning.one_at_a_time(db, by.campaign)
        unfinished = (
            select(Name.id).where(Name.assignment_id == Assignment.id, offices.to_visit()).exists()
        )
        own = db.scalars(
            select(Assignment).where(
                Assignment.campaign_id == by.campaign,
                Assignment.office == office,
                Assignment.collector_id == giver,
                unfinished,
            )
        ).all()
        if office not in offices.within(db, by):
            raise NotYourOffice
        if not own or giver == to:
            raise NothingToHandOver
        colleague = _collector_of(db, own[0], to)
        if colleague is None:
            raise NotYourOffice
        for each in own:
            each.collector_id = to
        audit.record(
            db, "assignments.handed-over", by, about=office, at=now, count=len(own),
            before=db.get_one(User, giver).name, after=colleague.name,
        )  # fmt: skip
    return len(own)


def _collector_of(db: Session, assignment: Assignment, user: str) -> User | None:
    return db.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            User.id == user,
            User.disabled_at.is_(None),
            Membership.campaign_id == assignment.campaign_id,
            Membership.role == Role.COLLECTOR,
            Membership.scope == assignment.office,
        )
    )
