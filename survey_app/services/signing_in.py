"""Signing in: a card and a PIN for collectors, name and password or a signed link for others."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.codes import WrongCode, parse
from survey_app.db import Sessions, reading
from survey_app.errors import Refused
from survey_app.keyed import keyed_hash
from survey_app.models import Device, SignInCard, User, new_id
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.people import CARD, HASHER, person_by_login, pin_hash

__all__ = [
    "CardLocked",
    "LinkExpired",
    "MistypedCode",
    "SignedIn",
    "WrongCard",
    "WrongPassword",
    "WrongPin",
    "device_state",
    "issue_link",
    "sign_in_link",
    "with_card",
    "with_link",
    "with_password",
]

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
LINK_AGE = timedelta(days=7)


class MistypedCode(Refused):
    """The check digit says a character is wrong."""

    code, status = "sign-in.mistyped", 422
    sentence = "Mã gõ chưa đúng: có ký tự sai hoặc thiếu. So lại từng ký tự với mã in trên thẻ."


class WrongCard(Refused):
    """No card has this code, or the card was withdrawn."""

    code, status = "sign-in.wrong-card", 404
    sentence = "Thẻ này chưa được cấp hoặc đã thu hồi. Hãy báo trưởng bưu cục để nhận thẻ mới."


class WrongPin(Refused):
    """The PIN is wrong; tries are counted."""

    code, status = "sign-in.wrong-pin", 422
    sentence = "Mã PIN chưa đúng. Còn %(left)d lần thử, sau đó thẻ tạm khóa 15 phút."


class CardLocked(Refused):
    """Too many wrong PINs."""

    code, status = "sign-in.card-locked", 429
    sentence = "Thẻ tạm khóa vì nhập sai PIN %(tries)d lần. Thử lại sau %(minutes)d phút."


class WrongPassword(Refused):
    """Name and password do not belong together; which of them is wrong is not said."""

    code, status = "sign-in.wrong-password", 422
    sentence = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt rồi thử lại."


class LinkExpired(Refused):
    """A sign-in link that is too old or was altered."""

    code, status = "sign-in.link-expired", 410
    sentence = "Đường dẫn đăng nhập đã hết hạn hoặc bị sai. Hãy xin đường dẫn mới."


@dataclass(frozen=True)
class SignedIn:
    """A person on a device."""

    user: str
    device: str
    campaign: str | None = None


def with_card(sessions: Sessions, secret: str, code: str, pin: str, now: datetime) -> SignedIn:
    """Sign a collector in; raises MistypedCode, WrongCard, WrongPin or CardLocked."""
    try:
        plain = parse(code)
    except WrongCode as mistyped:
        raise MistypedCode from mistyped
    refusal: Refused | None = None
    with sessions.begin() as db:
        card = db.scalar(
            select(SignInCard)
            .where(SignInCard.code_hash == keyed_hash(secret, CARD, plain))
            .with_for_update(key_share=True)
        )
        if card is None or card.revoked_at is not None:
            raise WrongCard
        refusal = _try_pin(card, pin_hash(secret, card.user_id, pin), now)
        signed_in = None if refusal else _signed_in(db, card.user_id, now, card.campaign_id)
    if signed_in is None:  # raised after the commit: a wrong try must be remembered
        raise refusal or WrongCard
    return signed_in


def _try_pin(card: SignInCard, given: str, now: datetime) -> Refused | None:
    if card.locked_until is not None and card.locked_until > now:
        minutes = -(-(card.locked_until - now).seconds // 60)
        return CardLocked(tries=TRIES, minutes=minutes)
    if hmac.compare_digest(card.pin_hash, given):
        card.wrong_tries, card.locked_until = 0, None
        return None
    card.wrong_tries += 1
    if card.wrong_tries < TRIES:
        return WrongPin(left=TRIES - card.wrong_tries)
    card.wrong_tries, card.locked_until = 0, now + LOCKED_FOR
    return CardLocked(tries=TRIES, minutes=LOCKED_FOR.seconds // 60)


def with_password(sessions: Sessions, login: str, password: str, now: datetime) -> SignedIn:
    """Sign a member of staff in; raises WrongPassword."""
    with sessions.begin() as db:
        user = db.scalar(select(User).where(User.login == login))
        known = user is not None and user.password_hash is not None and user.disabled_at is None
        stored = user.password_hash if known and user else _nobodys_hash()
        if not _matches(stored or "", password) or not known or user is None:
            raise WrongPassword
        return _signed_in(db, user.id, now)


def sign_in_link(secret: str, login: str) -> str:
    """A token that signs this person in for a week; for demo campaigns and first sign-ins."""
    return _serializer(secret).dumps(login)


def issue_link(sessions: Sessions, secret: str, login: str, by: Actor | None, now: datetime) -> str:
    """Make such a link for somebody, with a trace: whoever has it acts in that name."""
    with sessions.begin() as db:
        person_by_login(db, login)
        audit.record(db, "link.issued", by, about=login, at=now)
    return sign_in_link(secret, login)


def with_link(sessions: Sessions, secret: str, token: str, now: datetime) -> SignedIn:
    """Sign in whoever the link was made for; raises LinkExpired."""
    try:
        login = _serializer(secret).loads(token, max_age=int(LINK_AGE.total_seconds()))
    except (SignatureExpired, BadSignature) as refused:
        raise LinkExpired from refused
    with sessions.begin() as db:
        user = person_by_login(db, login)
        if user.disabled_at is not None:
            raise LinkExpired
        return _signed_in(db, user.id, now)


def device_state(sessions: Sessions, device: str) -> bool:
    """Whether the device is known and was not revoked."""
    with reading(sessions) as db:
        found = db.get(Device, device)
    return found is not None and found.revoked_at is None


def _signed_in(db: Session, user: str, now: datetime, campaign: str | None = None) -> SignedIn:
    device = Device(id=new_id(), user_id=user, created_at=now)
    db.add(device)
    return SignedIn(user, device.id, campaign)


def _matches(stored: str, given: str) -> bool:
    try:
        return HASHER.verify(stored, given)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody")  # so that an unknown name takes as long as a wrong password


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="sign-in link")
