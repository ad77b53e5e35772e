"""Creating a campaign from its folder's definition: everything or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires.stored import to_json
from sampling.ceremony import Party
from sampling.frame import Frame, ListEntry, ids_csv, read_lists
from sampling.reconciliation import gaps_csv, read_counts, reconcile
from survey_app.campaign.definition import (
    CampaignDefinition,
    Instrument,
    SeedSource,
    Settings,
)
from survey_app.campaign.feasible import infeasible
from survey_app.campaign.inputs import GAPS, IDS, SIMULATED_LISTS
from survey_app.campaign.problems import CampaignError
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import (
    Campaign,
    CampaignFile,
    DeskSize,
    PostOffice,
    QuestionnaireVersion,
    RespondentGroup,
    Unit,
    new_id,
)
from survey_app.services import audit
from survey_app.services.actors import Actor, CampaignId
from survey_app.services.public_acts import open_act
from survey_app.simulation.lists import make_lists

__all__ = [
    "EARLIER",
    "SIMULATED_LISTS",
    "IdTaken",
    "campaign_file",
    "create",
    "replace_files",
    "stored_files",
]


REPLACED = ("name_vi", "name_en", "year", "starts", "ends", "frame_digest", "commitment", "rules")


EARLIER = "acts/{act}/"
"""Where the files of an earlier public draw stand among a campaign's."""


class IdTaken(Refused):
    """A campaign with this id exists."""

    code, status = "campaign.id-taken", 409
    sentence = "Đã có cuộc điều tra mã «%(id)s». Đổi id trong campaign.toml hoặc dùng --id."


@dataclass(frozen=True)
class _Lists:
    """The desks' lists, and the file to keep where the demo made them."""

    entries: Mapping[str, tuple[ListEntry, ...]]
    made: bytes | None


def create(
    sessions: Sessions,
    definition: CampaignDefinition,
    by: Actor | None,
    now: datetime,
    *,
    id: str | None = None,  # noqa: A002 - the word of campaign.toml
) -> CampaignId:
    """Store the campaign with its files, frame, groups and questionnaires; freezes the frame.

    id: other than the folder's, for a second campaign of the same folder. The commitment to
    the seed is recorded before the frame's digest. Raises IdTaken, FrameError, or CampaignError
    with everything in the design that no draw from this frame could have.
    """
    settings = definition.settings
    slug = id or settings.id
    lists = _lists(definition)
    frame = _frame(definition, lists)
    with sessions.begin() as db:
        if db.scalar(select(Campaign.id).where(Campaign.slug == slug)) is not None:
            raise IdTaken(id=slug)
        campaign = _campaign(settings, slug, frame, now)
        db.add(campaign)
        db.flush()
        _fill(db, campaign.id, definition, lists, frame)
        if settings.seed.ceremony is not None:
            open_act(db, campaign, settings.seed.ceremony, by, now)
        audit.record(
            db,
            "campaign.created",
            by,
            about=slug,
            at=now,
            campaign=campaign.id,
            commitment=campaign.commitment,
            frame=frame.digest,
            folder=definition.digest,
        )
    return CampaignId(campaign.id)


def replace_files(db: Session, campaign: Campaign, definition: CampaignDefinition) -> None:
    """Put another state of the folder in place of the stored one, before the frame is frozen.

    The campaign keeps its id and name in addresses. Raises FrameError or CampaignError.
    """
    lists = _lists(definition)
    frame = _frame(definition, lists)
    fresh = _campaign(definition.settings, campaign.slug, frame, campaign.created_at)
    for column in REPLACED:
        setattr(campaign, column, getattr(fresh, column))
    for table in (RespondentGroup, Unit, PostOffice, DeskSize):
        db.execute(delete(table).where(table.campaign_id == campaign.id))
    own = (CampaignFile.campaign_id == campaign.id, CampaignFile.name.not_like("acts/%"))
    db.execute(delete(CampaignFile).where(*own))
    db.flush()
    _fill(db, campaign.id, definition, lists, frame)


def _fill(
    db: Session, campaign: str, definition: CampaignDefinition, lists: _Lists, frame: Frame
) -> None:
    made = {IDS: ids_csv(frame)}
    if lists.made is not None:
        made[SIMULATED_LISTS] = lists.made
    db.add_all(_files(campaign, definition, made | _gaps(definition, frame)))
    for instrument in definition.instruments.values():
        db.merge(_version(instrument))
    db.flush()
    db.add_all(_groups(campaign, definition))
    db.add_all(_places(campaign, definition, frame))
    db.add_all(_sizes(campaign, frame))


def _gaps(definition: CampaignDefinition, frame: Frame) -> dict[str, bytes]:
    """What the lists lack beside the one-stop system's counts, to be published with the draw."""
    name = definition.settings.files.get("one_stop")
    if name is None:
        return {}
    counts = read_counts(definition.files[name].data, name)
    threshold = float(definition.settings.sampling.one_stop_gap)
    return {GAPS: gaps_csv(reconcile(frame.submitted(), counts, threshold))}


def _lists(definition: CampaignDefinition) -> _Lists:
    if definition.lists is not None:
        return _Lists(definition.lists, None)
    seed = definition.settings.simulation_seed or 0
    made = make_lists(definition.units, definition.agencies, seed)
    entries = read_lists(made, SIMULATED_LISTS, definition.units, definition.agencies)
    return _Lists(dict(entries), made)


def _frame(definition: CampaignDefinition, lists: _Lists) -> Frame:
    """The frame, from which the design can be drawn."""
    frame = definition.frame(lists.entries)
    problems = infeasible(definition, frame)
    if problems:
        raise CampaignError(problems)
    return frame


def _parties(seed: SeedSource) -> tuple[Party, ...]:
    return () if seed.ceremony is None else seed.ceremony.parties


def _campaign(settings: Settings, slug: str, frame: Frame, now: datetime) -> Campaign:
    return Campaign(
        id=new_id(),
        slug=slug,
        name_vi=settings.name["vi"],
        name_en=settings.name["en"],
        year=settings.year,
        starts=settings.fieldwork.begins,
        ends=settings.fieldwork.ends,
        demo=settings.demo,
        created_at=now,
        commitment=settings.seed.terms or settings.seed.promised or "",
        frame_digest=frame.digest,
        rules={
            "attempts": settings.thresholds.attempts,
            "disclosure": settings.thresholds.disclosure,
            "minimum_response": float(settings.thresholds.minimum_response),
            "minimum_minutes": float(settings.thresholds.minimum_minutes),
            "holidays": sorted(day.isoformat() for day in settings.fieldwork.holidays),
            "one_stop_gap": float(settings.sampling.one_stop_gap),
            "monitor": settings.people.monitor,
            "observer": settings.people.observer,
            "survey": settings.survey,
            "draw_parties": [party.name for party in _parties(settings.seed)],
            "calendar": calendar_rules(settings),
        },
    )


def calendar_rules(settings: Settings) -> dict[str, object] | None:
    """The calendar as plain values; None where the campaign states none."""
    calendar = settings.calendar
    if calendar is None:
        return None
    return {
        "visits_per_day": calendar.visits_per_day,
        "visits_per_name": str(calendar.visits_per_name),
        "working_days": sorted(settings.fieldwork.working_days),
        "ferries": {code: sorted(days) for code, days in calendar.ferries.items()},
    }


def _files(
    campaign: str, definition: CampaignDefinition, made: Mapping[str, bytes]
) -> Iterator[CampaignFile]:
    contents = {**{name: file.data for name, file in definition.files.items()}, **made}
    for name, data in sorted(contents.items()):
        yield campaign_file(campaign, name, data)


def campaign_file(campaign: str, name: str, data: bytes) -> CampaignFile:
    """A file of the campaign, under the digest of its bytes."""
    return CampaignFile(
        campaign_id=campaign, name=name, digest=sha256(data).hexdigest(), content=data
    )


def _version(instrument: Instrument) -> QuestionnaireVersion:
    form, scoring = instrument.sources
    return QuestionnaireVersion(
        digest=instrument.questionnaire.digest,
        name=instrument.name,
        source=form.data,
        parsed=to_json(instrument.questionnaire),
        scoring=scoring.data,
    )


def _groups(campaign: str, definition: CampaignDefinition) -> Iterator[RespondentGroup]:
    for position, group in enumerate(definition.settings.groups):
        yield RespondentGroup(
            campaign_id=campaign,
            code=group.code,
            position=position,
            name_vi=group.name["vi"],
            name_en=group.name["en"],
            mode=group.mode,
            questionnaire=definition.instruments[group.questionnaire].questionnaire.digest,
        )


def _places(
    campaign: str, definition: CampaignDefinition, frame: Frame
) -> Iterator[Unit | PostOffice]:
    after = len(definition.units) + len(definition.agencies)
    for position, stratum in enumerate(frame.strata, after):
        yield Unit(
            campaign_id=campaign,
            code=stratum.code,
            position=position,
            name=stratum.name,
            level="stratum",
            parent=None,
        )
    for position, unit in enumerate(definition.units):
        yield Unit(
            campaign_id=campaign,
            code=unit.code,
            position=position,
            name=unit.name,
            level=unit.level,
            parent=unit.parent,
        )
    for position, agency in enumerate(definition.agencies, len(definition.units)):
        yield Unit(
            campaign_id=campaign,
            code=agency.code,
            position=position,
            name=agency.name,
            level=agency.kind,
        )
    for office in definition.post_offices:
        yield PostOffice(
            campaign_id=campaign, code=office.code, name=office.name, parent=office.parent
        )


def _sizes(campaign: str, frame: Frame) -> Iterator[DeskSize]:
    for position, desk in enumerate(frame.desks):
        yield DeskSize(
            campaign_id=campaign,
            desk=desk.code,
            position=position,
            kind=desk.kind,
            area=desk.district,
            size=frame.desk_size(desk.code),
        )


def stored_files(db: Session, campaign: str) -> dict[str, bytes]:
    """The campaign's files as they were when it was created, or its frame was frozen."""
    rows = db.execute(
        select(CampaignFile.name, CampaignFile.content).where(CampaignFile.campaign_id == campaign)
    )
    return dict(rows.all())
