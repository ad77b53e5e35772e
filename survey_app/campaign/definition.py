"""A campaign as its folder of files defines it: plain values, nothing of the database or web."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from analysis.scheme_values import Scheme
from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet
from sampling.ceremony import Terms, terms_digest
from sampling.costs import Costs
from sampling.design import CitizenDesign, Design
from sampling.frame import Agency, Frame, ListEntry, Stratum, Unit, build_frame
from sampling.matrix_manifest import MatrixDesign
from sampling.randomness import commitment
from sampling.roster import OFFICIAL_GROUPS, Roster
from sampling.sharing import BY_POWER, Rule
from survey_app.campaign.planning_settings import PlanningSettings
from survey_app.campaign.weighting_settings import WeightingSettings

__all__ = [
    "CAMPAIGN_FILE",
    "Calendar",
    "CampaignDefinition",
    "Estimand",
    "Fieldwork",
    "GoverningDocument",
    "Group",
    "Instrument",
    "People",
    "PostOffice",
    "SamplingSettings",
    "SeedSource",
    "Settings",
    "SourceFile",
    "Thresholds",
]

CAMPAIGN_FILE = "campaign.toml"
_SELECTIONS = {"srs": "simple_random", "pps": "pps_systematic"}


@dataclass(frozen=True)
class SourceFile:
    """A file of the folder as it was read. name: relative to the folder; digest: SHA-256."""

    name: str
    data: bytes
    digest: str


@dataclass(frozen=True)
class GoverningDocument:
    """A decision or plan the campaign rests on; kind says which, in its own words."""

    kind: str
    number: str
    date: date
    issuer: str
    title: str

    @property
    def cited(self) -> str:
        """The document as other documents cite it."""
        return f"{self.kind} số {self.number} ngày {self.date:%d/%m/%Y} của {self.issuer}"


@dataclass(frozen=True)
class Fieldwork:
    """When answers are collected, both days included. working_days: 0 Monday to 6 Sunday."""

    begins: date
    ends: date
    working_days: frozenset[int]
    holidays: frozenset[date]

    def days(self) -> tuple[date, ...]:
        """The working days of the fieldwork, in order."""
        length = (self.ends - self.begins).days + 1
        every = (self.begins + timedelta(days=number) for number in range(length))
        return tuple(day for day in every if self._is_worked(day))

    def days_left(self, today: date) -> int:
        """Working days from today (included) to the end."""
        return sum(day >= today for day in self.days())

    def _is_worked(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays


@dataclass(frozen=True)
class Estimand:
    """Whom the figures are about: persons or transactions on which lists (methods.md 1)."""

    units: Literal["persons", "transactions"]
    list_from: date
    list_to: date
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A respondent group with its questionnaire. mode: "interviewer" or "online"."""

    code: str
    name: Mapping[str, str]
    questionnaire: str
    mode: str


@dataclass(frozen=True)
class SamplingSettings:
    """How citizens are drawn. Totals and minima are expected answers (methods.md 6).

    selection: of commune desks, in this folder's word (by size unless "srs", methods.md 5);
    areas, departments: the rules of allocation, of which power and departments_power are the
    exponents of the lists' sizes;
    eligibility, response: expected shares of the names released; officials_response: of the
    officials, who are all invited; strata: of communes directly under the city, () for those by
    kind of unit; one_stop_gap: share of the one-stop system's count beyond which a list's
    difference is published as a gap.
    """

    total: int
    power: Decimal
    minimum: int
    communes_per_district: int
    selection: Literal["srs", "pps", "sampford", "pareto"]
    departments_total: int
    departments_power: Decimal
    departments_minimum: int
    eligibility: Decimal
    response: Decimal
    officials_response: Decimal
    strata: tuple[Stratum, ...] = ()
    one_stop_gap: Decimal = Decimal("0.05")
    areas: Rule = BY_POWER
    departments: Rule = BY_POWER

    def citizen_design(self) -> CitizenDesign:
        """The citizens' design in the sampling package's terms."""
        return CitizenDesign(
            districts_target=self.total,
            power=str(self.power),
            minimum=self.minimum,
            communes_per_district=self.communes_per_district,
            selection=_SELECTIONS.get(self.selection, self.selection),
            departments_target=self.departments_total,
            departments_power=str(self.departments_power),
            department_minimum=self.departments_minimum,
            eligibility=str(self.eligibility),
            response=str(self.response),
            areas=self.areas,
            departments=self.departments,
        )


@dataclass(frozen=True)
class Thresholds:
    """disclosure: least answers in a cell that is shown; minimum_response: share below which
    only bounds are shown; attempts: contacts before a reserve opens; minimum_minutes: a shorter
    interview waits for a look."""

    disclosure: int
    minimum_response: Decimal
    attempts: int
    minimum_minutes: int


@dataclass(frozen=True)
class People:
    """The institutions of the two keys of closing; never the same."""

    monitor: str
    observer: str


@dataclass(frozen=True)
class SeedSource:
    """Where the draw's seed comes from: exactly one of the three is set.

    commitment: one operator's, published before the frame is frozen; public_demo: a seed anyone
    may know; ceremony: the terms of a public draw by several parties.
    """

    commitment: str | None
    public_demo: str | None
    ceremony: Terms | None = None

    @property
    def promised(self) -> str | None:
        """The commitment that the folder publishes; None of a public draw."""
        if self.ceremony is not None:
            return None
        return commitment(self.public_demo.encode()) if self.public_demo else self.commitment or ""

    @property
    def terms(self) -> str | None:
        """The digest of a public draw's terms; None where there is none."""
        return None if self.ceremony is None else terms_digest(self.ceremony)


@dataclass(frozen=True)
class PostOffice:
    """An office in the tree of post offices.

    districts: codes of the districts or strata it serves, or of communes directly under the city.
    """

    code: str
    name: str
    parent: str | None
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """What a day of fieldwork gives, for the plan of days.

    visits_per_day: of one collector; visits_per_name: expected until a final outcome; ferries:
    by district, stratum or commune, the weekdays (0 Monday) on which one can be there.
    """

    visits_per_day: int
    visits_per_name: Decimal
    ferries: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Settings:
    """What campaign.toml says.

    survey: the Ministry's own or the city's; officials: whether officials answer online (demo
    campaigns only, until their answers are sealed); files: role -> file name, of the roles
    scheme, units, agencies, roster, post_offices, unless lists are simulated lists, and where
    the campaign has them one_stop (counts of the one-stop system), later_units (the units of a
    later day) and successors (of units and agencies, for `sampling.successors`).
    """

    id: str
    name: Mapping[str, str]
    year: int
    survey: Literal["ministry", "city"]
    demo: bool
    officials: bool
    fieldwork: Fieldwork
    documents: tuple[GoverningDocument, ...]
    estimand: Estimand
    groups: tuple[Group, ...]
    sampling: SamplingSettings
    thresholds: Thresholds
    people: People
    seed: SeedSource
    files: Mapping[str, str]
    lists_simulated: bool
    simulation_seed: int | None
    costs: Costs | None = None
    planning: PlanningSettings = field(default_factory=PlanningSettings)
    calendar: Calendar | None = None
    rating_matrix: MatrixDesign | None = None
    weighting: WeightingSettings = field(default_factory=WeightingSettings)

    def group(self, code: str) -> Group:
        """The respondent group of this code; KeyError where the campaign has none."""
        for group in self.groups:
            if group.code == code:
                return group
        raise KeyError(code)

    def official_groups(self) -> tuple[str, ...]:
        """Codes of the campaign's groups of officials, in the official order."""
        own = {group.code for group in self.groups}
        return tuple(code for code in OFFICIAL_GROUPS if code in own)

    def design(self) -> Design:
        """The design of the draw."""
        return Design(self.sampling.citizen_design(), self.official_groups())


@dataclass(frozen=True)
class Instrument:
    """A questionnaire with its scoring sheet and the two files they were read from."""

    name: str
    questionnaire: Questionnaire
    scoring: ScoringSheet
    sources: tuple[SourceFile, SourceFile]


@dataclass(frozen=True)
class CampaignDefinition:
    """A checked folder.

    lists: by desk code, None where they are simulated; instruments: by name; files: every file
    read, by name; digest: SHA-256 over the files' own.
    """

    settings: Settings
    scheme: Scheme
    units: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    roster: Roster
    lists: Mapping[str, tuple[ListEntry, ...]] | None
    post_offices: tuple[PostOffice, ...]
    instruments: Mapping[str, Instrument]
    files: Mapping[str, SourceFile]
    digest: str

    def frame(self, lists: Mapping[str, Sequence[ListEntry]]) -> Frame:
        """The frame with these lists; raises FrameError."""
        return build_frame(self.units, self.agencies, lists, self.settings.sampling.strata)

    def instrument_of(self, group: str) -> Instrument:
        """What a respondent group answers; KeyError where the campaign has no such group."""
        return self.instruments[self.settings.group(group).questionnaire]
