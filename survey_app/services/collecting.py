"""Storing responses exactly once: the promise that no answer is lost, doubled or overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.validation import (
    Checked,
    ItemError,
    answered,
    check,
    metadata_of,
    stamped_with,
)
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import (
    Assignment,
    Campaign,
    Conflict,
    Contact,
    Device,
    Name,
    QuestionnaireVersion,
    QuotaCell,
    RespondentGroup,
    Response,
    Review,
    Role,
)
from survey_app.services import versions
from survey_app.services.actors import Actor
from survey_app.services.cells import move

__all__ = [
    "ACCEPTED_BY_RULE",
    "HARMLESS",
    "OTHER_QUESTIONNAIRE",
    "PAPER",
    "InvalidAnswers",
    "Receipt",
    "Submission",
    "WrongName",
    "digest_of",
    "interviewed",
    "receipt_of",
    "store",
    "submit",
]

Answers = Mapping[str, str | Sequence[str]]
# flags with which an answer still counts without anybody looking: the person was drawn,
# so dropping the answer because the cell is full would bias the estimate (methods 7)
HARMLESS = frozenset({"over_quota"})
# what stands on paper cannot be asked again: a form with gaps is kept and waits for a look
PAPER = "paper"
# answers to another group's questions: kept like everything that comes, never counted
OTHER_QUESTIONNAIRE = "other_questionnaire"
# the name stays to be visited by its collector until somebody has looked at such a response
LEAVES_NAME = frozenset({OTHER_QUESTIONNAIRE, "not_assigned"})
ACCEPTED_BY_RULE = "by rule"


class InvalidAnswers(Refused):
    """Some items lack an answer or have one that cannot be; errors by item."""

    code, status = "response.invalid", 422
    sentence = "Còn %(count)d câu cần xem lại. Chỗ cần sửa được ghi ngay tại câu đó."

    def __init__(self, errors: Mapping[str, ItemError]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors


class WrongName(Refused):
    """The name of a response is not a UUID."""

    code, status = "response.wrong-name", 422
    sentence = "Phiếu gửi lên thiếu số nhận dạng. Mở lại phiếu từ danh sách rồi gửi lại."


@dataclass(frozen=True)
class Submission:
    """A completed questionnaire as the page sends it; name: whose answers they are.

    cell: instead of a name (then 0), the cell of answers that no chance chose.
    """

    uuid: str
    name: int
    version: str
    answers: Answers
    mode: str = "interview"
    started_at: datetime | None = None
    cell: int | None = None

    @property
    def whose(self) -> int:
        """What the digest names: the name, or the cell as a negative number."""
        return self.name if self.cell is None else -self.cell


@dataclass(frozen=True)
class Receipt:
    """What became of a submission; flags say why it waits for a look."""

    uuid: str
    outcome: Literal["stored", "repeated", "conflict"]
    flags: tuple[str, ...] = ()


def submit(
    sessions: Sessions, submission: Submission, by: Actor, device: str | None, now: datetime
) -> Receipt:
    """Store a response exactly once (invariants 1 to 4).

    The same name with the same content is acknowledged again; with other content it is
    kept as a conflict. Raises InvalidAnswers, NotFound or WrongName; nothing else is refused.
    From paper, whatever stands there is stored; answers that cannot be are left out and flagged.
    """
    try:
        uuid = str(UUID(submission.uuid))
    except ValueError as bad:
        raise WrongName from bad
    for last_try in (False, True):
        try:
            with sessions.begin() as db:
                return store(db, uuid, submission, by, device, now)
        except IntegrityError:  # the same name at the same moment: look again, it is there now
            if last_try:
                raise
    raise AssertionError("unreachable")


def receipt_of(sessions: Sessions, uuid: str, by: Actor, asked: str = "stored") -> Receipt:
    """The receipt for what the actor sent under that name, to be shown again; raises NotFound.

    asked: the outcome to be shown. A conflict is one only where the actor's other content is
    kept; a repeat is told from a first sending by nothing that is stored, so it is believed.
    """
    own = select(Response).where(
        Response.uuid == uuid,
        Response.collector_id == by.id,
        Response.campaign_id == by.campaign,
    )
    other = select(Conflict.id).where(
        Conflict.response_uuid == uuid,
        Conflict.collector_id == by.id,
        Conflict.campaign_id == by.campaign,
    )
    with reading(sessions) as db:
        stored = db.scalar(own)
        conflicting = db.scalar(other.limit(1)) is not None
    if conflicting and (asked == "conflict" or stored is None):
        return Receipt(uuid, "conflict")
    if stored is None:
        raise NotFound
    outcome: Literal["stored", "repeated"] = "repeated" if asked == "repeated" else "stored"
    return Receipt(uuid, outcome, tuple(stored.flags))


def store(
    db: Session, uuid: str, submission: Submission, by: Actor, device: str | None, now: datetime
) -> Receipt:
    """The same inside a transaction of the caller's, under a UUID that is well-formed."""
    form = versions.questionnaire(db, submission.version)
    sent = stamped_with(form, submission.answers, _metadata(submission, device, now))
    checked = check(form, sent, submission.started_at or now)
    # what is calculated may differ each time that the same answers come (random(), now())
    given: Mapping[str, Any] = answered(form, checked.clean)
    if not given and submission.mode != PAPER:  # nothing is stored; a conflict keeps it as it came
        given = submission.answers
    digest = digest_of(submission.whose, submission.version, given)
    stored = db.get(Response, uuid)
    if stored is not None and stored.digest == digest:
        return Receipt(uuid, "repeated", tuple(stored.flags))
    if stored is not None:
        return _keep_conflict(db, uuid, digest, submission, by, now)
    if checked.errors and submission.mode != PAPER:
        raise InvalidAnswers(checked.errors)
    if submission.cell is not None:
        return _insert_chosen(db, uuid, digest, checked, submission, by, device, now)
    return _insert(db, uuid, digest, checked, submission, by, device, now)


def _metadata(submission: Submission, device: str | None, now: datetime) -> dict[str, str]:
    """What the server vouches for: that it began when the form says so, ended by now, on this
    device. Of what stood on paper nothing is known."""
    if submission.mode == PAPER:
        return {}
    started = min(submission.started_at, now) if submission.started_at else None
    return metadata_of(started, now, device)


def digest_of(whose: int, version: str, answers: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of whose answers to which version these are."""
    content = json.dumps([whose, version, answers], ensure_ascii=False, sort_keys=True)
    return sha256(content.encode()).hexdigest()


def _keep_conflict(
    db: Session, uuid: str, digest: str, submission: Submission, by: Actor, now: datetime
) -> Receipt:
    known = select(Conflict.id).where(Conflict.response_uuid == uuid, Conflict.digest == digest)
    if db.scalar(known) is None:
        db.add(
            Conflict(
                campaign_id=by.campaign,
                response_uuid=uuid,
                digest=digest,
                content={
                    "name": submission.name,
                    "version": submission.version,
                    "answers": {
                        k: v if isinstance(v, str) else list(v)
                        for k, v in submission.answers.items()
                    },
                },
                collector_id=by.id,
                at=now,
            )
        )
    return Receipt(uuid, "conflict")


def _insert(
    db: Session,
    uuid: str,
    digest: str,
    checked: Checked,
    submission: Submission,
    by: Actor,
    device: str | None,
    now: datetime,
) -> Receipt:
    # shared lock: closing waits for whoever is storing, and whoever comes later sees it closed
    campaign = db.scalar(
        select(Campaign).where(Campaign.id == by.campaign).with_for_update(read=True)
    )
    # not the key: a reserve that is opened meanwhile may still point to this name
    name = db.scalar(
        select(Name)
        .where(
            Name.id == submission.name,
            Name.campaign_id == by.campaign,
            Name.opened_at.is_not(None),
        )
        .with_for_update(key_share=True)
    )
    if campaign is None or name is None:
        raise NotFound
    if campaign.closed_at is not None:  # closing's seal covers whatever came before it
        now = max(now, campaign.closed_at)
    about = _about(db, campaign, name, submission, by, device, now)
    first_contact = name.attempts == 0
    if about.keys() & LEAVES_NAME:
        cell = move(db, name.cell_id, received=1)
    else:
        interviewed(db, name, by.id, now)
        cell = move(db, name.cell_id, received=1, handed_out=1 if first_contact else 0)
    gaps = {"incomplete": True} if checked.errors else {}
    over = {"over_quota": True} if cell.received - cell.rejected > cell.target else {}
    flags = over | gaps | about
    db.add(
        Response(
            uuid=uuid,
            digest=digest,
            campaign_id=by.campaign,
            cell_id=cell.id,
            name_id=name.id,
            version=submission.version,
            mode=submission.mode,
            collector_id=by.id,
            device_id=device,
            received_at=now,
            answers=dict(checked.clean),
            paradata=_paradata(submission, now),
            flags=flags,
        )
    )
    db.flush()
    if not set(flags) - HARMLESS:
        _accept_by_rule(db, uuid, by, cell.id, now)
    return Receipt(uuid, "stored", tuple(flags))


def _insert_chosen(
    db: Session,
    uuid: str,
    digest: str,
    checked: Checked,
    submission: Submission,
    by: Actor,
    device: str | None,
    now: datetime,
) -> Receipt:
    """An answer that no chance chose: it moves counters of a cell of its own alone (methods 8)."""
    campaign = db.scalar(
        select(Campaign).where(Campaign.id == by.campaign).with_for_update(read=True)
    )
    own = select(QuotaCell).where(
        QuotaCell.id == submission.cell,
        QuotaCell.campaign_id == by.campaign,
        QuotaCell.probability.is_(False),
    )
    cell = db.scalar(own)
    if campaign is None or cell is None:
        raise NotFound
    if campaign.closed_at is not None:
        now = max(now, campaign.closed_at)
    about = {
        **_how(db, campaign, cell.id, submission, device, now),
        "not_assigned": (Role.COLLECTOR, cell.office or "") not in by.roles,
    }
    cell = move(db, cell.id, received=1)
    about["over_quota"] = cell.received - cell.rejected > cell.target
    flags = {flag: True for flag, holds in about.items() if holds}
    db.add(
        Response(
            uuid=uuid,
            digest=digest,
            campaign_id=by.campaign,
            cell_id=cell.id,
            version=submission.version,
            mode=cell.source,
            collector_id=by.id,
            device_id=device,
            received_at=now,
            answers=dict(checked.clean),
            paradata=_paradata(submission, now),
            flags=flags,
        )
    )
    db.flush()
    if not set(flags) - HARMLESS:
        _accept_by_rule(db, uuid, by, cell.id, now)
    return Receipt(uuid, "stored", tuple(flags))


def interviewed(db: Session, name: Name, collector: str, now: datetime) -> None:
    """Inside a transaction that locks the name: a contact that completes and closes it."""
    name.disposition, name.attempts, name.closed = "completed", name.attempts + 1, True
    db.add(
        Contact(
            campaign_id=name.campaign_id,
            name_id=name.id,
            collector_id=collector,
            disposition="completed",
            at=now,
        )
    )
    db.flush()


def _accept_by_rule(db: Session, uuid: str, by: Actor, cell: int, now: datetime) -> None:
    db.add(
        Review(
            campaign_id=by.campaign,
            response_uuid=uuid,
            number=1,
            verdict="accepted",
            reason=ACCEPTED_BY_RULE,
            at=now,
        )
    )
    move(db, cell, accepted=1)


def _about(
    db: Session,
    campaign: Campaign,
    name: Name,
    submission: Submission,
    by: Actor,
    device: str | None,
    now: datetime,
) -> dict[str, bool]:
    """Flags that follow from the response itself, before the cell's counters move."""
    owner = select(Assignment.collector_id).where(Assignment.id == name.assignment_id)
    found = {
        **_how(db, campaign, name.cell_id, submission, device, now),
        "not_assigned": db.scalar(owner) != by.id,
        "second_for_name": _has_response(db, name),
    }
    return {flag: True for flag, holds in found.items() if holds}


def _how(
    db: Session,
    campaign: Campaign,
    cell: int,
    submission: Submission,
    device: str | None,
    now: datetime,
) -> dict[str, bool]:
    """What is to be said of how a response came, whoever gave it."""
    known_device = db.get(Device, device) if device else None
    minutes = _paradata(submission, now).get("minutes")
    return {
        "after_closing": campaign.closed_at is not None,
        **_version_flags(db, campaign.id, cell, submission),
        "revoked_device": known_device is not None and known_device.revoked_at is not None,
        "short": minutes is not None and minutes < float(campaign.rules["minimum_minutes"]),
    }


def _version_flags(
    db: Session, campaign: str, cell: int, submission: Submission
) -> dict[str, bool]:
    """Whether the questions are an earlier version of this group's, or another group's."""
    asked = db.execute(
        select(QuestionnaireVersion.digest, QuestionnaireVersion.name)
        .join(RespondentGroup, RespondentGroup.questionnaire == QuestionnaireVersion.digest)
        .join(QuotaCell, QuotaCell.group == RespondentGroup.code)
        .where(RespondentGroup.campaign_id == campaign, QuotaCell.id == cell)
    ).one()
    sent = db.get_one(QuestionnaireVersion, submission.version)
    same = sent.name == asked.name
    return {
        "old_version": same and sent.digest != asked.digest,
        OTHER_QUESTIONNAIRE: not same,
    }


def _has_response(db: Session, name: Name) -> bool:
    stored = db.scalars(select(Response.flags).where(Response.name_id == name.id))
    return any(OTHER_QUESTIONNAIRE not in flags for flags in stored)


def _paradata(submission: Submission, now: datetime) -> dict[str, Any]:
    if submission.started_at is None:
        return {}
    minutes = (now - submission.started_at).total_seconds() / 60
    return {"minutes": round(max(0.0, minutes), 1)}
