"""A campaign, its files, its questionnaires and its respondent groups."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict, TextKey

__all__ = [
    "AssessedFile",
    "Campaign",
    "CampaignFile",
    "Closing",
    "QuestionnaireVersion",
    "RespondentGroup",
]


class Campaign(Base):
    """One year's survey: its dates, and how far along the chain it is.

    rules: the thresholds that services apply (attempts, minimum_minutes, disclosure, ...).
    """

    __tablename__ = "campaign"

    id: Mapped[TextKey]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name_vi: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    starts: Mapped[date]
    ends: Mapped[date]
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    commitment: Mapped[str] = mapped_column(String(64))
    frame_digest: Mapped[str] = mapped_column(String(64))
    rules: Mapped[JsonDict]
    closing_asked_at: Mapped[datetime | None]
    closing_asked_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))


class CampaignFile(Base):
    """A file of the campaign's folder as it was when the campaign was created."""

    __tablename__ = "campaign_file"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("campaign_id", "name"),)


class AssessedFile(Base):
    """Points of the index's assessed rows as they were brought; the newest counts, all are kept."""

    __tablename__ = "assessed_file"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    brought_at: Mapped[datetime]
    brought_by: Mapped[str] = mapped_column(Text)


class QuestionnaireVersion(Base):
    """A questionnaire, named by the digest of its content and never changed."""

    __tablename__ = "questionnaire_version"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    source: Mapped[bytes] = mapped_column(LargeBinary)
    parsed: Mapped[str] = mapped_column(Text)
    scoring: Mapped[bytes] = mapped_column(LargeBinary)


class RespondentGroup(Base):
    """Who is asked in a campaign, with which questionnaire, in which mode."""

    __tablename__ = "respondent_group"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name_vi: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(String(40))
    questionnaire: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))

    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class Closing(Base):
    """What was frozen when the campaign closed: files by their SHA-256."""

    __tablename__ = "closing"

    campaign_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("campaign.id"), primary_key=True
    )
    manifest: Mapped[JsonDict]
    digest: Mapped[str] = mapped_column(String(64))
