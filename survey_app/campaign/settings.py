"""campaign.toml -> `Settings`; what a later version will know is refused by name."""

import re
from datetime import date
from typing import Any, cast

from analysis.scheme_values import RESPONDENT_GROUPS
from analysis.toml_file import TomlFile
from sampling.matrix_manifest import MatrixDesign
from sampling.roster import OFFICIAL_GROUPS
from survey_app.campaign.ceremony_settings import read_terms
from survey_app.campaign.definition import (
    Calendar,
    Estimand,
    Fieldwork,
    GoverningDocument,
    Group,
    People,
    SeedSource,
    Settings,
    Thresholds,
)
from survey_app.campaign.planning_settings import read_costs, read_planning
from survey_app.campaign.problems import Problem
from survey_app.campaign.sampling_settings import read_sampling
from survey_app.campaign.tables import Notes, Table
from survey_app.campaign.weighting_settings import read_weighting

__all__ = ["LEVELS", "SIMULATED", "read_settings"]

SIMULATED = "simulated"
LEVELS = ("commune", "district", "department")
MODES = {"citizens": "interviewer"}  # every other group answers online
ALL_MODES = ("interviewer", "online", "self_completion", "paper", "counter", "qr")
OPTIONAL_ROLES = ("one_stop", "later_units", "successors")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FILE_ROLES = ("scheme", "units", "agencies", "roster", "post_offices")


def read_settings(toml: TomlFile, file: str) -> tuple[Settings, list[Problem]]:
    """The settings, and every problem of the file; where there are any, do not use them."""
    notes = Notes(toml, file)
    top = notes.top()
    demo = top.boolean("demo")
    files, simulated = _files(top.table("files"), demo)
    settings = Settings(
        id=_identifier(top),
        name=top.name(),
        year=top.integer("year", 2012, 2100),
        survey=cast(Any, top.choice("survey", ("ministry", "city"))),
        demo=demo,
        officials=_officials(top, demo),
        fieldwork=_fieldwork(top.table("fieldwork")),
        documents=tuple(_document(table) for table in top.tables("governing_documents")),
        estimand=_estimand(top.table("estimand")),
        groups=_groups(top),
        sampling=read_sampling(top.table("sampling")),
        thresholds=_thresholds(top.table("thresholds")),
        people=_people(top.table("people")),
        seed=_seed(top, demo),
        files=files,
        lists_simulated=simulated,
        simulation_seed=_simulation(top, demo),
        costs=read_costs(top),
        planning=read_planning(top),
        calendar=_calendar(top),
        rating_matrix=_rating_matrix(top),
        weighting=read_weighting(top),
    )
    _ceremony_before_fieldwork(top, settings)
    top.close()
    return settings, sorted(notes.problems, key=lambda problem: problem.row or 0)


def _identifier(top: Table) -> str:
    name = top.text("id")
    if name and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        top.expected("id", "chữ thường, chữ số, gạch nối", "small letters, digits, hyphens", name)
    return name


def _officials(top: Table, demo: bool) -> bool:
    wanted = top.boolean("officials")
    if wanted and not demo:
        top.note(
            "demo-only",
            "officials",
            key="officials",
            instead_vi="officials = false (phần trả lời của công chức chưa bảo đảm ẩn danh)",
            instead_en="officials = false (officials' answers are not yet sealed)",
        )
    return wanted


def _fieldwork(table: Table) -> Fieldwork:
    begins, ends = _period(table, "begins", "ends")
    days = table.choices("working_days", WEEKDAYS)
    work = frozenset(WEEKDAYS.index(day) for day in days if day in WEEKDAYS)
    fieldwork = Fieldwork(begins, ends, work, frozenset(table.days("holidays")))
    if begins <= ends and work and not fieldwork.days():
        table.note("no-working-day", "begins", begins=_shown(begins), ends=_shown(ends))
    table.close()
    return fieldwork


def _document(table: Table) -> GoverningDocument:
    document = GoverningDocument(
        kind=table.text("kind"),
        number=table.text("number"),
        date=table.day("date"),
        issuer=table.text("issuer"),
        title=table.text("title"),
    )
    table.close()
    return document


def _estimand(table: Table) -> Estimand:
    units = table.text("units")
    if units == "transactions":
        table.note("not-persons", "units")
    elif units:
        table.choice("units", ("persons",), later=("residents",))
    begins, ends = _period(table, "list_from", "list_to")
    levels = table.choices("levels", LEVELS)
    estimand = Estimand(cast(Any, units), begins, ends, levels)
    table.close()
    return estimand


def _groups(top: Table) -> tuple[Group, ...]:
    groups: list[Group] = []
    for table in top.tables("groups"):
        code = table.choice("code", RESPONDENT_GROUPS, later=("businesses", "organisations"))
        if code in {group.code for group in groups}:
            table.note("duplicate", "code", value=code)
        mode = table.choice("mode", (MODES.get(code, "online"),), ALL_MODES)
        groups.append(Group(code, table.name(), table.text("questionnaire"), mode))
        table.close()
    return tuple(groups)


def _thresholds(table: Table) -> Thresholds:
    thresholds = Thresholds(
        disclosure=table.integer("disclosure", 3, 1_000),
        minimum_response=table.share("minimum_response"),
        attempts=table.integer("attempts", 1, 20),
        minimum_minutes=table.integer("minimum_minutes", 0, 120),
    )
    table.close()
    return thresholds


def _people(table: Table) -> People:
    people = People(table.text("monitor"), table.text("observer"))
    if people.monitor and people.monitor.casefold() == people.observer.casefold():
        table.note("one-institution", "observer", value=people.observer)
    table.close()
    return people


def _seed(top: Table, demo: bool) -> SeedSource:
    terms = read_terms(top)
    if terms is not None:
        if top.has("seed"):
            top.note("seed-and-ceremony", "seed")
        return SeedSource(None, None, terms)
    if not demo:  # one operator could try seeds before committing to one
        top.note("ceremony-needed", "seed")
        if not top.has("seed"):
            return SeedSource(None, None)
    table = top.table("seed")
    seed = SeedSource(table.optional_text("commitment"), table.optional_text("public_demo"))
    if seed.commitment and not re.fullmatch(r"[0-9a-f]{64}", seed.commitment):
        table.note("not-a-commitment", "commitment", value=seed.commitment)
    if (seed.commitment is None) == (seed.public_demo is None):
        table.note("one-seed", "commitment")
    table.close()
    return seed


def _ceremony_before_fieldwork(top: Table, settings: Settings) -> None:
    terms, begins = settings.seed.ceremony, settings.fieldwork.begins
    if terms is not None and terms.number.date >= begins:
        days = {"number": _shown(terms.number.date), "begins": _shown(begins)}
        top.note("ceremony-after-fieldwork", "ceremony", **days)


def _files(table: Table, demo: bool) -> tuple[dict[str, str], bool]:
    files = {role: table.text(role) for role in FILE_ROLES}
    lists = table.text("lists")
    if lists == SIMULATED and not demo:
        table.note(
            "demo-only",
            "lists",
            key="lists",
            instead_vi="ghi tên tệp CSV danh sách",
            instead_en="name the CSV file of the lists",
        )
    if lists and lists != SIMULATED:
        files["lists"] = lists
    if table.has("earlier"):
        files["earlier"] = table.text("earlier")
    for role in OPTIONAL_ROLES:
        if table.has(role):
            files[role] = table.text(role)
    table.close()
    return files, lists == SIMULATED


def _simulation(top: Table, demo: bool) -> int | None:
    if not demo:
        if top.has("simulation"):
            top.note(
                "demo-only",
                "simulation",
                key="simulation",
                instead_vi="bỏ bảng này",
                instead_en="remove this table",
            )
        return None
    table = top.table("simulation")
    seed = table.integer("seed", 0, 2**63 - 1)
    table.close()
    return seed


def _calendar(top: Table) -> Calendar | None:
    if not top.has("calendar"):
        return None
    table = top.table("calendar")
    ferries: dict[str, frozenset[int]] = {}
    if table.has("ferries"):
        own = table.table("ferries")
        for district in own.names():
            days = own.choices(district, WEEKDAYS)
            ferries[district] = frozenset(WEEKDAYS.index(day) for day in days if day in WEEKDAYS)
    calendar = Calendar(
        table.integer("visits_per_day", 1, 200), table.number("visits_per_name", 1, 20), ferries
    )
    table.close()
    return calendar


def _rating_matrix(top: Table) -> MatrixDesign | None:
    """Who rates whom: only the city's own survey has one, and only officials rate."""
    if not top.has("rating_matrix"):
        return None
    table = top.table("rating_matrix")
    own = table.table("targets")
    targets = {
        own.known(group, OFFICIAL_GROUPS): own.integer(group, 1, 10_000) for group in own.names()
    }
    design = MatrixDesign(
        table.choices("subjects", ("department", "district")),
        targets,
        table.integer("limit", 1, 1_000),
    )
    own.close()
    table.close()
    if top.text("survey") != "city":
        top.note("city-only", "rating_matrix")
    return design


def _period(table: Table, first: str, last: str) -> tuple[date, date]:
    begins, ends = table.day(first), table.day(last)
    if ends < begins and date(1, 1, 1) not in {begins, ends}:
        table.note("dates-reversed", last, begins=_shown(begins), ends=_shown(ends))
    return begins, ends


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
