"""A public act of drawing as it stands: its terms, what each party gave, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling.ceremony import (
    Ceremony,
    Party,
    Share,
    Terms,
    read_terms,
    terms_digest,
    terms_values,
)
from survey_app.clock import local_day
from survey_app.db import Sessions, reading
from survey_app.errors import Refused
from survey_app.models import Campaign, CeremonyRecord, CeremonyShare, User
from survey_app.services import audit
from survey_app.services.actors import Actor

__all__ = [
    "ActState",
    "NoCeremony",
    "PartyState",
    "Step",
    "acts",
    "ceremony_of",
    "current",
    "earlier_of",
    "locked",
    "open_act",
    "shares_of",
    "state_of",
    "terms_of",
]


class NoCeremony(Refused):
    """The campaign's seed does not come from a public draw."""

    code, status = "ceremony.none", 404
    sentence = (
        "Cuộc điều tra này không bốc thăm công khai nhiều bên: campaign.toml không có bảng "
        "[ceremony]."
    )


class Step(StrEnum):
    """What comes next in an act. LAPSED: the frame was not frozen in time, a new act is needed."""

    COMMIT = "commit"
    FREEZE = "freeze"
    REVEAL = "reveal"
    NUMBER = "number"
    DRAW = "draw"
    DRAWN = "drawn"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class PartyState:
    """What an institution gave so far."""

    party: Party
    commitment: str | None
    committed_at: datetime | None
    secret: str | None
    revealed_at: datetime | None


@dataclass(frozen=True)
class ActState:
    """An act. number_by, confirmed_by: institutions; manifest: None until it is drawn."""

    act: int
    terms: Terms
    terms_digest: str
    reason: str
    opened_at: datetime
    parties: tuple[PartyState, ...]
    frozen_at: datetime | None
    frozen_by: str | None
    frame_digest: str | None
    roster_digest: str | None
    design_digest: str | None
    number: str | None
    number_at: datetime | None
    number_by: str | None
    confirmed_at: datetime | None
    confirmed_by: str | None
    drawn_at: datetime | None
    manifest: Mapping[str, Any] | None

    def step(self, now: datetime) -> Step:
        """What comes next on this day."""
        today, terms = local_day(now), self.terms
        if self.drawn_at is not None:
            return Step.DRAWN
        if self.frozen_at is None:
            return self._before_freezing(today)
        open_secrets = any(p.commitment and p.secret is None for p in self.parties)
        if open_secrets and today <= terms.reveal_by:
            return Step.REVEAL
        return Step.NUMBER if self.confirmed_at is None else Step.DRAW

    def _before_freezing(self, today: date) -> Step:
        given = [p.commitment is not None for p in self.parties]
        if today > self.terms.freeze_by or (today > self.terms.commit_by and sum(given) < 2):
            return Step.LAPSED
        return Step.FREEZE if all(given) or today > self.terms.commit_by else Step.COMMIT

    def late(self, now: datetime) -> tuple[Party, ...]:
        """The parties that committed and let the last day for their secret pass."""
        if self.frozen_at is None or local_day(now) <= self.terms.reveal_by:
            return ()
        return tuple(p.party for p in self.parties if p.commitment and p.secret is None)

    def silent(self, now: datetime) -> tuple[Party, ...]:
        """The parties that let the last day for a commitment pass, or the freezing."""
        if self.frozen_at is None and local_day(now) <= self.terms.commit_by:
            return ()
        return tuple(p.party for p in self.parties if p.commitment is None)


def acts(sessions: Sessions, campaign: str) -> tuple[ActState, ...]:
    """The acts of a campaign, the newest first; none where it has no public draw."""
    with reading(sessions) as db:
        records = db.scalars(
            select(CeremonyRecord)
            .where(CeremonyRecord.campaign_id == campaign)
            .order_by(CeremonyRecord.act.desc())
        ).all()
        return tuple(state_of(db, record) for record in records)


def current(sessions: Sessions, campaign: str) -> ActState:
    """The newest act; raises NoCeremony."""
    found = acts(sessions, campaign)
    if not found:
        raise NoCeremony
    return found[0]


def open_act(
    db: Session,
    campaign: Campaign,
    terms: Terms,
    by: Actor | None,
    now: datetime,
    *,
    act: int = 1,
    reason: str = "",
) -> None:
    """Publish the terms of an act, in the caller's transaction."""
    record = CeremonyRecord(
        campaign_id=campaign.id, act=act, terms=terms_values(terms), opened_at=now, reason=reason
    )
    db.add(record)
    db.flush()
    db.add_all(
        CeremonyShare(ceremony_id=record.id, party=party.code, position=position)
        for position, party in enumerate(terms.parties)
    )
    audit.record(
        db,
        "ceremony.opened",
        by,
        about=campaign.slug,
        at=now,
        campaign=campaign.id,
        number=act,
        terms=terms_digest(terms),
        reason=reason,
    )


def locked(db: Session, campaign: str) -> CeremonyRecord:
    """The newest act, kept from other writers until the transaction ends; raises NoCeremony."""
    record = db.scalar(
        select(CeremonyRecord)
        .where(CeremonyRecord.campaign_id == campaign)
        .order_by(CeremonyRecord.act.desc())
        .limit(1)
        .with_for_update()
    )
    if record is None:
        raise NoCeremony
    return record


def shares_of(db: Session, record: CeremonyRecord) -> list[CeremonyShare]:
    """What the parties of an act gave, in the terms' order."""
    return list(
        db.scalars(
            select(CeremonyShare)
            .where(CeremonyShare.ceremony_id == record.id)
            .order_by(CeremonyShare.position)
        )
    )


def terms_of(record: CeremonyRecord) -> Terms:
    """The terms as they were published."""
    return read_terms(record.terms)


def earlier_of(db: Session, record: CeremonyRecord) -> tuple[str, ...]:
    """Digests of the manifests of the acts before this one."""
    manifests = db.scalars(
        select(CeremonyRecord.manifest)
        .where(
            CeremonyRecord.campaign_id == record.campaign_id,
            CeremonyRecord.act < record.act,
            CeremonyRecord.drawn_at.is_not(None),
        )
        .order_by(CeremonyRecord.act)
    )
    return tuple(str(manifest["digest"]) for manifest in manifests if manifest is not None)


def ceremony_of(db: Session, record: CeremonyRecord, slug: str) -> Ceremony:
    """The act as mathematics has it; its number is confirmed."""
    shares = tuple(Share(s.commitment, s.secret) for s in shares_of(db, record))
    return Ceremony(
        slug, record.act, terms_of(record), shares, record.number or "", earlier_of(db, record)
    )


def state_of(db: Session, record: CeremonyRecord) -> ActState:
    """The act as pages show it."""
    terms = terms_of(record)
    parties = {party.code: party for party in terms.parties}
    return ActState(
        record.act,
        terms,
        terms_digest(terms),
        record.reason,
        record.opened_at,
        tuple(
            PartyState(parties[s.party], s.commitment, s.committed_at, s.secret, s.revealed_at)
            for s in shares_of(db, record)
        ),
        record.frozen_at,
        record.frozen_by,
        record.frame_digest,
        record.roster_digest,
        record.design_digest,
        record.number,
        record.number_at,
        _institution(db, record.number_by),
        record.confirmed_at,
        _institution(db, record.confirmed_by),
        record.drawn_at,
        record.manifest,
    )


def _institution(db: Session, user: str | None) -> str | None:
    found = None if user is None else db.get(User, user)
    return None if found is None else found.institution
