"""Assignments: opened names shared out to collectors of the office, and moved between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import (
    Assignment,
    Campaign,
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
from survey_app.sharing import share

__all__ = [
    "AlreadyMoved",
    "AssignmentLine",
    "BadSplit",
    "CollectorLine",
    "NoCollectors",
    "NotYourOffice",
    "NothingToHandOver",
    "OfficeView",
    "distribute",
    "hand_over",
    "move",
    "office_view",
    "offices_of",
    "split",
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
        _one_at_a_time(db, campaign)
        if office is not None and (by is None or office not in _within(db, by)):
            raise NotYourOffice
        loads = _loads(db, campaign)
        number = _last_number(db, campaign)
        made = 0
        for code, cells in _without_assignment(db, campaign, office).items():
            if not loads.get(code):
                raise NoCollectors(office=_office_name(db, campaign, code))
            for cell, names, collector in _shared(cells, loads[code]):
                made += 1
                _assign(db, cell, names, collector, f"PC{number + made:04d}", now)
        audit.record(
            db, "names.assigned", by, about=office or "assignments", at=now, campaign=campaign,
            count=made,
        )  # fmt: skip
    return made


def _one_at_a_time(db: Session, campaign: str) -> None:
    """Whoever makes assignments takes turns, so that no number is given twice."""
    db.execute(select(Campaign.id).where(Campaign.id == campaign).with_for_update())


def _last_number(db: Session, campaign: str) -> int:
    return db.scalar(select(func.count()).where(Assignment.campaign_id == campaign)) or 0


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
            .where(
                Name.cell_id == cell.id,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
                Name.assignment_id.is_(None),
            )
            .order_by(Name.position)
        ).all()
        if names:
            found[cell.office or ""].append((cell, list(names)))
    return found


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


def split(
    sessions: Sessions, assignment: str, count: int | None, to: str, by: Actor, now: datetime
) -> str:
    """Give so many of an assignment's names that are left, the last ones, to a colleague.

    count: 1 to one fewer than are left. Returns the number of the new assignment.
    Raises NotFound, NotYourOffice or BadSplit.
    """
    with sessions.begin() as db:
        _one_at_a_time(db, by.campaign)
        found = db.get(Assignment, assignment)
        if found is None or found.campaign_id != by.campaign:
            raise NotFound
        colleague = _collector_of(db, found, to)
        if colleague is None or found.office not in _within(db, by):
            raise NotYourOffice
        left = db.scalars(
            select(Name.id)
            .where(
                Name.assignment_id == assignment,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .order_by(Name.position)
        ).all()
        if count is None or not 1 <= count < len(left) or to == found.collector_id:
            raise BadSplit(left=len(left), most=max(0, len(left) - 1))
        number = f"PC{_last_number(db, by.campaign) + 1:04d}"
        _assign(db, db.get_one(QuotaCell, found.cell_id), left[-count:], to, number, now)
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
        _one_at_a_time(db, by.campaign)
        unfinished = (
            select(Name.id)
            .where(
                Name.assignment_id == Assignment.id,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .exists()
        )
        own = db.scalars(
            select(Assignment).where(
                Assignment.campaign_id == by.campaign,
                Assignment.office == office,
                Assignment.collector_id == giver,
                unfinished,
            )
        ).all()
        if office not in _within(db, by):
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
        homeless = _without_assignment(db, by.campaign, office).get(office, [])
    return OfficeView(
        office,
        name,
        tuple(_collector(id_, who, lines) for id_, who in people),
        lines,
        sum(len(names) for _, names in homeless),
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
