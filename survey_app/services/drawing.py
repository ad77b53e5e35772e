"""The draw: once for a campaign, from its frozen files and the seed that was committed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from analysis.toml_file import read_toml
from sampling.ceremony import Ceremony, seed_of
from sampling.design import design_digest
from sampling.draw import Cell, Draw, DrawnName, draw
from sampling.manifest import Difference, file_sums, manifest, verify
from sampling.randomness import commitment_holds
from sampling.roster import Roster
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.inputs import Inputs, inputs
from survey_app.campaign.post_offices import read_post_offices
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import (
    AccessCode,
    Assignment,
    Ballot,
    Campaign,
    Contact,
    DrawRecord,
    Identity,
    Name,
    PostOffice,
    QuotaCell,
    Response,
    Unit,
)
from survey_app.services import audit, officials
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files
from survey_app.services.public_acts import Step, ceremony_of, locked, state_of

__all__ = [
    "AlreadyDrawn",
    "FieldworkBegan",
    "FrameChanged",
    "Inputs",
    "NoSeed",
    "NotDrawn",
    "NotReady",
    "SeedFromCeremony",
    "WrongSeed",
    "add_cell",
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


class NotReady(Refused):
    """The public draw has not come to its last step."""

    code, status = "draw.not-ready", 409
    sentence = "Chưa bốc thăm được: các bước trước của lễ bốc thăm công khai chưa xong."


class SeedFromCeremony(Refused):
    """Nobody brings a seed to a public draw."""

    code, status = "draw.seed-from-ceremony", 422
    sentence = (
        "Hạt giống của cuộc điều tra này tính từ lễ bốc thăm công khai. Bỏ --seed rồi chạy lại."
    )


class FrameChanged(Refused):
    """What is stored is not what was frozen."""

    code, status = "draw.frame-changed", 409
    sentence = "Dàn mẫu, danh sách công chức hoặc thiết kế khác bản đã khóa. Không bốc thăm được."


class FieldworkBegan(Refused):
    """A second draw cannot replace a sample that people were already visited for."""

    code, status = "draw.fieldwork-began", 409
    sentence = "Đã có phiếu hoặc lần tiếp cận theo mẫu trước, nên không thay mẫu được nữa."


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

    seed: the one committed to; a demo's public seed stands in its campaign.toml, and that of a
    public draw follows from its ceremony.
    Raises AlreadyDrawn, NoSeed, WrongSeed, NotReady, SeedFromCeremony, FrameChanged,
    FieldworkBegan, FrameError or DesignError; then nothing is kept.
    """
    with reading(sessions) as db:
        found = _campaign(db, campaign)
        given = inputs(stored_files(db, campaign))
        ceremony = _ready(db, found, given, now)
    if ceremony is not None:
        if seed is not None:
            raise SeedFromCeremony
        seed = _ceremony_seed(ceremony, given)
    else:
        seed = _own_seed(found, given, seed, salt)
    drawn = draw(given.frame, given.roster, given.design, seed)
    written = manifest(
        drawn,
        given.frame,
        given.roster,
        given.design,
        seed,
        salt=salt,
        ceremony=ceremony,
        files=file_sums(given.files),
    )
    with sessions.begin() as db:
        _make_room(db, campaign, ceremony)
        db.add(DrawRecord(campaign_id=campaign, drawn_at=now, manifest=written))
        _store(db, campaign, drawn, now)
        if ceremony is not None:
            record = locked(db, campaign)
            record.drawn_at, record.manifest = now, written
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


def _own_seed(found: Campaign, given: Inputs, seed: bytes | None, salt: bytes) -> bytes:
    """The seed of one operator, or of a demo, that was committed to."""
    if given.frame.digest != found.frame_digest:
        raise FrameChanged
    public = given.settings.seed.public_demo
    seed = public.encode() if public and seed is None else seed
    if seed is None:
        raise NoSeed
    if not commitment_holds(found.commitment, seed, salt):
        raise WrongSeed
    return seed


def _ready(db: Session, found: Campaign, given: Inputs, now: datetime) -> Ceremony | None:
    """The ceremony that gives the seed, all its steps done; None where there is none."""
    if given.settings.seed.ceremony is None:
        return None
    record = locked(db, found.id)
    step = state_of(db, record).step(now)
    if step is Step.DRAWN:
        raise AlreadyDrawn
    if step is not Step.DRAW:
        raise NotReady
    frozen = (record.frame_digest, record.roster_digest, record.design_digest)
    if frozen != (given.frame.digest, given.roster.digest, design_digest(given.design)):
        raise FrameChanged
    return ceremony_of(db, record, found.slug)


def _ceremony_seed(ceremony: Ceremony, given: Inputs) -> bytes:
    digests = (given.frame.digest, given.roster.digest, design_digest(given.design))
    return seed_of(ceremony, *digests)


def _make_room(db: Session, campaign: str, ceremony: Ceremony | None) -> None:
    """Take an earlier act's sample away, if nobody was visited for it; its manifest stays."""
    record = db.get(DrawRecord, campaign)
    if record is None:
        return
    if ceremony is None or locked(db, campaign).drawn_at is not None:
        raise AlreadyDrawn
    for collected in (Contact, Response, Ballot):
        if db.scalar(select(exists().where(collected.campaign_id == campaign))):
            raise FieldworkBegan
    names = select(Name.id).where(Name.campaign_id == campaign)
    db.execute(delete(Identity).where(Identity.name_id.in_(names)))
    for table in (Name, Assignment, AccessCode, QuotaCell, DrawRecord):
        db.execute(delete(table).where(table.campaign_id == campaign))
    db.flush()
    db.expunge(record)


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
    found, sums = (given.frame, given.roster, given.design), file_sums(given.files)
    if given.settings.seed.ceremony is not None:
        return verify(written, *found, terms=published, files=sums)
    return verify(written, *found, published=published, files=sums)


def _campaign(db: Session, campaign: str) -> Campaign:
    found = db.get(Campaign, campaign)
    if found is None:
        raise NotFound
    return found


def _store(db: Session, campaign: str, drawn: Draw, now: datetime) -> None:
    names_of, office_of = _units(db, campaign), _office_of(db, campaign)
    cells = {
        cell.id: _quota_cell(campaign, position, cell, names_of, office_of)
        for position, cell in enumerate(drawn.cells)
    }
    db.add_all(cells.values())
    db.flush()
    _add_names(db, cells, drawn.names, now)


def add_cell(
    db: Session, campaign: str, cell: Cell, names: Sequence[DrawnName], now: datetime
) -> QuotaCell:
    """Inside a transaction: a cell that was opened after the draw, with its names."""
    last = db.scalar(select(func.max(QuotaCell.position)).where(QuotaCell.campaign_id == campaign))
    made = _quota_cell(
        campaign, (last or 0) + 1, cell, _units(db, campaign), _office_of(db, campaign)
    )
    db.add(made)
    db.flush()
    _add_names(db, {cell.id: made}, names, now)
    return made


def _units(db: Session, campaign: str) -> dict[str, str]:
    return dict(db.execute(select(Unit.code, Unit.name).where(Unit.campaign_id == campaign)).all())


def _add_names(
    db: Session, cells: Mapping[str, QuotaCell], names: Sequence[DrawnName], now: datetime
) -> None:
    rows = [
        {
            "campaign_id": cells[name.cell].campaign_id,
            "cell_id": cells[name.cell].id,
            "person": name.person,
            "position": name.order,
            "opened_at": now if name.released else None,
            "attempts": 0,
            "closed": False,
        }
        for name in names
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
