"""What goes to the printer: who gets a card, which names stand on a sheet, codes for letters.

Every printing is an act with a trace; codes are derived from the secret and stored nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from survey_app.codes import new_code
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.keyed import keyed_bytes, keyed_hash
from survey_app.models import (
    AccessCode,
    Assignment,
    Campaign,
    Identity,
    Membership,
    Name,
    PostOffice,
    QuotaCell,
    Role,
    SignInCard,
    Unit,
    User,
)
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.describing import Document, documents_of
from survey_app.services.officials import invitations
from survey_app.services.people import card_code

__all__ = [
    "AgencyLetters",
    "CardToPrint",
    "LetterToPrint",
    "NothingToPrint",
    "OfficePrints",
    "SheetToPrint",
    "Title",
    "cards",
    "letters",
    "printable_letters",
    "printable_offices",
    "sheet_code",
    "sheets",
    "title",
]

Offices = Collection[str] | None  # codes of post offices; None is all of them


class NothingToPrint(Refused):
    """There are no cards, assignments or codes where some were asked for."""

    code, status = "print.nothing", 404
    sentence = "Chưa có gì để in ở đây: chưa cấp thẻ, chưa phân công hoặc chưa cấp mã truy cập."


@dataclass(frozen=True)
class Title:
    """The campaign as it stands on what is printed."""

    name: str
    year: int
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class CardToPrint:
    """A collector's card."""

    name: str
    office: str
    code: str


@dataclass(frozen=True)
class SheetToPrint:
    """An assignment with the people on it, as (order, name, address)."""

    number: str
    place: str
    group: str
    collector: str
    target: int
    code: str
    names: tuple[tuple[int, str, str], ...] = field(repr=False)  # kept out of logs


@dataclass(frozen=True)
class LetterToPrint:
    """A letter: group and one-time code, never a person."""

    group: str
    code: str = field(repr=False)


@dataclass(frozen=True)
class OfficePrints:
    """How many cards and sheets an office has to print."""

    code: str
    name: str
    cards: int
    sheets: int


@dataclass(frozen=True)
class AgencyLetters:
    """How many letters go to an agency."""

    code: str
    name: str
    letters: int


def title(sessions: Sessions, campaign: str) -> Title:
    """The heading of printed matter; raises NotFound."""
    with reading(sessions) as db:
        found = db.get(Campaign, campaign)
        if found is None:
            raise NotFound
        return Title(found.name_vi, found.year, documents_of(db, campaign))


def printable_offices(
    sessions: Sessions, campaign: str, offices: Offices = None
) -> tuple[OfficePrints, ...]:
    """Offices that have collectors or assignments, by code."""
    with reading(sessions) as db:
        issued = dict(db.execute(_cards_by_office(campaign)).all())
        given = dict(
            db.execute(
                select(Assignment.office, func.count())
                .where(Assignment.campaign_id == campaign)
                .group_by(Assignment.office)
            ).all()
        )
        names = _office_names(db, campaign)
    return tuple(
        OfficePrints(code, names.get(code, code), issued.get(code, 0), given.get(code, 0))
        for code in sorted({*issued, *given})
        if offices is None or code in offices
    )


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


def cards(
    sessions: Sessions, secret: str, offices: Offices, by: Actor, now: datetime
) -> tuple[CardToPrint, ...]:
    """Cards that are good, by office and name; raises NothingToPrint."""
    with sessions.begin() as db:
        names = _office_names(db, by.campaign)
        rows = db.execute(
            select(User.id, User.name, Membership.scope)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.campaign_id == by.campaign,
                Membership.role == Role.COLLECTOR,
                User.id.in_(_with_card(by.campaign)),
            )
            .order_by(Membership.scope, User.login)
        ).all()
        found = tuple(
            CardToPrint(name, names.get(scope, scope), card_code(secret, by.campaign, user))
            for user, name, scope in rows
            if offices is None or scope in offices
        )
        _trace(db, "cards.printed", by, now, offices, len(found))
    return found


def sheets(
    sessions: Sessions, secret: str, offices: Offices, by: Actor, now: datetime
) -> tuple[SheetToPrint, ...]:
    """Assignments with names and addresses, by number; raises NothingToPrint."""
    with sessions.begin() as db:
        rows = db.execute(
            select(Assignment, QuotaCell.place, QuotaCell.group, QuotaCell.target, User.name)
            .join(QuotaCell, QuotaCell.id == Assignment.cell_id)
            .join(User, User.id == Assignment.collector_id)
            .where(Assignment.campaign_id == by.campaign)
            .order_by(Assignment.number)
        ).all()
        people = _people(db, by.campaign)
        found = tuple(
            SheetToPrint(
                assignment.number,
                place,
                group,
                collector,
                target,
                sheet_code(secret, assignment.id),
                tuple(people[assignment.id]),
            )
            for assignment, place, group, target, collector in rows
            if offices is None or assignment.office in offices
        )
        _trace(db, "sheets.printed", by, now, offices, len(found))
    return found


def sheet_code(secret: str, assignment: str) -> str:
    """The code printed on an assignment sheet; derived, it opens nothing without signing in."""
    return new_code(lambda n: keyed_bytes(secret, "assignment sheet", assignment)[:n])


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
        _trace(db, "letters.printed", by, now, {agency}, len(shuffled))
        names = _agency_names(db, by.campaign)
        name = names.get(agency) or _agency_places(db, by.campaign, [agency])[agency]
    return name, tuple(LetterToPrint(i.group, i.code) for i in shuffled)


def _trace(db: Session, act: str, by: Actor, now: datetime, places: Offices, count: int) -> None:
    if not count:
        raise NothingToPrint
    about = ", ".join(sorted(places)) if places is not None else "*"
    audit.record(db, act, by, about=about, at=now, count=count)


def _with_card(campaign: str) -> Select[str]:
    return select(SignInCard.user_id).where(
        SignInCard.campaign_id == campaign, SignInCard.revoked_at.is_(None)
    )


def _cards_by_office(campaign: str) -> Select[str, int]:
    return (
        select(Membership.scope, func.count())
        .where(
            Membership.campaign_id == campaign,
            Membership.role == Role.COLLECTOR,
            Membership.user_id.in_(_with_card(campaign)),
        )
        .group_by(Membership.scope)
    )


def _office_names(db: Session, campaign: str) -> dict[str, str]:
    rows = db.execute(
        select(PostOffice.code, PostOffice.name).where(PostOffice.campaign_id == campaign)
    )
    return dict(rows.all())


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


def _people(db: Session, campaign: str) -> dict[str, list[tuple[int, str, str]]]:
    """By assignment the opened names in the order of the draw."""
    rows = db.execute(
        select(Name.assignment_id, Name.position, Name.person, Identity)
        .outerjoin(Identity, Identity.name_id == Name.id)
        .where(
            Name.campaign_id == campaign,
            Name.opened_at.is_not(None),
            Name.assignment_id.is_not(None),
        )
        .order_by(Name.position)
    )
    people: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for assignment, order, person, who in rows:
        if assignment is not None:
            shown = (who.full_name, who.address) if who else (person, "")
            people[assignment].append((order, *shown))
    return people
