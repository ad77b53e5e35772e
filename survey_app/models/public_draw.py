"""Public draws by several parties, and the sizes of the lists that a plan starts from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict

__all__ = ["CeremonyRecord", "CeremonyShare", "DeskSize"]


class DeskSize(Base):
    """How many people are on the list of a desk; area: its district, None for departments."""

    __tablename__ = "desk_size"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    desk: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(40))
    size: Mapped[int]

    __table_args__ = (UniqueConstraint("campaign_id", "desk"),)


class CeremonyRecord(Base):
    """A public act of drawing. act: 1 for the first; later ones have a reason, all are kept.

    The digests stand from the day the frame was frozen, the manifest from the draw.
    """

    __tablename__ = "ceremony"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    act: Mapped[int]
    terms: Mapped[JsonDict]
    opened_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[str | None] = mapped_column(Text)
    frame_digest: Mapped[str | None] = mapped_column(String(64))
    roster_digest: Mapped[str | None] = mapped_column(String(64))
    design_digest: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(20))
    number_at: Mapped[datetime | None]
    number_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[datetime | None]
    manifest: Mapped[JsonDict | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (UniqueConstraint("campaign_id", "act"),)


class CeremonyShare(Base):
    """What a party gave to an act: its commitment, and later its secret."""

    __tablename__ = "ceremony_share"

    id: Mapped[IntKey]
    ceremony_id: Mapped[int] = mapped_column(ForeignKey("ceremony.id"))
    party: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    commitment: Mapped[str | None] = mapped_column(String(64))
    committed_at: Mapped[datetime | None]
    secret: Mapped[str | None] = mapped_column(String(64))
    revealed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("ceremony_id", "party"),)
