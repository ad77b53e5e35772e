"""What a design cannot have from its frame, told when the campaign is created, not at the draw."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.toml_file import read_toml
from sampling.draw import impossibilities
from sampling.frame import Frame
from sampling.problems import Problem as SamplingProblem
from survey_app.campaign.definition import CAMPAIGN_FILE, CampaignDefinition
from survey_app.campaign.problems import Problem, Reported

__all__ = ["infeasible"]

TABLES = {
    "areas": "sampling.citizens",
    "communes": "sampling.citizens",
    "departments": "sampling.departments",
}
KEYS = {
    "lonely_commune": "selection",
    "sampford_rare": "selection",
    "minimum_above_maximum": "minimum",
}  # others: the total
OF_ROSTER = "group_without_roster"


def infeasible(definition: CampaignDefinition, frame: Frame) -> tuple[Reported, ...]:
    """Every total, bound and stratum that no seed could draw, with file, table and key."""
    design = definition.settings.design()
    found = impossibilities(frame, definition.roster, design)
    return tuple(_told(definition, found))


def _told(
    definition: CampaignDefinition, found: dict[str, list[SamplingProblem]]
) -> Iterator[Reported]:
    toml = read_toml(definition.files[CAMPAIGN_FILE].data)
    files = definition.settings.files
    for part, problems in found.items():
        for problem in problems:
            if part not in TABLES:
                file = files["roster"] if problem.code == OF_ROSTER else files.get("lists")
                yield replace(problem, file=file)
                continue
            key, table = KEYS.get(problem.code, problem.values.get("name", "total")), TABLES[part]
            line = toml.line_of(key, table, 0)
            said = {language: problem.sentence(language)[:-1] for language in ("vi", "en")}
            yield Problem("campaign.impossible", CAMPAIGN_FILE, line, key, said, table)
