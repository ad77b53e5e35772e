"""The draw as it is published: its manifest, and the names of the units it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import Campaign, DrawRecord, QuotaCell, Unit

__all__ = ["NotDrawn", "PublishedDraw", "ShortList", "published", "short_lists"]


class NotDrawn(Refused):
    """The campaign has no draw yet."""

    code, status = "draw.none", 404
    sentence = "Cuộc điều tra này chưa chọn mẫu. Quản trị viên chọn mẫu rồi trang này mới có."


@dataclass(frozen=True)
class PublishedDraw:
    """The manifest; units: names by code in official order; places: of cells by their id."""

    drawn_at: datetime
    commitment: str
    frame_digest: str
    manifest: Mapping[str, Any]
    units: Mapping[str, str]
    places: Mapping[str, str]


@dataclass(frozen=True)
class ShortList:
    """A desk whose list is drawn whole and still too short: size, target and what will come."""

    place: str
    size: int
    target: int
    expected: float


def short_lists(sessions: Sessions, campaign: str) -> tuple[ShortList, ...]:
    """The desks of which the draw warned that their lists are too short; none before a draw."""
    with reading(sessions) as db:
        record = db.get(DrawRecord, campaign)
        if record is None:
            return ()
        warned = [w for w in record.manifest["warnings"] if w["code"] == "list_too_short"]
        places = dict(
            db.execute(
                select(QuotaCell.desk, QuotaCell.place).where(
                    QuotaCell.campaign_id == campaign,
                    QuotaCell.desk.in_([warning["desk"] for warning in warned]),
                )
            ).all()
        )
    return tuple(
        ShortList(places[w["desk"]], int(w["size"]), int(w["target"]), float(w["expected"]))
        for w in warned
    )


def published(sessions: Sessions, campaign: str) -> PublishedDraw:
    """The campaign's draw; raises NotFound or NotDrawn."""
    with reading(sessions) as db:
        found, record = db.get(Campaign, campaign), db.get(DrawRecord, campaign)
        if found is None:
            raise NotFound
        if record is None:
            raise NotDrawn
        units = db.execute(
            select(Unit.code, Unit.name).where(Unit.campaign_id == campaign).order_by(Unit.position)
        )
        cells = db.execute(
            select(QuotaCell.key, QuotaCell.place).where(QuotaCell.campaign_id == campaign)
        )
        return PublishedDraw(
            record.drawn_at,
            found.commitment,
            found.frame_digest,
            record.manifest,
            dict(units.all()),
            dict(cells.all()),
        )
