"""The draw: quota cells with their counters, names in order, and (apart) who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict

__all__ = ["CellChange", "DrawRecord", "Identity", "Name", "PostOffice", "QuotaCell", "Unit"]


class Unit(Base):
    """A district, commune or agency of the campaign's frame, for names and official order."""

    __tablename__ = "unit"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(20))
    parent: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class PostOffice(Base):
    """An office of the post, in a tree; serves districts."""

    __tablename__ = "post_office"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    parent: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class DrawRecord(Base):
    """The published manifest of a campaign's draw."""

    __tablename__ = "draw_record"

    campaign_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("campaign.id"), primary_key=True
    )
    drawn_at: Mapped[datetime]
    manifest: Mapped[JsonDict]


class QuotaCell(Base):
    """So many answers from one group in one place, and how far they have come.

    Counters change in the transaction that changes what they count (invariant 4):
    opened names, handed_out (names met at least once, or codes redeemed), received,
    accepted, rejected. probability: whether chance chose who answers; cells filled by the
    choice of interviewers or respondents are apart (methods 8), `source` says how they were
    chosen. stopped_at: since when the place cannot be worked. by_size: the desk's probability,
    a fraction "a/b", where it was drawn by size.
    """

    __tablename__ = "quota_cell"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    group: Mapped[str] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(40))
    desk: Mapped[str | None] = mapped_column(String(40))
    agency_type: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(Text)
    stratum: Mapped[str] = mapped_column(String(80))
    office: Mapped[str | None] = mapped_column(String(40))
    probability: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(20), default="draw")
    stopped_at: Mapped[datetime | None]
    target: Mapped[int]
    list_size: Mapped[int]
    units_in_stratum: Mapped[int]
    units_drawn: Mapped[int]
    by_size: Mapped[str | None] = mapped_column(Text)
    opened: Mapped[int] = mapped_column(default=0)
    handed_out: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("campaign_id", "key"),
        CheckConstraint("accepted + rejected <= received", name="counted_once"),
    )


class CellChange(Base):
    """A change of a cell after the draw: asked for with a reason, decided by a second person.

    kind: "target" moves the target from before to after; "area" stops a commune that cannot be
    worked and opens `unit`, the next of its stratum. place_in_order: the how-manieth confirmed
    change of the campaign it is, empty for what was declined or waits.
    """

    __tablename__ = "cell_change"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    before: Mapped[int]
    after: Mapped[int]
    unit: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    confirmed: Mapped[bool | None]
    place_in_order: Mapped[int | None]

    __table_args__ = (UniqueConstraint("campaign_id", "place_in_order"),)


class Name(Base):
    """A person of a drawn desk's list by opaque id, in the order of the draw.

    opened_at is empty for a reserve that was not opened. disposition is the last
    outcome of a contact, closed whether it is final.
    """

    __tablename__ = "name"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"))
    person: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    opened_at: Mapped[datetime | None]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("name.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    disposition: Mapped[str | None] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("cell_id", "position"),
        Index("ix_name_campaign_opened", "campaign_id", "opened_at"),
    )


class Identity(Base):
    """Who a drawn name is; read only by the collector who goes there, erased by a stated date."""

    __tablename__ = "identity"

    name_id: Mapped[int] = mapped_column(ForeignKey("name.id"), primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
