"""Opened names shared out to the collectors of their office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import Assignment, Campaign, Membership, Name, QuotaCell, Role, User, new_id
from survey_app.services import audit, offices
from survey_app.services.actors import Actor
from survey_app.services.offices import NotYourOffice
from survey_app.sharing import share

__all__ = ["NoCollectors", "distribute", "next_number", "one_at_a_time", "write_sheet"]

MOST_NAMES = 30  # an assignment is a sheet of paper too


class NoCollectors(Refused):
    """An office has names to visit and nobody to visit them."""

    code, status = "assign.no-collectors", 409
    sentence = "Bưu cục «%(office)s» chưa có điều tra viên. Thêm người rồi phân công lại."


def distribute(
    sessions: Sessions, campaign: str, by: Actor | None, now: datetime, *, office: str | None = None
) -> int:
    """Give every opened name without assignment to a collector of its office.

    `survey_app.sharing.share` says who gets which communes; a sheet has at most 30 names.
    office: only this one's names, which the actor must supervise; None for all.
    Returns the number of new assignments. Raises NoCollectors or NotYourOffice, and then gives
    nothing.
    """
    with sessions.begin() as db:
        one_at_a_time(db, campaign)
        if office is not None and (by is None or office not in offices.within(db, by)):
            raise NotYourOffice
        loads = _loads(db, campaign)
        made = 0
        for code, cells in _without_assignment(db, campaign, office).items():
            if not loads.get(code):
                raise NoCollectors(office=offices.name_of(db, campaign, code))
            for cell, names, collector in _shared(cells, loads[code]):
                made += 1
                write_sheet(db, cell, names, collector, next_number(db, campaign), now)
        audit.record(
            db, "names.assigned", by, about=office or "assignments", at=now, campaign=campaign,
            count=made,
        )  # fmt: skip
    return made


def one_at_a_time(db: Session, campaign: str) -> None:
    """Whoever makes assignments takes turns, so that no number is given twice."""
    db.execute(select(Campaign.id).where(Campaign.id == campaign).with_for_update())


def next_number(db: Session, campaign: str) -> str:
    """The number of the next assignment, as PC0042."""
    last = db.scalar(select(func.count()).where(Assignment.campaign_id == campaign)) or 0
    return f"PC{last + 1:04d}"


def write_sheet(
    db: Session,
    cell: QuotaCell,
    names: Sequence[int],
    collector: str,
    number: str,
    now: datetime,
) -> None:
    """Give these names of a cell to a collector as one assignment."""
    assignment = Assignment(
        id=new_id(),
        campaign_id=cell.campaign_id,
        number=number,
        cell_id=cell.id,
        office=cell.office or "",
        collector_id=collector,
        created_at=now,
    )
    db.add(assignment)
    db.flush()
    db.execute(update(Name).where(Name.id.in_(names)).values(assignment_id=assignment.id))


def _loads(db: Session, campaign: str) -> dict[str, dict[str, int]]:
    """By office, names that each collector has still to visit, in the order of sign-in names."""
    loads: dict[str, dict[str, int]] = defaultdict(dict)
    rows = db.execute(
        select(
            Membership.scope,
            Membership.user_id,
            func.count(Name.id).filter(Name.closed.is_(False)),
        )
        .join(User, User.id == Membership.user_id)
        .outerjoin(
            Assignment, (Assignment.collector_id == User.id) & (Assignment.campaign_id == campaign)
        )
        .outerjoin(Name, Name.assignment_id == Assignment.id)
        .where(
            Membership.campaign_id == campaign,
            Membership.role == Role.COLLECTOR,
            User.disabled_at.is_(None),
        )
        .group_by(Membership.scope, Membership.user_id, User.login)
        .order_by(User.login)
    )
    for office, user, left in rows:
        loads[office][user] = left
    return loads


def _shared(
    cells: Sequence[tuple[QuotaCell, list[int]]], loads: Mapping[str, int]
) -> Iterator[tuple[QuotaCell, Sequence[int], str]]:
    """Sheets of an office: whose, of which cell, which names in the order of the draw."""
    taken = [0] * len(cells)
    for piece in share([len(names) for _, names in cells], loads):
        cell, names = cells[piece.block]
        first = taken[piece.block]
        taken[piece.block] += piece.names
        for sheet in _sheets(names[first : first + piece.names]):
            yield cell, sheet, piece.collector


def _without_assignment(
    db: Session, campaign: str, office: str | None
) -> dict[str, list[tuple[QuotaCell, list[int]]]]:
    """By office, cells in official order with their opened names that nobody has."""
    query = select(QuotaCell).where(QuotaCell.campaign_id == campaign)
    if office is not None:
        query = query.where(QuotaCell.office == office)
    found: dict[str, list[tuple[QuotaCell, list[int]]]] = defaultdict(list)
    for cell in db.scalars(query.order_by(QuotaCell.position)).all():
        names = db.scalars(
            select(Name.id)
            .where(Name.cell_id == cell.id, Name.assignment_id.is_(None), offices.to_visit())
            .order_by(Name.position)
        ).all()
        if names:
            found[cell.office or ""].append((cell, list(names)))
    return found


def _sheets(names: Sequence[int]) -> list[Sequence[int]]:
    count = -(-len(names) // MOST_NAMES)
    size = -(-len(names) // count)
    return [names[start : start + size] for start in range(0, len(names), size)]
