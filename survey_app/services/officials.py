"""Officials' answers in two steps: a code becomes a ticket, a ticket becomes a ballot.

The steps share nothing but the cell. Until the blind signature of docs/privacy comes in,
the server signs the ticket it could recognise: pages say so and only demo campaigns open.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.validation import answered, check, stamped_with
from survey_app.clock import HANOI
from survey_app.codes import WrongCode, new_code, parse
from survey_app.db import Sessions, reading
from survey_app.entered import LARGEST
from survey_app.errors import Refused
from survey_app.keyed import keyed_bytes, keyed_hash
from survey_app.models import AccessCode, Ballot, Campaign, QuotaCell, RespondentGroup
from survey_app.services import audit, versions
from survey_app.services.actors import Actor
from survey_app.services.cells import move
from survey_app.services.collecting import InvalidAnswers
from survey_app.services.signing_in import MistypedCode

__all__ = [
    "Answering",
    "BadTicket",
    "CodeUsed",
    "Invitation",
    "MistypedLetterCode",
    "OfficialsClosed",
    "OfficialsNotOpen",
    "TicketSpent",
    "UnknownCode",
    "answering",
    "code_state",
    "day_of",
    "invitations",
    "is_unused",
    "issue_codes",
    "redeem",
    "send",
]


class MistypedLetterCode(MistypedCode):
    """The check digit says a character of a letter's code is wrong."""

    code = "answer.mistyped"
    sentence = "Mã gõ chưa đúng: có ký tự sai hoặc thiếu. So lại từng ký tự với mã in trên thư mời."


class UnknownCode(Refused):
    """No such code was ever given out."""

    code, status = "answer.unknown-code", 404
    sentence = (
        "Không có mã truy cập này. So lại với mã in trên thư mời, "
        "hoặc hỏi công chức đầu mối của cơ quan."
    )


class CodeUsed(Refused):
    """The code was redeemed already, with another request."""

    code, status = "answer.code-used", 409
    sentence = (
        "Mã này đã dùng. Nếu không phải Ông/Bà dùng, hãy báo công chức đầu mối để nhận mã mới."
    )


class OfficialsNotOpen(Refused):
    """Only demo campaigns may ask officials until the anonymous protocol is in."""

    code, status = "answer.not-open", 403
    sentence = "Phần lấy ý kiến công chức chỉ mở cho đợt thử nghiệm, cuộc điều tra này chưa mở."


class OfficialsClosed(Refused):
    """The campaign is closed; no new form is handed out."""

    code, status = "answer.closed", 410
    sentence = "Cuộc điều tra đã chốt số liệu nên không nhận thêm ý kiến. Xin cảm ơn Ông/Bà."


class BadTicket(Refused):
    """The ticket was not made here, or was altered on its way."""

    code, status = "answer.bad-ticket", 422
    sentence = "Phiếu gửi lên không hợp lệ. Mở lại đường dẫn trên thư mời rồi trả lời lại."


class TicketSpent(Refused):
    """Another answer was already sent with this ticket."""

    code, status = "answer.ticket-spent", 409
    sentence = "Ý kiến của Ông/Bà đã được ghi nhận trước đó; lần gửi này không thay đổi gì."


@dataclass(frozen=True)
class Invitation:
    """A code for a letter; agency and group, never a person."""

    group: str
    agency: str
    code: str


@dataclass(frozen=True)
class Answering:
    """What a ticket allows: one answer of this group to this questionnaire."""

    campaign: str
    group: str
    version: str


def issue_codes(
    sessions: Sessions,
    secret: str,
    campaign: str,
    counts: Sequence[tuple[str, str, int]],
    by: Actor | None,
    now: datetime,
) -> int:
    """Give out one code for each official; counts: (cell key, agency, how many).

    Codes already given out stay as they are. Returns how many are new.
    """
    with sessions.begin() as db:
        cells = _cell_ids(db, campaign)
        known = set(
            db.scalars(select(AccessCode.code_hash).where(AccessCode.campaign_id == campaign))
        )
        wanted = {
            _hash(secret, _code(secret, campaign, key, agency, number)): (cells[key], agency)
            for key, agency, count in counts
            for number in range(count)
        }
        fresh = sorted(wanted.keys() - known)  # the order of hashes tells nothing of the roster
        db.add_all(
            AccessCode(
                code_hash=hashed,
                campaign_id=campaign,
                cell_id=wanted[hashed][0],
                agency=wanted[hashed][1],
            )
            for hashed in fresh
        )
        audit.record(
            db, "codes.issued", by, about="officials", at=now, campaign=campaign, count=len(fresh)
        )
    return len(fresh)


def invitations(
    secret: str, campaign: str, counts: Sequence[tuple[str, str, int]]
) -> tuple[Invitation, ...]:
    """The codes for printing letters; derived from the secret, stored nowhere."""
    return tuple(
        Invitation(key.split("/")[0], agency, _code(secret, campaign, key, agency, number))
        for key, agency, count in counts
        for number in range(count)
    )


def code_state(sessions: Sessions, secret: str, code: str) -> Answering:
    """What a code opens, without using it; raises as redeem does, but not CodeUsed."""
    with reading(sessions) as db:
        return _open_cell(db, _find(db, secret, code).cell_id)


def is_unused(sessions: Sessions, secret: str, code: str) -> bool:
    """Whether a code was given out and not redeemed yet."""
    with reading(sessions) as db:
        return _find(db, secret, code).request_hash is None


def redeem(sessions: Sessions, secret: str, code: str, request: str) -> str:
    """Turn a code into a ticket; the same request again gets the same ticket.

    request: at least 16 random bytes as text, made by the browser's page.
    Raises MistypedLetterCode, UnknownCode, CodeUsed, OfficialsNotOpen or OfficialsClosed.
    """
    if len(request) < 32 or not request.isalnum():
        raise BadTicket
    hashed = keyed_hash(secret, "redeem request", request)
    with sessions.begin() as db:
        found = _find(db, secret, code)
        _open_cell(db, found.cell_id)
        fresh = db.scalar(
            update(AccessCode)
            .where(AccessCode.code_hash == found.code_hash, AccessCode.request_hash.is_(None))
            .values(request_hash=hashed)
            .returning(AccessCode.cell_id)
            # the row as it was read must not be taken for the row that others just changed
            .execution_options(synchronize_session=False)
        )
        if fresh is not None:
            move(db, fresh, handed_out=1)
        else:
            db.refresh(found)
            if not hmac.compare_digest(found.request_hash or "", hashed):
                raise CodeUsed
        return _ticket(secret, found.cell_id, request)


def answering(sessions: Sessions, secret: str, ticket: str) -> Answering:
    """What a ticket allows; raises BadTicket or OfficialsNotOpen."""
    cell = _cell_of(secret, ticket)
    with reading(sessions) as db:
        return _open_cell(db, cell, even_closed=True)


def send(
    sessions: Sessions,
    secret: str,
    ticket: str,
    answers: Mapping[str, str | Sequence[str]],
    now: datetime | None = None,
) -> str:
    """Store an official's answer; returns a check number that proves it only to its sender.

    The same answer again is acknowledged again. now: of which no more than the day may be told by
    a form that asks for it; without it the clock of this machine. Raises BadTicket, InvalidAnswers,
    TicketSpent or OfficialsNotOpen.
    """
    cell = _cell_of(secret, ticket)
    for last_try in (False, True):
        try:
            with sessions.begin() as db:
                return _store(db, secret, cell, ticket, answers, day_of(now or datetime.now(UTC)))
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("unreachable")


def day_of(now: datetime) -> datetime:
    """The midnight in Vietnam that opens the day: all that an official's form may learn of time."""
    return now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)


def _given(form: Questionnaire, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a person answered: what chance made differs each time the same answer comes."""
    plain: Mapping[str, Any] = json.loads(json.dumps(answered(form, payload)))
    return plain


def _store(
    db: Session,
    secret: str,
    cell: int,
    ticket: str,
    answers: Mapping[str, str | Sequence[str]],
    day: datetime,
) -> str:
    opened = _open_cell(db, cell, even_closed=True)
    form = versions.questionnaire(db, opened.version)
    # no metadata: nothing may say when, or from where, an official answered
    checked = check(form, stamped_with(form, answers, {}), day)
    if checked.errors:
        raise InvalidAnswers(checked.errors)
    payload = json.loads(json.dumps(dict(checked.clean)))
    ticket_hash = keyed_hash(secret, "spent ticket", ticket)
    stored = db.scalar(select(Ballot).where(Ballot.ticket_hash == ticket_hash))
    if stored is not None and _given(form, stored.payload) != _given(form, payload):
        raise TicketSpent
    if stored is None:
        closed = db.scalar(
            select(Campaign.closed_at)
            .where(Campaign.id == opened.campaign)
            .with_for_update(read=True)
        )
        move(db, cell, received=1, accepted=0 if closed else 1)
        db.add(
            Ballot(
                key=secrets.token_hex(32),
                campaign_id=opened.campaign,
                cell_id=cell,
                ticket_hash=ticket_hash,
                version=opened.version,
                payload=payload,
                late=closed is not None,
            )
        )
    return keyed_hash(secret, "check number", ticket)[:8].upper()


def _find(db: Session, secret: str, code: str) -> AccessCode:
    try:
        plain = parse(code)
    except WrongCode as mistyped:
        raise MistypedLetterCode from mistyped
    found = db.get(AccessCode, _hash(secret, plain))
    if found is None:
        raise UnknownCode
    return found


def _open_cell(db: Session, cell: int, *, even_closed: bool = False) -> Answering:
    row = db.execute(
        select(QuotaCell.group, Campaign.id, Campaign.demo, Campaign.closed_at)
        .join(Campaign, Campaign.id == QuotaCell.campaign_id)
        .where(QuotaCell.id == cell)
    ).one_or_none()
    if row is None:
        raise BadTicket
    group, campaign, demo, closed_at = row
    if not demo:
        raise OfficialsNotOpen
    if closed_at is not None and not even_closed:
        raise OfficialsClosed
    version = db.scalar(
        select(RespondentGroup.questionnaire).where(
            RespondentGroup.campaign_id == campaign, RespondentGroup.code == group
        )
    )
    return Answering(campaign, group, version or "")


def _cell_ids(db: Session, campaign: str) -> dict[str, int]:
    rows = db.execute(select(QuotaCell.key, QuotaCell.id).where(QuotaCell.campaign_id == campaign))
    return dict(rows.all())


def _ticket(secret: str, cell: int, request: str) -> str:
    signed = keyed_hash(secret, "ticket", str(cell), request)
    return f"{cell}.{request}.{signed}"


def _cell_of(secret: str, ticket: str) -> int:
    cell, _, rest = ticket.partition(".")
    request = rest.partition(".")[0]
    # the length first: thousands of digits are no number that Python would read
    if (
        len(cell) > len(str(LARGEST))
        or not cell.isdecimal()
        or not hmac.compare_digest(ticket.encode(), _ticket(secret, int(cell), request).encode())
    ):
        raise BadTicket
    return int(cell)


def _code(secret: str, campaign: str, key: str, agency: str, number: int) -> str:
    random = keyed_bytes(secret, "access code", campaign, key, agency, str(number))
    return new_code(lambda n: random[:n])


def _hash(secret: str, code: str) -> str:
    return keyed_hash(secret, "access code hash", code)
