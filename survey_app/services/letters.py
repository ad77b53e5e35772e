"""Letters to officials: one-time codes by agency, shuffled; derived, stored nowhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.db import Sessions, reading
from survey_app.keyed import keyed_hash
from survey_app.models import AccessCode, QuotaCell, Unit
from survey_app.services.actors import Actor
from survey_app.services.officials import invitations
from survey_app.services.printing import record_printing

__all__ = ["AgencyLetters", "LetterToPrint", "letters", "printable_letters"]


@dataclass(frozen=True)
class LetterToPrint:
    """A letter: group and one-time code, never a person."""

    group: str
    code: str = field(repr=False)


@dataclass(frozen=True)
class AgencyLetters:
    """How many letters go to an agency."""

    code: str
    name: str
    letters: int


def printable_letters(sessions: Sessions, campaign: str) -> tuple[AgencyLetters, ...]:
    """Agencies whose officials were given codes, in official order."""
    with reading(sessions) as db:
        counts = dict(
            db.execute(
                select(AccessCode.agency, func.count())
                .where(AccessCode.campaign_id == campaign)
                .group_by(AccessCode.agency)
            ).all()
        )
        units = _agency_names(db, campaign)
        units |= _agency_places(db, campaign, counts.keys() - units.keys())
    order = {code: place for place, code in enumerate(units)}
    return tuple(
        AgencyLetters(code, units.get(code, code), counts[code])
        for code in sorted(counts, key=lambda code: (order.get(code, len(order)), code))
    )


def letters(
    sessions: Sessions, secret: str, agency: str, by: Actor, now: datetime
) -> tuple[str, tuple[LetterToPrint, ...]]:
    """The agency's name and its letters, shuffled by a keyed order; raises NothingToPrint.

    No order of a roster is left in it, so that a letter's place names nobody.
    """
    with sessions.begin() as db:
        counts = db.execute(
            select(QuotaCell.key, AccessCode.agency, func.count())
            .join(QuotaCell, QuotaCell.id == AccessCode.cell_id)
            .where(AccessCode.campaign_id == by.campaign, AccessCode.agency == agency)
            .group_by(QuotaCell.key, AccessCode.agency)
        ).all()
        invited = invitations(secret, by.campaign, list(counts))
        shuffled = sorted(invited, key=lambda i: keyed_hash(secret, "order of letters", i.code))
        record_printing(db, "letters.printed", by, now, {agency}, len(shuffled))
        names = _agency_names(db, by.campaign)
        name = names.get(agency) or _agency_places(db, by.campaign, [agency])[agency]
    return name, tuple(LetterToPrint(i.group, i.code) for i in shuffled)


def _agency_names(db: Session, campaign: str) -> dict[str, str]:
    """Names of agencies; a district's code stands for its People's Committee."""
    rows = db.execute(
        select(Unit.code, Unit.name, Unit.level)
        .where(Unit.campaign_id == campaign)
        .order_by(Unit.position)
    )
    return {code: _committee(name) if level == "district" else name for code, name, level in rows}


def _agency_places(db: Session, campaign: str, agencies: Collection[str]) -> dict[str, str]:
    """Agencies that are no units of the frame (the council), by the place of their cell."""
    rows = db.execute(
        select(AccessCode.agency, QuotaCell.place)
        .join(QuotaCell, QuotaCell.id == AccessCode.cell_id)
        .where(AccessCode.campaign_id == campaign, AccessCode.agency.in_(agencies))
        .distinct()
    )
    return dict(rows.all())


def _committee(district: str) -> str:
    return f"Ủy ban nhân dân {district[0].lower()}{district[1:]}"
