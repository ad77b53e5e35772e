"""The audit log: append an act inside its transaction; find the first entry that was changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.db import Sessions, lock_chain, reading
from survey_app.models import AuditEntry
from survey_app.services.actors import Actor

__all__ = ["Broken", "Entry", "recent", "record", "verify"]

START = "0" * 64
COMMAND_LINE = "-"


@dataclass(frozen=True)
class Broken:
    """The first entry that does not follow from the one before, and what is wrong with it."""

    number: int
    why: str


@dataclass(frozen=True)
class Entry:
    """An act as the log shows it."""

    number: int
    at: datetime
    act: str
    actor: str
    about: str
    detail: Mapping[str, Any]


def record(
    db: Session,
    act: str,
    by: Actor | None,
    *,
    about: str,
    at: datetime,
    campaign: str | None = None,
    **detail: Any,
) -> None:
    """Append an act to the chain, in the caller's transaction; by None is the command line."""
    lock_chain(db)
    last = db.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    entry = AuditEntry(
        number=1 if last is None else last.number + 1,
        campaign_id=campaign or (by.campaign if by else None),
        at=at.astimezone(UTC),
        act=act,
        actor=_named(by),
        about=about,
        detail=detail,
        previous=START if last is None else last.hash,
        hash="",
    )
    entry.hash = _digest(entry)
    db.add(entry)
    db.flush()


def _named(by: Actor | None) -> str:
    if by is None:
        return COMMAND_LINE
    via = f", {by.via}" if by.via else ""
    return f"{by.name} ({by.institution}{via})"


def verify(sessions: Sessions) -> Broken | int:
    """The first entry that was changed, removed or slipped in; else how many there are."""
    previous, number = START, 0
    in_order = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    # closed at once: a cursor of the server's that is left open outlives the session
    with reading(sessions) as db, closing(db.scalars(in_order)) as entries:
        for entry in entries:
            number += 1
            if entry.number != number:
                return Broken(number, "missing")
            if entry.previous != previous:
                return Broken(number, "does not follow the entry before")
            if entry.hash != _digest(entry):
                return Broken(number, "content was changed")
            previous = entry.hash
    return number


def recent(sessions: Sessions, campaign: str, limit: int = 200) -> tuple[Entry, ...]:
    """The newest acts in a campaign, newest first."""
    with reading(sessions) as db:
        rows = db.scalars(
            select(AuditEntry)
            .where(AuditEntry.campaign_id == campaign)
            .order_by(AuditEntry.number.desc())
            .limit(limit)
        ).all()
    return tuple(Entry(r.number, r.at, r.act, r.actor, r.about, r.detail) for r in rows)


def _digest(entry: AuditEntry) -> str:
    content = [
        entry.number,
        entry.campaign_id,
        entry.at.isoformat(),
        entry.act,
        entry.actor,
        entry.about,
        entry.detail,
        entry.previous,
    ]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
