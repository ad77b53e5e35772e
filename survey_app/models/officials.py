"""Officials: codes that can be used once, and ballots that know nothing of them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, JsonDict

__all__ = ["AccessCode", "Ballot"]


class AccessCode(Base):
    """A one-time right to answer, by keyed hash; says only whether it was redeemed.

    request_hash: keyed hash of what the browser sent when redeeming, so that a repeat
    after a lost connection gets the same ticket; under another key than any ballot's.
    """

    __tablename__ = "access_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[CampaignRef]
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"), index=True)
    agency: Mapped[str] = mapped_column(String(40))
    request_hash: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it


class Ballot(Base):
    """An official's answer: no code, no person, no time, no order.

    late: it came after closing; kept, not counted in the frozen figures.
    """

    __tablename__ = "ballot"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[CampaignRef]
    cell_id: Mapped[int] = mapped_column(ForeignKey("quota_cell.id"), index=True)
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[str] = mapped_column(Text)
    payload: Mapped[JsonDict]
    late: Mapped[bool]

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it
