"""Moving the counters of quota cells, and opening reserves: helpers inside a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.models import Name, QuotaCell
from survey_app.reserves import short

__all__ = ["move", "open_reserve_if_short"]


def move(db: Session, cell: int, **by: int) -> QuotaCell:
    """Add to counters of a cell in one statement; returns the cell as it is now."""
    changed = db.scalar(
        update(QuotaCell)
        .where(QuotaCell.id == cell)
        .values({counter: getattr(QuotaCell, counter) + step for counter, step in by.items()})
        .returning(QuotaCell)
        .execution_options(populate_existing=True)
    )
    if changed is None:
        raise LookupError(f"no quota cell {cell}")
    return changed


def open_reserve_if_short(db: Session, cell: QuotaCell, gone: Name, now: datetime) -> Name | None:
    """Open the next reserve when the names still open cannot reach the target (methods 7).

    gone: the name whose final outcome makes room; the reserve goes to the same assignment.
    Returns the opened name, or None where the outlook suffices, the list is exhausted or the
    place is stopped.
    The caller holds the cell's row lock (its counters were moved in this transaction).
    """
    if cell.stopped_at is not None:
        return None
    still_open = db.scalar(
        select(func.count()).where(
            Name.cell_id == cell.id, Name.opened_at.is_not(None), Name.closed.is_(False)
        )
    )
    if not short(cell.target, cell.received, cell.rejected, still_open or 0):
        return None
    following = (
        select(Name.id)
        .where(Name.cell_id == cell.id, Name.opened_at.is_(None))
        .order_by(Name.position)
        .limit(1)
        .scalar_subquery()
    )
    opened = db.scalar(
        update(Name)
        .where(Name.id == following)
        .values(opened_at=now, replaces=gone.id, assignment_id=gone.assignment_id)
        .returning(Name)
    )
    if opened is not None:
        move(db, cell.id, opened=1)
    return opened
