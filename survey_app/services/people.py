"""Staff and their roles: the people a campaign trusts, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.codes import new_code
from survey_app.db import Sessions
from survey_app.errors import NotFound, Refused
from survey_app.keyed import keyed_bytes, keyed_hash
from survey_app.models import (
    Campaign,
    Device,
    Membership,
    PostOffice,
    Role,
    SignInCard,
    User,
    new_id,
)
from survey_app.services import audit
from survey_app.services.actors import Actor, UserId, same_institution

__all__ = [
    "CARD",
    "LoginTaken",
    "NewPerson",
    "UnknownOffice",
    "UnknownPerson",
    "WeakPassword",
    "WrongMonitor",
    "WrongObserver",
    "add",
    "card_code",
    "grant",
    "issue_card",
    "person_by_login",
    "pin_hash",
    "revoke_devices",
    "set_password",
]

CARD = "sign-in card"
HASHER = PasswordHasher()
SHORTEST_PASSWORD = 10


class LoginTaken(Refused):
    """Another person has this sign-in name."""

    code, status = "people.login-taken", 409
    sentence = "Tên đăng nhập «%(login)s» đã có người dùng. Chọn tên khác."


class UnknownPerson(NotFound):
    """Nobody has this sign-in name."""

    code, status = "people.unknown", 404
    sentence = "Không có người nào có tên đăng nhập «%(login)s». Kiểm tra lại tên đã gõ."


class WeakPassword(Refused):
    """The password is too short to protect anything."""

    code, status = "people.weak-password", 422
    sentence = "Mật khẩu cần ít nhất %(least)d ký tự."


class UnknownOffice(Refused):
    """The scope of a postal role must be one of the campaign's post offices."""

    code, status = "people.unknown-office", 422
    sentence = "Không có bưu cục mã «%(office)s» trong cuộc điều tra này."


class WrongObserver(Refused):
    """The folder names the observer's institution, so that nobody quietly holds both keys."""

    code, status = "people.wrong-observer", 422
    sentence = (
        "Giám sát viên phải thuộc «%(institution)s» như đã công bố trong campaign.toml; "
        "«%(login)s» thuộc cơ quan khác."
    )


class WrongMonitor(Refused):
    """The folder names the institution that runs the survey; the first key is its own."""

    code, status = "people.wrong-monitor", 422
    sentence = (
        "Người theo dõi phải thuộc «%(institution)s» như đã công bố trong campaign.toml; "
        "«%(login)s» thuộc cơ quan khác."
    )


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added: sign-in name, name shown, institution."""

    login: str
    name: str
    institution: str


def add(sessions: Sessions, person: NewPerson, by: Actor | None, now: datetime) -> UserId:
    """Add a person without any role; raises LoginTaken."""
    with sessions.begin() as db:
        if db.scalar(select(User.id).where(User.login == person.login)) is not None:
            raise LoginTaken(login=person.login)
        user = User(
            id=new_id(), login=person.login, name=person.name, institution=person.institution
        )
        db.add(user)
        audit.record(db, "user.added", by, about=person.login, at=now, name=person.name)
    return UserId(user.id)


def person_by_login(db: Session, login: str) -> User:
    """The person with that sign-in name; raises UnknownPerson."""
    user = db.scalar(select(User).where(User.login == login))
    if user is None:
        raise UnknownPerson(login=login)
    return user


def set_password(
    sessions: Sessions, login: str, password: str, by: Actor | None, now: datetime
) -> None:
    """Give a person a new password; raises WeakPassword or NotFound."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(least=SHORTEST_PASSWORD)
    with sessions.begin() as db:
        user = person_by_login(db, login)
        user.password_hash = HASHER.hash(password)
        audit.record(db, "user.password-set", by, about=login, at=now)


def grant(
    sessions: Sessions,
    campaign: str,
    login: str,
    role: Role,
    scope: str,
    by: Actor | None,
    now: datetime,
) -> None:
    """Give a person a role in a campaign, for one post office or ('') the city; idempotent.

    The two keys of a campaign are held by the institutions that its folder names, and by no
    other: Home Affairs' (monitor) and the observer's.
    Raises UnknownPerson, UnknownOffice, WrongMonitor or WrongObserver.
    """
    with sessions.begin() as db:
        user = person_by_login(db, login)
        postal = role in (Role.COLLECTOR, Role.SUPERVISOR)
        if postal and not _office_exists(db, campaign, scope):
            raise UnknownOffice(office=scope)
        _refuse_strangers(db.get_one(Campaign, campaign), user, role)
        held = select(Membership.id).where(
            Membership.campaign_id == campaign,
            Membership.user_id == user.id,
            Membership.role == role,
            Membership.scope == scope,
        )
        if db.scalar(held) is None:
            db.add(Membership(campaign_id=campaign, user_id=user.id, role=role, scope=scope))
            audit.record(
                db,
                "role.granted",
                by,
                about=login,
                at=now,
                campaign=campaign,
                role=role.value,
                scope=scope,
            )


def _refuse_strangers(campaign: Campaign, user: User, role: Role) -> None:
    for tied, named, refusal in (
        (Role.MONITOR, "monitor", WrongMonitor),
        (Role.OBSERVER, "observer", WrongObserver),
    ):
        institution = str(campaign.rules[named])
        if role is tied and not same_institution(user.institution, institution):
            raise refusal(institution=institution, login=user.login)


def _office_exists(db: Session, campaign: str, code: str) -> bool:
    office = select(PostOffice.id).where(
        PostOffice.campaign_id == campaign, PostOffice.code == code
    )
    return db.scalar(office) is not None


def card_code(secret: str, campaign: str, user: str) -> str:
    """The code printed on a collector's card; derived, so that a card can be printed again."""
    return new_code(lambda n: keyed_bytes(secret, CARD, campaign, user)[:n])


def pin_hash(secret: str, user: str, pin: str) -> str:
    """The keyed hash of a PIN: four digits are guessed at once by whoever needs no key."""
    return keyed_hash(secret, "PIN", user, pin)


def issue_card(
    sessions: Sessions,
    secret: str,
    campaign: str,
    login: str,
    pin: str,
    by: Actor | None,
    now: datetime,
) -> str:
    """Make (or renew) the collector's card and PIN; returns the code for printing."""
    with sessions.begin() as db:
        user = person_by_login(db, login)
        code = card_code(secret, campaign, user.id)
        card = SignInCard(
            code_hash=keyed_hash(secret, CARD, code),
            campaign_id=campaign,
            user_id=user.id,
            pin_hash=pin_hash(secret, user.id, pin),
            wrong_tries=0,
            locked_until=None,
            revoked_at=None,
        )
        db.merge(card)
        audit.record(db, "card.issued", by, about=login, at=now, campaign=campaign)
    return code


def revoke_devices(sessions: Sessions, login: str, by: Actor | None, now: datetime) -> int:
    """Sign a person out of every device and withdraw the cards; a new card lets them back in.

    What those devices still send is kept and flagged. Returns how many there were.
    """
    with sessions.begin() as db:
        user = person_by_login(db, login)
        revoked = db.scalars(
            update(Device)
            .where(Device.user_id == user.id, Device.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(Device.id)
        ).all()
        db.execute(
            update(SignInCard)
            .where(SignInCard.user_id == user.id, SignInCard.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        audit.record(db, "devices.revoked", by, about=login, at=now, count=len(revoked))
    return len(revoked)
