"""The audit log: what staff did, each entry chained to the one before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, JsonDict

__all__ = ["AuditEntry"]


class AuditEntry(Base):
    """One act; hash covers all other columns and the hash of the entry before."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    campaign_id: Mapped[str | None] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    detail: Mapped[JsonDict]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
