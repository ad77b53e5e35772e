"""The recount: every counter of a quota cell beside a count of what it counts (invariant 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.models import AccessCode, Ballot, Name, QuotaCell, Response, Review

__all__ = ["Difference", "recount"]


@dataclass(frozen=True)
class Difference:
    """A counter that does not equal its recount."""

    cell: str
    counter: str
    counted: int
    recounted: int


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
