"""The demo's people: staff of every role, collectors at every post office, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from survey_app.db import Sessions, reading
from survey_app.models import Campaign, Name, PostOffice, QuotaCell, Role, Unit
from survey_app.services import assigning, identities, people
from survey_app.services.actors import Actor, actor_in
from survey_app.simulation.identities import invented_identity

__all__ = ["PIN", "Staff", "actor", "hire", "introduce"]

PIN = "2021"
NAMES_PER_COLLECTOR = 60
CITY = "thành phố Hải Phòng"  # clients of the departments live anywhere in it


@dataclass(frozen=True)
class Staff:
    """Sign-in names by role; collectors by office."""

    administrator: str
    monitor: str
    observer: str
    supervisors: dict[str, str]
    collectors: dict[str, tuple[str, ...]]


def hire(
    sessions: Sessions,
    secret: str,
    campaign: str,
    now: datetime,
    *,
    prefix: str = "",
) -> Staff:
    """Invent the staff of a drawn campaign and share the names out among the collectors.

    Monitor and observer are of the institutions that the campaign's folder names. prefix:
    keeps sign-in names of two demo campaigns apart. Collectors get cards with the demo's PIN.
    """
    with reading(sessions) as db:
        rules = db.get_one(Campaign, campaign).rules
    monitor, observer = rules["monitor"], rules["observer"]
    staff = Staff(
        _add(sessions, f"{prefix}quantri", "Đỗ Minh Quân", monitor, now),
        _add(sessions, f"{prefix}noivu", "Nguyễn Thị Lan", monitor, now),
        _add(sessions, f"{prefix}giamsat", "Trần Văn Hòa", observer, now),
        {},
        {},
    )
    for login, role in (
        (staff.administrator, Role.ADMINISTRATOR),
        (staff.monitor, Role.MONITOR),
        (staff.observer, Role.OBSERVER),
    ):
        people.grant(sessions, campaign, login, role, "", None, now)
    for office, name, names in _offices(sessions, campaign):
        code = office.lower()
        login = _add(sessions, f"{prefix}{code}", f"Trưởng {name}", name, now)
        people.grant(sessions, campaign, login, Role.SUPERVISOR, office, None, now)
        staff.supervisors[office] = login
        staff.collectors[office] = tuple(
            _collector(sessions, secret, campaign, f"{prefix}{code}-{n}", office, name, now)
            for n in range(1, 1 + max(1, -(-names // NAMES_PER_COLLECTOR)) if names else 1)
        )
    return staff


def introduce(sessions: Sessions, campaign: str, now: datetime) -> None:
    """Invent names and addresses for everybody drawn, and hand out the assignments."""
    with reading(sessions) as db:
        drawn = db.execute(
            select(Name.person, func.coalesce(Unit.name, CITY))
            .join(QuotaCell, QuotaCell.id == Name.cell_id)
            .outerjoin(
                Unit,
                (Unit.campaign_id == campaign)
                & (Unit.level != "department")
                & (QuotaCell.desk == Unit.level + ":" + Unit.code),
            )
            .where(Name.campaign_id == campaign)
        ).all()
    invented = [
        identities.Person(person, *invented_identity(person, place)) for person, place in drawn
    ]
    identities.bring_in(sessions, campaign, invented, None, now)
    assigning.distribute(sessions, campaign, None, now)


def actor(sessions: Sessions, login: str, campaign: str) -> Actor:
    """The person as an actor in the campaign."""
    with reading(sessions) as db:
        return actor_in(db, people.person_by_login(db, login).id, campaign)


def _offices(sessions: Sessions, campaign: str) -> list[tuple[str, str, int]]:
    """Offices with how many names they have to visit, in their order."""
    with reading(sessions) as db:
        opened = dict(
            db.execute(
                select(QuotaCell.office, func.sum(QuotaCell.opened))
                .where(QuotaCell.campaign_id == campaign, QuotaCell.office.is_not(None))
                .group_by(QuotaCell.office)
            ).all()
        )
        offices = db.scalars(
            select(PostOffice).where(PostOffice.campaign_id == campaign).order_by(PostOffice.id)
        ).all()
    return [(o.code, o.name, opened.get(o.code, 0)) for o in offices]


def _add(sessions: Sessions, login: str, name: str, institution: str, now: datetime) -> str:
    people.add(sessions, people.NewPerson(login, name, institution), None, now)
    return login


def _collector(
    sessions: Sessions,
    secret: str,
    campaign: str,
    login: str,
    office: str,
    office_name: str,
    now: datetime,
) -> str:
    name, _ = invented_identity(login, office_name)
    _add(sessions, login, name.removesuffix(" (ví dụ)"), office_name, now)
    people.grant(sessions, campaign, login, Role.COLLECTOR, office, None, now)
    people.issue_card(sessions, secret, campaign, login, PIN, None, now)
    return login
