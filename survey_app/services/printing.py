"""What goes to the printer: who gets a card, which names stand on a sheet.

Every printing is an act with a trace; codes are derived from the secret and stored nowhere.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from survey_app.codes import WrongCode, new_code, parse
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.keyed import keyed_bytes
from survey_app.models import (
    Assignment,
    Campaign,
    Identity,
    Membership,
    Name,
    PostOffice,
    QuotaCell,
    Role,
    SignInCard,
    User,
)
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.describing import Document, documents_of
from survey_app.services.people import card_code
from survey_app.services.signing_in import MistypedCode

__all__ = [
    "CardToPrint",
    "NotYourSheet",
    "NothingToPrint",
    "OfficePrints",
    "OpenedSheet",
    "SheetToPrint",
    "Title",
    "cards",
    "printable_offices",
    "record_printing",
    "sheet_code",
    "sheet_of_code",
    "sheets",
    "title",
]

Offices = Collection[str] | None  # codes of post offices; None is all of them


class NothingToPrint(Refused):
    """There are no cards, assignments or codes where some were asked for."""

    code, status = "print.nothing", 404
    sentence = "Chưa có gì để in ở đây: chưa cấp thẻ, chưa phân công hoặc chưa cấp mã truy cập."


class NotYourSheet(Refused):
    """The code is right, but of no assignment of this person."""

    code, status = "print.not-your-sheet", 404
    sentence = (
        "Mã này không phải của phân công nào đang giao cho tài khoản này. "
        "Nếu phiếu đã chuyển cho người khác, hãy trả lại trưởng bưu cục."
    )


@dataclass(frozen=True)
class OpenedSheet:
    """The assignment behind a sheet's code, and the campaign it belongs to."""

    slug: str
    assignment: str


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
class OfficePrints:
    """How many cards and sheets an office has to print."""

    code: str
    name: str
    cards: int
    sheets: int


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
        record_printing(db, "cards.printed", by, now, offices, len(found))
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
        record_printing(db, "sheets.printed", by, now, offices, len(found))
    return found


def sheet_code(secret: str, assignment: str) -> str:
    """The code printed on an assignment sheet; derived, it opens nothing without signing in."""
    return new_code(lambda n: keyed_bytes(secret, "assignment sheet", assignment)[:n])


def sheet_of_code(sessions: Sessions, secret: str, user: str, code: str) -> OpenedSheet:
    """The person's own assignment with that code; raises MistypedCode or NotYourSheet."""
    try:
        wanted = parse(code)
    except WrongCode as mistyped:
        raise MistypedCode from mistyped
    own = (
        select(Campaign.slug, Assignment.id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(Assignment.collector_id == user)
    )
    with reading(sessions) as db:
        for slug, assignment in db.execute(own):
            if hmac.compare_digest(sheet_code(secret, assignment), wanted):
                return OpenedSheet(slug, assignment)
    raise NotYourSheet


def record_printing(
    db: Session, act: str, by: Actor, now: datetime, places: Offices, count: int
) -> None:
    """Trace that so many papers of these places were printed; raises NothingToPrint for none."""
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
