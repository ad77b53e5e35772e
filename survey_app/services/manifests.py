"""Verifying a draw from files alone: no database, no app."""

from __future__ import annotations

from pathlib import Path

from sampling.ceremony import terms_digest
from sampling.frame import read_lists
from sampling.manifest import Difference, verify_file
from survey_app.campaign.folder import read_folder
from survey_app.simulation.lists import make_lists

__all__ = ["verify_with_files"]


def verify_with_files(
    manifest: Path, folder: Path, lists: Path | None = None
) -> tuple[Difference, ...]:
    """What in a manifest file is not what frame, design and seed give; empty when all agree.

    folder: the campaign's; lists: the desks' lists where the folder simulates them and other
    ones were used. Raises CampaignError or FrameError.
    """
    definition = read_folder(folder)
    units, agencies = definition.units, definition.agencies
    if lists is not None:
        entries = read_lists(lists.read_bytes(), lists.name, units, agencies)
    elif definition.lists is not None:
        entries = definition.lists
    else:
        seed = definition.settings.simulation_seed or 0
        entries = read_lists(make_lists(units, agencies, seed), "simulated", units, agencies)
    frame = definition.frame(entries)
    terms = definition.settings.seed.ceremony
    return verify_file(
        manifest.read_bytes(),
        frame,
        definition.roster,
        definition.settings.design(),
        published=definition.settings.seed.commitment,
        terms=None if terms is None else terms_digest(terms),
    )
