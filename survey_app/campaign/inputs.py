"""A campaign's stored files -> what its draw and its weights are functions of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.toml_file import read_toml
from sampling.design import Design
from sampling.frame import Frame, build_frame, read_agencies, read_lists, read_units
from sampling.roster import Roster, read_roster
from survey_app.campaign.definition import Settings
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.settings import read_settings

__all__ = ["SIMULATED_LISTS", "Inputs", "inputs"]

SIMULATED_LISTS = "frames/lists-simulated.csv"


@dataclass(frozen=True)
class Inputs:
    """What the draw is a function of, besides the seed."""

    settings: Settings
    frame: Frame
    roster: Roster
    design: Design


def inputs(files: Mapping[str, bytes]) -> Inputs:
    """Frame, roster and design from a campaign's files; they were checked when it was created."""
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    names = settings.files
    units = read_units(files[names["units"]], names["units"])
    agencies = read_agencies(files[names["agencies"]], names["agencies"])
    lists = names.get("lists", SIMULATED_LISTS)
    entries = read_lists(files[lists], lists, units, agencies)
    frame = build_frame(units, agencies, entries, settings.sampling.strata)
    roster = read_roster(files[names["roster"]], names["roster"], frame.all_agencies)
    return Inputs(settings, frame, roster, settings.design())
