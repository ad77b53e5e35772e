"""What only several files together show: groups, criteria and items, lead agencies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.scheme import Scheme
from analysis.toml_file import nearest
from sampling.frame import Agency, ListEntry, Unit, all_agencies, check_strata, desks_of
from sampling.matrix_manifest import rating_matrix
from sampling.problems import DesignError
from sampling.roster import Roster
from survey_app.campaign.definition import CAMPAIGN_FILE, Instrument, Settings
from survey_app.campaign.filters import UnclearFilter, asked_of
from survey_app.campaign.post_offices import served_places
from survey_app.campaign.problems import Problem, Reported
from survey_app.campaign.settings import LEVELS

__all__ = ["contradictions", "cross_check", "multiplicity", "unknown_ferries"]


def cross_check(
    settings: Settings,
    scheme: Scheme | None,
    units: Sequence[Unit] | None,
    agencies: Sequence[Agency] | None,
    roster: Roster | None,
    instruments: Mapping[str, Instrument],
) -> list[Reported]:
    """Every mismatch between the files; a part that could not be read is not checked."""
    problems: list[Reported] = [] if roster is None else [*_roster(settings, roster)]
    if units is not None and agencies is not None:
        problems += _levels(settings, units, agencies)
        problems += (
            replace(problem, file=CAMPAIGN_FILE)
            for problem in check_strata(units, settings.sampling.strata)
        )
    if scheme is None:
        return problems
    problems += _groups(settings, scheme)
    if agencies is not None:
        problems += _lead_agencies(settings, scheme, agencies)
    if {group.questionnaire for group in settings.groups} <= instruments.keys():
        problems += _unfed(settings, scheme, instruments)
    return [*problems, *_strays(settings, scheme, instruments), *_unclear_filters(instruments)]


def unknown_ferries(settings: Settings, units: Sequence[Unit]) -> Iterator[Problem]:
    """Ferries to districts, strata or communes that the frame does not have."""
    known = set(served_places(units, settings.sampling.strata).areas)
    known |= {unit.code for unit in units if unit.level == "commune"}
    for code in settings.calendar.ferries if settings.calendar else ():
        if code not in known:
            values = {"value": code, "nearest": nearest(code, known)}
            yield Problem("offices.unknown-district", "campaign.toml", None, code, values)


def multiplicity(
    settings: Settings,
    lists: Mapping[str, Sequence[ListEntry]] | None,
    instruments: Mapping[str, Instrument],
) -> Iterator[Problem]:
    """Lists of transactions: the question that counts them, and no persons on the lists."""
    wanted = settings.weighting.multiplicity
    if wanted is None:
        return
    officials = settings.official_groups()
    for group in settings.groups:
        found = instruments.get(group.questionnaire)
        if group.code in officials or found is None:
            continue
        numbers = [one.name for one in found.questionnaire.items if one.type == "integer"]
        if wanted not in numbers:
            values = {
                "questionnaire": group.questionnaire,
                "value": wanted,
                "nearest": nearest(wanted, numbers),
            }
            yield _weighting("cross.multiplicity-item", values)
    persons = [entry.person for entries in (lists or {}).values() for entry in entries]
    twice = len(persons) - len(set(persons))
    if settings.lists_simulated:
        yield _weighting(
            "cross.multiplicity-persons",
            {"why_vi": "danh sách thử nghiệm", "why_en": "the demo's lists"},
        )
    elif twice:
        values = {
            "why_vi": f"{twice} dòng ghi lại một người đã có và bị bỏ trùng",
            "why_en": f"{twice} rows name a person again and are taken out",
        }
        yield _weighting("cross.multiplicity-persons", values)


def _weighting(code: str, values: Mapping[str, object]) -> Problem:
    return Problem(code, CAMPAIGN_FILE, None, "multiplicity", values, "weighting")


def contradictions(
    settings: Settings,
    units: Sequence[Unit] | None,
    agencies: Sequence[Agency] | None,
    roster: Roster | None,
) -> tuple[Reported, ...]:
    """Rules of the rating matrix that no assignment of raters can meet, with their figures."""
    if settings.rating_matrix is None or units is None or agencies is None or roster is None:
        return ()
    try:
        rating_matrix(all_agencies(units, agencies), roster, settings.rating_matrix, b"any")
    except DesignError as error:
        return error.problems
    return ()


def _levels(
    settings: Settings, units: Sequence[Unit], agencies: Sequence[Agency]
) -> Iterator[Problem]:
    """The estimand's levels are those on which the frame has desks."""
    there = {desk.kind for desk in desks_of(units, agencies)}
    if settings.estimand.levels and there != set(settings.estimand.levels):
        known = ", ".join(level for level in LEVELS if level in there)
        values = {"known": known, "found": ", ".join(settings.estimand.levels)}
        yield Problem("campaign.all-levels", CAMPAIGN_FILE, None, "levels", values, "estimand")


def _groups(settings: Settings, scheme: Scheme) -> Iterator[Problem]:
    asked, weighted = {group.code for group in settings.groups}, scheme.groups()
    for group in sorted(asked - weighted):
        yield Problem("cross.group-without-weight", CAMPAIGN_FILE, values={"group": group})
    for group in sorted(weighted - asked):
        name = settings.files["scheme"]
        yield Problem("cross.weight-without-group", name, values={"group": group})


def _roster(settings: Settings, roster: Roster) -> Iterator[Problem]:
    counted = {entry.group for entry in roster.entries}
    for group in settings.official_groups():
        if group not in counted:
            values = {"group": group}
            yield Problem("cross.group-without-roster", settings.files["roster"], values=values)


def _lead_agencies(
    settings: Settings, scheme: Scheme, agencies: Sequence[Agency]
) -> Iterator[Problem]:
    known = {agency.code for agency in agencies}
    for row in scheme.rows:
        lead = row.lead_agency
        if lead is not None and lead not in known:
            values = {"row": row.code, "value": lead, "nearest": nearest(lead, known)}
            yield Problem(
                "cross.unknown-agency", settings.files["scheme"], None, "lead_agency", values
            )


def _unfed(
    settings: Settings, scheme: Scheme, instruments: Mapping[str, Instrument]
) -> Iterator[Problem]:
    """Criteria in which groups have a weight whose questionnaires have no item for them."""
    fed = {g.code: instruments[g.questionnaire].scoring.criteria for g in settings.groups}
    for row in scheme.survey_rows():
        weights = scheme.group_weights_of(row.code)
        asked = [group for group, weight in weights.items() if weight > 0 and group in fed]
        unfed = [group for group in asked if row.code not in fed[group]]
        if unfed:
            values = {"criterion": row.code, "groups": ", ".join(unfed)}
            name = settings.files["scheme"]
            yield Problem("cross.criterion-without-item", name, values=values)


def _strays(
    settings: Settings, scheme: Scheme, instruments: Mapping[str, Instrument]
) -> Iterator[Problem]:
    """Items that feed no criterion, or one in which no group that answers them has a weight."""
    known = {row.code for row in scheme.survey_rows()}
    for name, instrument in instruments.items():
        groups = [group.code for group in settings.groups if group.questionnaire == name]
        sheet = instrument.sources[1].name
        for score in instrument.scoring.items:
            code = score.criterion
            values = {"item": score.item, "questionnaire": name, "criterion": code}
            if code not in known:
                values["nearest"] = nearest(code, known)
                yield Problem("cross.item-without-criterion", sheet, None, score.item, values)
            elif not any(scheme.group_weights_of(code).get(group) for group in groups):
                values["groups"] = ", ".join(groups)
                yield Problem("cross.item-without-weight", sheet, None, score.item, values)


def _unclear_filters(instruments: Mapping[str, Instrument]) -> Iterator[Problem]:
    for name, instrument in instruments.items():
        scored = {score.item for score in instrument.scoring.items}
        for item in instrument.questionnaire.items:
            try:
                _ = asked_of(instrument.questionnaire, item.name) if item.name in scored else None
            except UnclearFilter:
                values = {"item": item.name, "questionnaire": name}
                file = instrument.sources[0].name
                yield Problem("cross.unclear-filter", file, item.row, "relevant", values)
