"""A collector's names: the day's list, and the outcome of each attempt to reach one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.entered import plain
from survey_app.errors import NotFound, Refused
from survey_app.models import Assignment, Campaign, Contact, Identity, Name, QuotaCell
from survey_app.services.actors import Actor, CampaignId
from survey_app.services.cells import move, open_reserve_if_short

__all__ = [
    "AlreadyRecorded",
    "AssignmentView",
    "Attempt",
    "FieldClosed",
    "NameView",
    "Recorded",
    "UnknownOutcome",
    "attempts_at",
    "day_list",
    "name_of",
    "record_contact",
]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")  # whose days attempts are counted by
FINAL = ("refused", "not_found", "not_eligible")
LONGEST_NOTE = 500  # characters


class UnknownOutcome(Refused):
    """The outcome is none of those a visit can have."""

    code, status = "visit.unknown-outcome", 422
    sentence = "Chọn một kết quả tiếp cận trong danh sách."


class AlreadyRecorded(Refused):
    """This attempt was recorded already, perhaps by pressing twice or on another phone."""

    code, status = "visit.already-recorded", 409
    sentence = "Lần tiếp cận này đã được ghi rồi. Danh sách đã cập nhật, không cần ghi lại."


class FieldClosed(Refused):
    """The campaign is closed; visits are over."""

    code, status = "visit.field-closed", 409
    sentence = "Cuộc điều tra đã chốt số liệu, không ghi thêm kết quả tiếp cận."


@dataclass(frozen=True)
class NameView:
    """A name to visit, as its collector sees it; without identity where none was imported."""

    id: int
    order: int
    full_name: str
    address: str
    attempts: int
    disposition: str | None
    closed: bool
    reserve: bool


@dataclass(frozen=True)
class AssignmentView:
    """An assignment with what is left of it; done counts completed interviews."""

    id: str
    number: str
    place: str
    group: str
    names: tuple[NameView, ...]

    @property
    def done(self) -> int:
        """Names interviewed."""
        return sum(name.disposition == "completed" for name in self.names)

    @property
    def left(self) -> tuple[NameView, ...]:
        """Names still to visit."""
        return tuple(name for name in self.names if not name.closed)


@dataclass(frozen=True)
class Attempt:
    """One attempt to reach a name: when, with what outcome, what was noted."""

    at: datetime
    disposition: str
    note: str


@dataclass(frozen=True)
class Recorded:
    """What recording an attempt led to."""

    closed: bool
    opened_reserve: int | None


def day_list(sessions: Sessions, by: Actor) -> tuple[AssignmentView, ...]:
    """The actor's assignments with all opened names, in the order of the draw."""
    with reading(sessions) as db:
        rows = db.execute(
            select(Assignment, QuotaCell.place, QuotaCell.group)
            .join(QuotaCell, QuotaCell.id == Assignment.cell_id)
            .where(Assignment.campaign_id == by.campaign, Assignment.collector_id == by.id)
            .order_by(Assignment.number)
        ).all()
        return tuple(
            AssignmentView(a.id, a.number, place, group, _names(db, a.id))
            for a, place, group in rows
        )


def _names(db: Session, assignment: str) -> tuple[NameView, ...]:
    rows = db.execute(
        select(Name, Identity)
        .outerjoin(Identity, Identity.name_id == Name.id)
        .where(Name.assignment_id == assignment, Name.opened_at.is_not(None))
        .order_by(Name.position)
    )
    return tuple(_view(name, identity) for name, identity in rows)


def _view(name: Name, identity: Identity | None) -> NameView:
    return NameView(
        name.id,
        name.position,
        identity.full_name if identity else f"{name.person}",
        identity.address if identity else "",
        name.attempts,
        name.disposition,
        name.closed,
        name.replaces is not None,
    )


def name_of(sessions: Sessions, name: int, by: Actor) -> tuple[NameView, AssignmentView]:
    """An opened name of the actor's own assignments; raises NotFound for anybody else's."""
    for assignment in day_list(sessions, by):
        for view in assignment.names:
            if view.id == name:
                return view, assignment
    raise NotFound


def attempts_at(sessions: Sessions, name: int, by: Actor) -> tuple[Attempt, ...]:
    """The attempts to reach a name of the actor's own assignments, the first one first."""
    own = select(Name.id).where(Name.id == name, Name.assignment_id.in_(_own(by)))
    with reading(sessions) as db:
        contacts = db.scalars(
            select(Contact)
            .where(Contact.campaign_id == by.campaign, Contact.name_id.in_(own))
            .order_by(Contact.at, Contact.id)
        ).all()
    return tuple(Attempt(each.at, each.disposition, each.note) for each in contacts)


def record_contact(
    sessions: Sessions,
    name: int,
    disposition: str,
    *,
    attempt: int,
    note: str,
    by: Actor,
    now: datetime,
) -> Recorded:
    """Record the outcome of one attempt; a final one may open a reserve.

    disposition: refused, not_found, not_eligible or try_again; a name also closes
    with a try_again that is on the last of as many different days as attempts are allowed, days
    in Vietnam; more of them on one day close nothing. attempt: how many attempts the page
    showed, so that a second press changes nothing.
    Raises UnknownOutcome, NotFound, AlreadyRecorded or FieldClosed.
    """
    if disposition not in (*FINAL, "try_again"):
        raise UnknownOutcome
    with sessions.begin() as db:
        rules = _rules_while_open(db, by.campaign)
        changed = db.scalar(
            update(Name)
            .where(
                Name.id == name,
                Name.opened_at.is_not(None),
                Name.attempts == attempt,
                Name.closed.is_(False),
                Name.assignment_id.in_(_own(by)),
            )
            .values(disposition=disposition, attempts=attempt + 1)
            .returning(Name)
        )
        if changed is None:
            raise _why_not(db, name, by)
        db.add(_contact(name, disposition, note, by, now))
        db.flush()
        closes = disposition in FINAL or _days_of_trying(db, name) >= int(rules["attempts"])
        changed.closed = closes
        cell = move(db, changed.cell_id, handed_out=1 if attempt == 0 else 0)
        db.flush()
        reserve = open_reserve_if_short(db, cell, changed, now) if closes else None
    return Recorded(closes, reserve.id if reserve else None)


def _days_of_trying(db: Session, name: int) -> int:
    tried = select(Contact.at).where(Contact.name_id == name, Contact.disposition == "try_again")
    return len({at.astimezone(HANOI).date() for at in db.scalars(tried)})


def _own(by: Actor) -> Select[str]:
    return select(Assignment.id).where(
        Assignment.collector_id == by.id, Assignment.campaign_id == by.campaign
    )


def _contact(name: int, disposition: str, note: str, by: Actor, now: datetime) -> Contact:
    return Contact(
        campaign_id=by.campaign,
        name_id=name,
        collector_id=by.id,
        disposition=disposition,
        note=plain(note).strip()[:LONGEST_NOTE],
        at=now,
    )


def _rules_while_open(db: Session, campaign: CampaignId) -> dict[str, Any]:
    found = db.execute(
        select(Campaign.rules, Campaign.closed_at)
        .where(Campaign.id == campaign)
        .with_for_update(read=True)
    ).one()
    if found.closed_at is not None:
        raise FieldClosed
    return dict(found.rules)


def _why_not(db: Session, name: int, by: Actor) -> Refused:
    own = db.scalar(select(Name.id).where(Name.id == name, Name.assignment_id.in_(_own(by))))
    return AlreadyRecorded() if own is not None else NotFound()
