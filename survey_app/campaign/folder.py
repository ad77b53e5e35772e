"""A campaign's folder -> its definition; the mistakes of all its files are reported at once."""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from analysis.scheme import Scheme, SchemeError, read_scheme
from analysis.scheme_values import RESPONDENT_GROUPS
from analysis.toml_file import TomlFile, TomlSyntaxError, nearest, read_toml
from questionnaires.problems import FormError
from sampling.frame import (
    Agency,
    ListEntry,
    Unit,
    all_agencies,
    read_agencies,
    read_lists,
    read_units,
)
from sampling.problems import FrameError
from sampling.pseudonyms import is_opaque
from sampling.reconciliation import read_counts
from sampling.roster import Roster, read_roster
from sampling.successors import read_successors
from survey_app.campaign.cross_checks import (
    contradictions,
    cross_check,
    multiplicity,
    unknown_ferries,
)
from survey_app.campaign.definition import (
    CAMPAIGN_FILE,
    CampaignDefinition,
    Instrument,
    PostOffice,
    Settings,
    SourceFile,
)
from survey_app.campaign.instruments import NoSuchInstrumentError, read_instrument
from survey_app.campaign.planning_settings import strange_areas
from survey_app.campaign.post_offices import read_post_offices, served_places
from survey_app.campaign.problems import CampaignError, Problem, Reported
from survey_app.campaign.settings import read_settings

__all__ = ["CAMPAIGN_FILE", "read_folder"]

SCHEME_FILE = "scheme.toml"

T = TypeVar("T")
Lists = dict[str, tuple[ListEntry, ...]]


def read_folder(path: Path) -> CampaignDefinition:
    """The definition that a folder holds.

    Raises CampaignError with every mistake of every file: campaign.toml, the scheme, the frame,
    the roster, the post offices, the questionnaires, and what does not fit together.
    """
    if not path.is_dir():
        raise CampaignError([Problem("folder.not-a-folder", str(path))])
    reading = _Reading(path)
    definition = reading.definition()
    if definition is None or reading.problems:
        raise CampaignError(reading.problems)
    return definition


class _Reading:
    """One folder being read: the problems and files so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Reported] = []
        self.files: dict[str, SourceFile] = {}
        self.toml: TomlFile | None = None

    def definition(self) -> CampaignDefinition | None:
        settings = self._settings()
        if settings is None:
            self._scheme(SCHEME_FILE, RESPONDENT_GROUPS)  # where it stands by habit
            return None
        groups = [group.code for group in settings.groups] or RESPONDENT_GROUPS
        scheme = self._scheme(self._name(settings, "scheme"), {*groups, *RESPONDENT_GROUPS})
        units = self._parsed(settings, "units", read_units)
        agencies = self._parsed(settings, "agencies", read_agencies)
        roster = self._roster(settings, units, agencies)
        lists = self._lists(settings, units, agencies)
        offices = self._offices(settings, units)
        self._earlier(settings)
        optional: dict[str, Callable[[bytes, str], object]] = {
            "one_stop": read_counts, "later_units": read_units, "successors": read_successors,
        }  # fmt: skip
        for role, read in optional.items():
            self._parsed(settings, role, read)
        instruments = self._instruments(settings)
        if units is not None:
            known = set(served_places(units, settings.sampling.strata).areas)
            communes = {unit.code for unit in units if unit.level == "commune"}
            for table, code in strange_areas(settings.costs, settings.planning, known, communes):
                values = {"value": code, "nearest": nearest(code, known)}
                self._note("campaign.unknown-district", code, table, 0, **values)
        self.problems += cross_check(settings, scheme, units, agencies, roster, instruments)
        self.problems += unknown_ferries(settings, units) if units is not None else ()
        self.problems += [*contradictions(settings, units, agencies, roster)]
        self.problems += multiplicity(settings, lists, instruments)
        if self.problems or scheme is None or units is None or agencies is None or roster is None:
            return None
        return CampaignDefinition(
            settings=settings,
            scheme=scheme,
            units=units,
            agencies=agencies,
            roster=roster,
            lists=lists,
            post_offices=offices,
            instruments=instruments,
            files=self.files,
            digest=_digest(self.files.values()),
        )

    # --- the parts

    def _settings(self) -> Settings | None:
        source = self._file(CAMPAIGN_FILE, None)
        if source is None:
            return None
        try:
            self.toml = read_toml(source.data)
        except TomlSyntaxError as error:
            code = "not-utf8" if error.line is None else "toml-syntax"
            values = {"reason": error.reason}
            self.problems.append(Problem(f"campaign.{code}", source.name, error.line, None, values))
            return None
        settings, problems = read_settings(self.toml, source.name)
        self.problems += problems
        return settings

    def _scheme(self, name: str, groups: Iterable[str]) -> Scheme | None:
        source = self._file(name, "scheme")
        known = sorted(groups)
        if source is None:
            return None
        return self._tried(lambda: read_scheme(source.data, source.name, known))

    def _parsed(self, settings: Settings, role: str, read: Callable[[bytes, str], T]) -> T | None:
        source = self._file(self._name(settings, role), role)
        return None if source is None else self._tried(lambda: read(source.data, source.name))

    def _roster(
        self,
        settings: Settings,
        units: tuple[Unit, ...] | None,
        agencies: tuple[Agency, ...] | None,
    ) -> Roster | None:
        source = self._file(self._name(settings, "roster"), "roster")
        if source is None or units is None or agencies is None:
            return None
        known = all_agencies(units, agencies)
        return self._tried(lambda: read_roster(source.data, source.name, known))

    def _lists(
        self,
        settings: Settings,
        units: tuple[Unit, ...] | None,
        agencies: tuple[Agency, ...] | None,
    ) -> Lists | None:
        if "lists" not in settings.files:
            return None
        source = self._file(settings.files["lists"], "lists")
        if source is None or units is None or agencies is None:
            return None
        lists = self._tried(lambda: dict(read_lists(source.data, source.name, units, agencies)))
        if not settings.demo:
            people = {entry.person for entries in (lists or {}).values() for entry in entries}
            raw = sum(not is_opaque(person) for person in people)
            if raw:  # ids are published with the draw: nobody may be found by one
                values = {"count": raw}
                self.problems.append(
                    Problem("campaign.raw-ids", source.name, None, "person", values)
                )
        return lists

    def _offices(
        self, settings: Settings, units: tuple[Unit, ...] | None
    ) -> tuple[PostOffice, ...]:
        source = self._file(self._name(settings, "post_offices"), "post_offices")
        if source is None:
            return ()
        served = None if units is None else served_places(units, settings.sampling.strata)
        offices, problems = read_post_offices(source.data, source.name, served)
        self.problems += problems
        return offices

    def _earlier(self, settings: Settings) -> None:
        """Results of an earlier year, to be compared with: refused here if they are none."""
        source = self._file(self._name(settings, "earlier"), "earlier")
        if source is None:
            return
        # late: bundles are made of campaigns, so they know this module
        from survey_app.bundle.problems import BundleError
        from survey_app.bundle.reading import parse_published

        try:
            found = parse_published(source.data, source.name)
        except BundleError:
            self.problems.append(Problem("campaign.not-results", source.name))
        else:
            if found.facts.year >= settings.year:
                values = {"found": found.facts.year, "year": settings.year}
                self.problems.append(
                    Problem("campaign.not-earlier", source.name, None, None, values)
                )

    def _instruments(self, settings: Settings) -> dict[str, Instrument]:
        found: dict[str, Instrument] = {}
        for number, group in enumerate(settings.groups):
            name = group.questionnaire
            if not name or name in found:
                continue
            try:
                instrument = self._tried(partial(read_instrument, self.path, name))
            except NoSuchInstrumentError as error:
                self._note(
                    "campaign.unknown-questionnaire", "questionnaire", "groups", number,
                    value=name, nearest=nearest(name, error.known),
                )  # fmt: skip
                continue
            if instrument is not None:
                found[name] = instrument
                self.files |= {source.name: source for source in instrument.sources}
        return found

    # --- files

    def _name(self, settings: Settings, role: str) -> str:
        return settings.files.get(role, "")

    def _file(self, name: str, role: str | None) -> SourceFile | None:
        """A file of the folder, kept; None where its name is missing or there is none such."""
        if not name:
            return None
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve()):
            self._note("folder.outside", role, "files", name=name)
            return None
        if not path.is_file():
            here = [str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file()]
            close = nearest(name, here)
            hint_vi = f"; có phải là '{close}' không?" if close else ""
            hint_en = f"; did you mean '{close}'?" if close else ""
            self._note(
                "folder.no-such-file", role, "files", name=name, hint_vi=hint_vi, hint_en=hint_en
            )
            return None
        data = path.read_bytes()
        source = SourceFile(name, data, hashlib.sha256(data).hexdigest())
        self.files[name] = source
        return source

    def _tried(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except (SchemeError, FrameError, FormError) as error:
            self.problems += error.problems
            return None

    def _note(
        self, code: str, key: str | None, table: str, number: int = 0, /, **values: object
    ) -> None:
        """A problem at a key of campaign.toml."""
        line = None
        if self.toml is not None and key is not None:
            line = self.toml.line_of(key, table, number)
        place = table if key is not None else None
        self.problems.append(Problem(code, CAMPAIGN_FILE, line, key, values, place))


def _digest(files: Iterable[SourceFile]) -> str:
    """SHA-256, in hexadecimal, of lines "digest  name", sorted by name, as sha256sum prints."""
    lines = [f"{file.digest}  {file.name}\n" for file in sorted(files, key=lambda file: file.name)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
