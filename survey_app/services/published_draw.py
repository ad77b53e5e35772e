"""The draw as it is published: its manifest, and the names of the units it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from analysis.toml_file import read_toml
from sampling.readers import read_units
from sampling.reconciliation import Gap, read_gaps
from sampling.successors import Fate, fates, read_successors
from survey_app.campaign.definition import CAMPAIGN_FILE
from survey_app.campaign.inputs import GAPS
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import Campaign, CampaignFile, DrawRecord, QuotaCell, Unit
from survey_app.services.campaigns import stored_files

__all__ = [
    "AreaDrawn",
    "NotDrawn",
    "PublishedDraw",
    "ShortList",
    "areas_drawn",
    "drawn",
    "published",
    "short_lists",
]


class NotDrawn(Refused):
    """The campaign has no draw yet."""

    code, status = "draw.none", 404
    sentence = "Cuộc điều tra này chưa chọn mẫu; chọn mẫu xong mới có biên bản để xem và kiểm tra."


@dataclass(frozen=True)
class Today:
    """A unit in the campaign's later units: heirs by name; within: where it lay, if it ended."""

    fate: Fate
    heirs: tuple[str, ...]
    within: str | None


@dataclass(frozen=True)
class PublishedDraw:
    """The manifest; units: names by code in official order; places: of cells by their id.

    gaps: of the lists beside the one-stop system, None where the campaign has no counts of it;
    gap_limit: the share above which they are marked. today: by code of a unit, where the campaign
    names the units of a later day.
    """

    drawn_at: datetime
    commitment: str
    frame_digest: str
    manifest: Mapping[str, Any]
    units: Mapping[str, str]
    places: Mapping[str, str]
    gaps: tuple[Gap, ...] | None = None
    gap_limit: float = 0.0
    today: Mapping[str, Today] = field(default_factory=dict)


@dataclass(frozen=True)
class ShortList:
    """A desk whose list is drawn whole and still too short: size, target and what will come."""

    place: str
    size: int
    target: int
    expected: float


@dataclass(frozen=True)
class AreaDrawn:
    """What was drawn in a district or stratum; name: "" of the departments' desks.

    communes, of_communes: how many of its communes were drawn; listed: people on the lists of
    the desks drawn, target: answers asked for, released: people drawn first.
    """

    name: str
    desks: int
    communes: int
    of_communes: int
    listed: int
    target: int
    released: int


def drawn(
    sessions: Sessions, campaign: str
) -> tuple[tuple[AreaDrawn, ...], Mapping[str, Any], datetime] | None:
    """What the draw that holds drew where, its manifest and moment; None before a draw."""
    with reading(sessions) as db:
        record = db.get(DrawRecord, campaign)
    if record is None:
        return None
    return areas_drawn(sessions, campaign, record.manifest), record.manifest, record.drawn_at


def areas_drawn(
    sessions: Sessions, campaign: str, manifest: Mapping[str, Any]
) -> tuple[AreaDrawn, ...]:
    """Citizens' cells of a manifest by district or stratum, in the manifest's order."""
    cells: dict[str, list[Mapping[str, Any]]] = {}
    for cell in manifest["cells"]:
        group, *place = cell["id"].split("/")
        if group == "citizens":
            cells.setdefault(place[0] if len(place) > 1 else "", []).append(cell)
    with reading(sessions) as db:
        names = dict(
            db.execute(
                select(Unit.code, Unit.name).where(
                    Unit.campaign_id == campaign, Unit.code.in_(cells)
                )
            ).all()
        )
    return tuple(_area(names.get(code, code), own) for code, own in cells.items())


def _area(name: str, cells: Sequence[Mapping[str, Any]]) -> AreaDrawn:
    communes = [cell for cell in cells if cell["stratum"].endswith("/commune")]
    return AreaDrawn(
        name,
        len(cells),
        len(communes),
        communes[0]["units_in_stratum"] if communes else 0,
        *(sum(cell[key] for cell in cells) for key in ("list_size", "target", "released")),
    )


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
        gaps = db.scalar(
            select(CampaignFile.content).where(
                CampaignFile.campaign_id == campaign, CampaignFile.name == GAPS
            )
        )
        return PublishedDraw(
            record.drawn_at,
            found.commitment,
            found.frame_digest,
            record.manifest,
            dict(units.all()),
            dict(cells.all()),
            None if gaps is None else read_gaps(gaps),
            found.rules.get("one_stop_gap", 0.0),
            _today(stored_files(db, campaign)),
        )


def _today(files: Mapping[str, bytes]) -> dict[str, Today]:
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    names = settings.files
    if "later_units" not in names:
        return {}
    units, later = (
        read_units(files[names[role]], names[role]) for role in ("units", "later_units")
    )
    given = names.get("successors")
    found = fates((units, later), read_successors(files[given], given) if given else None)
    called = {unit.code: unit.name for unit in later}
    return {
        code: Today(
            fate, tuple(called[heir.code] for heir in fate.heirs), called.get(fate.within or "")
        )
        for code, fate in found.items()
    }
