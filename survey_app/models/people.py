"""Staff: people, the roles they hold, the cards and devices they sign in with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base, CampaignRef, IntKey, TextKey

__all__ = ["Device", "Membership", "Role", "SignInCard", "User"]


class Role(StrEnum):
    """What a person may do in a campaign (design.md section 5)."""

    COLLECTOR = "collector"
    SUPERVISOR = "supervisor"
    MONITOR = "monitor"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


class User(Base):
    """A member of staff; respondents are never users."""

    __tablename__ = "user"

    id: Mapped[TextKey]
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    institution: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    disabled_at: Mapped[datetime | None]


class Membership(Base):
    """A role in a campaign for a scope: empty for the whole city, else a post office's code."""

    __tablename__ = "membership"

    id: Mapped[IntKey]
    campaign_id: Mapped[CampaignRef]
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (UniqueConstraint("campaign_id", "user_id", "role", "scope"),)


class SignInCard(Base):
    """A collector's card: the keyed hash of its code, the hash of the PIN, wrong tries so far."""

    __tablename__ = "sign_in_card"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[CampaignRef]
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    pin_hash: Mapped[str] = mapped_column(Text)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Device(Base):
    """A browser somebody signed in with; revoking it keeps what it still sends, flagged."""

    __tablename__ = "device"

    id: Mapped[TextKey]
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
