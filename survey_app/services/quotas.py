"""Quotas: what Home Affairs watches: counts, the plan, and the days that just passed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import accumulate

from sqlalchemy import ColumnElement, Label, Select, case, func, select
from sqlalchemy.orm import Mapped, aliased

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.models import Name, QuotaCell, Response, Review, Unit
from survey_app.services.recounting import Difference, recount

__all__ = [
    "AREAS",
    "CellCount",
    "Counts",
    "Day",
    "Difference",
    "Pace",
    "accepted_by",
    "areas",
    "board",
    "cell_of",
    "chosen_cells",
    "done_by",
    "last_days",
    "outcomes",
    "pace",
    "recount",
    "working_days",
]

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
    """A quota cell with its counts.

    exhausted: the whole list is opened, and not even answers from all who are still to be met
    would reach the target. probability: whether the draw chose who answers; source says how
    others were chosen. stopped: the place cannot be worked any more. list_size: of the desk.
    """

    id: int
    key: str
    group: str
    district: str | None
    desk: str | None
    place: str
    office: str | None
    counts: Counts
    exhausted: bool = False
    probability: bool = True
    source: str = "draw"
    stopped: bool = False
    list_size: int = 0


@dataclass(frozen=True)
class Pace:
    """How a count compares with the plan: state is full, pace, late or far.

    Of a place whose lists are exhausted it is exhausted, of a closed campaign full or short.
    """

    state: str
    days_left: int
    needed_per_day: int
    expected: float


@dataclass(frozen=True)
class Day:
    """What arrived on a day in one cell, and how much of it is accepted by now."""

    day: date
    cell: int
    received: int
    accepted: int


def board(sessions: Sessions, campaign: str) -> tuple[CellCount, ...]:
    """All cells that the draw fills, in their official order."""
    return _board(sessions, campaign, QuotaCell.probability.is_(True))


def chosen_cells(sessions: Sessions, campaign: str) -> tuple[CellCount, ...]:
    """The cells that are filled by the choice of interviewers or respondents (methods 8)."""
    return _board(sessions, campaign, QuotaCell.probability.is_(False))


def _board(sessions: Sessions, campaign: str, which: ColumnElement[bool]) -> tuple[CellCount, ...]:
    query = select(QuotaCell).where(QuotaCell.campaign_id == campaign, which)
    with reading(sessions) as db:
        cells = db.scalars(query.order_by(QuotaCell.position)).all()
        waiting = dict(db.execute(_still_to_meet(campaign)).all())
    return tuple(_cell(cell, waiting.get(cell.id, 0)) for cell in cells)


def cell_of(sessions: Sessions, campaign: str, cell: int) -> CellCount:
    """One cell of the campaign; raises NotFound."""
    with reading(sessions) as db:
        found = db.get(QuotaCell, cell)
        if found is None or found.campaign_id != campaign:
            raise NotFound
        waiting = dict(db.execute(_still_to_meet(campaign)).all())
        return _cell(found, waiting.get(found.id, 0))


def _still_to_meet(campaign: str) -> Select[int, int]:
    """Opened names that are not closed, by cell, of the cells that have no reserves left."""
    return (
        select(Name.cell_id, func.count())
        .join(QuotaCell, QuotaCell.id == Name.cell_id)
        .where(
            QuotaCell.campaign_id == campaign,
            QuotaCell.opened >= QuotaCell.list_size,
            Name.opened_at.is_not(None),
            Name.closed.is_(False),
        )
        .group_by(Name.cell_id)
    )


def outcomes(sessions: Sessions, cells: Sequence[int]) -> Mapping[str | None, int]:
    """Opened names by their last outcome, None for those nobody tried to reach; never who."""
    query = (
        select(Name.disposition, func.count())
        .where(Name.cell_id.in_(cells), Name.opened_at.is_not(None))
        .group_by(Name.disposition)
    )
    with reading(sessions) as db:
        return dict(db.execute(query).all())


AREAS = ("district", "stratum")  # what quotas of citizens are shared out over


def areas(sessions: Sessions, campaign: str) -> Mapping[str, str]:
    """Names of districts, and of strata of communes without one, by code, in official order."""
    query = (
        select(Unit.code, Unit.name)
        .where(Unit.campaign_id == campaign, Unit.level.in_(AREAS))
        .order_by(Unit.position)
    )
    with reading(sessions) as db:
        return dict(db.execute(query).all())


def last_days(
    sessions: Sessions, campaign: str, days: Sequence[date], zone: tzinfo
) -> tuple[Day, ...]:
    """What arrived on each of the days (by the clock of the zone), by cell, in one query.

    Cells to which nothing came on any of the days are left out.
    """
    if not days:
        return ()
    with reading(sessions) as db:
        rows = db.execute(_arrivals(campaign, days, zone)).all()
    return tuple(
        Day(day, row[0], row[1 + 2 * place], row[2 + 2 * place])
        for row in rows
        for place, day in enumerate(days)
    )


def accepted_by(
    sessions: Sessions, campaign: str, group: str, days: Sequence[date], zone: tzinfo
) -> tuple[int, ...]:
    """Of a group's responses that are accepted now, how many had come by the end of each day.

    days: ascending; the end of a day by the clock of the zone.
    """
    if not days:
        return ()
    review, last = _last_review()
    ends = [(Response.received_at < _midnight(day + timedelta(days=1), zone)) for day in days]
    came = case(*((end, n) for n, end in enumerate(ends)), else_=len(days)).label("came")
    with reading(sessions) as db:
        found = db.execute(
            select(came, func.count())
            .join(QuotaCell, QuotaCell.id == Response.cell_id)
            .join(review, (review.response_uuid == Response.uuid) & last)
            .where(
                Response.campaign_id == campaign,
                QuotaCell.group == group,
                QuotaCell.probability,
                review.verdict == "accepted",
            )
            .group_by("came")
        ).all()
    by_day = {row[0]: row[1] for row in found}
    return tuple(accumulate(by_day.get(n, 0) for n in range(len(days))))


def _last_review() -> tuple[type[Review], ColumnElement[bool]]:
    """A review, and the condition that no other one came after it."""
    review, later = aliased(Review), aliased(Review)
    superseded = (
        select(later.id)
        .where(later.response_uuid == review.response_uuid, later.number > review.number)
        .exists()
    )
    return review, ~superseded


def _arrivals(campaign: str, days: Sequence[date], zone: tzinfo) -> Select[*tuple[int, ...]]:
    review, last = _last_review()
    return (
        select(Response.cell_id, *(c for day in days for c in _on(day, zone, review.verdict)))
        .outerjoin(review, (review.response_uuid == Response.uuid) & last)
        .where(Response.campaign_id == campaign, Response.received_at >= _midnight(min(days), zone))
        .group_by(Response.cell_id)
    )


def _on(day: date, zone: tzinfo, verdict: Mapped[str]) -> tuple[Label[int], Label[int]]:
    within = (Response.received_at >= _midnight(day, zone)) & (
        Response.received_at < _midnight(day + timedelta(days=1), zone)
    )
    return (
        func.count().filter(within).label(f"received_{day:%Y%m%d}"),
        func.count().filter(within, verdict == "accepted").label(f"accepted_{day:%Y%m%d}"),
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _cell(cell: QuotaCell, still_to_meet: int) -> CellCount:
    reachable = cell.received - cell.rejected + still_to_meet
    return CellCount(
        cell.id,
        cell.key,
        cell.group,
        cell.district,
        cell.desk,
        cell.place,
        cell.office,
        _counts(cell),
        cell.probability and cell.opened >= cell.list_size and reachable < cell.target,
        cell.probability,
        cell.source,
        cell.stopped_at is not None,
        cell.list_size,
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


def done_by(left: int, per_day: float, today: date, holidays: Iterable[date] = ()) -> date | None:
    """The working day on which as many more answers are there at this pace; None if never.

    Today counts as the first day, as in `pace`.
    """
    if per_day <= 0:
        return None
    off, day = frozenset(holidays), today
    needed = math.ceil(left / per_day)
    while needed > 0:
        needed -= working_days(day, day, off)
        day += timedelta(days=1)
    return day - timedelta(days=1) if left else today


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
