"""Planning: what a campaign's frame, rates and expectations are, read for the page of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.toml_file import read_toml
from sampling.costs import Costs
from sampling.frame import all_agencies, read_agencies, read_units
from sampling.plan_values import PlanDesign, PlanFrame
from sampling.precision import AreaLists, Expected
from sampling.roster import read_roster
from survey_app.campaign.definition import Settings
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.inputs import inputs
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.models import CampaignFile, DeskSize, PostOffice, Unit
from survey_app.services.campaigns import stored_files

__all__ = ["Basis", "OfficialGroup", "basis", "design_of", "expected_of"]


@dataclass(frozen=True)
class OfficialGroup:
    """A group of officials of whom everybody is invited; response: expected share."""

    code: str
    invited: int
    response: float


@dataclass(frozen=True)
class Basis:
    """What every plan of a campaign starts from. costs: None where it names no rates."""

    frame: PlanFrame
    settings: Settings
    costs: Costs | None
    officials: tuple[OfficialGroup, ...]


def basis(sessions: Sessions, campaign: str) -> Basis:
    """The campaign's lists, rates and expectations; sizes were kept when it was created."""
    with reading(sessions) as db:
        settings = _settings(db, campaign)
        names = dict(
            db.execute(select(Unit.code, Unit.name).where(Unit.campaign_id == campaign)).all()
        )
        desks = _desks(db, campaign)
        offices = db.scalar(
            select(func.count()).select_from(PostOffice).where(PostOffice.campaign_id == campaign)
        )
        groups = tuple(_officials(db, campaign, settings))
    costs = None if settings.costs is None else _by_area(settings.costs, desks)
    return Basis(_frame(desks, names, offices or 0), settings, costs, groups)


def design_of(
    basis: Basis, communes: int | None = None, allocation: str | None = None
) -> PlanDesign:
    """The campaign's own design, with other communes or another rule.

    Deviations and costs of a rule are those that [planning] and [costs] lead one to expect.
    """
    sampling = basis.settings.sampling
    return PlanDesign(
        communes=sampling.communes_per_district if communes is None else communes,
        allocation=sampling.areas.allocation if allocation is None else allocation,
        power=str(sampling.power),
        minimum=sampling.minimum,
        maximum=sampling.areas.maximum,
        take_all=frozenset(sampling.areas.take_all),
        departments_total=sampling.departments_total,
        departments_power=str(sampling.departments_power),
        department_minimum=sampling.departments_minimum,
    )


def expected_of(basis: Basis) -> Expected:
    """What the campaign expects of the people on its lists."""
    sampling, planned = basis.settings.sampling, basis.settings.planning
    return Expected(
        share=float(planned.share),
        shares={area: float(share) for area, share in planned.shares.items()},
        rho=float(planned.rho),
        eligibility=float(sampling.eligibility),
        response=float(sampling.response),
        level=float(planned.level),
    )


@dataclass(frozen=True)
class _Desk:
    code: str
    kind: str
    area: str | None
    size: int


def _settings(db: Session, campaign: str) -> Settings:
    content = db.scalar(
        select(CampaignFile.content).where(
            CampaignFile.campaign_id == campaign, CampaignFile.name == CAMPAIGN_FILE
        )
    )
    settings, _ = read_settings(read_toml(content or b""), CAMPAIGN_FILE)
    return settings


def _desks(db: Session, campaign: str) -> list[_Desk]:
    rows = db.execute(
        select(DeskSize.desk, DeskSize.kind, DeskSize.area, DeskSize.size)
        .where(DeskSize.campaign_id == campaign)
        .order_by(DeskSize.position)
    ).all()
    if rows:
        return [_Desk(*row) for row in rows]
    frame = inputs(stored_files(db, campaign)).frame  # created before sizes were kept
    return [_Desk(d.code, d.kind, d.district, frame.desk_size(d.code)) for d in frame.desks]


def _frame(desks: list[_Desk], names: dict[str, str], offices: int) -> PlanFrame:
    areas = dict.fromkeys(desk.area for desk in desks if desk.area is not None)

    def sizes(kind: str, area: str | None) -> tuple[int, ...]:
        return tuple(d.size for d in desks if (d.kind, d.area) == (kind, area))

    return PlanFrame(
        tuple(
            AreaLists(
                code, names.get(code, code), sum(sizes("district", code)), sizes("commune", code)
            )
            for code in areas
        ),
        sizes("department", None),
        offices,
    )


def _by_area(costs: Costs, desks: list[_Desk]) -> Costs:
    """The rates with what answers cost more in communes as a mean of their area.

    People of an area have equal chances, so a commune brings its part of the lists.
    """
    more = dict(costs.more_per_answer)
    sizes: Counter[str] = Counter()
    for desk in desks:
        sizes[desk.area or ""] += desk.size
    for desk in desks:
        extra = costs.more_per_answer.get(desk.code.partition(":")[2])
        if desk.kind == "commune" and extra and desk.area is not None:
            part = extra * desk.size / sizes[desk.area]
            more[desk.area] = more.get(desk.area, Decimal(0)) + part
    return replace(costs, more_per_answer=more)


def _officials(db: Session, campaign: str, settings: Settings) -> Iterator[OfficialGroup]:
    names = settings.files
    wanted = [names["units"], names["agencies"], names["roster"]]
    files = dict(
        db.execute(
            select(CampaignFile.name, CampaignFile.content).where(
                CampaignFile.campaign_id == campaign, CampaignFile.name.in_(wanted)
            )
        ).all()
    )
    units, agencies, roster = (files[name] for name in wanted)
    known = all_agencies(read_units(units, wanted[0]), read_agencies(agencies, wanted[1]))
    counts: Counter[str] = Counter()
    for cell in read_roster(roster, wanted[2], known).cells():
        counts[cell.group] += cell.head_count
    for group in settings.official_groups():
        yield OfficialGroup(group, counts[group], float(settings.sampling.officials_response))
