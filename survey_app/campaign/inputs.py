"""A campaign's stored files -> what its draw and its weights are functions of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.toml_file import read_toml
from sampling.design import Design
from sampling.frame import (
    Frame,
    build_frame,
    ids_csv,
    read_agencies,
    read_ids,
    read_lists,
    read_units,
)
from sampling.roster import Roster, read_roster
from sampling.workbook import as_csv, is_workbook
from survey_app.campaign.definition import Settings
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.settings import read_settings

__all__ = ["GAPS", "IDS", "SIMULATED_LISTS", "Inputs", "at_hand", "csv_name", "inputs"]

SIMULATED_LISTS = "frames/lists-simulated.csv"
IDS = "frames/ids.csv"
"""What is published of the lists: desks and opaque ids."""
GAPS = "frames/one-stop-gaps.csv"
"""Made when the frame is frozen, where the campaign has the one-stop system's counts."""


@dataclass(frozen=True)
class Inputs:
    """What the draw is a function of, besides the seed.

    files: name and bytes by part (campaign, units, agencies, roster, lists, ids); workbooks as
    CSV, which is what is published; lists is missing where only ids are at hand.
    """

    settings: Settings
    frame: Frame
    roster: Roster
    design: Design
    files: Mapping[str, tuple[str, bytes]]


def inputs(files: Mapping[str, bytes]) -> Inputs:
    """Frame, roster and design from a campaign's files; they were checked when it was created."""
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    names = settings.files
    lists = names.get("lists", SIMULATED_LISTS)
    parts = {part: at_hand(files, names[part]) for part in ("units", "agencies", "roster")}
    units = read_units(*_turned(parts["units"]))
    agencies = read_agencies(*_turned(parts["agencies"]))
    if lists in files or csv_name(lists) in files:
        parts["lists"] = at_hand(files, lists)
        entries = read_lists(*_turned(parts["lists"]), units, agencies)
    else:
        entries = read_ids(files[IDS], IDS, units, agencies)
    frame = build_frame(units, agencies, entries, settings.sampling.strata)
    roster = read_roster(*_turned(parts["roster"]), frame.all_agencies)
    parts["campaign"] = CAMPAIGN_FILE, files[CAMPAIGN_FILE]
    parts["ids"] = IDS, files.get(IDS) or ids_csv(frame)
    return Inputs(settings, frame, roster, settings.design(), parts)


def csv_name(name: str) -> str:
    """The name under which a workbook is published."""
    return PurePosixPath(name).with_suffix(".csv").as_posix()


def at_hand(files: Mapping[str, bytes], name: str) -> tuple[str, bytes]:
    """Name and bytes of a file, of a workbook as the CSV that is published."""
    if name not in files:  # a package, in which the workbook is CSV already
        return csv_name(name), files[csv_name(name)]
    data = files[name]
    return (csv_name(name), as_csv(data, name)) if is_workbook(data) else (name, data)


def _turned(file: tuple[str, bytes]) -> tuple[bytes, str]:
    return file[1], file[0]
