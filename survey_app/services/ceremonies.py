"""The public draw's acts: parties commit, the frame is frozen, they reveal, a number is read.

Every act takes its row first, so that two who act at once do so one after the other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sampling.ceremony import Party, Terms, is_hash, reveal_holds, terms_digest
from sampling.design import design_digest
from sampling.manifest import file_sums
from survey_app.campaign.definition import CampaignDefinition
from survey_app.campaign.inputs import inputs
from survey_app.clock import local_day
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import Campaign, CeremonyRecord, CeremonyShare, Role, User
from survey_app.services import audit
from survey_app.services.actors import Actor, same_institution
from survey_app.services.campaigns import campaign_file, replace_files, stored_files
from survey_app.services.packages import keep_earlier
from survey_app.services.public_acts import (
    Step,
    locked,
    open_act,
    shares_of,
    state_of,
    terms_of,
)
from survey_app.words import date as shown

__all__ = [
    "AlreadyGiven",
    "BadHash",
    "BadNumber",
    "CommitmentsMissing",
    "FalseSecret",
    "FrozenAlready",
    "FrozenNot",
    "NoReason",
    "NotAParty",
    "NotOver",
    "OtherNumber",
    "OtherTerms",
    "SameInstitution",
    "StepClosed",
    "TooEarly",
    "commit",
    "confirm_number",
    "enter_number",
    "freeze",
    "party_of",
    "reopen",
    "reveal",
    "takes_part",
]


class NotAParty(Refused):
    """Only people of the institutions named in campaign.toml commit and reveal."""

    code, status = "ceremony.not-a-party", 403
    sentence = "«%(institution)s» không phải một bên bốc thăm ghi trong campaign.toml."


class BadHash(Refused):
    """A commitment or secret is 64 hexadecimal digits."""

    code, status = "ceremony.bad-hash", 422
    sentence = "Cần đúng 64 ký tự thập lục phân (0–9, a–f), không dấu cách. Chép lại cả dòng."


class StepClosed(Refused):
    """The last day for this step has passed, or the step before it is over."""

    code, status = "ceremony.closed", 409
    sentence = "Bước này đã đóng: hạn cuối là hết ngày %(day)s, hoặc bước sau đã bắt đầu."


class AlreadyGiven(Refused):
    """What was published is never replaced."""

    code, status = "ceremony.already-given", 409
    sentence = "«%(party)s» đã công bố rồi. Điều đã công bố không thay được."


class CommitmentsMissing(Refused):
    """The frame waits for every party until the last day, then for at least two."""

    code, status = "ceremony.commitments-missing", 409
    sentence = (
        "Chưa khóa dàn mẫu được: còn thiếu cam kết của %(parties)s. Chờ đến hết ngày %(day)s; "
        "sau ngày đó chỉ cần ít nhất hai bên."
    )


class FrozenAlready(Refused):
    """A frozen frame is not changed."""

    code, status = "ceremony.frozen-already", 409
    sentence = "Dàn mẫu đã khóa, không thay được nữa."


class FrozenNot(Refused):
    """Secrets and numbers come after the frame is frozen."""

    code, status = "ceremony.frozen-not", 409
    sentence = "Dàn mẫu chưa khóa. Bí mật và số công khai chỉ nhận sau khi khóa dàn mẫu."


class FalseSecret(Refused):
    """The secret does not give the commitment that was published."""

    code, status = "ceremony.false-secret", 422
    sentence = "Bí mật này không cho ra cam kết mà «%(party)s» đã công bố. Kiểm tra lại bản đã lưu."


class TooEarly(Refused):
    """The public number is read on its day, not before."""

    code, status = "ceremony.too-early", 409
    sentence = "Số công khai có từ ngày %(day)s. Chưa nhập được."


class BadNumber(Refused):
    """The number has the digits that the terms say."""

    code, status = "ceremony.bad-number", 422
    sentence = "%(prize)s có đúng %(digits)d chữ số, kể cả số 0 ở đầu."


class OtherNumber(Refused):
    """Two people read two different numbers."""

    code, status = "ceremony.other-number", 409
    sentence = (
        "Số này khác số đã nhập lần đầu. Hai người cùng xem lại kết quả đã công bố; "
        "người nhập đầu có thể nhập lại."
    )


class SameInstitution(Refused):
    """The second reading is another institution's."""

    code, status = "ceremony.same-institution", 409
    sentence = "Số này do «%(institution)s» nhập. Người của cơ quan khác xác nhận."


class OtherTerms(Refused):
    """The terms were published and do not change within an act."""

    code, status = "ceremony.other-terms", 409
    sentence = (
        "Bảng [ceremony] trong thư mục này khác bảng đã công bố. Muốn đổi phải mở lần bốc thăm mới."
    )


class NoReason(Refused):
    """A second draw is a public act with a reason."""

    code, status = "ceremony.no-reason", 422
    sentence = "Cần nêu lý do mở lần bốc thăm mới; lý do được công bố."


class NotOver(Refused):
    """A new act begins when the one before is drawn or has lapsed."""

    code, status = "ceremony.not-over", 409
    sentence = "Lần bốc thăm trước chưa kết thúc: chưa chọn mẫu và chưa quá hạn khóa dàn mẫu."


def party_of(terms_parties: tuple[Party, ...], institution: str) -> Party | None:
    """The party that an institution is."""
    return next((p for p in terms_parties if same_institution(p.name, institution)), None)


def takes_part(terms: Terms, by: Actor) -> bool:
    """Whether somebody is of a party, or watches the whole campaign."""
    watches = by.has(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
    return watches or party_of(terms.parties, by.institution) is not None


def commit(sessions: Sessions, by: Actor, commitment: str, now: datetime) -> Party:
    """Publish the hash of the secret of the actor's institution.

    Raises NotAParty, BadHash, StepClosed or AlreadyGiven.
    """
    with sessions.begin() as db:
        record = locked(db, by.campaign)
        terms = terms_of(record)
        party, share = _own(db, record, by)
        if not is_hash(commitment):
            raise BadHash
        if share.commitment is not None:
            raise AlreadyGiven(party=party.name)
        if record.frozen_at is not None or local_day(now) > terms.commit_by:
            raise StepClosed(day=shown(terms.commit_by))
        share.commitment, share.committed_at = commitment, now
        _note(db, "ceremony.committed", by, record, now, party=party.name, hash=commitment)
    return party


def freeze(
    sessions: Sessions,
    campaign: str,
    by: Actor | None,
    now: datetime,
    definition: CampaignDefinition | None = None,
) -> str:
    """Freeze the frame, the roster and the design; returns the frame's digest.

    definition: the folder in its last state, in place of the stored one; its terms are those
    published. Raises FrozenAlready, CommitmentsMissing, StepClosed, OtherTerms or FrameError.
    """
    with sessions.begin() as db:
        record = locked(db, campaign)
        terms = terms_of(record)
        if record.frozen_at is not None:
            raise FrozenAlready
        _refuse_unready(db, record, now)
        found = db.get_one(Campaign, campaign)
        if definition is not None:
            if definition.settings.seed.ceremony != terms:
                raise OtherTerms
            replace_files(db, found, definition)
            db.flush()
        given = inputs(stored_files(db, campaign))
        record.frozen_at, record.frozen_by = now, by.institution if by else None
        record.frame_digest, record.roster_digest = given.frame.digest, given.roster.digest
        record.design_digest = design_digest(given.design)
        sums = {name: file["sha256"] for name, file in file_sums(given.files).items()}
        _note(
            db,
            "ceremony.frozen",
            by,
            record,
            now,
            frame=record.frame_digest,
            roster=record.roster_digest,
            design=record.design_digest,
            files=sums,
        )
        return record.frame_digest


def reveal(sessions: Sessions, by: Actor, secret: str, now: datetime) -> Party:
    """Publish the secret of the actor's institution, which must give its commitment.

    Raises NotAParty, FrozenNot, StepClosed, AlreadyGiven, BadHash or FalseSecret.
    """
    with sessions.begin() as db:
        record = locked(db, by.campaign)
        terms, found = terms_of(record), db.get_one(Campaign, by.campaign)
        party, share = _own(db, record, by)
        if record.frozen_at is None:
            raise FrozenNot
        if share.secret is not None:
            raise AlreadyGiven(party=party.name)
        if share.commitment is None or local_day(now) > terms.reveal_by:
            raise StepClosed(day=shown(terms.reveal_by))
        if not is_hash(secret):
            raise BadHash
        if not reveal_holds(share.commitment, found.slug, record.act, party.code, secret):
            raise FalseSecret(party=party.name)
        share.secret, share.revealed_at = secret, now
        _note(db, "ceremony.revealed", by, record, now, party=party.name, secret=secret)
    return party


def enter_number(sessions: Sessions, by: Actor, number: str, now: datetime) -> None:
    """Enter the public number, the first of two readings; again until it is confirmed.

    Raises NotAParty, FrozenNot, TooEarly, BadNumber or StepClosed.
    """
    with sessions.begin() as db:
        record = _readable(db, by, number, now)
        record.number, record.number_at, record.number_by = number, now, by.id
        _note(db, "ceremony.number-entered", by, record, now, drawn=number)


def confirm_number(sessions: Sessions, by: Actor, number: str, now: datetime) -> None:
    """The second reading, by somebody of another institution; it must be the same.

    Raises what `enter_number` raises, SameInstitution or OtherNumber.
    """
    with sessions.begin() as db:
        record = _readable(db, by, number, now)
        first = None if record.number_by is None else db.get(User, record.number_by)
        if first is None or record.number != number:
            raise OtherNumber
        if same_institution(first.institution, by.institution):
            raise SameInstitution(institution=first.institution)
        record.confirmed_at, record.confirmed_by = now, by.id
        _note(db, "ceremony.number-confirmed", by, record, now, drawn=number)


def reopen(
    sessions: Sessions,
    campaign: str,
    definition: CampaignDefinition,
    reason: str,
    by: Actor | None,
    now: datetime,
) -> int:
    """Open a second public act with new terms; the first stays published. Returns its number.

    Raises NoReason, NotOver or OtherTerms (the folder has no [ceremony]).
    """
    terms = definition.settings.seed.ceremony
    if not reason.strip():
        raise NoReason
    with sessions.begin() as db:
        record = locked(db, campaign)
        found = db.get_one(Campaign, campaign)
        if state_of(db, record).step(now) not in (Step.DRAWN, Step.LAPSED):
            raise NotOver
        if terms is None:
            raise OtherTerms
        kept = keep_earlier(db, campaign, record)
        replace_files(db, found, definition)
        db.add_all(campaign_file(campaign, name, data) for name, data in kept.items())
        open_act(db, found, terms, by, now, act=record.act + 1, reason=reason.strip())
        return record.act + 1


def _own(db: Session, record: CeremonyRecord, by: Actor) -> tuple[Party, CeremonyShare]:
    party = party_of(terms_of(record).parties, by.institution)
    if party is None:
        raise NotAParty(institution=by.institution)
    return party, next(s for s in shares_of(db, record) if s.party == party.code)


def _refuse_unready(db: Session, record: CeremonyRecord, now: datetime) -> None:
    """Refuse to freeze while commitments may still come, with fewer than two, or too late."""
    terms, today = terms_of(record), local_day(now)
    if today > terms.freeze_by:
        raise StepClosed(day=shown(terms.freeze_by))
    given = {s.party for s in shares_of(db, record) if s.commitment is not None}
    missing = [party.name for party in terms.parties if party.code not in given]
    if (missing and today <= terms.commit_by) or len(given) < 2:
        raise CommitmentsMissing(parties="; ".join(missing), day=shown(terms.commit_by))


def _readable(db: Session, by: Actor, number: str, now: datetime) -> CeremonyRecord:
    record = locked(db, by.campaign)
    terms = terms_of(record)
    wanted = terms.number
    if not takes_part(terms, by):
        raise NotAParty(institution=by.institution)
    if record.frozen_at is None:
        raise FrozenNot
    if local_day(now) < wanted.date:
        raise TooEarly(day=shown(wanted.date))
    if record.confirmed_at is not None:
        raise StepClosed(day=shown(wanted.date))
    if not wanted.fits(number):
        raise BadNumber(prize=wanted.prize, digits=wanted.digits)
    return record


def _note(
    db: Session, act: str, by: Actor | None, record: CeremonyRecord, now: datetime, **detail: object
) -> None:
    found = db.get_one(Campaign, record.campaign_id)
    audit.record(
        db,
        act,
        by,
        about=found.slug,
        at=now,
        campaign=record.campaign_id,
        number=record.act,
        terms=terms_digest(terms_of(record)),
        **detail,
    )
