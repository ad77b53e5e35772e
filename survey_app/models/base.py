"""What all tables share: names of constraints, times in UTC, ids as text."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

__all__ = ["Base", "CampaignRef", "IntKey", "JsonDict", "TextKey", "UtcTime", "new_id"]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; column types follow from annotations."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, str: String}  # noqa: RUF012 - for SQLAlchemy


def new_id() -> str:
    """A random id that tells nothing of its time or order."""
    return str(uuid.uuid4())


IntKey = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
TextKey = Annotated[str, mapped_column(String(36), primary_key=True)]
JsonDict = dict[str, Any]
CampaignRef = Annotated[str, mapped_column(String(36), ForeignKey("campaign.id"), index=True)]
