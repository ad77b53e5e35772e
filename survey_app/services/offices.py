"""Post offices as their supervisors see them: collectors, assignments, names that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.errors import Refused
from survey_app.models import Assignment, Membership, Name, PostOffice, QuotaCell, Role, User
from survey_app.services.actors import Actor

__all__ = [
    "AssignmentLine",
    "CollectorLine",
    "NotYourOffice",
    "OfficeView",
    "name_of",
    "office_view",
    "offices_of",
    "to_visit",
    "within",
]


class NotYourOffice(Refused):
    """Assignments move within an office that the actor supervises."""

    code, status = "assign.not-your-office", 403
    sentence = "Chỉ chuyển được phân công giữa các điều tra viên của cùng bưu cục mình phụ trách."


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
    """An office with its collectors and assignments; waiting: opened names that nobody has."""

    code: str
    name: str
    collectors: tuple[CollectorLine, ...]
    assignments: tuple[AssignmentLine, ...]
    waiting: int = 0


def offices_of(sessions: Sessions, by: Actor) -> tuple[str, ...]:
    """Codes of the offices the actor supervises, those below included, in order."""
    with reading(sessions) as db:
        return tuple(sorted(within(db, by)))


def within(db: Session, by: Actor) -> set[str]:
    """A supervisor's own offices and those below them."""
    rows = db.execute(
        select(PostOffice.code, PostOffice.parent).where(PostOffice.campaign_id == by.campaign)
    )
    parents = dict(rows.all())
    own = by.scopes(Role.SUPERVISOR)
    return {code for code in parents if own & _upwards(code, parents)}


def office_view(sessions: Sessions, office: str, by: Actor) -> OfficeView:
    """The office's collectors and assignments; raises NotYourOffice."""
    with reading(sessions) as db:
        if office not in within(db, by):
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
        name = name_of(db, by.campaign, office)
        waiting = db.scalar(
            select(func.count(Name.id))
            .join(QuotaCell, QuotaCell.id == Name.cell_id)
            .where(
                QuotaCell.campaign_id == by.campaign,
                QuotaCell.office == office,
                Name.assignment_id.is_(None),
                to_visit(),
            )
        )
    return OfficeView(
        office,
        name,
        tuple(_collector(id_, who, lines) for id_, who in people),
        lines,
        waiting or 0,
    )


def _upwards(code: str, parents: dict[str, str | None]) -> set[str]:
    path: set[str] = set()
    step: str | None = code
    while step and step not in path:
        path.add(step)
        step = parents.get(step)
    return path


def _lines(db: Session, campaign: str, office: str) -> Iterator[AssignmentLine]:
    opened = func.count(Name.id).filter(Name.opened_at.is_not(None))
    left = func.count(Name.id).filter(to_visit())
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


def to_visit() -> ColumnElement[bool]:
    """Whether a name is open and nobody is done with it."""
    return and_(Name.opened_at.is_not(None), Name.closed.is_(False))


def name_of(db: Session, campaign: str, code: str | None) -> str:
    """An office's name; its code where it has none."""
    name = db.scalar(
        select(PostOffice.name).where(PostOffice.campaign_id == campaign, PostOffice.code == code)
    )
    return name or code or "?"
