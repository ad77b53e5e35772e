"""Assignments: opened names shared out to collectors of the office, and moved between them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import (
    Assignment,
    Membership,
    Name,
    PostOffice,
    QuotaCell,
    Role,
    User,
    new_id,
)
from survey_app.services import audit
from survey_app.services.actors import Actor

__all__ = [
    "AlreadyMoved",
    "AssignmentLine",
    "CollectorLine",
    "NoCollectors",
    "NotYourOffice",
    "OfficeView",
    "distribute",
    "move",
    "office_view",
    "offices_of",
]

MOST_NAMES = 30  # an assignment is a sheet of paper too


class NoCollectors(Refused):
    """An office has names to visit and nobody to visit them."""

    code, status = "assign.no-collectors", 409
    sentence = "Bưu cục «%(office)s» chưa có điều tra viên. Thêm người rồi phân công lại."


class NotYourOffice(Refused):
    """Assignments move within an office that the actor supervises."""

    code, status = "assign.not-your-office", 403
    sentence = "Chỉ chuyển được phân công giữa các điều tra viên của cùng bưu cục mình phụ trách."


class AlreadyMoved(Refused):
    """Somebody else moved the assignment after the page was opened."""

    code, status = "assign.already-moved", 409
    sentence = (
        "Phân công %(number)s vừa được chuyển cho %(holder)s. Danh sách đã cập nhật; "
        "nếu vẫn cần chuyển, hãy chọn lại."
    )


@dataclass(frozen=True)
class CollectorLine:
    """A collector of an office with the names given, left and the forms accepted."""

    id: str
    name: str
    given: int
    left: int
    completed: int


@dataclass(frozen=True)
class AssignmentLine:
    """An assignment as its supervisor sees it."""

    id: str
    number: str
    place: str
    group: str
    collector: str
    collector_id: str
    given: int
    left: int
    completed: int


@dataclass(frozen=True)
class OfficeView:
    """An office with its collectors and assignments."""

    code: str
    name: str
    collectors: tuple[CollectorLine, ...]
    assignments: tuple[AssignmentLine, ...]


def distribute(sessions: Sessions, campaign: str, by: Actor | None, now: datetime) -> int:
    """Give every opened name without assignment to a collector of its office.

    Names of a cell go in sheets of at most 30 to whoever has least so far.
    Returns the number of new assignments. Raises NoCollectors, and then gives nothing.
    """
    with sessions.begin() as db:
        loads = _loads(db, campaign)
        taken = db.scalar(select(func.count()).where(Assignment.campaign_id == campaign))
        made = 0
        for cell, names in _without_assignment(db, campaign):
            if not loads.get(cell.office or ""):
                raise NoCollectors(office=_office_name(db, campaign, cell.office))
            for sheet in _sheets(names):
                made += 1
                collector = _least_loaded(loads[cell.office or ""], len(sheet))
                _assign(db, cell, sheet, collector, f"PC{(taken or 0) + made:04d}", now)
        audit.record(
            db, "names.assigned", by, about="assignments", at=now, campaign=campaign, count=made
        )
    return made


def _loads(db: Session, campaign: str) -> dict[str, list[tuple[int, str]]]:
    """By office a heap of (names given, collector)."""
    loads: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows = db.execute(
        select(Membership.scope, Membership.user_id, func.count(Name.id))
        .join(User, User.id == Membership.user_id)
        .outerjoin(
            Assignment, (Assignment.collector_id == User.id) & (Assignment.campaign_id == campaign)
        )
        .outerjoin(Name, Name.assignment_id == Assignment.id)
        .where(Membership.campaign_id == campaign, Membership.role == Role.COLLECTOR)
        .group_by(Membership.scope, Membership.user_id, User.login)
        .order_by(User.login)
    )
    for office, user, given in rows:
        heapq.heappush(loads[office], (given, user))
    return loads


def _least_loaded(heap: list[tuple[int, str]], more: int) -> str:
    given, collector = heapq.heappop(heap)
    heapq.heappush(heap, (given + more, collector))
    return collector


def _without_assignment(db: Session, campaign: str) -> Iterator[tuple[QuotaCell, list[int]]]:
    cells = db.scalars(
        select(QuotaCell).where(QuotaCell.campaign_id == campaign).order_by(QuotaCell.position)
    ).all()
    for cell in cells:
        names = db.scalars(
            select(Name.id)
            .where(
                Name.cell_id == cell.id,
                Name.opened_at.is_not(None),
                Name.assignment_id.is_(None),
            )
            .order_by(Name.position)
        ).all()
        if names:
            yield cell, list(names)


def _sheets(names: Sequence[int]) -> list[Sequence[int]]:
    count = -(-len(names) // MOST_NAMES)
    size = -(-len(names) // count)
    return [names[start : start + size] for start in range(0, len(names), size)]


def _assign(
    db: Session,
    cell: QuotaCell,
    names: Sequence[int],
    collector: str,
    number: str,
    now: datetime,
) -> None:
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
        if colleague is None or found.office not in _within(db, by):
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


def offices_of(sessions: Sessions, by: Actor) -> tuple[str, ...]:
    """Codes of the offices the actor supervises, those below included, in order."""
    with reading(sessions) as db:
        return tuple(sorted(_within(db, by)))


def _within(db: Session, by: Actor) -> set[str]:
    """A supervisor's own offices and those below them."""
    rows = db.execute(
        select(PostOffice.code, PostOffice.parent).where(PostOffice.campaign_id == by.campaign)
    )
    parents = dict(rows.all())
    own = by.scopes(Role.SUPERVISOR)
    return {code for code in parents if own & _upwards(code, parents)}


def _upwards(code: str, parents: dict[str, str | None]) -> set[str]:
    path: set[str] = set()
    step: str | None = code
    while step and step not in path:
        path.add(step)
        step = parents.get(step)
    return path


def office_view(sessions: Sessions, office: str, by: Actor) -> OfficeView:
    """The office's collectors and assignments; raises NotYourOffice."""
    with reading(sessions) as db:
        if office not in _within(db, by):
            raise NotYourOffice
        lines = tuple(_lines(db, by.campaign, office))
        people = db.execute(
            select(User.id, User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.campaign_id == by.campaign,
                Membership.role == Role.COLLECTOR,
                Membership.scope == office,
            )
            .order_by(User.name)
        ).all()
        name = _office_name(db, by.campaign, office)
    return OfficeView(
        office, name, tuple(_collector(id_, who, lines) for id_, who in people), lines
    )


def _lines(db: Session, campaign: str, office: str) -> Iterator[AssignmentLine]:
    opened = func.count(Name.id).filter(Name.opened_at.is_not(None))
    left = func.count(Name.id).filter(Name.opened_at.is_not(None), Name.closed.is_(False))
    done = func.count(Name.id).filter(Name.disposition == "completed")
    rows = db.execute(
        select(Assignment, QuotaCell.place, QuotaCell.group, User.name, opened, left, done)
        .join(QuotaCell, QuotaCell.id == Assignment.cell_id)
        .join(User, User.id == Assignment.collector_id)
        .outerjoin(Name, Name.assignment_id == Assignment.id)
        .where(Assignment.campaign_id == campaign, Assignment.office == office)
        .group_by(Assignment.id, QuotaCell.id, User.id)
        .order_by(Assignment.number)
    )
    for assignment, place, group, who, given, remaining, completed in rows:
        yield AssignmentLine(
            assignment.id,
            assignment.number,
            place,
            group,
            who,
            assignment.collector_id,
            given,
            remaining,
            completed,
        )


def _collector(id_: str, name: str, lines: Sequence[AssignmentLine]) -> CollectorLine:
    own = [line for line in lines if line.collector_id == id_]
    return CollectorLine(
        id_,
        name,
        sum(line.given for line in own),
        sum(line.left for line in own),
        sum(line.completed for line in own),
    )


def _office_name(db: Session, campaign: str, code: str | None) -> str:
    name = db.scalar(
        select(PostOffice.name).where(PostOffice.campaign_id == campaign, PostOffice.code == code)
    )
    return name or code or "?"
