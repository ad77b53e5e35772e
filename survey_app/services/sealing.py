"""Sealing: what came from the field, digested into the audit chain once a day.

An entry for every response would make writers queue; one seal a day covers all responses,
reviews and contacts so far, so that none can be changed or removed afterwards unseen
(invariant 10). Officials' ballots are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.validation import answered
from survey_app.db import Sessions, reading
from survey_app.models import AuditEntry, Contact, Response, Review
from survey_app.services import audit, versions
from survey_app.services.actors import Actor
from survey_app.services.collecting import digest_of

__all__ = ["SEALED", "Unsealed", "check_seals", "record_seal", "seal"]

SEALED = "records.sealed"
# a request may take this long from reading the clock to its commit; later ones are covered
# by the next seal
LAG = timedelta(minutes=10)


@dataclass(frozen=True)
class Unsealed:
    """A seal that no longer fits, with the first response whose content is not its digest's."""

    number: int
    response: str | None


def seal(sessions: Sessions, campaign: str, by: Actor | None, now: datetime) -> int:
    """Digest into the chain what came up to ten minutes ago; returns how many records.

    now: on the campaign's clock.
    """
    with sessions.begin() as db:
        return record_seal(db, campaign, by, now)


def record_seal(
    db: Session, campaign: str, by: Actor | None, now: datetime, lag: timedelta = LAG
) -> int:
    """The same inside the caller's transaction.

    lag: none at closing, whose lock on the campaign lets no earlier request end later.
    """
    until = now.astimezone(UTC) - lag
    digest, count = _digest(db, campaign, until)
    audit.record(
        db,
        SEALED,
        by,
        about="records",
        at=now,
        campaign=campaign,
        count=count,
        records=digest,
        until=until.isoformat(),
    )
    return count


def check_seals(sessions: Sessions) -> Unsealed | int:
    """The first seal that what it covers no longer fits; else how many seals there are."""
    with reading(sessions) as db:
        seals = db.scalars(
            select(AuditEntry).where(AuditEntry.act == SEALED).order_by(AuditEntry.number)
        ).all()
        for entry in seals:
            until = datetime.fromisoformat(entry.detail["until"])
            found, _ = _digest(db, entry.campaign_id or "", until)
            if found != entry.detail["records"]:
                return Unsealed(entry.number, _changed(db, entry.campaign_id or "", until))
    return len(seals)


def _digest(db: Session, campaign: str, until: datetime) -> tuple[str, int]:
    digest, count = sha256(), 0
    for line in _lines(db, campaign, until):
        digest.update(line.encode() + b"\n")
        count += 1
    return digest.hexdigest(), count


def _lines(db: Session, campaign: str, until: datetime) -> Iterator[str]:
    """A line for every record before the moment, in an order that later records cannot move."""
    responses = select(Response).where(
        Response.campaign_id == campaign, Response.received_at < until
    )
    for r in db.scalars(responses.order_by(Response.uuid)):
        content = digest_of(r.name_id or -r.cell_id, r.version, r.answers)
        yield f"response {r.uuid} {content} {r.cell_id} {r.received_at.isoformat()}"
    reviews = select(Review).where(Review.campaign_id == campaign, Review.at < until)
    for v in db.scalars(reviews.order_by(Review.id)):
        yield f"review {v.response_uuid} {v.number} {v.verdict} {v.at.isoformat()} {v.reason}"
    contacts = select(Contact).where(Contact.campaign_id == campaign, Contact.at < until)
    for c in db.scalars(contacts.order_by(Contact.id)):
        yield f"contact {c.name_id} {c.disposition} {c.at.isoformat()}"


def _changed(db: Session, campaign: str, until: datetime) -> str | None:
    responses = select(Response).where(
        Response.campaign_id == campaign, Response.received_at < until
    )
    return next(
        (
            r.uuid
            for r in db.scalars(responses.order_by(Response.uuid))
            if _given(db, r) != r.digest
        ),
        None,
    )


def _given(db: Session, response: Response) -> str:
    """The digest of what was answered, as when it came."""
    form = versions.questionnaire(db, response.version)
    return digest_of(
        response.name_id or -response.cell_id, response.version, answered(form, response.answers)
    )
