"""Quotas: what Home Affairs watches, and the recount that proves the counters right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.models import AccessCode, Ballot, Name, QuotaCell, Response, Review

__all__ = ["CellCount", "Counts", "Difference", "Pace", "board", "pace", "recount", "working_days"]

ON_PLAN, LATE = 0.95, 0.70  # shares of the plan to date: below the first late, the second far


@dataclass(frozen=True)
class Counts:
    """The six figures of a cell or a sum of cells, in the order a form travels."""

    target: int = 0
    opened: int = 0
    handed_out: int = 0
    received: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def waiting(self) -> int:
        """Received and neither accepted nor rejected yet."""
        return self.received - self.accepted - self.rejected

    @property
    def left(self) -> int:
        """Accepted answers still needed."""
        return max(0, self.target - self.accepted)

    @property
    def share(self) -> float:
        """Accepted as a share of the target, 0 where nothing is asked for."""
        return self.accepted / self.target if self.target else 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.target + other.target,
            self.opened + other.opened,
            self.handed_out + other.handed_out,
            self.received + other.received,
            self.accepted + other.accepted,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True)
class CellCount:
    """A quota cell with its counts."""

    id: int
    key: str
    group: str
    district: str | None
    desk: str | None
    place: str
    office: str | None
    counts: Counts


@dataclass(frozen=True)
class Pace:
    """How a count compares with the plan: state is full, pace, late or far."""

    state: str
    days_left: int
    needed_per_day: int
    expected: float


@dataclass(frozen=True)
class Difference:
    """A counter that does not equal its recount."""

    cell: str
    counter: str
    counted: int
    recounted: int


def board(sessions: Sessions, campaign: str) -> tuple[CellCount, ...]:
    """All cells of a campaign in official order."""
    with reading(sessions) as db:
        cells = db.scalars(
            select(QuotaCell).where(QuotaCell.campaign_id == campaign).order_by(QuotaCell.position)
        ).all()
    return tuple(
        CellCount(c.id, c.key, c.group, c.district, c.desk, c.place, c.office, _counts(c))
        for c in cells
    )


def _counts(cell: QuotaCell) -> Counts:
    return Counts(
        cell.target, cell.opened, cell.handed_out, cell.received, cell.accepted, cell.rejected
    )


def working_days(start: date, end: date, holidays: Iterable[date] = ()) -> int:
    """Days from start to end, both included, that are neither weekend nor holiday."""
    off = frozenset(holidays)
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return sum(day.weekday() < 5 and day not in off for day in days)


def pace(
    counts: Counts, today: date, starts: date, ends: date, holidays: Iterable[date] = ()
) -> Pace:
    """Compare a count with a plan that is straight in working days; today counts as left."""
    holidays = tuple(holidays)
    total = working_days(starts, ends, holidays)
    left = working_days(max(today, starts), ends, holidays)
    expected = counts.target * (total - left) / total if total else float(counts.target)
    needed = -(-counts.left // left) if left else counts.left
    if counts.left == 0:
        state = "full"
    elif counts.accepted >= ON_PLAN * expected:
        state = "pace"
    else:
        state = "late" if counts.accepted >= LATE * expected else "far"
    return Pace(state, left, needed, expected)


def recount(sessions: Sessions, campaign: str) -> tuple[Difference, ...]:
    """Every counter beside a count of what it counts; empty when all agree (invariant 4)."""
    with reading(sessions) as db:
        cells = db.scalars(select(QuotaCell).where(QuotaCell.campaign_id == campaign)).all()
        counted = {name: _count(db, name, campaign) for name in _QUERIES}
    return tuple(
        Difference(cell.key, name, getattr(cell, name), counted[name][cell.id])
        for cell in cells
        for name in _QUERIES
        if getattr(cell, name) != counted[name][cell.id]
    )


_LAST = (
    select(Review.response_uuid, func.max(Review.number).label("number"))
    .group_by(Review.response_uuid)
    .subquery()
)
_VERDICTS = (
    select(Response.cell_id, func.count())
    .join(Review, Review.response_uuid == Response.uuid)
    .join(_LAST, (_LAST.c.response_uuid == Review.response_uuid))
    .where(_LAST.c.number == Review.number)
    .group_by(Response.cell_id)
)
_BALLOTS = select(Ballot.cell_id, func.count()).group_by(Ballot.cell_id)
_QUERIES = {
    "opened": (
        select(Name.cell_id, func.count())
        .where(Name.opened_at.is_not(None))
        .group_by(Name.cell_id),
        select(AccessCode.cell_id, func.count()).group_by(AccessCode.cell_id),
    ),
    "handed_out": (
        select(Name.cell_id, func.count()).where(Name.attempts > 0).group_by(Name.cell_id),
        select(AccessCode.cell_id, func.count(AccessCode.request_hash)).group_by(
            AccessCode.cell_id
        ),
    ),
    "received": (
        select(Response.cell_id, func.count()).group_by(Response.cell_id),
        _BALLOTS,
    ),
    "accepted": (
        _VERDICTS.where(Review.verdict == "accepted"),
        _BALLOTS.where(Ballot.late.is_(False)),
    ),
    "rejected": (_VERDICTS.where(Review.verdict == "rejected"),),
}


def _count(db: Session, name: str, campaign: str) -> Counter[int]:
    cells = select(QuotaCell.id).where(QuotaCell.campaign_id == campaign)
    found: Counter[int] = Counter()
    for query in _QUERIES[name]:
        column = query.selected_columns[0]
        found.update(dict(db.execute(query.where(column.in_(cells))).all()))
    return found
