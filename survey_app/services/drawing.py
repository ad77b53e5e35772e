"""The draw: once for a campaign, from its frozen files and the seed that was committed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from analysis.toml_file import read_toml
from sampling.draw import Cell, Draw, draw
from sampling.manifest import Difference, manifest, verify
from sampling.randomness import commitment_holds
from sampling.roster import Roster
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.inputs import Inputs, inputs
from survey_app.campaign.post_offices import read_post_offices
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import Campaign, DrawRecord, Name, PostOffice, QuotaCell, Unit
from survey_app.services import audit, officials
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files

__all__ = [
    "AlreadyDrawn",
    "Inputs",
    "NoSeed",
    "NotDrawn",
    "WrongSeed",
    "check",
    "inputs",
    "official_counts",
    "run",
    "written_manifest",
]


class AlreadyDrawn(Refused):
    """A campaign is drawn once; a second draw would be a new public act."""

    code, status = "draw.already", 409
    sentence = "Cuộc điều tra này đã chọn mẫu. Biên bản chọn mẫu đã công bố không thay được."


class NotDrawn(Refused):
    """There is no draw yet."""

    code, status = "draw.not-drawn", 409
    sentence = "Cuộc điều tra này chưa chọn mẫu. Chạy lệnh «par-survey draw run» trước."


class NoSeed(Refused):
    """The seed that was committed to has to be revealed for the draw."""

    code, status = "draw.no-seed", 422
    sentence = "Cần công bố hạt giống ngẫu nhiên (--seed) ứng với cam kết trong campaign.toml."


class WrongSeed(Refused):
    """The seed is not the one that was committed to before the frame was frozen."""

    code, status = "draw.wrong-seed", 422
    sentence = "Hạt giống này không khớp với cam kết đã công bố trước khi khóa dàn mẫu."


def run(
    sessions: Sessions,
    secret: str,
    campaign: str,
    by: Actor | None,
    now: datetime,
    *,
    seed: bytes | None = None,
    salt: bytes = b"",
) -> Draw:
    """Draw the sample, make quota cells and names, give officials their codes.

    seed: the one committed to; a demo's public seed stands in its campaign.toml.
    Raises AlreadyDrawn, NoSeed, WrongSeed, FrameError or DesignError; then nothing is kept.
    """
    with reading(sessions) as db:
        found = _campaign(db, campaign)
        given = inputs(stored_files(db, campaign))
    public = given.settings.seed.public_demo
    seed = public.encode() if public and seed is None else seed
    if seed is None:
        raise NoSeed
    if not commitment_holds(found.commitment, seed, salt):
        raise WrongSeed
    drawn = draw(given.frame, given.roster, given.design, seed)
    written = manifest(drawn, given.frame, given.roster, given.design, seed, salt=salt)
    with sessions.begin() as db:
        if db.get(DrawRecord, campaign) is not None:
            raise AlreadyDrawn
        db.add(DrawRecord(campaign_id=campaign, drawn_at=now, manifest=written))
        _store(db, campaign, drawn, now)
        audit.record(
            db,
            "draw.run",
            by,
            about=found.slug,
            at=now,
            campaign=campaign,
            manifest=written["digest"],
        )
    if given.settings.officials:
        officials.issue_codes(sessions, secret, campaign, official_counts(given.roster), by, now)
    return drawn


def official_counts(roster: Roster) -> tuple[tuple[str, str, int], ...]:
    """How many officials of which cell are in which agency."""
    keys = {(cell.group): cell.id for cell in roster.cells()}
    return tuple((keys[e.group], e.agency, e.head_count) for e in roster.entries)


def written_manifest(sessions: Sessions, campaign: str) -> dict[str, object]:
    """The published manifest; raises NotDrawn."""
    with reading(sessions) as db:
        record = db.get(DrawRecord, campaign)
    if record is None:
        raise NotDrawn
    return record.manifest


def check(sessions: Sessions, campaign: str) -> tuple[Difference, ...]:
    """Draw again from the stored files and compare with the manifest; empty when all agree."""
    written = written_manifest(sessions, campaign)
    with reading(sessions) as db:
        given = inputs(stored_files(db, campaign))
        published = _campaign(db, campaign).commitment
    return verify(written, given.frame, given.roster, given.design, published=published)


def _campaign(db: Session, campaign: str) -> Campaign:
    found = db.get(Campaign, campaign)
    if found is None:
        raise NotFound
    return found


def _store(db: Session, campaign: str, drawn: Draw, now: datetime) -> None:
    units = db.execute(select(Unit.code, Unit.name).where(Unit.campaign_id == campaign))
    names_of = dict(units.all())
    office_of = _office_of(db, campaign)
    cells = {
        cell.id: _quota_cell(campaign, position, cell, names_of, office_of)
        for position, cell in enumerate(drawn.cells)
    }
    db.add_all(cells.values())
    db.flush()
    rows = [
        {
            "campaign_id": campaign,
            "cell_id": cells[name.cell].id,
            "person": name.person,
            "position": name.order,
            "opened_at": now if name.released else None,
            "attempts": 0,
            "closed": False,
        }
        for name in drawn.names
    ]
    if rows:
        db.execute(insert(Name), rows)


def _quota_cell(
    campaign: str,
    position: int,
    cell: Cell,
    names_of: Mapping[str, str],
    office_of: Mapping[str | None, str],
) -> QuotaCell:
    return QuotaCell(
        campaign_id=campaign,
        key=cell.id,
        position=position,
        group=cell.group,
        district=cell.district,
        desk=cell.desk,
        agency_type=cell.agency_type,
        place=_place(cell, names_of),
        stratum=cell.stratum,
        office=_office(cell, office_of),
        target=cell.target,
        list_size=cell.list_size,
        units_in_stratum=cell.units_in_stratum,
        units_drawn=cell.units_drawn,
        by_size=None if cell.by_size is None else str(cell.by_size),
        opened=cell.released,
        handed_out=0,
        received=0,
        accepted=0,
        rejected=0,
    )


def _place(cell: Cell, names_of: Mapping[str, str]) -> str:
    """The place in the words of screens: a commune, a district's own desk, a department."""
    kind, _, code = (cell.desk or "").partition(":")
    name = names_of.get(code, "")
    if kind == "district":
        return f"Bộ phận Một cửa {name[0].lower()}{name[1:]}"
    return name or {
        "council": "Hội đồng nhân dân thành phố",
        "department": "Các sở, ban, ngành",
        "district": "Ủy ban nhân dân các quận, huyện",
    }.get(cell.agency_type, cell.id)


def _office(cell: Cell, office_of: Mapping[str | None, str]) -> str | None:
    """The office that serves the commune itself, or else its area."""
    if cell.desk is None:
        return None
    return office_of.get(cell.desk.partition(":")[2]) or office_of.get(cell.district)


def _office_of(db: Session, campaign: str) -> dict[str | None, str]:
    """The post office of each area or commune; departments' desks fall to the city's own."""
    files = stored_files(db, campaign)
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    name = settings.files["post_offices"]
    offices, _ = read_post_offices(files[name], name, None)
    serving: dict[str | None, str] = {
        district: office.code for office in offices for district in office.districts
    }
    top = db.scalar(
        select(PostOffice.code).where(
            PostOffice.campaign_id == campaign, PostOffice.parent.is_(None)
        )
    )
    return serving | ({None: top} if top else {})
