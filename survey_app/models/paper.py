"""Interviews on paper: forms that were printed for drawn people, and what was keyed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, JsonDict

__all__ = ["PaperEntry", "PaperForm"]


class PaperForm(Base):
    """A printed form for one name; response: what its answers became, once keyed in twice."""

    __tablename__ = "paper_form"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    number: Mapped[str] = mapped_column(String(8))
    name_id: Mapped[int] = mapped_column(ForeignKey("name.id"), index=True)
    version: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.digest"))
    printed_at: Mapped[datetime]
    response_uuid: Mapped[str | None] = mapped_column(ForeignKey("response.uuid"))

    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("name_id", "version"),
    )


class PaperEntry(Base):
    """One keying of a form, append-only; ordinal 1 and 2 are two people's, 3 settles them."""

    __tablename__ = "paper_entry"

    id: Mapped[IntKey]
    form_id: Mapped[int] = mapped_column(ForeignKey("paper_form.id"))
    ordinal: Mapped[int]
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    answers: Mapped[JsonDict]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("form_id", "ordinal"),)
