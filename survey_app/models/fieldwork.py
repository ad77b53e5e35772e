"""The field: assignments, contacts, responses (immutable), reviews and conflicts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict, TextKey

__all__ = ["Assignment", "Conflict", "Contact", "Response", "Review"]


class Assignment(Base):
    """The names of one cell that one collector is to visit."""

    __tablename__ = "assignment"

    id: Mapped[TextKey]
    campaign_id: Mapped[CampaignRef]
    number: Mapped[str] = mapped_column(String(20))
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"), index=True)
    office: Mapped[str] = mapped_column(String(40))
    collector_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)


class Contact(Base):
    """One attempt to reach a name, with its outcome; append-only."""

    __tablename__ = "contact"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    name_id: Mapped[int] = mapped_column(ForeignKey("name.id"), index=True)
    collector_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    disposition: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class Response(Base):
    """One completed questionnaire as it arrived; never changed afterwards.

    digest: SHA-256 of what was sent (answers, version, name); flags: why it needs a look.
    """

    __tablename__ = "response"

    uuid: Mapped[TextKey]
    digest: Mapped[str] = mapped_column(String(64))
    campaign_id: Mapped[CampaignRef]
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"), index=True)
    name_id: Mapped[int | None] = mapped_column(ForeignKey("name.id"), index=True)
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    mode: Mapped[str] = mapped_column(String(40))
    collector_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    received_at: Mapped[datetime]
    answers: Mapped[JsonDict]
    paradata: Mapped[JsonDict]
    flags: Mapped[JsonDict]

    __table_args__ = (Index("ix_response_campaign_received", "campaign_id", "received_at"),)


class Review(Base):
    """A verdict on a response; the last one holds. Number 1 is the rule's, without a person."""

    __tablename__ = "review"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    response_uuid: Mapped[str] = mapped_column(ForeignKey("response.uuid"))
    number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("response_uuid", "number"),)


class Conflict(Base):
    """Other content that came under the name of a stored response; kept for review."""

    __tablename__ = "conflict"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    response_uuid: Mapped[str] = mapped_column(String(36), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[JsonDict]
    collector_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("response_uuid", "digest"),)
