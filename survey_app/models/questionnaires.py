"""Versions of questionnaires brought to a campaign, and recodes from one to another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict

__all__ = ["BroughtVersion", "Recode"]


class BroughtVersion(Base):
    """A version that somebody brought to a campaign; file: its name."""

    __tablename__ = "brought_version"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    digest: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    file: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[datetime]
    brought_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("campaign_id", "digest"),)


class Recode(Base):
    """What answers to an item under the old version count as under the new one.

    codes: the new code by the old one; "" where the answer counts as missing.
    """

    __tablename__ = "recode"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    old: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    new: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    item: Mapped[str] = mapped_column(Text)
    codes: Mapped[JsonDict]

    __table_args__ = (UniqueConstraint("campaign_id", "old", "new", "item"),)
